//! What the user says about a file, over what the file itself says.

use encoding_rs::Encoding;

use super::{DateFormat, Format, Values};
use crate::intake::tables::TABLES;

/// How to read a file. The default takes everything from the file itself, and its values as stored ones.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The form, instead of the one recognised from the content.
    pub format: Option<Format>,
    /// The table of all rows, instead of the one that the form or the file's name says.
    pub table: Option<String>,
    /// The tables that a file's name can say.
    pub known_tables: Vec<String>,
    /// The encoding, instead of the one that a byte order mark says or that the bytes show.
    pub encoding: Option<&'static Encoding>,
    /// Whether the values are the stored ones or those that people see.
    pub values: Values,
    /// How those that people see have their times.
    pub date_format: DateFormat,
}

impl Options {
    /// Takes everything from the file; its name can say any table that is kept here.
    pub fn for_known_tables() -> Self {
        Self { known_tables: TABLES.map(|table| table.name.to_owned()).to_vec(), ..Self::default() }
    }
}

//! Rows from outside: exports in a file's form become rows of the tables.
//!
//! ```text
//! bytes -> source (gzip, encoding) -> format -> json | csv | xml | xlsx -> rows -> Record
//! ```
//!
//! One row is held at a time, so that a file of any length needs little memory.

mod covered;
mod csv;
mod date_format;
mod display;
mod encoding;
mod ending;
mod file_name;
mod format;
mod header;
mod json;
mod json_value;
pub mod load;
mod options;
mod rows;
mod source;
mod xlsx;
mod xml;

use std::io::Read;

use anyhow::{Context, Result};

pub use date_format::DateFormat;
pub use display::Values;
pub use encoding::encoding_named;
pub use ending::{Ending, Warning};
pub use file_name::table_of_file_name;
pub use format::Format;
pub use json_value::stored_text;
pub use options::Options;
use rows::Rows;
use source::Source;

use crate::amount::amount;
use crate::intake::record::Record;

/// More of a message than an instance writes.
const MESSAGE_CHARACTERS: usize = 120;

/// Reads every row of an export and hands each to `sink`, in the order of the file, which may take its texts. `name` is the file's
/// name as the user wrote it (`-` for standard input): it stands in errors, and tells the table of the
/// rows where neither `options` nor the file names it.
///
/// # Errors
/// The file is in none of the forms, cut, damaged, or an error answer saved as a file; or `sink` refuses a
/// row. The rows before that were handed over: keep them only when this returns `Ok`. No error
/// holds a value of a row.
pub fn read(
    reader: impl Read,
    name: &str,
    options: &Options,
    sink: &mut dyn FnMut(&mut Record) -> Result<()>,
) -> Result<Ending> {
    let mut source = Source::open(reader, options.encoding).with_context(|| format!("reading {name}"))?;
    let mut rows = Rows::new(name, options, source.meter(), sink);
    let read = format::recognise(source.head(), name, options.format)
        .and_then(|format| format.read(&mut source, &mut rows).map(|()| format));
    match read {
        Ok(format) => Ok(rows.ending(format)),
        Err(error) => {
            let place = format!("reading {name}, after {}", amount(rows.count(), "row"));
            let why = if rows.refused { None } else { cancelled(&source.around()) };
            let error = match why {
                Some(why) => error.context(why),
                None => error,
            };
            Err(error.context(place))
        }
    }
}

/// What an instance writes where it gives up, behind a row that is broken off and with a status of success.
fn cancelled(text: &str) -> Option<String> {
    let from = text.find("Transaction cancel")?;
    let message = text[from..].split(['"', '<', '\n']).next()?;
    let message: String = message.chars().take(MESSAGE_CHARACTERS).collect();
    Some(format!("the instance cancelled the transaction ({message}): ask for fewer rows at a time"))
}

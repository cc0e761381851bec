//! What loading did, by table.

use std::collections::BTreeMap;

/// What became of the rows of one table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that were not there before.
    pub new: u64,
    /// Rows that were there with other values.
    pub changed: u64,
    /// Rows that were there as they are.
    pub same: u64,
    /// Rows that were deleted.
    pub deleted: u64,
    /// Rows that are never taken in.
    pub refused: u64,
}

/// What loading a file did.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// By table.
    pub tables: BTreeMap<String, Counts>,
    /// Fields that the tables here do not have, with how many values they held: by table and field.
    pub unknown_fields: BTreeMap<(String, String), u64>,
    /// Values that were left out because they are secrets, or rows of configuration that hold one.
    pub secrets: u64,
    /// Rows of tables that are not kept here: by table.
    pub other_tables: BTreeMap<String, u64>,
}

impl Tally {
    /// The counts of a table.
    pub fn of(&mut self, table: &str) -> &mut Counts {
        self.tables.entry(table.to_owned()).or_default()
    }
}

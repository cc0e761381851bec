//! One row of an export as plain data, whatever form it was written in.

/// What an export asks for: most rows are there to stay, an XML unload can also name rows that were deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Insert the row, or update the one with its sys_id.
    Put,
    /// Delete the row with its sys_id.
    Delete,
}

/// One row of an export. A field that the export does not have is not in `fields`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The table, where the form names it for each row (XML does).
    pub table: Option<String>,
    /// What to do with the row.
    pub action: Action,
    /// Field name and value as text, in the order of the export; `None` is NULL (an empty value).
    pub fields: Vec<(String, Option<String>)>,
}

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
    /// The table: the one that was asked for, or the form names (XML does), or the file's name says.
    pub table: Option<String>,
    /// What to do with the row.
    pub action: Action,
    /// Which row of the file it is, from 1: for messages.
    pub row: u64,
    /// Whether its fields are those of the row before, in the same order, as its reader saw; `false` where nobody looked.
    pub same_fields: bool,
    /// Field name and value as text, in the order of the export; `None` is NULL (an empty value).
    /// Each name is there once.
    pub fields: Vec<(String, Option<String>)>,
}

impl Record {
    /// The value of a field; `None` when it is NULL or not there.
    pub fn value(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|(name, _)| name == field).and_then(|(_, value)| value.as_deref())
    }

    /// Whether the export has the field, with a value or without.
    pub fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|(name, _)| name == field)
    }

    /// How much memory it takes, roughly.
    pub fn bytes(&self) -> usize {
        let field = |(name, value): &(String, Option<String>)| {
            size_of::<(String, Option<String>)>() + name.len() + value.as_ref().map_or(0, String::len)
        };
        size_of::<Self>() + self.fields.iter().map(field).sum::<usize>()
    }

    /// Puts another value in a field that is there.
    pub fn replace(&mut self, field: &str, value: String) {
        if let Some((_, old)) = self.fields.iter_mut().find(|(name, _)| name == field) {
            *old = Some(value);
        }
    }
}

//! Evidence: the rows that prove something.

use serde::{Serialize, Serializer};

use crate::time::Time;

/// A row that proves something, or a table that does not have one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The table.
    pub table: &'static str,
    /// The row; `None` where the proof is that there is none.
    pub sys_id: Option<String>,
    /// The column that says it.
    pub column: Option<&'static str>,
    /// Its value; of an absence what is not there.
    pub value: Option<String>,
    /// What people need beside it: the address of a login, the name of a role or a property.
    pub detail: Option<String>,
    /// As of when, ISO 8601 in UTC.
    #[serde(serialize_with = "iso")]
    pub at: Option<Time>,
}

#[allow(clippy::ref_option, reason = "serde hands it over so")]
fn iso<S: Serializer>(at: &Option<Time>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(Time::iso).serialize(serializer)
}

impl Evidence {
    /// A value of a row.
    pub fn of(
        table: &'static str,
        sys_id: &str,
        column: &'static str,
        value: impl Into<String>,
        at: Option<Time>,
    ) -> Self {
        Self {
            table,
            sys_id: Some(sys_id.to_owned()),
            column: Some(column),
            value: Some(value.into()),
            detail: None,
            at,
        }
    }

    /// The same with what people need beside it.
    #[must_use]
    pub fn with(self, detail: Option<impl Into<String>>) -> Self {
        Self { detail: detail.map(Into::into), ..self }
    }

    /// That a whole table has no such row.
    pub fn absent(
        table: &'static str,
        column: &'static str,
        value: impl Into<String>,
        at: Option<Time>,
    ) -> Self {
        Self { sys_id: None, ..Self::of(table, "", column, value, at) }
    }
}

/// What the rows say about one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is so, and these rows prove it.
    Proven(Vec<Evidence>),
    /// It cannot be excluded, because this table is in doubt.
    Open(OpenQuestion),
    /// It is not so.
    Excluded,
    /// It does not apply, as the roles of an account that is not there.
    Moot,
}

/// A table that would have to be seen, and why it cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    /// The table.
    pub table: &'static str,
    /// Why; it names the table.
    pub reason: String,
    /// Whether what was seen of it speaks for the cause.
    pub leans: bool,
}

impl Verdict {
    /// Proven by `evidence` where `holds`, else excluded.
    pub fn when(holds: bool, evidence: impl FnOnce() -> Vec<Evidence>) -> Self {
        if holds { Self::Proven(evidence()) } else { Self::Excluded }
    }
}

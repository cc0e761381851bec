//! Doubts: why something that is not found in a table may be there nevertheless, and what helps.

use std::fmt::{self, Display, Formatter};

use super::load::Load;
use crate::time::{Span, Time};

/// Why an absence judged on the rows of a table is not certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The table.
    pub table: String,
    /// Why.
    pub kind: DoubtKind,
    /// Since when: the load that was short, the clone, the end of what rows may be old, or when somebody declared it.
    pub since: Option<Time>,
}

/// Why a table is in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DoubtKind {
    /// Somebody declared that it is not to be had, for that reason.
    Never(String),
    /// No load of it is on record.
    NeverLoaded,
    /// Not all of its rows came, for that reason.
    Gap(String),
    /// No row came at all, for that reason: what stands here came before.
    NothingCame(String),
    /// No row came of a table that an instance never has empty.
    NoRows,
    /// Columns that the judgement reads were not in the extract.
    NoColumns(Vec<String>),
    /// Its rows are not newer than the clone that completed then.
    BeforeClone(Time),
    /// Its rows are of the first minutes after the clone that completed then, when MID Servers still say Up.
    NotSettled(Time),
    /// Its rows were extracted that long ago.
    Old(Span),
    /// Its rows are dated then, which is later than now: the clock was ahead, and how old they are cannot be told.
    Ahead(Time),
    /// Events were asked for only from then on, which is later than the judgement looks back.
    Begins(Time),
}

impl DoubtKind {
    /// Its name in `--json` and on record.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Never(_) => "never",
            Self::NeverLoaded => "never_loaded",
            Self::Gap(_) | Self::NothingCame(_) => "gap",
            Self::NoRows => "no_rows",
            Self::NoColumns(_) => "no_columns",
            Self::BeforeClone(_) => "before_clone",
            Self::NotSettled(_) => "not_settled",
            Self::Old(_) => "old",
            Self::Ahead(_) => "ahead",
            Self::Begins(_) => "begins",
        }
    }

    /// Whether it is the age of the rows alone: what they said was so then.
    pub fn is_age(&self) -> bool {
        matches!(self, Self::Old(_) | Self::Ahead(_) | Self::Begins(_))
    }

    /// Whether somebody declared that the table is not to be had.
    pub fn is_declared(&self) -> bool {
        matches!(self, Self::Never(_))
    }

    /// Whether what is there is fresh all the same: rows of a load that was short, or is merely old, are rows.
    pub fn leaves_what_is_there(&self) -> bool {
        match self {
            Self::Gap(_) | Self::NotSettled(_) | Self::Old(_) | Self::Ahead(_) | Self::Begins(_) => true,
            Self::Never(_)
            | Self::NeverLoaded
            | Self::NothingCame(_)
            | Self::NoRows
            | Self::NoColumns(_)
            | Self::BeforeClone(_) => false,
        }
    }

    /// As it is told apart from another of its name: by its clone, or by its columns.
    pub(super) fn on_record(&self) -> String {
        let label = self.label();
        match self {
            Self::BeforeClone(completed) | Self::NotSettled(completed) => format!("{label} {completed}"),
            Self::NoColumns(columns) => format!("{label} {}", columns.join(",")),
            _ => label.to_owned(),
        }
    }

    /// Why, about these tables.
    fn about(&self, tables: &str) -> String {
        match self {
            Self::Never(reason) => format!("{tables}: declared as not to be had ({reason})"),
            Self::NeverLoaded => format!("never loaded: {tables}"),
            Self::Gap(gap) | Self::NothingCame(gap) => format!("the rows of {tables} are incomplete: {gap}"),
            Self::NoRows => format!("the last load had no rows of {tables}, which no instance has empty"),
            Self::NoColumns(columns) => {
                format!("the last load of {tables} did not have the column {}", columns.join(", "))
            }
            Self::BeforeClone(completed) => {
                format!("waiting for rows newer than the clone of {completed}: {tables}")
            }
            Self::NotSettled(completed) => {
                format!("the rows of {tables} are of the first minutes after the clone of {completed}")
            }
            Self::Old(age) => format!("the rows of {tables} are {} old", age.in_words()),
            Self::Ahead(extracted) => {
                format!(
                    "the rows of {tables} are dated {extracted}, later than now, as if the clock had been ahead"
                )
            }
            Self::Begins(begins) => format!("the rows of {tables} begin at {begins}"),
        }
    }

    /// What helps.
    pub fn cure(&self) -> &'static str {
        match self {
            Self::Never(_) => "`midjobs tables unset TABLE` takes that back",
            Self::NeverLoaded => "export and import, or pull",
            Self::Gap(_) | Self::NothingCame(_) | Self::NoRows => {
                "export all rows again, as somebody who may read them"
            }
            Self::NoColumns(_) => "export again with all fields",
            Self::BeforeClone(_) | Self::NotSettled(_) | Self::Old(_) | Self::Ahead(_) | Self::Begins(_) => {
                "export and import again, or pull"
            }
        }
    }
}

impl Doubt {
    /// A doubt about the table of a load.
    pub(super) fn of(load: &Load, kind: DoubtKind, since: Time) -> Self {
        Self { table: load.table.clone(), kind, since: Some(since) }
    }

    /// Why, in one clause.
    pub fn reason(&self) -> String {
        self.kind.about(&self.table)
    }

    /// Whether both have one cause, which is told once.
    fn is_like(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (DoubtKind::Old(one), DoubtKind::Old(two)) => one.in_words() == two.in_words(),
            (DoubtKind::NoColumns(_), _) => false,
            (one, two) => one == two,
        }
    }
}

impl Display for Doubt {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write!(f, "{}", self.reason())
    }
}

/// Doubts of one cause: the tables that have it.
pub struct Cause<'a>(Vec<&'a Doubt>);

/// The doubts by cause, in the order of the first of each.
pub fn causes(doubts: &[Doubt]) -> Vec<Cause<'_>> {
    let mut causes: Vec<Cause> = Vec::new();
    for doubt in doubts {
        match causes.iter_mut().find(|cause| cause.0.iter().all(|known| known.is_like(doubt))) {
            Some(cause) => cause.0.push(doubt),
            None => causes.push(Cause(vec![doubt])),
        }
    }
    causes
}

impl Cause<'_> {
    /// Why, in one clause.
    pub fn reason(&self) -> String {
        self.0.first().map_or(String::new(), |first| first.kind.about(&self.tables()))
    }

    /// What helps, in one clause.
    pub fn cure(&self) -> &'static str {
        self.0.first().map_or("", |first| first.kind.cure())
    }

    fn tables(&self) -> String {
        self.0.iter().map(|doubt| doubt.table.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Why, in one sentence without a name twice: tables of one cause stand together.
pub fn reasons(doubts: &[Doubt]) -> String {
    causes(doubts).iter().map(Cause::reason).collect::<Vec<_>>().join("; ")
}

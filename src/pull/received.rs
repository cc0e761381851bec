//! How much of a table was received, against what the instance said there is.

use foldhash::HashSet;

use crate::amount::amount;
use crate::intake::record::Record;

/// What is known of the rows received of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// The rows received.
    pub rows: u64,
    /// The rows that the instance announced (`X-Total-Count`), also those that its access rules hide.
    pub announced: Option<u64>,
    /// The names that were asked for and answered; `None` where all rows were asked for.
    pub asked: Option<Vec<String>>,
    /// How the instance refused the table, if it did.
    pub(super) refused: Option<Refused>,
    /// The rows that were announced and did not come.
    missing: u64,
    /// Why rows may be missing besides.
    reasons: Vec<String>,
    /// The columns that each row had; `None` without a row to tell.
    columns: Option<HashSet<String>>,
}

/// How an instance refuses a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It may not be read.
    Table,
    /// It is not there.
    NoTable,
}

impl Received {
    /// Whether all that was asked for is here.
    pub fn is_complete(&self) -> bool {
        self.missing == 0 && self.reasons.is_empty()
    }

    /// Why rows may be missing; `None` when all are here.
    pub fn gap(&self) -> Option<String> {
        let missing = (self.missing > 0).then(|| {
            let missing = match self.announced {
                Some(announced) => format!("{} of {}", self.missing, amount(announced, "row")),
                None => amount(self.missing, "row"),
            };
            let (was, them) = match self.missing {
                1 => ("was", "it, or it was"),
                _ => ("were", "them, or they were"),
            };
            format!("{missing} {was} not received: access rules hide {them} deleted meanwhile")
        });
        let gaps: Vec<&str> = missing.iter().chain(&self.reasons).map(String::as_str).collect();
        (!gaps.is_empty()).then(|| gaps.join("; "))
    }

    /// The columns that each row had; `None` without a row to tell. A column that some rows lack is not known.
    pub fn columns(&self) -> Option<HashSet<String>> {
        self.columns.clone()
    }

    /// Whether each row had that column; without a row nothing says otherwise.
    pub(super) fn has_column(&self, column: &str) -> bool {
        self.columns.as_ref().is_none_or(|columns| columns.contains(column))
    }

    /// Whether fewer rows came than were announced, or nothing was announced.
    pub(super) fn is_short(&self) -> bool {
        self.missing > 0 || self.announced.is_none()
    }

    /// What `rows` of `announced` rows mean. More than announced is complete: rows came in meanwhile.
    pub(super) fn of(rows: u64, announced: Option<u64>) -> Self {
        let missing = announced.map_or(0, |announced| announced.saturating_sub(rows));
        let unsaid = "the instance did not say how many rows there are".to_owned();
        let reasons = if announced.is_none() { vec![unsaid] } else { Vec::new() };
        Self { rows, announced, missing, reasons, ..Self::default() }
    }

    /// The same, but for what was announced and did not come: another query told that already.
    pub(super) fn less_missing(self) -> Self {
        Self { announced: Some(self.rows), missing: 0, ..self }
    }

    /// The same, where the instance then refused the table: it is not there (`no_table`), or may not be read.
    pub(super) fn refused(self, reason: String, no_table: bool) -> Self {
        Self {
            refused: Some(if no_table { Refused::NoTable } else { Refused::Table }),
            ..self.because(reason)
        }
    }

    /// The same, with a reason why rows may be missing.
    pub(super) fn because(mut self, reason: String) -> Self {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
        self
    }

    /// The same, as the answer to these names.
    pub(super) fn to(self, names: Vec<String>) -> Self {
        Self { asked: Some(names), ..self }
    }

    /// The same, with the columns of these rows taken note of.
    pub(super) fn see(&mut self, records: &[Record]) {
        for record in records {
            let fields = || record.fields.iter().map(|(field, _)| field);
            match &mut self.columns {
                None => self.columns = Some(fields().cloned().collect()),
                Some(columns)
                    if fields().filter(|field| columns.contains(*field)).count() == columns.len() => {}
                Some(columns) => columns.retain(|column| fields().any(|field| field == column)),
            }
        }
    }

    /// This and `other`, rows of the same table that another query asked for.
    pub(super) fn with(self, other: Self) -> Self {
        let columns = match (self.columns, other.columns) {
            (Some(one), Some(other)) => Some(one.intersection(&other).cloned().collect()),
            (one, other) => one.or(other),
        };
        let sum = Self {
            rows: self.rows + other.rows,
            announced: self.announced.zip(other.announced).map(|(one, other)| one.saturating_add(other)),
            asked: self.asked.or(other.asked),
            refused: self.refused.or(other.refused),
            missing: self.missing + other.missing,
            reasons: self.reasons,
            columns,
        };
        other.reasons.into_iter().fold(sum, Self::because)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::record::Action;

    #[test]
    fn fewer_rows_than_announced_or_no_announcement_is_a_gap() {
        assert!(Received::of(3, Some(3)).is_complete());
        assert!(Received::of(4, Some(3)).is_complete());
        assert!(Received::of(2, Some(3)).gap().unwrap().starts_with("1 of 3 rows"));
        assert!(!Received::of(3, None).is_complete());
    }

    #[test]
    fn a_table_is_complete_only_if_each_of_its_queries_was() {
        let whole = Received::of(3, Some(3));
        let sum = whole.clone().with(Received::of(1, Some(2)));
        assert_eq!((sum.rows, sum.announced, sum.is_complete()), (4, Some(5), false));
        assert!(whole.clone().with(whole).is_complete());
    }

    #[test]
    fn the_gaps_of_several_queries_are_one_sentence_and_a_reason_stands_once() {
        let sum = Received::of(1, Some(2)).with(Received::of(1, Some(3)));
        assert!(sum.gap().unwrap().starts_with("3 of 5 rows were not received: "), "{sum:?}");
        let unsaid = Received::of(1, None).with(Received::of(1, None)).gap().unwrap();
        assert_eq!(unsaid, "the instance did not say how many rows there are");
    }

    #[test]
    fn a_column_that_one_row_lacks_is_not_known() {
        let record = |fields: &[&str]| Record {
            table: None,
            action: Action::Put,
            row: 1,
            same_fields: false,
            fields: fields.iter().map(|field| ((*field).to_owned(), None)).collect(),
        };
        let mut received = Received::of(2, Some(2));
        assert!(received.columns().is_none() && received.has_column("name"));
        received.see(&[record(&["sys_id", "name", "state"]), record(&["sys_id", "state", "name"])]);
        assert!(received.has_column("name"));
        received.see(&[record(&["sys_id", "state"])]);
        assert_eq!(
            received.columns().unwrap(),
            HashSet::from_iter(["state".to_owned(), "sys_id".to_owned()])
        );
    }
}

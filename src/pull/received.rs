//! How much of a table was received, against what the instance said there is.

/// What is known of the rows received of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// The rows received.
    pub rows: u64,
    /// The rows that the instance announced (`X-Total-Count`), also those that its access rules hide.
    pub announced: Option<u64>,
    /// Why rows may be missing; `None` when all are here.
    pub gap: Option<String>,
}

impl Received {
    /// Whether all that was asked for is here.
    pub fn is_complete(&self) -> bool {
        self.gap.is_none()
    }

    /// What `rows` of `announced` rows mean. More than announced is complete: rows came in meanwhile.
    pub(super) fn of(rows: u64, announced: Option<u64>) -> Self {
        let gap = match announced {
            None => Some("the instance did not say how many rows there are".to_owned()),
            Some(announced) if rows < announced => Some(format!(
                "{} of {announced} rows were not received: access rules hide them, or they were deleted meanwhile",
                announced - rows
            )),
            Some(_) => None,
        };
        Self { rows, announced, gap }
    }

    /// Nothing received, for that reason.
    pub(super) fn nothing(reason: String) -> Self {
        Self { rows: 0, announced: None, gap: Some(reason) }
    }

    /// This and `other`, rows of the same table that another query asked for.
    pub(super) fn with(self, other: Self) -> Self {
        let gaps: Vec<String> = [self.gap, other.gap].into_iter().flatten().collect();
        Self {
            rows: self.rows + other.rows,
            announced: self.announced.zip(other.announced).map(|(one, other)| one.saturating_add(other)),
            gap: (!gaps.is_empty()).then(|| gaps.join("; ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_rows_than_announced_or_no_announcement_is_a_gap() {
        assert!(Received::of(3, Some(3)).is_complete());
        assert!(Received::of(4, Some(3)).is_complete());
        assert!(Received::of(2, Some(3)).gap.unwrap().starts_with("1 of 3 rows"));
        assert!(!Received::of(3, None).is_complete());
    }

    #[test]
    fn a_table_is_complete_only_if_each_of_its_queries_was() {
        let whole = Received::of(3, Some(3));
        let sum = whole.clone().with(Received::of(1, Some(2)));
        assert_eq!((sum.rows, sum.announced, sum.is_complete()), (4, Some(5), false));
        assert!(whole.clone().with(whole).is_complete());
    }
}

//! A table, page by page: each page is asked for by the key of the last row before it.
//!
//! The instance cuts a page to its limit before its access rules hide rows, so a short page is not the end, and
//! an empty one may not be either. Only behind rows that are all hidden, whose keys nobody tells, an offset to the
//! last known key is used.

use anyhow::{Context, Result, ensure};

use super::client::{Client, Page};
use super::query::Query;
use super::received::Received;
use crate::intake::record::Record;
use crate::intake::tables::{InstanceTable, Order};

/// The number of pages of nothing but hidden rows after which the reading ends.
const MOST_HIDDEN_PAGES: u64 = 50;

/// Reads the rows of `table` that meet `query` and hands them to `keep`.
///
/// # Errors
/// When a page cannot be had or `keep` fails.
pub fn read(
    client: &mut Client,
    table: &InstanceTable,
    query: &Query,
    keep: &mut dyn FnMut(Vec<Record>) -> Result<()>,
) -> Result<Received> {
    let limit = client.limits().page_rows;
    let (mut rows, mut announced) = (0, None);
    let (mut first, mut last, mut hidden_pages) = (None, None, 0);
    loop {
        let offset = hidden_pages * limit;
        let page = client.page(table, &behind(query, table.order, last.as_ref()), offset)?;
        if rows == 0 && hidden_pages == 0 {
            announced = page.total;
        }
        let more = has_more(&page, offset, limit);
        match (page.records.first(), page.records.last()) {
            (Some(begin), Some(end)) => {
                let begin = Key::of(begin, table.order)?;
                ensure!(
                    first.as_ref() != Some(&begin),
                    "the same page came twice: the instance ignores the query"
                );
                (first, last, hidden_pages) = (Some(begin), Some(Key::of(end, table.order)?), 0);
            }
            _ => hidden_pages += 1,
        }
        rows += page.records.len() as u64;
        keep(page.records)?;
        if !more || hidden_pages > MOST_HIDDEN_PAGES {
            return Ok(Received::of(rows, announced));
        }
    }
}

/// Whether rows may come behind this page.
fn has_more(page: &Page, offset: u64, limit: u64) -> bool {
    let received = page.records.len() as u64;
    let counted = page.total.map_or(received > 0, |total| offset.saturating_add(limit) < total);
    page.next || counted || received >= limit
}

/// Where a row stands in the order of its table.
#[derive(Debug, PartialEq, Eq)]
enum Key {
    Id(String),
    Creation(String, String),
}

impl Key {
    fn of(record: &Record, order: Order) -> Result<Self> {
        let value =
            |name| record.value(name).map(str::to_owned).with_context(|| format!("a row has no {name}"));
        Ok(match order {
            Order::Id => Self::Id(value("sys_id")?),
            Order::Creation => Self::Creation(value("sys_created_on")?, value("sys_id")?),
        })
    }
}

/// `query` in `order`, for the rows behind `last`.
///
/// Behind (t, id) is: created at t or later, and also created after t or with a larger `sys_id`. Written so, it is
/// one conjunction: `^OR` binds only the two conditions around it, and `^NQ` would escape the instance's own
/// query rules (KB0564887). A time that is plain text is UTC, as in the rows; `gs.dateGenerate` would read it in the
/// zone of the user.
fn behind(query: &Query, order: Order, last: Option<&Key>) -> Query {
    let query = match last {
        None => query.clone(),
        Some(Key::Id(id)) => query.clone().and("sys_id", ">", id),
        Some(Key::Creation(time, id)) => query
            .clone()
            .and("sys_created_on", ">=", time)
            .and_either(("sys_created_on", ">", time), ("sys_id", ">", id)),
    };
    match order {
        Order::Id => query.ordered_by(&["sys_id"]),
        Order::Creation => query.ordered_by(&["sys_created_on", "sys_id"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::record::Action;

    #[test]
    fn the_next_page_is_asked_for_by_the_key_of_the_last_row() {
        let query = Query::all().and("name", "=", "x");
        let id = Key::Id("7f".to_owned());
        assert_eq!(behind(&query, Order::Id, None).to_string(), "name=x^ORDERBYsys_id");
        assert_eq!(behind(&query, Order::Id, Some(&id)).to_string(), "name=x^sys_id>7f^ORDERBYsys_id");
        let creation = Key::Creation("2026-03-01 12:00:00".to_owned(), "7f".to_owned());
        assert_eq!(
            behind(&query, Order::Creation, Some(&creation)).to_string(),
            "name=x^sys_created_on>=2026-03-01 12:00:00^sys_created_on>2026-03-01 12:00:00^ORsys_id>7f\
             ^ORDERBYsys_created_on^ORDERBYsys_id"
        );
    }

    #[test]
    fn a_row_without_its_key_is_named_and_not_paged_by_nothing() {
        let fields = vec![("sys_id".to_owned(), Some("7f".to_owned())), ("sys_created_on".to_owned(), None)];
        let record = Record { table: None, action: Action::Put, row: 1, fields };
        assert_eq!(Key::of(&record, Order::Id).unwrap(), Key::Id("7f".to_owned()));
        assert!(Key::of(&record, Order::Creation).unwrap_err().to_string().contains("sys_created_on"));
    }

    #[test]
    fn a_short_page_ends_the_table_only_if_nothing_says_that_there_is_more() {
        let record = || Record { table: None, action: Action::Put, row: 1, fields: Vec::new() };
        let page =
            |records, total, next| Page { records: (0..records).map(|_| record()).collect(), total, next };
        assert!(has_more(&page(1, Some(11), false), 0, 10), "the total says so");
        assert!(has_more(&page(0, Some(10), true), 0, 10), "the link says so");
        assert!(has_more(&page(10, Some(10), false), 0, 10), "a full page does not say otherwise");
        assert!(has_more(&page(1, None, false), 0, 10), "nothing says otherwise");
        assert!(!has_more(&page(1, Some(10), false), 0, 10));
        assert!(!has_more(&page(0, Some(20), false), 10, 10));
        assert!(!has_more(&page(0, None, false), 0, 10));
    }
}

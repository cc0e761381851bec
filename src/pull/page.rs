//! A table, page by page: each page is asked for by the key of the last row before it.
//!
//! The instance cuts a page to its limit before its access rules hide rows, so a short page is not the end, and
//! an empty one may not be either. Only behind rows that are all hidden, whose keys nobody tells, an offset to the
//! last known key is used.

use anyhow::{Context, Result, ensure};

use super::client::{Client, Page};
use super::coverage::Coverage;
use super::query::Query;
use super::table::{Order, Table};
use crate::import::record::Record;

/// So many pages of nothing but hidden rows are looked behind before giving up.
const MOST_HIDDEN_PAGES: u64 = 50;

/// What is done with the rows of each page.
pub type Keep<'a> = dyn FnMut(Vec<Record>) -> Result<()> + 'a;

/// Reads the rows of `table` that meet `query` and hands them to `keep`.
///
/// # Errors
/// When a page cannot be had or `keep` fails.
pub fn read(client: &mut Client, table: &Table, query: &Query, keep: &mut Keep) -> Result<Coverage> {
    let limit = client.limits().page_rows;
    let (mut rows, mut announced) = (0, None);
    let (mut last, mut first, mut hidden_pages) = (None, None, 0);
    loop {
        let offset = hidden_pages * limit;
        let page = client.page(table, &behind(table, query, last.as_ref()), offset)?;
        if rows == 0 && hidden_pages == 0 {
            announced = page.total;
        }
        let more = has_more(&page, offset, limit);
        match (page.records.first(), page.records.last()) {
            (Some(begin), Some(end)) => {
                let begin = Key::of(begin)?;
                ensure!(
                    first.as_ref() != Some(&begin),
                    "the same page came twice: the instance ignores the order"
                );
                (first, last, hidden_pages) = (Some(begin), Some(Key::of(end)?), 0);
            }
            _ => hidden_pages += 1,
        }
        rows += page.records.len() as u64;
        keep(page.records)?;
        if !more || hidden_pages > MOST_HIDDEN_PAGES {
            break;
        }
    }
    Ok(Coverage::of(rows, announced))
}

/// Whether rows may come behind this page.
fn has_more(page: &Page, offset: u64, limit: u64) -> bool {
    let received = page.records.len() as u64;
    let counted = page.total.map_or(received > 0, |total| offset.saturating_add(limit) < total);
    page.next || counted || received >= limit
}

/// Where a row stands in the order of its table.
#[derive(Debug, PartialEq, Eq)]
struct Key {
    id: String,
    created: Option<String>,
}

impl Key {
    fn of(record: &Record) -> Result<Self> {
        let value = |name| record.fields.iter().find(|(field, _)| field == name).and_then(|(_, v)| v.clone());
        Ok(Self { id: value("sys_id").context("a row has no sys_id")?, created: value("sys_created_on") })
    }
}

/// `query` for the rows behind `last` in the order of `table`.
///
/// Behind (t, id) is: created at t or later, and also created after t or with a larger `sys_id`. Written so, it is
/// one conjunction: `^OR` binds only the two conditions around it, and `^NQ` would escape the instance's own
/// query rules (KB0564887).
fn behind(table: &Table, query: &Query, last: Option<&Key>) -> Query {
    let query = query.clone();
    match (table.order, last) {
        (Order::Id, None) => query.ordered_by(&["sys_id"]),
        (Order::Id, Some(last)) => query.and("sys_id", ">", &last.id).ordered_by(&["sys_id"]),
        (Order::Creation, None) => query.ordered_by(&["sys_created_on", "sys_id"]),
        (Order::Creation, Some(last)) => {
            let created = last.created.as_deref().unwrap_or_default();
            query
                .and("sys_created_on", ">=", created)
                .and_either(("sys_created_on", ">", created), ("sys_id", ">", &last.id))
                .ordered_by(&["sys_created_on", "sys_id"])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pull::table::{AGENT, EVENT};

    #[test]
    fn the_next_page_is_asked_for_by_the_key_of_the_last_row() {
        let last = Key { id: "7f".to_owned(), created: Some("2026-03-01 12:00:00".to_owned()) };
        let query = Query::all().and("name", "=", "x");
        assert_eq!(behind(&AGENT, &query, None).to_string(), "name=x^ORDERBYsys_id");
        assert_eq!(behind(&AGENT, &query, Some(&last)).to_string(), "name=x^sys_id>7f^ORDERBYsys_id");
        assert_eq!(
            behind(&EVENT, &query, Some(&last)).to_string(),
            "name=x^sys_created_on>=2026-03-01 12:00:00^sys_created_on>2026-03-01 12:00:00^ORsys_id>7f\
             ^ORDERBYsys_created_on^ORDERBYsys_id"
        );
    }

    #[test]
    fn a_short_page_ends_the_table_only_if_nothing_says_that_there_is_more() {
        let record =
            || Record { table: None, action: crate::import::record::Action::Put, fields: Vec::new() };
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

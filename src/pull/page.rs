//! A table, page by page: each page is asked for by the key of the last row before it.
//!
//! The instance cuts a page to its limit, which may be less than it is asked for, before its access rules hide rows: a
//! short page is not the end, and an empty one may not be either. Only behind rows that are all hidden, whose keys
//! nobody tells, an offset to the last known key is used.

use anyhow::{Context, Error, Result, ensure};

use super::client::{Client, Page};
use super::query::Query;
use super::received::Received;
use super::refusal::Refusal;
use crate::intake::record::Record;
use crate::intake::tables::{InstanceTable, Order};

/// The number of pages of nothing but hidden rows after which the reading ends.
const MOST_HIDDEN_PAGES: u64 = 50;

/// Reads the rows of `table` that meet `query` and hands them to `keep`. What the instance refuses to show of this
/// table alone is a gap, with what came before it.
///
/// # Errors
/// When a page cannot be had or `keep` fails.
pub fn read(
    client: &mut Client,
    table: &InstanceTable,
    query: &Query,
    keep: &mut dyn FnMut(Vec<Record>) -> Result<()>,
) -> Result<Received> {
    client.begin_table();
    let mut reading = Reading::by(table.order);
    loop {
        let place = behind(query, reading.order, reading.last.as_ref());
        let page = match client.page(table, &place, reading.offset) {
            Ok(page) => page,
            Err(error) => return reading.refused(error),
        };
        if reading.order == Order::Creation && page.records.iter().any(lacks_its_time) {
            reading = Reading::by(Order::Id);
            continue;
        }
        let more = reading.take(&page)?;
        keep(page.records)?;
        if !more || reading.hidden_pages > MOST_HIDDEN_PAGES {
            return Ok(reading.received());
        }
    }
}

/// Access rules hide when a row was created: the table can only be read by `sys_id`.
fn lacks_its_time(record: &Record) -> bool {
    record.value("sys_created_on").is_none()
}

/// How far the reading of a table has come.
struct Reading {
    order: Order,
    rows: u64,
    announced: Option<u64>,
    /// The columns seen.
    seen: Received,
    /// The first row of the last page with rows, and its last.
    first: Option<Key>,
    last: Option<Key>,
    hidden_pages: u64,
    /// Rows behind the last one whose keys nobody told.
    offset: u64,
}

impl Reading {
    fn by(order: Order) -> Self {
        Self {
            order,
            rows: 0,
            announced: None,
            seen: Received::of(0, Some(0)),
            first: None,
            last: None,
            hidden_pages: 0,
            offset: 0,
        }
    }

    /// Takes note of a page; whether there may be more behind it.
    fn take(&mut self, page: &Page) -> Result<bool> {
        if self.rows == 0 && self.hidden_pages == 0 {
            self.announced = page.total;
        }
        let more = has_more(page, self.offset);
        match (page.records.first(), page.records.last()) {
            (Some(begin), Some(end)) => {
                let begin = Key::of(begin, self.order)?;
                ensure!(
                    self.first.as_ref() != Some(&begin),
                    "the same page came twice: the instance ignores the query"
                );
                (self.first, self.last) = (Some(begin), Some(Key::of(end, self.order)?));
                (self.hidden_pages, self.offset) = (0, 0);
            }
            _ => {
                self.hidden_pages += 1;
                // The instance knows best how many rows it went through; it may be fewer than it was asked for.
                let named = page.next.and_then(|next| next.offset).filter(|offset| *offset > self.offset);
                self.offset = named.unwrap_or(self.offset + page.limit);
            }
        }
        self.rows += page.records.len() as u64;
        self.seen.see(&page.records);
        Ok(more)
    }

    fn received(self) -> Received {
        self.seen.with(Received::of(self.rows, self.announced))
    }

    /// What came before the instance refused: a gap where it refused this table alone.
    fn refused(self, error: Error) -> Result<Received> {
        match error.downcast_ref::<Refusal>() {
            Some(refusal) if refusal.is_of_the_table() => {
                let came = if self.rows == 0 { Received::default() } else { self.received() };
                Ok(came.refused(refusal.to_string(), refusal.is_of_no_table()))
            }
            _ => Err(error),
        }
    }
}

/// Whether rows may come behind this page, which was asked for behind `offset` rows. A page that is shorter than it
/// may be is not the end: the instance may give fewer rows at once than it is asked for.
fn has_more(page: &Page, offset: u64) -> bool {
    let received = page.records.len() as u64;
    let behind = offset.saturating_add(if received > 0 { received } else { page.limit });
    page.next.is_some() || received >= page.limit || page.total.map_or(received > 0, |total| behind < total)
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
    use crate::pull::answer::NextPage;

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
        let record = Record { table: None, action: Action::Put, row: 1, same_fields: false, fields };
        assert_eq!(Key::of(&record, Order::Id).unwrap(), Key::Id("7f".to_owned()));
        assert!(Key::of(&record, Order::Creation).unwrap_err().to_string().contains("sys_created_on"));
    }

    #[test]
    fn a_short_page_ends_the_table_only_if_nothing_says_that_there_is_more() {
        let record =
            || Record { table: None, action: Action::Put, row: 1, same_fields: false, fields: Vec::new() };
        let page = |records, total, next| Page {
            records: (0..records).map(|_| record()).collect(),
            total,
            next,
            limit: 10,
        };
        assert!(has_more(&page(1, Some(11), None), 0), "the total says so");
        assert!(has_more(&page(1, Some(2), None), 0), "fewer came than the page could hold");
        assert!(has_more(&page(0, Some(10), Some(NextPage { offset: None })), 0), "the link says so");
        assert!(has_more(&page(10, Some(10), None), 0), "a full page does not say otherwise");
        assert!(has_more(&page(1, None, None), 0), "nothing says otherwise");
        assert!(!has_more(&page(1, Some(1), None), 0));
        assert!(!has_more(&page(0, Some(10), None), 0), "all that are left are hidden");
        assert!(!has_more(&page(0, Some(20), None), 10));
        assert!(!has_more(&page(0, None, None), 0));
    }
}

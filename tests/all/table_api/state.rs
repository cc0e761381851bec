//! What the instance of the tests holds, and how it is told to fail.

use std::collections::{BTreeMap, HashSet, VecDeque};

use serde_json::{Map, Value};
use tiny_http::Request;

/// A row: field names and text.
pub type Row = Map<String, Value>;

/// What the instance knows and remembers.
#[derive(Default)]
pub struct State {
    pub tables: BTreeMap<String, Vec<Row>>,
    pub hidden: HashSet<String>,
    pub forbidden: HashSet<String>,
    /// Tables that are refused as if the login were, and columns (`table.column`) that come with no row.
    pub denied: HashSet<String>,
    pub hidden_columns: HashSet<String>,
    /// The most rows of a page, however many are asked for.
    pub longest_page: Option<usize>,
    /// How many rows each page announces, however many there are.
    pub announced: Option<usize>,
    pub silent: bool,
    pub faults: VecDeque<Fault>,
    pub lasting_fault: Option<Fault>,
    pub requests: Vec<String>,
    pub longest_url: usize,
    /// How many access tokens were handed out; only the last one is good.
    pub tokens: usize,
    /// Requests that are never answered.
    pub unanswered: Vec<Request>,
}

/// How a request fails.
#[derive(Clone, Debug)]
pub enum Fault {
    /// A status with these headers and a JSON error that repeats what it was sent to log in.
    Status(u16, Vec<(&'static str, String)>),
    /// A status with this body, of this kind.
    Body(u16, &'static str, String),
    /// A redirect to this address.
    Redirect(String),
    /// The rows are right, but the JSON ends in the middle.
    Cut,
    /// The rows are right, but an error follows them, as after the longest time a request may take.
    EndedEarly,
    /// The transaction is cancelled: with this status, an error behind half a row.
    Cancelled(u16),
    /// As many bytes of white space.
    Huge(usize),
    /// The rows are right, and packed.
    Gzip,
    /// No answer at all.
    Silence,
    /// The access token is no longer good.
    TokenExpired,
    /// The query is ignored: the first page comes again and again.
    QueryIgnored,
}

impl Fault {
    /// A status without more.
    pub fn status(status: u16) -> Self {
        Self::Status(status, Vec::new())
    }

    /// A web page.
    pub fn page(html: &str) -> Self {
        Self::Body(200, "text/html;charset=UTF-8", html.to_owned())
    }
}

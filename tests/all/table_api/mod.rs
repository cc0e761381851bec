//! An instance for tests: it answers like the Table API, on this machine, and fails as it is told to.

pub mod answers;
pub mod query;
pub mod state;
pub mod wire;

use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;

use serde_json::Value;
use tiny_http::Server;

use state::{Fault, State};

/// The user that the instance knows, its password, and the OAuth client with its secret.
pub const USER: &str = "midjobs.reader";
pub const PASSWORD: &str = "hunter2-is-secret";
pub const CLIENT: &str = "c11e27";
pub const CLIENT_SECRET: &str = "shibboleth-is-secret";

/// A running instance; it ends with the test.
pub struct TableApi {
    server: Arc<Server>,
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

impl TableApi {
    /// An instance without tables.
    pub fn start() -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a free port"));
        let state = Arc::new(Mutex::new(State::default()));
        let (answering, known) = (server.clone(), state.clone());
        let thread = std::thread::spawn(move || {
            for request in answering.incoming_requests() {
                answers::answer(request, &mut known.lock().expect("no test panics in here"));
            }
        });
        Self { server, state, thread: Some(thread) }
    }

    /// A table with these rows, a JSON array of objects whose values are strings.
    pub fn table(self, name: &str, rows: Value) -> Self {
        let Value::Array(rows) = rows else { panic!("rows are an array") };
        let rows = rows.into_iter().map(|row| match row {
            Value::Object(row) => row,
            other => panic!("{other} is no row"),
        });
        self.state().tables.insert(name.to_owned(), rows.collect());
        self
    }

    /// The instance has no such table.
    pub fn without(self, table: &str) -> Self {
        self.state().tables.remove(table);
        self
    }

    /// Access rules hide these rows, after the limit has cut the page.
    pub fn hide(self, sys_ids: &[&str]) -> Self {
        self.state().hidden.extend(sys_ids.iter().map(|id| (*id).to_owned()));
        self
    }

    /// The user may not read this table at all.
    pub fn forbid(self, table: &str) -> Self {
        self.state().forbidden.insert(table.to_owned());
        self
    }

    /// The user may not read this table, and is told so as if the login were wrong.
    pub fn deny(self, table: &str) -> Self {
        self.state().denied.insert(table.to_owned());
        self
    }

    /// Access rules hide these columns, each `table.column`.
    pub fn hide_columns(self, columns: &[&str]) -> Self {
        self.state().hidden_columns.extend(columns.iter().map(|column| (*column).to_owned()));
        self
    }

    /// No page has more rows than these, however many are asked for.
    pub fn with_pages_of(self, rows: usize) -> Self {
        self.state().longest_page = Some(rows);
        self
    }

    /// Each page announces so many rows, which is a lie.
    pub fn announcing(self, rows: usize) -> Self {
        self.state().announced = Some(rows);
        self
    }

    /// Pages tell neither how many rows there are nor whether there is a next one.
    pub fn without_totals(self) -> Self {
        self.state().silent = true;
        self
    }

    /// The next requests fail in these ways, one after the other.
    pub fn failing(self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.state().faults.extend(faults);
        self
    }

    /// All requests from now on fail in this way.
    pub fn always_failing(self, fault: Fault) -> Self {
        self.fail_always(fault);
        self
    }

    /// The same, of one that is at work.
    pub fn fail_always(&self, fault: Fault) {
        self.state().lasting_fault = Some(fault);
    }

    /// Nothing fails any more.
    pub fn heal(&self) {
        self.state().faults.clear();
        self.state().lasting_fault = None;
    }

    /// What was never answered is answered now, and nothing fails any more.
    pub fn answer_all(&self) {
        let mut state = self.state();
        (state.lasting_fault, state.faults) = Default::default();
        for request in std::mem::take(&mut state.unanswered) {
            answers::answer(request, &mut state);
        }
    }

    /// What `--instance` would be told.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.server_addr())
    }

    /// Each request so far: its method and its path with the query, decoded.
    pub fn requests(&self) -> Vec<String> {
        self.state().requests.clone()
    }

    /// The longest path with query so far, as it was sent.
    pub fn longest_url(&self) -> usize {
        self.state().longest_url
    }

    /// How many access tokens were handed out.
    pub fn tokens(&self) -> usize {
        self.state().tokens
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panics in here")
    }
}

impl Drop for TableApi {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

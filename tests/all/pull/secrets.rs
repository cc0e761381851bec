//! No secret in any error or log line, whatever the instance answers.

use std::sync::Mutex;

use log::{Log, Metadata, Record};

use super::fixture::*;
use crate::table_api::state::Fault;
use crate::table_api::{CLIENT_SECRET, PASSWORD};

/// Every log line of all tests in this program, down to the finest level.
static LINES: Mutex<String> = Mutex::new(String::new());

struct Lines;

impl Log for Lines {
    fn enabled(&self, _: &Metadata) -> bool {
        true
    }

    fn log(&self, record: &Record) {
        LINES.lock().unwrap().push_str(&format!("{}: {}\n", record.target(), record.args()));
    }

    fn flush(&self) {}
}

/// The header that basic authentication makes of the password, up to where the user name ends.
const ENCODED: &str = "bWlkam9icy5yZWFkZXI6";

/// Answers that repeat what they were sent, and `secret`.
fn faults(secret: &str) -> Vec<Fault> {
    let statuses = [400, 401, 403, 404, 500, 503].map(Fault::status);
    let page = Fault::page(&format!("<title>Hello {secret}</title>"));
    statuses
        .into_iter()
        .chain([page, Fault::Redirect("https://example.org/?token=is-secret".to_owned()), Fault::Cut])
        .collect()
}

#[test]
fn no_log_line_and_no_error_has_a_secret_in_it() {
    log::set_logger(&Lines).map(|()| log::set_max_level(log::LevelFilter::Trace)).unwrap();
    let mut said = String::new();
    for fault in faults(PASSWORD) {
        said += &pull_from(&instance().always_failing(fault)).error();
    }
    for fault in faults(CLIENT_SECRET) {
        let api = instance().failing([Fault::Gzip]).always_failing(fault);
        said += &pull_as(&api.url(), oauth(CLIENT_SECRET), limits()).error();
    }
    said += &pull_as(&instance().url(), oauth("wr0ng-is-secret"), limits()).error();
    pull_as(&instance().url(), oauth(CLIENT_SECRET), limits()).rows();
    let lines = LINES.lock().unwrap().clone();
    assert!(lines.contains("midjobs::pull"), "the log is seen: {lines}");
    for text in [said, lines] {
        assert!(!text.contains("is-secret") && !text.contains(ENCODED), "{text}");
    }
}

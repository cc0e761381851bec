//! What `pull` shows on a terminal.

use super::sample::{instance, pull};
use crate::support::Test;
use crate::support::snapshot::assert_snapshot;
use crate::table_api::state::Fault;

#[test]
fn a_pull_fits_the_terminal_and_is_as_it_was_looked_at() {
    for (columns, rows) in [(80, 24), (120, 40)] {
        let (test, api) = (Test::init(), instance());
        let seen = pull(&test, &api, &[]).on_terminal(columns, rows).fits();
        let text = seen.text.replace(&api.url(), "http://127.0.0.1:PORT0");
        assert_snapshot(&format!("screens/{columns}x{rows}/pull.txt"), &text);
    }
}

#[test]
fn an_attempt_that_failed_is_said_while_the_next_is_waited_for_and_only_on_a_terminal() {
    let at_once = Fault::Status(429, vec![("Retry-After", "0".to_owned())]);
    let (test, api) = (Test::init(), instance().failing([at_once.clone()]));
    let said = format!("{} does not answer now, next attempt in ", api.url());
    let seen = pull(&test, &api, &[]).env("TERM", "xterm-256color").on_terminal(120, 40).text;
    assert!(seen.contains(&said) && seen.contains("ecc_agent"), "{seen}");

    let (test, api) = (Test::init(), instance());
    let quick = pull(&test, &api, &[]).env("TERM", "xterm-256color").on_terminal(120, 40).text;
    assert!(!quick.contains("next attempt"), "{quick}");
    let (test, api) = (Test::init(), instance().failing([at_once]));
    let ended = pull(&test, &api, &[]).done();
    assert!(!ended.stderr().contains("next attempt"), "{ended}");
}

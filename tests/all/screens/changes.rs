//! Every command that changes something says what it did, in lines that fit the terminal.

use super::world::{NOW, after_a_clone};
use crate::support::snapshot::assert_snapshot;

/// What is typed, one after another.
const COMMANDS: &[&[&str]] = &[
    &["issues", "ack", "10000011", "--reason", "its password is being changed", "--until", "4h"],
    &["issues", "resolve", "10000022"],
    &["jobs", "pause", "PurgeAgentIssues"],
    &["jobs", "resume", "PurgeAgentIssues"],
    &["jobs", "set", "MIDUserConnectivity", "period", "2h"],
    &["jobs", "unset", "MIDUserConnectivity", "period"],
    &["jobs", "retry", "SumsUp"],
    &["tables", "never", "sysevent", "--reason", "this account may not read it"],
    &["tables", "unset", "sysevent"],
    &["tables", "stale-after", "2d"],
    &["run-now", "PurgeAgentIssues"],
    &["check-connectivity", "--debug", "summary"],
    &["run"],
    &["backup", "copy.db"],
    &["init"],
    &["after-clone", "--source", "prod", "--target", "dev", "--completed", "2026-03-01 12:00:00"],
];

#[test]
fn what_was_done_is_said_and_is_as_it_was_looked_at() {
    for (columns, rows) in [(80, 24), (120, 40)] {
        let test = after_a_clone();
        let mut seen = String::new();
        for args in COMMANDS {
            let said = test.run(args).at(NOW).on_terminal(columns, rows).fits().text;
            assert!(!said.is_empty(), "{args:?} says nothing");
            seen += &format!("$ midjobs {}\n{said}\n", args.join(" "));
        }
        assert_snapshot(&format!("screens/{columns}x{rows}/changes.txt"), &seen);
    }
}

//! Every command that prints a table, at 80x24 and 120x40, as it was looked at and found good.

use super::world::{NOW, after_a_clone};
use crate::support::snapshot::assert_snapshot;

/// What is typed, by the name of its snapshot.
const COMMANDS: &[(&str, &[&str])] = &[
    ("issues", &["issues"]),
    ("issues_each", &["issues", "--each"]),
    ("issues_all", &["issues", "--state", "all"]),
    ("issues_of_one_source", &["issues", "--source", "InstanceClone"]),
    ("mids", &["mids"]),
    ("mids_one", &["mids", "mid-emea-2"]),
    ("jobs", &["jobs"]),
    ("jobs_next", &["jobs", "next"]),
    ("jobs_next_one", &["jobs", "next", "PurgeAgentIssues"]),
    ("runs", &["runs"]),
    ("runs_failed", &["runs", "--outcome", "failed"]),
    ("tables", &["tables"]),
    ("clones", &["after-clone", "--list"]),
    ("log", &["log"]),
    ("explain", &["explain", "BadMIDCredentialAfterClone-1"]),
    ("rules", &["jobs", "rules"]),
    ("preflight", &["preflight", "--source", "samples", "--target", "samples"]),
    ("status", &["status"]),
    ("status_one", &["status", "--mid-server", "mid-apac-1"]),
    ("why", &["why"]),
    ("why_one", &["why", "mid-apac-1"]),
    ("notify", &["notify"]),
    ("check", &["check"]),
    ("import", &["import", "--as-of", "2026-03-01 12:12:00", "samples/ecc_agent.json"]),
];

#[test]
fn every_table_fits_the_terminal_and_is_as_it_was_looked_at() {
    let test = after_a_clone();
    for (columns, rows) in [(80, 24), (120, 40)] {
        for (name, args) in COMMANDS {
            let seen = test.run(args).at(NOW).on_terminal(columns, rows).fits();
            assert_snapshot(&format!("screens/{columns}x{rows}/{name}.txt"), &seen.text);
        }
    }
}

#[test]
fn no_line_is_wider_than_the_terminal_however_narrow_it_is() {
    let test = after_a_clone();
    for columns in [20, 33, 47, 64, 100, 200] {
        for (_, args) in COMMANDS.iter().filter(|(name, _)| *name != "import") {
            let _ = test.run(args).at(NOW).on_terminal(columns, 24).fits();
        }
    }
}

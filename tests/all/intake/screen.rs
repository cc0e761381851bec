//! What `pull` shows on a terminal.

use super::sample::{instance, pull};
use crate::support::Test;
use crate::support::snapshot::assert_snapshot;

#[test]
fn a_pull_fits_the_terminal_and_is_as_it_was_looked_at() {
    for (columns, rows) in [(80, 24), (120, 40)] {
        let (test, api) = (Test::init(), instance());
        let seen = pull(&test, &api, &[]).on_terminal(columns, rows).fits();
        let text = seen.text.replace(&api.url(), "http://127.0.0.1:PORT0");
        assert_snapshot(&format!("screens/{columns}x{rows}/pull.txt"), &text);
    }
}

//! A process that stays: wait for what it does, and send it signals.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(30);

/// An endless statement: only an interruption ends it.
pub const ENDLESS: &str = r#"
name = "Endless"
description = "Never ends"

[[steps]]
sql = """
INSERT INTO sysevent (name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
SELECT 'endless' FROM n WHERE i < 0
"""
"#;

/// Waits until it holds.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < LONG, "waited in vain for: {what}");
        std::thread::yield_now();
    }
}

/// Sends a signal, as TERM.
pub fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(child.id().to_string()).status().unwrap();
    assert!(sent.success());
}

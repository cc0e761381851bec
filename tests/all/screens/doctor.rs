//! What `doctor` shows on a terminal, but for what each machine has of its own.

use crate::support::Test;
use crate::support::snapshot::assert_snapshot;

/// Checks that answer with sizes, versions and users of this machine.
const OF_THE_MACHINE: [&str; 9] = [
    "disk",
    "file",
    "file system",
    "holders",
    "integrity",
    "log",
    "permissions",
    "temporary space",
    "time zones",
];

/// As wide as a verdict and the name of a check.
const BEGINNING: usize = 26;

/// What there is to see, and of an answer about the machine only the beginning.
fn without_the_machine(seen: &str) -> String {
    let mut lines = Vec::new();
    let mut hidden = false;
    for line in seen.lines() {
        let (beginning, _) = line.split_at(line.len().min(BEGINNING));
        if !line.starts_with(' ') {
            let check = beginning.get(9..).unwrap_or_default().trim();
            hidden = beginning.len() == BEGINNING && OF_THE_MACHINE.contains(&check);
            lines.push(if hidden { beginning.trim_end() } else { line });
        } else if !hidden {
            lines.push(line);
        }
    }
    lines.join("\n") + "\n"
}

#[test]
fn the_doctors_answers_fit_the_terminal_and_are_as_they_were_looked_at() {
    let test = Test::init();
    test.job_file("faulty.toml", "name = 1");
    test.sql("UPDATE sys_trigger SET active = 0");
    for (columns, rows) in [(80, 24), (120, 40)] {
        let seen = test.run(&["doctor"]).on_terminal(columns, rows).fits();
        let name = format!("screens/{columns}x{rows}/doctor.txt");
        assert_snapshot(&name, &without_the_machine(&seen.text));
    }
}

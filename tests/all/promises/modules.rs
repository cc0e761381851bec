//! Dependencies point one way, the way the data goes.

use std::collections::HashSet;

use super::source::{SourceFile, files};

/// Each module, below all those that it may use. `lib` has the list of them and uses none.
const MAY_USE: &[(&str, &[&str])] = &[
    ("amount", &[]),
    ("time", &[]),
    ("crash_point", &[]),
    ("ownership", &[]),
    ("password", &[]),
    ("printable", &[]),
    ("similar", &[]),
    ("schedule", &["similar", "time"]),
    ("whole_file", &[]),
    ("db", &["crash_point", "ownership", "time", "whole_file"]),
    ("coverage", &["amount", "db", "time"]),
    ("finding", &["coverage", "db", "password", "printable"]),
    ("rules", &["amount", "coverage", "db", "finding", "printable", "time"]),
    ("intake", &["coverage", "db", "time"]),
    ("why", &["amount", "coverage", "db", "intake", "time"]),
    ("standing", &["db", "time", "why"]),
    ("preflight", &["coverage", "db", "intake", "time"]),
    ("import", &["amount", "coverage", "db", "intake", "schedule", "time"]),
    ("export", &["import", "printable"]),
    ("pull", &["amount", "coverage", "db", "import", "intake", "ownership", "time"]),
    ("step", &["amount", "coverage", "db", "finding", "rules", "similar", "time"]),
    ("job", &["db", "ownership", "password", "printable", "rules", "schedule", "similar", "step", "time"]),
    ("syslog", &["db", "finding", "time"]),
    ("report", &["db", "finding", "job", "time"]),
    ("run", &["db", "time"]),
    ("trigger", &["amount", "db", "finding", "job", "run", "schedule", "syslog", "time"]),
    ("clone", &["coverage", "db", "finding", "job", "syslog", "time", "trigger"]),
    (
        "runner",
        &[
            "amount",
            "clone",
            "coverage",
            "crash_point",
            "db",
            "finding",
            "job",
            "password",
            "printable",
            "pull",
            "report",
            "run",
            "schedule",
            "step",
            "syslog",
            "time",
            "trigger",
            "whole_file",
            "why",
        ],
    ),
    (
        "notify",
        &[
            "amount",
            "crash_point",
            "db",
            "finding",
            "ownership",
            "printable",
            "pull",
            "standing",
            "syslog",
            "time",
            "why",
        ],
    ),
    (
        "cli",
        &[
            "amount",
            "clone",
            "coverage",
            "db",
            "export",
            "finding",
            "import",
            "intake",
            "job",
            "notify",
            "ownership",
            "password",
            "preflight",
            "printable",
            "pull",
            "report",
            "run",
            "runner",
            "rules",
            "schedule",
            "similar",
            "standing",
            "step",
            "syslog",
            "time",
            "trigger",
            "whole_file",
            "why",
        ],
    ),
    ("main", &["cli", "time"]),
];

/// The module that a file belongs to: `src/db/open.rs` and `src/db.rs` to `db`.
fn module(file: &SourceFile) -> &str {
    let path = file.path.trim_start_matches("src/").trim_end_matches(".rs");
    path.split('/').next().unwrap()
}

/// The modules that a file names, other than its own.
fn used(file: &SourceFile) -> HashSet<&str> {
    let roots = ["crate::", "midjobs::"];
    let after_root = file.code().flat_map(|(_, line)| roots.map(|root| line.split(root).skip(1)));
    let names = after_root.flatten().map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_'));
    names.filter_map(|mut words| words.next()).filter(|name| *name != module(file)).collect()
}

#[test]
fn every_module_uses_only_those_that_it_may() {
    for file in files("src", "rs").iter().filter(|file| module(file) != "lib") {
        let line = MAY_USE.iter().find(|(name, _)| *name == module(file));
        let (_, allowed) = line.unwrap_or_else(|| panic!("{}: its module has no line in MAY_USE", file.path));
        for name in used(file) {
            assert!(allowed.contains(&name), "{} uses {name}: only {allowed:?} are allowed", file.path);
        }
    }
}

#[test]
fn no_two_modules_can_come_to_need_each_other() {
    for (index, (name, allowed)) in MAY_USE.iter().enumerate() {
        let above: Vec<&str> = MAY_USE[..index].iter().map(|(name, _)| *name).collect();
        for other in *allowed {
            assert!(above.contains(other), "{name} may use {other}, which does not stand above it");
        }
    }
}

#[test]
fn a_rule_knows_only_the_database_and_findings() {
    let plain_words = ["amount", "coverage", "db", "finding", "printable", "time"];
    for file in files("src/rules", "rs") {
        for name in used(&file) {
            assert!(
                plain_words.contains(&name),
                "{} uses {name}: a rule reads and gives findings",
                file.path
            );
        }
    }
}

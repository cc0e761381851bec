//! A container with a read-only root: nothing can be written but beside the database, and there is no place for temporary files.

use std::process::Command;

use crate::support::{Exec, Test};

/// Shows the test's directory alone as writable; every usual place of temporary files, and the root, are read-only. All of it is
/// in a mount namespace of its own.
const SHUT: &str = r#"
set -e
mount --bind "$PLACE" /mnt
mount -t tmpfs -o ro,mode=0555 none /tmp
mount -t tmpfs -o ro,mode=0555 none /var/tmp
mount -o remount,bind,ro /
cd /mnt
"$@"
"#;

fn shut(test: &Test, args: &[&str]) -> Exec {
    let place = test.path("").display().to_string();
    let alone = ["unshare", "--mount", "--", "sh", "-c", SHUT, "sh"];
    test.run(args).env("PLACE", &place).env("TMPDIR", "").env("SQLITE_TMPDIR", "").by(&alone)
}

/// Whether such a namespace can be made here, with the binary in it.
fn can_be_made() -> bool {
    let test = Test::new();
    let args =
        ["--mount", "--", "sh", "-c", SHUT, "sh", "sh", "-c", "! touch /tmp/x /var/tmp/x /x 2>/dev/null"];
    let made = Command::new("unshare").args(args).env("PLACE", test.path("")).status();
    let made = made.is_ok_and(|status| status.success());
    let there = made && shut(&test, &["--version"]).output().code() == 0;
    if !there {
        println!("no mount namespaces here, or the binary is not seen in one: left out");
    }
    there
}

/// More rows than SQLite keeps in memory to sort them, or to undo what was done to them.
const MANY: &str = "
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO sysevent (name, parm1, parm2, sys_created_on)
    SELECT 'login.failed', 'svc.' || (i * 7919 % 20000), hex(zeroblob(600)), '2025-11-01 00:00:00' FROM n;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
    INSERT INTO ecc_agent_issue (source, message, last_detected) SELECT 'Old', 'old ' || i, '2025-01-01 00:00:00' FROM n";

/// Sorts all events by what has no index.
const SORTING: &str = r#"
name = "Sorting"
description = "Sorts more than fits"
source = "Sorting"

[[steps]]
sql = "SELECT parm1 AS message FROM (SELECT parm1, parm2 FROM sysevent ORDER BY parm2 || parm1 DESC, name) LIMIT 1"
"#;

#[test]
fn every_command_works_where_nothing_but_the_place_of_the_database_can_be_written() {
    if !can_be_made() {
        return;
    }
    let test = Test::new();
    test.job_file("sorting.toml", SORTING);
    shut(&test, &["init"]).done();
    test.sql(MANY);
    let rows = r#"{"records":[{"sys_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","name":"emea","status":"Down"}]}"#;
    test.file("ecc_agent.json", rows);
    for words in [
        &["import", "ecc_agent.json"][..],
        &["run", "--dry-run"],
        &["run-now", "--dry-run", "PurgeHistory"],
        &["run-now", "--dry-run", "PurgeAgentIssues"],
        &["run-now", "Sorting"],
        &["run-now", "--dry-run", "Sorting"],
        &["after-clone", "--source", "prod"],
        &["check-connectivity", "--debug", "detailed"],
        &["issues", "--state", "all"],
        &["mids"],
        &["why"],
        &["log"],
        &["runs"],
        &["jobs"],
        &["tables"],
        &["check"],
        &["export", "sysevent", "--out", "events.json"],
        &["import", "--table", "sysevent", "events.json"],
        &["preflight", "--source", "midjobs.db", "--target", "midjobs.db"],
        &["backup", "copy.db"],
        &["run"],
        &["run-now", "PurgeHistory"],
        &["restore", "copy.db"],
        &["--db", "demo.db", "demo"],
    ] {
        let ended = shut(&test, words).at("2026-03-02 12:00:00").output();
        let may = if words[0] == "preflight" { 2 } else { 0 };
        assert!([0, may].contains(&ended.code()), "{words:?}: {ended}");
        assert!(!ended.stderr().contains("disk I/O"), "{words:?}: {ended}");
    }
    test.assert_sound();
    let left = std::fs::read_dir(test.path("")).unwrap().flatten();
    let left: Vec<String> = left.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    assert!(!left.iter().any(|name| name.contains("etilqs") || name.contains("partial")), "{left:?}");
}

//! A monitor that runs as another user, with a group that may read: as docs/operations.md sets it up.

use std::os::unix::fs::chown;

use crate::support::{Ended, Test, chmod};

/// The group of the monitor, and its user.
const GROUP: u32 = 23_456;

/// `status` as the user of the monitor, of a copy of the program that it may run wherever the build lies.
fn as_the_monitor(test: &Test, group: &str) -> Ended {
    let script = format!(
        "exec setpriv --reuid=12345 --regid=12345 --groups={group} ./midjobs --db midjobs.db --now '2026-03-01 12:15:00' status"
    );
    test.run(&[]).at_no_time().by(&["sh", "-c", &script]).output()
}

/// The file and its directory for a group, or `None` where nobody may give files away.
fn for_a_group() -> Option<Test> {
    let test = Test::init().seen();
    std::fs::copy(env!("CARGO_BIN_EXE_midjobs"), test.path("midjobs")).unwrap();
    chmod(&test.path("midjobs"), 0o755);
    for path in [test.path(""), test.db()] {
        chown(path, None, Some(GROUP)).ok()?;
    }
    chmod(&test.path(""), 0o2750);
    chmod(&test.db(), 0o640);
    Some(test)
}

#[test]
fn a_monitor_in_the_group_reads_the_status_at_rest_and_while_somebody_writes_and_one_outside_does_not() {
    // Only root may give files away and become somebody else.
    let Some(test) = for_a_group() else { return };
    let group = GROUP.to_string();
    assert!(as_the_monitor(&test, &group).with_code(0).stdout().starts_with("MIDJOBS OK"));

    let runner = test.connection();
    runner.execute_batch("INSERT INTO ecc_agent (name, status, sys_created_on) VALUES ('mid', 'Down', '2026-02-01 00:00:00'); BEGIN IMMEDIATE").unwrap();
    assert!(test.path("midjobs.db-wal").metadata().unwrap().len() > 0);
    assert!(
        as_the_monitor(&test, &group).stdout().contains("1 of 1 MID Server down"),
        "what stands in the log is read"
    );
    drop(runner);

    let shut_out = as_the_monitor(&test, "12345").with_code(3);
    assert!(shut_out.stdout().starts_with("MIDJOBS UNKNOWN"), "{shut_out}");
}

//! Times are read as people write them: a time, a date, a span before or after now.

use crate::support::Test;

fn with_lines() -> Test {
    let test = Test::init();
    test.sql(
        "INSERT INTO syslog (sys_created_on, level, source, message) VALUES
            ('2026-02-28 23:00:00', 0, 'Other', 'yesterday'), ('2026-03-01 09:00:00', 0, 'Other', 'this morning'),
            ('2026-03-01 11:30:00', 0, 'Other', 'just now')",
    );
    test
}

#[test]
fn since_takes_spans_and_dates() {
    let test = with_lines();
    for (since, lines) in [
        ("2h", 1),
        ("2h ago", 1),
        ("2 hours ago", 1),
        ("1h 30m ago", 1),
        ("4 hours", 2),
        ("2026-03-01", 2),
        ("2026-02-28", 3),
        ("2026-03-01 09:00", 2),
        ("2026-03-01T11:00:00Z", 1),
    ] {
        let told = test.run(&["log", "--since", since]).done().quiet().stdout();
        assert_eq!(told.lines().count(), lines, "{since}: {told}");
    }
    for since in ["soon", "2 parsecs ago", "2026-02-30", ""] {
        let ended = test.run(&["log", "--since", since]).ends_with(3);
        assert!(ended.stderr().contains("2 hours ago"), "{ended}");
    }
}

#[test]
fn a_day_means_the_last_occurrence_of_that_day() {
    let test = Test::init();
    test.run(&["run"]).at("2026-03-02 12:00:00").done();
    test.run(&["run"]).at("2026-03-03 12:00:00").done();
    let told =
        |at: &str| test.run(&["explain", "PurgeAgentIssues", at]).at("2026-03-04 12:00:00").done().stdout();
    assert!(told("2026-03-02").contains("due at 2026-03-02 12:00:00"), "{}", told("2026-03-02"));
    assert!(told("2026-03-02 12:00").contains("due at 2026-03-02 12:00:00"));
    assert!(told("1d").contains("due at 2026-03-03 12:00:00"));
    assert!(told("30h ago").contains("due at 2026-03-02 12:00:00"));
}

#[test]
fn until_looks_ahead_and_completed_looks_back() {
    let test = Test::init();
    test.sql(
        "INSERT INTO ecc_agent_issue (sys_id, source, message, state) VALUES
            ('aaaaaaaa00000000000000000000000a', 'X', 'x', 'new'), ('bbbbbbbb00000000000000000000000b', 'X', 'y', 'new')",
    );
    test.run(&["issues", "ack", "aaaaaaaa", "--until", "4h"])
        .says("acknowledged 1 issue until 2026-03-01 16:00:00 UTC\n")
        .succeeds();
    test.run(&["issues", "ack", "aaaaaaaa", "--until", "2h ago"]).output().refuses(&["not after now"]);
    assert_eq!(
        test.query("SELECT state, acknowledged_until FROM ecc_agent_issue ORDER BY sys_id"),
        ["acknowledged|2026-03-01 16:00:00", "new|"]
    );
    test.run(&["after-clone", "--completed", "2h ago"]).done();
    assert_eq!(test.value("SELECT completed FROM clone_instance"), "2026-03-01 10:00:00");
}

#[test]
fn what_is_done_at_another_time_is_told_to_the_second() {
    Test::init().run(&["--now", "2026-03-02", "log"]).at_no_time().ends_with(3);
}

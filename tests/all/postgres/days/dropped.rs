//! Old days go at once, and nothing else does.

use super::{ALL, LIE, PARTS, PURGED_ON, import, of_days};
use crate::support::{Place, Test};

/// Two days that are old, one that is not, and the users of a MID Server that is Down and of one that is Up.
fn with_old_days(place: &Place) -> Test {
    let test = Test::init_at(place);
    test.sql("INSERT INTO ecc_agent (sys_id, name, status, user_name) VALUES
        ('0000000000000000000000000000000a', 'a', 'Down', 'user0'), ('0000000000000000000000000000000b', 'b', 'Up', 'user1')");
    import(&test, &of_days(0, 50, &["2026-02-27", "2026-02-28", "2026-02-01", "2026-03-01"]));
    test.file("sysevent.csv", of_days(1_000, 30, &["2026-03-05"]));
    test.run(&["import", "sysevent.csv"]).at("2026-03-05 12:00:00").done();
    test.sql("INSERT INTO sysevent (sys_id, name) VALUES ('ffffffffffffffffffffffffffffffff', 'bystander')");
    test
}

const RAN: &str = "SELECT outcome, rows_changed FROM sys_trigger_run WHERE job = 'PurgeHistory' AND outcome = 'ran' ORDER BY sys_id";

#[test]
fn the_purge_drops_whole_days_and_leaves_and_counts_what_it_does_row_by_row() {
    let Some(server) = Place::server() else { return };
    let [file, schema] = [Place::File, server].map(|place| with_old_days(&place));
    for test in [&file, &schema] {
        test.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    }
    assert_eq!(file.query(ALL), schema.query(ALL));
    assert_eq!(file.query(RAN), schema.query(RAN));
    assert!(file.query(ALL).iter().any(|event| event.contains("user0") && event.contains("2026-02-27")));
    let lie = schema.query(LIE);
    assert!(
        lie[0] == "sysevent_20260305|30" && lie[1].starts_with("sysevent_other|") && lie.len() == 2,
        "{lie:?}"
    );
    // The limit falls into the 3rd of March, which is empty and not over yet.
    assert_eq!(schema.query(PARTS)[0], "sysevent_20260303");
    for test in [&file, &schema] {
        test.sql("UPDATE ecc_agent SET status = 'Up'");
        test.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    }
    assert_eq!(file.query(ALL), schema.query(ALL));
    assert_eq!(schema.query(LIE), ["sysevent_20260305|30", "sysevent_other|1"]);
}

#[test]
fn beside_a_reader_the_purge_goes_row_by_row_and_does_not_wait() {
    let Some(server) = Place::server() else { return };
    let [alone, beside] = [with_old_days(&server), with_old_days(&server)];
    let reader = beside.session();
    reader.sql("BEGIN; SELECT count(*) FROM sysevent");
    let parts = beside.query(PARTS);
    for test in [&alone, &beside] {
        test.run(&["--lock-timeout", "0s", "run-now", "PurgeHistory"]).at(PURGED_ON).done();
    }
    assert_eq!(beside.query(PARTS), parts);
    assert_eq!((alone.query(ALL), alone.query(RAN)), (beside.query(ALL), beside.query(RAN)));
    // Nor does a load, whose days are made by the next.
    let load = |now: &str| {
        beside.file("sysevent.csv", of_days(5_000, 1, &[&now[..10]]));
        beside.run(&["--lock-timeout", "0s", "import", "sysevent.csv"]).at(now).done();
    };
    load("2026-03-10 12:00:00");
    assert_eq!(beside.query(PARTS), parts);
    reader.sql("COMMIT");
    load("2026-03-11 12:00:00");
    assert_eq!(beside.query(PARTS).last().unwrap(), "sysevent_other");
    assert!(beside.query(PARTS).contains(&"sysevent_20260312".to_owned()));
    assert!(!beside.query(PARTS).contains(&"sysevent_20260310".to_owned()));
    beside.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    assert!(!beside.query(PARTS).contains(&"sysevent_20260227".to_owned()));
}

#[test]
fn a_dry_run_of_the_purge_shows_the_rows_and_drops_nothing() {
    let Some(server) = Place::server() else { return };
    let test = with_old_days(&server);
    let before = (test.query(PARTS), test.query(LIE), test.query(ALL));
    test.run(&["run-now", "PurgeHistory", "--dry-run"])
        .at(PURGED_ON)
        .done()
        .saying("sysevent: 0 added, 0 changed, 133 removed");
    assert_eq!((test.query(PARTS), test.query(LIE), test.query(ALL)), before);
}

#[test]
fn a_purge_that_is_killed_around_a_drop_loses_nothing_that_was_to_stay() {
    let Some(server) = Place::server() else { return };
    let whole = with_old_days(&server);
    whole.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    // The first part with events, after an empty one of each step before.
    for (point, is_there) in [("before-part:5", true), ("after-part:5", false), ("before-part:6", false)] {
        let test = with_old_days(&server);
        let run = test.run(&["run"]).at(PURGED_ON).env("MIDJOBS_KILL_AT", point);
        run.env("MIDJOBS_KILL_JOB", "PurgeHistory").output().was_killed();
        let day = "sysevent_20260227".to_owned();
        assert_eq!(test.query(PARTS).contains(&day), is_there, "{point}");
        for now in [PURGED_ON, "2026-03-10 13:00:00"] {
            let _ = test.run(&["run"]).at(now).output();
        }
        assert_eq!((test.query(ALL), test.query(RAN)), (whole.query(ALL), whole.query(RAN)), "{point}");
    }
}

//! A sampling that comes due judges new rows; somebody who asks for one gets it in any case.

use super::world::World;
use crate::support::Test;

fn fates(test: &Test) -> Vec<String> {
    test.query(
        "SELECT due, outcome, error FROM sys_trigger_run WHERE job = 'MIDUserConnectivity' ORDER BY due, origin",
    )
}

#[test]
fn an_occurrence_without_a_load_since_the_last_is_skipped_with_the_reason_and_counts_nothing_again() {
    let test = Test::init();
    World::emea_down().load(&test, "2026-03-01 15:59:00").done();
    test.run(&["run"]).at("2026-03-01 16:00:00").done().saying("1 issue opened");
    test.run(&["run"]).at("2026-03-01 20:00:00").done();
    test.run(&["run"]).at("2026-03-02 08:00:00").done();
    World::emea_down().load(&test, "2026-03-02 11:00:00").done();
    test.run(&["run"]).at("2026-03-02 12:00:00").done().saying("1 counted again");
    let why = "skipped|no rows were loaded since it last ran";
    assert_eq!(
        fates(&test),
        [
            "2026-03-01 16:00:00|ran|".to_owned(),
            format!("2026-03-01 20:00:00|{why}"),
            format!("2026-03-02 00:00:00|{why}"),
            format!("2026-03-02 04:00:00|{why}"),
            format!("2026-03-02 08:00:00|{why}"),
            "2026-03-02 12:00:00|ran|".to_owned(),
        ]
    );
    assert_eq!(test.value("SELECT count FROM ecc_agent_issue"), "2");
}

#[test]
fn before_anything_was_loaded_it_is_skipped_too() {
    let test = Test::init();
    test.run(&["run"]).at("2026-03-01 16:00:00").done().quiet();
    assert_eq!(fates(&test), ["2026-03-01 16:00:00|skipped|no rows were loaded since it last ran"]);
}

#[test]
fn what_somebody_asks_for_is_judged_on_the_rows_that_are_there() {
    let test = Test::init();
    World::emea_down().load(&test, "2026-03-01 12:00:00").done();
    test.run(&["run-now", "MIDUserConnectivity"]).at("2026-03-01 12:00:00").done().saying("1 issue opened");
    test.run(&["check-connectivity"]).at("2026-03-01 12:05:00").done().saying("1 counted again");
    test.run(&["run"]).at("2026-03-01 16:00:00").done();
    assert_eq!(
        fates(&test).last().unwrap(),
        "2026-03-01 16:00:00|skipped|no rows were loaded since it last ran"
    );
}

#[test]
fn a_job_of_ones_own_runs_without_new_rows_unless_it_says_otherwise() {
    for (line, outcome) in [("", "ran"), ("only_on_new_rows = true", "skipped")] {
        let test = Test::new();
        let job = format!(
            r#"
            name = "Mine"
            description = "Nothing"
            source = "Mine"
            {line}

            [schedule]
            every = "1h"

            [[steps]]
            sql = "SELECT 'never' AS message WHERE 1 = 0"
        "#
        );
        test.job_file("mine.toml", &job).run(&["init"]).done();
        test.run(&["run"]).at("2026-03-01 13:00:00").done();
        assert_eq!(test.value("SELECT outcome FROM sys_trigger_run WHERE job = 'Mine'"), outcome);
    }
}

//! The verdicts of `status`: what is critical, what warns, and what is a detail.

use super::world::World;
use crate::support::rows::{issue, sys_id};
use crate::support::{Ended, Test};

const AT: &str = "2026-03-01 12:20:00";

fn loaded(world: &World) -> Test {
    let test = Test::init().without_sampling();
    world.load(&test, "2026-03-01 12:00:00").done();
    test
}

fn status(test: &Test) -> Ended {
    test.run(&["status", "--overdue", "99d"]).at(AT).output()
}

fn fates(test: &Test, outcomes: &[&str]) {
    for (minute, outcome) in outcomes.iter().enumerate() {
        let at = format!("2026-03-01 11:{minute:02}:00");
        test.sql(&format!(
            "INSERT INTO sys_trigger_run (trigger, job, due, started, finished, outcome)
             VALUES ('t', 'PurgeHistory', '{at}', '{at}', '{at}', '{outcome}')"
        ));
    }
}

#[test]
fn all_up_and_whole_is_ok() {
    status(&loaded(&World::sound())).with_code(0).saying("MIDJOBS OK - 0 of 2 MID Servers down");
}

#[test]
fn a_down_mid_server_warns_and_with_a_new_clone_issue_is_critical() {
    let test = loaded(&World::emea_down());
    status(&test).with_code(1).saying("1 Down, and no clone is on record");
    test.sql(&issue('1', 'a', "InstanceClone", "new"));
    status(&test)
        .with_code(2)
        .saying("MIDJOBS CRITICAL - 1 of 2 MID Servers down, 1 Down with a clone issue that nobody");
    test.run(&["issues", "ack", "1111", "--until", "2026-03-01 12:19:59"]).done();
    status(&test).with_code(2);
    test.run(&["issues", "ack", "1111"]).done();
    status(&test).with_code(0).saying("info: 1 Down and acknowledged");
}

#[test]
fn a_clone_issue_of_a_mid_server_that_is_up_or_gone_is_over_and_a_detail() {
    let test = loaded(&World::sound());
    test.sql(&issue('1', 'a', "InstanceClone", "new")).sql(&issue('2', '7', "InstanceClone", "new"));
    status(&test).with_code(0).saying("info: 2 clone issues are over and were not closed by the rule");
    test.run(&["issues", "resolve", &sys_id('1')]).done();
    status(&test).with_code(0).saying("info: 1 clone issue is over");
}

#[test]
fn a_mid_server_that_went_over_upgrading_to_up_is_not_critical() {
    let test = loaded(&World::emea_down());
    test.sql(&issue('1', 'a', "InstanceClone", "new"));
    for status in ["Upgrading", "Up"] {
        test.sql(&format!("UPDATE ecc_agent SET status = '{status}' WHERE name = 'emea'"));
    }
    status(&test).with_code(0).saying("info: 1 clone issue is over");
}

#[test]
fn unconfirmed_and_not_associated_issues_are_details_and_one_of_ones_own_job_warns() {
    let test = loaded(&World::sound());
    let issue = |source: &str, user: &str, unconfirmed: &str| {
        test.sql(&format!(
            "INSERT INTO ecc_agent_issue (source, user_name, state, message, unconfirmed)
             VALUES ('{source}', '{user}', 'new', 'm', {unconfirmed})"
        ));
    };
    issue("MIDUserConnectivity", "nobody.knows", "NULL");
    issue("MIDUserConnectivity", "svc.apac", "'sysevent: never'");
    let said = status(&test).with_code(0).saying("info: 1 issue is unconfirmed");
    said.saying("info: 1 user with an issue is not associated with a MID Server");
    issue("Mine", "", "NULL");
    status(&test).with_code(1).saying("warning: 1 new issue of another job");
}

#[test]
fn a_job_that_failed_last_warns_three_times_in_a_row_is_critical_and_one_always_skipped_warns() {
    let said = |outcomes: &[&str], code: i32, words: &str| {
        let test = loaded(&World::sound());
        fates(&test, outcomes);
        status(&test).with_code(code).saying(words);
    };
    said(&["failed", "failed", "ran"], 0, "MIDJOBS OK");
    said(&["ran", "failed"], 1, "1 job failed");
    said(&["ran", "failed", "abandoned", "failed"], 2, "1 job failed three times in a row");
    said(&["failed", "failed", "coalesced", "failed"], 2, "1 job failed three times in a row");
    said(&["ran", "skipped", "skipped", "skipped"], 1, "1 job is always skipped");
    said(&["skipped", "skipped", "ran"], 0, "MIDJOBS OK");
}

#[test]
fn a_trigger_in_error_is_critical_and_a_faulty_job_file_warns() {
    let test = loaded(&World::sound());
    test.job_file("mine.toml", "name = ");
    status(&test).with_code(1).saying("1 fault in job files");
    test.sql("UPDATE sys_trigger SET state = -1 WHERE name = 'PurgeHistory'");
    status(&test).with_code(2).saying("1 trigger in Error");
}

#[test]
fn age_takes_away_the_all_clear_and_never_the_alarm() {
    let old = |test: &Test| test.run(&["status", "--overdue", "99d"]).at("2026-03-05 12:00:00").output();
    old(&loaded(&World::sound())).with_code(1).saying("are 4d old").saying("rows loaded 4d ago");
    let test = loaded(&World::emea_down());
    test.sql(&issue('1', 'a', "InstanceClone", "new"));
    old(&test).with_code(2).saying("warning: the rows of ecc_agent");
}

#[test]
fn what_cannot_be_told_is_unknown_as_a_line_and_as_json() {
    let test = Test::new();
    let line = test.run(&["status", "--db", "nofile.db"]).output().with_code(3);
    assert!(line.stdout().starts_with("MIDJOBS UNKNOWN - "), "{line}");
    let json = test.run(&["status", "--db", "nofile.db", "--json"]).output().with_code(3).json();
    assert_eq!(json["status"][0]["status"], "UNKNOWN");
    assert!(json["status"][0]["error"].as_str().unwrap().contains("nofile.db"), "{json}");
}

#[test]
fn a_trigger_in_running_for_longer_than_its_job_may_take_is_stuck() {
    let claimed = |on: &str| {
        let test = loaded(&World::sound());
        test.sql(&format!(
            "UPDATE sys_trigger SET state = 1, claimed_on = '{on}' WHERE name = 'PurgeHistory'"
        ));
        test.run(&["status"]).at(AT).output()
    };
    claimed("2026-03-01 10:51:00").with_code(0);
    claimed("2026-03-01 10:49:00").with_code(1).saying("warning: 1 trigger is stuck in Running");
}

#[test]
fn a_mid_server_that_is_neither_up_nor_down_warns_after_two_hours() {
    let test = loaded(&World { heartbeat: "2026-03-01 11:59:00".to_owned(), ..World::sound() });
    test.sql("UPDATE ecc_agent SET last_refreshed = '2026-03-01 10:21:00', status = 'Upgrading' WHERE name = 'emea'");
    test.sql("UPDATE mid_server_history SET changed_on = '2026-03-01 10:21:00'");
    status(&test).with_code(0).saying("info: 1 neither Up nor Down");
    test.sql("UPDATE mid_server_history SET changed_on = '2026-03-01 10:19:00'");
    test.sql("UPDATE load_coverage SET column_names = column_names || char(10) || 'last_refreshed'");
    status(&test).with_code(1).saying("warning: 1 neither Up nor Down");
}

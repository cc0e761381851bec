//! Clones that somebody records by hand: listed, corrected, cancelled, and asked about where heartbeats say otherwise.

use crate::support::Test;

const TRIGGERS: &str = "SELECT next_action FROM sys_trigger WHERE trigger_type = 0 ORDER BY next_action";
const CLONES: &str = "SELECT completed, source_instance FROM clone_instance ORDER BY completed";

fn recorded(args: &[&str]) -> Test {
    let test = Test::init().seen();
    test.run(&[&["after-clone"], args].concat()).done();
    test
}

const DEV: [&str; 5] = ["after-clone", "--source", "prod", "--target", "dev"];

#[test]
fn the_same_source_and_target_within_a_day_with_another_time_corrects_the_clone() {
    let test = recorded(&DEV[1..]);
    test.sql("INSERT INTO clone_instance (source_instance, target_instance, completed) VALUES ('prod', 'test', '2026-03-01 11:00:00')");
    let corrected = [&DEV[..], &["--completed", "2026-03-01 11:20:00"]].concat();
    let said = test.run(&corrected).at("2026-03-01 12:05:00").done();
    said.saying("the clone of 2026-03-01 12:00:00 UTC was corrected: it completed at 2026-03-01 11:20:00");
    assert_eq!(test.query(CLONES), ["2026-03-01 11:00:00|prod", "2026-03-01 11:20:00|prod"]);
    assert_eq!(test.query(TRIGGERS), ["2026-03-01 11:35:00", "2026-03-01 12:35:00"]);
    let fates = "SELECT outcome, error, count(*) FROM sys_trigger_run GROUP BY outcome, error";
    let why = "the clone of 2026-03-01 12:00:00 was corrected to 2026-03-01 11:20:00";
    assert_eq!(test.query(fates), [format!("skipped|{why}|2")], "no occurrence is dropped silently");
}

#[test]
fn a_corrected_clone_is_checked_again_though_its_checks_ran() {
    let test = recorded(&DEV[1..]).without_sampling();
    test.run(&["run"]).at("2026-03-01 13:15:00").done();
    assert!(test.query(TRIGGERS).is_empty());
    let corrected = [&DEV[..], &["--completed", "2026-03-01 13:00:00"]].concat();
    test.run(&corrected).at("2026-03-01 13:20:00").done();
    assert_eq!(test.query(TRIGGERS), ["2026-03-01 13:15:00", "2026-03-01 14:15:00"]);
    assert_eq!(test.query(CLONES), ["2026-03-01 13:00:00|prod"]);
}

#[test]
fn the_next_clone_is_another_one() {
    for (args, at) in [(&DEV[..], "2026-03-02 11:55:00"), (&["after-clone"][..], "2026-03-01 12:01:00")] {
        let test = recorded(&args[1..]).without_sampling();
        if args.len() > 1 {
            test.run(&["run"]).at("2026-03-01 13:15:00").done();
        }
        test.run(args).at(at).done();
        assert_eq!(test.query(CLONES).len(), 2, "{args:?}");
    }
    let test = recorded(&DEV[1..]);
    test.run(&[&DEV[..], &["--completed", "2026-03-02 12:00:00"]].concat()).at("2026-03-02 12:00:00").done();
    assert_eq!(test.query(CLONES).len(), 2, "a whole day is not within one");
}

#[test]
fn a_clone_is_cancelled_with_its_checks_and_others_stay() {
    let test = recorded(&["--source", "prod", "--target", "dev"]);
    test.run(&["after-clone", "--source", "prod", "--target", "test"]).at("2026-03-01 12:30:00").done();
    let said = test.run(&["after-clone", "--cancel"]).at("2026-03-01 12:31:00").done();
    said.saying("the clone of 2026-03-01 12:30:00 is cancelled, with its checks to come");
    assert_eq!(test.query(TRIGGERS), ["2026-03-01 12:15:00", "2026-03-01 13:15:00"]);
    test.run(&["after-clone", "--cancel", "2026-03-01 12:00:00"]).at("2026-03-01 12:32:00").done();
    assert!(test.query(TRIGGERS).is_empty());
    let listed = test.run(&["after-clone", "--list"]).done().stdout();
    assert!(listed.contains("undone") && !listed.contains("completed"), "{listed}");
    test.run(&["after-clone", "--cancel"]).output().refuses(&["no clone is on record"]);
    test.run(&["after-clone", "--cancel", "2026-03-01 10:00:00"]).output().refuses(&["--list"]);
}

#[test]
fn a_cancelled_clone_takes_no_rows_into_doubt() {
    let test = recorded(&["--completed", "2026-03-01 12:30:00"]);
    test.run(&["status"])
        .at("2026-03-01 12:31:00")
        .ends_with(1)
        .saying("waiting for rows newer than the clone");
    test.run(&["after-clone", "--cancel"]).at("2026-03-01 12:31:00").done();
    test.run(&["status"]).at("2026-03-01 12:31:00").ends_with(0);
}

fn down(test: &Test, name: &str, last_refreshed: &str) {
    test.sql(&format!(
        "INSERT INTO ecc_agent (name, status, last_refreshed) VALUES ('{name}', 'Down', '{last_refreshed}')"
    ));
}

#[test]
fn where_heartbeats_of_several_down_mid_servers_ended_together_long_ago_it_says_so() {
    let words = "ended together at 2026-03-01 11:20:00, 40m ago: if the clone completed about then, say so with \
                 --completed '2026-03-01 11:20:00'";
    let said = |times: &[&str], args: &[&str]| {
        let test = Test::init();
        times.iter().for_each(|time| down(&test, time, time));
        test.run(args).done().stderr()
    };
    let together = ["2026-03-01 11:20:00", "2026-03-01 11:12:00"];
    assert!(said(&together, &["after-clone"]).contains(words));
    assert_eq!(said(&together, &["after-clone", "--completed", "2026-03-01 11:20:00"]), "");
    assert_eq!(said(&together[..1], &["after-clone"]), "", "one is no sign");
    assert_eq!(
        said(&["2026-03-01 11:20:00", "2026-03-01 09:12:00"], &["after-clone"]),
        "",
        "nor are two apart"
    );
    assert_eq!(
        said(&["2026-03-01 11:41:00", "2026-03-01 11:42:00"], &["after-clone"]),
        "",
        "nor is 18 minutes ago"
    );
}

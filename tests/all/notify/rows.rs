//! What is told of rows, whoever writes them.

use std::fs;

use crate::notify::told::Told;
use crate::support::Test;
use crate::support::rows::{issue, sys_id};

const FIRST: &str = "2026-03-01 12:15:10";
const SECOND: &str = "2026-03-01 13:15:10";

#[test]
fn nothing_is_kept_until_somebody_is_to_be_told() {
    let test = Test::init().seen();
    test.sql(&issue('1', 'a', "InstanceClone", "new")).sql("UPDATE ecc_agent_issue SET state = 'resolved'");
    test.run(&["run"]).at("2026-03-03 12:00:00").done();
    for table in ["outbox_receiver", "outbox_event", "outbox_message"] {
        assert_eq!(test.table(table), [""; 0], "{table}");
    }
}

#[test]
fn the_issues_of_one_clone_are_one_message_with_causes_and_the_second_check_says_no_more() {
    let told = Told::after_clone(50);
    told.run(&["run"]).at(FIRST).done();
    told.run(&["run"]).at(SECOND).done();
    assert_eq!(told.titles(), ["CRITICAL dev: 50 Down by the clone"]);
    let message = &told.got()[0];
    assert_eq!(message["counts"]["opened"], 50);
    let text = message["text"].as_str().unwrap();
    for words in ["svc.mid.0: its account is not there", "    of  mid-0, mid-14, ", "    do  "] {
        assert!(text.contains(words), "{words:?} is not in {text}");
    }
    let first = &message["events"][0];
    assert_eq!(
        (first["class"].as_str(), first["cause"].as_str(), first["event"].as_str()),
        (Some("down_since_clone"), Some("account_missing"), Some("opened"))
    );
    assert!(first["remedy"].is_string(), "{first}");
}

#[test]
fn the_rule_at_the_prompt_is_told_by_the_next_run_and_so_is_what_opens_again() {
    let told = Told::after_clone(2);
    told.run(&["run"]).at(FIRST).done();
    told.test.sql(
        "UPDATE ecc_agent SET status = 'Up', sys_updated_on = '2026-03-01 12:30:00' WHERE name = 'mid-1'",
    );
    told.run(&["run"]).at("2026-03-01 12:35:00").done();
    told.test.sql("UPDATE ecc_agent SET status = 'Down' WHERE name = 'mid-1'");
    told.load("2026-03-01 13:00:00");
    told.run(&["run"]).at(SECOND).done();
    told.run(&["run"]).at("2026-03-01 13:20:00").done();
    let titles = told.titles();
    assert_eq!(titles[..2], ["CRITICAL dev: 2 Down by the clone", "OK dev: 1 resolved"]);
    assert_eq!(titles.len(), 3, "{titles:?}");
    assert!(
        titles[2].starts_with("CRITICAL dev: 1 ") || titles[2].starts_with("WARNING dev: 1 "),
        "{titles:?}"
    );
}

#[test]
fn an_acknowledgement_is_told_with_its_reason_and_again_when_its_time_is_over() {
    let told = Told::after_clone(1);
    told.run(&["run"]).at(FIRST).done();
    let until = ["--until", "2026-03-01 18:00:00", "--reason", "CHG0012"];
    told.run(&[&["issues", "ack", "--source", "InstanceClone"], &until[..]].concat())
        .at("2026-03-01 12:20:00")
        .done();
    told.run(&["run"]).at("2026-03-01 13:20:00").done();
    told.load("2026-03-01 18:00:00");
    for at in ["2026-03-01 18:00:01", "2026-03-01 18:05:00"] {
        told.run(&["run"]).at(at).done();
    }
    assert_eq!(
        told.titles(),
        ["CRITICAL dev: 1 Down by the clone", "OK dev: 1 acknowledged", "CRITICAL dev: 1 Down by the clone"]
    );
    let text = told.got()[1]["text"].as_str().unwrap().to_owned();
    assert!(text.contains("InstanceClone: CHG0012, until 2026-03-01 18:00:00 UTC"), "{text}");
}

#[test]
fn what_is_a_detail_for_the_status_wakes_nobody() {
    let told = Told::after_clone(1);
    // One that was Down long before the clone, an account that no MID Server has, one that is not certain.
    told.test.sql(
        "UPDATE ecc_agent SET last_refreshed = '2025-12-01 00:00:00';
         INSERT INTO ecc_agent (sys_id, name, status, sys_created_on, last_refreshed)
         VALUES (printf('%032x', 99), 'up', 'Up', '2026-01-01 00:00:00', '2026-03-01 12:00:30');
         INSERT INTO ecc_agent_issue (source, user_name, state, message) VALUES ('MIDUserConnectivity', 'nobody', 'new', 'm');
         INSERT INTO ecc_agent_issue (source, user_name, state, message, unconfirmed)
         VALUES ('MIDUserConnectivity', 'svc.mid.0', 'new', 'n', 'sysevent: never loaded')",
    );
    told.run(&["run"]).at(FIRST).done();
    told.test.sql("UPDATE ecc_agent_issue SET state = 'resolved'");
    told.run(&["run"]).at(FIRST).done();
    assert_eq!(told.titles(), [""; 0]);
    assert_eq!(told.test.value("SELECT count(*) FROM outbox_event WHERE seen_on IS NULL"), "0");
}

#[test]
fn an_issue_that_becomes_certain_is_told_then() {
    let told = Told::new();
    told.mid_server('a', "emea", "Down").load("2026-03-01 12:10:00");
    let issue = "INSERT INTO ecc_agent_issue (source, user_name, state, message, unconfirmed)
                 VALUES ('MIDUserConnectivity', 'svc.a', 'new', 'no attempt', 'sysevent')";
    told.test.sql(issue);
    told.run(&["run"]).at(FIRST).done();
    assert_eq!(told.titles(), [""; 0]);
    told.test.sql("UPDATE ecc_agent_issue SET unconfirmed = NULL");
    told.run(&["run"]).at(FIRST).done();
    assert_eq!(told.titles(), ["WARNING dev: 1 Down, and no clone is on record"]);
}

#[test]
fn a_user_whose_message_changes_is_one_thing_all_the_while() {
    let told = Told::new();
    told.mid_server('a', "emea", "Down").load("2026-03-01 12:10:00");
    let says = |message: &str| {
        told.test.sql(&format!(
            "UPDATE ecc_agent_issue SET state = 'resolved', resolved_by = 'MIDUserConnectivity';
             INSERT INTO ecc_agent_issue (source, user_name, state, message)
             VALUES ('MIDUserConnectivity', 'svc.a', 'new', '{message}')"
        ));
        told.run(&["run"]).at(FIRST).done();
    };
    ["no attempt", "failure", "no attempt"].into_iter().for_each(says);
    told.test.sql("UPDATE ecc_agent_issue SET state = 'resolved', resolved_by = 'MIDUserConnectivity'");
    told.run(&["run"]).at(FIRST).done();
    assert_eq!(told.titles(), ["WARNING dev: 1 Down, and no clone is on record", "OK dev: 1 resolved"]);
}

#[test]
fn an_issue_that_ages_out_makes_the_next_one_news() {
    let told = Told::after_clone(1);
    told.run(&["run"]).at(FIRST).done();
    told.test.sql("DELETE FROM ecc_agent_issue");
    told.run(&["run"]).at("2026-03-01 12:30:00").done();
    told.run(&["run"]).at(SECOND).done();
    assert_eq!(told.titles(), ["CRITICAL dev: 1 Down by the clone"; 2]);
}

#[test]
fn a_job_is_told_when_it_is_given_up_when_it_is_critical_and_when_it_works_again() {
    let told = Told::new();
    told.test.job_file(
        "mine.toml",
        "name = \"Mine\"\ndescription = \"fails\"\nattempts = 2\nretry_delay = \"60s\"\n[schedule]\nevery = \"1h\"\n\
         [[steps]]\nsql = \"INSERT INTO ecc_agent (sys_id) VALUES ('x')\"\n",
    );
    told.run(&["init"]).done();
    for hour in 13..18 {
        told.run(&["run"]).at(&format!("2026-03-01 {hour}:00:00")).ends_with(1);
        let titles = told.titles().len();
        told.run(&["run"]).at(&format!("2026-03-01 {hour}:01:00")).ends_with(1);
        if hour == 13 {
            assert_eq!((titles, told.titles().len()), (0, 1), "the first attempt is nobody's business");
        }
    }
    let text = fs::read_to_string(told.test.path("jobs/mine.toml")).unwrap();
    told.test.job_file(
        "mine.toml",
        &text.replace("INSERT INTO ecc_agent (sys_id) VALUES ('x')", "SELECT 1 AS message WHERE 0"),
    );
    told.run(&["run"]).at("2026-03-01 18:00:00").done();
    told.run(&["run"]).at("2026-03-01 19:00:00").done();
    assert_eq!(
        told.titles(),
        ["WARNING dev: 1 job given up", "CRITICAL dev: 1 job given up", "OK dev: 1 job works again"]
    );
    let text = told.got()[0]["text"].as_str().unwrap().to_owned();
    assert!(text.contains("do  midjobs explain Mine"), "{text}");
}

#[test]
fn a_doubt_is_told_when_it_begins_and_when_it_ends_once_for_all_jobs() {
    let told = Told::new();
    told.mid_server('a', "emea", "Up");
    told.run(&["after-clone"]).done();
    for at in [FIRST, SECOND, "2026-03-01 13:20:00"] {
        told.run(&["run"]).at(at).done();
    }
    assert_eq!(told.titles(), ["WARNING dev: 1 table in doubt"]);
    told.load("2026-03-01 13:30:00");
    told.run(&["run-now", "BadMIDCredentialAfterClone-2"]).at("2026-03-01 13:31:00").done();
    told.run(&["run"]).at("2026-03-01 13:40:00").done();
    assert_eq!(told.titles(), ["WARNING dev: 1 table in doubt", "OK dev: 1 table in doubt no longer"]);
}

#[test]
fn five_thousand_issues_at_once_are_one_message_of_a_bounded_size() {
    let told = Told::new();
    told.load("2026-03-01 12:10:00").test.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
         INSERT INTO ecc_agent_issue (source, state, message)
         SELECT 'Mine', 'new', i || ' ' || printf('%.*c', 900, 'x') || char(10) || '<b>' FROM n",
    );
    told.run(&["run"]).at(FIRST).done();
    assert_eq!(told.titles(), ["WARNING dev: 5000 issues of Mine"]);
    let message = &told.got()[0];
    assert_eq!(
        (message["events"].as_array().unwrap().len(), &message["events_left_out"]),
        (200, &4800.into())
    );
    assert!(message.to_string().len() < 400_000, "{}", message.to_string().len());
    assert!(message["text"].as_str().unwrap().len() < 10_000);
    told.test.sql("UPDATE ecc_agent_issue SET state = 'resolved'");
    told.run(&["run"]).at(FIRST).done();
    assert_eq!(told.titles().len(), 2);
}

#[test]
fn an_import_and_a_command_that_resolves_tell_as_well() {
    let told = Told::after_clone(2);
    told.run(&["run"]).at(FIRST).done();
    let id = told.test.query("SELECT sys_id FROM ecc_agent_issue ORDER BY mid_server")[0].clone();
    told.run(&["issues", "resolve", &id]).at(FIRST).done();
    told.test.file(
        "ecc_agent.json",
        format!("{{\"result\": [{{\"sys_id\": \"{:032x}\", \"name\": \"mid-1\", \"status\": \"Up\"}}]}}", 1),
    );
    told.run(&["import", "ecc_agent.json"]).at("2026-03-01 12:30:00").done();
    assert_eq!(told.titles()[1..], ["OK dev: 1 resolved", "OK dev: 1 resolved"]);
}

#[test]
fn a_dry_run_and_the_demo_tell_nobody() {
    let told = Told::after_clone(2);
    told.run(&["run", "--dry-run"]).at(FIRST).done();
    told.run(&["--db", "demo.db", "demo"]).at_no_time().done();
    assert_eq!(told.titles(), [""; 0]);
    assert_eq!(told.test.value("SELECT count(*) FROM outbox_message"), "0");
}

#[test]
fn what_was_told_is_bounded_by_the_purge() {
    let told = Told::after_clone(1);
    told.run(&["run"]).at(FIRST).done();
    told.run(&["run"]).at("2026-06-15 12:00:00").done();
    told.test.sql("DELETE FROM outbox_event WHERE happened_on > '2026-05-01'");
    told.run(&["run"]).at("2026-06-17 12:00:00").done();
    assert_eq!(told.test.value("SELECT count(*) FROM outbox_message WHERE made_on < '2026-06-01'"), "0");
    assert_eq!(told.test.value("SELECT count(*) FROM outbox_event WHERE seen_on < '2026-03-02'"), "0");
}

#[test]
fn names_that_steer_or_mark_up_stay_text() {
    let told = Told::new();
    let name = "<b>\u{1b}[2J\nBcc: x@y \u{202e}größe";
    told.test
        .connection()
        .execute(
            "INSERT INTO ecc_agent (sys_id, name, status, sys_created_on, last_refreshed)
             VALUES (?1, ?2, 'Down', '2026-01-01 00:00:00', '2026-03-01 11:58:00')",
            (sys_id('a'), name),
        )
        .unwrap();
    told.run(&["after-clone"]).done();
    told.load("2026-03-01 12:10:00");
    told.run(&["run"]).at(FIRST).done();
    let message = &told.got()[0];
    let shown = "<b>\\u{1b}[2J\\nBcc: x@y \\u{202e}größe";
    assert_eq!(message["events"][0]["mid_server"], shown);
    assert!(message["text"].as_str().unwrap().contains(shown), "{message}");
}

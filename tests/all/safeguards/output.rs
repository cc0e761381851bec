//! What steers a terminal or fools a reader is shown, not sent.

use crate::support::Test;
use crate::support::rows::{issue, mid_server};

/// Escapes, a C1 control, a line separator, marks of direction, and letters without width.
const NASTY: &str = "a\u{1b}[2J\u{9b}2J\u{2028}\u{200e}\u{61c}\u{202e}\u{200b}\u{feff}\nb";

/// Whether a letter of it, the newline apart, was sent.
fn is_sent(text: &str) -> bool {
    text.contains(|letter: char| letter != '\n' && NASTY.contains(letter) && !letter.is_ascii_graphic())
}

fn with_nasty_names() -> Test {
    let test = Test::init().seen();
    test.sql(&mid_server('a', "emea", "Down", "svc.emea"))
        .sql(&mid_server('b', "bystander", "Down", "svc.apac"))
        .sql(&issue('1', 'a', "InstanceClone", "new"));
    let connection = test.connection();
    connection.execute("UPDATE ecc_agent SET name = ?1 WHERE name = 'emea'", [NASTY]).unwrap();
    connection.execute("UPDATE ecc_agent_issue SET message = ?1", [NASTY]).unwrap();
    test
}

#[test]
fn no_command_sends_what_steers_a_terminal_in_text_or_in_json() {
    let test = with_nasty_names();
    for command in [
        &["issues"][..],
        &["issues", "--json"],
        &["mids"],
        &["mids", "--json"],
        &["log"],
        &["log", "--json"],
        &["status"],
        &["status", "--json"],
        &["tables"],
        &["check-connectivity", "--debug", "detailed"],
        &["check-connectivity", "--debug", "detailed", "--json"],
        &["run-now", "BadMIDCredentialAfterClone-1", "--dry-run"],
        &["export", "ecc_agent"],
    ] {
        let ended = test.run(command).output();
        assert!(!is_sent(&ended.stdout()) && !is_sent(&ended.stderr()), "{ended}");
    }
    let exported = test.run(&["export", "ecc_agent"]).done().json();
    let names = exported["result"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    assert_eq!(names, [NASTY, "bystander"], "for machines it stays what it was");
}

#[test]
fn the_line_of_the_business_rule_is_one_line_whatever_the_name_is() {
    for (name, shown) in [
        ("a\nb\r\t\u{1b}[2J\u{9b}2J", "a\\nb\\r\\t\\u{1b}[2J\\u{9b}2J"),
        ("a\u{2028}b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ("a\u{202e}b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ("a\u{200b}b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ("größe]^-", "größe]^-"),
    ] {
        let test = with_nasty_names();
        test.connection()
            .execute("UPDATE ecc_agent SET name = ?1 WHERE name <> 'bystander'", [name])
            .unwrap();
        test.sql("UPDATE ecc_agent SET status = 'Up' WHERE name <> 'bystander'");
        let line = test.value("SELECT message FROM syslog WHERE message LIKE 'resolved issue%'");
        assert!(line.ends_with(&format!("MID Server {shown} is Up again")), "{line:?}");
        assert_eq!(test.value("SELECT status FROM ecc_agent WHERE name = 'bystander'"), "Down");
    }
}

#[test]
fn an_export_for_a_spreadsheet_holds_no_formula_and_says_its_encoding() {
    let test = Test::init();
    test.sql(&mid_server('a', "=cmd|'' /C calc''!A0", "Up", "@SUM(1)")).sql(&mid_server(
        'b',
        "bystander;=1+1",
        "Down",
        "-1",
    ));
    let args = ["export", "ecc_agent", "--format", "csv", "--for-spreadsheet"];
    let text = test.run(&args).done().stdout();
    assert!(text.starts_with("\u{feff}\"sys_id\","), "{text}");
    for cell in ["\"'=cmd|' /C calc'!A0\"", "\"'@SUM(1)\"", "\"bystander;=1+1\"", "\"-1\""] {
        assert!(text.contains(cell), "{cell}: {text}");
    }
    let plain = test.run(&args[..4]).done().stdout();
    assert!(plain.contains(",=cmd|' /C calc'!A0,"), "for import it stays what it was: {plain}");
    test.run(&["export", "ecc_agent", "--for-spreadsheet"]).ends_with(3).saying("--format csv");
}

#[test]
fn wrong_usage_repeats_nothing_that_steers_a_terminal_or_names_a_user() {
    let test = Test::init();
    for words in [
        &[NASTY][..],
        &["--now", NASTY, "run"],
        &["runs", NASTY],
        &["issues", "--state", NASTY],
        &["--lock-timeout", NASTY, "run"],
        &["run", NASTY, "--json"],
        &["run", "https://reader:hunter2@dev.example"],
    ] {
        let ended = test.run(words).output().with_code(3);
        assert!(!is_sent(&ended.stderr()) && !ended.stderr().contains("hunter2"), "{ended}");
        assert!(ended.stderr().contains("Usage") || ended.stderr().contains("--help"), "{ended}");
    }
}

//! Files that cannot be taken in: a clear error, exit code 3, and nothing of them loaded.

use serde_json::json;

use super::sample::{agent, answer};
use crate::support::Test;
use crate::support::rows::{mid_server, sys_id};

/// The import of a file with that text fails with these words, and the row that was there stays alone.
fn is_refused(name: &str, text: impl AsRef<[u8]>, words: &[&str]) {
    let test = Test::init();
    test.sql(&mid_server('9', "bystander", "Up", "svc.b"));
    let before = test.table("ecc_agent");
    test.file(name, text);
    test.run(&["import", name]).output().refuses(&[&[name, "nothing was loaded"], words].concat());
    assert_eq!(test.table("ecc_agent"), before);
    assert!(test.table("load_coverage").is_empty());
    test.assert_sound();
}

/// A good row, and behind it this one.
fn with_bad_row(row: serde_json::Value) -> String {
    answer(json!([agent('a', "good", "Up"), row]))
}

#[test]
fn broken_json() {
    is_refused("ecc_agent.json", "{\"result\":[{\"sys_id\":}]}", &["JSON is broken", "line 1"]);
}

#[test]
fn json_that_is_cut() {
    let whole = answer(json!([agent('a', "one", "Up"), agent('b', "two", "Up")]));
    is_refused("ecc_agent.json", &whole[..whole.len() - 20], &["cut"]);
}

#[test]
fn json_without_result() {
    is_refused("ecc_agent.json", "{\"rows\":[]}", &["no \"result\""]);
}

#[test]
fn a_row_without_sys_id() {
    is_refused("ecc_agent.json", with_bad_row(json!({"name": "nobody"})), &["row 2", "no sys_id"]);
}

#[test]
fn a_sys_id_that_is_a_name() {
    let row = json!({"sys_id": "emea", "name": "emea"});
    is_refused("ecc_agent.json", with_bad_row(row), &["row 2", "not 32 hex digits"]);
}

#[test]
fn text_that_is_no_time_in_a_time_column() {
    for time in ["yesterday", "2026-02-30 00:00:00", "2026-03-01", "01/03/2026 10:00:00"] {
        let row = json!({"sys_id": sys_id('b'), "last_refreshed": time});
        is_refused("ecc_agent.json", with_bad_row(row), &["row 2", "last_refreshed is not a time"]);
    }
}

#[test]
fn a_time_in_the_format_of_a_user_that_nobody_gave() {
    let text = format!("sys_id,name,last_refreshed\n{},emea,11/24/2026 06:30:22 PM\n", sys_id('a'));
    let cure = "--date-format 'MM/dd/yyyy hh:mm:ss a'";
    is_refused("ecc_agent.csv", &text, &["row 1", "last_refreshed is not a time", "--values display", cure]);
    let test = Test::init();
    test.sql(&mid_server('9', "bystander", "Up", "svc.b"));
    test.file("ecc_agent.csv", text);
    let display = ["import", "--values", "display", "--tz", "America/New_York", "ecc_agent.csv"];
    test.run(&display).output().refuses(&["row 1, column last_refreshed", cure]);
    let format = ["--date-format", "MM/dd/yyyy hh:mm:ss a"];
    test.run(&[&["import", "ecc_agent.csv"], &format[..]].concat())
        .output()
        .refuses(&["add --values display"]);
    test.run(&[&display[..], &format].concat()).done();
    let times = test.query("SELECT name, last_refreshed FROM ecc_agent ORDER BY name");
    assert_eq!(times, ["bystander|", "emea|2026-11-24 23:30:22"]);
    let short = ["--date-format", "MM/dd/yy HH:mm"];
    let said = test.run(&[&display[..], &short].concat()).ends_with(3).stderr();
    assert!(said.contains("a year has four digits"), "{said}");
}

#[test]
fn a_table_that_nothing_names() {
    is_refused("rows.json", answer(json!([agent('a', "emea", "Up")])), &["--table"]);
}

#[test]
fn what_is_no_file() {
    let test = Test::init();
    test.run(&["import", "no_such_file.json"]).output().refuses(&["no_such_file.json"]);
    test.file("ecc_agent.json", "");
    test.run(&["import", "ecc_agent.json"]).output().refuses(&["empty"]);
    std::fs::create_dir(test.path("empty")).unwrap();
    test.run(&["import", "empty"]).output().refuses(&["empty", "no files"]);
}

#[test]
fn a_table_that_is_not_kept() {
    let test = Test::init();
    test.file("x.json", answer(json!([])));
    test.run(&["import", "--table", "sys_trigger", "x.json"]).output().refuses(&["sys_trigger", "ecc_agent"]);
}

#[test]
fn names_are_data_whatever_they_look_like() {
    let names = [
        "O'Brien",
        "\"); DROP TABLE ecc_agent; --",
        "%s%n 100% _",
        "ü名前🦀",
        "nul\u{0}byte",
        "\u{1b}[31mred",
    ];
    let test = Test::init();
    let row =
        |(digit, name): (usize, &&str)| agent(char::from(b'a' + u8::try_from(digit).unwrap()), name, "Down");
    test.file("ecc_agent.json", answer(names.iter().enumerate().map(row).collect()));
    test.run(&["import", "ecc_agent.json"]).done();
    assert_eq!(test.query("SELECT name FROM ecc_agent ORDER BY sys_id"), names);
    let mids = test.run(&["mids"]).done().stdout();
    assert!(!mids.contains('\u{1b}') && !mids.contains('\u{0}'), "{mids:?}");
}

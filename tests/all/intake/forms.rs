//! The forms that people have, through the whole command: what is counted, what is left out, what is refused.

use std::fs;

use super::sample::{agent, answer};
use crate::support::Test;
use crate::support::rows::{mid_server, sys_id};
use serde_json::json;

/// A file beside the tests, made small from what an instance or a person gave.
fn given(name: &str) -> String {
    fs::read_to_string(format!("{}/tests/exports/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn with_bystander() -> Test {
    let test = Test::init();
    test.sql(&mid_server('9', "bystander", "Up", "svc.b"));
    test.sql(&format!("INSERT INTO sys_user (sys_id, user_name) VALUES ('{}', 'bystander')", sys_id('9')));
    test
}

fn stands_by(test: &Test) {
    assert_eq!(test.value("SELECT status FROM ecc_agent WHERE name = 'bystander'"), "Up");
    assert_eq!(test.value("SELECT count(*) FROM sys_user WHERE user_name = 'bystander'"), "1");
}

/// The sample instance, to which files are added.
fn with_samples() -> Test {
    let test = Test::init();
    let samples = format!("{}/samples", env!("CARGO_MANIFEST_DIR"));
    test.run(&["import", &samples]).at("2026-03-01 14:10:00").done();
    test
}

#[test]
fn lists_by_name_change_nothing_in_rows_that_are_there_by_sys_id() {
    let names = |test: &Test| {
        test.file("ecc_agent_config.csv", given("names/ecc_agent_config.csv"));
        test.file("sys_user_has_role.csv", given("names/sys_user_has_role.csv"));
    };
    let of = |test: &Test| [test.table("ecc_agent_config"), test.table("sys_user_has_role")];
    for more in [&["--values", "display", "--tz", "UTC"][..], &[]] {
        let test = with_samples();
        let before = of(&test);
        names(&test);
        let files = ["import", "sys_user_has_role.csv", "ecc_agent_config.csv"];
        test.run(&[&files[..], more].concat()).at("2026-03-01 14:10:00").done().quiet();
        assert_eq!(of(&test), before);
        let empty = Test::init();
        names(&empty);
        empty.run(&[&files[..], more].concat()).output().refuses(&["nothing was loaded", "is a name"]);
        assert!(of(&empty).iter().all(Vec::is_empty));
    }
}

#[test]
fn what_a_console_wrote_changes_nothing_in_a_row_that_is_there() {
    let test = with_samples();
    let before = test.table("ecc_agent_config");
    test.file("ecc_agent_config.json", given("console/ecc_agent_config.json"));
    test.run(&["import", "ecc_agent_config.json"]).at("2026-03-01 14:10:00").done();
    assert_eq!(test.table("ecc_agent_config"), before);
}

#[test]
fn a_directory_after_a_clone_replaces_all_but_events() {
    let test = with_samples();
    let roles = test.table("sys_user_has_role");
    fs::create_dir(test.path("exports")).unwrap();
    for name in ["ecc_agent.json", "sys_user.json", "sysevent.json"] {
        test.file(&format!("exports/{name}"), given(&format!("after-clone-replace/{name}")));
    }
    test.run(&["import", "--replace", "exports"]).at("2026-03-01 14:10:00").done();
    assert_eq!(test.query("SELECT DISTINCT status FROM ecc_agent"), ["Down"]);
    assert_eq!(test.value("SELECT count(*) FROM sys_user WHERE user_name = 'svc.mid.emea'"), "0");
    assert_eq!(test.value("SELECT count(*) FROM sysevent"), "8");
    assert_eq!(test.table("sys_user_has_role"), roles);
}

#[test]
fn times_of_a_user_are_read_in_their_format_and_the_file_of_other_columns_is_refused() {
    let test = with_samples();
    test.file("ecc_agent.csv", given("list-view/ecc_agent_us_times.csv"));
    let display = ["import", "--values", "display", "--tz", "America/New_York", "ecc_agent.csv"];
    test.run(&display).output().refuses(&["row 1, column last_refreshed", "--date-format"]);
    test.run(&[&display[..], &["--date-format", "MM/dd/yyyy hh:mm:ss a"]].concat()).done();
    let refreshed =
        test.query("SELECT last_refreshed FROM ecc_agent WHERE name LIKE 'mid-emea-_' ORDER BY name");
    assert_eq!(refreshed, ["2026-11-24 23:30:22", "2026-03-01 12:08:30"]);
    test.file("sys_user.csv", given("list-view/sys_user.csv"));
    test.run(&["import", "sys_user.csv"]).output().refuses(&["did you mean user_name for user_id"]);
}

#[test]
fn a_spreadsheet_writes_truth_in_capitals() {
    let test = with_bystander();
    test.file(
        "sys_user.csv",
        format!("sep=;\nsys_id;user_name;active;locked_out\n{};svc;TRUE;False\n", sys_id('a')),
    );
    test.run(&["import", "sys_user.csv"]).done();
    assert_eq!(test.query("SELECT active, locked_out FROM sys_user WHERE user_name = 'svc'"), ["1|0"]);
    stands_by(&test);
}

#[test]
fn the_json_of_a_list_is_loaded() {
    let test = with_bystander();
    test.file("ecc_agent.json", given("list/ecc_agent.json"));
    test.run(&["import", "ecc_agent.json"]).done();
    let rows = test.query("SELECT name, status FROM ecc_agent ORDER BY name");
    assert_eq!(rows, ["bystander|Up", "mid-emea-1|Down", "mid-emea-2|Up"]);
}

#[test]
fn rows_of_other_tables_in_an_unload_are_counted_and_left_out_whatever_is_to_be_done_with_them() {
    let test = with_bystander();
    test.file("sys_user.xml", given("companions/sys_user.xml"));
    let said = test.run(&["import", "sys_user.xml"]).done().stderr();
    assert!(said.contains("left out 1 row of sys_translated_text"), "{said}");
    assert_eq!(test.value("SELECT count(*) FROM sys_user WHERE user_name = 'svc.mid.emea'"), "1");
    stands_by(&test);
}

#[test]
fn a_table_that_contradicts_the_rows_is_refused() {
    let test = with_bystander();
    test.file("export.xml", given("two_tables.xml"));
    for more in [&[][..], &["--replace"]] {
        let args = [&["import", "--table", "sys_user", "export.xml"], more].concat();
        test.run(&args).output().refuses(&[
            "export.xml",
            "row 2 is of sys_user_has_role",
            "leave --table out",
        ]);
        stands_by(&test);
    }
    test.file("own.xml", "<xml><u_own><sys_id>1</sys_id></u_own></xml>");
    test.run(&["import", "--table", "sys_user", "own.xml"])
        .output()
        .refuses(&["its rows are of u_own, not of sys_user"]);
    test.run(&["import", "export.xml"]).done();
    assert_eq!(test.value("SELECT count(*) FROM sys_user_has_role"), "1");
    stands_by(&test);
}

#[test]
fn a_sys_id_in_capitals_is_the_row_that_is_there() {
    let test = with_bystander();
    test.sql(&mid_server('a', "emea", "Down", "svc"));
    let row = json!({"sys_id": sys_id('a').to_uppercase(), "status": "Paused"});
    test.file("ecc_agent.json", answer(json!([row])));
    test.run(&["import", "ecc_agent.json"]).done();
    assert_eq!(
        test.query("SELECT name, status FROM ecc_agent ORDER BY name"),
        ["bystander|Up", "emea|Paused"]
    );
    let gone = sys_id('a').to_uppercase();
    test.file(
        "gone.xml",
        format!("<unload><ecc_agent action=\"DELETE\"><sys_id>{gone}</sys_id></ecc_agent></unload>"),
    );
    test.run(&["import", "gone.xml"]).done();
    assert_eq!(test.query("SELECT name FROM ecc_agent"), ["bystander"]);
}

#[test]
fn an_answer_that_was_cut_off_says_why_and_what_to_do() {
    let test = with_bystander();
    test.file("ecc_agent.json", given("cut-off/ecc_agent.json"));
    let words = ["ecc_agent.json", "after 1 row", "Transaction cancelled", "fewer rows"];
    test.run(&["import", "ecc_agent.json"]).output().refuses(&words);
    assert_eq!(test.query("SELECT name FROM ecc_agent"), ["bystander"]);
}

#[test]
fn a_list_without_sys_ids_is_refused_with_the_exports_that_have_them() {
    let test = with_bystander();
    let cures = [
        "no sys_id",
        "sys_id, name, status",
        "ecc_agent_list.do?XML",
        "?CSV&sysparm_default_export_fields=all",
    ];
    for name in ["list-view/ecc_agent.csv", "list-view/ecc_agent_labels.csv"] {
        test.file("ecc_agent.csv", given(name));
        test.run(&["import", "ecc_agent.csv"])
            .output()
            .refuses(&[&cures[..], &["ecc_agent.csv", "row 1"]].concat());
        stands_by(&test);
    }
}

#[test]
fn unknown_fields_are_one_short_line() {
    let test = with_bystander();
    let mut row = agent('a', "emea", "Up");
    for number in 0..40 {
        row[format!("u_field_{number:02}")] = json!("x");
    }
    test.file("ecc_agent.json", answer(json!([row])));
    let said = test.run(&["import", "ecc_agent.json"]).done().stderr();
    let line = said.lines().find(|line| line.contains("unknown fields")).unwrap();
    assert!(line.contains("left out 40 unknown fields: ecc_agent.u_field_00, "), "{line}");
    assert!(line.ends_with("ecc_agent.u_field_04, ...") && line.len() < 200, "{line}");
}

//! The files of one call are loaded together: all of them or none, and only whole tables lose rows.

use serde_json::{Value, json};

use super::sample::{agent, answer, clone, event};
use crate::support::Test;
use crate::support::rows::{mid_server, sys_id};

fn user(id: char, name: &str) -> Value {
    json!({"sys_id": sys_id(id), "user_name": name, "active": "true"})
}

/// Three MID Servers, a user and an event, beside a role that no file speaks of.
fn with_rows() -> Test {
    let test = Test::init();
    for (digit, name) in [('a', "emea"), ('b', "gone"), ('c', "apac")] {
        test.sql(&mid_server(digit, name, "Up", "svc"));
    }
    test.sql(&format!("INSERT INTO sys_user (sys_id, user_name) VALUES ('{}', 'removed')", sys_id('d')));
    test.sql(
        "INSERT INTO sysevent (name, parm1, sys_created_on) VALUES ('login', 'old', '2026-02-01 00:00:00')",
    );
    test.sql("INSERT INTO sys_user_role (name) VALUES ('bystander')");
    test
}

fn everything(test: &Test) -> Vec<Vec<String>> {
    ["ecc_agent", "sys_user", "sysevent", "sys_user_role", "load_coverage"]
        .map(|table| test.table(table))
        .to_vec()
}

#[test]
fn with_replace_rows_that_no_file_has_are_removed_from_the_tables_that_were_read() {
    let test = with_rows();
    test.file("ecc_agent_1.json", answer(json!([agent('a', "emea", "Up")])));
    test.file("ecc_agent_2.json", answer(json!([agent('c', "apac", "Up")])));
    test.run(&["import", "--replace", "ecc_agent_1.json", "ecc_agent_2.json"]).done().quiet();
    assert_eq!(test.query("SELECT name FROM ecc_agent ORDER BY name"), ["apac", "emea"]);
    assert_eq!(test.value("SELECT name FROM sys_user_role"), "bystander");
    assert_eq!(test.value("SELECT user_name FROM sys_user"), "removed");
}

#[test]
fn with_replace_events_and_clones_are_added_and_the_rest_of_the_directory_is_replaced() {
    let test = with_rows();
    test.sql(&format!(
        "INSERT INTO clone_instance (sys_id, completed) VALUES ('{}', '2026-01-01 00:00:00')",
        sys_id('1')
    ));
    std::fs::create_dir(test.path("exports")).unwrap();
    test.file("exports/ecc_agent.json", answer(json!([agent('a', "emea", "Down")])));
    test.file("exports/sys_user.json", answer(json!([user('e', "svc")])));
    test.file("exports/sysevent.json", answer(json!([event('1', "login", "svc", "2026-03-01 10:00:00")])));
    test.file("exports/clone_instance.json", answer(json!([clone('2', "dev", "2026-02-28 00:00:00")])));
    test.run(&["import", "--replace", "exports"]).done();
    assert_eq!(test.query("SELECT name, status FROM ecc_agent"), ["emea|Down"]);
    assert_eq!(test.query("SELECT user_name FROM sys_user"), ["svc"]);
    assert_eq!(test.query("SELECT parm1 FROM sysevent ORDER BY sys_created_on"), ["old", "svc"]);
    assert_eq!(test.value("SELECT count(*) FROM clone_instance"), "2");
    assert_eq!(test.value("SELECT name FROM sys_user_role"), "bystander");
}

#[test]
fn a_file_that_is_refused_leaves_nothing_of_the_others() {
    for replace in [&["--replace"][..], &[]] {
        let test = with_rows();
        let before = everything(&test);
        test.file("1_ecc_agent.json", answer(json!([agent('a', "emea", "Down")])));
        test.file("2_sys_user.json", answer(json!([{"user_name": "nobody"}])));
        let files = ["import", "1_ecc_agent.json", "2_sys_user.json"];
        let ended = test.run(&[&files[..], replace].concat()).output();
        ended.refuses(&["nothing was loaded", "2_sys_user.json", "row 1", "no sys_id"]);
        assert_eq!(everything(&test), before);
    }
}

#[test]
fn with_replace_a_file_that_has_a_gap_refuses_all_of_them() {
    let test = with_rows();
    let before = everything(&test);
    test.file("sys_user.json", answer(json!([user('e', "svc")])));
    test.file("ecc_agent.csv", format!("sys_id,name,status\n{},emea,Up", sys_id('a')));
    let ended = test.run(&["import", "--replace", "sys_user.json", "ecc_agent.csv"]).output();
    ended.refuses(&["ecc_agent.csv", "cannot replace the rows that are there", "last line does not end"]);
    assert_eq!(everything(&test), before);
}

#[test]
fn with_replace_events_that_are_cut_stop_nobody() {
    let test = with_rows();
    test.file("ecc_agent.json", answer(json!([agent('a', "emea", "Up")])));
    test.file(
        "sysevent.csv",
        format!("sys_id,name,parm1,sys_created_on\n{},login,svc,2026-03-01 10:00:00", sys_id('1')),
    );
    test.run(&["import", "--replace", "ecc_agent.json", "sysevent.csv"]).done();
    assert_eq!(test.query("SELECT name FROM ecc_agent"), ["emea"]);
    assert_eq!(test.value("SELECT count(*) FROM sysevent"), "2");
}

#[test]
fn an_extract_without_rows_empties_no_table_and_leaves_it_in_doubt() {
    for replace in [&["--replace"][..], &[]] {
        let test = with_rows();
        let before = test.table("ecc_agent");
        test.file("ecc_agent.json", answer(json!([])));
        test.file("sys_user.json", answer(json!([user('d', "removed")])));
        let args = [&["import", "ecc_agent.json", "sys_user.json"], replace].concat();
        let said = test.run(&args).done().stderr();
        assert!(said.contains("ecc_agent.json: it has no rows"), "{said}");
        assert_eq!(test.table("ecc_agent"), before);
        let gaps = test.query("SELECT table_name, gap FROM load_coverage ORDER BY table_name");
        assert_eq!(gaps, ["ecc_agent|the extract has no rows, and the table here 3", "sys_user|"]);
    }
}

#[test]
fn rows_that_stay_beside_those_of_the_files_are_said_once_with_the_cure() {
    let test = with_rows();
    test.file("ecc_agent_1.json", answer(json!([agent('a', "emea", "Up")])));
    test.file("ecc_agent_2.json", answer(json!([agent('c', "apac", "Up"), agent('f', "new", "Up")])));
    test.file("sys_user.json", answer(json!([user('e', "svc")])));
    test.file("sysevent.json", answer(json!([event('1', "login", "svc", "2026-03-01 10:00:00")])));
    let said =
        test.run(&["import", "ecc_agent_1.json", "ecc_agent_2.json", "sys_user.json", "sysevent.json"]);
    let said = said.done().stderr();
    let expected = "ecc_agent: the files have 3 rows and the table 4; sys_user: the files have 1 row and the table 2: \
                    rows that the instance no longer has stay; import with --replace";
    assert!(said.contains(expected), "{said}");
    assert_eq!(said.matches("--replace").count(), 1, "{said}");
    test.run(&["import", "--replace", "ecc_agent_1.json", "ecc_agent_2.json"]).done().quiet();
    test.run(&["import", "ecc_agent_1.json", "ecc_agent_2.json"]).done().quiet();
}

#[test]
fn rows_that_stay_beside_those_of_a_file_that_may_be_cut_are_not_said_to_be_gone() {
    let test = with_rows();
    test.file("ecc_agent.csv", format!("sys_id,name,status\n{},emea,Up", sys_id('a')));
    let said = test.run(&["import", "ecc_agent.csv"]).done().stderr();
    assert!(!said.contains("--replace"), "{said}");
}

#[test]
fn issues_that_were_opened_here_are_not_missed_in_an_extract_of_the_instance() {
    let test = Test::init();
    test.sql(&format!(
        "INSERT INTO ecc_agent_issue (sys_id, source, message, run) VALUES
            ('{}', 'InstanceClone', 'opened here', '{}'), ('{}', 'Discovery', 'gone', NULL)",
        sys_id('1'),
        sys_id('2'),
        sys_id('3')
    ));
    let issue = json!({"sys_id": sys_id('4'), "source": "Discovery", "message": "stays", "state": "new"});
    test.file("ecc_agent_issue.json", answer(json!([issue])));
    let said = test.run(&["import", "ecc_agent_issue.json"]).done().stderr();
    assert!(said.contains("ecc_agent_issue: the files have 1 row and the table 2:"), "{said}");
    test.run(&["import", "--replace", "ecc_agent_issue.json"]).done().quiet();
    assert_eq!(test.query("SELECT message FROM ecc_agent_issue ORDER BY sys_id"), ["opened here", "stays"]);
}

#[test]
fn the_files_of_a_table_are_one_load_as_old_as_the_oldest_and_as_whole_as_the_worst() {
    let test = Test::init();
    test.file("ecc_agent_1.csv", format!("sys_id,name,status\n{},emea,Up", sys_id('a')));
    test.file("ecc_agent_2.json", answer(json!([agent('b', "apac", "Up"), agent('c', "amer", "Up")])));
    let unload = format!("<ecc_agent><sys_id>{}</sys_id><name>x</name></ecc_agent>", sys_id('d'));
    test.file("ecc_agent_3.xml", format!("<unload unload_date=\"2026-03-01 08:00:00\">{unload}</unload>"));
    test.run(&["import", "ecc_agent_1.csv", "ecc_agent_2.json", "ecc_agent_3.xml"]).done();
    let loads =
        test.query("SELECT place, row_count, extracted_on, column_names, gap IS NOT NULL FROM load_coverage");
    let place = "ecc_agent_1.csv, ecc_agent_2.json, ecc_agent_3.xml";
    assert_eq!(loads, [format!("{place}|4|2026-03-01 08:00:00|name\nsys_id|1")]);
}

#[test]
fn a_user_without_the_column_that_names_them_refuses_the_file() {
    let test = with_rows();
    let before = everything(&test);
    test.file("sys_user.csv", format!("sys_id,user_id,email\n{},svc,x@example.com\n", sys_id('e')));
    let ended = test.run(&["import", "sys_user.csv"]).output();
    ended.refuses(&["row 1", "no user_name", "did you mean user_name for user_id", "sys_user_list.do?XML"]);
    assert_eq!(everything(&test), before);
    test.file("sys_user.csv", format!("sys_id,user_name\n{},\n", sys_id('e')));
    test.run(&["import", "sys_user.csv"]).done();
}

//! A reference never holds a name: it is looked up where names are unique, or the file is refused.

use midjobs::db::{Db, Table};
use midjobs::intake::Loader;
use midjobs::intake::record::{Action, Record};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::sample::{answer, instance, pull};
use crate::support::Test;
use crate::support::rows::{mid_server, sys_id};
use crate::table_api::TableApi;

/// Each reference: its table, its column, a name that is unique, and the digit of the row that has it.
const REFERENCES: [(&str, &str, &str, char); 6] = [
    ("ecc_agent_config", "ecc_agent", "emea", 'a'),
    ("ecc_agent_issue", "mid_server", "emea", 'a'),
    ("sys_user_has_role", "user", "svc", 'c'),
    ("sys_user_has_role", "role", "soap", 'e'),
    ("sys_user_role_contains", "role", "soap", 'e'),
    ("sys_user_role_contains", "contains", "soap", 'e'),
];

/// MID Servers, users and roles, two of each with one name, and a row of each table of references that stands by.
fn with_named_rows() -> Test {
    let test = Test::init();
    test.sql(&mid_server('a', "emea", "Down", "svc")).sql(&mid_server('b', "twice", "Down", "svc"));
    test.sql(&mid_server('1', "twice", "Down", "svc"));
    let rows = |table: &str, columns: &str, rows: &[(char, &str)]| {
        for (digit, values) in rows {
            test.sql(&format!(
                "INSERT INTO {table} (sys_id, {columns}) VALUES ('{}', {values})",
                sys_id(*digit)
            ));
        }
    };
    let users = [
        ('c', "'svc', 'Service Account'"),
        ('d', "'twice', 'Twice'"),
        ('2', "'twice', 'Twice'"),
        ('5', "'full', 'other'"),
        ('6', "'name', 'full'"),
    ];
    rows("sys_user", "user_name, name", &users);
    rows("sys_user_role", "name", &[('e', "'soap'"), ('f', "'twice'"), ('3', "'twice'")]);
    for (table, column, _, _) in REFERENCES {
        test.sql(&format!(
            "INSERT INTO {table} (sys_id, {column}) VALUES ('{}', '{}')
             ON CONFLICT (sys_id) DO UPDATE SET {column} = excluded.{column}",
            sys_id('9'),
            sys_id('8')
        ));
    }
    test
}

/// A row with a reference in each form of an export: the name of the file, its text, and arguments.
fn forms(table: &str, column: &str, text: &str) -> Vec<(String, String, &'static [&'static str])> {
    let id = sys_id('7');
    let json = |value: Value| answer(json!([{"sys_id": id, column: value}]));
    let link = format!("https://dev.example.com/api/now/table/x/{text}");
    let quoted = text.replace('"', "\"\"");
    let csv = format!("sys_id,{column}\n{id},\"{quoted}\"\n");
    let display: &[&str] = &["--values", "display", "--tz", "UTC"];
    vec![
        (format!("{table}.csv"), csv.clone(), &[]),
        (format!("{table}.csv"), csv, display),
        (format!("{table}.json"), json(json!(text)), &[]),
        (format!("{table}.json"), json(json!({"display_value": text})), &[]),
        (format!("{table}.json"), json(json!({"display_value": text, "link": ""})), &[]),
        (format!("{table}.json"), json(json!({"display_value": text, "value": text})), display),
        (format!("{table}.json"), json(json!(format!("@{{link={link}; value={text}}}"))), &[]),
        (format!("{table}.json"), json(json!(format!("@{{display_value={text}; link={link}}}"))), &[]),
        (
            format!("{table}.xml"),
            format!("<xml><{table}><sys_id>{id}</sys_id><{column}>{text}</{column}></{table}></xml>"),
            &[],
        ),
    ]
}

#[test]
fn a_name_that_one_row_has_becomes_its_sys_id_in_every_form() {
    let bystanders = |test: &Test, table: &str| {
        test.query(&format!("SELECT * FROM {table} WHERE sys_id = '{}'", sys_id('9')))
    };
    let test = with_named_rows();
    for (table, column, name, digit) in REFERENCES {
        let before = bystanders(&test, table);
        for text in [name.to_owned(), sys_id(digit), sys_id(digit).to_uppercase()] {
            for (file, contents, more) in forms(table, column, &text) {
                test.file(&file, &contents);
                test.run(&[&["import", &file], more].concat()).done();
                let row = format!("SELECT {column} FROM {table} WHERE sys_id = '{}'", sys_id('7'));
                assert_eq!(test.value(&row), sys_id(digit), "{file}: {contents}");
                test.sql(&format!("DELETE FROM {table} WHERE sys_id = '{}'", sys_id('7')));
            }
        }
        assert_eq!(bystanders(&test, table), before);
    }
}

#[test]
fn a_name_that_nobody_or_two_rows_have_refuses_the_file_in_every_form() {
    let test = with_named_rows();
    for (table, column, _, _) in REFERENCES {
        let before = test.table(table);
        for name in ["nobody", "twice"] {
            for (file, contents, more) in forms(table, column, name) {
                test.file(&file, &contents);
                let reason = if name == "twice" { "more than one row" } else { "no row of" };
                let cure = format!("{table}_list.do?XML");
                let words =
                    [&file, "row 1", &format!("its {column} is a name, {name:?}"), "as XML", &cure, reason];
                test.run(&[&["import", &file], more].concat()).output().refuses(&words);
                assert_eq!(test.table(table), before, "{file}: {contents}");
            }
        }
    }
    assert!(test.table("load_coverage").is_empty());
}

#[test]
fn the_full_name_of_a_user_which_lists_show_is_refused() {
    let test = with_named_rows();
    let before = test.table("sys_user_has_role");
    for (name, reason) in
        [("Service Account", "a full name"), ("Twice", "more than one row"), ("full", "more than one row")]
    {
        test.file("sys_user_has_role.csv", format!("sys_id,user,role\n{},{name},soap\n", sys_id('7')));
        let args = ["import", "--values", "display", "sys_user_has_role.csv"];
        test.run(&args).output().refuses(&["its user is a name", "as XML", reason]);
        assert_eq!(test.table("sys_user_has_role"), before);
    }
}

#[test]
fn with_replace_a_name_means_the_row_that_stays() {
    let test = Test::init();
    test.sql(&mid_server('1', "emea", "Down", "svc")).sql(&mid_server('2', "gone", "Down", "svc"));
    test.sql("INSERT INTO sys_user_role (name) VALUES ('bystander')");
    test.file("ecc_agent.csv", format!("sys_id,name\n{},emea\n", sys_id('a')));
    let config =
        |name: &str| format!("sys_id,ecc_agent,param_name\n{},{name},mid.instance.username\n", sys_id('3'));
    let import = ["import", "ecc_agent_config.csv", "ecc_agent.csv"];
    test.file("ecc_agent_config.csv", config("emea"));
    test.run(&import).output().refuses(&["more than one row of ecc_agent"]);
    test.file("ecc_agent_config.csv", config("gone"));
    test.run(&[&import[..], &["--replace"]].concat()).output().refuses(&["no row of ecc_agent"]);
    assert_eq!(test.value("SELECT count(*) FROM ecc_agent"), "2");
    test.file("ecc_agent_config.csv", config("emea"));
    test.run(&[&import[..], &["--replace"]].concat()).done();
    assert_eq!(test.value("SELECT ecc_agent FROM ecc_agent_config"), sys_id('a'));
    assert_eq!(test.value("SELECT name FROM sys_user_role"), "bystander");
}

#[test]
fn a_reference_that_is_empty_stays_empty() {
    let test = with_named_rows();
    test.file("ecc_agent_issue.json", answer(json!([{"sys_id": sys_id('7'), "mid_server": ""}])));
    test.run(&["import", "ecc_agent_issue.json"]).done();
    let row = format!("SELECT mid_server IS NULL FROM ecc_agent_issue WHERE sys_id = '{}'", sys_id('7'));
    assert_eq!(test.value(&row), "1");
}

#[test]
fn files_of_one_call_are_loaded_in_the_order_of_their_references() {
    let test = Test::init();
    test.sql(&mid_server('9', "bystander", "Up", "svc"));
    let csv = |columns: &str, values: &str| format!("sys_id,{columns}\n{values}\n");
    test.file("ecc_agent.csv", csv("name", &format!("{},emea", sys_id('a'))));
    test.file(
        "ecc_agent_config.csv",
        csv("ecc_agent,param_name", &format!("{},emea,mid.instance.username", sys_id('1'))),
    );
    test.file("sys_user.csv", csv("user_name", &format!("{},svc", sys_id('b'))));
    test.file("sys_user_has_role.csv", csv("user,role", &format!("{},svc,soap", sys_id('2'))));
    test.file("sys_user_role.csv", csv("name", &format!("{},soap", sys_id('c'))));
    let files = [
        "ecc_agent_config.csv",
        "sys_user_has_role.csv",
        "sys_user_role.csv",
        "sys_user.csv",
        "ecc_agent.csv",
    ];
    test.run(&[&["import"], &files[..]].concat()).done();
    assert_eq!(test.value("SELECT ecc_agent FROM ecc_agent_config"), sys_id('a'));
    assert_eq!(test.value("SELECT user FROM sys_user_has_role"), sys_id('b'));
    assert_eq!(test.value("SELECT role FROM sys_user_has_role"), sys_id('c'));
    assert_eq!(test.query("SELECT name FROM ecc_agent ORDER BY name"), ["bystander", "emea"]);
}

#[test]
fn a_name_in_an_answer_to_a_pull_is_looked_up_or_the_pull_is_refused() {
    let config = |name: &str| json!({"sys_id": sys_id('f'), "ecc_agent": name, "param_name": "mid.instance.username", "value": "svc.emea"});
    let with = |name: &str| -> TableApi { instance().table("ecc_agent_config", json!([config(name)])) };
    let test = Test::init();
    test.sql(&mid_server('9', "bystander", "Up", "svc"));
    pull(&test, &with("emea"), &[]).done();
    assert_eq!(test.value("SELECT ecc_agent FROM ecc_agent_config"), sys_id('a'));
    let before = test.table("ecc_agent_config");
    let ended = pull(&test, &with("nobody"), &[]).output();
    assert!(ended.stderr().contains("its ecc_agent is a name"), "{}", ended.stderr());
    assert_eq!(test.table("ecc_agent_config"), before);
    assert_eq!(test.value("SELECT count(*) FROM ecc_agent WHERE name = 'bystander'"), "1");
}

fn record(table: &str, fields: &[(&str, &str)]) -> Record {
    let field = |(name, value): &(&str, &str)| ((*name).to_owned(), Some((*value).to_owned()));
    Record {
        table: Some(table.to_owned()),
        action: Action::Put,
        row: 1,
        same_fields: false,
        fields: fields.iter().map(field).collect(),
    }
}

/// What is in a reference after a row with that text was loaded; `None` where it was refused.
fn stored(db: &Db, (table, column): (&str, &str), text: &str) -> Option<String> {
    let id = sys_id('7');
    Loader::new(db).load(&mut record(table, &[("sys_id", &id), (column, text)])).ok()?;
    let row = Table::of(db, table).unwrap().find(db, &id).unwrap().unwrap();
    Some(row.get::<Option<String>>(column).unwrap().unwrap_or_default())
}

proptest! {
    #[test]
    fn whatever_stands_in_a_reference_what_is_stored_is_a_sys_id(
        text in prop_oneof![
            any::<String>(),
            "[0-9a-fA-F]{31,33}",
            "emea|svc|soap",
            "@\\{(link=|value=|display_value=)[a-z/]{0,5}(; (link=|value=)[a-z0-9/]{0,5})?\\}",
        ],
    ) {
        let db = Db::in_memory().unwrap();
        for (table, column, name) in
            [("ecc_agent", "name", "emea"), ("sys_user", "user_name", "svc"), ("sys_user_role", "name", "soap")]
        {
            Loader::new(&db).load(&mut record(table, &[("sys_id", &sys_id('a')), (column, name)])).unwrap();
        }
        for (table, column, _, _) in REFERENCES {
            let Some(stored) = stored(&db, (table, column), &text) else { continue };
            let digits = stored.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            prop_assert!(stored.is_empty() || (stored.len() == 32 && digits), "{}: {:?}", column, stored);
        }
    }
}

//! `pull`: an instance comes in whole, or not at all.

use serde_json::json;

use super::sample::{agent, answer, event, instance, pull, secret_file};
use crate::support::rows::{mid_server, sys_id};
use crate::support::{Test, chmod};
use crate::table_api::state::Fault;
use crate::table_api::{CLIENT, CLIENT_SECRET, PASSWORD, TableApi, USER};

/// Nothing of a failed pull is in the file, and what was there is as it was.
fn fails(api: &TableApi, words: &[&str]) {
    let test = Test::init();
    test.sql(&mid_server('9', "bystander", "Up", "svc"));
    let ended = pull(&test, api, &["--replace"]).output();
    ended.refuses(words);
    assert!(!ended.stderr().contains(PASSWORD), "{}", ended.stderr());
    assert_eq!(test.query("SELECT name FROM ecc_agent"), ["bystander"]);
    assert!(test.table("sys_user").is_empty() && test.table("load_coverage").is_empty());
}

#[test]
fn a_pull_brings_the_rows_and_records_what_it_covers() {
    let (test, api) = (Test::init(), instance());
    pull(&test, &api, &[]).done().quiet();
    assert_eq!(test.query("SELECT name, status FROM ecc_agent ORDER BY name"), ["apac|Up", "emea|Down"]);
    assert_eq!(test.query("SELECT name, parm1 FROM sysevent"), ["login.failed|svc.emea"]);
    assert_eq!(test.query("SELECT user_name, active FROM sys_user"), ["svc.emea|1"]);
    let covered = test.query("SELECT table_name, origin, loaded_on, row_count, announced, gap FROM load_coverage ORDER BY table_name");
    assert_eq!(covered.len(), 9);
    assert_eq!(covered[1], "ecc_agent|pull|2026-03-01 12:00:00|2|2|");
}

#[test]
fn pulling_again_changes_nothing_and_asks_for_newer_events_alone() {
    let (test, api) = (Test::init(), instance());
    pull(&test, &api, &[]).done();
    let rows = |test: &Test| ["ecc_agent", "sys_user", "sysevent"].map(|table| test.table(table));
    let before = rows(&test);
    assert!(api.requests().iter().any(|request| request.contains("sys_created_on>=2026-02-28 12:00:00")));
    pull(&test, &api, &[]).at("2026-03-01 13:00:00").done();
    assert!(api.requests().iter().any(|request| request.contains("sys_created_on>=2026-03-01 11:55:00")));
    assert_eq!(rows(&test), before);
}

#[test]
fn since_says_from_when_on_events_are_wanted() {
    let (test, api) = (Test::init(), instance());
    pull(&test, &api, &["--since", "2026-02-01 00:00:00"]).done();
    assert!(api.requests().iter().any(|request| request.contains("sys_created_on>=2026-02-01 00:00:00")));
}

#[test]
fn an_oauth_client_pulls_as_well() {
    let (test, api) = (Test::init(), instance());
    let file = secret_file(&test, "client-secret", CLIENT_SECRET);
    let args = ["pull", "--instance", &api.url(), "--client-id", CLIENT, "--client-secret-file", &file];
    test.run(&args).done();
    assert_eq!((api.tokens(), test.table("ecc_agent").len()), (1, 2));
}

#[test]
fn a_systemd_credential_is_found_by_its_name() {
    let (test, api) = (Test::init(), instance());
    secret_file(&test, "password", PASSWORD);
    let directory = test.path("").display().to_string();
    let args = ["pull", "--instance", &api.url(), "--user", USER];
    test.run(&args).env("CREDENTIALS_DIRECTORY", &directory).done();
    assert_eq!(test.table("ecc_agent").len(), 2);
}

#[test]
fn a_secret_file_that_others_may_read_is_refused() {
    let (test, api) = (Test::init(), instance());
    let pull = pull(&test, &api, &[]);
    chmod(&test.path("password"), 0o644);
    pull.output().refuses(&["password", "chmod 600"]);
    assert!(api.requests().is_empty());
}

#[test]
fn rows_that_access_rules_hide_make_the_table_incomplete() {
    let (test, api) = (Test::init(), instance().hide(&[&sys_id('b')]));
    let said = pull(&test, &api, &[]).done().stderr();
    assert!(said.contains("ecc_agent is incomplete: 1 of 2 rows"), "{said}");
    let gap = test.value("SELECT gap FROM load_coverage WHERE table_name = 'ecc_agent'");
    assert!(gap.contains("access rules"), "{gap}");
}

#[test]
fn with_replace_what_the_instance_no_longer_has_is_removed_where_all_rows_came() {
    let (test, api) = (Test::init(), instance());
    test.sql(&mid_server('9', "gone", "Down", "svc"));
    test.sql(
        "INSERT INTO sysevent (name, parm1, sys_created_on) VALUES ('login', 'svc', '2026-02-01 00:00:00')",
    );
    test.sql("INSERT INTO clone_instance (completed) VALUES ('2026-02-01 00:00:00')");
    pull(&test, &api, &[]).done();
    assert_eq!(test.table("ecc_agent").len(), 3, "without --replace nothing goes");
    pull(&test, &api, &["--replace"]).done();
    assert_eq!(test.query("SELECT name FROM ecc_agent ORDER BY name"), ["apac", "emea"]);
    assert_eq!((test.table("sysevent").len(), test.table("clone_instance").len()), (2, 1));
}

#[test]
fn with_replace_nothing_is_removed_where_rows_may_be_missing() {
    let (test, api) = (Test::init(), instance().hide(&[&sys_id('b')]));
    test.sql(&mid_server('9', "perhaps gone", "Down", "svc"));
    pull(&test, &api, &["--replace"]).done();
    assert_eq!(test.query("SELECT name FROM ecc_agent ORDER BY name"), ["emea", "perhaps gone"]);
}

#[test]
fn a_table_that_is_refused_is_a_gap_and_nothing_goes_from_what_it_is_a_key_to() {
    let test = Test::init();
    test.sql(
        "INSERT INTO sys_user (sys_id, user_name) VALUES ('99999999999999999999999999999999', 'bystander')",
    );
    test.sql(&mid_server('9', "gone", "Up", "svc"));
    let said = pull(&test, &instance().forbid("ecc_agent_config"), &["--replace"]).done().stderr();
    assert!(said.contains("ecc_agent_config is incomplete: user"), "{said}");
    let says = "asked for by the names in ecc_agent_config, which is incomplete";
    assert!(said.contains(&format!("sys_user is incomplete: {says}")), "{said}");
    assert_eq!(test.query("SELECT user_name FROM sys_user ORDER BY 1"), ["bystander", "svc.emea"]);
    assert_eq!(test.query("SELECT name FROM ecc_agent ORDER BY 1"), ["apac", "emea"], "ecc_agent came whole");
    pull(&test, &instance(), &["--replace"]).done().quiet();
    assert_eq!(test.query("SELECT user_name FROM sys_user ORDER BY 1"), ["svc.emea"]);
}

#[test]
fn nothing_of_nothing_where_rows_stood_is_a_gap_and_removes_none() {
    let test = Test::init();
    pull(&test, &instance(), &[]).done().quiet();
    let emptied = ["ecc_agent", "ecc_agent_config", "sys_user", "sys_user_role", "sys_user_has_role"];
    let rows = |test: &Test| emptied.map(|table| test.table(table));
    let before = rows(&test);
    let api = emptied.iter().fold(instance(), |api, table| api.table(table, json!([])));
    let api = api.table("sysevent", json!([])).table("clone_instance", json!([]));
    pull(&test, &api, &["--replace"]).done();
    assert_eq!(rows(&test), before);
    let gap = |table: &str| {
        test.value(&format!(
            "SELECT coalesce(gap, '') FROM load_coverage WHERE table_name = '{table}' ORDER BY sequence DESC LIMIT 1"
        ))
    };
    for table in emptied {
        assert!(gap(table).contains("access rules may hide all of them"), "{table}: {}", gap(table));
    }
    for table in ["sysevent", "clone_instance", "sys_user_role_contains"] {
        assert_eq!(gap(table), "", "{table}");
    }
}

#[test]
fn the_names_that_were_asked_for_and_the_columns_that_came_are_on_record() {
    let (test, api) = (Test::init(), instance().hide_columns(&["sys_user.active"]));
    test.sql("INSERT INTO sys_user (user_name, active) VALUES ('bystander', 1)");
    pull(&test, &api, &["--replace"]).done();
    let of_users =
        |what: &str| test.query(&format!("SELECT {what} FROM load_coverage WHERE table_name = 'sys_user'"));
    assert_eq!(of_users("asked"), [format!("{USER}\nsvc.emea")]);
    assert_eq!(of_users("column_names"), ["sys_id\nuser_name"]);
    assert_eq!(of_users("gap IS NULL"), ["0"]);
    assert_eq!(
        test.query("SELECT active FROM sys_user ORDER BY user_name"),
        ["1", ""],
        "none goes, none is false"
    );
}

#[test]
fn an_optional_column_that_is_hidden_is_neither_false_nor_a_gap_and_not_on_record() {
    let seen = json!([{"sys_id": sys_id('c'), "user_name": "svc.emea", "active": "true", "locked_out": "true", "source": ""}]);
    let api = instance().table("sys_user", seen);
    let record = "SELECT instr(column_names, 'locked_out') > 0, instr(column_names, 'source') > 0, gap
        FROM load_coverage WHERE table_name = 'sys_user' ORDER BY sequence DESC LIMIT 1";
    for (api, locked_out, on_record) in
        [(api.hide_columns(&["sys_user.locked_out"]), "", "0|1|"), (instance(), "", "0|0|")]
    {
        let test = Test::init();
        test.sql("INSERT INTO sys_user (user_name, locked_out) VALUES ('bystander', 1)");
        pull(&test, &api, &[]).done().quiet();
        assert_eq!(test.query("SELECT locked_out FROM sys_user ORDER BY user_name"), ["1", locked_out]);
        assert_eq!(test.value(record), on_record);
    }
}

#[test]
fn a_refusal_is_named_and_nothing_is_stored() {
    fails(&instance().always_failing(Fault::status(401)), &["HTTP 401", "locked out"]);
    let page = "<html><title>Instance Hibernating</title>Your instance is hibernating</html>";
    fails(&instance().always_failing(Fault::page(page)), &["hibernating", "wake it up"]);
    fails(
        &instance().always_failing(Fault::Redirect("https://evil.example/".into())),
        &["evil.example", "not followed"],
    );
}

#[test]
fn a_row_that_the_tables_here_do_not_take_stores_nothing() {
    let mut bad = agent('c', "odd", "Up");
    bad["last_refreshed"] = json!("yesterday");
    let api = instance().table("ecc_agent", json!([agent('a', "emea", "Down"), bad]));
    fails(&api, &["last_refreshed is not a time", "nothing of it was stored"]);
}

#[test]
fn no_secret_of_a_pull_reaches_the_database_or_the_messages() {
    let (test, api) = (Test::init(), instance());
    let ended = pull(&test, &api, &["-vv"]).done();
    let said = ended.stdout() + &ended.stderr();
    assert!(said.contains("asking") && !said.contains(PASSWORD), "{said}");
    for name in ["midjobs.db", "midjobs.db-wal"] {
        let bytes = std::fs::read(test.path(name)).unwrap_or_default();
        let holds = |secret: &str| bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!holds(PASSWORD) && !holds("hunter2"), "{name}");
    }
}

#[test]
fn the_properties_that_tell_who_may_sign_in_come_by_pull_and_by_import_and_no_others() {
    let property = |id, name: &str| json!({"sys_id": sys_id(id), "name": name, "value": "true"});
    let [kept, other] = ["glide.soap.require_ws_security", "glide.smtp.password"];
    let rows = json!([property('1', kept), property('2', other)]);
    let stored = "SELECT name, value FROM sys_properties ORDER BY name";
    let bystander = "glide.authenticate.basic_auth.allowed_users";
    let test = Test::init();
    test.sql(&format!("INSERT INTO sys_properties (name, value) VALUES ('{bystander}', 'x')"));
    pull(&test, &instance().table("sys_properties", rows.clone()), &[]).done().quiet();
    assert_eq!(test.query(stored), [format!("{bystander}|x"), format!("{kept}|true")]);
    test.sql(&format!("DELETE FROM sys_properties WHERE name = '{kept}'"));
    test.file("sys_properties.json", answer(rows)).run(&["import", "sys_properties.json"]).done();
    assert_eq!(test.query(stored), [format!("{bystander}|x"), format!("{kept}|true")]);
}

#[test]
fn properties_and_clones_may_be_hidden_or_missing_without_a_warning() {
    for api in [
        instance().forbid("sys_properties").forbid("clone_instance"),
        instance().without("sys_properties").without("clone_instance"),
    ] {
        let test = Test::init();
        pull(&test, &api, &["--replace"]).done().quiet();
        test.run(&["mids"]).done().quiet();
    }
}

#[test]
fn what_became_of_mid_servers_comes_with_the_login_events() {
    let events =
        ["mid_server.up", "mid_server.down", "mid_server.paused", "mid_server.upgrading", "mid_server.x"];
    let events = events.iter().zip("12345".chars());
    let events = events.map(|(name, id)| event(id, name, "emea", "2026-03-01 11:30:00")).collect();
    let (test, api) = (Test::init(), instance().table("sysevent", events));
    pull(&test, &api, &[]).done();
    let came = ["mid_server.down", "mid_server.paused", "mid_server.up", "mid_server.upgrading"];
    assert_eq!(test.query("SELECT name FROM sysevent ORDER BY name"), came);
}

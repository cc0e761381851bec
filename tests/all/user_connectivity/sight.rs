//! Rows as they come: what is missing, odd or hostile stops no run and touches nobody else.

use super::example::INSTANCE;
use crate::support::{START, Test};
use rusqlite::params;

const ROLELESS: &str = "sys_user_role has no role mid_server: nobody is known to hold it, \
    and only the users of Down MID Servers are examined";

fn check(test: &Test, debug: &str) -> String {
    let ended = test.run(&["check-connectivity", "--debug", debug]).done().quiet();
    ended.stdout()
}

fn messages(test: &Test) -> Vec<String> {
    test.query("SELECT message FROM ecc_agent_issue WHERE state = 'new' ORDER BY message")
}

#[test]
fn an_empty_instance_has_nothing_to_find() {
    let test = Test::init().seen();
    for debug in ["0", "1", "2"] {
        let said = check(&test, debug);
        assert!(said.contains(ROLELESS) && said.contains("no MID Server is Down"), "{said}");
        assert!(!said.contains("MID Server ID map"), "{said}");
    }
    assert!(messages(&test).is_empty());
}

#[test]
fn without_the_role_an_error_is_logged_and_the_rest_goes_on() {
    let test = Test::init().seen();
    test.sql(INSTANCE).sql("DELETE FROM sys_user_role WHERE name = 'mid_server'");
    check(&test, "2");
    assert_eq!(test.query("SELECT message FROM syslog WHERE level = 2"), [ROLELESS]);
    assert_eq!(messages(&test).len(), 2);
}

#[test]
fn no_login_attempts_is_unconfirmed_where_events_were_never_loaded_and_certain_once_they_were() {
    let test = Test::init();
    test.sql(INSTANCE);
    assert!(check(&test, "1").contains("no login attempts (unconfirmed)"));
    let open = |certain: &str| {
        let issues =
            "SELECT count(*) FROM ecc_agent_issue WHERE message LIKE '%No login%' AND unconfirmed IS";
        test.value(&format!("{issues} {certain}"))
    };
    assert_eq!((open("NULL"), open("NOT NULL")), ("0".to_owned(), "3".to_owned()));
    test.load("2026-03-01 12:00:00");
    assert!(!check(&test, "2").contains("unconfirmed"));
    assert_eq!((open("NULL"), open("NOT NULL")), ("3".to_owned(), "0".to_owned()));
}

#[test]
fn that_nobody_at_all_logged_in_is_said_and_one_event_of_anybody_ends_that() {
    let test = Test::init().seen();
    test.sql(INSTANCE);
    assert!(
        check(&test, "1")
            .contains("nobody at all logged in after 2026-03-01 07:59:00 (sysevent has no events)")
    );
    let event = |name: &str| {
        format!("INSERT INTO sysevent (name, parm1, sys_created_on) VALUES ('{name}', 'abel', '{START}')")
    };
    test.sql(&event("logout"));
    assert!(check(&test, "1").contains("nobody at all"), "a logout is not a login event");
    test.sql(&event("login"));
    assert!(!check(&test, "2").contains("nobody at all"));
}

#[test]
fn the_summary_names_nobody() {
    let test = Test::init().seen();
    test.sql(INSTANCE);
    let said = check(&test, "summary");
    assert!(said.contains("no login attempts                        1       2"), "{said}");
    for name in ["midserver2", "local-midserver", "ardis", "mid-emea", "mid-apac"] {
        assert!(!said.contains(name), "{said}");
    }
    let json = test.run(&["check-connectivity", "--debug", "1", "--json"]).done().stdout();
    assert!(json.contains("one_down") && !json.contains("ardis") && !json.contains("mid-apac"), "{json}");
}

#[test]
fn odd_names_break_no_line_and_no_issue_of_anybody_else() {
    let test = Test::init().seen();
    let long = "x y".repeat(3_334);
    let names = [
        "a,b",
        "o'brien",
        "100%",
        "%s",
        "ends ",
        "ends",
        "nul\0one",
        "nul\0two",
        "line\nbreak\u{1b}[2J",
        &long,
    ];
    let file = test.connection();
    for (number, name) in names.into_iter().enumerate() {
        let agent = format!("{number:032}");
        file.execute("INSERT INTO ecc_agent (sys_id, name, status) VALUES (?, ?, 'Down')", [&agent, name])
            .unwrap();
        let config = "INSERT INTO ecc_agent_config (ecc_agent, param_name, value) VALUES (?, 'mid.instance.username', ?)";
        file.execute(config, [&agent, name]).unwrap();
        let event = "INSERT INTO sysevent (name, parm1, parm2, sys_created_on) VALUES ('login.authorization.failed', ?1, ?1, ?2)";
        file.execute(event, [name, START]).unwrap();
    }
    let bystander =
        "INSERT INTO ecc_agent_issue (source, message, last_detected) VALUES ('Other', 'stands by', ?1)";
    file.execute(bystander, params![START]).unwrap();
    let said = check(&test, "detailed");
    assert!(!said.contains('\u{1b}') && said.contains("line\\nbreak"), "{said}");
    assert!(said.contains("\"ends \""), "a blank at the end can be seen");
    let (_, view) = said.split_once("\n\n").unwrap();
    let (view, _result) = view.trim_end().rsplit_once('\n').unwrap();
    let too_wide: Vec<&str> = view.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(too_wide.is_empty(), "{too_wide:#?}");
    for name in names {
        let found: i64 = file.query_row(
            "SELECT count(*) FROM ecc_agent_issue WHERE user_name = ?1 AND count = 1 AND message = 'Login authorization failure for User ' || ?1
             || ' associated with 1 down MID Server. Re-assign mid_server role to grant all required roles.'",
            [name], |row| row.get(0)).unwrap();
        assert_eq!(found, 1, "{name:?}");
    }
    assert_eq!(test.query("SELECT count, state FROM ecc_agent_issue WHERE source = 'Other'"), ["1|new"]);
}

#[test]
fn of_several_events_in_the_newest_second_the_worst_decides() {
    let test = Test::init().seen();
    test.sql(INSTANCE);
    for (event, finding) in [
        ("login", "User ardis.maison with mid_server role successfully connected"),
        ("login.failed", "Login authentication failure for User ardis.maison"),
        ("login.authorization.failed", "Login authorization failure for User ardis.maison"),
    ] {
        test.sql(&format!(
            "INSERT INTO sysevent (name, parm1, sys_created_on) VALUES ('{event}', 'ardis.maison', '{START}')"
        ));
        check(&test, "0");
        let found = messages(&test);
        assert!(found.iter().any(|message| message.starts_with(finding)), "{found:?}");
    }
}

#[test]
fn rows_of_the_instance_are_only_read() {
    let test = Test::init().seen();
    test.sql(INSTANCE);
    let tables =
        ["ecc_agent", "ecc_agent_config", "sys_user", "sys_user_role", "sys_user_has_role", "sysevent"];
    let before = tables.map(|table| test.table(table));
    check(&test, "2");
    assert_eq!(tables.map(|table| test.table(table)), before);
    assert_eq!(messages(&test).len(), 3);
}

#[test]
fn a_time_that_no_calendar_has_stops_no_run() {
    let test = Test::init().seen();
    test.sql(INSTANCE);
    test.sql("INSERT INTO sysevent (name, parm1, sys_created_on) VALUES ('login.failed', 'midserver2', '2026-13-32 25:00:00')");
    let said = check(&test, "2");
    assert!(said.contains("login.failed at 2026-13-32 25:00:00\n"), "{said}");
}

#[test]
fn an_event_dated_later_than_now_counts_and_is_said_to_be_ahead() {
    let test = Test::init().seen();
    test.sql(INSTANCE);
    test.sql("INSERT INTO sysevent (name, parm1, sys_created_on) VALUES ('login.failed', 'midserver2', '2026-03-01 12:02:00')");
    assert!(check(&test, "2").contains("login.failed at 2026-03-01 12:02:00, 2m ahead of now"));
}

#[test]
fn an_issue_without_a_mid_server_is_counted_whether_that_is_null_or_empty() {
    for nothing in ["NULL", "''"] {
        let test = Test::init().seen();
        test.sql(INSTANCE);
        check(&test, "0");
        test.sql(&format!("UPDATE ecc_agent_issue SET mid_server = {nothing}"));
        check(&test, "0");
        assert_eq!(test.query("SELECT DISTINCT state, count FROM ecc_agent_issue"), ["new|2"], "{nothing}");
    }
}

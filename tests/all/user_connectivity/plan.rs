//! What a sampling reads: it grows with the users examined and the events of the period, not with the table.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, StatementStatus};

use super::example::INSTANCE;
use crate::support::Test;

fn statement(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("sql/rules/user_connectivity").join(file))
        .unwrap()
}

/// The plan, a line a step.
fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let rows = statement.raw_query().mapped(|row| row.get::<_, String>("detail"));
    rows.map(Result::unwrap).collect()
}

/// Whom MID Servers are configured with, in JSON.
fn configured_users(connection: &Connection) -> String {
    let users = "SELECT json_group_array(DISTINCT value) FROM ecc_agent_config WHERE param_name = 'mid.instance.username'";
    connection.query_row(users, [], |row| row.get(0)).unwrap()
}

/// What the virtual machine does to sample once.
fn steps(test: &Test, file: &str) -> i32 {
    let connection = test.connection();
    let mut statement = connection.prepare(&statement(file)).unwrap();
    let users = configured_users(&connection);
    for (name, value) in
        [(":start", "2026-03-01 07:59:00"), (":user_names", users.as_str()), (":most", "100")]
    {
        if let Some(parameter) = statement.parameter_index(name).unwrap() {
            statement.raw_bind_parameter(parameter, value).unwrap();
        }
    }
    let mut rows = statement.raw_query();
    while rows.next().unwrap().is_some() {}
    drop(rows);
    statement.get_status(StatementStatus::VmStep)
}

#[test]
fn the_newest_event_of_a_user_is_one_seek_in_the_covering_index() {
    let test = Test::init().seen();
    let plan = plan(&test.connection(), &statement("list_newest_logins.sql"));
    let seek = "USING COVERING INDEX sysevent_login_by_user (parm1=? AND sys_created_on>?)";
    assert!(plan.iter().any(|step| step.contains(seek)), "{plan:#?}");
}

#[test]
fn events_of_the_period_are_read_from_its_start_alone_and_holders_from_an_index_that_has_their_names() {
    let test = Test::init().seen();
    for (file, index) in [
        ("list_logins_of_period.sql", "SEARCH sysevent USING INDEX sysevent_by_time (sys_created_on>?)"),
        ("find_event_beyond.sql", "SEARCH sysevent USING COVERING INDEX sysevent_by_time (sys_created_on>?)"),
        ("list_active_holders.sql", "SEARCH account USING COVERING INDEX sys_user_active (sys_id=?)"),
    ] {
        let plan = plan(&test.connection(), &statement(file));
        assert!(plan.iter().any(|step| step == index), "{file}: {plan:#?}");
    }
}

#[test]
fn an_index_that_is_gone_makes_a_sampling_slower_and_no_other() {
    let found = |gone: &str| {
        let test = Test::init().seen();
        test.sql(INSTANCE);
        test.sql(gone);
        test.run(&["check-connectivity"]).done();
        test.query("SELECT user_name, message, count FROM ecc_agent_issue ORDER BY user_name")
    };
    let with_all = found("SELECT 1");
    assert_eq!(with_all.len(), 3);
    assert_eq!(found("DROP INDEX sys_user_active"), with_all);
}

#[test]
fn of_the_configuration_a_sampling_reads_indexes_alone() {
    let test = Test::init().seen();
    for (file, index) in [
        ("list_down_mid_servers.sql", "USING COVERING INDEX ecc_agent_config_by_agent"),
        ("list_configured_users.sql", "USING COVERING INDEX ecc_agent_config_by_value"),
    ] {
        let plan = plan(&test.connection(), &statement(file));
        assert!(plan.iter().any(|step| step.contains(index)), "{file}: {plan:#?}");
    }
}

#[test]
fn no_statement_of_the_rule_goes_through_a_large_table() {
    let test = Test::init().seen();
    let connection = test.connection();
    for file in
        fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("sql/rules/user_connectivity")).unwrap()
    {
        let name = file.unwrap().file_name().into_string().unwrap();
        for step in plan(&connection, &statement(&name)) {
            let scanned = step.strip_prefix("SCAN ").and_then(|rest| rest.split_whitespace().next());
            let large = ["sysevent", "event", "sys_user", "account", "ecc_agent", "agent", "config"];
            assert!(!large.contains(&scanned.unwrap_or_default()), "{name}: {step}");
        }
    }
}

#[test]
fn accounts_are_gone_through_once_and_only_where_a_configured_name_has_none() {
    let test = Test::init().seen();
    test.sql(INSTANCE);
    let accounts = |number: u32| {
        test.sql(&format!(
            "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {number})
             INSERT INTO sys_user (user_name) SELECT 'somebody ' || n FROM number"
        ));
        steps(&test, "list_similar_accounts.sql")
    };
    let few = accounts(10);
    assert_eq!(accounts(2_000), few, "every name has its account");
    test.sql("UPDATE ecc_agent_config SET value = 'MIDSERVER2' WHERE value = 'midserver2'");
    let of_one = steps(&test, "list_similar_accounts.sql");
    test.sql("UPDATE ecc_agent_config SET value = 'LOCAL' WHERE value = 'local-midserver'");
    let of_two = steps(&test, "list_similar_accounts.sql");
    assert!(of_one > few && of_two < of_one + of_one / 2, "{few}, {of_one}, {of_two}");
}

#[test]
fn events_of_other_times_and_other_users_cost_nothing() {
    let test = Test::init().seen();
    test.sql(INSTANCE);
    let files = [
        "list_newest_logins.sql",
        "list_logins_of_period.sql",
        "find_event_beyond.sql",
        "list_active_holders.sql",
        "list_configured_users.sql",
        "find_what_is_loaded.sql",
    ];
    test.sql(&other_events(10));
    let before = files.map(|file| steps(&test, file));
    test.sql(&other_events(20_000));
    assert_eq!(files.map(|file| steps(&test, file)), before);
}

/// So many events of weeks before the period, some of users that are examined.
fn other_events(number: u32) -> String {
    format!(
        "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {number})
         INSERT INTO sysevent (name, parm1, sys_created_on)
         SELECT
            CASE n % 2 WHEN 0 THEN 'login' ELSE 'metric.update' END,
            CASE n % 3 WHEN 0 THEN 'midserver2' ELSE 'somebody' END,
            '2026-02-' || substr('0' || (1 + n % 28), -2) || ' 12:00:00'
         FROM number;"
    )
}

//! Rows for these tests: an instance, and rows of every table that are hard to carry.

use serde_json::{Value, json};

use crate::support::rows::sys_id;
use crate::support::{Exec, Test, chmod};
use crate::table_api::{PASSWORD, TableApi, USER};

/// A row of every table, with what is hard to carry through a form.
pub const ODD_ROWS: &str = r#"
    INSERT INTO ecc_agent (sys_id, name, status, last_refreshed, sys_created_on) VALUES
        ('00000000000000000000000000000001', 'it''s "ünïcode", 100%' || char(10) || 'and a line', 'Down',
         '2026-02-28 23:59:59', '2026-01-01 00:00:00'),
        ('00000000000000000000000000000002', 'null' || char(0) || 'byte', 'Up', NULL, NULL);
    INSERT INTO ecc_agent_config (sys_id, ecc_agent, param_name, value) VALUES
        ('00000000000000000000000000000003', '00000000000000000000000000000001', 'mid.instance.username', ' a,b ');
    INSERT INTO ecc_agent_issue (sys_id, mid_server, source, state, message, count, sys_domain) VALUES
        ('00000000000000000000000000000004', NULL, 'MIDUserConnectivity', 'resolved', 'gone; ''= 1', 7, 'global');
    INSERT INTO sys_user (sys_id, user_name, active, locked_out, failed_attempts) VALUES
        ('00000000000000000000000000000005', '=cmd()', 1, 0, -3), ('00000000000000000000000000000006', NULL, NULL, NULL, NULL);
    INSERT INTO sys_user_role (sys_id, name) VALUES ('00000000000000000000000000000007', 'mid_server');
    INSERT INTO sys_user_has_role (sys_id, user, role, inherited, state) VALUES
        ('00000000000000000000000000000008', '00000000000000000000000000000005', '00000000000000000000000000000007', 0, 'active');
    INSERT INTO sys_user_role_contains (sys_id, role, contains) VALUES
        ('00000000000000000000000000000009', '00000000000000000000000000000007', '00000000000000000000000000000007');
    INSERT INTO sysevent (sys_id, name, parm1, parm2, state, sys_created_on) VALUES
        ('0000000000000000000000000000000a', 'login.failed', '名前', NULL, 'processed', '2026-02-28 12:00:00');
    INSERT INTO sys_properties (sys_id, name, value, sys_updated_on) VALUES
        ('0000000000000000000000000000000c', 'glide.authenticate.basic_auth.allowed_roles', 'a, "b"', '2026-02-28 12:00:00');
    INSERT INTO clone_instance (sys_id, source_instance, target_instance, state, started, completed) VALUES
        ('0000000000000000000000000000000b', 'prod', 'dev', 'Rolled back', NULL, '2026-02-28 11:59:59');"#;

/// A MID Server as an instance has it. `id` is one hex digit.
pub fn agent(id: char, name: &str, status: &str) -> Value {
    json!({"sys_id": sys_id(id), "name": name, "status": status, "sys_created_on": "2026-01-01 00:00:00"})
}

pub fn event(id: char, name: &str, user: &str, at: &str) -> Value {
    json!({"sys_id": sys_id(id), "name": name, "parm1": user, "sys_created_on": at})
}

/// A Down and an Up MID Server, the user of the first, its role, and a failed login half an hour ago.
pub fn instance() -> TableApi {
    let user =
        json!({"sys_id": sys_id('c'), "user_name": "svc.emea", "active": "true", "user_password": "hunter2"});
    let holds =
        json!({"sys_id": sys_id('d'), "user": sys_id('c'), "role": sys_id('e'), "inherited": "false"});
    let config = json!({"sys_id": sys_id('f'), "ecc_agent": sys_id('a'), "param_name": "mid.instance.username",
        "value": "svc.emea"});
    TableApi::start()
        .table("ecc_agent", json!([agent('a', "emea", "Down"), agent('b', "apac", "Up")]))
        .table("ecc_agent_config", json!([config]))
        .table("sys_user", json!([user]))
        .table("sys_user_role", json!([{"sys_id": sys_id('e'), "name": "mid_server"}]))
        .table(
            "sys_user_role_contains",
            json!([{"sys_id": sys_id('2'), "role": sys_id('e'), "contains": sys_id('3')}]),
        )
        .table("sys_user_has_role", json!([holds]))
        .table("sysevent", json!([event('1', "login.failed", "svc.emea", "2026-03-01 11:30:00")]))
        .table("sys_properties", json!([]))
        .table("clone_instance", json!([]))
}

/// A clone over this machine, which is what the instance of the tests is called.
pub fn clone(id: char, target: &str, completed: &str) -> Value {
    json!({"sys_id": sys_id(id), "source_instance": "prod", "target_instance": target, "completed": completed})
}

/// A file that only its owner may read.
pub fn secret_file(test: &Test, name: &str, secret: &str) -> String {
    let path = test.file(name, format!("{secret}\n")).path(name);
    chmod(&path, 0o600);
    path.display().to_string()
}

/// A pull by name and password, with more arguments.
pub fn pull(test: &Test, api: &TableApi, more: &[&str]) -> Exec {
    pull_at(test, &api.url(), more)
}

/// As `pull`, from an address.
pub fn pull_at(test: &Test, url: &str, more: &[&str]) -> Exec {
    let file = secret_file(test, "password", PASSWORD);
    let args = ["pull", "--instance", url, "--user", USER, "--password-file", &file];
    test.run(&[&args, more].concat())
}

/// An answer of the Table API with these rows.
pub fn answer(rows: Value) -> String {
    json!({ "result": rows }).to_string()
}

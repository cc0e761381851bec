//! Rows of an instance, as SQL that another program writes.

/// A MID Server that existed before the clone of the tests. `id` is one hex digit.
pub fn mid_server(id: char, name: &str, status: &str, user_name: &str) -> String {
    format!(
        "INSERT INTO ecc_agent (sys_id, name, status, user_name, sys_created_on, sys_updated_on)
         VALUES ('{}', '{name}', '{status}', nullif('{user_name}', ''), '2026-01-01 00:00:00', '2026-02-01 00:00:00');",
        sys_id(id)
    )
}

/// What a MID Server is configured with.
pub fn configured_user(mid_server: char, user_name: &str) -> String {
    format!(
        "INSERT INTO ecc_agent_config (ecc_agent, param_name, value)
         VALUES ('{}', 'mid.instance.username', '{user_name}');",
        sys_id(mid_server)
    )
}

/// An issue of a MID Server. `id` and `mid_server` are one hex digit each.
pub fn issue(id: char, mid_server: char, source: &str, state: &str) -> String {
    format!(
        "INSERT INTO ecc_agent_issue
             (sys_id, mid_server, source, state, message, count, last_detected, sys_created_on, sys_updated_on)
         VALUES ('{}', '{}', '{source}', '{state}', 'stands by', 3,
             '2026-02-28 12:00:00', '2026-02-28 12:00:00', '2026-02-28 12:00:00');",
        sys_id(id),
        sys_id(mid_server)
    )
}

/// 32 times the same hex digit.
pub fn sys_id(digit: char) -> String {
    digit.to_string().repeat(32)
}

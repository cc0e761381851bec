//! What lists write above their columns in place of names, as an instance in English has them.

/// A table's labels, each with the column that it stands for.
type Labels = &'static [(&'static str, &'static str)];

/// The labels that mean the same in every table that has the column.
const COMMON: Labels = &[
    ("Sys ID", "sys_id"),
    ("Domain", "sys_domain"),
    ("Created", "sys_created_on"),
    ("Updated", "sys_updated_on"),
];

/// The labels of each table.
const LABELS: &[(&str, Labels)] = &[
    (
        "ecc_agent",
        &[
            ("Name", "name"),
            ("Status", "status"),
            ("User name", "user_name"),
            ("Logged in user", "user_name"),
            ("Validated", "validated"),
            ("Host name", "host_name"),
            ("IP address", "ip_address"),
            ("Version", "version"),
            ("Last refreshed", "last_refreshed"),
            ("Started", "started"),
            ("Stopped", "stopped"),
        ],
    ),
    (
        "ecc_agent_config",
        &[
            ("MID Server", "ecc_agent"),
            ("Parameter name", "param_name"),
            ("Param name", "param_name"),
            ("Name", "param_name"),
            ("Value", "value"),
        ],
    ),
    (
        "ecc_agent_issue",
        &[
            ("MID Server", "mid_server"),
            ("Source", "source"),
            ("State", "state"),
            ("Message", "message"),
            ("Short description", "message"),
            ("Count", "count"),
            ("Last detected", "last_detected"),
            ("Resolved", "resolved_on"),
            ("Resolved on", "resolved_on"),
            ("Resolved by", "resolved_by"),
        ],
    ),
    (
        "sys_user",
        &[
            ("User ID", "user_name"),
            ("Name", "name"),
            ("Active", "active"),
            ("Locked out", "locked_out"),
            ("Failed login attempts", "failed_attempts"),
            ("Failed attempts", "failed_attempts"),
            ("Last login time", "last_login_time"),
            ("Web service access only", "web_service_access_only"),
            ("Internal Integration User", "internal_integration_user"),
            ("Source", "source"),
        ],
    ),
    ("sys_user_role", &[("Name", "name")]),
    (
        "sys_user_has_role",
        &[("User", "user"), ("Role", "role"), ("Inherited", "inherited"), ("State", "state")],
    ),
    ("sys_user_role_contains", &[("Role", "role"), ("Contains", "contains")]),
    (
        "sysevent",
        &[
            ("Name", "name"),
            ("Parm1", "parm1"),
            ("Parm 1", "parm1"),
            ("Parm2", "parm2"),
            ("Parm 2", "parm2"),
            ("State", "state"),
        ],
    ),
    (
        "sys_properties",
        &[("Name", "name"), ("Value", "value"), ("Updated", "sys_updated_on"), ("Sys ID", "sys_id")],
    ),
    (
        "clone_instance",
        &[
            ("Source instance", "source_instance"),
            ("Source", "source_instance"),
            ("Target instance", "target_instance"),
            ("Target", "target_instance"),
            ("State", "state"),
            ("Started", "started"),
            ("Completed", "completed"),
        ],
    ),
];

/// The column of `table` that `label` stands for, in capitals or not; of a common one, whether the table has it or not.
pub(super) fn column(table: &str, label: &str) -> Option<&'static str> {
    let own = LABELS.iter().find(|(name, _)| *name == table).map_or(COMMON, |(_, labels)| labels);
    let known = own.iter().chain(COMMON).find(|(known, _)| known.eq_ignore_ascii_case(label));
    known.map(|(_, column)| *column)
}

/// Every label of a table of its own: the table, the label, the column.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    LABELS
        .iter()
        .flat_map(|(table, labels)| labels.iter().map(move |(label, column)| (*table, *label, *column)))
}

/// Whether a column of a table has a label.
#[cfg(test)]
pub(super) fn has(table: &str, column: &str) -> bool {
    let own = all().any(|(of, _, labelled)| (of, labelled) == (table, column));
    own || COMMON.iter().any(|(_, labelled)| *labelled == column)
}

//! What judgements rest on: the tables and columns that a statement about MID Servers and their users reads.

/// A table that a judgement rests on, and the columns that it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The table.
    pub table: &'static str,
    /// The columns: one that was not in the extract is not known.
    pub columns: &'static [&'static str],
}

/// Which MID Servers there are, and which of them are Down.
pub const STATUS: Need = Need { table: "ecc_agent", columns: &["status"] };

/// Which MID Servers existed at a time, and which of them are Down.
pub const DOWN_AFTER_CLONE: Need = Need { table: "ecc_agent", columns: &["status", "sys_created_on"] };

/// Which user a MID Server is configured with.
pub const CONFIGURED_USER: Need =
    Need { table: "ecc_agent_config", columns: &["ecc_agent", "param_name", "value"] };

/// Whether there is an account, and whether it is active.
pub const ACCOUNT: Need = Need { table: "sys_user", columns: &["user_name", "active"] };

/// Which roles there are.
pub const ROLE: Need = Need { table: "sys_user_role", columns: &["name"] };

/// Who holds which role.
pub const ROLE_HELD: Need = Need { table: "sys_user_has_role", columns: &["user", "role"] };

/// Which role brings which others.
pub const ROLE_CONTAINS: Need = Need { table: "sys_user_role_contains", columns: &["role", "contains"] };

/// Which roles somebody lacks.
pub const ROLES: &[Need] = &[ROLE, ROLE_HELD, ROLE_CONTAINS];

/// Who tried to log in, and when.
pub const LOGIN: Need = Need { table: "sysevent", columns: &["name", "parm1", "sys_created_on"] };

/// What a check after a clone rests on. The configured user stands in its message only.
pub const CLONE_CHECK: &[Need] = &[DOWN_AFTER_CLONE];

/// What a list of MID Servers rests on.
pub const MID_SERVERS: &[Need] = &[STATUS, CONFIGURED_USER];

/// What a sampling rests on. Which role brings which others only its detailed view asks.
pub const SAMPLING: &[Need] = &[STATUS, CONFIGURED_USER, ACCOUNT, ROLE, ROLE_HELD, LOGIN];

/// What a sampling with its detailed view rests on.
pub const SAMPLING_IN_DETAIL: &[Need] =
    &[STATUS, CONFIGURED_USER, ACCOUNT, ROLE, ROLE_HELD, ROLE_CONTAINS, LOGIN];

/// What the issues of the built-in jobs rest on.
pub const ISSUES: &[Need] =
    &[DOWN_AFTER_CLONE, CONFIGURED_USER, ACCOUNT, ROLE, ROLE_HELD, ROLE_CONTAINS, LOGIN];

/// The tables that an instance can have empty.
const MAY_BE_EMPTY: &[&str] = &["sysevent", "sys_properties", "clone_instance", "ecc_agent_issue"];

/// Whether midjobs judges the rows of a table that is an instance's.
pub fn is_of_instance(table: &str) -> bool {
    ISSUES.iter().any(|need| need.table == table)
}

/// Whether an instance can have the table empty: then no rows are no gap.
pub fn may_be_empty(table: &str) -> bool {
    MAY_BE_EMPTY.contains(&table)
}

//! What is known of an instance's tables, once: an entry a table. What each column holds is said by the schema.

pub use super::instance_table::{Choices, Extract, InstanceTable, Order, Reference};
pub use super::properties::SYS_PROPERTIES;
pub use crate::db::Kind;
use crate::db::sql;

/// The MID Servers.
pub static ECC_AGENT: InstanceTable = InstanceTable {
    name: "ecc_agent",
    columns: &[
        "sys_id",
        "name",
        "status",
        "user_name",
        "validated",
        "host_name",
        "ip_address",
        "version",
        "last_refreshed",
        "started",
        "stopped",
        "sys_domain",
        "sys_created_on",
        "sys_updated_on",
    ],
    needed: &["sys_id", "name", "status", "sys_created_on"],
    must_have: &["sys_id"],
    references: &[],
    choices: &[],
    extract: Extract::Whole,
    order: Order::Id,
    list_query: "",
    readers: "agent_admin",
};

/// The configuration of MID Servers.
pub static ECC_AGENT_CONFIG: InstanceTable = InstanceTable {
    name: "ecc_agent_config",
    columns: &["sys_id", "ecc_agent", "param_name", "value", "sys_domain"],
    needed: &["sys_id", "ecc_agent", "param_name", "value"],
    must_have: &["sys_id"],
    references: &[("ecc_agent", &MID_SERVER)],
    choices: &[],
    extract: Extract::Whole,
    order: Order::Id,
    list_query: "param_name=mid.instance.username",
    readers: "agent_admin",
};

/// Issues, which other features of an instance open as well.
pub static ECC_AGENT_ISSUE: InstanceTable = InstanceTable {
    name: "ecc_agent_issue",
    columns: &[
        "sys_id",
        "mid_server",
        "source",
        "state",
        "message",
        "count",
        "last_detected",
        "sys_domain",
        "sys_created_on",
        "sys_updated_on",
        "resolved_on",
        "resolved_by",
    ],
    needed: &["sys_id"],
    must_have: &["sys_id"],
    references: &[("mid_server", &MID_SERVER)],
    choices: &[("state", &[("New", "new"), ("Acknowledged", "acknowledged"), ("Resolved", "resolved")])],
    extract: Extract::Whole,
    order: Order::Id,
    list_query: "",
    readers: "agent_admin",
};

/// The users.
pub static SYS_USER: InstanceTable = InstanceTable {
    name: "sys_user",
    columns: &[
        "sys_id",
        "user_name",
        "name",
        "active",
        "locked_out",
        "failed_attempts",
        "last_login_time",
        "web_service_access_only",
        "internal_integration_user",
        "source",
        "sys_domain",
        "sys_created_on",
        "sys_updated_on",
    ],
    needed: &["sys_id", "user_name", "active"],
    must_have: &["sys_id", "user_name"],
    references: &[],
    choices: &[],
    extract: Extract::Whole,
    order: Order::Id,
    list_query: "",
    readers: "user_admin",
};

/// The roles.
pub static SYS_USER_ROLE: InstanceTable = InstanceTable {
    name: "sys_user_role",
    columns: &["sys_id", "name"],
    needed: &["sys_id", "name"],
    must_have: &["sys_id"],
    references: &[],
    choices: &[],
    extract: Extract::Whole,
    order: Order::Id,
    list_query: "",
    readers: "user_admin",
};

/// Which user holds which role.
pub static SYS_USER_HAS_ROLE: InstanceTable = InstanceTable {
    name: "sys_user_has_role",
    columns: &["sys_id", "user", "role", "inherited", "state"],
    needed: &["sys_id", "user", "role"],
    must_have: &["sys_id"],
    references: &[("user", &USER), ("role", &ROLE)],
    choices: &[("state", &[("Active", "active")])],
    extract: Extract::Whole,
    order: Order::Id,
    list_query: "",
    readers: "user_admin",
};

/// Which role contains which.
pub static SYS_USER_ROLE_CONTAINS: InstanceTable = InstanceTable {
    name: "sys_user_role_contains",
    columns: &["sys_id", "role", "contains"],
    needed: &["sys_id", "role", "contains"],
    must_have: &["sys_id"],
    references: &[("role", &ROLE), ("contains", &ROLE)],
    choices: &[],
    extract: Extract::Whole,
    order: Order::Id,
    list_query: "",
    readers: "user_admin",
};

/// The events; midjobs reads those of logins.
pub static SYSEVENT: InstanceTable = InstanceTable {
    name: "sysevent",
    columns: &["sys_id", "name", "parm1", "parm2", "state", "sys_created_on"],
    needed: &["sys_id", "name", "parm1", "sys_created_on"],
    must_have: &["sys_id"],
    references: &[],
    choices: &[(
        "state",
        &[("Ready", "ready"), ("Processed", "processed"), ("Error", "error"), ("Transferred", "transferred")],
    )],
    extract: Extract::OnlyAdded,
    order: Order::Creation,
    list_query: "nameINlogin,login.failed,login.authorization.failed,mid_server.up,mid_server.down,mid_server.paused,mid_server.upgrading^sys_created_on>=javascript:gs.daysAgoStart(1)",
    readers: "admin",
};

/// The clones, which may be on the source alone.
pub static CLONE_INSTANCE: InstanceTable = InstanceTable {
    name: "clone_instance",
    columns: &["sys_id", "source_instance", "target_instance", "state", "started", "completed"],
    needed: &["sys_id", "completed"],
    must_have: &["sys_id"],
    references: &[],
    choices: &[],
    extract: Extract::OnlyAdded,
    order: Order::Id,
    list_query: "",
    readers: "clone_admin",
};

/// What a reference to a MID Server may name it by.
static MID_SERVER: Reference =
    Reference { table: "ecc_agent", named_by: "name", find: sql!("intake/find_mid_server.sql") };

/// What a reference to a role may name it by.
static ROLE: Reference =
    Reference { table: "sys_user_role", named_by: "name", find: sql!("intake/find_role.sql") };

/// What a reference to a user may name them by. A list shows their full name, which is not unique.
static USER: Reference =
    Reference { table: "sys_user", named_by: "user_name", find: sql!("intake/find_user.sql") };

/// Every table that an extract can hold rows of.
pub static TABLES: [&InstanceTable; 10] = [
    &ECC_AGENT,
    &ECC_AGENT_CONFIG,
    &ECC_AGENT_ISSUE,
    &SYS_USER,
    &SYS_USER_ROLE,
    &SYS_USER_HAS_ROLE,
    &SYS_USER_ROLE_CONTAINS,
    &SYSEVENT,
    &SYS_PROPERTIES,
    &CLONE_INSTANCE,
];

/// The table of that name, if midjobs keeps it.
pub fn table(name: &str) -> Option<&'static InstanceTable> {
    TABLES.into_iter().find(|table| table.name == name)
}

/// The address of a table's list on an instance that exports what midjobs needs, with sys_ids.
pub fn list_to_export(name: &str) -> String {
    table(name).map_or_else(String::new, InstanceTable::xml_list)
}

/// The names of all tables, for messages.
pub fn names() -> String {
    TABLES.map(|table| table.name).join(", ")
}

/// Words in the name of a field or a configuration parameter that say its value is a secret.
const SECRET_WORDS: [&str; 6] = ["password", "passwd", "secret", "token", "private_key", "passphrase"];

/// Whether the name says that its value is a secret.
pub fn names_a_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    SECRET_WORDS.iter().any(|word| name.contains(word))
}

//! What is known of an instance's tables, once: an entry a table. What each column holds is said by the schema.

pub use super::properties::SYS_PROPERTIES;
pub use crate::db::Kind;
use crate::db::schema;

/// One table of an instance, as far as midjobs keeps it.
#[derive(Debug)]
pub struct InstanceTable {
    /// Its name, there and here.
    pub name: &'static str,
    /// Its columns that are the instance's; all else of the schema is midjobs' own. A pull asks for these and no
    /// others, and never for a password.
    pub columns: &'static [&'static str],
    /// The columns without which a row says something else.
    pub needed: &'static [&'static str],
    /// What is stored for each label that lists and display values show, by column.
    pub choices: &'static [(&'static str, Choices)],
    /// What an extract that lacks a row says about it.
    pub extract: Extract,
    /// The order in which a pull reads it.
    pub order: Order,
    /// The role that may read it on an instance as delivered, for the advice in an error.
    pub readers: &'static str,
}

/// Labels and what is stored for them.
type Choices = &'static [(&'static str, &'static str)];

/// What an extract of a table can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extract {
    /// The whole table: a row that it lacks may be gone.
    Whole,
    /// A part of what happened: rows are only ever added.
    OnlyAdded,
}

/// The order in which a table is read, which is also how its next page is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By `sys_id`.
    Id,
    /// By `sys_created_on`, then `sys_id`: rows that come in while it is read are at the end.
    Creation,
}

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
    choices: &[],
    extract: Extract::Whole,
    order: Order::Id,
    readers: "agent_admin",
};

/// The configuration of MID Servers.
pub static ECC_AGENT_CONFIG: InstanceTable = InstanceTable {
    name: "ecc_agent_config",
    columns: &["sys_id", "ecc_agent", "param_name", "value", "sys_domain"],
    needed: &["sys_id", "ecc_agent", "param_name", "value"],
    choices: &[],
    extract: Extract::Whole,
    order: Order::Id,
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
    choices: &[("state", &[("New", "new"), ("Acknowledged", "acknowledged"), ("Resolved", "resolved")])],
    extract: Extract::Whole,
    order: Order::Id,
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
    choices: &[],
    extract: Extract::Whole,
    order: Order::Id,
    readers: "user_admin",
};

/// The roles.
pub static SYS_USER_ROLE: InstanceTable = InstanceTable {
    name: "sys_user_role",
    columns: &["sys_id", "name"],
    needed: &["sys_id", "name"],
    choices: &[],
    extract: Extract::Whole,
    order: Order::Id,
    readers: "user_admin",
};

/// Which user holds which role.
pub static SYS_USER_HAS_ROLE: InstanceTable = InstanceTable {
    name: "sys_user_has_role",
    columns: &["sys_id", "user", "role", "inherited", "state"],
    needed: &["sys_id", "user", "role"],
    choices: &[("state", &[("Active", "active")])],
    extract: Extract::Whole,
    order: Order::Id,
    readers: "user_admin",
};

/// Which role contains which.
pub static SYS_USER_ROLE_CONTAINS: InstanceTable = InstanceTable {
    name: "sys_user_role_contains",
    columns: &["sys_id", "role", "contains"],
    needed: &["sys_id", "role", "contains"],
    choices: &[],
    extract: Extract::Whole,
    order: Order::Id,
    readers: "user_admin",
};

/// The events; midjobs reads those of logins.
pub static SYSEVENT: InstanceTable = InstanceTable {
    name: "sysevent",
    columns: &["sys_id", "name", "parm1", "parm2", "state", "sys_created_on"],
    needed: &["sys_id", "name", "parm1", "sys_created_on"],
    choices: &[(
        "state",
        &[("Ready", "ready"), ("Processed", "processed"), ("Error", "error"), ("Transferred", "transferred")],
    )],
    extract: Extract::OnlyAdded,
    order: Order::Creation,
    readers: "admin",
};

/// The clones, which may be on the source alone.
pub static CLONE_INSTANCE: InstanceTable = InstanceTable {
    name: "clone_instance",
    columns: &["sys_id", "source_instance", "target_instance", "state", "started", "completed"],
    needed: &["sys_id", "completed"],
    choices: &[],
    extract: Extract::OnlyAdded,
    order: Order::Id,
    readers: "clone_admin",
};

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

/// The names of all tables, for messages.
pub fn names() -> String {
    TABLES.map(|table| table.name).join(", ")
}

impl InstanceTable {
    /// What a column holds; `None` where the table has no such column.
    pub fn kind(&self, column: &str) -> Option<Kind> {
        let found = schema::columns().iter().find(|known| known.table == self.name && known.name == column);
        found.map(|known| known.kind)
    }

    /// What is stored for a label of a column; `None` where it is not a label.
    pub fn stored_choice(&self, column: &str, label: &str) -> Option<&'static str> {
        let (_, choices) = self.choices.iter().find(|(name, _)| *name == column)?;
        choices.iter().find(|(known, _)| *known == label).map(|(_, stored)| *stored)
    }
}

/// Words in the name of a field or a configuration parameter that say its value is a secret.
const SECRET_WORDS: [&str; 6] = ["password", "passwd", "secret", "token", "private_key", "passphrase"];

/// Whether the name says that its value is a secret.
pub fn names_a_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    SECRET_WORDS.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Columns of these tables that are midjobs' own.
    const OWN: &[(&str, &str)] = &[
        ("ecc_agent_issue", "user_name"),
        ("ecc_agent_issue", "acknowledged_on"),
        ("ecc_agent_issue", "acknowledged_until"),
        ("ecc_agent_issue", "acknowledged_reason"),
        ("ecc_agent_issue", "run"),
        ("ecc_agent_issue", "unconfirmed"),
        ("clone_instance", "scheduled_on"),
        ("clone_instance", "sys_created_on"),
    ];

    #[test]
    fn the_list_has_every_column_of_the_schema_and_no_other() {
        for table in TABLES {
            let of_schema = schema::columns().iter().filter(|column| column.table == table.name);
            let of_schema: BTreeSet<&str> = of_schema.map(|column| column.name).collect();
            let own = OWN.iter().filter(|(of, _)| *of == table.name).map(|(_, column)| *column);
            let listed: BTreeSet<&str> = table.columns.iter().copied().chain(own).collect();
            assert_eq!(listed, of_schema, "{}", table.name);
        }
    }

    #[test]
    fn no_column_is_ever_a_password() {
        for table in TABLES {
            assert!(!table.columns.iter().any(|column| names_a_secret(column)), "{}", table.name);
        }
    }

    #[test]
    fn what_is_needed_and_what_has_choices_are_columns() {
        for table in TABLES {
            let chosen = table.choices.iter().map(|(column, _)| column);
            for column in table.needed.iter().chain(chosen) {
                assert!(table.columns.contains(column), "{}.{column}", table.name);
            }
            assert!(table.needed.contains(&"sys_id"), "{}", table.name);
            let ordered_by_creation = table.order == Order::Creation;
            assert!(!ordered_by_creation || table.needed.contains(&"sys_created_on"), "{}", table.name);
        }
    }
}

//! The tables that are asked for: of each, only the fields that midjobs has, and never a password.

/// The order in which a table is read, which is also how its next page is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By `sys_id`.
    Id,
    /// By `sys_created_on`, then `sys_id`: rows that come in while it is read are at the end.
    Creation,
}

/// One table of an instance.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name, there and here.
    pub name: &'static str,
    /// The fields that are asked for; all else in an answer is dropped.
    pub fields: &'static [&'static str],
    /// The fields without which a row says something else: where access rules hide one, the pull fails.
    pub needed: &'static [&'static str],
    /// The order in which it is read.
    pub order: Order,
    /// Who may read it on an instance as delivered, for the advice in an error.
    pub readers: &'static str,
}

/// The MID Servers.
pub const AGENT: Table = Table {
    name: "ecc_agent",
    fields: &[
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
    order: Order::Id,
    readers: "agent_admin",
};

/// The configuration of MID Servers; of it, the one parameter that names their users.
pub const AGENT_CONFIG: Table = Table {
    name: "ecc_agent_config",
    fields: &["sys_id", "ecc_agent", "param_name", "value", "sys_domain"],
    needed: &["sys_id", "ecc_agent", "param_name", "value"],
    order: Order::Id,
    readers: "agent_admin",
};

/// The users.
pub const USER: Table = Table {
    name: "sys_user",
    fields: &[
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
    order: Order::Id,
    readers: "user_admin",
};

/// The roles.
pub const ROLE: Table = Table {
    name: "sys_user_role",
    fields: &["sys_id", "name"],
    needed: &["sys_id", "name"],
    order: Order::Id,
    readers: "user_admin",
};

/// Which user holds which role.
pub const HAS_ROLE: Table = Table {
    name: "sys_user_has_role",
    fields: &["sys_id", "user", "role", "inherited", "state"],
    needed: &["sys_id", "user", "role"],
    order: Order::Id,
    readers: "user_admin",
};

/// Which role contains which.
pub const ROLE_CONTAINS: Table = Table {
    name: "sys_user_role_contains",
    fields: &["sys_id", "role", "contains"],
    needed: &["sys_id", "role", "contains"],
    order: Order::Id,
    readers: "user_admin",
};

/// The events; of them, those of logins.
pub const EVENT: Table = Table {
    name: "sysevent",
    fields: &["sys_id", "name", "parm1", "parm2", "state", "sys_created_on"],
    needed: &["sys_id", "name", "parm1", "sys_created_on"],
    order: Order::Creation,
    readers: "admin",
};

/// The clones, which may be on the source alone.
pub const CLONE: Table = Table {
    name: "clone_instance",
    fields: &["sys_id", "source_instance", "target_instance", "completed"],
    needed: &["sys_id", "completed"],
    order: Order::Id,
    readers: "clone_admin",
};

/// Every table that is ever asked for.
pub const ALL: [&Table; 8] = [&AGENT, &AGENT_CONFIG, &USER, &ROLE, &HAS_ROLE, &ROLE_CONTAINS, &EVENT, &CLONE];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_ever_a_password() {
        for table in ALL {
            for field in table.fields {
                assert!(!field.contains("password") && *field != "*", "{}.{field}", table.name);
            }
        }
    }

    #[test]
    fn each_table_asks_for_what_it_needs_and_for_what_it_is_ordered_by() {
        for table in ALL {
            assert!(table.needed.iter().all(|field| table.fields.contains(field)), "{}", table.name);
            assert!(table.needed.contains(&"sys_id"), "{}", table.name);
            let ordered_by_creation = table.order == Order::Creation;
            assert!(!ordered_by_creation || table.needed.contains(&"sys_created_on"), "{}", table.name);
        }
    }
}

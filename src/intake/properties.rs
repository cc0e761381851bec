//! The few properties of an instance that are kept: those that tell who may sign in.

use super::record::Record;
use super::tables::{Extract, InstanceTable, Order};

/// The properties, of which those of [`KEPT`] are kept.
pub static SYS_PROPERTIES: InstanceTable = InstanceTable {
    name: "sys_properties",
    columns: &["sys_id", "name", "value", "sys_updated_on"],
    needed: &["sys_id", "name", "value"],
    must_have: &["sys_id"],
    references: &[],
    choices: &[],
    extract: Extract::Whole,
    order: Order::Id,
    list_query: "nameSTARTSWITHglide.authenticate.basic_auth^ORname=glide.soap.require_ws_security",
    readers: "admin",
};

/// `true` where basic authentication is restricted.
pub const RESTRICTED: &str = "glide.authenticate.basic_auth.restriction.active";

/// `true` where that is in force; without the other it has no effect.
pub const ENFORCED: &str = "glide.authenticate.basic_auth.restriction.enforce";

/// The roles that are exempt, comma separated.
pub const ALLOWED_ROLES: &str = "glide.authenticate.basic_auth.allowed_roles";

/// The role that is exempt where no property says which.
pub const USUAL_ROLE: &str = "snc_basic_auth_api_access";

/// The users that are exempt: their sys_ids, comma separated.
pub const ALLOWED_USERS: &str = "glide.authenticate.basic_auth.allowed_users";

/// `true` where SOAP asks for WS-Security, of which internal integration users are exempt.
pub const WS_SECURITY: &str = "glide.soap.require_ws_security";

/// The properties that tell who may sign in.
pub const KEPT: [&str; 5] = [RESTRICTED, ENFORCED, ALLOWED_ROLES, ALLOWED_USERS, WS_SECURITY];

/// Whether a property is on.
pub fn is_on(value: &str) -> bool {
    value.trim().eq_ignore_ascii_case("true")
}

/// The values of a property that is a list.
pub fn listed(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|part| !part.is_empty())
}

/// Whether a row of `table` is a property that is not kept. A row without a name is one: its value may be anything.
pub(super) fn is_left_out(table: &str, record: &Record) -> bool {
    table == SYS_PROPERTIES.name && !record.value("name").is_some_and(|name| KEPT.contains(&name))
}

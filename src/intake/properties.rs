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

/// The properties that tell who may sign in.
pub const KEPT: [&str; 5] = [
    "glide.authenticate.basic_auth.restriction.active",
    "glide.authenticate.basic_auth.restriction.enforce",
    "glide.authenticate.basic_auth.allowed_roles",
    "glide.authenticate.basic_auth.allowed_users",
    "glide.soap.require_ws_security",
];

/// Whether a row of `table` is a property that is not kept. A row without a name is one: its value may be anything.
pub(super) fn is_left_out(table: &str, record: &Record) -> bool {
    table == SYS_PROPERTIES.name && !record.value("name").is_some_and(|name| KEPT.contains(&name))
}

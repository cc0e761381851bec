//! What the clone brings for all accounts alike: the source's roles and its properties.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::side::Side;
use crate::db::sql;

pub(super) const ROLES: &str = "sys_user_role";
pub(super) const CONTAINS: &str = "sys_user_role_contains";
pub(super) const PROPERTIES: &str = "sys_properties";

/// The role of MID Server users.
pub(super) const MID_SERVER: &str = "mid_server";

/// The source's roles and properties.
pub(super) struct Rules {
    /// Roles by sys_id.
    pub role_names: BTreeMap<String, String>,
    /// The roles that a MID Server user needs: mid_server first, then those that it contains.
    pub needed: Vec<String>,
    properties: BTreeMap<String, String>,
}

impl Rules {
    /// The rules as the source's rows have them.
    pub fn read(source: &Side) -> Result<Self> {
        let mut role_names = BTreeMap::new();
        if source.shows(ROLES, "name") {
            for row in source.db.rows(sql!("preflight/list_roles.sql"), &[])? {
                role_names.insert(row.get("sys_id")?, row.get("name")?);
            }
        }
        let mut contains: BTreeMap<String, Vec<String>> = BTreeMap::new();
        if source.counts(CONTAINS) {
            for row in source.db.rows(sql!("preflight/list_contained_roles.sql"), &[])? {
                contains.entry(row.get("role")?).or_default().push(row.get("contains")?);
            }
        }
        let mut properties = BTreeMap::new();
        if source.counts(PROPERTIES) {
            for row in source.db.rows(sql!("preflight/list_properties.sql"), &[])? {
                let (name, value): (Option<String>, Option<String>) = (row.get("name")?, row.get("value")?);
                properties.insert(name.unwrap_or_default(), value.unwrap_or_default());
            }
        }
        Ok(Self { needed: needed(&role_names, &contains), role_names, properties })
    }

    /// What a role is called.
    pub fn called<'a>(&'a self, role: &'a str) -> &'a str {
        self.role_names.get(role).map_or(role, String::as_str)
    }

    /// The roles of that name.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.role_names.iter().filter(move |(_, known)| *known == name).map(|(role, _)| role.as_str())
    }

    /// The value of a property.
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties.get(name).map(String::as_str)
    }
}

fn needed(names: &BTreeMap<String, String>, contains: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let first = names.iter().find(|(_, name)| *name == MID_SERVER).map(|(role, _)| role.clone());
    let mut needed: Vec<String> = first.into_iter().collect();
    let mut seen: BTreeSet<String> = needed.iter().cloned().collect();
    let mut next = 0;
    while let Some(role) = needed.get(next).cloned() {
        for contained in contains.get(&role).into_iter().flatten() {
            if seen.insert(contained.clone()) {
                needed.push(contained.clone());
            }
        }
        next += 1;
    }
    needed
}

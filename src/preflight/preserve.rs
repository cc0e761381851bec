//! Preservers: the rows of the target that are put back after the source's rows came.

use anyhow::{Result, bail};

use super::account::{Account, HELD, Held, USERS};
use super::condition::{Cover, Fields, meets};
use super::rules::Rules;

/// The tables of which a preserver matters here.
pub const TABLES: [&str; 2] = [USERS, HELD];

/// One preserver: a table, and which of its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preserver {
    /// What it is called.
    pub name: String,
    /// The table.
    pub table: String,
    /// Its condition as an encoded query; `None` where that was not seen.
    pub condition: Option<String>,
}

impl Preserver {
    /// Reads `TABLE:COLUMN=VALUE`, as a flag has it.
    ///
    /// # Errors
    /// When it is written in another way.
    pub fn parse(text: &str) -> Result<Self> {
        let parts = text.split_once(':').and_then(|(table, rest)| Some((table, rest.split_once('=')?)));
        match parts {
            Some((table, (column, value)))
                if !table.is_empty() && !column.is_empty() && !value.is_empty() =>
            {
                let condition = Some(format!("{column}={}", value.replace('^', "^^")));
                Ok(Self { name: text.to_owned(), table: table.to_owned(), condition })
            }
            _ => {
                bail!("{text:?} is not a preserver: write TABLE:COLUMN=VALUE, as sys_user:user_name=svc.mid")
            }
        }
    }

    fn covers(&self, table: &str, fields: &Fields) -> Cover {
        match &self.condition {
            _ if self.table != table => Cover::No,
            Some(condition) => meets(condition, fields),
            None => Cover::Maybe,
        }
    }
}

/// What is preserved of an account.
pub(super) struct Preserved {
    /// Its row in `sys_user`.
    pub account: Cover,
    /// All of its rows in `sys_user_has_role`.
    pub roles: Cover,
    /// Those of them that certainly are.
    pub kept: Vec<Held>,
    /// The preservers that do it or may do it.
    pub by: Vec<String>,
}

impl Preserved {
    /// Nothing.
    pub fn nothing() -> Self {
        Self { account: Cover::No, roles: Cover::No, kept: Vec::new(), by: Vec::new() }
    }

    /// What these preservers keep of the account of that name, which in the target is `here`.
    pub fn by(preservers: &[Preserver], name: &str, here: Option<&Account>, rules: &Rules) -> Self {
        let mut by = Vec::new();
        let mut cover = |table: &str, fields: &Fields| {
            let each = preservers.iter().map(|preserver| (preserver.covers(table, fields), preserver));
            let each: Vec<_> = each.filter(|(cover, _)| *cover > Cover::No).collect();
            for (_, preserver) in &each {
                if !by.contains(&preserver.name) {
                    by.push(preserver.name.clone());
                }
            }
            each.into_iter().map(|(cover, _)| cover).max().unwrap_or(Cover::No)
        };
        let account = cover(USERS, &fields_of_account(name, here));
        let rows = here.map_or(&[][..], |here| here.roles.as_slice());
        let covers: Vec<Cover> =
            rows.iter().map(|held| cover(HELD, &fields_of_role(name, here, held, rules))).collect();
        let kept = rows.iter().zip(&covers).filter(|(_, cover)| **cover == Cover::Yes);
        let kept = kept.map(|(held, _)| held.clone()).collect();
        let (least, most) = (covers.iter().min().copied(), covers.iter().max().copied());
        let roles = match (least, most) {
            (Some(Cover::Yes), _) => Cover::Yes,
            (_, None | Some(Cover::No)) => Cover::No,
            _ => Cover::Maybe,
        };
        Self { account, roles, kept, by }
    }

    /// The names of the preservers that have to do with it.
    pub fn named(&self) -> String {
        self.by.join(", ")
    }
}

fn fields_of_account(name: &str, here: Option<&Account>) -> Fields {
    let mut fields: Fields = vec![("user_name", vec![name.to_owned()])];
    let Some(here) = here else { return fields };
    fields.push(("sys_id", vec![here.sys_id.clone()]));
    let flags = [
        ("active", here.active),
        ("locked_out", here.locked_out),
        ("web_service_access_only", here.web_service_access_only),
        ("internal_integration_user", here.internal_integration_user),
    ];
    fields.extend(flags.into_iter().filter_map(|(name, flag)| Some((name, vec![flag?.to_string()]))));
    fields
}

fn fields_of_role(name: &str, here: Option<&Account>, held: &Held, rules: &Rules) -> Fields {
    let user = here.map(|here| here.sys_id.clone());
    let role_name = rules.role_names.get(&held.role).cloned();
    let mut fields: Fields = vec![
        ("sys_id", vec![held.sys_id.clone()]),
        ("user", user.into_iter().chain([name.to_owned()]).collect()),
        ("user.user_name", vec![name.to_owned()]),
        ("role", [held.role.clone()].into_iter().chain(role_name.clone()).collect()),
    ];
    fields.extend(role_name.map(|name| ("role.name", vec![name])));
    fields.extend(held.inherited.map(|inherited| ("inherited", vec![inherited.to_string()])));
    fields
}

//! The MID Server ID map: every active account that holds the role, and each Down MID Server; as lines and as data.

use anyhow::Result;
use serde_json::{Value as Json, json};

use super::layout::{columns, name};
use crate::db::{Reader, Row, sql};
use crate::rules::user_connectivity::classify::Sample;
use crate::rules::user_connectivity::detail::{ConfiguredMidServer, Detail};
use crate::rules::user_connectivity::down::MidServer;

/// What the map has.
pub struct IdMap<'a> {
    /// Users that no MID Server is configured with.
    unassociated: Vec<&'a str>,
    /// Users that Down MID Servers are configured with, and the `sys_id` of each of those.
    associated: Vec<(&'a str, Vec<&'a str>)>,
    /// Holders of the role whose MID Servers are all Up, or at least none of them Down.
    elsewhere: Vec<Elsewhere>,
    /// The MID Servers that are Down.
    down: &'a [MidServer],
}

/// A holder of the role without a Down MID Server.
struct Elsewhere {
    user_name: String,
    /// What its MID Servers are instead, each status once.
    statuses: Vec<String>,
}

impl<'a> IdMap<'a> {
    /// The map; `None` where no MID Server is Down.
    pub fn read(db: Reader, sample: &'a Sample, details: &'a [Detail]) -> Result<Option<Self>> {
        if sample.down.is_empty() {
            return Ok(None);
        }
        let unassociated = sample.users.iter().filter(|user| user.down_mid_servers == 0);
        let associated = details.iter().filter(|detail| detail.user.down_mid_servers > 0);
        let holders =
            db.rows(sql!("rules/user_connectivity/list_holders_without_down_mid_server.sql"), &[])?;
        Ok(Some(Self {
            unassociated: unassociated.map(|user| user.name.as_str()).collect(),
            associated: associated.map(|detail| (detail.user.name.as_str(), down_of(detail))).collect(),
            elsewhere: elsewhere(&holders)?,
            down: &sample.down,
        }))
    }

    /// Its lines, a blank one first.
    pub fn lines(&self) -> Vec<String> {
        let unassociated = self.unassociated.iter().map(|user| vec![name(user)]).collect();
        let associated = self.associated.iter().flat_map(|(user, mid_servers)| {
            mid_servers.iter().map(|sys_id| vec![name(user), (*sys_id).to_owned()])
        });
        let elsewhere = self.elsewhere.iter().map(Elsewhere::row);
        let down = self.down.iter().map(|mid_server| {
            vec![mid_server.sys_id.clone(), name(mid_server.name.as_deref().unwrap_or_default())]
        });
        let mut lines = vec![String::new(), "MID Server ID map".to_owned()];
        lines.extend(section("user accounts not associated with any MID Server", unassociated));
        lines.extend(section(
            "user accounts associated with Down MID Servers, by sys_id",
            associated.chain(elsewhere).collect(),
        ));
        lines.extend(section("sys_id of each Down MID Server, and its name", down.collect()));
        lines
    }

    /// The same as data.
    pub fn evidence(&self) -> Json {
        let associated = self
            .associated
            .iter()
            .map(|(user, mid_servers)| json!({ "user_name": user, "mid_servers": mid_servers }));
        let elsewhere = self
            .elsewhere
            .iter()
            .map(|holder| json!({ "user_name": holder.user_name, "statuses": holder.statuses }));
        let down = |mid_server: &MidServer| json!({ "sys_id": mid_server.sys_id, "name": mid_server.name });
        json!({
            "users_not_associated": self.unassociated,
            "users_of_down_mid_servers": associated.collect::<Vec<_>>(),
            "users_of_other_mid_servers": elsewhere.collect::<Vec<_>>(),
            "down_mid_servers": self.down.iter().map(down).collect::<Vec<_>>(),
        })
    }
}

impl Elsewhere {
    /// Marked `(Up)` where all its MID Servers are Up.
    fn row(&self) -> Vec<String> {
        vec![name(&self.user_name), format!("({})", self.statuses.join(", "))]
    }
}

fn down_of<'a>(detail: &'a Detail) -> Vec<&'a str> {
    let down = detail.mid_servers.iter().filter(|mid_server: &&ConfiguredMidServer| mid_server.is_down());
    down.map(|mid_server| mid_server.sys_id.as_str()).collect()
}

/// From rows in the order of the users, a row for each status.
fn elsewhere(rows: &[Row]) -> Result<Vec<Elsewhere>> {
    let mut holders: Vec<Elsewhere> = Vec::new();
    for row in rows {
        let (user_name, status): (String, String) = (row.get("user_name")?, row.get("status")?);
        match holders.last_mut().filter(|last| last.user_name == user_name) {
            Some(holder) => holder.statuses.push(status),
            None => holders.push(Elsewhere { user_name, statuses: vec![status] }),
        }
    }
    Ok(holders)
}

fn section(heading: &str, rows: Vec<Vec<String>>) -> Vec<String> {
    let rows = if rows.is_empty() { vec![vec!["none".to_owned()]] } else { rows };
    let mut lines = vec![String::new(), format!("  {heading}")];
    lines.extend(columns(4, rows));
    lines
}

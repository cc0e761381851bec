//! The views as data, for `--json`: the summary with counts alone, the details with everyone.

use serde_json::{Value as Json, json};

use super::id_map::IdMap;
use crate::rules::user_connectivity::classify::Sample;
use crate::rules::user_connectivity::condition::conditions;
use crate::rules::user_connectivity::configured::{Configured, Logins};
use crate::rules::user_connectivity::detail::{Account, ConfiguredMidServer, Detail, LoginEvent};
use crate::time::Time;

impl Sample {
    /// What the summary view shows.
    pub fn summary_evidence(&self, configured: &Configured) -> Json {
        let condition = |(last, association)| {
            json!({
                "last_login": last,
                "associated_with": association,
                "users": self.users_with(last, association).count(),
                "unconfirmed": self.unconfirmed(last),
            })
        };
        json!({
            "reporting_period": {
                "length": self.period.length.to_string(),
                "until": self.period.now.iso(),
                "events_after": self.period.start.iso(),
            },
            "mid_servers_down": self.down.len(),
            "users_configured_for_down_mid_servers": self.users_of_down(),
            "down_mid_servers_configured_with_users": configured.mid_servers,
            "down_mid_servers_with_several_users": configured.several.iter().map(several).collect::<Vec<_>>(),
            "active_role_holders_examined": self.active_holders(),
            "users_examined": self.users.len(),
            "users_with_similar_account": self.similar.len(),
            "mid_server_role_loaded": self.loaded.role_exists,
            "login_events_loaded": self.loaded.login_seen,
            "conditions": conditions().map(condition).collect::<Vec<_>>(),
        })
    }

    /// What the detailed view shows besides.
    pub fn add_details(&self, evidence: &mut Json, details: &[Detail], id_map: Option<&IdMap>) {
        evidence["users"] = details.iter().map(|detail| self.user(detail)).collect();
        if let Some(id_map) = id_map {
            evidence["mid_server_id_map"] = id_map.evidence();
        }
    }

    fn user(&self, detail: &Detail) -> Json {
        let user = detail.user;
        json!({
            "user_name": user.name,
            "last_login": user.last_login,
            "associated_with": user.association(),
            "unconfirmed": self.unconfirmed(user.last_login),
            "accounts": detail.accounts.iter().map(account).collect::<Vec<_>>(),
            "similar_accounts": detail.similar_accounts,
            "roles_held": detail.roles.held,
            "roles_missing": detail.roles.missing,
            "roles_missing_at_login": detail.roles_missing_at_login(),
            "mid_servers": detail.mid_servers.iter().map(configured).collect::<Vec<_>>(),
            "newest_login": detail.newest_login.as_ref().map(|event| self.event(event)),
            "message": user.finding().map(|finding| finding.message),
        })
    }

    fn event(&self, event: &LoginEvent) -> Json {
        let at = Time::parse(&event.at).ok();
        json!({
            "name": event.name,
            "at": at.map_or_else(|| event.at.clone(), Time::iso),
            "age_seconds": at.map(|at| self.period.now.unix_seconds() - at.unix_seconds()),
        })
    }
}

/// How many Down MID Servers have so many users, whose logins went so.
fn several((logins, mid_servers): (&Logins, &usize)) -> Json {
    let each = logins.each().map(|(last, users)| json!({ "last_login": last, "users": users }));
    json!({ "mid_servers": mid_servers, "users": logins.users(), "logins": each.collect::<Vec<_>>() })
}

fn account(account: &Account) -> Json {
    json!({
        "sys_id": account.sys_id,
        "active": account.active,
        "locked_out": account.locked_out,
        "roles_held": account.roles.held,
        "roles_missing": account.roles.missing,
    })
}

fn configured(mid_server: &ConfiguredMidServer) -> Json {
    json!({ "sys_id": mid_server.sys_id, "name": mid_server.name, "status": mid_server.status })
}

//! The views as data, for `--json`: the summary with counts alone, the details with everyone.

use serde_json::{Value as Json, json};

use crate::rules::user_connectivity::classify::{MidServer, Sample};
use crate::rules::user_connectivity::condition::conditions;
use crate::rules::user_connectivity::detail::{ConfiguredMidServer, Detail, LoginEvent};
use crate::time::Time;

impl Sample {
    /// What the summary view shows.
    pub fn summary_evidence(&self) -> Json {
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
            "users_examined": self.users.len(),
            "mid_server_role_loaded": self.loaded.role_exists,
            "login_events_loaded": self.loaded.login_seen,
            "conditions": conditions().map(condition).collect::<Vec<_>>(),
        })
    }

    /// What the detailed view shows.
    pub fn detailed_evidence(&self, details: &[Detail]) -> Json {
        let mut evidence = self.summary_evidence();
        evidence["users"] = details.iter().map(|detail| self.user(detail)).collect();
        if !self.down.is_empty() {
            evidence["mid_server_id_map"] = self.id_map_evidence(details);
        }
        evidence
    }

    fn user(&self, detail: &Detail) -> Json {
        let user = detail.user;
        let accounts = detail.accounts.iter();
        json!({
            "user_name": user.name,
            "last_login": user.last_login,
            "associated_with": user.association(),
            "unconfirmed": self.unconfirmed(user.last_login),
            "accounts": accounts
                .map(|account| json!({ "active": account.active, "locked_out": account.locked_out }))
                .collect::<Vec<_>>(),
            "roles_held": detail.roles_held,
            "roles_missing": detail.roles_missing,
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

    fn id_map_evidence(&self, details: &[Detail]) -> Json {
        let unassociated = self.users.iter().filter(|user| user.down_mid_servers == 0);
        let associated = details.iter().filter(|detail| detail.user.down_mid_servers > 0);
        let associated = associated.map(|detail| {
            let down = detail.mid_servers.iter().filter(|mid_server| mid_server.is_down());
            let sys_ids = down.map(|mid_server| mid_server.sys_id.as_str()).collect::<Vec<_>>();
            json!({ "user_name": detail.user.name, "mid_servers": sys_ids })
        });
        let down = |mid_server: &MidServer| json!({ "sys_id": mid_server.sys_id, "name": mid_server.name });
        json!({
            "users_not_associated": unassociated.map(|user| user.name.as_str()).collect::<Vec<_>>(),
            "users_of_down_mid_servers": associated.collect::<Vec<_>>(),
            "down_mid_servers": self.down.iter().map(down).collect::<Vec<_>>(),
        })
    }
}

fn configured(mid_server: &ConfiguredMidServer) -> Json {
    json!({ "sys_id": mid_server.sys_id, "name": mid_server.name, "status": mid_server.status })
}

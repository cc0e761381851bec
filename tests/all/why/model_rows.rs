//! The rows of a model of an instance, as the Table API answers them.

use serde_json::{Value as Json, json};

use super::model::{Event, Instance, Minute};

/// A minute as the instance writes it.
pub fn written(minute: Minute) -> String {
    let seconds = minute * 60 + 12 * 3_600;
    let (day, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // The clone completed at noon of 2026-03-01.
    let (month, day) = if day >= 0 {
        (3, 1 + day)
    } else if day > -28 {
        (2, 29 + day)
    } else {
        (1, 60 + day)
    };
    format!("2026-{month:02}-{day:02} {:02}:{:02}:00", second / 3_600, second / 60 % 60)
}

impl Instance {
    /// The rows of a table as the Table API answers them, as of one of the loads of MID Servers.
    pub fn rows(&self, table: &str, load: usize) -> Vec<Json> {
        let time = |minute: Option<Minute>| minute.map_or_else(String::new, written);
        match table {
            "ecc_agent" => self
                .mid_servers
                .iter()
                // This load does not have it.
                .filter(|mid| mid.statuses[load] != "gone")
                .map(|mid| {
                    json!({ "sys_id": mid.sys_id, "name": mid.name, "status": mid.statuses[load], "validated": mid.validated,
                        "user_name": mid.user_name.clone().unwrap_or_default(), "host_name": format!("{}.corp", mid.name),
                        "last_refreshed": time(mid.heartbeat), "sys_created_on": written(mid.created), "started": "", "stopped": "" })
                })
                .collect(),
            "ecc_agent_config" => {
                let row = |(row, mid, value): &(String, String, String)| {
                    json!({ "sys_id": row, "ecc_agent": mid, "param_name": "mid.instance.username", "value": value })
                };
                self.configured.iter().map(row).collect()
            }
            "sys_user" => self
                .accounts
                .iter()
                .map(|account| {
                    json!({ "sys_id": account.sys_id, "user_name": account.user_name, "active": account.active.to_string(),
                        "locked_out": account.locked_out.to_string(), "last_login_time": time(account.last_login),
                        "web_service_access_only": account.web_service_access_only.to_string(), "source": account.source,
                        "internal_integration_user": account.internal_integration_user.to_string() })
                })
                .collect(),
            "sys_user_role" => {
                self.roles.iter().map(|(role, name)| json!({ "sys_id": role, "name": name })).collect()
            }
            "sys_user_role_contains" => {
                let row = |(row, role, more): &(String, String, String)| json!({ "sys_id": row, "role": role, "contains": more });
                self.contains.iter().map(row).collect()
            }
            "sys_user_has_role" => {
                let row = |(row, user, role, state): &(String, String, String, &str)| {
                    json!({ "sys_id": row, "user": user, "role": role, "state": state })
                };
                self.held.iter().map(row).collect()
            }
            "sysevent" => {
                let events = self.events.iter().filter(|event| event.on <= self.loads[load]).enumerate();
                // A rotated table repeats some of them under another key.
                let keys = |number: usize| if number.is_multiple_of(5) { "ed" } else { "e" }.chars();
                let events = events.flat_map(|(number, event)| keys(number).map(move |key| (key, number, event)));
                let row = |(key, number, event): (char, usize, &Event)| {
                    json!({ "sys_id": format!("{key}{number:031x}"), "name": event.name, "parm1": event.parm1, "parm2": event.parm2,
                        "sys_created_on": written(event.on) })
                };
                events.map(row).collect()
            }
            "sys_properties" => {
                let row = |(row, name, value): &(String, &str, String)| json!({ "sys_id": row, "name": name, "value": value });
                self.properties.iter().flatten().map(row).collect()
            }
            other => panic!("nobody knows {other}"),
        }
    }
}

//! A small instance that tests change and export: two MID Servers, each with its user, whole and with all columns.

use std::fs;

use serde_json::{Value, json};

use crate::support::rows::sys_id;
use crate::support::{Exec, Test};
use crate::table_api::{TableApi, USER};

/// The tables that an account of the instance may export, and what they hold.
#[derive(Clone)]
pub struct World {
    /// The status of `emea`, whose user is `svc.emea`, and of `apac`, whose user is `svc.apac`.
    pub emea: &'static str,
    pub apac: &'static str,
    /// Whether `svc.emea` has an account.
    pub account: bool,
    /// Login events: name, user, time.
    pub events: Vec<(&'static str, &'static str, String)>,
    /// When MID Servers that are Up showed it last.
    pub heartbeat: String,
    /// When those that are Down did.
    pub last_heartbeat: String,
    /// The tables that are not exported.
    pub hidden: Vec<&'static str>,
}

impl World {
    /// Both are Up.
    pub fn sound() -> Self {
        Self {
            emea: "Up",
            apac: "Up",
            account: true,
            events: Vec::new(),
            heartbeat: String::new(),
            last_heartbeat: "2026-03-01 11:55:00".to_owned(),
            hidden: Vec::new(),
        }
    }

    /// The same where `emea` is Down.
    pub fn emea_down() -> Self {
        Self { emea: "Down", ..Self::sound() }
    }

    /// Every table with its rows.
    pub fn tables(&self) -> Vec<(&'static str, Value)> {
        let agent = |id, name, status: &str| {
            let heartbeat = if status == "Down" { &self.last_heartbeat } else { &self.heartbeat };
            json!({"sys_id": sys_id(id), "name": name, "status": status, "user_name": "", "last_refreshed": heartbeat,
                "sys_created_on": "2026-01-01 00:00:00"})
        };
        let config = |id, agent, user| json!({"sys_id": sys_id(id), "ecc_agent": sys_id(agent), "param_name": "mid.instance.username", "value": user});
        let user = |id, name| json!({"sys_id": sys_id(id), "user_name": name, "active": "true"});
        let held = |id, user| json!({"sys_id": sys_id(id), "user": sys_id(user), "role": sys_id('e')});
        // The account that pulls sees itself.
        let mut users = vec![user('6', "svc.apac"), user('8', USER)];
        users.extend(self.account.then(|| user('5', "svc.emea")));
        vec![
            ("ecc_agent", json!([agent('a', "emea", self.emea), agent('b', "apac", self.apac)])),
            ("ecc_agent_config", json!([config('c', 'a', "svc.emea"), config('d', 'b', "svc.apac")])),
            ("sys_user", json!(users)),
            ("sys_user_role", json!([{"sys_id": sys_id('e'), "name": "mid_server"}])),
            ("sys_user_has_role", json!([held('1', '5'), held('2', '6')])),
            (
                "sys_user_role_contains",
                json!([{"sys_id": sys_id('3'), "role": sys_id('e'), "contains": sys_id('4')}]),
            ),
            ("sysevent", Value::Array(self.events())),
        ]
    }

    fn events(&self) -> Vec<Value> {
        let event = |(number, (name, user, at)): (usize, &(&str, &str, String))| json!({"sys_id": format!("{number:032x}"), "name": name, "parm1": user, "sys_created_on": at});
        self.events.iter().enumerate().map(event).collect()
    }

    /// An instance that holds it.
    pub fn serve(&self, api: TableApi) -> TableApi {
        let api = api.table("clone_instance", json!([]));
        self.tables().into_iter().fold(api, |api, (table, rows)| api.table(table, rows))
    }

    /// Exports what may be exported, and imports it then.
    pub fn load(&self, test: &Test, at: &str) -> Exec {
        fs::create_dir_all(test.path("exports")).unwrap();
        for (table, rows) in self.tables().into_iter().filter(|(table, _)| !self.hidden.contains(table)) {
            test.file(&format!("exports/{table}.json"), json!({ "result": rows }).to_string());
        }
        test.run(&["import", "--replace", "exports"]).at(at)
    }
}

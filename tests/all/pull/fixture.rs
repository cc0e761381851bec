//! An instance with a little of everything, and a pull from it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use midjobs::pull::auth::Credentials;
use midjobs::pull::client::Client;
use midjobs::pull::limits::Limits;
use midjobs::pull::received::Received;
use midjobs::pull::{Clones, Wanted, pull};
use midjobs::time::Time;
use serde_json::{Value, json};

use crate::table_api::{CLIENT, PASSWORD, TableApi, USER};

/// The rows that came, by table, as `sys_id`s in the order of arrival.
pub type Rows = BTreeMap<&'static str, Vec<String>>;

/// What came of a pull, and the waits in it.
pub struct Pulled {
    pub result: Result<(Rows, BTreeMap<&'static str, Received>)>,
    pub waits: Vec<Duration>,
}

impl Pulled {
    pub fn error(self) -> String {
        format!("{:#}", self.result.map(drop).expect_err("the pull fails"))
    }

    pub fn rows(self) -> Rows {
        self.result.expect("the pull succeeds").0
    }

    pub fn coverage(self, table: &str) -> Received {
        self.result.expect("the pull succeeds").1.remove(table).expect("the table was asked for")
    }
}

pub fn basic(password: &str) -> Credentials {
    Credentials::Basic { user: USER.to_owned(), password: password.to_owned().into() }
}

pub fn oauth(client_secret: &str) -> Credentials {
    Credentials::OAuth { client_id: CLIENT.to_owned(), client_secret: client_secret.to_owned().into() }
}

/// Small pages, so that there are some.
pub fn limits() -> Limits {
    Limits { page_rows: 2, ..Limits::default() }
}

/// The sample instance's last day and its clones.
pub fn wanted() -> Wanted<'static> {
    Wanted {
        events_since: Time::parse("2026-03-01 00:00:00").unwrap(),
        clones: Clones::Ask,
        stood: &|_| Ok(false),
    }
}

pub fn pull_as(url: &str, credentials: Credentials, limits: Limits) -> Pulled {
    let waits = RefCell::new(Vec::new());
    let sleep = |wait| waits.borrow_mut().push(wait);
    let all = || {
        let mut rows = Rows::new();
        let mut client = Client::new(url.parse()?, credentials, limits, &sleep)?;
        let coverage = pull(&mut client, wanted(), &mut |table, records| {
            for record in records {
                let id = record.fields.into_iter().find(|(name, _)| name == "sys_id");
                rows.entry(table).or_default().extend(id.and_then(|(_, id)| id));
            }
            Ok(())
        })?;
        Ok((rows, coverage.into_iter().collect()))
    };
    let result = all();
    Pulled { result, waits: waits.into_inner() }
}

pub fn pull_from(api: &TableApi) -> Pulled {
    pull_as(&api.url(), basic(PASSWORD), limits())
}

pub fn ids(ids: &str) -> Vec<String> {
    ids.split(' ').map(str::to_owned).collect()
}

pub fn agent(id: &str) -> Value {
    json!({"sys_id": id, "name": id, "status": "Up", "sys_created_on": "2026-01-01 00:00:00"})
}

/// A MID Server is configured with that user.
pub fn configured(id: &str, user: &str) -> Value {
    parameter(id, "mid.instance.username", user)
}

fn parameter(id: &str, name: &str, value: &str) -> Value {
    json!({"sys_id": id, "ecc_agent": "a1", "param_name": name, "value": value})
}

pub fn user(id: &str, name: &str) -> Value {
    json!({"sys_id": id, "user_name": name, "active": "true", "user_password": "x"})
}

fn holds(id: &str, user: &str, role: &str) -> Value {
    json!({"sys_id": id, "user": user, "role": role, "inherited": "false"})
}

fn event(id: &str, name: &str, time: &str) -> Value {
    json!({"sys_id": id, "name": name, "parm1": "mid.one", "sys_created_on": time})
}

fn clone(id: &str, completed: &str) -> Value {
    json!({"sys_id": id, "source_instance": "prod", "target_instance": "dev", "completed": completed})
}

/// Three MID Servers, two of them with a user; a holder of the role without a MID Server; and a user, a password,
/// events and a clone that are none of midjobs' business.
pub fn instance() -> TableApi {
    let configs = [
        configured("c1", "mid.one"),
        configured("c2", "mid.two"),
        configured("c3", ""),
        parameter("c4", "mid.instance.password", "x"),
    ];
    let users = [user("u1", "mid.one"), user("u2", "mid.two"), user("u3", "holder"), user("u4", "boss")];
    let roles = [json!({"sys_id": "r1", "name": "mid_server"}), json!({"sys_id": "r2", "name": "soap"})];
    let held = [
        holds("h1", "u1", "r1"),
        holds("h2", "u3", "r1"),
        holds("h3", "u2", "r2"),
        holds("h4", "u4", "r2"),
        holds("h5", "u1", "r2"),
    ];
    let events = [
        event("e1", "login", "2026-03-01 00:00:02"),
        event("e2", "login.failed", "2026-03-01 00:00:01"),
        event("e3", "login.failed", "2026-03-01 00:00:01"),
        event("e4", "login.authorization.failed", "2026-03-01 00:00:01"),
        event("e5", "login", "2026-02-28 23:59:59"),
        event("e6", "sla.breached", "2026-03-01 00:00:01"),
        event("e7", "mid_server.down", "2026-03-01 00:00:03"),
        event("e8", "mid_server.cluster.down", "2026-03-01 00:00:03"),
    ];
    let properties = [
        json!({"sys_id": "p1", "name": "glide.soap.require_ws_security", "value": "true"}),
        json!({"sys_id": "p2", "name": "glide.smtp.password", "value": "x"}),
    ];
    TableApi::start()
        .table("ecc_agent", json!([agent("a1"), agent("a2"), agent("a3")]))
        .table("ecc_agent_config", json!(configs))
        .table("sys_user", json!(users))
        .table("sys_user_role", json!(roles))
        .table("sys_user_role_contains", json!([{"sys_id": "k1", "role": "r1", "contains": "r2"}]))
        .table("sys_user_has_role", json!(held))
        .table("sysevent", json!(events))
        .table("sys_properties", json!(properties))
        .table("clone_instance", json!([clone("i1", "2026-03-01 00:00:00"), clone("i2", "")]))
}

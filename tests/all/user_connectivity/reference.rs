//! The findings of random instances against a reference: plain loops, straight from the text of the design.

use std::collections::{BTreeMap, BTreeSet};

use midjobs::db::{Db, Sql, Value};
use midjobs::rules;
use midjobs::time::{Span, Time};
use proptest::prelude::*;
use proptest::sample::select;

type Text = Option<&'static str>;

const USERNAME: &str = "mid.instance.username";
const NAMES: [Text; 13] = [
    None,
    Some(""),
    Some("ardis"),
    Some("Ardis"),
    Some("ardis "),
    Some(" ardis"),
    Some("a,b"),
    Some("o'brien \"x\""),
    Some("100%_mid"),
    Some("nul\0one"),
    Some("nul\0two"),
    Some("größe 测试 🙂"),
    Some("x associated with 2 down MID Servers"),
];
const STATUSES: [Text; 7] =
    [Some("Down"), Some("Down"), Some("Down"), Some("Up"), Some("Paused"), Some("down"), None];
const DOMAINS: [Text; 4] = [None, Some(""), Some("TOP"), Some("TOP/EMEA")];
const STATES: [Text; 5] = [None, Some(""), Some("active"), Some("Active"), Some("inactive")];
const EVENTS: [Text; 7] = [
    Some("login"),
    Some("login.failed"),
    Some("login.authorization.failed"),
    Some("login.failed.locked"),
    Some("Login"),
    Some("logout"),
    None,
];

/// The rows of an instance. References are positions, and may lead nowhere.
#[derive(Clone, Debug)]
struct Instance {
    period: u64,
    /// Status.
    agents: Vec<Text>,
    /// MID Server, parameter, value, domain.
    configs: Vec<(Option<usize>, Text, Text, Text)>,
    /// Name, active, domain.
    users: Vec<(Text, Option<bool>, Text)>,
    /// Name.
    roles: Vec<Text>,
    /// User, role, state.
    held: Vec<(usize, usize, Text)>,
    /// Name, user name, seconds after the period's own start less a minute.
    events: Vec<(Text, Text, i64)>,
}

/// What must be found: the user, and the domains of which one must be given.
type Expected = BTreeMap<String, (String, BTreeSet<String>)>;

fn now() -> Time {
    Time::parse("2026-03-01 12:00:00").unwrap()
}

/// Few names in one instance, so that its rows have much to do with each other.
fn instance() -> impl Strategy<Value = Instance> {
    prop::sample::subsequence(NAMES.to_vec(), 4).prop_flat_map(instance_of)
}

fn instance_of(names: Vec<Text>) -> impl Strategy<Value = Instance> {
    let name = select(names);
    let config = (
        prop::option::weighted(0.95, 0..6_usize),
        select(vec![Some(USERNAME), Some(USERNAME), Some(USERNAME), Some("mid.instance.password"), None]),
        name.clone(),
        select(DOMAINS.to_vec()),
    );
    let active = select(vec![Some(true), Some(true), Some(false), None]);
    let user = (name.clone(), active, select(DOMAINS.to_vec()));
    let role = select(vec![Some("mid_server"), Some("mid_server"), Some("admin"), Some("MID_SERVER"), None]);
    let held = (0..6_usize, 0..3_usize, select(STATES.to_vec()));
    let moment = prop_oneof![-1..3_i64, 100..103_i64, 10_000..1_000_000_i64];
    let event = (select(EVENTS.to_vec()), name, moment);
    (
        select(vec![1, 60, 300, 14_400]),
        prop::collection::vec(select(STATUSES.to_vec()), 0..6),
        prop::collection::vec(config, 0..8),
        prop::collection::vec(user, 0..6),
        prop::collection::vec(role, 0..4),
        prop::collection::vec(held, 0..14),
        prop::collection::vec(event, 0..24),
    )
        .prop_map(|(period, agents, configs, users, roles, held, events)| Instance {
            period,
            agents,
            configs,
            users,
            roles,
            held,
            events,
        })
}

/// A sys_id: one hex digit for the table, then the position.
fn key(kind: char, position: usize) -> String {
    format!("{kind}{position:031}")
}

fn put(db: &Db, statement: &str, values: Vec<Value>) {
    let names = ["a", "b", "c", "d"];
    let params: Vec<(&str, Value)> = names.into_iter().zip(values).collect();
    db.execute(Sql::new("a row of the test", statement), &params).unwrap();
}

impl Instance {
    /// Its rows, and so many events of the period that are no logins: it goes by their number which way logins are read.
    fn load(&self, other_events: usize) -> Db {
        let db = Db::in_memory().unwrap();
        for (position, status) in self.agents.iter().enumerate() {
            let row = vec![key('a', position).into(), (*status).into()];
            put(&db, "INSERT INTO ecc_agent (sys_id, status) VALUES (:a, :b)", row);
        }
        for (agent, param, value, domain) in &self.configs {
            let agent = agent.map(|position| key('a', position));
            let row = vec![agent.into(), (*param).into(), (*value).into(), (*domain).into()];
            let statement = "INSERT INTO ecc_agent_config (ecc_agent, param_name, value, sys_domain) VALUES (:a, :b, :c, :d)";
            put(&db, statement, row);
        }
        for (position, (name, active, domain)) in self.users.iter().enumerate() {
            let row = vec![key('d', position).into(), (*name).into(), (*active).into(), (*domain).into()];
            put(
                &db,
                "INSERT INTO sys_user (sys_id, user_name, active, sys_domain) VALUES (:a, :b, :c, :d)",
                row,
            );
        }
        for (position, name) in self.roles.iter().enumerate() {
            let row = vec![key('e', position).into(), (*name).into()];
            put(&db, "INSERT INTO sys_user_role (sys_id, name) VALUES (:a, :b)", row);
        }
        for (user, role, state) in &self.held {
            let row = vec![key('d', *user).into(), key('e', *role).into(), (*state).into()];
            put(&db, "INSERT INTO sys_user_has_role (user, role, state) VALUES (:a, :b, :c)", row);
        }
        for (name, user, after) in &self.events {
            let row = vec![(*name).into(), (*user).into(), self.moment(*after).into()];
            put(&db, "INSERT INTO sysevent (name, parm1, sys_created_on) VALUES (:a, :b, :c)", row);
        }
        for _ in 0..other_events {
            let row = vec![now().into()];
            put(
                &db,
                "INSERT INTO sysevent (name, parm1, sys_created_on) VALUES ('metric.update', 'ardis', :a)",
                row,
            );
        }
        db
    }

    fn moment(&self, after: i64) -> Time {
        let before = now() - Span::from_seconds(self.period + 61);
        before + Span::from_seconds(u64::try_from(after + 1).unwrap())
    }

    /// Active users of that name who hold the role.
    fn active_holders(&self, name: &str) -> Vec<Text> {
        let mut domains = Vec::new();
        for (position, (user, active, domain)) in self.users.iter().enumerate() {
            let holds = self.held.iter().any(|(held_by, role, state)| {
                *held_by == position
                    && self.roles.get(*role) == Some(&Some("mid_server"))
                    && *state != Some("inactive")
            });
            if *user == Some(name) && *active == Some(true) && holds {
                domains.push(*domain);
            }
        }
        domains
    }

    fn configs_of(&self, name: &str) -> impl Iterator<Item = &(Option<usize>, Text, Text, Text)> {
        self.configs
            .iter()
            .filter(move |(_, param, value, _)| *param == Some(USERNAME) && *value == Some(name))
    }

    fn is_down(&self, agent: Option<usize>) -> bool {
        agent.and_then(|position| self.agents.get(position)) == Some(&Some("Down"))
    }

    /// The newest event strictly after the start; of one second, the worst.
    fn newest_event(&self, name: &str) -> Option<&'static str> {
        let worst_last = ["login", "login.failed", "login.authorization.failed"];
        let mut newest: Option<(i64, usize)> = None;
        for (event, user, after) in &self.events {
            let rank = worst_last.iter().position(|known| Some(*known) == *event);
            if let (Some(rank), true, true) = (rank, *user == Some(name), *after > 0) {
                newest = newest.max(Some((*after, rank)));
            }
        }
        newest.map(|(_, rank)| worst_last[rank])
    }

    fn expected(&self) -> Expected {
        let mut expected = Expected::new();
        for name in NAMES.into_iter().flatten().filter(|name| !name.is_empty()) {
            let down: BTreeSet<usize> = self
                .configs_of(name)
                .filter_map(|(agent, ..)| agent.filter(|_| self.is_down(*agent)))
                .collect();
            let holders = self.active_holders(name);
            let unassociated = !holders.is_empty() && self.configs_of(name).next().is_none();
            if down.is_empty() && !unassociated {
                continue;
            }
            let of_configs = self.configs_of(name).filter(|(agent, ..)| self.is_down(*agent));
            let domains = if holders.is_empty() { of_configs.map(|row| row.3).collect() } else { holders };
            let domains = domains.into_iter().map(|domain| domain.unwrap_or("").to_owned()).collect();
            if let Some(message) = message(name, self.newest_event(name), down.len()) {
                expected.insert(message, (name.to_owned(), domains));
            }
        }
        expected
    }
}

/// The table of the design, cell by cell.
fn message(x: &str, event: Option<&str>, n: usize) -> Option<String> {
    let whose = match n {
        0 => format!("{x} with mid_server role not associated with a MID Server."),
        1 => format!("{x} associated with 1 down MID Server."),
        _ => format!("{x} associated with {n} down MID Servers."),
    };
    match (event, n) {
        (Some("login.failed"), 0) => Some(format!("Login authentication failure for User {whose}")),
        (Some("login.failed"), 1) => {
            Some(format!("Login authentication failure for User {whose} Check password on MID server."))
        }
        (Some("login.failed"), _) => {
            Some(format!("Login authentication failure for User {whose} Check password on MID servers."))
        }
        (Some("login.authorization.failed"), 0) => {
            Some(format!("Login authorization failure for User {whose}"))
        }
        (Some("login.authorization.failed"), _) => Some(format!(
            "Login authorization failure for User {whose} Re-assign mid_server role to grant all required roles."
        )),
        (Some(_), 0) => Some(format!(
            "User {x} with mid_server role successfully connected but not associated with a MID Server. The mid-server role should be reserved for MID Server use only."
        )),
        (Some(_), _) => None,
        (None, 0) => Some(format!(
            "User {x} with mid_server role is not associated with a MID Server. No login attempts within reporting period."
        )),
        (None, 1) => Some(format!(
            "User {x} is associated with 1 down MID Server. No login attempts within reporting period."
        )),
        (None, _) => Some(format!(
            "User {x} is associated with {n} down MID Servers. No login attempts within reporting period."
        )),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_findings_of_any_instance_are_those_of_plain_loops_over_its_rows(instance in instance()) {
        let rule = rules::find("user_connectivity").unwrap();
        let (length, period) = (rules::length_of("period"), Span::from_seconds(instance.period));
        for (debug, other_events) in [(0, 0), (2, 0), (0, 40)] {
            let db = instance.load(other_events);
            let params = [("now", now().into()), (length.as_str(), period.into()), ("debug", Value::Integer(debug)), ("source", "MIDUserConnectivity".into())];
            let found = (rule.find)(db.reader(), &params).unwrap();
            let expected = instance.expected();
            let messages: BTreeSet<_> = found.findings.iter().map(|finding| finding.message.as_str()).collect();
            prop_assert_eq!(messages, expected.keys().map(String::as_str).collect::<BTreeSet<_>>());
            prop_assert_eq!(found.findings.len(), expected.len());
            for finding in &found.findings {
                let (user, domains) = &expected[&finding.message];
                prop_assert_eq!(finding.user_name.as_ref(), Some(user));
                prop_assert!(domains.contains(finding.sys_domain.as_deref().unwrap_or("")));
                prop_assert!(finding.mid_server.is_none());
            }
            prop_assert!(found.notes.iter().all(|note| !note.message.contains(char::is_control)));
        }
    }
}

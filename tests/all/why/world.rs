//! Small worlds: MID Servers that are Down though their users can log in, until a test changes a row.

use std::cell::OnceCell;

use serde_json::Value as Json;

use super::model::{Account, Event, Instance, MidServer, Minute};
use super::model_rows::written;

/// What `mid_server` contains here.
pub const CONTAINED: [&str; 2] = ["soap", "soap_script"];

/// What does not come with the last load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Without {
    Table(&'static str),
    Column(&'static str, &'static str),
    /// It comes, and it is known that it was cut.
    Whole(&'static str),
    /// It comes as it was at that minute.
    Fresh(&'static str, Minute),
}

/// An instance, its clones, and what does not come of it.
#[derive(Clone, Debug)]
pub struct World {
    pub instance: Instance,
    /// When a clone ended, and as what.
    pub clones: Vec<(Minute, &'static str)>,
    pub without: Vec<Without>,
    /// It is asked so long after the last load.
    pub asked_after: Minute,
    /// What was said: a world is played once.
    said: Said,
}

/// Answers, once asked for; a changed world has none.
#[derive(Debug, Default)]
struct Said(OnceCell<Vec<Json>>);

impl Clone for Said {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// A key of 32 digits, the same for the same name.
pub fn id(kind: char, name: &str) -> String {
    let hash = name.bytes().fold(7_u64, |hash, byte| hash.wrapping_mul(1_000_003) ^ u64::from(byte));
    format!("{kind}{hash:031x}")
}

impl World {
    /// These MID Servers, Down since the clone, as loaded half an hour after it. Nobody saw their users try.
    pub fn of(names: &[&str]) -> Self {
        let roles = ["mid_server"].into_iter().chain(CONTAINED);
        let instance = Instance {
            loads: vec![30],
            roles: roles.map(|name| (id('c', name), name)).collect(),
            contains: [("mid_server", "soap"), ("soap", "soap_script")]
                .map(|(role, more)| (id('f', more), id('c', role), id('c', more)))
                .to_vec(),
            ..Instance::default()
        };
        let mut world = Self {
            instance,
            clones: vec![(0, "completed")],
            without: Vec::new(),
            asked_after: 1,
            said: Said::default(),
        };
        names.iter().for_each(|name| world.add(name));
        world
    }

    /// One more of the kind.
    pub fn add(&mut self, name: &str) {
        let user = format!("svc.{name}");
        self.instance.mid_servers.push(MidServer {
            sys_id: id('a', name),
            name: name.to_owned(),
            statuses: vec!["Down"; self.instance.loads.len()],
            user_name: Some(user.clone()),
            validated: "true",
            heartbeat: Some(-5),
            created: -1440 * 20,
        });
        self.configure(name, &user);
        self.make_account(name, &user);
    }

    /// An account with every role; `name` names its row.
    pub fn make_account(&mut self, name: &str, user_name: &str) {
        self.instance.accounts.push(Account {
            sys_id: id('b', name),
            user_name: user_name.to_owned(),
            active: true,
            locked_out: false,
            last_login: None,
            web_service_access_only: true,
            internal_integration_user: true,
            source: "",
        });
        for role in ["mid_server"].iter().chain(&CONTAINED) {
            self.hold(name, role, "active");
        }
    }

    /// A row of a role, of that state.
    pub fn hold(&mut self, name: &str, role: &str, state: &'static str) {
        let row = (id('e', &format!("{name}{role}")), id('b', name), id('c', role), state);
        self.instance.held.retain(|(known, ..)| *known != row.0);
        self.instance.held.push(row);
    }

    pub fn drop_role(&mut self, name: &str, role: &str) {
        let row = id('e', &format!("{name}{role}"));
        self.instance.held.retain(|(known, ..)| *known != row);
    }

    pub fn drop_account(&mut self, name: &str) {
        self.instance.accounts.retain(|account| account.sys_id != id('b', name));
    }

    pub fn configure(&mut self, name: &str, user: &str) {
        let row = id('d', &format!("{name}{}", self.instance.configured.len()));
        self.instance.configured.push((row, id('a', name), user.to_owned()));
    }

    pub fn unconfigure(&mut self, name: &str) {
        self.instance.configured.retain(|(_, of, _)| *of != id('a', name));
    }

    pub fn property(&mut self, name: &'static str, value: &str) {
        self.instance.properties.get_or_insert_default().push((id('9', name), name, value.to_owned()));
    }

    /// Basic authentication is restricted, and that is in force.
    pub fn restrict(&mut self) {
        self.property("glide.authenticate.basic_auth.restriction.active", "true");
        self.property("glide.authenticate.basic_auth.restriction.enforce", "true");
    }

    pub fn mid(&mut self, name: &str) -> &mut MidServer {
        self.instance.mid_servers.iter_mut().find(|mid| mid.name == name).unwrap()
    }

    pub fn account(&mut self, name: &str) -> &mut Account {
        self.instance.accounts.iter_mut().find(|account| account.sys_id == id('b', name)).unwrap()
    }

    /// Events of the user of a MID Server.
    pub fn log(&mut self, name: &str, event: &'static str, minutes: &[Minute]) {
        let parm2 = if event == "login.authorization.failed" { "soap_script" } else { "10.0.0.7" };
        self.event(event, &format!("svc.{name}"), parm2, minutes);
    }

    pub fn event(&mut self, name: &'static str, parm1: &str, parm2: &'static str, minutes: &[Minute]) {
        let event = |on: &Minute| Event { name, parm1: parm1.to_owned(), parm2, on: *on };
        self.instance.events.extend(minutes.iter().map(event));
    }

    /// Forgets the last event of its user.
    pub fn forget_event(&mut self, name: &str) {
        let user = format!("svc.{name}");
        let last = self.instance.events.iter().rposition(|event| event.parm1 == user).unwrap();
        self.instance.events.remove(last);
    }

    /// When loads come, and what each shows of one MID Server; the others are as they are.
    pub fn shows(&mut self, loads: &[Minute], name: &str, statuses: &[&'static str]) {
        self.instance.loads = loads.to_vec();
        for mid in &mut self.instance.mid_servers {
            let last = *mid.statuses.last().unwrap();
            mid.statuses.resize(loads.len(), last);
        }
        self.mid(name).statuses = statuses.to_vec();
    }

    /// When it is asked.
    pub fn now(&self) -> String {
        written(self.instance.now() + self.asked_after)
    }

    /// What is said of each MID Server that is not up.
    pub fn answers(&self) -> &[Json] {
        self.said.0.get_or_init(|| {
            let said = self.play().run(&["why", "--json"]).at(&self.now()).done().json();
            said["why"].as_array().unwrap().clone()
        })
    }

    /// What is said of this one.
    #[track_caller]
    pub fn answer(&self, name: &str) -> Json {
        let answers = self.answers();
        let answer = answers.iter().find(|answer| answer["mid_server"] == name);
        answer.unwrap_or_else(|| panic!("{name} is not among {answers:#?}")).clone()
    }

    #[track_caller]
    pub fn says(&self, name: &str, column: &str, value: &str) -> &Self {
        let answer = self.answer(name);
        assert_eq!(answer[column], value, "{answer:#}");
        self
    }

    #[track_caller]
    pub fn class(&self, name: &str, class: &str) -> &Self {
        self.says(name, "class", class)
    }

    #[track_caller]
    pub fn cause(&self, name: &str, cause: &str) -> &Self {
        self.says(name, "cause", cause)
    }

    /// That it cannot be told, because of this table.
    #[track_caller]
    pub fn cannot_tell(&self, name: &str, table: &str) -> &Self {
        let answer = self.answer(name);
        assert_eq!(answer["cause"], "cannot_tell", "{answer:#}");
        assert!(answer["likely"].is_string(), "{answer:#}");
        let doubt = answer["doubt"].as_str().unwrap();
        assert!(
            doubt.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|word| word == table),
            "{doubt} is not about {table}: {answer:#}"
        );
        self
    }

    /// The same world with something changed.
    pub fn but(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut world = self.clone();
        change(&mut world);
        world
    }
}

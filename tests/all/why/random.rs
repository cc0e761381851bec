//! Random instances, from a seed: every MID Server has its own mixture of what can be wrong.

use std::collections::BTreeSet;

use fastrand::Rng;

use super::model::{Account, Event, Instance, MidServer, Minute};

/// What `mid_server` contains, at two removes.
const SOAP: [&str; 6] =
    ["soap_create", "soap_delete", "soap_ecc", "soap_query", "soap_script", "soap_update"];

/// How many MID Servers there are.
const MID_SERVERS: usize = 40;

struct Making {
    random: Rng,
    made: u64,
    instance: Instance,
}

/// A random instance.
pub fn instance(seed: u64) -> Instance {
    let mut making = Making { random: Rng::with_seed(seed), made: 0, instance: Instance::default() };
    making.loads();
    making.roles();
    making.properties();
    for number in 0..MID_SERVERS {
        making.mid_server(number);
    }
    // Two events of one user in a second are decided by no row.
    let mut taken = BTreeSet::new();
    making.instance.events.retain(|event| taken.insert((event.parm1.clone(), event.on)));
    making.random.shuffle(&mut making.instance.events);
    making.allowed_users();
    making.gone();
    making.instance
}

impl Making {
    fn id(&mut self) -> String {
        self.made += 1;
        format!("{:016x}{:016x}", self.random.u64(..), self.made)
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.random.usize(..times) == 0
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.random.usize(..of.len())]
    }

    fn loads(&mut self) {
        self.instance.loads = match self.random.u8(..4) {
            0 => vec![30],
            1 => vec![-40, 12, 20, 75],
            2 => vec![14, 45, 55, 70, 80],
            _ => vec![10, 25, 100, 130, 160],
        };
    }

    fn roles(&mut self) {
        let names = ["mid_server", "soap", "admin", "snc_basic_auth_api_access", "import_admin"];
        let roles: Vec<(String, &str)> = names.iter().chain(&SOAP).map(|name| (self.id(), *name)).collect();
        let of = |name: &str| roles.iter().find(|(_, known)| *known == name).unwrap().0.clone();
        let contains: Vec<(String, String)> = [("mid_server", "soap"), ("admin", "import_admin")]
            .into_iter()
            .chain(SOAP.map(|name| ("soap", name)))
            .map(|(role, more)| (of(role), of(more)))
            .collect();
        self.instance.contains = contains.into_iter().map(|(role, more)| (self.id(), role, more)).collect();
        self.instance.roles = roles;
    }

    fn properties(&mut self) {
        if self.one_in(3) {
            return;
        }
        let on = |is: bool| if is { "true" } else { "false" }.to_owned();
        let mut properties = vec![
            ("glide.authenticate.basic_auth.restriction.active", on(!self.one_in(3))),
            ("glide.authenticate.basic_auth.restriction.enforce", on(!self.one_in(3))),
            ("glide.soap.require_ws_security", on(self.one_in(3))),
        ];
        if self.one_in(2) {
            let roles = self.pick(&["snc_basic_auth_api_access", "import_admin, admin", ""]);
            properties.push(("glide.authenticate.basic_auth.allowed_roles", roles.to_owned()));
        }
        if self.one_in(2) {
            properties.push(("glide.authenticate.basic_auth.allowed_users", String::new()));
        }
        let rows = properties.into_iter().map(|(name, value)| (self.id(), name, value)).collect();
        self.instance.properties = Some(rows);
    }

    /// Some accounts are exempt by their sys_id.
    fn allowed_users(&mut self) {
        let accounts: Vec<&str> =
            self.instance.accounts.iter().step_by(4).map(|account| account.sys_id.as_str()).collect();
        let listed = accounts.join(", ");
        let properties = self.instance.properties.iter_mut().flatten();
        for (_, _, value) in properties.filter(|(_, name, _)| name.ends_with("allowed_users")) {
            value.clone_from(&listed);
        }
    }

    /// Where there is a load before the clone, it alone has some of the MID Servers.
    fn gone(&mut self) {
        if self.instance.loads[0] < 0 {
            for mid in self.instance.mid_servers.iter_mut().skip(2).step_by(7) {
                mid.statuses[1..].fill("gone");
            }
        }
    }

    fn mid_server(&mut self, number: usize) {
        let user = match self.instance.mid_servers.last().filter(|_| number % 5 == 4) {
            // A shared account.
            Some(before) => self.instance.user(before).unwrap_or_else(|| format!("svc.{number}")),
            None => self.pick(&["svc.", "Svc.", "SVC mid."]).to_owned() + &number.to_string(),
        };
        let heartbeat = match self.random.u8(..10) {
            0 => None,
            1 => Some(-1440 * 20),
            2 => Some(self.random.i64(17..30)),
            _ => Some(-self.random.i64(2..13)),
        };
        let mid = MidServer {
            sys_id: self.id(),
            name: format!("mid-{number:02}"),
            statuses: self.statuses(),
            user_name: match self.random.u8(..6) {
                0 => None,
                1 => Some("svc.other".to_owned()),
                _ => Some(user.clone()),
            },
            validated: if self.one_in(6) { "validating" } else { self.pick(&["true", ""]) },
            heartbeat,
            created: if self.one_in(10) { 5 } else { -1440 * 20 },
        };
        if !self.one_in(8) {
            self.configured(&mid, &user);
        }
        let is_new = !self.instance.accounts.iter().any(|account| account.user_name == user);
        if is_new {
            self.account(&user);
            self.logins(&user);
        }
        if self.one_in(6) {
            self.told(&mid);
        }
        if self.one_in(8) {
            let on = self.random.i64(-20..self.instance.now());
            self.instance.issues.push((mid.sys_id.clone(), on));
        }
        self.instance.mid_servers.push(mid);
    }

    fn statuses(&mut self) -> Vec<&'static str> {
        let loads = self.instance.loads.len();
        match self.random.u8(..8) {
            0 => (0..loads).map(|_| self.pick(&["Up", "Down"])).collect(),
            1 => (0..loads).map(|load| if load + 1 == loads { "Down" } else { "Up" }).collect(),
            2 => (0..loads).map(|load| if load + 1 == loads { "Up" } else { "Down" }).collect(),
            3 => (0..loads).map(|_| self.pick(&["Down", "Upgrading", "Paused", "Up"])).collect(),
            _ => vec!["Down"; loads],
        }
    }

    fn configured(&mut self, mid: &MidServer, user: &str) {
        let mut values = vec![user.to_owned()];
        match self.random.u8(..14) {
            0 => values.push(format!("{user}.new")),
            1 => values.push(user.to_owned()),
            2 => values.push(String::new()),
            _ => {}
        }
        for value in values {
            let row = self.id();
            self.instance.configured.push((row, mid.sys_id.clone(), value));
        }
    }

    fn account(&mut self, user: &str) {
        let name = match self.random.u8(..12) {
            0 => return,
            1 => user.to_uppercase() + "X",
            2 => format!(" {} ", user.to_lowercase()),
            _ => user.to_owned(),
        };
        let twin = self.one_in(10);
        for number in 0..=usize::from(twin) {
            let account = Account {
                sys_id: self.id(),
                user_name: name.clone(),
                active: number == 0 && !self.one_in(10),
                locked_out: self.one_in(10),
                last_login: if self.one_in(6) { Some(self.random.i64(-600..30)) } else { None },
                web_service_access_only: !self.one_in(4),
                internal_integration_user: !self.one_in(4),
                source: if self.one_in(8) { "ldap:CN=x" } else { "" },
            };
            self.held(&account);
            self.instance.accounts.push(account);
        }
    }

    fn held(&mut self, account: &Account) {
        let kind = self.random.u8(..10);
        for (role, name) in self.instance.roles.clone() {
            let needed = !["admin", "import_admin", "snc_basic_auth_api_access"].contains(&name);
            let holds = match (kind, name) {
                (0, "mid_server") => false,
                (1, "soap_script") | (2, "soap_query") => false,
                (3, _) => self.one_in(2),
                (4, "import_admin") | (5, "snc_basic_auth_api_access") => true,
                _ => needed,
            };
            let lapsed = if self.one_in(60) { "requested" } else { "active" };
            if holds {
                let row = self.id();
                self.instance.held.push((row, account.sys_id.clone(), role, lapsed));
            }
        }
    }

    fn logins(&mut self, user: &str) {
        let until = self.instance.now();
        let mut add = |name: &'static str, on: Minute| {
            let parm2 = if name == "login.authorization.failed" { "soap_query" } else { "10.0.0.1" };
            self.instance.events.push(Event { name, parm1: user.to_owned(), parm2, on });
        };
        let at = |random: &mut Rng| random.i64(-5..until);
        match self.random.u8(..10) {
            0 | 1 => {
                let first = at(&mut self.random);
                (0..6).for_each(|number| add("login.failed", (first + number * 3).min(until)));
            }
            2 => (0..3).for_each(|_| add("login.failed", at(&mut self.random))),
            3 => add("login", at(&mut self.random)),
            4 => add("login.authorization.failed", at(&mut self.random)),
            5 | 6 => {
                for _ in 0..8 {
                    let on = at(&mut self.random);
                    add(["login", "login.failed", "login.authorization.failed"][self.random.usize(..3)], on);
                }
            }
            _ => {}
        }
    }

    /// Events about the MID Server itself.
    fn told(&mut self, mid: &MidServer) {
        let parm1 = if self.one_in(2) { mid.name.clone() } else { mid.sys_id.clone() };
        let off =
            self.pick(&["mid_server.down", "mid_server.down", "mid_server.paused", "mid_server.upgrading"]);
        let mut names = [off, "mid_server.up"].into_iter().cycle();
        let last = self.instance.now() - 1;
        let mut minutes: Vec<Minute> =
            (0..self.random.usize(1..6)).map(|_| self.random.i64(1..last)).collect();
        minutes.sort_unstable();
        minutes.dedup();
        // The last event fits what the last load shows.
        let skip = minutes.len().is_multiple_of(2) == (mid.status() == "Down");
        for (on, name) in minutes.into_iter().zip(names.by_ref().skip(usize::from(skip))) {
            self.instance.events.push(Event { name, parm1: parm1.clone(), parm2: "", on });
        }
    }
}

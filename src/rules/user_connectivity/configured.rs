//! Which users each Down MID Server is configured with, and how the logins of several went: counts, without a name.

use std::collections::{BTreeMap, HashMap};

use super::classify::Sample;
use super::condition::LastLogin;

/// The Down MID Servers that are configured with users.
pub struct Configured {
    /// How many there are.
    pub mid_servers: usize,
    /// Those with several users, counted by how many users they have and how the logins of these went.
    pub several: BTreeMap<Logins, usize>,
}

/// How many users of one MID Server met each condition, in the order of `LastLogin::ALL`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Logins([usize; LastLogin::ALL.len()]);

impl Logins {
    /// How many users there are.
    pub fn users(&self) -> usize {
        self.0.iter().sum()
    }

    /// What newest events say, and of how many users.
    pub fn each(&self) -> impl Iterator<Item = (LastLogin, usize)> {
        LastLogin::ALL.into_iter().zip(self.0)
    }

    fn count(&mut self, last: LastLogin) {
        LastLogin::ALL
            .iter()
            .zip(&mut self.0)
            .filter(|(known, _)| **known == last)
            .for_each(|(_, n)| *n += 1);
    }
}

impl Configured {
    /// How many MID Servers have several users.
    pub fn with_several(&self) -> usize {
        self.several.values().sum()
    }
}

impl Sample {
    /// The Down MID Servers and their users, counted.
    pub fn configured(&self) -> Configured {
        let of_users: HashMap<&str, LastLogin> =
            self.users.iter().map(|user| (user.name.as_str(), user.last_login)).collect();
        let configured = self.down.iter().filter(|mid_server| !mid_server.users.is_empty());
        let mut several = BTreeMap::new();
        for mid_server in configured.clone().filter(|mid_server| mid_server.users.len() > 1) {
            let mut logins = Logins::default();
            let known = mid_server.users.iter().filter_map(|user| of_users.get(user.name.as_str()));
            known.for_each(|last| logins.count(*last));
            *several.entry(logins).or_default() += 1;
        }
        Configured { mid_servers: configured.count(), several }
    }
}

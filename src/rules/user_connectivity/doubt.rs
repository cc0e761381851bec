//! What a sampling cannot see: what is not found in a table in doubt may be there nevertheless.

use super::classify::{Sample, User};
use super::condition::{Association, LastLogin};
use crate::coverage::{self, CONFIGURED_USER, Doubt, LOGIN, Need, ROLE, SAMPLING, STATUS, Sight};
use crate::finding::Finding;
use crate::time::Time;

/// The doubts about what a sampling rests on that looks at the logins after `start`.
pub fn doubts(sight: &Sight, start: Time) -> Vec<Doubt> {
    let doubt = |need: &Need| match *need == LOGIN {
        true => sight.doubt_of_logins(start),
        false => sight.doubt(need),
    };
    SAMPLING.iter().filter_map(doubt).collect()
}

impl Sample {
    /// What is wrong with the login of a user, marked where it rests on an absence that nobody could see.
    pub fn finding(&self, user: &User) -> Option<Finding> {
        let unconfirmed = self.unconfirmed_of(user);
        user.finding().map(|finding| Finding { unconfirmed, ..finding })
    }

    /// Why the condition of a user may only look so: what is absent was not seen, or what is there is not fresh.
    pub fn unconfirmed_of(&self, user: &User) -> Option<String> {
        let (last, association) = (user.last_login, user.association());
        let is_open = |doubt: &&Doubt| match association {
            _ if doubt.table == LOGIN.table => last == LastLogin::NotAttempted,
            Association::NoMidServer => is_of_mid_servers(&doubt.table) || !doubt.kind.leaves_what_is_there(),
            Association::OneDown | Association::SeveralDown => {
                is_of_mid_servers(&doubt.table) && !doubt.kind.leaves_what_is_there()
            }
        };
        let doubts: Vec<Doubt> = self.doubts.iter().filter(is_open).cloned().collect();
        (!doubts.is_empty()).then(|| coverage::reasons(&doubts))
    }

    /// Whether the condition may only look so, because login events may be missing.
    pub fn unconfirmed(&self, last: LastLogin) -> bool {
        last == LastLogin::NotAttempted && self.doubts.iter().any(|doubt| doubt.table == LOGIN.table)
    }

    /// Whether the roles came whole: then one that is not found is not there.
    pub fn sees_roles(&self) -> bool {
        !self.doubts.iter().any(|doubt| doubt.table == ROLE.table)
    }

    /// Whether the tables that say which MID Servers are Down, and whose users they have, came whole.
    pub fn sees_mid_servers(&self) -> bool {
        !self.doubts.iter().any(|doubt| is_of_mid_servers(&doubt.table))
    }
}

fn is_of_mid_servers(table: &str) -> bool {
    table == STATUS.table || table == CONFIGURED_USER.table
}

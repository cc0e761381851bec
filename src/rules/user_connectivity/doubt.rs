//! What a sampling cannot see: what is not found in a table in doubt may be there nevertheless.

use super::classify::Sample;
use super::condition::{Association, LastLogin, conditions};
use super::examined::User;
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
    /// What is wrong with the login of each user, marked where it rests on an absence that nobody could see.
    pub fn findings(&self) -> Vec<Finding> {
        // Many users meet one condition: why it may only look so is worded once.
        let reasons: Vec<_> = conditions()
            .map(|(last, association)| (last, association, self.why_open(last, association)))
            .collect();
        let why_open = |user: &User| {
            let met = reasons.iter().find(|(last, association, _)| user.meets(*last, *association));
            met.and_then(|(_, _, reason)| reason.clone())
        };
        let finding = |user: &User| Some(Finding { unconfirmed: why_open(user), ..user.finding()? });
        let mut findings = Vec::with_capacity(self.users.len());
        findings.extend(self.users.iter().filter_map(finding));
        findings
    }

    /// Why a condition may only look so: what is absent was not seen, or what is there is not fresh.
    fn why_open(&self, last: LastLogin, association: Association) -> Option<String> {
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

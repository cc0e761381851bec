//! Rows that may be missing: what is not found in an incomplete or old extract may be there nevertheless.

use super::classify::{Sample, User};
use super::condition::{Association, LastLogin};
use crate::coverage;
use crate::finding::Finding;

impl Sample {
    /// What is wrong with the login of a user, marked where it rests on rows that may not be all.
    pub fn finding(&self, user: &User) -> Option<Finding> {
        let mut reasons = self.reasons(user.last_login);
        if user.association() == Association::NoMidServer {
            reasons.extend(self.reasons_of(coverage::MID_SERVERS));
        }
        let unconfirmed = (!reasons.is_empty()).then(|| reasons.join("; "));
        user.finding().map(|finding| Finding { unconfirmed, ..finding })
    }

    /// Whether the condition may only look so, because login events may be missing.
    pub fn unconfirmed(&self, last: LastLogin) -> bool {
        !self.reasons(last).is_empty()
    }

    /// Why no login event of the period is known of anybody, if so.
    pub fn no_login_seen(&self) -> Option<String> {
        let newest = match &self.loaded.newest_event {
            _ if self.loaded.login_seen => return None,
            Some(at) => format!("the newest event in sysevent is of {at}"),
            None => "sysevent has no events".to_owned(),
        };
        Some(format!("no login event after {} was loaded ({newest})", self.period.start))
    }

    fn reasons(&self, last: LastLogin) -> Vec<String> {
        if last != LastLogin::NotAttempted {
            return Vec::new();
        }
        self.no_login_seen().into_iter().chain(self.reasons_of(coverage::LOGINS)).collect()
    }

    fn reasons_of(&self, tables: &[&str]) -> Vec<String> {
        let of_tables = self.doubts.iter().filter(|doubt| tables.contains(&doubt.table.as_str()));
        of_tables.map(|doubt| doubt.reason.clone()).collect()
    }
}

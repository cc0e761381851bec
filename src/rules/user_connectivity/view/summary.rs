//! The summary view: each condition with its count. It names nobody.

use super::layout;
use crate::amount::amount;
use crate::rules::user_connectivity::classify::Sample;
use crate::rules::user_connectivity::condition::{Association, LastLogin};
use crate::rules::user_connectivity::configured::{Configured, Logins};

impl Sample {
    /// The summary, line by line.
    pub fn summary(&self, configured: &Configured) -> Vec<String> {
        let mut lines = vec!["MID Server user connectivity".to_owned(), String::new()];
        lines.extend(layout::columns(2, self.head(configured)));
        lines.push(String::new());
        lines.extend(layout::numbers(2, self.counts()));
        if !configured.several.is_empty() {
            lines.extend([String::new(), "  Down MID Servers configured with several users".to_owned()]);
            lines.extend(layout::columns(4, configured.several.iter().map(|of_one| self.several(of_one))));
        }
        lines
    }

    fn head(&self, configured: &Configured) -> [Vec<String>; 6] {
        let period = &self.period;
        let (of_down, holders) = (self.users_of_down(), self.active_holders());
        let mid_servers = amount(configured.mid_servers, "MID Server");
        let several = configured.with_several();
        [
            ["reporting period", &format!("{} until {}", period.length.in_words(), period.now)],
            ["events count", &format!("after {}", period.start)],
            ["MID Servers Down", &self.down.len().to_string()],
            ["users configured for them", &format!("{of_down}, on {mid_servers} ({several} with several)")],
            [
                "active role holders",
                &format!("{holders}, {} without a MID Server", self.users.len() - of_down),
            ],
            ["users examined", &self.users.len().to_string()],
        ]
        .map(|row| row.map(str::to_owned).to_vec())
    }

    /// How many MID Servers, and of how many users each newest event says what.
    fn several(&self, (logins, mid_servers): (&Logins, &usize)) -> Vec<String> {
        let met = logins.each().filter(|(_, users)| *users > 0);
        let met = met.map(|(last, users)| format!("{users} of {} {}", logins.users(), self.condition(last)));
        vec![amount(*mid_servers, "MID Server"), met.collect::<Vec<_>>().join(", ")]
    }

    fn counts(&self) -> Vec<Vec<String>> {
        let mut rows = vec![vec!["users".to_owned()]];
        rows[0].extend(Association::ALL.map(|association| association.to_string()));
        rows[0].push("all".to_owned());
        for last in LastLogin::ALL {
            let counts = Association::ALL.map(|association| self.users_with(last, association).count());
            let all: usize = counts.iter().sum();
            let mut row = vec![self.condition(last)];
            row.extend(counts.iter().chain([&all]).map(usize::to_string));
            rows.push(row);
        }
        rows
    }

    /// What a view calls a condition, and whether it could be seen at all.
    pub fn condition(&self, last: LastLogin) -> String {
        let unconfirmed = if self.unconfirmed(last) { " (unconfirmed)" } else { "" };
        format!("{last}{unconfirmed}")
    }
}

//! The summary view: each condition with its count. It names nobody.

use super::layout;
use crate::rules::user_connectivity::classify::Sample;
use crate::rules::user_connectivity::condition::{Association, LastLogin};

impl Sample {
    /// The summary, line by line.
    pub fn summary(&self) -> Vec<String> {
        let mut lines = vec!["MID Server user connectivity".to_owned(), String::new()];
        lines.extend(layout::columns(2, self.head()));
        lines.push(String::new());
        lines.extend(layout::numbers(2, self.counts()));
        lines
    }

    fn head(&self) -> [Vec<String>; 4] {
        let period = &self.period;
        [
            ["reporting period", &format!("{} until {}", period.length.in_words(), period.now)],
            ["events count", &format!("after {}", period.start)],
            ["MID Servers Down", &self.down.len().to_string()],
            ["users examined", &self.users.len().to_string()],
        ]
        .map(|row| row.map(str::to_owned).to_vec())
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

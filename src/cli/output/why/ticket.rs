//! A change ticket in Markdown: an account at a time, with steps that can be ticked off.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::words;
use crate::cli::output::printable;
use crate::why::{Answer, Told};

/// The ticket about these MID Servers.
pub fn of(told: &Told, answers: &[&Answer]) -> String {
    let mut accounts: BTreeMap<&str, Vec<&Answer>> = BTreeMap::new();
    for answer in answers.iter().filter(|answer| answer.cause.is_some()) {
        accounts.entry(answer.user.as_deref().unwrap_or("(no user)")).or_default().push(answer);
    }
    let clone = told
        .clone
        .map_or_else(String::new, |clone| format!(" after the clone of {} UTC", words::minute(clone)));
    let mut text = format!("# MID Servers that are Down{clone}\n");
    for (account, answers) in accounts {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n## {}\n", escaped(account));
        for answer in &answers {
            let name = answer.mid_server.as_deref().unwrap_or(&answer.sys_id);
            let host =
                answer.host.as_ref().map_or_else(String::new, |host| format!(", host {}", escaped(host)));
            let cause = words::cause(answer.cause.unwrap_or_default());
            let doubt =
                answer.doubt.as_ref().map_or_else(String::new, |doubt| format!(": {}", escaped(doubt)));
            let _ = writeln!(text, "- **{}**{host}: {cause}{doubt}", escaped(name));
            if let Some(seen) = words::seen(&answer.evidence) {
                let _ = writeln!(text, "  - seen: {}", escaped(&seen));
            }
        }
        let mut steps: Vec<&String> = Vec::new();
        for step in answers.iter().flat_map(|answer| &answer.remedy) {
            if !steps.contains(&step) {
                steps.push(step);
            }
        }
        text.push('\n');
        for step in steps {
            let _ = writeln!(text, "- [ ] {}", escaped(step));
        }
    }
    text
}

/// What Markdown would read otherwise.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in printable(text).chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

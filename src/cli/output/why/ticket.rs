//! A change ticket in Markdown: an account at a time, with steps that can be ticked off.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::words::{self, Length};
use crate::cli::output::printable;
use crate::intake::tables;
use crate::why::{Answer, Evidence, Told};

/// So many rows prove enough.
const SHOWN: usize = 6;

/// The ticket about these MID Servers.
pub fn of(told: &Told, answers: &[&Answer]) -> String {
    let mut accounts: BTreeMap<&str, Vec<&Answer>> = BTreeMap::new();
    for answer in answers.iter().filter(|answer| answer.cause.is_some()) {
        accounts.entry(answer.user.as_deref().unwrap_or("(no user)")).or_default().push(answer);
    }
    let clone = told.clone.map_or_else(String::new, |clone| {
        let of = told.clone_source.as_ref().map_or_else(String::new, |source| format!("{source}, "));
        format!(" after the clone of {of}{} UTC", words::minute(clone))
    });
    // Writing to a string cannot fail.
    let mut text = format!("# MID Servers that are Down{}\n", escaped(&clone));
    for (account, answers) in accounts {
        let _ = writeln!(text, "\n## {}\n", escaped(account));
        answers.iter().for_each(|answer| about(&mut text, answer));
        text.push('\n');
        for step in steps(&answers) {
            let _ = writeln!(text, "- [ ] {}", escaped(&step));
        }
    }
    text
}

fn about(text: &mut String, answer: &Answer) {
    let name = answer.mid_server.as_deref().unwrap_or(&answer.sys_id);
    let host = answer.host.as_ref().map_or_else(String::new, |host| format!(", host {}", escaped(host)));
    let cause = words::cause(answer.cause.unwrap_or_default());
    let doubt = answer.doubt.as_ref().map_or_else(String::new, |doubt| format!(": {}", escaped(doubt)));
    let _ = writeln!(text, "- **{}** (ecc\\_agent {}{host}): {cause}{doubt}", escaped(name), answer.sys_id);
    rows(text, "seen", &answer.evidence);
    for also in answer.also.iter().filter(|also| also.proven) {
        let _ = writeln!(text, "  - also: {}", words::cause(also.cause));
        rows(text, "  seen", &also.evidence);
    }
}

fn rows(text: &mut String, label: &str, evidence: &[Evidence]) {
    let indent = " ".repeat(label.len() - label.trim_start().len());
    for line in words::proofs(evidence, SHOWN, Length::Whole) {
        let _ = writeln!(text, "  {indent}- {}: {}", label.trim_start(), escaped(&line));
    }
}

/// The steps about all of them, each once, the check last.
fn steps(answers: &[&Answer]) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    let mut last = Vec::new();
    for answer in answers {
        let doubted = answer
            .doubt
            .iter()
            .filter_map(|doubt| tables::TABLES.iter().find(|table| doubt.contains(table.name)));
        let export = doubted.map(|table| format!("export {} and load it: midjobs import", table.xml_list()));
        let (check, own) =
            answer.remedy.split_last().map_or((None, &[][..]), |(last, own)| (Some(last.clone()), own));
        for step in export.chain(own.iter().cloned()) {
            if !steps.contains(&step) {
                steps.push(step);
            }
        }
        last.extend(check.filter(|check| !last.contains(check)));
    }
    steps.extend(last);
    steps
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

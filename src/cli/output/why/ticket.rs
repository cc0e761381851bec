//! A change ticket in Markdown: an account at a time, with steps that can be ticked off.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::markdown::{code, sentence};
use super::proofs::{self, Length};
use super::words;
use crate::amount::{agreeing, amount};
use crate::intake::tables;
use crate::time::Time;
use crate::why::{self, Also, Answer, Class, Told};

/// So many rows prove enough.
const SHOWN: usize = 6;

/// The ticket about these MID Servers.
pub fn of(told: &Told, answers: &[&Answer], now: Time) -> String {
    let mut accounts: BTreeMap<Option<&str>, Vec<&Answer>> = BTreeMap::new();
    let down: Vec<&Answer> = answers.iter().filter(|answer| answer.cause.is_some()).copied().collect();
    for answer in &down {
        accounts.entry(answer.user.as_deref()).or_default().push(answer);
    }
    // Writing to a string cannot fail.
    let mut text = format!("# {}\n\n{}\n", title(told, &down), sentence(&told.as_of_in_words(now)));
    for (account, answers) in accounts {
        let _ = writeln!(text, "\n## {}\n", account.map_or_else(|| "no user is known".to_owned(), code));
        alike(&answers).iter().for_each(|alike| about(&mut text, alike, told.clone));
        text.push('\n');
        for step in steps(&answers) {
            let _ = writeln!(text, "- [ ] {}", sentence(&step));
        }
    }
    if let Some(check) = check(&down) {
        let _ = writeln!(text, "\n## Afterwards\n\n- [ ] {}", sentence(&check));
    }
    text
}

/// The target, how many are Down, and after which clone.
fn title(told: &Told, down: &[&Answer]) -> String {
    let target = told.clone_target.as_ref().map_or_else(String::new, |target| format!("{}: ", code(target)));
    let clone = told.clone.map_or_else(String::new, |clone| {
        let of = told.clone_source.as_ref().map_or_else(String::new, |source| format!("{}, ", code(source)));
        format!(" after the clone of {of}{} UTC", clone.to_the_minute())
    });
    let are = agreeing(down.len(), "is", "are");
    format!("{target}{} of {} {are} Down{clone}", down.len(), amount(told.answers.len(), "MID Server"))
}

/// Those of which the same is wrong, in their order.
fn alike<'a>(answers: &[&'a Answer]) -> Vec<Vec<&'a Answer>> {
    let mut groups: Vec<Vec<&Answer>> = Vec::new();
    for answer in answers {
        let same = |group: &&mut Vec<&Answer>| {
            group.first().is_some_and(|first| {
                words::wrong(first) == words::wrong(answer) && words::open(first) == words::open(answer)
            })
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(answer),
            None => groups.push(vec![answer]),
        }
    }
    groups
}

/// MID Servers of which the same is wrong: each with its class, then what is wrong and what proves it.
fn about(text: &mut String, answers: &[&Answer], clone: Option<Time>) {
    for answer in answers {
        let host = answer.host.as_ref().map_or_else(String::new, |host| format!(" on {}", code(host)));
        let class = sentence(&words::class(answer, clone));
        let by = if answer.class_shown() == Class::DownBeforeClone && answer.by_earlier_clone {
            ", by an earlier clone"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "- **{}**{host} (`ecc_agent` {}) {class}{by}",
            code(answer.called()),
            code(&answer.sys_id)
        );
    }
    let Some(first) = answers.first() else { return };
    if let Some(wrong) = words::wrong(first) {
        let label = if first.doubt.is_some() { "Certain" } else { "Cause" };
        let _ = writeln!(text, "- {label}: {}", sentence(&wrong));
    }
    for line in prove(first) {
        let _ = writeln!(text, "  - proof: {}", sentence(&line));
    }
    if let Some(open) = words::open(first) {
        let _ = writeln!(text, "- Not seen: {}", sentence(&open));
    }
    let besides = |also: &&Also| why::cause(also.cause).is_none() && also.cause != "shared_account";
    for also in first.also.iter().filter(besides) {
        let _ = writeln!(text, "- Also: {}", sentence(first.says(also.cause)));
    }
    if !first.shared_with.is_empty() && first.cause != Some("cannot_attribute") {
        let _ = writeln!(text, "- Shared: its account is that of {} too", sentence(&words::sharers(first)));
    }
}

/// The rows that prove all that is certain, each line once.
fn prove(answer: &Answer) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for cause in words::certain(answer) {
        for line in proofs::proofs(answer.evidence_of(cause), SHOWN, Length::Whole) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

/// The steps about all of them, each once: what is certain, then what is to be seen.
fn steps(answers: &[&Answer]) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    let own = answers
        .iter()
        .filter_map(|answer| answer.remedy.split_last())
        .flat_map(|(_, own)| own.iter().cloned());
    let unknown = answers.iter().filter(|answer| words::certain(answer).is_empty());
    let meanwhile = unknown.map(|answer| format!("meanwhile: {}", words::until_then(answer)));
    let doubts = answers.iter().filter_map(|answer| answer.doubt.as_ref());
    let doubted = doubts.filter_map(|doubt| tables::TABLES.iter().find(|table| doubt.contains(table.name)));
    let export = doubted.map(|table| {
        format!("export `{}` and load it with `midjobs import`, then ask again", table.xml_list())
    });
    for step in own.chain(export).chain(meanwhile) {
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    steps
}

/// The check, once: about one as its own steps have it, about several for all of them.
fn check(answers: &[&Answer]) -> Option<String> {
    let checks: Vec<&String> = answers.iter().filter_map(|answer| answer.remedy.last()).collect();
    match checks.as_slice() {
        [] => None,
        [one] => Some((*one).clone()),
        _ => Some(why::check("")),
    }
}

//! The estate on one page: what can be mended on the instance, what needs the hosts, what is not the clone's.

use std::collections::BTreeMap;

use super::page::Page;
use super::words;
use crate::time::Time;
use crate::why::{Answer, Class, Told};

/// What MID Servers of one account have in common.
type Group<'a> = (Option<&'a str>, &'a str);

/// The page about all MID Servers.
pub fn write(page: &mut Page, told: &Told, now: Time) {
    headline(page, told, now);
    let broken: Vec<&Answer> = told.answers.iter().filter(is_to_be_mended).collect();
    let (certain, open): (Vec<&Answer>, Vec<&Answer>) =
        broken.into_iter().partition(|answer| certain(answer).is_some());
    let (host, instance): (Vec<&Answer>, Vec<&Answer>) =
        certain.into_iter().partition(|answer| answer.needs_host);
    section(page, "MEND ON THE INSTANCE", &instance);
    section(page, "MEND ON THE HOST", &host);
    cannot_tell(page, &open);
    let not_its =
        |answer: &&Answer| !is_of_clone(answer.class) && !is_up_again(answer.class) && is_broken(answer);
    listed(page, "NOT BY THE CLONE", &told.answers.iter().filter(not_its).collect::<Vec<_>>(), told);
    let again: Vec<&Answer> = told.answers.iter().filter(|answer| is_up_again(answer.class)).collect();
    listed(page, "UP AGAIN", &again, told);
}

fn headline(page: &mut Page, told: &Told, now: Time) {
    let clone = told.clone.map_or_else(
        || "No clone is on record".to_owned(),
        |clone| {
            format!("After the clone of {} UTC ({} ago)", words::minute(clone), now.since(clone).in_words())
        },
    );
    let loaded = told.as_of.map_or_else(
        || "; no MID Server was ever loaded: import or pull ecc_agent".to_owned(),
        |as_of| format!("; rows as of {}, {} ago", words::minute(as_of), now.since(as_of).in_words()),
    );
    page.line(&format!("{clone}{loaded}"));
    let mut counts: BTreeMap<Class, usize> = BTreeMap::new();
    told.answers.iter().for_each(|answer| *counts.entry(answer.class).or_default() += 1);
    // What the clone did comes first, and what is well last.
    let counts: Vec<String> =
        counts.iter().rev().map(|(class, count)| format!("{count} {}", name(*class))).collect();
    if !counts.is_empty() {
        page.line(&format!("{}: {}", mid_servers(told.answers.len()), counts.join(", ")));
    }
}

/// Its class in two or three words.
fn name(class: Class) -> &'static str {
    match class {
        Class::NotJudged => "not judged",
        Class::AddedAfterClone => "Down and added after it",
        Class::NotReady => "Up and not validated",
        Class::Recovering => "recovering",
        Class::Recovered => "recovered",
        Class::Up => "Up",
        Class::NotDown => "neither Up nor Down",
        Class::Flapping => "flapping",
        Class::DownBeforeClone => "Down before it",
        Class::DownLater => "Down later",
        Class::DownSinceClone => "Down by the clone",
        Class::Down => "Down",
    }
}

fn is_to_be_mended(answer: &&Answer) -> bool {
    answer.cause.is_some() && is_of_clone(answer.class)
}

/// Whether the clone may have done it.
fn is_of_clone(class: Class) -> bool {
    matches!(class, Class::DownSinceClone | Class::Down | Class::NotJudged)
}

fn is_up_again(class: Class) -> bool {
    matches!(class, Class::Recovering | Class::Recovered)
}

fn is_broken(answer: &Answer) -> bool {
    answer.class != Class::Up
}

/// What is certain of it: its cause, or else what is proven though the cause cannot be told.
fn certain(answer: &Answer) -> Option<&str> {
    match answer.cause {
        Some("cannot_tell") => {
            answer.also.iter().find(|also| also.proven && !also.evidence.is_empty()).map(|also| also.cause)
        }
        cause => cause,
    }
}

fn section(page: &mut Page, heading: &str, answers: &[&Answer]) {
    if answers.is_empty() {
        return;
    }
    page.heading(heading, &mid_servers(answers.len()));
    let mut groups: BTreeMap<Group, Vec<&Answer>> = BTreeMap::new();
    for answer in answers {
        groups.entry((answer.user.as_deref(), certain(answer).unwrap_or_default())).or_default().push(answer);
    }
    for ((user, cause), answers) in groups {
        page.labelled("  ", &format!("{}: ", user.unwrap_or("(no user)")), words::cause(cause));
        page.labelled("      ", "of    ", &called(&answers).join(", "));
        let Some(first) = answers.first() else { continue };
        let also = first.also.iter().find(|also| also.cause == cause).map(|also| &also.evidence);
        if let Some(seen) = words::seen(also.unwrap_or(&first.evidence)) {
            page.labelled("      ", "seen  ", &seen);
        }
        if let Some(step) = first.remedy.first() {
            page.labelled("      ", "do    ", step);
        }
    }
}

fn cannot_tell(page: &mut Page, open: &[&Answer]) {
    if open.is_empty() {
        return;
    }
    page.heading("CANNOT BE TOLD", &mid_servers(open.len()));
    let mut reasons: BTreeMap<&str, Vec<&Answer>> = BTreeMap::new();
    for answer in open {
        reasons.entry(answer.doubt.as_deref().unwrap_or_default()).or_default().push(answer);
    }
    for (reason, answers) in reasons {
        page.labelled("  ", "", reason);
        page.labelled("      ", "of    ", &called(&answers).join(", "));
    }
    page.labelled("      ", "do    ", "midjobs tables names the lists to export");
}

/// Each in a line: its class, and its cause where one is known.
fn listed(page: &mut Page, heading: &str, answers: &[&Answer], told: &Told) {
    if answers.is_empty() {
        return;
    }
    page.heading(heading, &mid_servers(answers.len()));
    for answer in answers {
        let cause = certain(answer).map_or_else(String::new, |cause| format!("; {}", words::cause(cause)));
        let text = format!("{}{cause}", words::class(answer, told.clone));
        page.labelled("  ", &format!("{}  ", called(&[answer]).concat()), &text);
    }
}

fn called(answers: &[&Answer]) -> Vec<String> {
    answers.iter().map(|answer| answer.mid_server.clone().unwrap_or_else(|| answer.sys_id.clone())).collect()
}

fn mid_servers(count: usize) -> String {
    if count == 1 { "1 MID Server".to_owned() } else { format!("{count} MID Servers") }
}

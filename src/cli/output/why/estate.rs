//! The estate on one page: what can be mended on the instance, what needs the hosts, what is not the clone's.

use std::collections::BTreeMap;

use super::page::Page;
use super::sections::{self, Place};
use super::words;
use crate::time::Time;
use crate::why::{Answer, Class, Told};

/// The page about all MID Servers.
pub fn write(page: &mut Page, told: &Told, now: Time) {
    headline(page, told, now);
    for (place, answers) in sections::of(told) {
        page.heading(place.heading(), &mid_servers(answers.len()));
        match place {
            Place::Instance | Place::Host => to_be_mended(page, &answers),
            Place::CannotTell => cannot_tell(page, &answers),
            Place::NotByClone | Place::UpAgain => listed(page, &answers, told),
        }
    }
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

fn to_be_mended(page: &mut Page, answers: &[&Answer]) {
    for group in sections::groups(answers) {
        let user = group.user.unwrap_or("(no user)");
        page.labelled("  ", &format!("{user}: "), words::cause(group.cause));
        page.labelled("      ", "of    ", &called(&group.answers).join(", "));
        if let Some(seen) = group.seen {
            page.labelled("      ", "seen  ", &seen);
        }
        if let Some(step) = group.remedy.first() {
            page.labelled("      ", "do    ", step);
        }
    }
}

fn cannot_tell(page: &mut Page, open: &[&Answer]) {
    for (reason, answers) in sections::by_doubt(open) {
        page.labelled("  ", "", reason);
        page.labelled("      ", "of    ", &called(&answers).join(", "));
    }
    page.labelled("      ", "do    ", "midjobs tables names the lists to export");
}

/// Each in a line: its class, and its cause where one is known.
fn listed(page: &mut Page, answers: &[&Answer], told: &Told) {
    for answer in answers {
        let cause =
            sections::certain(answer).map_or_else(String::new, |cause| format!("; {}", words::cause(cause)));
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

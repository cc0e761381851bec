//! One MID Server on a page: class, cause, proof, what to do, what it is not, what could not be seen, and what happened.

use super::page::Page;
use super::words::{self, Length};
use crate::intake::tables;
use crate::time::Time;
use crate::why::{self, Answer, Evidence, Moment};

/// As wide as the longest label.
const LABEL: usize = 10;

/// So many rows prove enough, and so many moments tell the story.
const SHOWN: usize = 4;
const MOMENTS: usize = 20;

/// The page of one MID Server.
pub fn write(page: &mut Page, answer: &Answer, clone: Option<Time>, moments: &[Moment]) {
    page.gap();
    let name = answer.mid_server.as_deref().unwrap_or(&answer.sys_id);
    let heartbeat = answer.last_heartbeat.map_or_else(
        || " (no heartbeat is known; times are UTC)".to_owned(),
        |last| format!(" (last heartbeat {} UTC)", words::minute(last)),
    );
    page.line(&format!("{name} {}{heartbeat}", words::class(answer, clone)));
    what_it_was(page, answer);
    what_is_wrong(page, answer);
    for (number, step) in answer.remedy.iter().enumerate() {
        label(page, if number == 0 { "Fix" } else { "" }, &format!("{}. {step}", number + 1));
    }
    let not: Vec<&str> = words::not(&answer.excluded);
    if !not.is_empty() && answer.cause.is_some() {
        label(page, "Not it", &not.join(", "));
    }
    history(page, moments);
}

/// What the rows said when they were loaded, or what was proven last.
fn what_it_was(page: &mut Page, answer: &Answer) {
    let Some(then) = &answer.then else { return };
    let class = then.class.in_words();
    let cause = then.cause.map_or_else(String::new, |cause| format!(", {}", words::cause(cause)));
    label(page, "Then", &format!("as of {}: {class}{cause}", words::minute(then.as_of)));
}

fn what_is_wrong(page: &mut Page, answer: &Answer) {
    let user = answer.user.as_ref().map_or_else(String::new, |user| format!(" ({user})"));
    if let Some(doubt) = &answer.doubt {
        for also in answer.also.iter().filter(|also| also.proven && !also.evidence.is_empty()) {
            label(page, "Certain", &format!("{}{user}", words::cause(also.cause)));
            proofs(page, &also.evidence);
        }
        let whether =
            answer.open.map_or_else(String::new, |open| format!("whether {}: ", words::cause(open)));
        label(page, "Not seen", &format!("{whether}{doubt}"));
        if let Some(table) = tables::TABLES.iter().find(|table| doubt.contains(table.name)) {
            label(page, "Export", &table.xml_list());
        }
        return;
    }
    let Some(cause) = answer.cause else { return };
    label(page, "Cause", &format!("{}{user}", words::cause(cause)));
    proofs(page, &answer.evidence);
    if let Some(known) = why::cause(cause) {
        label(page, "Rests on", &known.rests_on.join(", "));
    }
    for also in &answer.also {
        let seen = words::seen(&also.evidence).map_or_else(String::new, |seen| format!(": {seen}"));
        label(page, "Also", &format!("{}{seen}", words::cause(also.cause)));
    }
    if !answer.shared_with.is_empty() {
        label(page, "Shared", &format!("its user is that of {}", answer.shared_with.join(", ")));
    }
}

/// The first rows; a burst of logins is one line.
fn proofs(page: &mut Page, evidence: &[Evidence]) {
    for (number, line) in words::proofs(evidence, SHOWN, Length::Short).iter().enumerate() {
        label(page, if number == 0 { "Proof" } else { "" }, line);
    }
}

/// What happened, the oldest first; of many moments the last ones.
fn history(page: &mut Page, moments: &[Moment]) {
    let earlier = moments.len().saturating_sub(MOMENTS);
    let heading = |number: usize| if number == 0 { "History" } else { "" };
    if earlier > 0 {
        label(page, heading(0), &format!("{earlier} earlier"));
    }
    for (number, moment) in moments.iter().skip(earlier).enumerate() {
        let times = match moment.times {
            1 => String::new(),
            times => format!(", {times} times until {}", words::minute(moment.until)),
        };
        let when = format!("{:LABEL$}{}  ", heading(number + earlier), words::minute(moment.on));
        page.labelled("  ", &when, &format!("{}{times}", moment.what));
    }
}

fn label(page: &mut Page, label: &str, text: &str) {
    page.labelled("  ", &format!("{label:LABEL$}"), text);
}

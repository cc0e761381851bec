//! One MID Server on a page: class, cause, proof, what to do, what it is not, what could not be seen, and what happened.

use super::page::{LABEL, Page};
use super::proofs::{self, Length};
use super::words;
use crate::intake::tables;
use crate::time::Time;
use crate::why::{self, Answer, Class, Evidence, Moment};

/// So many rows prove enough, and so many moments tell the story.
const SHOWN: usize = 4;
const MOMENTS: usize = 20;

/// The page of one MID Server.
pub fn write(page: &mut Page, answer: &Answer, clone: Option<Time>, moments: &[Moment]) {
    page.gap();
    page.line(&format!("{} {}{}", answer.called(), words::class(answer, clone), heartbeat(answer, clone)));
    what_it_was(page, answer);
    match answer.doubt {
        Some(_) => what_is_certain(page, answer),
        None => what_is_wrong(page, answer),
    }
    for (number, step) in answer.remedy.iter().enumerate() {
        page.step("  ", if number == 0 { "Fix" } else { "" }, number + 1, step);
    }
    let not = words::not(answer);
    if !not.is_empty() && answer.cause.is_some() {
        page.beside("  ", "Not it", &format!("ruled out by the rows: {}", not.join(", ")));
    }
    history(page, moments);
}

/// Its last heartbeat, unless the class says it; of the day of the clone the time alone.
fn heartbeat(answer: &Answer, clone: Option<Time>) -> String {
    let Some(last) = answer.last_heartbeat else {
        let is_told = answer.class_shown() == Class::DownBeforeClone;
        return if is_told { String::new() } else { " (no heartbeat is known)".to_owned() };
    };
    if answer.class_shown() == Class::DownBeforeClone {
        return String::new();
    }
    let clone = clone.filter(|_| answer.class_shown() == Class::DownSinceClone);
    format!(" (last heartbeat {})", words::minute_of_day(last, clone))
}

/// What the rows said when they were loaded, or what was proven last.
fn what_it_was(page: &mut Page, answer: &Answer) {
    let Some(then) = &answer.then else { return };
    let class = then.class.in_words();
    let cause = then.cause.map_or_else(String::new, |cause| format!(", {}", answer.says(cause)));
    page.beside("  ", "Then", &format!("as of {}: {class}{cause}", then.as_of.to_the_minute()));
}

/// What is certain though its cause cannot be told, then what was not seen.
fn what_is_certain(page: &mut Page, answer: &Answer) {
    for cause in words::certain(answer) {
        page.beside("  ", "Certain", answer.says(cause));
        prove(page, answer.evidence_of(cause));
    }
    what_is_open(page, "  ", answer);
}

/// What was not seen, what is likely, and what can be done all the same.
pub fn what_is_open(page: &mut Page, indent: &str, answer: &Answer) {
    if let Some(open) = words::open(answer) {
        page.beside(indent, "Not seen", &open);
    }
    if let Some(likely) = words::likely(answer) {
        page.beside(indent, "Likely", &format!("{likely}; the list below decides it"));
    }
    let doubt = answer.doubt.as_deref().unwrap_or_default();
    if let Some(table) = tables::TABLES.iter().find(|table| doubt.contains(table.name)) {
        page.beside(indent, "Export", &table.xml_list());
    }
    if words::certain(answer).is_empty() && answer.is_down() {
        page.beside(indent, "Now", &words::until_then(answer));
    }
}

fn what_is_wrong(page: &mut Page, answer: &Answer) {
    let Some(cause) = answer.cause else { return };
    page.beside("  ", "Cause", answer.says(cause));
    prove(page, &answer.evidence);
    if let Some(known) = why::cause(cause) {
        page.beside("  ", "Rests on", &known.rests_on.join(", "));
    }
    let certain = words::certain(answer);
    for also in &answer.also {
        let is_cause = why::cause(also.cause).is_some();
        if is_cause && !certain.contains(&also.cause) || also.cause == "shared_account" {
            continue;
        }
        let seen = proofs::seen(&also.evidence).map_or_else(String::new, |seen| format!(": {seen}"));
        page.beside("  ", "Also", &format!("{}{seen}", answer.says(also.cause)));
    }
    // The cause says it where it is about that.
    if !answer.shared_with.is_empty() && cause != "cannot_attribute" {
        page.beside("  ", "Shared", &format!("its account is that of {} too", words::sharers(answer)));
    }
}

/// The first rows; a burst of logins is one line.
fn prove(page: &mut Page, evidence: &[Evidence]) {
    for (number, line) in proofs::proofs(evidence, SHOWN, Length::Short).iter().enumerate() {
        page.beside("  ", if number == 0 { "Proof" } else { "" }, line);
    }
}

/// What happened, the oldest first; of many moments the last ones.
fn history(page: &mut Page, moments: &[Moment]) {
    let earlier = moments.len().saturating_sub(MOMENTS);
    let heading = |number: usize| if number == 0 { "History" } else { "" };
    if earlier > 0 {
        page.beside("  ", heading(0), &format!("{earlier} earlier"));
    }
    for (number, moment) in moments.iter().skip(earlier).enumerate() {
        let times = match moment.times {
            1 => String::new(),
            times => format!(", {times} times until {}", moment.until.to_the_minute()),
        };
        let when = format!("{:LABEL$}{}  ", heading(number + earlier), moment.on.to_the_minute());
        page.labelled("  ", &when, &format!("{}{times}", moment.what));
    }
}

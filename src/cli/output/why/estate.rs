//! The estate on one page: what can be mended on the instance, what needs the hosts, what is not the clone's, and what
//! is to be expected.

use super::one::what_is_open;
use super::page::Page;
use super::sections::{self, Place};
use super::words;
use crate::amount::amount;
use crate::intake::tables;
use crate::time::Time;
use crate::why::{self, Answer, Class, NotAssociated, Told};

/// What is said of MID Servers stands below their names.
const INDENT: &str = "    ";

/// So many accounts of a kind are named.
const ACCOUNTS: usize = 5;

const EMPTY: String = String::new();

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
    nothing_to_do(page, told);
}

fn headline(page: &mut Page, told: &Told, now: Time) {
    let clone = told.clone.map_or_else(
        || "No clone is on record".to_owned(),
        |clone| {
            let ago = now.since(clone).in_words();
            let of = told.clone_source.as_ref().map_or_else(String::new, |source| format!("{source}, "));
            format!("{} the clone of {of}{} UTC ({ago} ago)", told.after(), clone.to_the_minute())
        },
    );
    page.line(&clone);
    let Some(as_of) = told.as_of else {
        page.line("No MID Server was ever loaded: import or pull ecc_agent");
        return;
    };
    if told.is_only_old() {
        page.line(&format!(
            "As it was on {}, when the rows were extracted. What was mended since is not seen: export one list, and the \
             issues of what is Up close by themselves:",
            as_of.to_the_minute()
        ));
        page.labelled("  ", "", &tables::ECC_AGENT.xml_list());
        page.labelled("  ", "", "midjobs import ecc_agent.xml");
    }
    page.line(&format!("{}: {}", mid_servers(told.answers.len()), told.counted_by_class()));
    since_the_clone(page, told);
    if !told.gone.is_empty() {
        let are = if told.gone.len() == 1 { "is" } else { "are" };
        page.line(&format!(
            "The last load no longer has {}: {are} gone, and not counted",
            told.gone.join(", ")
        ));
    }
    if !told.is_only_old() {
        page.line(&format!("Rows {}", told.rows_in_words(now).unwrap_or_default()));
    }
}

/// Why a heartbeat from before the clone does not mean that it was Down before it.
fn since_the_clone(page: &mut Page, told: &Told) {
    let is_since = |answer: &Answer| answer.class_shown() == Class::DownSinceClone;
    let Some(newest) = told.newest_heartbeat.filter(|_| told.answers.iter().any(is_since)) else { return };
    let newest = words::minute_of_day(newest, told.clone);
    page.line(&format!("Down since the clone: its last heartbeat is as late as any before it ({newest})"));
}

/// The MID Servers of an account, what is wrong, what proves it, and the steps.
fn to_be_mended(page: &mut Page, answers: &[&Answer]) {
    for group in sections::groups(answers) {
        page.labelled("  ", "", &called(&group.answers).join(", "));
        let Some(first) = group.answers.first() else { continue };
        page.beside(INDENT, if first.doubt.is_some() { "Certain" } else { "Cause" }, &group.wrong);
        if let Some(seen) = &group.seen {
            page.beside(INDENT, "Proof", seen);
        }
        if first.doubt.is_some() {
            what_is_open(page, INDENT, first);
        }
        let (_, steps) = group.remedy.split_last().unwrap_or((&EMPTY, &[]));
        for (number, step) in steps.iter().enumerate() {
            page.step(INDENT, if number == 0 { "Fix" } else { "" }, number + 1, step);
        }
        if group.answers.iter().any(|answer| !answer.has_steps_of(first)) {
            page.beside(INDENT, "", "the others likewise: midjobs why NAME has the steps of each");
        }
    }
}

/// Those of one reason together: what was not seen, and the list to export.
fn cannot_tell(page: &mut Page, open: &[&Answer]) {
    for answers in sections::by_doubt(open).into_values() {
        page.labelled("  ", "", &called(&answers).join(", "));
        if let Some(first) = answers.first() {
            what_is_open(page, INDENT, first);
        }
    }
}

/// Each in a line: its class; what is wrong and the first step where that is known.
fn listed(page: &mut Page, answers: &[&Answer], told: &Told) {
    for answer in answers {
        let name = answer.called();
        page.labelled("  ", "", &format!("{name} {}", words::class(answer, told.clone)));
        if let Some(wrong) = words::wrong(answer) {
            page.beside(INDENT, if answer.doubt.is_some() { "Certain" } else { "Cause" }, &wrong);
        }
        if let Some(first) = answer.remedy.first() {
            page.beside(INDENT, "First", &format!("{first} (all: `midjobs why {name}`)"));
        }
    }
}

/// What the clone brought along and what the sampling calls "not associated", a line each kind.
fn nothing_to_do(page: &mut Page, told: &Told) {
    if told.not_associated.is_empty() {
        return;
    }
    page.heading("NOTHING TO DO", &amount(told.not_associated.len(), "account"));
    page.labelled(
        "  ",
        "",
        "They hold mid_server and no MID Server uses them (sampling: \"not associated\"):",
    );
    let kind = |account: &NotAssociated| match account.newest_event.as_deref() {
        None => "no login seen",
        Some("login") => "log in",
        Some(_) => "logins fail",
    };
    for alike in told.not_associated.chunk_by(|one, other| kind(one) == kind(other)) {
        let more = match alike.len().saturating_sub(ACCOUNTS) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let first: Vec<String> =
            alike.iter().take(ACCOUNTS).map(|account| why::quoted(&account.user_name)).collect();
        let label = format!("{:15}", alike.first().map_or("", kind));
        page.labelled(INDENT, &label, &format!("{}{more}", first.join(", ")));
    }
}

fn called(answers: &[&Answer]) -> Vec<String> {
    answers.iter().map(|answer| answer.called().to_owned()).collect()
}

fn mid_servers(count: usize) -> String {
    amount(count, "MID Server")
}

//! The estate on one page: what can be mended on the instance, what needs the hosts, what is not the clone's, and what
//! is to be expected.

use super::page::{Page, column};
use super::sections::{self, Group, Place};
use super::words;
use crate::amount::{agreeing, amount};
use crate::intake::tables;
use crate::time::Time;
use crate::why::{Answer, Told};

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
            format!("{} the clone of {of}{} UTC ({ago} ago)", told.after(), words::minute(clone))
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
            words::minute(as_of)
        ));
        page.labelled("  ", "", &tables::ECC_AGENT.xml_list());
        page.labelled("  ", "", "midjobs import ecc_agent.xml");
    }
    page.line(&format!("{}: {}", mid_servers(told.answers.len()), told.counted_by_class()));
    if !told.gone.is_empty() {
        let are = if told.gone.len() == 1 { "is" } else { "are" };
        page.line(&format!(
            "The last load no longer has {}: {are} gone, and not counted",
            told.gone.join(", ")
        ));
    }
    if !told.is_only_old() {
        page.line(&format!("Rows as of {}, {} ago", words::minute(as_of), now.since(as_of).in_words()));
    }
}

fn to_be_mended(page: &mut Page, answers: &[&Answer]) {
    let groups = sections::groups(answers);
    let width = column(groups.iter().map(user));
    for group in groups {
        page.named(user(&group), width, words::cause(group.cause));
        let indent = " ".repeat(width + 4);
        page.labelled(&indent, "on    ", &called(&group.answers).join(", "));
        if let Some(seen) = group.seen {
            page.labelled(&indent, "seen  ", &seen);
        }
        if let Some((_, steps)) = group.remedy.split_last() {
            page.labelled(&indent, "do    ", &steps.join("; "));
        }
    }
}

fn cannot_tell(page: &mut Page, open: &[&Answer]) {
    for (reason, answers) in sections::by_doubt(open) {
        page.labelled("  ", "", reason);
        page.labelled("      ", "on    ", &called(&answers).join(", "));
        if let Some(table) = tables::TABLES.iter().find(|table| reason.contains(table.name)) {
            page.labelled("      ", "load  ", &table.xml_list());
        }
    }
}

/// Each in a line: its class, and its cause where one is known.
fn listed(page: &mut Page, answers: &[&Answer], told: &Told) {
    let width = column(called(answers).iter().map(String::as_str));
    for answer in answers {
        let cause =
            sections::certain(answer).map_or_else(String::new, |cause| format!("; {}", words::cause(cause)));
        let text = format!("{}{cause}", words::class(answer, told.clone));
        page.named(&called(&[answer]).concat(), width, &text);
    }
}

/// What the clone brought along and what the sampling calls "not associated".
fn nothing_to_do(page: &mut Page, told: &Told) {
    let total: usize = told.not_associated.iter().map(|(_, count)| count).sum();
    if total == 0 {
        return;
    }
    page.heading("NOTHING TO DO", &amount(total, "account"));
    for (newest, count) in &told.not_associated {
        let logins = match newest.as_deref() {
            None => "no login was seen",
            Some("login") => "they log in",
            Some(_) => "their logins fail",
        };
        let hold = agreeing(*count, "holds", "hold");
        page.labelled("  ", "", &format!(
            "{count} {hold} mid_server and no MID Server here has them: {logins} (the sampling says \"not associated\")"
        ));
    }
}

fn user<'a>(group: &Group<'a>) -> &'a str {
    group.user.unwrap_or("(no user)")
}

fn called(answers: &[&Answer]) -> Vec<String> {
    answers.iter().map(|answer| answer.mid_server.clone().unwrap_or_else(|| answer.sys_id.clone())).collect()
}

fn mid_servers(count: usize) -> String {
    amount(count, "MID Server")
}

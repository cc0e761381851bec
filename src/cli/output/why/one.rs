//! One MID Server on a page: class, cause, proof, what to do, what it is not, and what could not be seen.

use super::page::Page;
use super::words;
use crate::intake::tables;
use crate::time::Time;
use crate::why::{self, Answer, Evidence};

/// As wide as the longest label.
const LABEL: usize = 10;

/// The page of one MID Server.
pub fn write(page: &mut Page, answer: &Answer, clone: Option<Time>) {
    page.gap();
    let name = answer.mid_server.as_deref().unwrap_or(&answer.sys_id);
    let heartbeat = answer.last_heartbeat.map_or_else(
        || " (no heartbeat is known)".to_owned(),
        |last| format!(" (last heartbeat {})", words::minute(last)),
    );
    page.line(&format!("{name} {}{heartbeat}", words::class(answer, clone)));
    if let Some(then) = &answer.then {
        let cause = then.cause.map_or_else(String::new, |cause| format!(": {}", words::cause(cause)));
        label(
            page,
            "Then",
            &format!("as of {} it was {}{cause}", words::minute(then.as_of), then.class.name()),
        );
    }
    what_is_wrong(page, answer);
    for (number, step) in answer.remedy.iter().enumerate() {
        label(page, if number == 0 { "Fix" } else { "" }, &format!("{}. {step}", number + 1));
    }
    if !answer.excluded.is_empty() && answer.cause.is_some() {
        let names: Vec<String> = answer.excluded.iter().map(|name| name.replace('_', " ")).collect();
        label(page, "Not it", &names.join(", "));
    }
}

fn what_is_wrong(page: &mut Page, answer: &Answer) {
    let user = answer.user.as_ref().map_or_else(String::new, |user| format!(" ({user})"));
    if let Some(doubt) = &answer.doubt {
        for also in answer.also.iter().filter(|also| also.proven && !also.evidence.is_empty()) {
            label(page, "Certain", &format!("{}{user}", words::cause(also.cause)));
            proofs(page, &also.evidence);
        }
        label(page, "Not seen", doubt);
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
    if let Some(stopped) = answer.stopped.filter(|_| cause == "no_attempt_seen") {
        label(page, "Stopped", &format!("its service stopped at {}", words::minute(stopped)));
    }
}

/// The first rows; a burst of logins is one line.
fn proofs(page: &mut Page, evidence: &[Evidence]) {
    const SHOWN: usize = 4;
    let logins = evidence.iter().filter(|row| row.table == "sysevent" && row.sys_id.is_some()).count();
    if logins > 1 {
        label(page, "Proof", &format!("sysevent: {}", words::seen(evidence).unwrap_or_default()));
        return;
    }
    for (number, row) in evidence.iter().take(SHOWN).enumerate() {
        label(page, if number == 0 { "Proof" } else { "" }, &words::proof(row));
    }
    if evidence.len() > SHOWN {
        label(page, "", &format!("and {} rows more: see --json", evidence.len() - SHOWN));
    }
}

fn label(page: &mut Page, label: &str, text: &str) {
    page.labelled("  ", &format!("{label:LABEL$}"), text);
}

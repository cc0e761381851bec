//! Why, and what to do: the sections of `why`, an account at a time.

use std::collections::BTreeMap;

use super::tone;
use crate::amount::amount;
use crate::cli::output::why::sections::{self, Group as Common, Place};
use crate::cli::output::why::words;
use crate::printable::printable;
use crate::standing::Weights;
use crate::why::{Answer, CANNOT_TELL, Told};

/// So many accounts with one cause are shown one by one.
const READABLE: usize = 12;

/// MID Servers that have something in common.
#[derive(Default)]
pub struct Group {
    /// Where something is to be done.
    pub place: &'static str,
    /// How it looks.
    pub tone: &'static str,
    /// What is wrong.
    pub title: String,
    /// Their account.
    pub account: Option<String>,
    /// Their names.
    pub names: Vec<String>,
    /// What proves it.
    pub seen: Option<String>,
    /// What to do.
    pub steps: Vec<String>,
}

/// Every group, in the order in which to go about them.
pub fn groups(told: &Told, weights: &Weights) -> Vec<Group> {
    let of_place = |(place, answers): (Place, Vec<&Answer>)| {
        let mut groups = match place {
            Place::Instance | Place::Host => certain(sections::groups(&answers)),
            Place::CannotTell => not_certain(&answers),
            Place::NotByClone | Place::UpAgain => alike(&answers, told, weights),
        };
        for group in &mut groups {
            (group.place, group.tone) = (heading(place), tone_of(place));
        }
        groups
    };
    sections::of(told).into_iter().flat_map(of_place).collect()
}

/// What stands there where there is none.
pub fn nothing_to_mend(told: &Told) -> &'static str {
    match (told.as_of, &told.doubt) {
        (None, _) => "No MID Server was ever loaded: import or pull ecc_agent.",
        (_, Some(_)) => {
            "Nothing can be said: the rows of the MID Servers cannot be relied on. No row says Down."
        }
        _ => "No MID Server is in need of anything.",
    }
}

fn heading(place: Place) -> &'static str {
    match place {
        Place::Instance => "Mend on the instance, then restart",
        Place::Host => "Needs somebody on the host",
        Place::CannotTell => "Cannot be told yet",
        Place::NotByClone => "Other MID Servers",
        Place::UpAgain => "Up again",
    }
}

fn tone_of(place: Place) -> &'static str {
    match place {
        Place::Instance | Place::Host => "critical",
        Place::CannotTell | Place::NotByClone => "warning",
        Place::UpAgain => tone::OK,
    }
}

/// An account at a time; where too many have one cause to be read, all of these at once.
fn certain(groups: Vec<Common>) -> Vec<Group> {
    let mut by_cause: BTreeMap<&str, Vec<Common>> = BTreeMap::new();
    for group in groups {
        by_cause.entry(group.cause).or_default().push(group);
    }
    let told = by_cause.into_values().flat_map(|groups| match groups.len() {
        0..=READABLE => groups.iter().map(of_account).collect(),
        _ => vec![of_accounts(&groups)],
    });
    told.collect()
}

/// What old rows said is no less of an alarm, and says that it is old.
fn of_account(group: &Common) -> Group {
    let cause = words::cause(group.cause);
    let old = group.answers.first().filter(|answer| is_old(answer, group.cause));
    let doubt = old.and_then(|answer| answer.doubt.as_deref());
    Group {
        title: old.map_or_else(|| cause.to_owned(), |_| format!("When it was last seen, {cause}")),
        account: Some(called(group)),
        names: names(&group.answers),
        seen: doubt.or(group.seen.as_deref()).map(printable),
        steps: group.remedy.iter().map(|step| printable(step)).collect(),
        ..Group::default()
    }
}

fn of_accounts(groups: &[Common]) -> Group {
    let first = groups.first();
    let as_for = first.map_or_else(String::new, called);
    Group {
        account: Some(format!("{}; the steps are as for {as_for}", amount(groups.len(), "account"))),
        names: groups.iter().flat_map(|group| names(&group.answers)).collect(),
        ..first.map(of_account).unwrap_or_default()
    }
}

fn called(group: &Common) -> String {
    group.user.map_or_else(|| "no user".to_owned(), printable)
}

/// Why nothing can be told of them.
fn not_certain(answers: &[&Answer]) -> Vec<Group> {
    sections::by_doubt(answers).into_iter().map(open).collect()
}

/// Whether only old rows say that this is its cause.
pub fn is_old(answer: &Answer, cause: &str) -> bool {
    answer.cause == Some(CANNOT_TELL) && !answer.also.iter().any(|also| also.proven && also.cause == cause)
}

fn open((reason, answers): (&str, Vec<&Answer>)) -> Group {
    Group {
        title: printable(reason),
        account: None,
        names: names(&answers),
        steps: vec!["midjobs tables names the lists to export".to_owned()],
        ..Group::default()
    }
}

/// Those that stand alike and have one cause together.
fn alike(answers: &[&Answer], told: &Told, weights: &Weights) -> Vec<Group> {
    let mut alike: BTreeMap<(&str, Option<&str>), Vec<&Answer>> = BTreeMap::new();
    for answer in answers {
        let words = weights.get(&answer.sys_id).map_or("", |(_, words)| *words);
        alike.entry((words, sections::certain(answer))).or_default().push(answer);
    }
    let group = |((words, cause), answers): ((&str, Option<&str>), Vec<&Answer>)| Group {
        title: match answers.as_slice() {
            [alone] => printable(&words::class(alone, told.clone)),
            _ => words.to_owned(),
        },
        account: cause.map(|cause| words::cause(cause).to_owned()),
        names: names(&answers),
        ..Group::default()
    };
    alike.into_iter().map(group).collect()
}

fn names(answers: &[&Answer]) -> Vec<String> {
    answers.iter().map(|answer| name(answer)).collect()
}

/// Its name, or its sys_id where it has none.
pub fn name(answer: &Answer) -> String {
    printable(answer.mid_server.as_deref().unwrap_or(&answer.sys_id))
}

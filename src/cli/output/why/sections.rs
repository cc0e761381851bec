//! The estate in sections: what can be mended on the instance, what needs the hosts, what cannot be told, what is not the
//! clone's; and in each what MID Servers of one account have in common.

use std::collections::BTreeMap;

use super::{proofs, words};
use crate::why::{Answer, Class, Told};

/// Where something is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On the instance.
    Instance,
    /// On the hosts of MID Servers.
    Host,
    /// What is wrong cannot be told.
    CannotTell,
    /// The clone did not do it.
    NotByClone,
    /// It is over.
    UpAgain,
}

impl Place {
    /// Its heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Instance => "MEND ON THE INSTANCE, THEN RESTART",
            Self::Host => "NEEDS SOMEBODY ON THE HOST",
            Self::CannotTell => "CANNOT BE TOLD YET",
            Self::NotByClone => "OTHER MID SERVERS",
            Self::UpAgain => "UP AGAIN",
        }
    }
}

/// MID Servers of one account that have one cause.
pub struct Group<'a> {
    /// The account.
    pub user: Option<&'a str>,
    /// The cause that is certain.
    pub cause: &'a str,
    /// The MID Servers.
    pub answers: Vec<&'a Answer>,
    /// All that is certain, in one sentence.
    pub wrong: String,
    /// The first of the rows that prove it, in one line.
    pub seen: Option<String>,
    /// What to do about the first of them.
    pub remedy: &'a [String],
}

/// Every section with a MID Server in it, in the order in which to go about them.
pub fn of(told: &Told) -> Vec<(Place, Vec<&Answer>)> {
    let mut sections = [Place::Instance, Place::Host, Place::CannotTell, Place::NotByClone, Place::UpAgain]
        .map(|place| (place, Vec::new()));
    for answer in &told.answers {
        let place = place(answer);
        if let Some((_, answers)) = sections.iter_mut().find(|(known, _)| Some(*known) == place) {
            answers.push(answer);
        }
    }
    sections.into_iter().filter(|(_, answers)| !answers.is_empty()).collect()
}

fn place(answer: &Answer) -> Option<Place> {
    match answer.class_shown() {
        Class::Up => None,
        Class::Recovering | Class::Recovered => Some(Place::UpAgain),
        // What the clone may have done.
        Class::DownSinceClone | Class::Down | Class::NotJudged => {
            answer.cause?;
            Some(match certain(answer) {
                None => Place::CannotTell,
                Some(_) if answer.needs_host => Place::Host,
                Some(_) => Place::Instance,
            })
        }
        _ => Some(Place::NotByClone),
    }
}

/// What is certain of it: its cause, or else what is proven though the cause cannot be told, or was proven last.
pub fn certain(answer: &Answer) -> Option<&str> {
    answer.certain()
}

/// The groups of a section whose causes are certain, by account.
pub fn groups<'a>(answers: &[&'a Answer]) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<(Option<&str>, &str), Vec<&Answer>> = BTreeMap::new();
    for answer in answers {
        groups.entry((answer.user.as_deref(), certain(answer).unwrap_or_default())).or_default().push(answer);
    }
    let mut groups: Vec<Group> =
        groups.into_iter().map(|((user, cause), answers)| group(user, cause, answers)).collect();
    groups.sort_by_key(|group| group.answers.first().map(|first| first.called()));
    groups
}

fn group<'a>(user: Option<&'a str>, cause: &'a str, answers: Vec<&'a Answer>) -> Group<'a> {
    let first = answers.first().copied();
    let mut wrong: Vec<String> = answers.iter().filter_map(|answer| words::wrong(answer)).collect();
    wrong.dedup();
    let wrong = match wrong.as_slice() {
        [] => String::new(),
        [one] if answers.len() == 1 => one.clone(),
        [one] => words::of_several(one),
        _ => words::of_several_with(words::cause(cause), user),
    };
    Group {
        user,
        cause,
        wrong,
        seen: first.and_then(|first| proofs::seen(first.evidence_of(cause))),
        remedy: first.map_or(&[], |first| &first.remedy),
        answers,
    }
}

/// Those that cannot be told, by the reason.
pub fn by_doubt<'a>(answers: &[&'a Answer]) -> BTreeMap<&'a str, Vec<&'a Answer>> {
    let mut reasons: BTreeMap<&str, Vec<&Answer>> = BTreeMap::new();
    for answer in answers {
        reasons.entry(answer.doubt.as_deref().unwrap_or_default()).or_default().push(answer);
    }
    reasons
}

//! Words for what is said: classes, causes and proofs, for people.

use crate::amount::amount;
use crate::time::Time;
use crate::why::{self, Answer, Class, in_words};

pub use crate::why::in_words as cause;

/// What it is not, of the causes that the rows exclude, in a word or two each. Where an account is shared, another's login
/// says nothing about the password that this one has.
pub fn not(answer: &Answer) -> Vec<&'static str> {
    let says_nothing =
        |cause: &&&'static str| **cause == "password_rejected" && !answer.shared_with.is_empty();
    let excluded = answer.excluded.iter().filter(|cause| !says_nothing(cause));
    excluded.filter_map(|cause| why::cause(cause).and_then(|cause| cause.not)).collect()
}

/// To what it is due, about one MID Server: a sentence without its subject.
pub fn class(answer: &Answer, clone: Option<Time>) -> String {
    let of_clone = clone.map_or_else(String::new, |clone| format!("the clone of {}", clone.to_the_minute()));
    let since = answer.since.map_or_else(String::new, |since| format!(" since {}", since.to_the_minute()));
    match answer.class_shown() {
        Class::NotJudged => "is not judged: its rows cannot be relied on".to_owned(),
        Class::AddedAfterClone => match answer.since {
            Some(added) => format!("is Down; it was added on {}, after the clone", added.to_the_minute()),
            None => "is Down; it was added after the clone".to_owned(),
        },
        Class::NotReady => "is Up and not validated: nothing is sent to it".to_owned(),
        Class::Recovering if answer.since.is_none() => {
            "is Up in its row; a later event says that it went Down".to_owned()
        }
        Class::Recovering => format!("is Up again{since}, for {} so far", up_for(answer)),
        Class::Recovered => format!("is Up again{since}"),
        Class::Up => "is Up".to_owned(),
        Class::NotDown => format!("is {}{since}", answer.status.as_deref().unwrap_or("without a status")),
        Class::Flapping => {
            format!("is Down and flaps: it changed its status {} times within the last hour", answer.changes)
        }
        Class::DownBeforeClone => match answer.last_heartbeat {
            Some(last) => format!("was Down before {of_clone}: no heartbeat since {}", last.to_the_minute()),
            None => format!("was Down before {of_clone}: it never had a heartbeat"),
        },
        Class::DownLater => match answer.last_change {
            Some(change) => format!("went Down later than {of_clone}: seen on {}", change.to_the_minute()),
            None => format!("went Down later than {of_clone}"),
        },
        Class::DownSinceClone => format!("is Down since {of_clone} UTC"),
        Class::Down => format!("is Down{since}; no clone is on record"),
    }
}

fn up_for(answer: &Answer) -> String {
    let up = answer.since.map_or(0, |since| answer.told_on.since(since).seconds() / 60);
    if up == 0 { "less than a minute".to_owned() } else { amount(up, "minute") }
}

/// All that is certain to be wrong with it, in one sentence; what is said of old rows or was proven last says when.
pub fn wrong(answer: &Answer) -> Option<String> {
    let sentences: Vec<&str> = certain(answer).into_iter().map(|cause| answer.says(cause)).collect();
    if sentences.is_empty() {
        let then = answer.certain()?;
        let on = answer.then.map_or_else(String::new, |then| format!(" ({})", then.as_of.to_the_minute()));
        return Some(format!("when last seen{on}, {}", answer.says(then)));
    }
    Some(in_one(&sentences, answer))
}

/// The causes that are certain, the first first; what follows from another of them is not told twice.
pub fn certain(answer: &Answer) -> Vec<&'static str> {
    let own = answer.cause.filter(|cause| *cause != why::CANNOT_TELL);
    let also =
        answer.also.iter().filter(|also| also.proven && !also.evidence.is_empty()).map(|also| also.cause);
    let all: Vec<&'static str> =
        own.into_iter().chain(also).filter(|cause| why::cause(cause).is_some()).collect();
    let follows = |cause: &str| match cause {
        "contained_role_missing" => all.contains(&"role_missing"),
        "logged_in_yet_down" => all.contains(&"cannot_attribute"),
        _ => false,
    };
    let several = own == Some("several_configured_users");
    all.iter().filter(|cause| !follows(cause) && (!several || Some(**cause) == own)).copied().collect()
}

/// `its account x is inactive, and lacks the role y`.
fn in_one(sentences: &[&str], answer: &Answer) -> String {
    let account = format!("its account {} ", why::quoted(answer.user.as_deref().unwrap_or_default()));
    let password = format!("the password of {account}");
    let mut one = String::new();
    for sentence in sentences {
        let predicate = sentence.strip_prefix(&account).map(str::to_owned);
        let of_password = sentence.strip_prefix(&password).map(|rest| format!("its password {rest}"));
        match predicate.or(of_password).filter(|_| one.starts_with(&account)) {
            // After a list another "and" would be of the list.
            Some(predicate) if one.contains(": ") => one.push_str(&format!("; {predicate}")),
            Some(predicate) => one.push_str(&format!(", and {predicate}")),
            None if one.is_empty() => one.push_str(sentence),
            None => one.push_str(&format!("; {sentence}")),
        }
    }
    one
}

/// What of it is open, and why: what is certain stands all the same.
pub fn open(answer: &Answer) -> Option<String> {
    let doubt = answer.doubt.as_ref()?;
    let also = if certain(answer).is_empty() { "" } else { " also" };
    let whether = answer.open.map(|open| match doubt.contains("sysevent") {
        true => format!(
            "whether its account is{also} locked, its password is rejected, or it tries to log in at all: "
        ),
        false => format!("whether {}: ", in_words(open)),
    });
    Some(format!("{}{doubt}", whether.unwrap_or_default()))
}

/// What is likely, where something that was seen speaks for it and it is not certain.
pub fn likely(answer: &Answer) -> Option<&str> {
    let likely = answer.likely.filter(|likely| answer.leans && !certain(answer).contains(likely))?;
    Some(answer.says(likely))
}

/// What can be done before what is open is seen.
pub fn until_then(answer: &Answer) -> String {
    let host = answer.host.as_deref().unwrap_or("its host");
    format!(
        "agent.log of {} on {host} tells: 401 or \"not authorized\" is its account or its password, no answer at all the network",
        answer.called()
    )
}

/// To the minute, in UTC; of the same day as another time without the day.
pub fn minute_of_day(time: Time, other: Option<Time>) -> String {
    let (own, other) = (time.to_the_minute(), other.map_or_else(String::new, Time::to_the_minute));
    let is_same_day = own.get(..10) == other.get(..10);
    if is_same_day { own.get(11..).unwrap_or_default().to_owned() } else { own }
}

/// A sentence about one MID Server, about several of them.
pub fn of_several(sentence: &str) -> String {
    let plural =
        [("its account ", "their account "), ("its password ", "their password "), ("it is ", "they are ")];
    let begins = plural.iter().find_map(|(one, several)| Some((several, sentence.strip_prefix(one)?)));
    begins
        .map_or_else(|| sentence.to_owned(), |(several, rest)| format!("{several}{rest}"))
        .replace("the password of its account", "the password of their account")
}

/// The same where the sentences about them differ: what is common to them, with their account.
pub fn of_several_with(sentence: &str, user: Option<&str>) -> String {
    let named = format!("their account {}", why::quoted(user.unwrap_or_default()));
    of_several(sentence).replacen("their account", named.trim_end(), 1)
}

/// The other MID Servers of its user, with their status.
pub fn sharers(answer: &Answer) -> String {
    let one = |(name, status): &(String, Option<String>)| {
        format!("{name} ({})", status.as_deref().unwrap_or("without a status"))
    };
    answer.shared_with.iter().map(one).collect::<Vec<_>>().join(", ")
}

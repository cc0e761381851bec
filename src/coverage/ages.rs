//! Ages: when rows were extracted, in the words that every page has for it.

use std::collections::BTreeMap;

use crate::time::{Span, Time};

/// Tables of one load are not extracted in one moment.
const TOGETHER: Span = Span::from_seconds(15 * 60);

/// Whose rows are told first: all else is about MID Servers.
const FIRST: &str = "ecc_agent";

/// `as of 2026-03-01 12:30, 1m ago; sysevent as of 11:00, before the clone`: the rows of the MID Servers, and what is older;
/// `None` where nothing was ever loaded.
pub fn ages(extracted: &[(&str, Time)], clone: Option<Time>, now: Time) -> Option<String> {
    let (first, older) = apart(extracted, clone)?;
    let before = |on: Time| if is_before(on, clone) { ", before the clone" } else { "" };
    let day = first.to_string();
    let short = |on: Time| {
        let on = on.to_string();
        let from = if on.get(..10) == day.get(..10) { 11 } else { 0 };
        on.get(from..16).unwrap_or_default().to_owned()
    };
    let mut words = format!("as of {}, {} ago{}", day.get(..16)?, now.since(first).in_words(), before(first));
    for (on, tables) in older.iter().rev() {
        words.push_str(&format!("; {} as of {}{}", tables.join(", "), short(*on), before(*on)));
    }
    Some(words)
}

/// The same for a line of a monitor: `1m ago, sysevent 1h 31m ago`.
pub fn ages_in_short(extracted: &[(&str, Time)], clone: Option<Time>, now: Time) -> Option<String> {
    let (first, older) = apart(extracted, clone)?;
    let mut words = format!("{} ago", now.since(first).in_words());
    for (on, tables) in older.iter().rev() {
        words.push_str(&format!(", {} {} ago", tables.join(", "), now.since(*on).in_words()));
    }
    Some(words)
}

/// When the rows of the MID Servers were extracted, and which tables are older, by when.
fn apart<'a>(
    extracted: &[(&'a str, Time)],
    clone: Option<Time>,
) -> Option<(Time, BTreeMap<Time, Vec<&'a str>>)> {
    let first = extracted.iter().find(|(table, _)| *table == FIRST).map(|(_, on)| *on);
    let first = first.or(extracted.iter().map(|(_, on)| *on).max())?;
    let mut older: BTreeMap<Time, Vec<&str>> = BTreeMap::new();
    for (table, on) in extracted {
        if *on + TOGETHER < first || is_before(*on, clone) && !is_before(first, clone) {
            older.entry(*on).or_default().push(table);
        }
    }
    Some((first, older))
}

fn is_before(on: Time, clone: Option<Time>) -> bool {
    clone.is_some_and(|clone| on <= clone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    #[test]
    fn what_is_older_than_the_mid_servers_is_named_and_what_is_newer_is_not() {
        let (clone, now) = (Some(at("2026-03-01 12:00:00")), at("2026-03-01 12:31:00"));
        let rows = [("sys_user", at("2026-03-01 12:28:00")), ("ecc_agent", at("2026-03-01 12:30:00"))];
        assert_eq!(ages(&rows, clone, now).unwrap(), "as of 2026-03-01 12:30, 1m ago");
        let rows = [&rows[..], &[("sysevent", at("2026-03-01 11:00:00")), ("x", at("2026-02-28 11:00:00"))]]
            .concat();
        assert_eq!(
            ages(&rows, clone, now).unwrap(),
            "as of 2026-03-01 12:30, 1m ago; sysevent as of 11:00, before the clone; x as of 2026-02-28 11:00, before the clone"
        );
        assert_eq!(ages_in_short(&rows, clone, now).unwrap(), "1m ago, sysevent 1h 31m ago, x 1d 1h ago");
        assert_eq!(ages(&rows[..1], None, now).unwrap(), "as of 2026-03-01 12:28, 3m ago");
        assert_eq!(ages(&[], clone, now), None);
    }
}

//! The words of a message: its title, and the page that somebody woken by it reads.

use std::collections::BTreeMap;

use super::heading::Heading;
use super::message::Piece;
use crate::time::Time;

/// As many letters a page has at most: what chats take in one piece.
const LONGEST_PAGE: usize = 8_000;

/// As many letters a title has at most.
const LONGEST_TITLE: usize = 150;

/// As many groups stand under a heading.
const MOST_GROUPS: usize = 20;

/// As many names stand in a group.
const MOST_NAMES: usize = 12;

/// How much there is of what, the most urgent first: `46 Down by the clone, 2 resolved`.
pub(super) fn brief(pieces: &[Piece]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for piece in pieces {
        match counts.iter_mut().find(|(brief, _)| *brief == piece.brief) {
            Some((_, count)) => *count += 1,
            None => counts.push((&piece.brief, 1)),
        }
    }
    let all: Vec<String> = counts.iter().map(|(brief, count)| counted(brief, *count)).collect();
    cut(all.join(", "), LONGEST_TITLE)
}

/// `2 users with an issue`: the first word says what there are two of, where it is one that can be counted.
fn counted(brief: &str, count: usize) -> String {
    let (first, rest) = brief.split_once(' ').map_or((brief, ""), |(first, rest)| (first, rest));
    let countable = matches!(first, "user" | "issue" | "job" | "table") && count > 1;
    let rest = match rest {
        "works again" if count > 1 => "work again",
        rest => rest,
    };
    match (countable, rest) {
        (true, "") => format!("{count} {first}s"),
        (true, rest) => format!("{count} {first}s {rest}"),
        (false, _) => format!("{count} {brief}"),
    }
}

/// The page: a heading for each kind of news, a group for what has one cause, and the first thing to do.
pub(super) fn page(pieces: &[Piece], clone: Option<Time>) -> String {
    let mut page = String::new();
    if let Some(clone) = clone.filter(|_| pieces.iter().any(|piece| piece.heading == Heading::New)) {
        page += &format!("After the clone of {} UTC\n", clone.to_the_minute());
    }
    for (heading, words) in Heading::ALL {
        let of: Vec<&Piece> = pieces.iter().filter(|piece| piece.heading == heading).collect();
        if of.is_empty() {
            continue;
        }
        page += &format!("{}{words} ({})\n", if page.is_empty() { "" } else { "\n" }, of.len());
        groups(&of, &mut page);
    }
    cut(page, LONGEST_PAGE) + "\nAll of it: midjobs status, midjobs why\n"
}

fn groups(pieces: &[&Piece], page: &mut String) {
    let mut order: Vec<&str> = Vec::new();
    let mut groups: BTreeMap<&str, Vec<&Piece>> = BTreeMap::new();
    for piece in pieces {
        let group = groups.entry(&piece.group).or_default();
        if group.is_empty() {
            order.push(&piece.group);
        }
        group.push(piece);
    }
    for name in order.iter().take(MOST_GROUPS) {
        let Some(group) = groups.get(name) else { continue };
        *page += &format!("  {name}\n");
        let names: Vec<&str> =
            group.iter().map(|piece| piece.name.as_str()).filter(|it| !it.is_empty()).collect();
        if !names.is_empty() {
            let more = names.len().saturating_sub(MOST_NAMES);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let shown: Vec<&str> = names.into_iter().take(MOST_NAMES).collect();
            *page += &format!("    of  {}{more}\n", shown.join(", "));
        }
        if let Some(step) = group.first().and_then(|piece| piece.step.as_deref()) {
            *page += &format!("    do  {step}\n");
        }
    }
    if let Some(more) = order.len().checked_sub(MOST_GROUPS).filter(|more| *more > 0) {
        *page += &format!("  and {more} more of the kind\n");
    }
}

/// A kind of doubt as it stands on record, in words.
pub(super) fn of_doubt(kind: &str) -> String {
    let (label, rest) = kind.split_once(' ').unwrap_or((kind, ""));
    match label {
        "never" => "declared as not to be had".to_owned(),
        "never_loaded" => "never loaded".to_owned(),
        "gap" => "not all rows came".to_owned(),
        "no_rows" => "the last load had no rows".to_owned(),
        "no_columns" => format!("the last load did not have {rest}"),
        "before_clone" => format!("waiting for rows newer than the clone of {rest} UTC"),
        "not_settled" => format!("the rows are of the first minutes after the clone of {rest} UTC"),
        "old" => "the rows are old".to_owned(),
        "begins" => "the events do not go back far enough".to_owned(),
        _ => label.to_owned(),
    }
}

fn cut(text: String, most: usize) -> String {
    if text.chars().count() <= most {
        return text;
    }
    text.chars().take(most.saturating_sub(3)).chain("...".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_counted_is_and_the_rest_stands_as_it_is() {
        assert_eq!(counted("Down by the clone", 46), "46 Down by the clone");
        assert_eq!(counted("job works again", 1), "1 job works again");
        assert_eq!(counted("job works again", 2), "2 jobs work again");
        assert_eq!(counted("issue", 3), "3 issues");
        assert_eq!(counted("table in doubt", 7), "7 tables in doubt");
    }

    #[test]
    fn a_title_and_a_page_end() {
        assert_eq!(cut("x".repeat(200), LONGEST_TITLE).chars().count(), LONGEST_TITLE);
        assert!(cut("größe ".repeat(9_000), LONGEST_PAGE).ends_with("..."));
    }
}

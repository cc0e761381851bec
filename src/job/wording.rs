//! What a statement says that the two engines, a file and a schema of a PostgreSQL server, answer differently without a word.

use super::Fault;
use crate::db::{Token, Tokens};
use crate::step::{Author, Place, Step, Work};

/// What never is NULL wherever it is sorted by: ids, and how many there are.
const NEVER_NULL: [&str; 2] = ["sys_id", "sequence"];
const CALLS_NEVER_NULL: [&str; 4] = ["count", "coalesce", "row_number", "rank"];

/// What ends the list of what is sorted by.
const ENDS_ORDER: [&str; 12] = [
    "LIMIT",
    "OFFSET",
    "FETCH",
    "ROWS",
    "RANGE",
    "GROUPS",
    "UNION",
    "EXCEPT",
    "INTERSECT",
    "RETURNING",
    "FOR",
    "SELECT",
];

/// A line of a statement, and what is answered differently there.
type Differs = (usize, String);

/// What the statement of a step says that means something else on the other engine, where a user wrote it.
pub(super) fn warnings(step: &Step) -> Vec<Fault> {
    let Work::Sql { text, author: Author::User } = &step.work else { return Vec::new() };
    let Some(Place { file, line: first }) = &step.statement else { return Vec::new() };
    let fault = |(line, message)| Fault { file: file.clone(), line: first + line - 1, message };
    differences(text).into_iter().map(fault).collect()
}

/// What is answered differently, in the order of the statement.
fn differences(text: &str) -> Vec<Differs> {
    let tokens = Tokens::of(text);
    let mut found = Vec::new();
    for at in 0..tokens.count() {
        if tokens.is_qualified(at) {
            continue;
        }
        let rules = [minds_capitals, from_the_end, clock, session_user];
        let messages = rules.into_iter().filter_map(|rule| rule(&tokens, at));
        found.extend(messages.map(|message| (tokens.line(at), message.to_owned())));
        found.extend(order_of_nulls(&tokens, at));
    }
    found
}

/// LIKE, unless both sides are small letters already or it is compared with no letters at all.
fn minds_capitals(tokens: &Tokens, at: usize) -> Option<&'static str> {
    if !tokens.is(at, "LIKE") || at == 0 {
        return None;
    }
    let has_letters = match tokens.get(at + 1) {
        Some(Token::Text(pattern)) => pattern.chars().any(char::is_alphabetic),
        _ => true,
    };
    let before = if tokens.is(at - 1, "NOT") { at.saturating_sub(2) } else { at - 1 };
    let opened = tokens.is_sign(before, ')').then(|| tokens.opening(before)).flatten();
    let is_lower = opened.is_some_and(|open| open > 0 && tokens.is_any(open - 1, &["LOWER", "UPPER"]));
    (has_letters && !is_lower).then_some(
        "LIKE minds capitals on PostgreSQL and not on SQLite: say lower(x) LIKE 'small letters' to mean the same on both",
    )
}

/// A negative start.
fn from_the_end(tokens: &Tokens, at: usize) -> Option<&'static str> {
    let is_substr = tokens.is_any(at, &["SUBSTR", "SUBSTRING"]) && tokens.is_call(at);
    let start = is_substr.then(|| tokens.arguments(at).get(1).copied()).flatten()?;
    tokens.is_sign(start.0, '-').then_some(
        "substr with a negative start counts from the end on SQLite and from before the beginning on PostgreSQL: \
         say substr(x, length(x) - 1) for the last two",
    )
}

fn clock(tokens: &Tokens, at: usize) -> Option<&'static str> {
    tokens.is_any(at, &["CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"]).then_some(
        "the time is text on SQLite and with a zone and fractions on PostgreSQL, and it is the machine's: say :now",
    )
}

/// `user` alone. Behind AS it only gives a name.
fn session_user(tokens: &Tokens, at: usize) -> Option<&'static str> {
    let names = at > 0 && tokens.is(at - 1, "AS");
    (tokens.is(at, "USER") && !names).then_some(
        "user without quotes is a column on SQLite and whoever is connected on PostgreSQL: say \"user\", or name its table \
         before it",
    )
}

/// What is sorted by, where NULLs can come and nobody says where.
fn order_of_nulls(tokens: &Tokens, at: usize) -> Vec<Differs> {
    if !(tokens.is(at, "ORDER") && tokens.is(at + 1, "BY")) {
        return Vec::new();
    }
    let items = tokens.items(at + 2, end_of_order(tokens, at + 2));
    let unsaid = items.into_iter().filter(|item| !says_where_nulls_are(tokens, *item));
    unsaid
        .map(|(from, to)| (tokens.line(from), of_nulls((from..to).any(|at| tokens.is(at, "DESC")))))
        .collect()
}

fn of_nulls(descending: bool) -> String {
    let (direction, here, there) =
        if descending { (" DESC", "last", "first") } else { ("", "first", "last") };
    format!(
        "ORDER BY x{direction} has NULLs {here} on SQLite and {there} on PostgreSQL: say NULLS {} or NULLS {}",
        here.to_uppercase(),
        there.to_uppercase()
    )
}

fn end_of_order(tokens: &Tokens, from: usize) -> usize {
    let mut at = from;
    while at < tokens.count() && !tokens.is_any(at, &ENDS_ORDER) {
        if tokens.is_sign(at, ')') || tokens.is_sign(at, ';') {
            break;
        }
        at = if tokens.is_sign(at, '(') { tokens.closing(at) + 1 } else { at + 1 };
    }
    at
}

/// It says so, or there are none.
fn says_where_nulls_are(tokens: &Tokens, (from, to): (usize, usize)) -> bool {
    let to = if to > from && tokens.is_any(to - 1, &["ASC", "DESC"]) { to - 1 } else { to };
    let said = (from..to).any(|at| tokens.is(at, "NULLS"));
    let is_id =
        to > from && tokens.is_any(to - 1, &NEVER_NULL) && (to - from == 1 || tokens.is_qualified(to - 1));
    let is_whole_call = tokens.is_call(from) && tokens.closing(from + 1) + 1 == to;
    said || is_id || (is_whole_call && tokens.is_any(from, &CALLS_NEVER_NULL))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A statement, and with which words each of what is found begins, in order.
    const SAID: [(&str, &[&str]); 30] = [
        ("SELECT a FROM u WHERE t LIKE 'alpha'", &["LIKE"]),
        ("SELECT a FROM u WHERE t NOT LIKE :what", &["LIKE"]),
        ("SELECT a FROM u WHERE lower(t) LIKE 'alpha'", &[]),
        ("SELECT a FROM u WHERE lower(trim(t)) NOT LIKE 'alpha'", &[]),
        ("SELECT a FROM u WHERE (lower(t) || t) LIKE 'alpha'", &["LIKE"]),
        ("SELECT a FROM u WHERE t LIKE '10.%'", &[]),
        ("SELECT 'like' AS \"like\" -- LIKE 'a'\nFROM u /* LIKE 'a' */", &[]),
        ("SELECT substr(t, -2) FROM u", &["substr"]),
        ("SELECT substr(trim(t, '-'), 2, -1) FROM u", &[]),
        ("SELECT 'substr(t, -2)' FROM u", &[]),
        ("SELECT a FROM u ORDER BY n", &["ORDER BY x has NULLs first"]),
        ("SELECT a FROM u ORDER BY t DESC", &["ORDER BY x DESC has NULLs last"]),
        ("SELECT a FROM u ORDER BY n ASC, t DESC LIMIT 1", &["ORDER BY x has", "ORDER BY x DESC"]),
        ("SELECT a FROM u ORDER BY n NULLS FIRST, t DESC NULLS LAST", &[]),
        ("SELECT a FROM u ORDER BY count(*) DESC, sys_id", &[]),
        ("SELECT a FROM u ORDER BY count(*) + n DESC", &["ORDER BY x DESC"]),
        ("SELECT a FROM u ORDER BY u.sys_id DESC LIMIT 1", &[]),
        ("SELECT a FROM u ORDER BY coalesce(n, 0), length(t)", &["ORDER BY x has"]),
        ("SELECT row_number() OVER (PARTITION BY a ORDER BY n) FROM u", &["ORDER BY x has"]),
        ("SELECT a FROM (SELECT a FROM u ORDER BY n DESC NULLS LAST) AS q WHERE a > 1", &[]),
        ("SELECT 'ORDER BY n' FROM u -- ORDER BY n", &[]),
        ("SELECT CURRENT_TIMESTAMP", &["the time"]),
        ("SELECT current_date, CURRENT_TIME", &["the time", "the time"]),
        ("SELECT 'CURRENT_TIMESTAMP' /* CURRENT_TIMESTAMP */ AS current", &[]),
        ("SELECT user FROM sys_user_has_role", &["user"]),
        ("SELECT role FROM sys_user_has_role WHERE USER = :u", &["user"]),
        ("SELECT held.user, \"user\", 'user' AS user FROM sys_user_has_role AS held", &[]),
        ("SELECT sys_user.user_name FROM sys_user -- user", &[]),
        ("UPDATE u SET n = 1 WHERE t LIKE 'a' AND user = 1", &["LIKE", "user"]),
        ("", &[]),
    ];

    #[test]
    fn each_of_the_six_is_told_and_no_word_of_a_text_or_a_comment() {
        for (text, expected) in SAID {
            let found = differences(text);
            assert_eq!(found.len(), expected.len(), "{text}: {found:?}");
            for ((_, message), begin) in found.iter().zip(expected) {
                assert!(message.starts_with(begin), "{text}: {message}");
            }
        }
    }

    #[test]
    fn each_is_told_by_its_line() {
        let found = differences("SELECT a\nFROM u\nWHERE t LIKE 'a'\nORDER BY\n  a,\n  n DESC");
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 5, 6]);
    }
}

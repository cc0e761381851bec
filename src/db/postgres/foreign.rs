//! What SQLite takes and PostgreSQL refuses, as far as the words of a statement say so, and what both take instead.

use super::guard::may_not_name;
use crate::db::{Refused, Sql, Token, Tokens};

/// Functions that are not there, and what to say instead.
const FUNCTIONS: [(&str, &str); 27] = [
    ("DATETIME", TIMES),
    ("JULIANDAY", TIMES),
    ("STRFTIME", "take a part of a time with substr(x, 1, 4)"),
    ("UNIXEPOCH", TIMES),
    ("TIMEDIFF", TIMES),
    ("IIF", "say CASE WHEN ... THEN ... ELSE ... END"),
    ("IFNULL", "say coalesce(x, y)"),
    ("GROUP_CONCAT", "say string_agg(x, ', ')"),
    ("TOTAL", "say coalesce(sum(x), 0)"),
    ("PRINTF", "put the text together with || and CASE"),
    ("INSTR", "say lower(x) LIKE '%text%'"),
    ("TYPEOF", NOTHING),
    ("JSON_EACH", NOTHING),
    ("JSON_TREE", NOTHING),
    ("JSON_EXTRACT", NOTHING),
    ("JSON_ARRAY", NOTHING),
    ("HEX", NOTHING),
    ("UNHEX", NOTHING),
    ("RANDOMBLOB", "take :run, or a key of the data"),
    ("ZEROBLOB", NOTHING),
    ("QUOTE", NOTHING),
    ("CHAR", NOTHING),
    ("UNICODE", NOTHING),
    ("LIKELY", "leave it out"),
    ("UNLIKELY", "leave it out"),
    ("CHANGES", NOTHING),
    ("LAST_INSERT_ROWID", "name the key"),
];
const TIMES: &str = "compare times as text: with :now, or with a parameter such as `30d` in [params]";
const NOTHING: &str = "nothing stands for it on both engines";

/// Words that are not known, and what to say instead.
const WORDS: [(&str, &str); 7] = [
    ("GLOB", "say substr(x, 1, 1) = 'A', or lower(x) LIKE 'a%'"),
    ("MATCH", NOTHING),
    ("ROWID", "name the key"),
    ("_ROWID_", "name the key"),
    ("AUTOINCREMENT", "take a key of the data"),
    ("NOCASE", "say lower(x)"),
    ("INDEXED", "leave it out"),
];

/// What may follow IS and IS NOT.
const AFTER_IS: [&str; 6] = ["NOT", "NULL", "TRUE", "FALSE", "UNKNOWN", "DISTINCT"];

/// What looks at a token, and says what is refused there and what to say instead.
type Rule = fn(&Tokens, usize) -> Option<(String, &'static str)>;

const RULES: [Rule; 9] =
    [function, of_dates, scalar, word, conflict, limit, is_value, twice_equal, quoted_otherwise];

/// All that is refused in a statement by its words: by the server, and by the guard.
pub(super) fn refused(sql: Sql) -> Vec<Refused> {
    let tokens = Tokens::of(sql.text);
    let mut found = Vec::new();
    for at in (0..tokens.count()).filter(|at| !tokens.is_qualified(*at)) {
        let said = RULES.iter().find_map(|rule| rule(&tokens, at));
        let foreign = said.map(|(what, instead)| format!("PostgreSQL does not take {what}: {instead}"));
        let kept = match tokens.get(at) {
            Some(Token::Word(word)) => may_not_name(word),
            _ => None,
        };
        found.extend(foreign.or(kept).map(|message| Refused { line: tokens.line(at), message }));
    }
    found
}

fn function(tokens: &Tokens, at: usize) -> Option<(String, &'static str)> {
    let (name, instead) = FUNCTIONS.iter().find(|(name, _)| tokens.is(at, name) && tokens.is_call(at))?;
    // A column may have that type, with its length.
    let is_type = at > 0
        && matches!(tokens.get(at + 2), Some(Token::Word(length)) if *name == "CHAR" && length.parse::<u32>().is_ok());
    (!is_type).then(|| (format!("{}()", name.to_lowercase()), *instead))
}

/// A time and what is added to it.
fn of_dates(tokens: &Tokens, at: usize) -> Option<(String, &'static str)> {
    let is_call = tokens.is_any(at, &["DATE", "TIME"]) && tokens.is_call(at);
    (is_call && tokens.arguments(at).len() > 1).then(|| ("date() with what is added".to_owned(), TIMES))
}

/// The larger of several values of one row.
fn scalar(tokens: &Tokens, at: usize) -> Option<(String, &'static str)> {
    let is_call = tokens.is_any(at, &["MAX", "MIN"]) && tokens.is_call(at);
    let instead = "say CASE WHEN x > y THEN x ELSE y END";
    (is_call && tokens.arguments(at).len() > 1)
        .then(|| ("max() or min() of several values".to_owned(), instead))
}

fn word(tokens: &Tokens, at: usize) -> Option<(String, &'static str)> {
    let (name, instead) = WORDS.iter().find(|(name, _)| tokens.is(at, name))?;
    Some(((*name).to_owned(), *instead))
}

/// INSERT OR IGNORE and the like. OR FAIL is what a server does in any case.
fn conflict(tokens: &Tokens, at: usize) -> Option<(String, &'static str)> {
    let instead = "say ON CONFLICT (key) DO NOTHING, or DO UPDATE";
    let is_or =
        tokens.is_any(at, &["INSERT", "UPDATE"]) && tokens.is(at + 1, "OR") && !tokens.is(at + 2, "FAIL");
    let is_replace = tokens.is(at, "REPLACE") && tokens.is(at + 1, "INTO");
    match (is_or, is_replace, tokens.get(at)) {
        (true, _, Some(Token::Word(verb))) => Some((format!("{} OR", verb.to_uppercase()), instead)),
        (_, true, _) => Some(("REPLACE INTO".to_owned(), instead)),
        _ => None,
    }
}

fn limit(tokens: &Tokens, at: usize) -> Option<(String, &'static str)> {
    let is_pair = tokens.is(at, "LIMIT") && tokens.is_sign(at + 2, ',');
    is_pair.then(|| ("LIMIT x, y".to_owned(), "say LIMIT y OFFSET x"))
}

fn is_value(tokens: &Tokens, at: usize) -> Option<(String, &'static str)> {
    let after = if tokens.is(at + 1, "NOT") { at + 2 } else { at + 1 };
    let is_value = tokens.is(at, "IS") && tokens.get(after).is_some() && !tokens.is_any(after, &AFTER_IS);
    is_value.then(|| ("IS with a value".to_owned(), "say IS NOT DISTINCT FROM, or IS DISTINCT FROM"))
}

fn twice_equal(tokens: &Tokens, at: usize) -> Option<(String, &'static str)> {
    (tokens.is_sign(at, '=') && tokens.is_sign(at + 1, '=')).then(|| ("==".to_owned(), "say ="))
}

fn quoted_otherwise(tokens: &Tokens, at: usize) -> Option<(String, &'static str)> {
    match tokens.get(at) {
        Some(Token::Quoted(name)) if !name.starts_with('"') => {
            Some((name.to_owned(), "names stand in \"double quotes\""))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, String)> {
        refused(Sql::new("step", text)).into_iter().map(|refused| (refused.line, refused.message)).collect()
    }

    #[test]
    fn all_that_is_refused_is_told_by_its_line_and_with_what_to_say_instead() {
        let found = found(
            "INSERT OR IGNORE INTO u (a)\nSELECT ifnull(`a`, 'x'), max(1, 2)\nFROM u WHERE t IS 'beta' AND a == 1\n\
             AND t GLOB 'A*' AND at > datetime('now')\nORDER BY rowid COLLATE NOCASE LIMIT 1, 2",
        );
        let told = [
            (1, "INSERT OR"),
            (2, "ifnull()"),
            (2, "`a`"),
            (2, "max() or min()"),
            (3, "IS with a value"),
            (3, "=="),
            (4, "GLOB"),
            (4, "datetime()"),
            (5, "ROWID"),
            (5, "NOCASE"),
            (5, "LIMIT x, y"),
        ];
        assert_eq!(found.len(), told.len(), "{found:?}");
        for ((line, message), (expected, what)) in found.iter().zip(told) {
            assert_eq!(*line, expected, "{message}");
            assert!(message.starts_with(&format!("PostgreSQL does not take {what}")), "{message}");
            assert!(message.contains(": "), "{message}");
        }
    }

    #[test]
    fn what_both_take_and_what_stands_in_texts_is_not_told() {
        for text in [
            "SELECT 'ifnull(', \"rowid\" -- GLOB\nFROM u /* INSERT OR */ WHERE t IS NOT NULL AND b IS NOT DISTINCT FROM 'x'",
            "SELECT max(n), date, q.rowid, replace(a, 'x', 'y') FROM u LIMIT 1 OFFSET 2",
            "CREATE TABLE mine (at DATETIME, code CHAR(3))",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn what_the_guard_refuses_is_told_too() {
        let found = found("SELECT a,\n set_config('role', 'none', true), pg_terminate_backend(1)");
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 2]);
        assert!(found[0].1.contains("a step may not use set_config"), "{found:?}");
    }
}

//! What kind of thing a column holds: how it is headed, whether it may be cut, and what of it matters.

use crate::db::schema;

/// Columns of sentences: on a terminal they stand below their row.
const SENTENCES: [&str; 14] = [
    "message",
    "unconfirmed",
    "acknowledged_reason",
    "description",
    "last_error",
    "error",
    "parameters",
    "doubt",
    "cure",
    "jobs",
    "export",
    "reasons",
    "step",
    "gap",
];

/// Of these the heading says nothing that the sentence does not.
const UNLABELLED: [&str; 5] = ["message", "description", "doubt", "reasons", "step"];

/// Columns of sys_ids: on a terminal their beginning is enough, as commands take it.
const IDS: [&str; 4] = ["sys_id", "trigger", "run", "coalesced_into"];

/// Moments of which people ask how long ago they are.
const WITH_AGE: [&str; 3] = ["next_action", "last_refreshed", "last_detected"];

/// Columns whose words say how something stands.
const STANDING: [&str; 6] = ["state", "status", "outcome", "class", "verdict", "stands"];

/// What people must see.
const ALARMING: [&str; 8] =
    ["Down", "Error", "failed", "abandoned", "breaks", "CRITICAL", "Down since the clone", "error"];

/// What people should see.
const NOTABLE: [&str; 6] = ["New", "retry", "at_risk", "WARNING", "Paused", "warning"];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A sys_id.
    Id,
    /// A moment.
    Time,
    /// A sentence.
    Sentence,
    /// Words or a number.
    Word,
}

/// What the column of that name holds.
pub fn kind(column: &str) -> Kind {
    match column {
        _ if IDS.contains(&column) => Kind::Id,
        _ if holds_times(column) || column == "local" => Kind::Time,
        _ if SENTENCES.contains(&column) => Kind::Sentence,
        _ => Kind::Word,
    }
}

/// Whether a column holds moments.
pub fn holds_times(column: &str) -> bool {
    matches!(column, "since" | "failing_since") || holds_stored_times(column)
}

/// Whether a column holds moments as they are stored: ServiceNow's form for people, ISO 8601 for machines.
pub fn holds_stored_times(column: &str) -> bool {
    column == "at" || schema::holds_times(column)
}

/// Whether it helps to say how long ago, or in how long, a moment of the column is.
pub fn with_age(column: &str) -> bool {
    WITH_AGE.contains(&column)
}

/// The column's name for people.
pub fn label(column: &str) -> String {
    column.replace('_', " ")
}

/// Whether values of the column need their label where they do not stand under it.
pub fn is_labelled(column: &str) -> bool {
    !UNLABELLED.contains(&column)
}

/// The headings of these columns. That times are UTC is said once.
pub fn headings(columns: &[&str]) -> Vec<String> {
    let first = columns.iter().position(|column| holds_times(column));
    let heading = |(place, column): (usize, &&str)| {
        label(column).to_uppercase() + if Some(place) == first { " (UTC)" } else { "" }
    };
    columns.iter().enumerate().map(heading).collect()
}

/// Whether words of that column say how something stands.
pub fn says_how_it_stands(column: &str) -> bool {
    STANDING.contains(&column)
}

/// How much a word that says how something stands matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// People must see it.
    Alarming,
    /// People should see it.
    Notable,
}

/// How much that word matters, if it does.
pub fn weight(word: &str) -> Option<Weight> {
    let alarming = ALARMING.contains(&word).then_some(Weight::Alarming);
    alarming.or_else(|| NOTABLE.contains(&word).then_some(Weight::Notable))
}

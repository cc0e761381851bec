//! A document of TOML, read as far as it fits its form: what does not fit is a fault and left out, the rest is read.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer, Error};

use crate::similar::{nearest, no_such};

/// What serde calls some types, and what they are to people.
const TYPES: [(&str, &str); 5] = [
    (" i64", " a whole number"),
    (" usize", " a whole number"),
    (" a sequence", " a list"),
    (" a map", " a table"),
    (" struct StepTable", " a table"),
];

/// Which bytes of a document a fault is in, and what is wrong there.
pub(super) type At = (Range<usize>, String);

/// What was read of a document.
pub(super) struct Document<T> {
    /// What fits the form.
    pub(super) value: T,
    /// What does not.
    pub(super) faults: Vec<At>,
    /// The keys that were left out, each with the place of its table.
    left_out: Vec<(Range<usize>, String)>,
    whole: Range<usize>,
}

impl<T: DeserializeOwned> Document<T> {
    /// Reads it. Every key of the form may be missing.
    ///
    /// # Errors
    /// Every fault, where nothing can be read: the text is no TOML.
    pub(super) fn read(text: &str) -> Result<Self, Vec<At>> {
        let mut table = DeTable::parse(text).map_err(|error| vec![at(&error)])?;
        let (mut faults, mut left_out) = (Vec::new(), Vec::new());
        loop {
            match T::deserialize(Deserializer::from(table.clone())) {
                Ok(value) => return Ok(Self { value, faults, left_out, whole: table.span() }),
                Err(error) => {
                    let place = error.span().unwrap_or(0..0);
                    let Some(cut) = cut(&mut table, &place) else {
                        faults.push(at(&error));
                        return Err(faults);
                    };
                    faults.push((place, in_words(&cut.key, error.message().trim())));
                    left_out.push((cut.table, cut.key));
                }
            }
        }
    }
}

impl<T> Document<T> {
    /// Whether one of these keys was perhaps meant by one that was left out of the table in that place, the whole
    /// document if none is named: then its absence is no fault of its own.
    pub(super) fn may_have(&self, table: Option<Range<usize>>, keys: &[&str]) -> bool {
        let table = table.unwrap_or_else(|| self.whole.clone());
        let is_meant = |key: &str| nearest(key, keys.iter().copied()).is_some();
        self.left_out.iter().any(|(place, key)| *place == table && is_meant(key))
    }
}

fn at(error: &Error) -> At {
    (error.span().unwrap_or(0..0), error.message().trim().to_owned())
}

/// What was cut out: a key, and the place of its table.
struct Cut {
    table: Range<usize>,
    key: String,
}

/// Cuts out what stands at that place: a key with its value.
fn cut(table: &mut Spanned<DeTable>, place: &Range<usize>) -> Option<Cut> {
    let span = table.span();
    if let Some(cut) = table.get_mut().iter_mut().find_map(|(_, value)| cut_below(value, place)) {
        return Some(cut);
    }
    for (key, value) in table.get_mut().iter_mut() {
        if cut_from_list(value.get_mut(), place) {
            return Some(Cut { table: span, key: key.get_ref().clone().into_owned() });
        }
    }
    let is_there =
        |(key, value): &(&Spanned<_>, &Spanned<DeValue>)| key.span() == *place || holds(&value.span(), place);
    let key = table.get_ref().iter().find(is_there).map(|(key, _)| key.clone())?;
    table.get_mut().remove(&key);
    Some(Cut { table: span, key: key.into_inner().into_owned() })
}

/// The same of the tables in a value.
fn cut_below(value: &mut Spanned<DeValue>, place: &Range<usize>) -> Option<Cut> {
    let span = value.span();
    match value.get_mut() {
        DeValue::Table(table) => {
            let mut below = Spanned::new(span, std::mem::take(table));
            let found = cut(&mut below, place);
            *table = below.into_inner();
            found
        }
        DeValue::Array(values) => values.iter_mut().find_map(|value| cut_below(value, place)),
        _ => None,
    }
}

/// Cuts an element out of a list.
fn cut_from_list(value: &mut DeValue, place: &Range<usize>) -> bool {
    let DeValue::Array(list) = value else { return false };
    let others: DeArray = list.iter().filter(|element| element.span() != *place).cloned().collect();
    let is_shorter = others.len() < list.len();
    *list = others;
    is_shorter
}

fn holds(span: &Range<usize>, place: &Range<usize>) -> bool {
    span.start <= place.start && place.end <= span.end
}

/// What is wrong with a key, as serde has it.
fn in_words(key: &str, message: &str) -> String {
    if !message.starts_with("unknown field") {
        let plain = TYPES.iter().find_map(|(ending, plain)| Some((message.strip_suffix(ending)?, plain)));
        return plain.map_or_else(
            || format!("{key}: {message}"),
            |(message, plain)| format!("{key}: {message}{plain}"),
        );
    }
    let mut named = message.split('`').skip(1).step_by(2).map(str::to_owned);
    let written = named.next().unwrap_or_default();
    no_such("key", &written, &named.collect::<Vec<_>>(), "").to_string()
}

//! Random crontab expressions, with what each field of them means.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "mar", "Apr", "MAY", "JUN", "jul", "AUG", "SEP", "OCT", "NOV", "dec"];
const WEEKDAYS: [&str; 8] = ["SUN", "MON", "tue", "Wed", "THU", "fri", "SAT", "SUN"];

/// One field: its text, and what is needed to tell how a clock change treats it.
#[derive(Clone, Debug)]
struct Field {
    text: String,
    values: BTreeSet<u32>,
    interval: bool,
}

/// An expression as five fields, or six with seconds first.
#[derive(Clone, Debug)]
pub struct Expression {
    /// Minute and hour, or second, minute and hour.
    pub time: String,
    pub day: String,
    pub month: String,
    pub weekday: String,
    /// Second, minute and hour of every run of a day; none where the hour field is an interval.
    pub times_of_day: Vec<[u32; 3]>,
}

impl Expression {
    pub fn text(&self) -> String {
        self.at(&self.time)
    }

    /// The expression with another time of the day.
    pub fn at(&self, time: &str) -> String {
        let Self { day, month, weekday, .. } = self;
        format!("{time} {day} {month} {weekday}")
    }
}

fn times_of_day(second: &Field, minute: &Field, hour: &Field) -> Vec<[u32; 3]> {
    let mut times = vec![];
    if hour.interval || hour.values.len() == 24 {
        return times;
    }
    for hour in &hour.values {
        for minute in &minute.values {
            times.extend(second.values.iter().map(|second| [*second, *minute, *hour]));
        }
    }
    times
}

fn field(first: u32, last: u32, names: &'static [&'static str]) -> impl Strategy<Value = Field> {
    let ends = (first..=last, first..=last).prop_map(|(one, other)| (one.min(other), one.max(other)));
    let range = (ends, prop_oneof![2 => Just(1), 1 => 2..=last], any::<bool>());
    let value = (first..=last, any::<bool>()).prop_map(|(value, named)| ((value, value), 1, named));
    let list = vec(prop_oneof![value, range], 1..=3).prop_map(move |list| written(&list, first, names));
    let star = (1..=last).prop_map(move |step| starred(first, last, step));
    prop_oneof![2 => Just(starred(first, last, 1)), 1 => star, 4 => list]
}

fn starred(first: u32, last: u32, step: u32) -> Field {
    let text = if step == 1 { "*".to_owned() } else { format!("*/{step}") };
    Field { text, values: (first..=last).step_by(step as usize).collect(), interval: true }
}

/// An element of a list: its ends, its step and whether it is written with names.
type Element = ((u32, u32), u32, bool);

fn written(list: &[Element], first: u32, names: &[&str]) -> Field {
    let texts: Vec<String> = list.iter().map(|element| element_text(*element, first, names)).collect();
    let values = list.iter().flat_map(|((start, end), step, _)| (*start..=*end).step_by(*step as usize));
    let interval = list.iter().any(|(_, step, _)| *step > 1);
    Field { text: texts.join(","), values: values.collect(), interval }
}

fn element_text(((start, end), step, named): Element, first: u32, names: &[&str]) -> String {
    let single = start == end && step == 1;
    // From SUN to SUN reads as one day here and as all in croner: a difference with a test of its own.
    let named = named && (single || names.len() < 8 || start % 7 > 0 || end % 7 > 0);
    let word = |value: u32| match names.get((value - first) as usize) {
        Some(name) if named => (*name).to_owned(),
        _ => value.to_string(),
    };
    match step {
        _ if single => word(start),
        1 => format!("{}-{}", word(start), word(end)),
        _ => format!("{}-{}/{step}", word(start), word(end)),
    }
}

/// Any expression that is a crontab to midjobs and to croner, though its date may never come.
pub fn expression() -> impl Strategy<Value = Expression> {
    (
        prop_oneof![4 => Just(None), 1 => field(0, 59, &[]).prop_map(Some)],
        field(0, 59, &[]),
        prop_oneof![field(0, 23, &[]), field(0, 3, &[])],
        field(1, 31, &[]),
        prop_oneof![2 => Just(starred(1, 12, 1)), 1 => field(1, 12, &MONTHS)],
        field(0, 7, &WEEKDAYS),
    )
        .prop_map(|(second, minute, hour, day, month, weekday)| {
            let zero = Field { text: String::new(), values: BTreeSet::from([0]), interval: false };
            let second = second.unwrap_or(zero);
            Expression {
                time: format!("{} {} {}", second.text, minute.text, hour.text).trim_start().to_owned(),
                day: day.text,
                month: month.text,
                weekday: weekday.text,
                times_of_day: times_of_day(&second, &minute, &hour),
            }
        })
}

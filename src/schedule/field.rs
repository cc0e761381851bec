//! One field of a crontab line: `*`, a value, a range, a step or a list of them, read into the values it allows.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;

use anyhow::{Context, Result, bail, ensure};

/// What a field counts, and the values that crontab(5) gives it.
pub(super) struct Unit {
    name: &'static str,
    first: u32,
    last: u32,
    /// How its values are written, for errors.
    written: &'static str,
    /// Three-letter names, the one of `first` first.
    names: &'static [&'static str],
}

pub(super) const SECOND: Unit = Unit { name: "second", first: 0, last: 59, written: "0-59", names: &[] };
pub(super) const MINUTE: Unit = Unit { name: "minute", first: 0, last: 59, written: "0-59", names: &[] };
pub(super) const HOUR: Unit = Unit { name: "hour", first: 0, last: 23, written: "0-23", names: &[] };
pub(super) const DAY: Unit =
    Unit { name: "day of the month", first: 1, last: 31, written: "1-31", names: &[] };
pub(super) const MONTH: Unit = Unit {
    name: "month",
    first: 1,
    last: 12,
    written: "1-12 or JAN-DEC",
    names: &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
/// Sunday is both 0 and 7.
pub(super) const WEEKDAY: Unit = Unit {
    name: "weekday",
    first: 0,
    last: 7,
    written: "0-7 or SUN-SAT",
    names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
};

/// The values that one field allows, and how it was written where that matters.
pub(super) struct Field {
    values: BTreeSet<u32>,
    starred: bool,
    longest_step: u32,
}

impl Unit {
    /// Reads the text of a field.
    ///
    /// # Errors
    /// Names the unit and the part of the text that is not a crontab expression, and says what to write.
    pub(super) fn read(&self, text: &str) -> Result<Field> {
        let starred = text.starts_with('*');
        let mut field = Field { values: BTreeSet::new(), starred, longest_step: 1 };
        for item in text.split(',') {
            let (range, step) = self.item(item).context(self.name)?;
            field.values.extend(range.step_by(step as usize));
            field.longest_step = field.longest_step.max(step);
        }
        Ok(field)
    }

    /// One element of a list: the range it spans and its step.
    fn item(&self, item: &str) -> Result<(RangeInclusive<u32>, u32)> {
        let Some((range, step)) = item.split_once('/') else {
            return Ok((self.range(item)?, 1));
        };
        ensure!(
            !["H", "h", "?"].contains(&range) && !range.starts_with("H("),
            "{item:?} is an extension of other programs: write */{step}, or a minute that others do not take"
        );
        if range != "*" && !range.contains('-') {
            self.value(range)?;
        }
        ensure!(
            range == "*" || range.contains('-'),
            "{item:?} steps from a single value: write {range}-{}/{step} or */{step}",
            self.last
        );
        Ok((self.range(range)?, self.step(step)?))
    }

    fn step(&self, text: &str) -> Result<u32> {
        let most = self.last - self.first + 1;
        match number(text) {
            Some(step) if (1..=most).contains(&step) => Ok(step),
            _ => bail!(
                "a step of {text:?} is not in 1-{most}: for another interval write every = \"90m\" instead of cron"
            ),
        }
    }

    fn range(&self, text: &str) -> Result<RangeInclusive<u32>> {
        if text == "*" {
            return Ok(self.first..=self.last);
        }
        let Some((first, last)) = text.split_once('-') else {
            let value = self.value(text)?;
            return Ok(value..=value);
        };
        let (start, mut end) = (self.value(first)?, self.value(last)?);
        // A name does not say which of its two numbers is meant: a range that ends on Sunday ends on 7.
        if start > end && last.eq_ignore_ascii_case("SUN") {
            end = self.last;
        }
        ensure!(start <= end, "{text:?} runs backwards: write {start}-{},{}-{end}", self.last, self.first);
        Ok(start..=end)
    }

    fn value(&self, text: &str) -> Result<u32> {
        ensure!(text != "?", "\"?\" is an extension of other programs: write *");
        ensure!(
            !text.eq_ignore_ascii_case("H"),
            "{text:?} is an extension of other programs: write a value of {} that others do not take",
            self.written
        );
        let named = (self.first..).zip(self.names).find(|(_, name)| name.eq_ignore_ascii_case(text));
        let value = named.map(|(value, _)| value).or_else(|| number(text));
        match value.filter(|value| (self.first..=self.last).contains(value)) {
            Some(value) => Ok(value),
            None => bail!(
                "{text:?} is not in {}; `*`, lists, ranges and steps are read, the extensions L, W, # and ? are not",
                self.written
            ),
        }
    }
}

impl Field {
    /// Whether crontab(5) takes the field as no restriction of the days: its text begins with `*`, even `*/2`.
    pub(super) fn is_unrestricted(&self) -> bool {
        self.starred
    }

    /// Whether an hour field asks for an interval, not for times of the day: it begins with `*`, has a step
    /// of two or more, or allows every hour.
    pub(super) fn is_interval_of_hours(&self) -> bool {
        self.starred || self.longest_step > 1 || self.values.len() == 24
    }

    /// The same field with each value renumbered.
    pub(super) fn renumbered(&self, number: impl Fn(u32) -> u32) -> Self {
        Self { values: self.values.iter().copied().map(number).collect(), ..*self }
    }
}

/// The values as a list: `0,15,30,45`.
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let values: Vec<String> = self.values.iter().map(u32::to_string).collect();
        f.write_str(&values.join(","))
    }
}

/// Digits only: `str::parse` alone would also take a sign.
fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_allows_the_values_that_crontab_gives_it() {
        for (unit, text, values) in [
            (&MINUTE, "*/15", "0,15,30,45"),
            (&HOUR, "9-17/4", "9,13,17"),
            (&HOUR, "22,1,22", "1,22"),
            (&DAY, "*/10", "1,11,21,31"),
            (&DAY, "5,*", &DAY.read("*").unwrap().to_string()),
            (&MONTH, "jan,Jun-AUG", "1,6,7,8"),
            (&WEEKDAY, "MON-FRI", "1,2,3,4,5"),
            (&WEEKDAY, "fri-sun", "5,6,7"),
            (&WEEKDAY, "SUN-TUE", "0,1,2"),
            (&WEEKDAY, "SUN-SUN", "0"),
            (&MINUTE, "05", "5"),
        ] {
            assert_eq!(unit.read(text).unwrap().to_string(), values, "{text}");
        }
    }

    #[test]
    fn what_is_no_crontab_is_refused_with_what_to_write() {
        for (unit, text, advice) in [
            (&MINUTE, "60", "0-59"),
            (&HOUR, "24", "0-23"),
            (&DAY, "0", "1-31"),
            (&MONTH, "13", "1-12 or JAN-DEC"),
            (&WEEKDAY, "8", "0-7 or SUN-SAT"),
            (&WEEKDAY, "JAN", "0-7 or SUN-SAT"),
            (&WEEKDAY, "Monday", "0-7 or SUN-SAT"),
            (&MINUTE, "", "0-59"),
            (&MINUTE, "1,,2", "0-59"),
            (&MINUTE, "+5", "0-59"),
            (&MINUTE, "-5", "0-59"),
            (&MINUTE, "99999999999", "0-59"),
            (&HOUR, "22-2", "write 22-23,0-2"),
            (&WEEKDAY, "FRI-MON", "write 5-7,0-1"),
            (&MINUTE, "*/0", "1-60"),
            (&MINUTE, "*/90", "every = \"90m\""),
            (&MINUTE, "*/", "1-60"),
            (&MINUTE, "5/10", "write 5-59/10"),
            (&MINUTE, "*-5", "0-59"),
            (&DAY, "L", "extensions"),
            (&DAY, "15W", "extensions"),
            (&WEEKDAY, "MON#2", "extensions"),
            (&WEEKDAY, "5L", "extensions"),
            (&DAY, "?", "write *"),
            (&HOUR, "H", "write a value of 0-23"),
        ] {
            let error = format!("{:#}", unit.read(text).err().unwrap());
            assert!(error.contains(advice) && error.starts_with(unit.name), "{text}: {error}");
        }
    }

    #[test]
    fn an_hour_field_is_an_interval_when_written_as_one_or_when_it_allows_every_hour() {
        for (text, interval) in [
            ("*", true),
            ("*/4", true),
            ("*/1", true),
            ("8-18/2", true),
            ("0,2-4/2", true),
            ("0-23", true),
            ("0-11,12-23/1", true),
            ("3", false),
            ("1,2,3", false),
            ("9-17", false),
            ("9-17/1", false),
            ("0-22", false),
        ] {
            assert_eq!(HOUR.read(text).unwrap().is_interval_of_hours(), interval, "{text}");
        }
    }
}

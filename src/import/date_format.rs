//! A user's own format of dates and times, in the letters that ServiceNow has for it: `MM/dd/yyyy hh:mm:ss a`.

use std::str::FromStr;

use anyhow::{Error, Result, bail, ensure};
use chrono::{NaiveDate, NaiveDateTime};

/// How an instance writes a time for a user who chose nothing else.
const USUAL: &str = "yyyy-MM-dd HH:mm:ss";

/// A format, read from its letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateFormat {
    letters: String,
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// A number, and with how many digits; 1 means one or two.
    Number(Field, usize),
    /// AM or PM.
    HalfDay,
    /// A character as it is.
    Text(char),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Year,
    Month,
    Day,
    Hour,
    HourOfHalfDay,
    Minute,
    Second,
}

impl Default for DateFormat {
    fn default() -> Self {
        Self { letters: USUAL.to_owned(), parts: parts(USUAL).unwrap_or_default() }
    }
}

impl FromStr for DateFormat {
    type Err = Error;

    fn from_str(letters: &str) -> Result<Self> {
        let parts = parts(letters)?;
        let has = |field| parts.iter().any(|part| matches!(part, Part::Number(found, _) if *found == field));
        for (field, letter) in
            [(Field::Year, "yyyy"), (Field::Month, "MM"), (Field::Day, "dd"), (Field::Minute, "mm")]
        {
            ensure!(has(field), "{letters:?} has no {letter}: write a format as 'MM/dd/yyyy hh:mm:ss a'");
        }
        let half = parts.contains(&Part::HalfDay);
        ensure!(
            has(Field::Hour) != has(Field::HourOfHalfDay) && half == has(Field::HourOfHalfDay),
            "{letters:?} does not say which hour of the day: write HH, or hh and a"
        );
        Ok(Self { letters: letters.to_owned(), parts })
    }
}

impl DateFormat {
    /// Its letters.
    pub fn letters(&self) -> &str {
        &self.letters
    }

    /// The time that `text` is in this format, wherever it is local; `None` for any other text.
    pub fn read(&self, text: &str) -> Option<NaiveDateTime> {
        let (mut rest, mut read) = (text, Read::default());
        for part in &self.parts {
            rest = read.part(*part, rest)?;
        }
        rest.is_empty().then(|| read.time()).flatten()
    }
}

/// The parts of a text that were read so far.
#[derive(Default)]
struct Read {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    afternoon: Option<bool>,
}

impl Read {
    /// Reads one part; returns what follows it.
    fn part<'t>(&mut self, part: Part, text: &'t str) -> Option<&'t str> {
        match part {
            Part::Text(character) => text.strip_prefix(character),
            Part::HalfDay => {
                let half = text.get(..2)?.to_ascii_lowercase();
                self.afternoon = Some(half == "pm");
                ["am", "pm"].contains(&half.as_str()).then(|| &text[2..])
            }
            Part::Number(field, digits) => {
                let there = text.bytes().take(digits.max(2)).take_while(u8::is_ascii_digit).count();
                let number = text[..there].parse().ok().filter(|_| digits == 1 || there == digits)?;
                *self.place(field) = number;
                (field != Field::HourOfHalfDay || (1..=12).contains(&number)).then(|| &text[there..])
            }
        }
    }

    fn place(&mut self, field: Field) -> &mut u32 {
        match field {
            Field::Year => &mut self.year,
            Field::Month => &mut self.month,
            Field::Day => &mut self.day,
            Field::Hour | Field::HourOfHalfDay => &mut self.hour,
            Field::Minute => &mut self.minute,
            Field::Second => &mut self.second,
        }
    }

    fn time(&self) -> Option<NaiveDateTime> {
        // Noon and midnight are 12 of their half day.
        let hour = match self.afternoon {
            Some(afternoon) => self.hour % 12 + if afternoon { 12 } else { 0 },
            None => self.hour,
        };
        let date = NaiveDate::from_ymd_opt(i32::try_from(self.year).ok()?, self.month, self.day)?;
        date.and_hms_opt(hour, self.minute, self.second)
    }
}

fn parts(letters: &str) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = letters;
    while let Some(letter) = rest.chars().next() {
        let run = rest.chars().take_while(|other| *other == letter).count();
        let (part, length) = if letter.is_ascii_alphabetic() {
            (part(letter, run)?, run)
        } else {
            (Part::Text(letter), letter.len_utf8())
        };
        let twice = !matches!(part, Part::Text(_)) && parts.iter().any(|known| same(*known, part));
        ensure!(!twice, "{letters:?} has {letter} twice");
        parts.push(part);
        rest = &rest[length..];
    }
    Ok(parts)
}

fn same(one: Part, other: Part) -> bool {
    match (one, other) {
        (Part::Number(one, _), Part::Number(other, _)) => one == other,
        _ => one == other,
    }
}

fn part(letter: char, run: usize) -> Result<Part> {
    let field = match letter {
        'y' if run == 4 => return Ok(Part::Number(Field::Year, 4)),
        'y' => bail!("a year has four digits: write yyyy, and export with a format that has it"),
        'a' if run == 1 => return Ok(Part::HalfDay),
        'M' => Field::Month,
        'd' => Field::Day,
        'H' => Field::Hour,
        'h' => Field::HourOfHalfDay,
        'm' => Field::Minute,
        's' => Field::Second,
        _ => bail!("{letter} is not a letter that can be read: write yyyy, MM, dd, HH or hh, mm, ss and a"),
    };
    ensure!(run <= 2, "{letter} stands {run} times: only numbers of one or two digits are read");
    Ok(Part::Number(field, run))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(letters: &str, text: &str) -> Option<String> {
        letters.parse::<DateFormat>().unwrap().read(text).map(|time| time.to_string())
    }

    #[test]
    fn the_formats_that_an_instance_offers_are_read() {
        for (letters, text) in [
            ("yyyy-MM-dd HH:mm:ss", "2026-03-01 18:30:22"),
            ("MM/dd/yyyy hh:mm:ss a", "03/01/2026 06:30:22 PM"),
            ("MM-dd-yyyy hh:mm:ss a", "03-01-2026 06:30:22 pm"),
            ("dd.MM.yyyy HH.mm.ss", "01.03.2026 18.30.22"),
            ("dd/MM/yyyy H:mm:ss", "01/03/2026 18:30:22"),
            ("d/M/yyyy h:mm:ss a", "1/3/2026 6:30:22 PM"),
            ("yyyy年MM月dd日 HH:mm:ss", "2026年03月01日 18:30:22"),
        ] {
            assert_eq!(read(letters, text).as_deref(), Some("2026-03-01 18:30:22"), "{letters}");
        }
        assert_eq!(read("yyyy-MM-dd HH:mm", "2026-03-01 18:30").as_deref(), Some("2026-03-01 18:30:00"));
    }

    #[test]
    fn noon_and_midnight_are_twelve_of_their_half_of_the_day() {
        let at = |text| read("yyyy-MM-dd hh:mm a", text);
        assert_eq!(at("2026-03-01 12:05 AM").as_deref(), Some("2026-03-01 00:05:00"));
        assert_eq!(at("2026-03-01 12:05 PM").as_deref(), Some("2026-03-01 12:05:00"));
        assert_eq!(at("2026-03-01 11:59 PM").as_deref(), Some("2026-03-01 23:59:00"));
        assert_eq!((at("2026-03-01 13:00 PM"), at("2026-03-01 00:00 AM")), (None, None));
    }

    #[test]
    fn a_text_in_another_form_is_no_time() {
        for text in [
            "",
            "3/1/2026 06:30:22 PM",
            "03/01/26 06:30:22 PM",
            "13/01/2026 06:30:22 PM",
            "02/30/2026 06:30:22 PM",
            "03/01/2026 06:30:22",
            "03/01/2026 06:30:22 XX",
            "03/01/2026 06:30:22 PM ",
            "03/01/2026 06:30:2é PM",
            "03/01/20266 06:30:22 PM",
        ] {
            assert_eq!(read("MM/dd/yyyy hh:mm:ss a", text), None, "{text}");
        }
    }

    #[test]
    fn a_format_that_leaves_a_time_open_is_refused() {
        for (letters, reason) in [
            ("MM/dd/yy HH:mm:ss", "four digits"),
            ("MM/dd HH:mm:ss", "no yyyy"),
            ("MM/dd/yyyy", "no mm"),
            ("MM/dd/yyyy hh:mm:ss", "which hour"),
            ("MM/dd/yyyy HH:mm:ss a", "which hour"),
            ("MMM dd yyyy HH:mm", "stands 3 times"),
            ("MM/dd/yyyy HH:mm:ss z", "not a letter"),
            ("MM/MM/yyyy HH:mm", "twice"),
            ("", "no yyyy"),
        ] {
            let error = letters.parse::<DateFormat>().unwrap_err().to_string();
            assert!(error.contains(reason), "{letters}: {error}");
        }
    }

    #[test]
    fn the_usual_format_is_the_one_that_is_stored() {
        assert_eq!(DateFormat::default(), USUAL.parse().unwrap());
    }
}

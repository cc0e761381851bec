//! A crontab expression, five or six fields or a nickname, read into the calendars that hold its times.

use ::cron::Schedule as Calendar;
use anyhow::{Context, Result, bail};

use super::field::{DAY, Field, HOUR, MINUTE, MONTH, SECOND, WEEKDAY};
use super::zone::Zone;
use crate::time::Span;

const NICKNAMES: [(&str, &str); 7] = [
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
];

/// The fields of an expression.
pub(super) struct Expression {
    second: Field,
    minute: Field,
    /// What decides whether times of the day or an interval are meant.
    pub(super) hour: Field,
    day: Field,
    month: Field,
    weekday: Field,
}

impl Expression {
    /// Reads five fields, six with seconds first, or a nickname.
    ///
    /// # Errors
    /// Names the field that is not a crontab expression and says what to write.
    pub(super) fn read(text: &str) -> Result<Self> {
        if let Some((_, zone)) = text.split_whitespace().next().and_then(|first| first.split_once("TZ=")) {
            bail!("a time zone has a key of its own: write timezone = \"{zone}\" beside cron");
        }
        let fields: Vec<&str> = spelled_out(text.trim())?.split_whitespace().collect();
        if let Some(zone) = fields.last().filter(|last| last.contains('/') && Zone::is_named(last)) {
            bail!("a time zone has a key of its own: write timezone = \"{zone}\" beside cron");
        }
        let (second, [minute, hour, day, month, weekday]) = match fields[..] {
            [minute, hour, day, month, weekday] => ("0", [minute, hour, day, month, weekday]),
            [second, minute, hour, day, month, weekday] => (second, [minute, hour, day, month, weekday]),
            _ => bail!(
                "it has {} fields: write minute, hour, day, month, weekday, as 0 3 * * MON-FRI, or six with seconds first",
                fields.len()
            ),
        };
        Ok(Self {
            second: SECOND.read(second)?,
            minute: MINUTE.read(minute)?,
            hour: HOUR.read(hour)?,
            day: DAY.read(day)?,
            month: MONTH.read(month)?,
            weekday: WEEKDAY.read(weekday)?,
        })
    }

    /// The calendars whose times, together, are those of the expression.
    ///
    /// There are two where both the day of the month and the weekday are restricted: a day then needs to
    /// match only one of them (crontab(5)), while a calendar wants both.
    ///
    /// # Errors
    /// When the calendar does not take a field.
    pub(super) fn calendars(&self) -> Result<Vec<Calendar>> {
        let day = self.day.to_string();
        // The calendar counts the weekdays from Sunday as 1.
        let weekday = self.weekday.renumbered(|weekday| weekday % 7 + 1).to_string();
        if self.day.is_unrestricted() || self.weekday.is_unrestricted() {
            Ok(vec![self.calendar(&day, &weekday)?])
        } else {
            Ok(vec![self.calendar(&day, "*")?, self.calendar("*", &weekday)?])
        }
    }

    fn calendar(&self, day: &str, weekday: &str) -> Result<Calendar> {
        let Self { second, minute, hour, month, .. } = self;
        format!("{second} {minute} {hour} {day} {month} {weekday}").parse().context("building its calendar")
    }
}

fn spelled_out(text: &str) -> Result<&str> {
    if !text.starts_with('@') {
        return Ok(text);
    }
    let every = text.get(..7).filter(|word| word.eq_ignore_ascii_case("@every "));
    if let Some(interval) = every.and_then(|_| text.get(7..)) {
        let interval = interval.trim();
        match interval.parse::<Span>() {
            Ok(_) => bail!("an interval has a key of its own: write every = \"{interval}\" instead of cron"),
            Err(_) => bail!(
                "an interval has a key of its own: write every = \"90m\" instead of cron, or 90s, 4h, 1d"
            ),
        }
    }
    match NICKNAMES.iter().find(|(nickname, _)| nickname.eq_ignore_ascii_case(text)) {
        Some((_, fields)) => Ok(fields),
        None => {
            bail!("{text:?} is not an interval: write one of {}", NICKNAMES.map(|(name, _)| name).join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike, NaiveDate, NaiveDateTime};

    /// The first `count` times of all calendars in March 2026, which begins on a Sunday.
    fn times(text: &str, count: usize) -> Vec<NaiveDateTime> {
        let end_of_february = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap().and_hms_opt(23, 59, 59).unwrap();
        let calendars = Expression::read(text).unwrap().calendars().unwrap();
        let after = |calendar: &Calendar| -> Vec<NaiveDateTime> {
            calendar.after(&end_of_february.and_utc()).take(count).map(|time| time.naive_utc()).collect()
        };
        let mut times: Vec<_> = calendars.iter().flat_map(after).collect();
        times.sort();
        times.dedup();
        times.truncate(count);
        times
    }

    fn days(text: &str, count: usize) -> Vec<u32> {
        times(text, count).iter().map(NaiveDateTime::day).collect()
    }

    #[test]
    fn sunday_is_0_and_7_and_monday_is_1() {
        assert_eq!(days("0 0 * * 0", 2), [1, 8]);
        assert_eq!(days("0 0 * * 7", 2), [1, 8]);
        assert_eq!(days("0 0 * * sun", 2), [1, 8]);
        assert_eq!(days("0 0 * * 1", 2), [2, 9]);
        assert_eq!(days("0 0 * * MON-FRI", 6), [2, 3, 4, 5, 6, 9]);
        assert_eq!(days("0 0 * * 5-7", 4), [1, 6, 7, 8]);
    }

    #[test]
    fn a_day_needs_to_match_only_one_of_day_of_the_month_and_weekday_when_both_are_restricted() {
        assert_eq!(days("0 0 13 * FRI", 5), [6, 13, 20, 27, 3]);
        assert_eq!(days("0 0 1-7 * SUN", 8), [1, 2, 3, 4, 5, 6, 7, 8]);
    }

    #[test]
    fn a_day_needs_to_match_both_when_one_of_them_begins_with_a_star() {
        assert_eq!(days("0 0 */2 * SUN", 4), [1, 15, 29, 5]);
        assert_eq!(days("0 0 8-14 * */7", 1), [8]);
        assert_eq!(days("0 0 * * WED", 2), [4, 11]);
        assert_eq!(days("0 0 5 * *", 2), [5, 5]);
    }

    #[test]
    fn a_sixth_field_in_front_is_the_seconds() {
        assert_eq!(times("30 15 6 * * *", 1)[0].to_string(), "2026-03-01 06:15:30");
        assert_eq!(times(" 15\t6 * * * ", 1)[0].to_string(), "2026-03-01 06:15:00");
    }

    #[test]
    fn each_nickname_means_its_fields() {
        for (nickname, fields) in [
            ("@yearly", "0 0 1 1 *"),
            ("@annually", "0 0 1 1 *"),
            ("@monthly", "0 0 1 * *"),
            ("@weekly", "0 0 * * SUN"),
            ("@daily", "0 0 * * *"),
            ("@midnight", "0 0 * * *"),
            ("@Hourly", "0 * * * *"),
        ] {
            assert_eq!(times(nickname, 5), times(fields, 5), "{nickname}");
        }
    }

    #[test]
    fn another_number_of_fields_or_an_unknown_nickname_is_refused_with_what_to_write() {
        for (text, advice) in [
            ("", "0 fields: write minute, hour"),
            ("* * * *", "4 fields: write minute, hour"),
            ("0 0 0 * * * 2026", "7 fields: write minute, hour"),
            ("@reboot", "write one of @yearly"),
            ("@every 1h30m", "write every = \"1h30m\""),
            ("@Every 5 minutes", "write every = \"90m\""),
            ("CRON_TZ=Europe/Rome 0 3 * * *", "write timezone = \"Europe/Rome\""),
            ("0 3 * * * Europe/Rome", "write timezone = \"Europe/Rome\""),
            ("0 0 3 * * * Europe/Rome", "write timezone = \"Europe/Rome\""),
            ("H(0-29)/10 * * * *", "write */10"),
            ("R/15 * * * *", "\"R\" is not in 0-59"),
            ("H/15 * * * *", "write */15"),
            ("?/15 * * * *", "write */15"),
        ] {
            let error = format!("{:#}", Expression::read(text).err().unwrap());
            assert!(error.contains(advice), "{text}: {error}");
        }
    }
}

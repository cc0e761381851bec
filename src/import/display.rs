//! What people see in a list, back to what is stored: local times, labels, grouped numbers.

use anyhow::{Context, Result};

use super::DateFormat;
use crate::intake::tables::{Choices, InstanceTable, Kind};
use crate::schedule::wall_clock;
use crate::schedule::zone::Zone;
use crate::time::Time;

/// Which values an export holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Values {
    /// The stored ones: sys_ids, UTC times, choices by value.
    #[default]
    Stored,
    /// Those that people see: labels, and times in the time zone of the user who exported.
    Display {
        /// That user's time zone.
        zone: Zone,
    },
}

/// What is stored for `text`, a display value in a column of a table. A text that needs no change, or whose label is
/// not known, is given back. A time that the zone's clock shows twice is the earlier one; one that it never shows is the
/// first moment after the gap.
///
/// # Errors
/// A column of times holds something else than a time in that format.
pub(super) fn stored(
    table: Option<&InstanceTable>,
    column: &str,
    text: String,
    (zone, format): (Zone, &DateFormat),
) -> Result<String> {
    if is_time(table, column) {
        return utc(&text, zone, format).map(|time| time.to_string());
    }
    Ok(unlabelled(table, column, text))
}

/// The same for a text that is no time, or one in UTC: only labels and grouped numbers change.
pub(super) fn unlabelled(table: Option<&InstanceTable>, column: &str, text: String) -> String {
    let Some(table) = table else { return text };
    match table.kind(column) {
        Some(Kind::Integer) => ungrouped(text),
        _ => table.stored_choice(column, &text).map(str::to_owned).unwrap_or(text),
    }
}

/// Whether a column of a table holds times.
pub(super) fn is_time(table: Option<&InstanceTable>, column: &str) -> bool {
    table.is_some_and(|table| table.kind(column) == Some(Kind::Time))
}

/// Whether `text` is what people see, and something else is stored for it.
pub(super) fn is_label(choices: Choices, text: &str) -> bool {
    choices.iter().any(|(label, _)| *label == text)
}

/// `1,234` as it is stored.
fn ungrouped(text: String) -> String {
    let grouped = text.contains(',') && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    if grouped { text.replace(',', "") } else { text }
}

fn utc(text: &str, zone: Zone, format: &DateFormat) -> Result<Time> {
    let local = format.read(text).with_context(|| {
        format!(
            "it is not a time as {}: give the format of the user who exported, as --date-format \
             'MM/dd/yyyy hh:mm:ss a', or export XML, which holds times in UTC",
            format.letters()
        )
    })?;
    let instant = wall_clock::first_moment(zone, local).context("it is not in the calendar")?;
    // The zone's offset can lead out of the years that can be stored.
    Time::parse(&instant.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::tables::{ECC_AGENT, ECC_AGENT_ISSUE, SYS_USER, SYSEVENT};

    fn rome(column: &str, text: &str) -> Result<String> {
        let usual = DateFormat::default();
        stored(Some(&ECC_AGENT_ISSUE), column, text.to_owned(), (chrono_tz::Europe::Rome.into(), &usual))
    }

    #[test]
    fn local_times_become_utc_in_winter_in_summer_and_at_both_changes() {
        for (local, utc) in [
            ("2026-01-15 12:00:00", "2026-01-15 11:00:00"),
            ("2026-07-15 12:00:00", "2026-07-15 10:00:00"),
            ("2026-03-29 01:59:59", "2026-03-29 00:59:59"),
            ("2026-03-29 02:00:00", "2026-03-29 01:00:00"),
            ("2026-03-29 02:59:59", "2026-03-29 01:00:00"),
            ("2026-03-29 03:00:00", "2026-03-29 01:00:00"),
            ("2026-10-25 02:30:00", "2026-10-25 00:30:00"),
            ("2026-10-25 03:00:00", "2026-10-25 02:00:00"),
        ] {
            assert_eq!(rome("last_detected", local).unwrap(), utc, "{local}");
        }
    }

    #[test]
    fn a_day_that_a_zone_skipped_ends_when_the_next_one_begins() {
        let apia = chrono_tz::Pacific::Apia.into();
        let local = "2011-12-30 12:00:00".to_owned();
        let utc = stored(Some(&ECC_AGENT), "started", local, (apia, &DateFormat::default())).unwrap();
        assert_eq!(utc, "2011-12-30 10:00:00");
    }

    #[test]
    fn a_time_in_another_form_is_refused_without_being_quoted() {
        for text in ["15/01/2026 12:00:00", "SECRET", "2026-01-15", "12026-01-01 00:00:00"] {
            let error = format!("{:#}", rome("sys_created_on", text).unwrap_err());
            assert!(
                error.contains("yyyy-MM-dd HH:mm:ss: give") && error.contains("--date-format"),
                "{error}"
            );
            assert!(!error.contains(text), "{error}");
        }
    }

    #[test]
    fn a_time_whose_utc_is_past_the_last_year_is_refused() {
        let last = "9999-12-31 23:59:59".to_owned();
        let new_york = (chrono_tz::America::New_York.into(), &DateFormat::default());
        assert!(stored(Some(&ECC_AGENT), "started", last, new_york).is_err());
    }

    #[test]
    fn labels_and_grouped_numbers_become_what_is_stored_and_all_else_stays() {
        for (column, seen, stored) in [
            ("state", "New", "new"),
            ("state", "Acknowledged", "acknowledged"),
            ("state", "Resolved", "resolved"),
            ("state", "resolved", "resolved"),
            ("state", "Risolto", "Risolto"),
            ("count", "1,234", "1234"),
            ("count", "7", "7"),
            ("count", "-1,5", "-1,5"),
            ("message", "New", "New"),
        ] {
            assert_eq!(rome(column, seen).unwrap(), stored, "{column}: {seen}");
        }
    }

    #[test]
    fn a_label_counts_in_its_own_table_only() {
        assert!(is_label(SYSEVENT.choices_of("state"), "Ready"));
        assert!(!is_label(SYSEVENT.choices_of("name"), "Ready"));
        assert!(!is_label(SYS_USER.choices_of("state"), "Ready"));
    }
}

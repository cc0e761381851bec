//! What the clock on the wall of a time zone shows at a moment, and at which moments it shows a given time.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, Offset, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::{GapInfo, OffsetName};
use jiff::tz::AmbiguousOffset;
use jiff::{Timestamp, civil};

use super::rules;
use super::zone::Zone;
use crate::time::Time;

/// How far east of UTC the zone is at a moment, in seconds.
pub(super) fn offset_seconds(zone: Zone, at: Time) -> i64 {
    offset(zone, at.unix_seconds())
}

fn offset(zone: Zone, unix_seconds: i64) -> i64 {
    match rules::in_use().of(zone) {
        Some(rules) => rules.to_offset(timestamp(unix_seconds)).seconds().into(),
        None => {
            let moment = DateTime::from_timestamp(unix_seconds, 0).unwrap_or_default().naive_utc();
            zone.compiled().offset_from_utc_datetime(&moment).fix().local_minus_utc().into()
        }
    }
}

/// What the clock shows at a moment; `None` outside of chrono's calendar.
pub(super) fn shown(zone: Zone, at: Time) -> Option<NaiveDateTime> {
    at.to_utc().naive_utc().checked_add_signed(TimeDelta::seconds(offset_seconds(zone, at)))
}

/// What the clock shows at a moment, with the name that the zone gives it: `Fri 2026-03-27 08:00:00 CET`.
pub fn in_words(zone: Zone, at: Time) -> String {
    let fixed = i32::try_from(offset_seconds(zone, at)).ok().and_then(FixedOffset::east_opt);
    let local = at.to_utc().with_timezone(&fixed.unwrap_or(Utc.fix()));
    let abbreviation = match rules::in_use().of(zone) {
        Some(rules) => rules.to_offset_info(timestamp(at.unix_seconds())).abbreviation().to_owned(),
        None => {
            let offset = zone.compiled().offset_from_utc_datetime(&at.to_utc().naive_utc());
            offset.abbreviation().map_or_else(|| fixed.unwrap_or(Utc.fix()).to_string(), str::to_owned)
        }
    };
    format!("{} {abbreviation}", local.format("%a %Y-%m-%d %H:%M:%S"))
}

/// The moments at which the clock shows this: one; none in a gap; two where the clock is put back.
pub(super) fn moments(zone: Zone, shown: NaiveDateTime) -> impl Iterator<Item = Time> {
    let [earlier, later] = match possible(zone, shown) {
        Possible::Once(moment) => [Some(moment), None],
        Possible::Twice(earlier, later) => [Some(earlier), Some(later)],
        Possible::Never { .. } => [None, None],
    };
    earlier.into_iter().chain(later).map(Time::from_utc)
}

/// The first moment at which the clock shows this or, where a change skips it, something later.
pub fn first_moment(zone: Zone, shown: NaiveDateTime) -> Option<Time> {
    match possible(zone, shown) {
        Possible::Once(moment) | Possible::Twice(moment, _) => Some(Time::from_utc(moment)),
        Possible::Never { change } => change.map(Time::from_utc),
    }
}

/// Before a clock is put back: what it would show now if it had been put back already, when it
/// will come to show the present time a second time; otherwise `None`.
pub(super) fn shown_if_put_back(zone: Zone, at: Time) -> Option<NaiveDateTime> {
    let shown = shown(zone, at)?;
    let again = moments(zone, shown).find(|moment| *moment > at)?;
    let back = TimeDelta::try_seconds(again.unix_seconds() - at.unix_seconds())?;
    shown.checked_sub_signed(back)
}

/// At which moments a clock shows a time.
enum Possible {
    Once(DateTime<Utc>),
    Twice(DateTime<Utc>, DateTime<Utc>),
    /// The change that skips it.
    Never {
        change: Option<DateTime<Utc>>,
    },
}

fn possible(zone: Zone, shown: NaiveDateTime) -> Possible {
    let Some((rules, local)) = rules::in_use().of(zone).zip(civil(shown)) else {
        return compiled(zone, shown);
    };
    let less = |offset: jiff::tz::Offset| {
        DateTime::from_timestamp(shown.and_utc().timestamp() - i64::from(offset.seconds()), 0)
            .unwrap_or_default()
    };
    match rules.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => Possible::Once(less(offset)),
        AmbiguousOffset::Fold { before, after } => Possible::Twice(less(before), less(after)),
        // By the later offset it comes before the change.
        AmbiguousOffset::Gap { after, .. } => {
            let mut changes = rules.following(timestamp(less(after).timestamp()));
            let change = changes.next().map(|change| change.timestamp().as_second());
            Possible::Never { change: change.and_then(|seconds| DateTime::from_timestamp(seconds, 0)) }
        }
    }
}

fn compiled(zone: Zone, shown: NaiveDateTime) -> Possible {
    let zone = zone.compiled();
    let found = zone.from_local_datetime(&shown);
    match (found.earliest(), found.latest()) {
        (Some(earlier), Some(later)) if earlier != later => Possible::Twice(earlier.to_utc(), later.to_utc()),
        (Some(moment), _) | (None, Some(moment)) => Possible::Once(moment.to_utc()),
        (None, None) => {
            let change = GapInfo::new(&shown, &zone).and_then(|gap| gap.end);
            Possible::Never { change: change.map(|end| end.to_utc()) }
        }
    }
}

/// The nearest moment that the zone's rules can be asked about: they end a day before the calendar does.
fn timestamp(unix_seconds: i64) -> Timestamp {
    let (first, last) = (Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Timestamp::from_second(unix_seconds.clamp(first, last)).unwrap_or_default()
}

fn civil(shown: NaiveDateTime) -> Option<civil::DateTime> {
    let part = |part: u32| i8::try_from(part).ok();
    let (year, month, day) = (i16::try_from(shown.year()).ok()?, part(shown.month())?, part(shown.day())?);
    let (hour, minute, second) = (part(shown.hour())?, part(shown.minute())?, part(shown.second())?);
    civil::DateTime::new(year, month, day, hour, minute, second, 0).ok()
}

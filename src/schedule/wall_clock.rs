//! What the clock on the wall of a time zone shows at a moment, and at which moments it shows a given time.

use chrono::{NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::{GapInfo, Tz};

use crate::time::Time;

/// How far east of UTC the zone is at a moment, in seconds.
pub(super) fn offset_seconds(zone: Tz, at: Time) -> i64 {
    zone.offset_from_utc_datetime(&at.to_utc().naive_utc()).fix().local_minus_utc().into()
}

/// What the clock shows at a moment; `None` outside of chrono's calendar.
pub(super) fn shown(zone: Tz, at: Time) -> Option<NaiveDateTime> {
    at.to_utc().naive_utc().checked_add_signed(TimeDelta::seconds(offset_seconds(zone, at)))
}

/// The moments at which the clock shows this: one; none in a gap; two where the clock is put back.
pub(super) fn moments(zone: Tz, shown: NaiveDateTime) -> impl Iterator<Item = Time> {
    let found = zone.from_local_datetime(&shown);
    let again = found.latest().filter(|_| found.single().is_none());
    let moments = [found.earliest(), again];
    moments.into_iter().flatten().map(|moment| Time::from_utc(moment.to_utc()))
}

/// The first moment at which the clock shows this or, where a change skips it, something later.
pub(super) fn first_moment(zone: Tz, shown: NaiveDateTime) -> Option<Time> {
    let after_gap = || Some(Time::from_utc(GapInfo::new(&shown, &zone)?.end?.to_utc()));
    moments(zone, shown).next().or_else(after_gap)
}

/// Before a clock is put back: what it would show now if it had been put back already, when it
/// will come to show the present time a second time; otherwise `None`.
pub(super) fn shown_if_put_back(zone: Tz, at: Time) -> Option<NaiveDateTime> {
    let shown = shown(zone, at)?;
    let again = moments(zone, shown).find(|moment| *moment > at)?;
    let back = TimeDelta::try_seconds(again.unix_seconds() - at.unix_seconds())?;
    shown.checked_sub_signed(back)
}

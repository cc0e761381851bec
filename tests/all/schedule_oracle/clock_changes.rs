//! When the clocks of a zone are changed, found by looking.

use chrono::{DateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

const DAY: i64 = 86_400;
/// 1970-01-01 and 2038-01-01.
pub const YEARS: std::ops::Range<i64> = 0..2_145_916_800;

/// A moment of unix seconds.
pub fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

/// Seconds east of UTC.
pub fn offset(zone: Tz, at: i64) -> i64 {
    zone.offset_from_utc_datetime(&moment(at).naive_utc()).fix().local_minus_utc().into()
}

/// The first moments of a new offset after `after`, looked for day by day until `until`.
pub fn changes(zone: Tz, after: i64, until: i64) -> impl Iterator<Item = i64> {
    let days = (after..until).step_by(DAY as usize);
    days.filter_map(move |day| {
        let (mut before, mut then) = (day, day + DAY);
        let old = offset(zone, before);
        if offset(zone, then) == old {
            return None;
        }
        while then - before > 1 {
            let middle = before.midpoint(then);
            *(if offset(zone, middle) == old { &mut before } else { &mut then }) = middle;
        }
        Some(then)
    })
}

//! New sys_ids: 32 hex digits, mostly the first of them the time, so that rows that follow each other lie together.

use std::sync::atomic::{AtomicU16, Ordering};

use crate::time::Time;

/// How many this process has made: two of one second keep their order.
static MADE: AtomicU16 = AtomicU16::new(0);

/// A sys_id made at `now`: 12 hex digits of milliseconds since 1970, as the schema's defaults have them, 4 that
/// count, and 16 at random.
pub fn new_sys_id(now: Time) -> String {
    let milliseconds = now.unix_seconds().max(0).saturating_mul(1_000);
    let count = MADE.fetch_add(1, Ordering::Relaxed);
    format!("{milliseconds:012x}{count:04x}{:016x}", fastrand::u64(..))
}

/// sys_ids at random, in order. A command finds a row by how its sys_id begins, so that those of rows that people name do not
/// all begin with the time.
pub struct RandomSysIds(Vec<u128>);

impl RandomSysIds {
    /// So many.
    pub fn in_order(many: usize) -> Self {
        let mut numbers: Vec<u128> = (0..many).map(|_| fastrand::u128(..)).collect();
        numbers.sort_unstable();
        Self(numbers)
    }

    /// One of them.
    pub fn at(&self, place: usize) -> String {
        hex(self.0[place])
    }
}

/// Its 32 hex digits, which take `format!` several times as long.
fn hex(number: u128) -> String {
    let digit = |four_bits: u8| b"0123456789abcdef"[usize::from(four_bits)];
    let digits = number.to_be_bytes().map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    String::from_utf8_lossy(digits.as_flattened()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_at_random_are_sys_ids_in_order() {
        let made = RandomSysIds::in_order(100);
        let made: Vec<String> = (0..100).map(|place| made.at(place)).collect();
        assert!(made.is_sorted() && made[0] != made[99], "{made:?}");
        for number in [0, 1, 0x00ff_1234_5678_9abc_def0, u128::MAX] {
            assert_eq!(hex(number), format!("{number:032x}"));
        }
    }

    #[test]
    fn they_are_sys_ids_and_sort_by_their_time() {
        let at = |text: &str| new_sys_id(Time::parse(text).unwrap());
        let made = [at("0001-01-01 00:00:00"), at("2026-03-01 12:00:00"), at("9999-12-31 23:59:59")];
        assert!(made.is_sorted(), "{made:?}");
        for id in made {
            assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        }
        assert!(at("2026-03-01 12:00:00") < at("2026-03-01 12:00:00"));
    }
}

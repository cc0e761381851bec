//! Marks for texts that were seen: who has none was certainly not seen before.

/// Marks for what was seen: 8 MiB, whatever its number. With more of it more is looked for.
const MARKS: usize = 1 << 26;
/// The marks of what is near each other: 16 KiB, which a processor has at hand while what follows is near as well.
const MARKS_OF_PLACE: usize = 1 << 17;
/// The marks that a processor gets at once: all those of one text are among them.
const MARKS_OF_LINE: usize = 1 << 9;

/// What has all of its marks may have been seen.
pub(super) struct Marks(Vec<u64>);

impl Default for Marks {
    fn default() -> Self {
        Self(vec![0; MARKS / 64])
    }
}

impl Marks {
    /// Marks what these texts make together, near to all that has the same first one; `false` when it had not all its marks,
    /// so that it certainly was not marked before.
    pub fn mark<const N: usize>(&mut self, near: &str, texts: [&str; N]) -> bool {
        let place = mixed(0, near);
        let hash = texts.into_iter().fold(place, mixed);
        let first = part(place, MARKS / MARKS_OF_PLACE) * MARKS_OF_PLACE
            + part(hash, MARKS_OF_PLACE / MARKS_OF_LINE) * MARKS_OF_LINE;
        let mut had = true;
        for mark in [8, 17, 26, 35].map(|bits| first + part(hash << bits, MARKS_OF_LINE)) {
            let bit = 1 << (mark % 64);
            had &= self.0[mark / 64] & bit != 0;
            self.0[mark / 64] |= bit;
        }
        had
    }
}

/// The first bits of a number, below a power of two.
fn part(number: u64, below: usize) -> usize {
    usize::try_from(number >> (64 - below.trailing_zeros())).unwrap_or(0)
}

/// A number that is another one for nearly every other text. Who has two texts share one has only more looked for.
fn mixed(number: u64, text: &str) -> u64 {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let number = words.iter().fold(number, |number, word| multiplied(number, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    multiplied(number ^ (text.len() as u64).rotate_left(32), u64::from_le_bytes(last))
}

fn multiplied(number: u64, word: u64) -> u64 {
    let product = u128::from(number ^ word ^ 0x9e37_79b9_7f4a_7c15) * 0xd6e8_feb8_6659_fd93;
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of 300,000 texts have their marks before they come.
    fn doubted(text: impl Fn(u32) -> [String; 2]) -> usize {
        let mut marks = Marks::default();
        let mut mark = |row: u32| {
            let [near, other] = text(row);
            marks.mark(&near, [&other])
        };
        let doubted = (0..300_000).filter(|row| mark(*row)).count();
        assert!((0..300_000).step_by(97).all(mark), "what was marked has its marks");
        doubted
    }

    #[test]
    fn next_to_nothing_that_was_not_marked_has_its_marks() {
        let in_order = doubted(|row| [format!("2026-03-01 {:05}", row / 200), format!("user{row}")]);
        assert!(in_order < 50, "{in_order}");
        let at_random = doubted(|row| {
            let id =
                format!("{:032x}", u128::from(row).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
            [id[..30].to_owned(), id[30..].to_owned()]
        });
        assert!(at_random < 50, "{at_random}");
    }

    #[test]
    fn what_ends_elsewhere_is_another_text() {
        let mut marks = Marks::default();
        assert!(!marks.mark("", ["ab", "c"]));
        assert!(!marks.mark("", ["a", "bc"]));
        assert!(!marks.mark("", ["ab", "c\0"]));
    }
}

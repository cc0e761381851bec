//! Marks for texts that were seen: who has none was certainly not seen before.

/// Marks for what was seen: 8 MiB, whatever its number. With more of it more is looked for.
const MARKS: usize = 1 << 26;

/// What has both its marks may have been seen.
pub(super) struct Marks(Vec<u64>);

impl Default for Marks {
    fn default() -> Self {
        Self(vec![0; MARKS / 64])
    }
}

impl Marks {
    /// Marks what these texts make together; `false` when it had not both its marks, so that it certainly was not marked
    /// before.
    pub fn mark<const N: usize>(&mut self, texts: [&str; N]) -> bool {
        let hash = texts.into_iter().fold(0, mixed);
        let mut had = true;
        for mark in [hash >> 38, hash >> 12] {
            let place = usize::try_from(mark % MARKS as u64).unwrap_or(0);
            let bit = 1 << (place % 64);
            had &= self.0[place / 64] & bit != 0;
            self.0[place / 64] |= bit;
        }
        had
    }
}

/// A number that is another one for nearly every other text. Who has two texts share one has only more looked for.
fn mixed(number: u64, text: &str) -> u64 {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let length = text.len() as u64;
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    words.chain([length]).fold(number, |number, word| {
        let product = u128::from(number ^ word ^ 0x9e37_79b9_7f4a_7c15) * 0xd6e8_feb8_6659_fd93;
        (product >> 64) as u64 ^ product as u64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_marked_has_its_marks_and_next_to_nothing_else_has_them() {
        let mut marks = Marks::default();
        let texts = |row: u32| [format!("2026-03-01 10:00:{row}"), format!("user{}", row % 100)];
        let mark = |marks: &mut Marks, row| {
            let [one, other] = texts(row);
            marks.mark([&one, &other])
        };
        let unseen = (0..10_000).filter(|row| !mark(&mut marks, *row)).count();
        assert!(unseen > 9_990, "{unseen}");
        assert!((0..10_000).all(|row| mark(&mut marks, row)));
    }

    #[test]
    fn what_ends_elsewhere_is_another_text() {
        let mut marks = Marks::default();
        assert!(!marks.mark(["ab", "c"]));
        assert!(!marks.mark(["a", "bc"]));
        assert!(!marks.mark(["ab", "c\0"]));
    }
}

//! A number of things in words.

use std::fmt::Display;

/// `1 row`, `2 rows`: the number, and the thing as there is one of it or as there are several.
pub fn amount<N: Display + Copy + TryInto<u64>>(number: N, thing: &str) -> String {
    format!("{number} {thing}{}", if is_one(number) { "" } else { "s" })
}

/// The word that follows one of the things, or the one that follows several.
pub fn agreeing<'a, N: Copy + TryInto<u64>>(number: N, one: &'a str, several: &'a str) -> &'a str {
    if is_one(number) { one } else { several }
}

fn is_one<N: TryInto<u64>>(number: N) -> bool {
    number.try_into().is_ok_and(|number| number == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural_and_none_is() {
        assert_eq!(
            [amount(0, "row"), amount(1_u64, "row"), amount(2_usize, "row")],
            ["0 rows", "1 row", "2 rows"]
        );
        assert_eq!([agreeing(1, "is", "are"), agreeing(0, "is", "are")], ["is", "are"]);
    }
}

//! Markdown out of text that may hold anything: what it would read as more than letters stands as code.

use crate::cli::output::printable;

/// Letters that mean something, wherever they stand.
const MEANS_SOMETHING: &[char] =
    &['\\', '`', '*', '_', '[', ']', '<', '>', '#', '|', '&', '~', '!', '$', '@', '^'];

/// What may stand around a word of ours.
const AROUND: &[char] = &['(', ')', ',', ';', ':', '.', '"'];

/// Durations are shorter than names with numbers.
const SHORT: usize = 4;

/// A name as code: a fence longer than what it holds, so that nothing gets out of it.
pub fn code(name: &str) -> String {
    let name = printable(name);
    let (mut run, mut longest) = (0, 0);
    for letter in name.chars() {
        run = if letter == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let space = if name.starts_with('`') || name.ends_with('`') || name.trim() != name { " " } else { "" };
    format!("{fence}{space}{name}{space}{fence}")
}

/// A sentence: commands in their quotes and whatever is no plain word are code.
pub fn sentence(text: &str) -> String {
    let text = printable(text);
    let quotes = text.matches('`').count();
    if quotes % 2 == 1 {
        return words(&text);
    }
    let part = |(number, part): (usize, &str)| match (number % 2, part.trim().is_empty()) {
        (1, false) => code(part),
        _ => words(part),
    };
    text.split('`').enumerate().map(part).collect()
}

fn words(text: &str) -> String {
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A word as it is; as code where it is a name, an address or anything that Markdown would read.
fn word(word: &str) -> String {
    let begins = word.len() - word.trim_start_matches(AROUND).len();
    // The end of an entity belongs to it.
    let around = if word[begins..].starts_with('&') { &AROUND[..2] } else { AROUND };
    let ends = begins + word[begins..].trim_end_matches(around).len();
    let inner = &word[begins..ends];
    match is_name(inner) {
        true => format!("{}{}{}", &word[..begins], code(inner), &word[ends..]),
        false => word.to_owned(),
    }
}

fn is_name(word: &str) -> bool {
    let has_digits =
        word.contains(|letter: char| letter.is_ascii_digit()) && word.contains(char::is_alphabetic);
    let is_numbered = has_digits && word.len() > SHORT && !word.starts_with("KB");
    word.contains(MEANS_SOMETHING) || word.contains(['.', '/']) || is_numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_addresses_and_commands_are_code_and_words_are_words() {
        assert_eq!(
            sentence(
                "give the user svc.mid the role mid_server (KB0535040): `midjobs why a`, https://x/y?a=b."
            ),
            "give the user `svc.mid` the role `mid_server` (KB0535040): `midjobs why a`, `https://x/y?a=b`."
        );
    }

    #[test]
    fn an_entity_stays_in_one_piece_and_a_duration_is_a_word() {
        assert_eq!(sentence("write & as &amp; 31m ago, a = b"), "write `&` as `&amp;` 31m ago, a = b");
    }

    #[test]
    fn no_name_gets_out_of_its_quotes() {
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(code("a\n# b"), "`a\\n# b`");
        assert_eq!(sentence("the user a`<b> is *not* there"), "the user ``a`<b>`` is `*not*` there");
    }
}

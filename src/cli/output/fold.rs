//! Text in lines that fit a terminal: it folds at its words, and only a word that is wider than a line is broken.

use crate::printable::is_plain;
use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm, wrap};

/// How many columns a text takes on a terminal.
pub fn display_width(text: &str) -> usize {
    // Nearly all text: a column for each byte.
    if is_plain(text) { text.len() } else { textwrap::core::display_width(text) }
}

/// The text in lines of at most `width` columns; the first begins with `first`, the others with `rest`.
pub fn folded(text: &str, width: usize, first: &str, rest: &str) -> Vec<String> {
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(rest)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation);
    wrap(text, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// The words of a line; an address that is wider than it breaks where one of its parts ends.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    Box::new(WordSeparator::AsciiSpace.find_words(line).flat_map(parts))
}

fn parts(word: Word<'_>) -> Vec<Word<'_>> {
    if !word.word.contains("://") {
        return vec![word];
    }
    let ends = |letter: char| matches!(letter, '&' | ',' | '^');
    let mut parts: Vec<Word> = word.word.split_inclusive(ends).map(Word::from).collect();
    if let Some(last) = parts.last_mut() {
        last.whitespace = word.whitespace;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_breaks_where_its_parts_end_and_words_at_blanks_alone() {
        let text = "see https://x/list.do?XML&sysparm_query=a,b^c now, or not";
        assert_eq!(
            folded(text, 24, "", "  "),
            ["see", "  https://x/list.do?XML&", "  sysparm_query=a,b^c", "  now, or not"]
        );
        assert_eq!(folded("one,two three", 9, "", ""), ["one,two", "three"]);
    }
}

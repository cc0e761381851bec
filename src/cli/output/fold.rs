//! Text in lines that fit a terminal: it folds at its words, and only a word that is wider than a line is broken.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm, wrap};

/// How many columns a text takes on a terminal.
pub fn display_width(text: &str) -> usize {
    textwrap::core::display_width(text)
}

/// The text in lines of at most `width` columns; the first begins with `first`, the others with `rest`.
pub fn folded(text: &str, width: usize, first: &str, rest: &str) -> Vec<String> {
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(rest)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    wrap(text, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
}

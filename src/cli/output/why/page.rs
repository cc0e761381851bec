//! Pages of 80 columns: sections, and text that folds at words.

use textwrap::{Options, WordSeparator, WordSplitter, fill};

use crate::cli::output::printable;

/// How wide a page is.
const WIDTH: usize = 80;

/// A page, line by line.
#[derive(Default)]
pub struct Page(Vec<String>);

impl Page {
    /// A line that folds below its beginning.
    pub fn line(&mut self, text: &str) {
        self.labelled("", "", text);
    }

    /// An empty line, unless the page is empty.
    pub fn gap(&mut self) {
        if !self.0.is_empty() {
            self.0.push(String::new());
        }
    }

    /// A heading, and on the right what it is about.
    pub fn heading(&mut self, left: &str, right: &str) {
        self.gap();
        let space =
            WIDTH.saturating_sub(textwrap::core::display_width(left) + textwrap::core::display_width(right));
        self.0.push(format!("{left}{}{right}", " ".repeat(space.max(2))));
    }

    /// Text after a label, which folds below itself.
    pub fn labelled(&mut self, indent: &str, label: &str, text: &str) {
        let first = format!("{indent}{label}");
        let rest = " ".repeat(textwrap::core::display_width(&first));
        // Names and addresses stay in one piece: at words alone a line folds.
        let options = Options::new(WIDTH)
            .initial_indent(&first)
            .subsequent_indent(&rest)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        let text = printable(text);
        self.0.extend(fill(&text, options).lines().map(|line| line.trim_end().to_owned()));
    }

    /// All of it.
    pub fn text(&self) -> String {
        self.0.join("\n") + "\n"
    }
}

//! Pages of 80 columns: sections, and text that folds at words.

use textwrap::{Options, WordSeparator, WordSplitter, fill};

use crate::cli::output::fold::{display_width, padded};
use crate::cli::output::printable;

/// How wide a page is.
const WIDTH: usize = 80;

/// No name takes more room than that on the left.
const WIDEST: usize = 20;

/// How wide a column of these names is; one that is wider has a line of its own.
pub fn column<'a>(names: impl IntoIterator<Item = &'a str>) -> usize {
    let widths = names.into_iter().map(|name| display_width(&printable(name)));
    widths.filter(|width| *width <= WIDEST).max().unwrap_or(0)
}

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
        let space = WIDTH.saturating_sub(display_width(left) + display_width(right));
        self.0.push(format!("{left}{}{right}", " ".repeat(space.max(2))));
    }

    /// Text after a label, which folds below itself.
    pub fn labelled(&mut self, indent: &str, label: &str, text: &str) {
        let first = format!("{indent}{label}");
        let rest = " ".repeat(display_width(&first));
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

    /// Text beside a name, in a column of that width; beside a name that is wider there is no room, so it stands below.
    pub fn named(&mut self, name: &str, width: usize, text: &str) {
        let name = printable(name);
        match display_width(&name) <= width {
            true => self.labelled("  ", &format!("{}  ", padded(&name, width)), text),
            false => {
                self.labelled("  ", "", &name);
                self.labelled(&" ".repeat(width + 4), "", text);
            }
        }
    }

    /// All of it.
    pub fn text(&self) -> String {
        self.0.join("\n") + "\n"
    }
}

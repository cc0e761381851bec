//! Pages of 80 columns: sections, and text that folds at words.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm, fill};

use crate::cli::output::fold::display_width;
use crate::cli::output::printable;

/// How wide a page is.
const WIDTH: usize = 80;

/// As wide as the longest label.
pub const LABEL: usize = 10;

/// What stands for a blank at which no line folds.
const GLUE: char = '\u{e000}';

/// Commands do not fold: somebody types them.
fn in_one_piece(text: &str) -> String {
    let part = |(number, part): (usize, &str)| match number % 2 == 1 && display_width(part) < WIDTH / 2 {
        true => part.replace(' ', &GLUE.to_string()),
        false => part.to_owned(),
    };
    text.split('`').enumerate().map(part).collect::<Vec<_>>().join("`")
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
            .wrap_algorithm(WrapAlgorithm::FirstFit)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        let text = in_one_piece(&printable(text));
        let lines = fill(&text, options);
        self.0.extend(lines.lines().map(|line| line.trim_end().replace(GLUE, " ")));
    }

    /// Text beside a label in the column of labels; an address has a line of its own, so that it can be copied.
    pub fn beside(&mut self, indent: &str, label: &str, text: &str) {
        self.labelled(indent, &format!("{label:LABEL$}"), text);
    }

    /// A step with its number beside a label; it folds behind the number.
    pub fn step(&mut self, indent: &str, label: &str, number: usize, text: &str) {
        self.labelled(indent, &format!("{label:LABEL$}{number}. "), text);
    }

    /// All of it.
    pub fn text(&self) -> String {
        self.0.join("\n") + "\n"
    }
}

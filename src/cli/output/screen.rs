//! The screen: how wide standard output is, and whether it shows colours.

use std::env;
use std::io::{IsTerminal, stderr, stdout};
use std::os::fd::AsFd;

use clap::ValueEnum;
use clap::builder::styling::{AnsiColor, Style};

use super::columns::{Weight, weight};

/// The width of a terminal that does not tell its own.
const USUAL_WIDTH: usize = 80;

/// Narrower than this nothing is readable.
const LEAST_WIDTH: usize = 20;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal that has colours, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Also into a pipe or a file.
    Always,
    /// Nowhere.
    Never,
}

/// What standard output can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// How wide it is; only a terminal has a width.
    pub width: Option<usize>,
    /// Whether it shows colours.
    pub color: bool,
}

impl Screen {
    /// What standard output is.
    pub fn of_stdout(when: When) -> Self {
        let width = width_of_stdout();
        Self { width, color: when.shows(width.is_some()) }
    }

    /// The text in the colour of what it says: `word`, a state or a level.
    pub fn weighed(self, word: &str, text: &str) -> String {
        let color = match weight(word) {
            Some(Weight::Alarming) => AnsiColor::Red,
            Some(Weight::Notable) => AnsiColor::Yellow,
            None => return text.to_owned(),
        };
        let style = Style::new().fg_color(Some(color.into()));
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// How wide the terminal is that standard output goes to, if it is one.
pub fn width_of_stdout() -> Option<usize> {
    width_of(&stdout())
}

/// How wide the terminal is that messages go to, if it is one.
pub fn width_of_stderr() -> Option<usize> {
    width_of(&stderr())
}

fn width_of(stream: &(impl IsTerminal + AsFd)) -> Option<usize> {
    stream.is_terminal().then(|| {
        let found = terminal_size::terminal_size_of(stream).map(|(width, _)| usize::from(width.0));
        found.filter(|width| *width > 0).unwrap_or(USUAL_WIDTH).max(LEAST_WIDTH)
    })
}

impl When {
    fn shows(self, is_terminal: bool) -> bool {
        match self {
            Self::Auto => is_terminal && terminal_has_colors(),
            Self::Always => true,
            Self::Never => false,
        }
    }
}

fn terminal_has_colors() -> bool {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    !is_set("NO_COLOR") && env::var_os("TERM").is_some_and(|term| term != "dumb")
}

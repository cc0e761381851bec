//! The file that `--notify` names: who is told, and how. What is secret lies in files of its own.

mod place;
mod tables;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::ownership::{ensure_own, read_own};
pub use place::Place;
use tables::File;

/// Who is told, and how.
#[derive(Clone, Debug)]
pub struct Config {
    /// What the messages are about, as the instance is called; the name of the database file where nothing is said.
    pub title: Option<String>,
    /// Each who is told.
    pub receivers: Vec<Receiver>,
    /// Who watches that `run` runs.
    pub ping: Option<Place>,
}

/// One who is told.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// Its name.
    pub name: String,
    /// How long it has to acknowledge a message.
    pub timeout: Duration,
    /// How it is told.
    pub way: Way,
}

/// How somebody is told.
#[derive(Clone, Debug)]
pub enum Way {
    /// A program gets the message as JSON on its standard input, and acknowledges it by ending with 0.
    Command(Vec<String>),
    /// A server gets it in a POST, and acknowledges it with a status from 200 to 299.
    Webhook {
        /// What the server understands.
        form: Form,
        /// Where it is.
        place: Place,
        /// Whether a token is sent with it.
        has_token: bool,
    },
    /// The sendmail of this machine takes it.
    Mail {
        /// To whom.
        to: Vec<String>,
        /// From whom; whoever runs midjobs where nothing is said.
        from: Option<String>,
        /// The program.
        sendmail: PathBuf,
    },
}

/// What a server understands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// The message as it is.
    #[default]
    Json,
    /// An incoming webhook of Slack, and what speaks like it.
    Slack,
    /// A workflow of Microsoft Teams.
    Teams,
}

impl Config {
    /// Reads the file. Whoever may write to it has programs run: it is the user's own, or root's.
    ///
    /// # Errors
    /// What is wrong with it and in which line; none of what stands there, which may be a secret in the wrong place.
    pub fn read(path: &Path) -> Result<Self> {
        let read = || {
            let text = read_own(path)?;
            Self::from_text(&text)
        };
        read().with_context(|| format!("reading who is told from {}", path.display()))
    }

    fn from_text(text: &str) -> Result<Self> {
        let file: File = match toml::from_str(text) {
            Ok(file) => file,
            Err(error) => bail!("{}{}", line(text, error.span()), unquoted(error.message().trim())),
        };
        let mut receivers = Vec::new();
        for table in file.command {
            let span = table.span();
            receivers.push(table.into_inner().receiver().with_context(|| place(text, span))?);
        }
        for table in file.webhook {
            let span = table.span();
            receivers.push(table.into_inner().receiver().with_context(|| place(text, span))?);
        }
        for table in file.mail {
            let span = table.span();
            receivers.push(table.into_inner().receiver().with_context(|| place(text, span))?);
        }
        let ping = file.ping.map(|table| {
            let span = table.span();
            table.into_inner().place().with_context(|| place(text, span))
        });
        for (index, receiver) in receivers.iter().enumerate() {
            let twice = receivers.iter().skip(index + 1).any(|other| other.name == receiver.name);
            ensure!(!twice, "two receivers are called {:?}: give each a name of its own", receiver.name);
        }
        Ok(Self { title: file.title, receivers, ping: ping.transpose()? })
    }

    /// The receiver of that name.
    pub fn receiver(&self, name: &str) -> Option<&Receiver> {
        self.receivers.iter().find(|receiver| receiver.name == name)
    }
}

impl Receiver {
    fn new(
        name: String,
        text: Option<String>,
        way: impl FnOnce(&str, Duration) -> Result<Way>,
    ) -> Result<Self> {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        ensure!(
            !name.is_empty() && name.len() <= 64 && name.chars().all(plain),
            "a name is up to 64 letters, digits, dots, dashes and underscores"
        );
        let timeout = tables::timeout(text)?;
        let way = way(&name, timeout)?;
        Ok(Self { name, timeout, way })
    }

    /// What it is, for people and on record.
    pub fn kind(&self) -> &'static str {
        match &self.way {
            Way::Command(_) => "command",
            Way::Webhook { .. } => "webhook",
            Way::Mail { .. } => "mail",
        }
    }
}

/// Refuses a program that somebody else could have changed. One that is looked for along PATH is the system's matter.
///
/// # Errors
/// What to do about it.
pub fn ensure_own_program(program: &Path) -> Result<()> {
    if !program.is_absolute() {
        return Ok(());
    }
    let found = program.metadata().with_context(|| format!("looking for {}", program.display()))?;
    ensure_own(program, &found)
}

fn place(text: &str, span: Range<usize>) -> String {
    line(text, Some(span)).trim_end_matches(": ").to_owned()
}

fn line(text: &str, span: Option<Range<usize>>) -> String {
    let before = span.and_then(|span| text.get(..span.start));
    before.map_or(String::new(), |before| format!("line {}: ", before.matches('\n').count() + 1))
}

/// What the reader of TOML says, without a value that it repeats: it may be an address in the wrong place.
fn unquoted(message: &str) -> String {
    let hint = match message.contains("unknown field") {
        true => "; an address or a token stands in a file of its own: url_file, token_file",
        false => "",
    };
    let quote = if message.starts_with("unknown variant") { '`' } else { '"' };
    let closing = |first: usize| message.get(first + 1..)?.find(quote).map(|length| first + 1 + length);
    let last = if quote == '"' { message.rfind(quote) } else { message.find(quote).and_then(closing) };
    match (message.find(quote), last) {
        (Some(first), Some(last)) if first < last => {
            format!("{}...{}{hint}", &message[..first], &message[last + 1..])
        }
        _ => format!("{message}{hint}"),
    }
}

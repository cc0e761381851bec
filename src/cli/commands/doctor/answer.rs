//! An answer: what a check found, how much it weighs, and what to do.

use std::io::Write;

use anyhow::Result;
use textwrap::{Options, WordSeparator, WordSplitter};

use super::patient::NotOpen;
use crate::cli::exit::Exit;
use crate::cli::output::{self, Shown};

/// Lines are no longer than this.
const WIDTH: usize = 80;

/// How much an answer weighs, the lightest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Well,
    /// Good to know, and nothing to do now.
    Note,
    /// It could not be looked at.
    NotSeen,
    /// Somebody is to look.
    Warning,
    /// It does not work like this.
    Broken,
}

impl Verdict {
    /// Its one word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Well => "ok",
            Self::Note => "note",
            Self::NotSeen => "not seen",
            Self::Warning => "warning",
            Self::Broken => "broken",
        }
    }

    /// How the command ends whose worst answer this is.
    pub fn exit(self) -> Exit {
        match self {
            Self::Well | Self::Note => Exit::Done,
            Self::NotSeen | Self::Warning => Exit::Warning,
            Self::Broken => Exit::Critical,
        }
    }
}

/// What a check found.
#[derive(Clone, Debug)]
pub struct Answer {
    /// How much it weighs.
    pub verdict: Verdict,
    found: String,
    cure: Option<String>,
}

impl Answer {
    pub fn well(found: impl Into<String>) -> Self {
        Self { verdict: Verdict::Well, found: found.into(), cure: None }
    }

    /// Something to know, or to do, by its verdict.
    pub fn new(verdict: Verdict, found: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { verdict, found: found.into(), cure: Some(cure.into()) }
    }

    pub fn warning(found: impl Into<String>, cure: impl Into<String>) -> Self {
        Self::new(Verdict::Warning, found, cure)
    }

    /// The answer of a check that may have failed: the others are made all the same.
    pub fn of(checked: Result<Self>) -> Self {
        match checked {
            Ok(answer) => answer,
            Err(error) if error.is::<NotOpen>() => {
                Self { verdict: Verdict::NotSeen, found: error.to_string(), cure: None }
            }
            Err(error) => Self {
                verdict: Verdict::NotSeen,
                found: format!("could not be looked at: {error:#}"),
                cure: None,
            },
        }
    }

    /// The worst of several, or this where there is none.
    pub fn worst_of(answers: Vec<Self>, otherwise: Self) -> Self {
        // Of those alike the first: what is told first is mended first.
        answers.into_iter().rev().max_by_key(|answer| answer.verdict).unwrap_or(otherwise)
    }

    /// For machines.
    pub fn shown(&self, check: &str) -> Shown {
        output::row([
            ("check", check.into()),
            ("verdict", self.verdict.label().into()),
            ("found", self.found.as_str().into()),
            ("cure", self.cure.as_deref().into()),
        ])
    }

    /// For people.
    pub fn tell(&self, check: &str, out: &mut dyn Write) -> Result<()> {
        let first = format!("{:<9}{check:<17}", self.verdict.label());
        writeln!(out, "{}", folded(&self.found, &first))?;
        if let Some(cure) = &self.cure {
            writeln!(out, "{}", folded(cure, &format!("{:26}do: ", "")))?;
        }
        Ok(())
    }
}

fn folded(text: &str, first: &str) -> String {
    let rest = " ".repeat(first.len());
    let options = Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(&rest)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(&output::printable(text), options)
}

//! A parameter of a job: a length of time, a number or text.

use std::fmt;

use anyhow::{Result, bail, ensure};

use crate::db::Value;
use crate::time::{Span, Time};

/// No parameter means a longer time than this: ten years.
const LONGEST: Span = Span::from_seconds(3_650 * 86_400);

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Param {
    /// Binds as the UTC time that long before now.
    Span(Span),
    /// Binds as it is.
    Number(i64),
    /// Binds as it is.
    Text(String),
}

impl Param {
    /// Text that reads as a length of time is one.
    ///
    /// # Errors
    /// When the length is zero or absurd.
    pub fn from_text(text: &str) -> Result<Self> {
        // What does not begin with a digit is none: an error that says so would look up where it was made.
        let may_be_span = text.starts_with(|first: char| first.is_ascii_digit());
        match may_be_span.then(|| text.parse::<Span>()) {
            Some(Ok(span)) => {
                ensure!(span.seconds() > 0, "{text:?} is too short: the shortest is 1s");
                ensure!(span <= LONGEST, "{text:?} is absurdly long: the longest is {LONGEST}");
                Ok(Self::Span(span))
            }
            Some(Err(_)) | None => Ok(Self::Text(text.to_owned())),
        }
    }

    /// Another value of this one's kind.
    ///
    /// # Errors
    /// When `text` is of another kind.
    pub fn of_same_kind(&self, text: &str) -> Result<Self> {
        Ok(match (self, Self::from_text(text)?) {
            (Self::Span(_), Self::Text(_)) => {
                bail!("{text:?} is not a length of time: write 90s, 5m, 4h, 1d or 4m59s")
            }
            (Self::Number(_), _) => match text.parse() {
                Ok(number) => Self::Number(number),
                Err(_) => bail!("{text:?} is not a whole number"),
            },
            (Self::Text(_), _) => Self::Text(text.to_owned()),
            (Self::Span(_), value) => value,
        })
    }

    /// What a statement sees that runs at `now`.
    pub fn bind(&self, now: Time) -> Value {
        match self {
            Self::Span(span) => (now - *span).into(),
            Self::Number(number) => (*number).into(),
            Self::Text(text) => text.into(),
        }
    }
}

impl fmt::Display for Param {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Span(span) => span.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

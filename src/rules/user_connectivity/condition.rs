//! The conditions that a user can meet: what the newest login event says, and how many MID Servers are Down.

use std::fmt;

use anyhow::{Result, bail};
use serde::Serialize;

/// What the newest login event of a user in the period says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LastLogin {
    /// `login.failed`.
    AuthenticationFailed,
    /// `login.authorization.failed`.
    AuthorizationFailed,
    /// `login`.
    Succeeded,
    /// There is none.
    NotAttempted,
}

/// How many Down MID Servers are configured with a user, as far as messages differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Association {
    /// None; nor is any other MID Server.
    NoMidServer,
    /// One.
    OneDown,
    /// More than one.
    SeveralDown,
}

/// Every condition, in the order of the views.
pub fn conditions() -> impl Iterator<Item = (LastLogin, Association)> {
    LastLogin::ALL.into_iter().flat_map(|last| Association::ALL.map(|association| (last, association)))
}

impl LastLogin {
    /// In the order of the views.
    pub const ALL: [Self; 4] =
        [Self::AuthenticationFailed, Self::AuthorizationFailed, Self::Succeeded, Self::NotAttempted];

    /// What an event of that name says, or that there is none.
    ///
    /// # Errors
    /// When it is not a login event.
    pub fn of_event(name: Option<&str>) -> Result<Self> {
        Ok(match name {
            Some("login.failed") => Self::AuthenticationFailed,
            Some("login.authorization.failed") => Self::AuthorizationFailed,
            Some("login") => Self::Succeeded,
            None => Self::NotAttempted,
            Some(other) => bail!("{other:?} is not a login event"),
        })
    }
}

impl fmt::Display for LastLogin {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::AuthenticationFailed => "login authentication failed",
            Self::AuthorizationFailed => "login authorization failed",
            Self::Succeeded => "logged in",
            Self::NotAttempted => "no login attempts",
        })
    }
}

impl Association {
    /// In the order of the views.
    pub const ALL: [Self; 3] = [Self::NoMidServer, Self::OneDown, Self::SeveralDown];

    /// The same in a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::NoMidServer => "not associated with a MID Server",
            Self::OneDown => "associated with 1 Down MID Server",
            Self::SeveralDown => "associated with several Down MID Servers",
        }
    }
}

/// As short as the head of a column.
impl fmt::Display for Association {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::NoMidServer => "no MID Server",
            Self::OneDown => "1 Down",
            Self::SeveralDown => "several Down",
        })
    }
}

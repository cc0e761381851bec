//! Telling one receiver one message: whether it acknowledged it, and if not, why.

mod command;
mod http;
mod mail;
mod reach;
mod webhook;

use std::time::Duration;

use anyhow::Error;
use serde_json::Value as Json;

pub(super) use http::{Answer, Ask, ask};

use super::config::{Place, Receiver, Way};
use crate::time::Span;

/// Why a receiver did not acknowledge a message: in words without an address or a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// What happened.
    pub what: String,
    /// How long it asks to be left alone.
    pub wait: Option<Span>,
}

impl Failed {
    fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), wait: None }
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::new(format!("{error:#}"))
    }
}

/// Whether what a program says is shown: to whoever tries it out, and to nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// On standard error.
    Said,
    /// It may hold an address or a token.
    Nothing,
}

/// Whether the receiver could be told now.
///
/// # Errors
/// Why it could not.
pub fn reach(receiver: &Receiver) -> Result<(), Failed> {
    reach::reach(receiver)
}

/// Whether whoever watches that `run` runs could be told now.
///
/// # Errors
/// Why it could not.
pub fn reach_ping(place: &Place) -> Result<(), Failed> {
    http::reach(place)
}

/// Tells the receiver; `Ok` when it acknowledged.
pub(super) fn tell(receiver: &Receiver, id: &str, body: &str, show: Show) -> Result<(), Failed> {
    match &receiver.way {
        Way::Command(run) => {
            command::run(run, &[("MIDJOBS_MESSAGE", id)], body.as_bytes(), receiver.timeout, show)
        }
        Way::Webhook { form, place, has_token } => webhook::post(*form, place, *has_token, id, body),
        Way::Mail { to, from, sendmail } => mail::send(
            &mail::Letter { to, from: from.as_deref(), id, body },
            sendmail,
            receiver.timeout,
            show,
        ),
    }
}

/// A text of the message, and empty where it has none.
fn text<'a>(message: &'a Json, key: &str) -> &'a str {
    message.get(key).and_then(Json::as_str).unwrap_or_default()
}

/// How long to look away between two looks at a program that runs.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

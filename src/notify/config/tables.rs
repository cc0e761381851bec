//! The tables of the file, as they stand there.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, ensure};
use serde::Deserialize;
use toml::Spanned;

use super::{Form, Place, Receiver, Way};
use crate::time::Span;

/// How long a receiver has to answer, unless its table says otherwise.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The longest that it may be given: no command stays for longer after its work is done.
const LONGEST: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub title: Option<String>,
    #[serde(default)]
    pub command: Vec<Spanned<CommandTable>>,
    #[serde(default)]
    pub webhook: Vec<Spanned<WebhookTable>>,
    #[serde(default)]
    pub mail: Vec<Spanned<MailTable>>,
    pub ping: Option<Spanned<PingTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CommandTable {
    pub name: String,
    pub run: Vec<String>,
    pub timeout: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookTable {
    pub name: String,
    #[serde(default)]
    pub form: Form,
    pub url_file: Option<PathBuf>,
    pub token_file: Option<PathBuf>,
    pub ca_file: Option<PathBuf>,
    pub timeout: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MailTable {
    pub name: String,
    pub to: Vec<String>,
    pub from: Option<String>,
    pub sendmail: Option<PathBuf>,
    pub timeout: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PingTable {
    pub url_file: Option<PathBuf>,
    pub ca_file: Option<PathBuf>,
    pub timeout: Option<String>,
}

impl CommandTable {
    pub fn receiver(self) -> Result<Receiver> {
        ensure!(self.run.first().is_some_and(|program| !program.is_empty()), "run names no program");
        Receiver::new(self.name, self.timeout, |_, _| Ok(Way::Command(self.run)))
    }
}

impl WebhookTable {
    pub fn receiver(self) -> Result<Receiver> {
        let has_token = self.token_file.is_some();
        Receiver::new(self.name, self.timeout, |name, timeout| {
            let place = Place::new(name.to_owned(), self.url_file, self.token_file, self.ca_file, timeout)?;
            Ok(Way::Webhook { form: self.form, place, has_token })
        })
    }
}

impl MailTable {
    pub fn receiver(self) -> Result<Receiver> {
        ensure!(!self.to.is_empty(), "to names nobody");
        for address in self.to.iter().chain(&self.from) {
            ensure!(is_address(address), "an address is written as oncall@example.com, and nothing else");
        }
        let sendmail = self.sendmail.unwrap_or_else(|| "/usr/sbin/sendmail".into());
        Receiver::new(self.name, self.timeout, |_, _| {
            Ok(Way::Mail { to: self.to, from: self.from, sendmail })
        })
    }
}

impl PingTable {
    pub fn place(self) -> Result<Place> {
        Place::new("ping".to_owned(), self.url_file, None, self.ca_file, timeout(self.timeout)?)
    }
}

pub(super) fn timeout(text: Option<String>) -> Result<Duration> {
    let Some(text) = text else { return Ok(TIMEOUT) };
    let timeout = Duration::from_secs(text.parse::<Span>()?.seconds());
    ensure!(timeout > Duration::ZERO && timeout <= LONGEST, "a timeout is 1s to 60s");
    Ok(timeout)
}

/// What can stand in a header and on a command line, and is nothing else there.
fn is_address(text: &str) -> bool {
    let (name, host) = text.rsplit_once('@').unwrap_or((text, "localhost"));
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._+-=".contains(letter);
    !name.is_empty()
        && !host.is_empty()
        && !text.starts_with('-')
        && name.chars().all(plain)
        && host.chars().all(plain)
}

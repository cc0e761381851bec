//! An answer without rows, named: what it means and what to try.

use std::fmt;

use super::answer::{Answer, Content};
use super::auth::Credentials;
use super::instance::Instance;
use crate::intake::tables::InstanceTable;

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'a> {
    /// An access token.
    Token,
    /// Rows of a table.
    Rows(&'a InstanceTable),
    /// Rows of a table, by somebody whom the instance still accepts elsewhere.
    RowsOfTheKnown(&'a InstanceTable),
}

/// An answer that holds no data.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    kind: Kind,
    text: String,
}

/// What a refusal is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// This table, while others may be read.
    Table,
    /// This table, which is not there.
    NoTable,
    /// Whoever asks.
    Login,
    /// Everything.
    All,
}

impl Refusal {
    /// Names what is wrong with `answer`, if anything is.
    pub fn of(answer: &Answer, instance: &Instance, who: &Credentials, asked: Asked) -> Option<Self> {
        let json = matches!(answer.content, Content::Json(_));
        let text = match answer.status {
            _ if answer.is_hibernating() => format!(
                "{instance} is hibernating: wake it up on developer.servicenow.com and ask again in a few minutes"
            ),
            300..400 => redirect(answer, instance),
            200 if !json => no_api(answer, instance),
            200 if answer.error().is_some() => {
                format!("{instance} broke off{}: try again later", in_its_words(answer))
            }
            200 => return None,
            _ => match asked {
                Asked::Token => token(answer, instance, who),
                Asked::RowsOfTheKnown(table) if answer.status == 401 => forbidden(answer, who, table),
                Asked::Rows(table) | Asked::RowsOfTheKnown(table) => rows(answer, instance, who, table),
            },
        };
        let kind = match (answer.status, asked) {
            (401, Asked::Token) => Kind::Login,
            (_, Asked::Token) => Kind::All,
            _ if answer.is_hibernating() => Kind::All,
            (403, _) | (401, Asked::RowsOfTheKnown(_)) => Kind::Table,
            (400 | 404, _) => Kind::NoTable,
            (401, Asked::Rows(_)) => Kind::Login,
            _ => Kind::All,
        };
        Some(Self { kind, text })
    }

    /// One table cannot be read, for that reason.
    pub fn of_the_table(text: String) -> Self {
        Self { kind: Kind::Table, text }
    }

    /// Whether this table cannot be read, while others may be.
    pub fn is_of_the_table(&self) -> bool {
        matches!(self.kind, Kind::Table | Kind::NoTable)
    }

    /// Whether the instance has no such table.
    pub fn is_of_no_table(&self) -> bool {
        self.kind == Kind::NoTable
    }

    /// Whether the instance does not accept who asks.
    pub fn is_of_the_login(&self) -> bool {
        self.kind == Kind::Login
    }

    /// The same with another text.
    pub fn with_text(self, change: impl FnOnce(&str) -> String) -> Self {
        Self { text: change(&self.text), ..self }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Refusal {}

fn redirect(answer: &Answer, instance: &Instance) -> String {
    match answer.redirect_target() {
        Some(target) if !target.eq_ignore_ascii_case(&instance.authority()) => {
            format!("{instance} redirects to {target}, which is not followed: {NO_BROWSER}")
        }
        _ => format!("{instance} redirects to a page of its own, likely its login page: {NO_BROWSER}"),
    }
}

/// What to try where a browser is expected.
const NO_BROWSER: &str =
    "give the address of the instance itself, and a local user or OAuth client that needs no single sign-on";

fn no_api(answer: &Answer, instance: &Instance) -> String {
    match answer.title() {
        _ if answer.shows(&["login.do", "user_password", "log in", "sign in"]) => {
            format!("{instance} answered with a login page: {NO_BROWSER}")
        }
        Some(title) => {
            format!("{instance} answered with a web page, {title:?}, and not with data: is it an instance?")
        }
        None => format!("{instance} answered with something that is not JSON: is it an instance?"),
    }
}

fn token(answer: &Answer, instance: &Instance, who: &Credentials) -> String {
    format!(
        "{instance} gives {who} no access token (HTTP {}{}): check the client id and secret, that the client has an \
         OAuth application user, and that client credentials are enabled \
         (glide.oauth.inbound.client.credential.grant_type.enabled)",
        answer.status,
        in_its_words(answer)
    )
}

fn rows(answer: &Answer, instance: &Instance, who: &Credentials, table: &InstanceTable) -> String {
    let (name, words) = (table.name, in_its_words(answer));
    match answer.status {
        401 => format!(
            "{instance} does not accept {who} (HTTP 401{words}): check the password or secret, and that the user is active, \
             not locked out, and needs no second factor. It is not tried again, or it would be locked out"
        ),
        403 => forbidden(answer, who, table),
        400 | 404 => format!(
            "{instance} has no table {name} to read (HTTP {}{words}): check the address, and that the plugin of \
             {name} is active",
            answer.status
        ),
        status => format!("{instance} answered with HTTP {status}{words}"),
    }
}

fn forbidden(answer: &Answer, who: &Credentials, table: &InstanceTable) -> String {
    let (name, status, words) = (table.name, answer.status, in_its_words(answer));
    format!(
        "{who} may not read {name} (HTTP {status}{words}): give it the role {}, or a read access rule (ACL) for {name} \
         and its fields",
        table.readers
    )
}

fn in_its_words(answer: &Answer) -> String {
    answer.error().map_or(String::new(), |error| format!(", {error:?}"))
}

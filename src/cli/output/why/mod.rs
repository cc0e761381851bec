//! What is said of MID Servers that are not working, on pages of 80 columns, as a ticket, and as data.

mod estate;
mod json;
mod markdown;
mod one;
mod page;
mod proofs;
pub mod sections;
mod ticket;
pub mod words;

use anyhow::Result;
use foldhash::HashMap;

use crate::cli::output::Shown;
use crate::db::Reader;
use crate::time::Time;
use crate::why::{self, About, Answer, Class, Moment, NotAssociated, Told};
pub use json::of as to_json;
use page::Page;
pub use ticket::of as ticket;

/// The page about all MID Servers.
pub fn estate(told: &Told, now: Time) -> String {
    let mut page = Page::default();
    estate::write(&mut page, told, now);
    if told.answers.is_empty() {
        return page.text();
    }
    page.gap();
    page.line("One of them: `midjobs why NAME`; for the change ticket: `midjobs why --ticket`");
    page.text()
}

/// A page about an account that holds the role and that no MID Server uses.
pub fn not_associated(account: &NotAssociated) -> String {
    let mut page = Page::default();
    let name = why::quoted(&account.user_name);
    let logins = match account.newest_event.as_deref() {
        None => "no login of it was seen",
        Some("login") => "it logs in",
        Some(_) => "its logins fail",
    };
    page.line(&format!("{name} holds the role mid_server, and no MID Server uses it: {logins}"));
    page.line(
        "Nothing to do: a clone brings the accounts of the source along, and the sampling calls such an account \
         \"not associated\". A MID Server that should use it has another mid.instance.username in its config.xml.",
    );
    page.text()
}

/// A page about each of these MID Servers, with what happened to it.
pub fn each(told: &Told, answers: &[(&Answer, Vec<Moment>)]) -> String {
    let mut page = Page::default();
    answers.iter().for_each(|(answer, moments)| one::write(&mut page, answer, told.clone, moments));
    page.text()
}

/// Class and cause of a row as people say them.
pub fn for_people(row: &mut Shown) {
    if let Some(class) = row.get("class").and_then(|class| Class::named(class.as_str()?)) {
        row.insert("class", class.in_words().into());
    }
    if let Some(cause) = row.get("cause").and_then(|cause| cause.as_str()) {
        let words = cause.replace('_', " ");
        row.insert("cause", words.into());
    }
}

/// Class and cause by MID Server (`ecc_agent.sys_id`) and by user, for lists.
#[derive(Default)]
pub struct InShort(HashMap<String, InWords>);

/// Class, cause and account.
type InWords = (&'static str, Option<&'static str>, Option<String>);

impl InShort {
    /// What is said of those that are meant, in two words each.
    pub fn of(db: Reader, now: Time, about: About) -> Result<Self> {
        let mut short = Self::default();
        why::tell_in_short(db, now, about, |answer| short.add(answer))?;
        Ok(short)
    }

    fn add(&mut self, answer: Answer) {
        // What is certain is named, also where another cause cannot be excluded.
        let cause = answer.certain().or(answer.cause);
        let words = (answer.class.name(), cause, answer.user);
        if let (Some(user), Some(_)) = (&words.2, answer.cause)
            && !self.0.contains_key(user)
        {
            self.0.insert(user.clone(), words.clone());
        }
        self.0.insert(answer.sys_id, words);
    }

    /// The account of the MID Server of that sys_id.
    pub fn account(&self, mid_server: &str) -> Option<&str> {
        self.0.get(mid_server)?.2.as_deref()
    }

    /// Adds class and cause to a row about the MID Server or the user in one of these columns.
    pub fn add_to(&self, row: &mut Shown, columns: &[&str]) {
        let about = columns.iter().filter_map(|column| row.get(column).and_then(|value| value.as_str()));
        let found = about.filter_map(|about| self.0.get(about)).next();
        row.insert("class", found.map(|(class, _, _)| *class).into());
        row.insert("cause", found.and_then(|(_, cause, _)| *cause).into());
    }
}

//! A message: what happened in one title, one text for people, and as data.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::event::{Event, Issue, Judge};
use super::gather::About;
use super::heading::Heading;
use super::text;
use crate::printable::printable;
use crate::standing::Weight;
use crate::time::Time;

/// The form of the JSON: fields may be added to it, none goes or changes.
const VERSION: u32 = 1;

/// As many events stand in the JSON; the others are counted.
const MOST_EVENTS: usize = 200;

/// As many letters of a name, a message or an error stand in it.
const LONGEST: usize = 500;

/// A message, ready to be told.
pub struct Message(Json);

/// One thing that happened, in words and as data.
pub(super) struct Piece {
    /// Under which heading it stands.
    pub heading: Heading,
    pub weight: Weight,
    /// What there is how many of, in the title: `Down by the clone`.
    pub brief: String,
    /// What several of them have in common, which stands once.
    pub group: String,
    /// Who or what it is, within the group; empty where the group says it all.
    pub name: String,
    /// The first thing to do.
    pub step: Option<String>,
    event: Json,
}

impl Piece {
    /// An event that is told.
    pub fn of(judge: &Judge, event: &Event, weight: Weight) -> Self {
        let heading = Heading::of(&event.name);
        let data = json!({
            "event": event.name,
            "verdict": verdict(weight),
            "about": event.about,
            "at": event.happened_on.as_deref().and_then(|at| Time::parse(at).ok()).map(Time::iso),
            "detail": event.detail.as_deref().map(short),
        });
        let piece = Self {
            heading,
            weight,
            brief: String::new(),
            group: String::new(),
            name: String::new(),
            step: None,
            event: data,
        };
        match (&event.issue, heading) {
            (Some(issue), _) => piece.about_issue(judge, event, issue),
            (None, Heading::GivenUp | Heading::WorksAgain) => piece.about_job(event),
            (None, Heading::InDoubt | Heading::Trusted) => piece.about_table(event),
            // The issue is gone: what is known of it is its end.
            (None, _) => Self { brief: "issue".to_owned(), group: format!("issue {}", event.about), ..piece },
        }
    }

    fn about_issue(mut self, judge: &Judge, event: &Event, issue: &Issue) -> Self {
        let of_user = || issue.user.as_deref().and_then(|user| judge.answer_of_user(user));
        let answer = match &issue.mid_server {
            Some(mid_server) => judge.answer(mid_server),
            None => of_user(),
        };
        let called = issue.mid_server_name.as_deref().or(issue.mid_server.as_deref());
        let called = called.or(answer.and_then(|answer| answer.mid_server.as_deref())).map(short);
        let source = issue.source.as_deref().unwrap_or("no source");
        let cause = answer.and_then(|answer| answer.certain().or(answer.cause));
        if let Json::Object(data) = &mut self.event {
            data.extend([
                ("issue".to_owned(), event.about.as_str().into()),
                ("source".to_owned(), source.into()),
                ("mid_server".to_owned(), called.as_deref().into()),
                (
                    "user".to_owned(),
                    answer.and_then(|it| it.user.as_deref()).or(issue.user.as_deref()).map(short).into(),
                ),
                ("message".to_owned(), short(&issue.message).into()),
                ("class".to_owned(), answer.map(|answer| answer.class.name()).into()),
                ("cause".to_owned(), cause.into()),
                (
                    "remedy".to_owned(),
                    answer.and_then(|answer| answer.remedy.first()).map(|step| short(step)).into(),
                ),
            ]);
        }
        let by = event.detail.as_deref().filter(|by| !by.is_empty()).map(short);
        let by = by.map(|by| if by == source { "it was not found again".to_owned() } else { by });
        match self.heading {
            Heading::New | Heading::Overdue => {
                let words = answer.and_then(|answer| judge.words(&answer.sys_id));
                self.brief = match words {
                    Some(words) => words.to_owned(),
                    None if issue.user.is_some() => "user with an issue".to_owned(),
                    None => format!("issue of {}", short(source)),
                };
                self.step = answer.and_then(|answer| answer.remedy.first()).map(|step| short(step));
                match (cause, answer.and_then(|answer| answer.user.as_deref())) {
                    (Some("cannot_tell"), user) => {
                        let user = user.map_or_else(|| "(no user)".to_owned(), short);
                        let doubt =
                            answer.and_then(|answer| answer.doubt.as_deref()).map(short).unwrap_or_default();
                        self.group = format!("{user}: what is wrong cannot be told: {doubt}");
                        self.name = called.unwrap_or_default();
                        self.step = Some("midjobs tables names the lists to export".to_owned());
                    }
                    (Some(cause), user) => {
                        let user = user.map_or_else(|| "(no user)".to_owned(), short);
                        self.group = format!("{user}: {}", crate::why::in_words(cause));
                        self.name = called.unwrap_or_default();
                    }
                    (None, _) => {
                        self.group = short(&issue.message);
                        self.name = called.unwrap_or_default();
                        self.step = Some("midjobs issues".to_owned());
                    }
                }
            }
            _ => {
                self.brief =
                    if self.heading == Heading::Resolved { "resolved" } else { "acknowledged" }.to_owned();
                let until = issue.acknowledged_until.as_deref().filter(|until| !until.is_empty());
                let until = until
                    .filter(|_| self.heading == Heading::Acknowledged)
                    .map_or(String::new(), |until| format!(", until {until} UTC"));
                let by = by.unwrap_or_else(|| "no reason was given".to_owned());
                self.group = format!("{source}: {by}{until}");
                self.name = called.unwrap_or_else(|| short(&issue.message));
            }
        }
        self
    }

    fn about_job(mut self, event: &Event) -> Self {
        let job = short(&event.about);
        if self.heading == Heading::WorksAgain {
            self.brief = "job works again".to_owned();
            self.group = job;
            return self;
        }
        self.brief = "job given up".to_owned();
        self.group =
            format!("{job}: {}", event.detail.as_deref().map_or_else(|| "it says no more".to_owned(), short));
        self.step = Some(format!("midjobs explain {job}"));
        self
    }

    fn about_table(mut self, event: &Event) -> Self {
        self.name = short(&event.about);
        if self.heading == Heading::Trusted {
            self.brief = "table in doubt no longer".to_owned();
            self.group = "its rows can be relied on again".to_owned();
            return self;
        }
        self.brief = "table in doubt".to_owned();
        self.group = text::of_doubt(event.detail.as_deref().unwrap_or_default());
        self.step = Some(
            "midjobs tables names the lists to export; what is not there is unconfirmed until then"
                .to_owned(),
        );
        self
    }
}

/// One line that steers nothing, and no longer than need be.
fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(LONGEST).collect();
    if cut.len() < text.len() {
        cut.push_str("...");
    }
    printable(&cut)
}

pub(super) fn verdict(weight: Weight) -> &'static str {
    match weight {
        Weight::Critical => "critical",
        Weight::Warning => "warning",
        Weight::Detail => "ok",
    }
}

impl Message {
    /// The message about these events.
    pub(super) fn of(
        mut pieces: Vec<Piece>,
        about: &About,
        clone: Option<Time>,
        id: String,
        now: Time,
    ) -> Self {
        pieces.sort_by_key(|piece| (piece.heading, piece.weight));
        let worst = pieces.iter().map(|piece| piece.weight).min().unwrap_or(Weight::Detail);
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for piece in &pieces {
            let name = piece.event.get("event").and_then(Json::as_str).unwrap_or_default();
            *counts.entry(name.to_owned()).or_default() += 1;
        }
        let simulated = if about.simulated { "SIMULATED " } else { "" };
        let level = verdict(worst).to_uppercase();
        let title = format!("{simulated}midjobs {level} {}: {}", short(&about.title), text::brief(&pieces));
        let text = text::page(&pieces, clone);
        let left_out = pieces.len().saturating_sub(MOST_EVENTS);
        let events: Vec<Json> = pieces.into_iter().take(MOST_EVENTS).map(|piece| piece.event).collect();
        Self(json!({
            "version": VERSION,
            "id": id,
            "made_on": now.iso(),
            "simulated": about.simulated,
            "of": short(&about.title),
            "verdict": verdict(worst),
            "title": title,
            "text": text,
            "clone": clone.map(Time::iso),
            "counts": counts,
            "events": events,
            "events_left_out": left_out,
        }))
    }

    /// Its id, the same at every attempt.
    pub(super) fn id(&self) -> &str {
        self.0.get("id").and_then(Json::as_str).unwrap_or_default()
    }

    /// As it is kept and sent.
    pub fn body(&self) -> String {
        self.0.to_string()
    }
}

/// A message that says that it is a test.
pub fn test_message(about: &About, id: String, now: Time) -> Message {
    Message(json!({
        "version": VERSION,
        "id": id,
        "made_on": now.iso(),
        "simulated": about.simulated,
        "of": short(&about.title),
        "verdict": "ok",
        "title": format!("midjobs test {}: you would be told here", short(&about.title)),
        "text": "This is a test, sent by `midjobs notify --test`. Nothing is wrong.\n",
        "clone": null,
        "counts": {},
        "events": [],
        "events_left_out": 0,
    }))
}

/// What a message says to people: its title and its page.
pub fn page_of(body: &str) -> String {
    let message: Json = serde_json::from_str(body).unwrap_or_default();
    let text = |key: &str| message.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    format!("{}\n\n{}", text("title"), text("text"))
}

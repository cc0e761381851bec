//! The page: the state, the reasons, the MID Servers, the jobs and the rows behind it, in one file that loads nothing.

mod concerns;
mod issues;
mod jobs;
mod mid_servers;
mod policy;
mod tables;
mod timeline;
mod tone;
mod why;

use anyhow::{Context as _, Result};
use askama::Template;

use super::commands::status;
use super::context::Context;
use crate::amount::amount;
use crate::db::{Access, Db, sql};
use crate::standing;
use crate::time::Time;
use crate::why::Told;
use concerns::{Concern, Verdict};
use issues::Issue;
use jobs::Job;
use mid_servers::{MidServer, Tally};
use tables::Table;
use timeline::Timeline;
use why::Group;

const STYLE: &str = include_str!("../../../templates/report/page.css");
const SCRIPT: &str = include_str!("../../../templates/report/page.js");

/// All that the page says. What is written into it is escaped by the template.
#[derive(Template)]
#[template(path = "report/page.html")]
pub struct Page {
    style: &'static str,
    script: &'static str,
    policy: String,
    version: &'static str,
    subject: String,
    file: String,
    made: Moment,
    when: String,
    verdict: Verdict,
    concerns: Vec<Concern>,
    groups: Vec<Group>,
    nothing_to_mend: &'static str,
    timeline: Timeline,
    tallies: Vec<Tally>,
    mid_servers: Vec<MidServer>,
    issues: Vec<Issue>,
    no_issues: &'static str,
    jobs: Vec<Job>,
    tables: Vec<Table>,
}

/// A time for people and for machines.
struct Moment {
    text: String,
    iso: String,
}

impl Page {
    /// Reads all that the page says.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn read(context: &Context) -> Result<Self> {
        let db = context.open(Access::Read)?;
        let now = context.now();
        let judged = status::judge(&db, context, status::OVERDUE)?;
        let told = &judged.told;
        let weights = standing::of_each(&db, told, now)?;
        let timeline = Timeline::read(&db, told, now)?;
        let mid_servers = mid_servers::all(told, &weights, &timeline);
        Ok(Self {
            style: STYLE,
            script: SCRIPT,
            policy: policy::of(STYLE, SCRIPT),
            version: env!("CARGO_PKG_VERSION"),
            subject: subject(&db)?,
            file: db.path().file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            made: Moment { text: now.to_the_minute(), iso: now.iso() },
            when: when(told, now),
            verdict: concerns::verdict(&judged),
            concerns: concerns::all(&judged),
            groups: why::groups(told, &weights),
            nothing_to_mend: why::nothing_to_mend(told),
            tallies: mid_servers::tallies(&mid_servers),
            issues: issues::read(&db, now)?,
            no_issues: issues::none(&judged.doubts),
            jobs: jobs::read(&db, context, now)?,
            tables: tables::all(&judged, now),
            timeline,
            mid_servers,
        })
    }

    /// The page as HTML.
    ///
    /// # Errors
    /// When the template cannot be filled in.
    pub fn html(&self) -> Result<String> {
        self.render().context("filling in the page")
    }

    /// How many MID Servers are on it.
    pub fn mid_servers(&self) -> usize {
        self.mid_servers.len()
    }
}

/// The instance that it is about, as far as a clone names it.
fn subject(db: &Db) -> Result<String> {
    let clones = db.rows(sql!("look/list_clones.sql"), &[])?;
    let target = clones.iter().map(|clone| clone.get::<Option<String>>("target"));
    let target = target.collect::<Result<Vec<_>>>()?.into_iter().flatten().find(|name| !name.is_empty());
    Ok(target.unwrap_or_default())
}

/// `1 MID Server`, `6 MID Servers`.
pub fn mid_servers_in_words(count: usize) -> String {
    amount(count, "MID Server")
}

fn when(told: &Told, now: Time) -> String {
    let clone = told.clone.map_or_else(
        || "No clone is on record.".to_owned(),
        |clone| {
            format!("After the clone of {} UTC, {} ago.", clone.to_the_minute(), now.since(clone).in_words())
        },
    );
    let rows = told.as_of.map_or_else(
        || "No MID Server was ever loaded.".to_owned(),
        |as_of| {
            let age = now.since(as_of).in_words();
            format!(
                "{} as of {}, {age} ago.",
                mid_servers_in_words(told.answers.len()),
                as_of.to_the_minute()
            )
        },
    );
    format!("{clone} {rows}")
}

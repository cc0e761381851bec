//! The status of one MID Server or of the issues of one source alone, for a service check of its own.

use std::collections::BTreeSet;

use anyhow::Result;

use super::concern::{self, Concern};
use super::{Verdict, heaviest};
use crate::cli::exit::Exit;
use crate::db::{Db, params, sql};
use crate::job::Catalog;
use crate::similar::no_such;
use crate::standing;
use crate::time::Time;
use crate::why::{Answer, in_words};

/// Whose source is judged by the standing of the MID Servers.
const CLONE: &str = "InstanceClone";

/// Leaves in the verdict what concerns one MID Server, and what cannot be seen; returns its words for the first line.
///
/// # Errors
/// When there is no such MID Server; says which may be meant.
pub fn mid_server(db: &Db, name: &str, verdict: &mut Verdict, now: Time) -> Result<String> {
    let told = &verdict.told;
    let answers: Vec<&Answer> = told
        .answers
        .iter()
        .filter(|answer| answer.sys_id == name || answer.mid_server.as_deref() == Some(name))
        .collect();
    let Some(first) = answers.first() else {
        let known: Vec<String> = told.answers.iter().filter_map(|answer| answer.mid_server.clone()).collect();
        return Err(no_such("MID Server", name, &known, "`midjobs mids`"));
    };
    let standing = standing::of(db, told, &answers, now)?;
    let cause =
        first.certain().or(first.cause).map_or(String::new(), |cause| format!(", {}", in_words(cause)));
    let words = format!("{name} is {}{cause}", first.status.as_deref().unwrap_or("without a status"));
    let step = first.remedy.first().map(|step| format!("first: {step}; all of it: `midjobs why {name}`"));
    let down = concern::down(&standing);
    verdict.keep(concern::of_standing(&standing), down);
    verdict.next = step.into_iter().collect();
    Ok(words)
}

/// The same for the issues of one source.
///
/// # Errors
/// When no issue and no job has it; says which may be meant.
pub fn source(db: &Db, name: &str, catalog: &Catalog, verdict: &mut Verdict, now: Time) -> Result<String> {
    let told = &verdict.told;
    let rows = db.rows(sql!("look/list_sources.sql"), params![now])?;
    let mut sources = Vec::new();
    for row in &rows {
        sources.push((row.get::<String>("source")?, row));
    }
    let of_jobs = catalog.jobs.iter().filter_map(|job| job.source.as_deref());
    let known: BTreeSet<&str> = sources.iter().map(|(source, _)| source.as_str()).chain(of_jobs).collect();
    if !known.contains(name) {
        let known: Vec<String> = known.into_iter().map(str::to_owned).collect();
        return Err(no_such("source", name, &known, "`midjobs issues`"));
    }
    let count = |column: &str| {
        sources.iter().find(|(source, _)| source == name).map_or(Ok(0), |(_, row)| row.get::<i64>(column))
    };
    let (new, acknowledged) = (count("issues_new")?, count("issues_acknowledged")?);
    let mut concerns = Vec::new();
    let mut down = 0;
    if name == CLONE {
        let rows = db.rows(sql!("look/list_mid_servers_of_source.sql"), params![source: name])?;
        let with_issue =
            rows.iter().map(|row| row.get::<String>("mid_server")).collect::<Result<Vec<_>>>()?;
        let answers: Vec<&Answer> =
            told.answers.iter().filter(|answer| with_issue.contains(&answer.sys_id)).collect();
        let standing = standing::of(db, told, &answers, now)?;
        down = concern::down(&standing);
        concerns.extend(concern::of_standing(&standing));
    } else if new > 0 {
        let brief = format!("{new} new");
        let text = format!("{brief}; see `midjobs issues --source {name}`");
        concerns.push(Concern { column: "", weight: Exit::Warning, brief, text });
    }
    verdict.keep(concerns, down);
    Ok(format!("{new} new and {acknowledged} acknowledged issues of {name}"))
}

impl Verdict {
    /// These concerns, and what cannot be seen, in place of all others.
    fn keep(&mut self, concerns: Vec<Concern>, down: usize) {
        self.down = down;
        self.next.clear();
        self.concerns.retain(|concern| concern.column == concern::DOUBT);
        self.concerns.extend(concerns);
        self.exit = heaviest(&mut self.concerns);
    }
}

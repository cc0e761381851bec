//! `doctor`: looks at the installation, not at the MID Servers, and says what to do.

mod answer;
mod file;
mod holders;
mod notifications;
mod patient;
mod permissions;
mod place;
mod schedule;

use std::io::Write;

use anyhow::Result;

use crate::amount::amount;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use answer::{Answer, Verdict};
use patient::Patient;

/// Look at the installation (the file, its disk, who may do what, whether something runs) and say what to do
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  midjobs --db /var/lib/midjobs/midjobs.db doctor\n  \
    midjobs doctor --json\n\n\
    It only reads, and says what it can of a damaged or a locked file too. Run it as the user that runs the jobs: what\n\
    it says of permissions is about who asks. What is wrong with MID Servers is told by `midjobs status` and `midjobs why`.\n\n\
    Exit codes: 0 all is well, 1 something to look at, or that could not be looked at, 2 something is broken, 3 there is\n\
    no database there.")]
pub struct Args {}

/// A check: what it looks at, and how.
type Check = (&'static str, fn(&Patient) -> Result<Answer>);

/// What is looked at, in the order in which it is told.
const CHECKS: &[Check] = &[
    ("file", file::opens),
    ("integrity", file::integrity),
    ("schema", file::schema),
    ("references", file::references),
    ("log", file::log),
    ("holders", holders::holders),
    ("permissions", permissions::of_files),
    ("secrets", permissions::of_secrets),
    ("disk", place::disk),
    ("file system", place::file_system),
    ("temporary space", place::temporary_space),
    ("clock", schedule::clock),
    ("schedule", schedule::alive),
    ("job files", schedule::job_files),
    ("time zones", schedule::time_zones),
    ("data", schedule::data),
    ("notifications", notifications::reachable),
];

pub fn run(_args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let patient = Patient::examine(context)?;
    let answers: Vec<(&str, Answer)> =
        CHECKS.iter().map(|(name, check)| (*name, Answer::of(check(&patient)))).collect();
    if context.json() {
        let rows = answers.iter().map(|(name, answer)| answer.shown(name));
        output::show(context, out, "doctor", rows)?;
    } else {
        for (name, answer) in &answers {
            answer.tell(name, out)?;
        }
        writeln!(out, "{}", summary(&answers))?;
    }
    let worst = answers.iter().map(|(_, answer)| answer.verdict).max().unwrap_or(Verdict::Well);
    Ok(worst.exit())
}

fn summary(answers: &[(&str, Answer)]) -> String {
    let count = |verdict: Verdict| answers.iter().filter(|(_, answer)| answer.verdict == verdict).count();
    let bad = [Verdict::Broken, Verdict::Warning, Verdict::NotSeen]
        .map(|verdict| (count(verdict), verdict.label()));
    let in_words = |(count, label): &(usize, &str)| match *label {
        "warning" => amount(*count, label),
        label => format!("{count} {label}"),
    };
    let words: Vec<String> = bad.iter().filter(|(count, _)| *count > 0).map(in_words).collect();
    match words.is_empty() {
        true => format!("all {} checks are well", answers.len()),
        false => format!("{} of {}", words.join(", "), amount(answers.len(), "check")),
    }
}

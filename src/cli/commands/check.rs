//! `check`: read all job files and steps, run nothing, name each fault.

use std::io::Write;

use anyhow::Result;

use crate::amount::amount;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::fleet::Fleet;
use crate::cli::output::{self, printable, printable_lines};
use crate::db::Db;
use crate::job;

/// Read all job files and their steps, run nothing, and name each fault by file and line
#[derive(clap::Args)]
#[command(after_help = "Example:\n  midjobs --jobs /etc/midjobs/jobs check")]
pub struct Args {
    #[command(flatten)]
    pub(super) fleet: Fleet,
}

pub fn run(_args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let catalog = context.load_jobs()?;
    let faults = job::check(&Db::in_memory()?, &catalog, context.now());
    if context.json() {
        let faults = faults.iter().map(
            |fault| serde_json::json!({ "file": fault.file, "line": fault.line, "message": fault.message }),
        );
        output::show_json(context, out, "faults", faults.collect())?;
    } else {
        for (name, path) in &catalog.replaced {
            let line = format!("{} replaces the built-in job {name}", path.display());
            writeln!(out, "{}", printable(&line))?;
        }
        for fault in &faults {
            writeln!(out, "{}", printable_lines(&fault.to_string()))?;
        }
        // A script goes by the exit code.
        if faults.is_empty() && context.screen().width.is_some() {
            writeln!(out, "no fault in {}", amount(catalog.jobs.len(), "job"))?;
        }
    }
    Ok(if faults.is_empty() { Exit::Done } else { Exit::CouldNot })
}

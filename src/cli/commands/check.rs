//! `check`: read all job files and steps, run nothing, name each fault.

use std::io::Write;

use anyhow::Result;
use serde_json::{Value as Json, json};

use crate::amount::amount;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::fleet::Fleet;
use crate::cli::output::{self, VERSION, printable, printable_lines};
use crate::db::{Access, Db, place};
use crate::job::{self, Catalog, Fault};

/// Read all job files and their steps, run nothing, and name each fault by file and line; with --db postgres://... against that
/// schema
#[derive(clap::Args)]
#[command(after_help = "Example:\n  midjobs --jobs /etc/midjobs/jobs check")]
pub struct Args {
    #[command(flatten)]
    pub(super) fleet: Fleet,
}

pub fn run(_args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let catalog = context.load_jobs()?;
    let faults = faults(&catalog, context)?;
    let warnings = job::warnings(&catalog);
    if context.json() {
        let all = json!({ "version": VERSION, "faults": to_json(&faults), "warnings": to_json(&warnings) });
        output::write_json(context, out, &all)?;
    } else {
        for (name, path) in &catalog.replaced {
            let line = format!("{} replaces the built-in job {name}", path.display());
            writeln!(out, "{}", printable(&line))?;
        }
        for fault in &faults {
            writeln!(out, "{}", printable_lines(&fault.to_string()))?;
        }
        for Fault { file, line, message } in warnings {
            let warning = Fault { file, line, message: format!("warning: {message}") };
            writeln!(out, "{}", printable_lines(&warning.to_string()))?;
        }
        // A script goes by the exit code.
        if faults.is_empty() && context.screen().width.is_some() {
            writeln!(out, "no fault in {}", amount(catalog.jobs.len(), "job"))?;
        }
    }
    Ok(if faults.is_empty() { Exit::Done } else { Exit::CouldNot })
}

/// Against an empty database, or against the schema of a server, where nothing is left of it.
fn faults(catalog: &Catalog, context: &Context) -> Result<Vec<Fault>> {
    if !place::is_address(&context.file()) {
        return Ok(job::check(&Db::in_memory()?, catalog, context.now()));
    }
    let db = context.open(Access::DryRun)?;
    db.undone(|| Ok(job::check(&db, catalog, context.now())))
}

fn to_json(faults: &[Fault]) -> Json {
    let object = |fault: &Fault| json!({ "file": fault.file, "line": fault.line, "message": fault.message });
    faults.iter().map(object).collect()
}

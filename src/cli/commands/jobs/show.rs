//! `jobs show`: one job, with its file and its statements.

use std::io::Write;

use anyhow::Result;
use serde_json::{Value as Json, json};

use super::list;
use crate::cli::context::Context;
use crate::cli::output::{self, Shown, printable_lines};
use crate::db::Access;
use crate::job::{Catalog, Job, Origin};
use crate::step::{Step, Work};

/// Show one job: when it is due, its parameters, its file and its statements
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  midjobs jobs show PurgeAgentIssues\n  \
    midjobs jobs show MIDUserConnectivity > jobs/my_sampling.toml")]
pub struct Args {
    /// The job
    job: String,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<()> {
    let db = context.open(Access::Read)?;
    let catalog = context.jobs(&db)?;
    let job = catalog.job(&args.job)?;
    let triggers = list::triggers(&db)?;
    let rows = list::rows_of(&catalog, Some(&job.name), &triggers)?;
    let text = catalog.text_of(job)?;
    if context.json() {
        let rows = rows.into_iter().map(|row| as_json(row, job, &text));
        return output::show(context, out, "jobs", rows);
    }
    heading(&catalog, job, &rows, out)?;
    writeln!(out, "{}", printable_lines(text.trim_end()))?;
    for step in job.steps.iter().filter(|step| has_file(step, &text)) {
        if let Work::Sql { text, .. } = &step.work {
            writeln!(out, "\n# {}", step.name)?;
            let lines = text.trim_end().lines().map(|line| format!("#   {line}"));
            writeln!(out, "{}", printable_lines(&lines.collect::<Vec<_>>().join("\n")))?;
        }
    }
    Ok(())
}

/// What the file does not say, as comments, so that all of it is a job file again.
fn heading(catalog: &Catalog, job: &Job, rows: &[Shown], out: &mut dyn Write) -> Result<()> {
    let origin = match &job.origin {
        Origin::BuiltIn => "built in".to_owned(),
        Origin::File(path) => path.display().to_string(),
    };
    let replaces = if catalog.replaced.iter().any(|(name, _)| *name == job.name) {
        ", in place of the built-in one"
    } else {
        ""
    };
    writeln!(out, "# {}: {}{replaces}", output::printable(&job.name), output::printable(&origin))?;
    let text =
        |row: &Shown, column: &str| row.get(column).and_then(Json::as_str).unwrap_or_default().to_owned();
    for row in rows {
        let (state, next) = (text(row, "state"), text(row, "next_action"));
        let due = if next.is_empty() { String::new() } else { format!(", due {next} UTC") };
        writeln!(out, "# {}: {state}{due}", text(row, "schedule"))?;
    }
    for (name, param) in &job.params {
        writeln!(out, "# :{name} is {}", output::printable(&param.to_string()))?;
    }
    Ok(writeln!(out)?)
}

/// Whether the statement stands in a file of its own.
fn has_file(step: &Step, job_file: &str) -> bool {
    job_file.contains(&format!("file = \"{}\"", step.name))
}

fn as_json(mut row: Shown, job: &Job, text: &str) -> Shown {
    let steps = job.steps.iter().map(|step| match &step.work {
        Work::Sql { text, .. } => json!({ "name": step.name, "sql": text, "rule": null }),
        Work::Rule(rule) => json!({ "name": step.name, "sql": null, "rule": rule.name }),
    });
    let file = match &job.origin {
        Origin::BuiltIn => Json::Null,
        Origin::File(path) => path.display().to_string().into(),
    };
    row.insert("file", file);
    row.insert("source", job.source.as_deref().into());
    row.insert("steps", steps.collect());
    row.insert("text", text.into());
    row
}

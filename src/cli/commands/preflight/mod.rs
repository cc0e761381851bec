//! `preflight`: before a clone, which MID Servers of the target it will break, which are at risk, and what to do now.

mod place;

use std::collections::BTreeSet;
use std::io::Write;

use anyhow::Result;
use serde_json::Value as Json;

use crate::amount::amount;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output::{self, Shown};
use crate::preflight::{self, Judged, Plan, Preserver, Reason, Side, TABLES, Told, Verdict, Which};
use crate::time::Time;
use place::Rows;

/// Say before a clone which MID Servers of the target it will break
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    midjobs preflight --source exports/prod --target exports/dev\n  \
    midjobs preflight --source prod.db --target dev.db --preserve sys_user:user_name=svc.mid.emea \\\n    \
    --preserve sys_user_has_role:user=svc.mid.emea\n\n\
    A directory holds exports as `midjobs import` takes them; that of the source may also have clone_data_preserver\n\
    and clone_data_exclude.\n\n\
    Exit codes: 0 nothing breaks, 2 something does, 3 could not be done.")]
pub struct Args {
    /// The instance that is cloned: a directory of exports, or a file of midjobs
    #[arg(long, value_name = "DIR|DB")]
    source: String,
    /// The instance that becomes a copy of it
    #[arg(long, value_name = "DIR|DB")]
    target: String,
    /// Rows of the target that are put back after the clone
    #[arg(long, value_name = "TABLE:COLUMN=VALUE", value_parser = Preserver::parse)]
    preserve: Vec<Preserver>,
    /// Tables that the clone leaves out
    #[arg(long, value_name = "TABLE")]
    exclude: Vec<String>,
    /// When the backup was made that the clone restores, UTC
    #[arg(long, value_name = "TIME", value_parser = Time::parse)]
    backup_time: Option<Time>,
    /// It is a full clone, which ignores preservers
    #[arg(long)]
    full: bool,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let source = place::rows(&args.source, context)?;
    let target = place::rows(&args.target, context)?;
    let now = context.now();
    let sides = (
        Side::new(Which::Source, source.db.reader(), now)?,
        Side::new(Which::Target, target.db.reader(), now)?,
    );
    let mut plan = Plan::new(sides.0, sides.1)?;
    plan.preservers = args.preserve.iter().chain(&source.preservers).cloned().collect();
    plan.excluded = args.exclude.iter().chain(&source.excluded).cloned().collect();
    plan.backup = args.backup_time;
    plan.full = args.full;
    tell_of_preservers(args, &source);
    let told = preflight::tell(&plan)?;
    if context.json() {
        show_json(context, out, &told)?;
    } else {
        show(context, out, &told)?;
    }
    Ok(if told.worst() == Verdict::Breaks { Exit::Critical } else { Exit::Done })
}

/// What of the preservers nobody saw, or has no bearing.
fn tell_of_preservers(args: &Args, source: &Rows) {
    for preserver in args.preserve.iter().filter(|preserver| !TABLES.contains(&preserver.table.as_str())) {
        log::warn!(
            "--preserve {}: only rows of {} decide who can log in",
            preserver.name,
            TABLES.join(" and ")
        );
    }
    if args.preserve.is_empty() && !source.has_preservers {
        log::info!(
            "no preservers were seen: name them with --preserve, or export clone_data_preserver to a directory"
        );
    }
}

fn show_json(context: &Context, out: &mut dyn Write, told: &Told) -> Result<()> {
    let own = told.own.iter().map(|judged| shown("account", judged)).collect();
    let mid_servers = told.mid_servers.iter().map(|judged| shown("mid_server", judged)).collect();
    let steps = told.steps.iter().map(|step| output::row([("step", step.as_str().into())])).collect();
    output::show_sections(context, out, [("own_account", own), ("preflight", mid_servers), ("steps", steps)])
}

fn shown(called: &str, judged: &Judged) -> Shown {
    let reasons: Vec<&str> = judged.reasons.iter().map(|reason| reason.text.as_str()).collect();
    output::row([
        (called, judged.name.as_str().into()),
        ("verdict", judged.verdict.name().into()),
        ("reasons", Json::from(reasons)),
    ])
}

fn show(context: &Context, out: &mut dyn Write, told: &Told) -> Result<()> {
    if let Some(own) = &told.own {
        writeln!(out, "midjobs' own account")?;
        show_one(context, out, own)?;
        writeln!(out)?;
    }
    let count = |verdict| told.mid_servers.iter().filter(|judged| judged.verdict == verdict).count();
    let (breaks, at_risk, safe) = (count(Verdict::Breaks), count(Verdict::AtRisk), count(Verdict::Safe));
    let all = amount(told.mid_servers.len(), "MID Server");
    output::tell(
        context,
        out,
        &format!("Of {all} the clone breaks {breaks}; at risk {at_risk}, safe {safe}"),
    )?;
    show_not_seen(context, out, told)?;
    told.mid_servers.iter().try_for_each(|judged| show_one(context, out, judged))?;
    if !told.steps.is_empty() {
        writeln!(out, "\nBefore the clone")?;
    }
    for (number, step) in told.steps.iter().enumerate() {
        output::tell_behind(context, out, &format!("{:3}. ", number + 1), step)?;
    }
    Ok(())
}

/// What was not seen, once for all that are at risk by it; the lists to export are in the steps.
fn show_not_seen(context: &Context, out: &mut dyn Write, told: &Told) -> Result<()> {
    let reasons = told.own.iter().chain(&told.mid_servers).flat_map(|judged| &judged.reasons);
    let not_seen: BTreeSet<&str> = reasons.filter_map(Reason::not_seen_in_short).collect();
    if not_seen.is_empty() {
        return Ok(());
    }
    output::tell(context, out, "Not seen, so that nothing is safe by it; the lists to export are below")?;
    not_seen.into_iter().try_for_each(|what| output::tell_behind(context, out, "  ", what))
}

fn show_one(context: &Context, out: &mut dyn Write, judged: &Judged) -> Result<()> {
    let verdict = match judged.verdict {
        Verdict::AtRisk => "at risk",
        other => other.name(),
    };
    output::tell_behind(context, out, &format!("  {verdict:8}"), &judged.name)?;
    let (not_seen, seen): (Vec<&Reason>, Vec<&Reason>) =
        judged.reasons.iter().partition(|reason| reason.not_seen_in_short().is_some());
    for reason in seen {
        output::tell_behind(context, out, "            ", &reason.text)?;
    }
    match not_seen.len() {
        0 => Ok(()),
        _ => output::tell_behind(context, out, "            ", "by what was not seen"),
    }
}

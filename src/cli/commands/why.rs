//! `why`: for each MID Server that is not working, to what it is due, what is wrong, the rows that prove it, and what to do.

use std::io::Write;

use anyhow::{Result, ensure};
use clap::ValueEnum;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::output::why as pages;
use crate::cli::standing;
use crate::db::Access;
use crate::why::{self, Answer, Class, Told};

/// Say why MID Servers are not working: class, cause, proof and what to do
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  midjobs why\n  midjobs why mid-emea-1\n  midjobs why svc.mid.emea --ticket\n  \
    midjobs why --fail-on critical"
)]
pub struct Args {
    /// One MID Server by name or sys_id, or those of a user
    #[arg(value_name = "MID SERVER or USER")]
    about: Option<String>,
    /// Write Markdown for a change ticket, an account at a time
    #[arg(long)]
    ticket: bool,
    /// Exit as status would: with 1 for a warning and 2 for what is critical
    #[arg(long, value_enum, value_name = "warning|critical", hide_possible_values = true)]
    fail_on: Option<FailOn>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Warning,
    Critical,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Read)?;
    let told = why::tell(db.reader(), context.now())?;
    let mut answers: Vec<&Answer> =
        told.answers.iter().filter(|answer| is_meant(answer, args.about.as_deref())).collect();
    if let Some(about) = &args.about {
        ensure!(
            !answers.is_empty(),
            "there is no MID Server {about:?}, nor one of such a user: see `midjobs mids`"
        );
    }
    let exit = match args.fail_on {
        Some(least) => exit(&standing::of(&db, &told, &answers, context.now())?, least),
        None => Exit::Done,
    };
    if args.about.is_none() {
        answers.retain(|answer| answer.class != Class::Up);
    }
    show(args, context, &told, &answers, out)?;
    Ok(exit)
}

fn show(args: &Args, context: &Context, told: &Told, answers: &[&Answer], out: &mut dyn Write) -> Result<()> {
    if context.json() {
        return output::show_json(
            context,
            out,
            "why",
            answers.iter().map(|answer| pages::to_json(answer)).collect(),
        );
    }
    let text = match &args.about {
        _ if args.ticket => pages::ticket(told, answers),
        Some(_) => pages::each(told, answers),
        None => pages::estate(told, context.now()),
    };
    Ok(write!(out, "{text}")?)
}

fn is_meant(answer: &Answer, about: Option<&str>) -> bool {
    about.is_none_or(|about| {
        answer.sys_id == about
            || answer.mid_server.as_deref() == Some(about)
            || answer.user.as_deref() == Some(about)
    })
}

fn exit(standing: &standing::Standing, least: FailOn) -> Exit {
    match (standing.worst(), least) {
        (Exit::Critical, _) => Exit::Critical,
        (Exit::Warning, FailOn::Warning) => Exit::Warning,
        _ => Exit::Done,
    }
}

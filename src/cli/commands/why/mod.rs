//! `why`: for each MID Server that is not working, to what it is due, what is wrong, the rows that prove it, and what to do.

mod json;

use std::io::Write;

use anyhow::{Result, ensure};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::db::Access;
use crate::why::{self, Answer, Class};

/// Say why MID Servers are not working: class, cause, proof and what to do
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  midjobs why\n  midjobs why mid-emea-1\n  midjobs why svc.mid.emea --json"
)]
pub struct Args {
    /// One MID Server by name or sys_id, or those of a user
    #[arg(value_name = "MID SERVER or USER")]
    about: Option<String>,
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
    } else {
        answers.retain(|answer| answer.class != Class::Up);
    }
    output::show_json(out, "why", answers.into_iter().map(json::of).collect())?;
    Ok(Exit::Done)
}

fn is_meant(answer: &Answer, about: Option<&str>) -> bool {
    about.is_none_or(|about| {
        answer.sys_id == about
            || answer.mid_server.as_deref() == Some(about)
            || answer.user.as_deref() == Some(about)
    })
}

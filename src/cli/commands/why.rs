//! `why`: for each MID Server that is not working, to what it is due, what is wrong, the rows that prove it, and what to do.

use std::io::Write;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::fleet::Fleet;
use crate::cli::output;
use crate::cli::output::why as pages;
use crate::db::{Access, Db};
use crate::standing;
use crate::why::{self, About, Answer, Class, Told};

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
    #[command(flatten)]
    pub(super) fleet: Fleet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Warning,
    Critical,
}

impl Args {
    /// Whether Markdown is asked for.
    pub fn is_ticket(&self) -> bool {
        self.ticket
    }
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let db = context.open(Access::Read)?;
    let asked = args.about.as_deref().map_or(About::All, About::Named);
    let told = why::tell_about(db.reader(), context.now(), asked)?;
    let mut answers: Vec<&Answer> = told.answers.iter().collect();
    if let Some(about) = args.about.as_ref().filter(|_| answers.is_empty()) {
        return tell_of_another(about, context, &why::tell(db.reader(), context.now())?, out);
    }
    let exit = match args.fail_on {
        Some(least) => exit(&standing::of(&db, &told, &answers, context.now())?, least),
        None => Exit::Done,
    };
    if args.about.is_none() {
        answers.retain(|answer| answer.class != Class::Up);
    }
    show(args, (context, &db), &told, &answers, out)?;
    Ok(exit)
}

fn show(
    args: &Args,
    (context, db): (&Context, &Db),
    told: &Told,
    answers: &[&Answer],
    out: &mut dyn Write,
) -> Result<()> {
    if context.json() {
        return output::show_json(
            context,
            out,
            "why",
            answers.iter().map(|answer| pages::to_json(answer)).collect(),
        );
    }
    let text = match &args.about {
        _ if args.ticket => pages::ticket(told, answers, context.now()),
        Some(_) => {
            let with_history = answers.iter().map(|answer| {
                let moments = why::timeline(db.reader(), answer, told.clone, context.now())?;
                Ok((*answer, moments))
            });
            pages::each(told, &with_history.collect::<Result<Vec<_>>>()?)
        }
        None => pages::estate(told, context.now()),
    };
    Ok(write!(out, "{text}")?)
}

/// Of an account that no MID Server uses it is said what it is; of what is not known at all, why nothing is said.
fn tell_of_another(about: &str, context: &Context, told: &Told, out: &mut dyn Write) -> Result<Exit> {
    let Some(account) = told.not_associated.iter().find(|account| account.user_name == about) else {
        bail!(not_found(about, told))
    };
    match context.json() {
        true => output::show_json(context, out, "why", serde_json::Value::Array(Vec::new()))?,
        false => write!(out, "{}", pages::not_associated(account))?,
    }
    Ok(Exit::Done)
}

/// Why nothing is said of it.
fn not_found(about: &str, told: &Told) -> String {
    if told.gone.iter().any(|gone| gone == about) {
        return format!(
            "{about} is gone: the last load of ecc_agent no longer has it, and none since the clone had"
        );
    }
    let spelled = |answer: &&Answer| answer.user.as_ref().is_some_and(|user| folded(user) == folded(about));
    if let Some(answer) = told.answers.iter().find(spelled) {
        let (name, user) = (answer.called(), answer.user.as_deref().unwrap_or_default());
        return format!("no MID Server uses {about:?}, but {name} uses {user:?}: see `midjobs why {name}`");
    }
    let near = did_you_mean(about, &told.answers);
    format!("there is no MID Server {about:?}, nor one of such a user{near}: see `midjobs mids`")
}

/// What is left of a name where capitals and blanks do not count.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The names that somebody may have meant.
fn did_you_mean(about: &str, answers: &[Answer]) -> String {
    let wanted = about.trim().to_lowercase();
    let names = answers.iter().flat_map(|answer| answer.mid_server.iter().chain(&answer.user));
    let mut near: Vec<(usize, &String)> = names
        .map(|name| (strsim::damerau_levenshtein(&wanted, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= 1 + wanted.len() / 4 || name.to_lowercase().contains(&wanted))
        .collect();
    near.sort_unstable();
    near.dedup();
    let near: Vec<&str> = near.iter().take(3).map(|(_, name)| name.as_str()).collect();
    if near.is_empty() { String::new() } else { format!(" (did you mean {}?)", near.join(", ")) }
}

fn exit(standing: &standing::Standing, least: FailOn) -> Exit {
    match (standing.worst().map(Exit::from), least) {
        (Some(Exit::Critical), _) => Exit::Critical,
        (Some(Exit::Warning), FailOn::Warning) => Exit::Warning,
        _ => Exit::Done,
    }
}

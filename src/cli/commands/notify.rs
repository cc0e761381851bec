//! `notify`: who is told and how that goes, a test of it, and giving up what cannot be told.

use std::io::Write;

use anyhow::{Result, ensure};

use crate::amount::amount;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output::{self, Shown, printable};
use crate::cli::told;
use crate::db::{Access, Db, new_sys_id};
use crate::notify::{self, Config, Standing};
use crate::similar::no_such;
use crate::time::Time;

/// List who is told of what happens and how that goes; try it out
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  midjobs --notify /etc/midjobs/notify.toml notify --test\n  \
    midjobs notify                      who is told, and what waits\n  \
    midjobs notify --skip on-call       give up what waits for one of them\n\n\
    `run`, `import` and every other command that writes tells what happened when --notify (MIDJOBS_NOTIFY) names\n\
    the file. docs/notify.md has its form.")]
pub struct Args {
    /// Tell every receiver of the file now that this is a test, or the one of that name
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["skip", "stop"])]
    test: Option<String>,
    /// Give up the messages that wait for a receiver
    #[arg(long, value_name = "NAME", conflicts_with = "stop")]
    skip: Option<String>,
    /// Tell a receiver no more, and give up what waits for it
    #[arg(long, value_name = "NAME")]
    stop: Option<String>,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    match (&args.test, &args.skip, &args.stop) {
        (Some(name), _, _) => test(name, context, out),
        (_, Some(name), _) => {
            let db = context.open(Access::Write)?;
            known(&db, name)?;
            let skipped = db.transaction(|| notify::skip(&db, name, context.now()))?;
            writeln!(out, "given up: {} for {}", amount(skipped, "message"), printable(name))?;
            Ok(Exit::Done)
        }
        (_, _, Some(name)) => {
            let db = context.open(Access::Write)?;
            known(&db, name)?;
            db.transaction(|| notify::stop(&db, name, context.now()))?;
            writeln!(out, "{} is told no more", printable(name))?;
            Ok(Exit::Done)
        }
        _ => {
            let standing = notify::standing(&context.open(Access::Read)?)?;
            if standing.is_empty() && !context.json() {
                writeln!(
                    out,
                    "nobody is told: write a file as docs/notify.md has it, and name it with --notify FILE"
                )?;
            }
            output::show(context, out, "notify", standing.iter().map(shown))?;
            Ok(Exit::Done)
        }
    }
}

fn known(db: &Db, name: &str) -> Result<()> {
    let standing = notify::standing(db)?;
    let names: Vec<String> = standing.iter().map(|it| it.name.clone()).collect();
    if names.iter().any(|known| known == name) {
        Ok(())
    } else {
        Err(no_such("receiver", name, &names, "`midjobs notify`"))
    }
}

/// Each is told at once, outside the order, and nothing is recorded: no database is needed.
fn test(name: &str, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let config: Config = told::needed(context.notify_file())?;
    let names: Vec<String> = config.receivers.iter().map(|receiver| receiver.name.clone()).collect();
    if !name.is_empty() && !names.iter().any(|known| known == name) {
        return Err(no_such("receiver", name, &names, "the file that --notify names"));
    }
    ensure!(!names.is_empty(), "the file names nobody: add [[command]], [[webhook]] or [[mail]]");
    let about = told::about(Some(&config), &context.file(), context.simulates());
    let (id, now) = (new_sys_id(context.now()), context.now());
    let body = notify::test_message(&about, id.clone(), now).body();
    let mut rows = Vec::new();
    let mut exit = Exit::Done;
    for receiver in config.receivers.iter().filter(|receiver| name.is_empty() || receiver.name == name) {
        let result = notify::try_out(receiver, &id, &body);
        if result.is_err() {
            exit = Exit::JobFailed;
        }
        let said = result.err().map_or_else(|| "acknowledged".to_owned(), |failed| failed.what);
        rows.push(output::row([
            ("receiver", receiver.name.as_str().into()),
            ("kind", receiver.kind().into()),
            ("result", said.into()),
        ]));
    }
    output::show(context, out, "tested", rows)?;
    Ok(exit)
}

fn shown(standing: &Standing) -> Shown {
    let time = |time: Option<Time>| time.map(|time| time.to_string()).into();
    output::row([
        ("receiver", standing.name.as_str().into()),
        ("kind", standing.kind.as_str().into()),
        ("waiting", standing.waiting.into()),
        ("acknowledged_on", time(standing.acknowledged_on)),
        ("failures", standing.failures.into()),
        ("next_attempt", time(standing.next_attempt)),
        ("last_error", standing.last_error.as_deref().into()),
    ])
}

//! `demo`: the whole story on a sample instance, in simulated time.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use include_dir::{Dir, include_dir};

use crate::amount::amount;
use crate::cli::Cli;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::db::place::is_address;
use crate::db::{Access, Db, params, sql};
use crate::import::Options;
use crate::import::load::{Loading, Opened, load_exports};
use crate::intake::Writing;
use crate::time::Time;

static SAMPLES: Dir = include_dir!("$CARGO_MANIFEST_DIR/samples");

/// What to look at afterwards.
const ENDING: &str = include_str!("demo_ending.txt");
const ENDING_OF_SCHEMA: &str = include_str!("demo_ending_of_schema.txt");

/// The demo's own file, made anew each time.
const FILE: &str = "midjobs-demo.db";

/// Tell the whole story on a sample instance, in simulated time, and leave the file to look into
#[derive(clap::Args)]
#[command(after_help = "Example:\n  midjobs demo")]
pub struct Args {}

/// One scene of the story.
struct Scene {
    at: &'static str,
    says: &'static str,
    act: Act,
}

/// Which of the sample exports.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Samples {
    /// What the instance holds.
    Tables,
    /// What happened there later.
    Events,
}

/// The sample with the login events.
const EVENTS: &str = "sysevent.json";

/// What happens in a scene.
enum Act {
    /// Some of the sample exports are loaded.
    Import(Samples),
    /// A command is run.
    Command(&'static [&'static str]),
    /// A command is run that shows something else than issues.
    Look(&'static [&'static str]),
    /// The instance sets a MID Server to Up.
    ComesUp(&'static str),
}

const STORY: &[Scene] = &[
    Scene {
        at: "2026-03-01 12:00:00",
        says: "The instance dev was just cloned over from prod. That is recorded; it schedules two checks.",
        act: Act::Command(&["after-clone", "--source", "prod", "--target", "dev"]),
    },
    Scene {
        at: "2026-03-01 12:12:00",
        says: "Exports of the instance are loaded: rows from before the clone would say nothing about it.",
        act: Act::Import(Samples::Tables),
    },
    Scene {
        at: "2026-03-01 12:15:00",
        says: "The first check is due. Three MID Servers that existed before the clone are Down.",
        act: Act::Command(&["run"]),
    },
    Scene {
        at: "2026-03-01 12:40:00",
        says: "Somebody mends mid-emea-1. The instance sets it to Up, and the file itself resolves the issue.",
        act: Act::ComesUp("mid-emea-1"),
    },
    Scene {
        at: "2026-03-01 13:15:00",
        says: "The second check is due. What is still Down is counted again.",
        act: Act::Command(&["run"]),
    },
    Scene {
        at: "2026-03-01 13:20:00",
        says: "Somebody acknowledges an issue: it stays open, but somebody knows.",
        act: Act::Command(&["issues", "ack", "--mid-server", "mid-apac-1"]),
    },
    Scene {
        at: "2026-03-01 13:59:00",
        says: "The login events since the clone are loaded.",
        act: Act::Import(Samples::Events),
    },
    Scene {
        at: "2026-03-01 14:00:00",
        says: "Can the users of the MID Servers log in? The sampling says who cannot, and why.",
        act: Act::Command(&["check-connectivity", "--window", "4h", "--debug", "summary"]),
    },
    Scene {
        at: "2026-03-01 14:00:00",
        says: "What is wrong with each of them, and what to do about it?",
        act: Act::Look(&["why"]),
    },
    Scene {
        at: "2026-03-31 13:30:00",
        says: "30 days later, what was not detected since is removed, whatever its state.",
        act: Act::Command(&["run-now", "PurgeAgentIssues"]),
    },
];

pub fn run(_args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let file = new_file(context)?;
    make(&context.rehearsing(&file, Time::parse(STORY[0].at)?))?;
    for scene in STORY {
        let there = context.rehearsing(&file, Time::parse(scene.at)?);
        writeln!(out, "== {}  {}", scene.at, scene.says)?;
        play(&scene.act, &there, out)?;
        writeln!(out)?;
    }
    let ending = if is_address(&file) { ENDING_OF_SCHEMA } else { ENDING };
    Ok(write!(out, "{}", ending.replace("{file}", &file.display().to_string())).map(|()| Exit::Done)?)
}

/// A file of that name that somebody else made is left alone.
fn new_file(context: &Context) -> Result<PathBuf> {
    let file = context.named_file().unwrap_or_else(|| FILE.into());
    if context.named_file().is_none() {
        for suffix in ["", "-wal", "-shm"] {
            let old = PathBuf::from(format!("{FILE}{suffix}"));
            if old.exists() {
                fs::remove_file(&old)
                    .with_context(|| format!("removing the demo's old file {}", old.display()))?;
            }
        }
    }
    if is_address(&file) {
        let is_there = Db::open(&file, Access::Read, context.lock_timeout()).is_ok();
        ensure!(
            !is_there,
            "there is such a schema already: name a new one, --db 'postgres://HOST/DATABASE?schema=NAME'"
        );
    }
    ensure!(!file.exists(), "the file {} exists already: name a new one with --db", file.display());
    Ok(file)
}

/// The file, with the jobs registered, as `init` makes it.
fn make(there: &Context) -> Result<()> {
    there.registered_jobs(&there.create()?).map(drop)
}

fn play(act: &Act, there: &Context, out: &mut dyn Write) -> Result<()> {
    match act {
        Act::Import(samples) => return import_samples(*samples, there, out),
        Act::Look(words) => return command(words, there, out),
        Act::Command(words) => command(words, there, out)?,
        Act::ComesUp(mid_server) => {
            let params = params![mid_server: *mid_server, now: there.now()];
            let db = there.open(Access::Write)?;
            db.transaction(|| {
                let writing = Writing::begin(&db, "the instance", there.now())?;
                db.execute(sql!("cli/set_mid_server_up.sql"), params)?;
                writing.end()
            })?;
        }
    }
    command(&["issues", "--each", "--state", "all"], there, out)
}

/// Runs a command as it would be typed, and shows what to type.
fn command(words: &[&str], there: &Context, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "$ midjobs {}", words.join(" "))?;
    let cli = Cli::try_parse_from(std::iter::once("midjobs").chain(words.iter().copied()))?;
    cli.command.run(there, out).map(drop)
}

fn import_samples(samples: Samples, there: &Context, out: &mut dyn Write) -> Result<()> {
    let db = there.open(Access::Write)?;
    let wanted = |events: bool| events == (samples == Samples::Events);
    let mut files: Vec<_> = SAMPLES.files().filter(|file| wanted(file.path().starts_with(EVENTS))).collect();
    files.sort_by_key(|file| file.path());
    let names: Vec<String> = files.iter().map(|file| file.path().display().to_string()).collect();
    let loading =
        Loading { options: &Options::for_known_tables(), replace: false, as_of: None, now: there.now() };
    let open = |name: &str| {
        let file = files.iter().find(|file| file.path() == Path::new(name));
        let reader = Box::new(file.context("no such sample")?.contents());
        Ok(Opened { reader, written_on: None, progress: Box::new(|_| {}) })
    };
    for (name, tally, _) in load_exports(&db, &names, &loading, &open)?.files {
        let rows: u64 = tally.tables.values().map(|counts| counts.new).sum();
        writeln!(out, "{name}: {}", amount(rows, "row"))?;
    }
    Ok(())
}

//! The commands: one file each, and the list of them in the order of the help.

mod after_clone;
mod backup;
mod check;
mod check_connectivity;
mod completions;
mod demo;
mod doctor;
mod explain;
mod export;
mod import;
mod init;
mod issues;
mod jobs;
mod log;
mod man;
mod metrics;
mod mids;
mod notify;
mod preflight;
mod pull;
mod report;
mod restore;
pub mod run;
mod run_now;
mod runs;
pub mod status;
mod tables;
mod why;

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use clap::Subcommand;

use super::context::Context;
use super::exit::Exit;
use super::fleet::Fleet;
use super::logging::Loudness;

/// Makes [`Command`] of a list of names and the modules behind them, each with `Args` and `run`.
macro_rules! commands {
    ($($name:ident => $module:ident),* $(,)?) => {
        /// What the program is asked to do.
        #[derive(Subcommand)]
        pub enum Command {
            $($name($module::Args)),*
        }

        impl Command {
            /// Does it.
            pub fn run(&self, context: &Context, out: &mut dyn Write) -> Result<Exit> {
                match self {
                    $(Self::$name(args) => $module::run(args, context, out)),*
                }
            }
        }
    };
}

commands! {
    Init => init,
    Import => import,
    Pull => pull,
    Preflight => preflight,
    AfterClone => after_clone,
    Run => run,
    RunNow => run_now,
    CheckConnectivity => check_connectivity,
    Jobs => jobs,
    Issues => issues,
    Mids => mids,
    Tables => tables,
    Why => why,
    Log => log,
    Runs => runs,
    Explain => explain,
    Status => status,
    Metrics => metrics,
    Report => report,
    Doctor => doctor,
    Notify => notify,
    Backup => backup,
    Restore => restore,
    Export => export,
    Check => check,
    Demo => demo,
    Completions => completions,
    Man => man,
}

/// Those of [`Command`] that run jobs now.
#[derive(Subcommand)]
pub enum Running {
    Run(run::Args),
    RunNow(run_now::Args),
}

impl From<Running> for Command {
    fn from(running: Running) -> Self {
        match running {
            Running::Run(args) => Self::Run(args),
            Running::RunNow(args) => Self::RunNow(args),
        }
    }
}

impl Command {
    /// What is said on stderr while it goes on.
    pub fn loudness(&self) -> Loudness {
        match self {
            Self::Run(args) if args.is_quiet() => Loudness::Quiet,
            _ => Loudness::Usual,
        }
    }

    /// The instances that it is for, where it is for those of a file.
    pub fn fleet(&self) -> Option<(&Fleet, &Path)> {
        let fleet = match self {
            Self::Run(args) => &args.fleet,
            Self::Status(args) => &args.fleet,
            Self::Why(args) => &args.fleet,
            Self::Check(args) => &args.fleet,
            Self::Init(args) => &args.fleet,
            _ => return None,
        };
        Some((fleet, fleet.file()?))
    }

    /// Whether it is done before it begins.
    pub fn is_done(&self, context: &Context) -> bool {
        self.fleet().is_none() && matches!(self, Self::Run(args) if args.finds_rest(context))
    }

    /// Whether what it prints is for other programs, or to be copied: it is never folded.
    pub fn prints_data(&self) -> bool {
        match self {
            Self::Export(_) | Self::Completions(_) | Self::Man(_) | Self::Metrics(_) | Self::Report(_) => {
                true
            }
            Self::Jobs(args) => args.prints_file(),
            Self::Why(args) => args.is_ticket(),
            _ => false,
        }
    }

    /// Whether whoever is pinged is told that it begins and how it ends.
    pub fn is_watched_over(&self) -> bool {
        matches!(self, Self::Run(args) if args.is_one_tick())
    }
}

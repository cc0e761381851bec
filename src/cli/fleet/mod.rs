//! Many instances, each with a database of its own: a command is done for one after another, and what cannot be done for one is
//! told and hides no other.

mod args;
mod instances;
mod shard;
mod status;
mod told;
mod turns;
mod watch;

use std::io::Write;
use std::path::Path;

use anyhow::Result;

use super::commands::Command;
use super::commands::status::unknown;
use super::context::Context;
use super::exit::Exit;
pub use args::Fleet;
pub use instances::Instance;
use told::Telling;

/// Does the command for each instance that the file names.
pub fn run(
    command: &Command,
    (fleet, file): (&Fleet, &Path),
    context: &Context,
    out: &mut dyn Write,
) -> Result<Exit> {
    match command {
        Command::Run(args) if args.stays() => watch::watch(args, (fleet, file), context, out),
        Command::Run(args) => {
            let mut telling = Telling::new(context, out);
            turns::take(args, fleet.instances(file)?, context, &mut telling)?;
            telling.end()
        }
        Command::Status(args) => fleet
            .instances(file)
            .and_then(|instances| status::tell(args, &instances, context, out))
            .or_else(|error| unknown(error, args, context, out)),
        other => {
            let mut telling = Telling::new(context, out);
            for instance in fleet.instances(file)? {
                telling.of(&instance, |there, said| other.run(there, said))?;
            }
            telling.end()
        }
    }
}

/// How all of it ended: what is critical weighs more than what cannot be told, and that more than what is not quite well.
fn worst(one: Exit, other: Exit) -> Exit {
    let rank = |exit: Exit| match exit {
        Exit::Done => 0,
        Exit::JobFailed | Exit::Warning => 1,
        Exit::CouldNot => 2,
        Exit::Critical => 3,
    };
    if rank(other) > rank(one) { other } else { one }
}

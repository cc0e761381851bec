//! Whether a receiver could be told now: its program is there, its server answers. Nothing is told, and nothing is run.

use std::env;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use super::{Failed, http};
use crate::notify::config::{Receiver, Way, ensure_own_program};

/// Looks for the receiver's program, or asks its server for the root of the site: the address itself is not asked.
///
/// # Errors
/// Why it could not be told now, without an address or a token.
pub(super) fn reach(receiver: &Receiver) -> Result<(), Failed> {
    match &receiver.way {
        Way::Command(run) => program(Path::new(run.first().map_or("", String::as_str))),
        Way::Webhook { place, has_token, .. } => {
            if *has_token {
                place.token()?;
            }
            http::reach(place)
        }
        Way::Mail { sendmail, .. } => program(sendmail),
    }
}

/// Whether the program could be started: where it is named by its place, else along PATH.
fn program(program: &Path) -> Result<(), Failed> {
    let is_named_by_place = program.components().count() > 1;
    let places: Vec<PathBuf> = match is_named_by_place {
        true => vec![program.to_owned()],
        false => env::split_paths(&env::var_os("PATH").unwrap_or_default())
            .map(|place| place.join(program))
            .collect(),
    };
    ensure_own_program(program)?;
    match places.iter().any(|place| place.is_file() && access(place, Access::EXEC_OK).is_ok()) {
        true => Ok(()),
        false => Err(Failed::new(format!("{} is no program that this user may start", program.display()))),
    }
}

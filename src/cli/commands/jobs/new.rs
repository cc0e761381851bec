//! `jobs new`: a job file to begin with.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};

use crate::cli::context::Context;
use crate::cli::output;

/// What a new job file says, with `NAME` for its name.
const TEMPLATE: &str = include_str!("new_job.toml");

/// Write a job file to begin with into the directory of your own jobs
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  midjobs --jobs /etc/midjobs/jobs jobs new PausedMIDServers\n  \
    midjobs --jobs /etc/midjobs/jobs check")]
pub struct Args {
    /// Its name, as PausedMIDServers
    name: String,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<()> {
    let name = args.name.trim();
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | ' ' | '.');
    ensure!(
        !name.is_empty() && name.chars().all(plain),
        "{name:?} is no name for a job: letters, digits, blanks and - _ . make one"
    );
    let directory =
        context.jobs_directory().context("say where your own jobs are: --jobs DIR or MIDJOBS_JOBS")?;
    if let Some(job) = context.load_jobs()?.find(name) {
        bail!("the job {name} is there already ({}): see `midjobs jobs show {name}`", job.origin.file(name));
    }
    let path = directory.join(file_name(name));
    write(&path, name)?;
    let (path, directory) = (path.display(), directory.display());
    let text = format!("wrote {path}; next: say what it does, then `midjobs --jobs {directory} check`");
    output::done(context, out, &text).map(drop)
}

/// A file that is there is left alone.
fn write(path: &PathBuf, name: &str) -> Result<()> {
    let writing = || format!("writing {}", path.display());
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o644).open(path);
    if opened.as_ref().is_err_and(|error| error.kind() == ErrorKind::AlreadyExists) {
        bail!("{} is there already: choose another name", path.display());
    }
    let mut file = opened.with_context(writing)?;
    file.write_all(TEMPLATE.replace("NAME", name).as_bytes()).with_context(writing)
}

/// `PausedMIDServers` is `paused_mid_servers.toml`.
fn file_name(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut file = String::new();
    for (place, letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| letters[before]);
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                let ends_capitals = letters.get(place + 1).is_some_and(|next| next.is_lowercase());
                before.is_lowercase() || before.is_numeric() || (before.is_uppercase() && ends_capitals)
            });
        if begins {
            file.push('_');
        }
        if letter.is_alphanumeric() { file.extend(letter.to_lowercase()) } else { file.push('_') }
    }
    file + ".toml"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_like_its_job_in_small_letters() {
        for (name, file) in [
            ("PausedMIDServers", "paused_mid_servers.toml"),
            ("MIDUserConnectivity", "mid_user_connectivity.toml"),
            ("Two words-3", "two_words_3.toml"),
            ("X", "x.toml"),
        ] {
            assert_eq!(file_name(name), file);
        }
    }
}

//! Who may do what: the file, its directory, and the secrets of pulls.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::Result;
use rustix::fs::{Access, access};

use super::answer::{Answer, Verdict};
use super::patient::Patient;
use super::place::directory_of;
use crate::job::{Job, Plan};
use crate::ownership::open_secret;
use crate::trigger;

/// Whether the file and its directory are its owner's, and this user's to write to. (SQLite gives what it keeps beside a
/// file the owner and mode of the file, also as root.)
pub fn of_files(patient: &Patient) -> Result<Answer> {
    let directory = directory_of(&patient.path);
    let answers = [
        of_others(&patient.path, &patient.found),
        of_directory(&directory)?,
        of_this_user(&patient.path, &patient.found, &directory),
    ];
    let mode = format!("owner {}, mode {:04o}", patient.found.uid(), patient.found.mode() & 0o7777);
    Ok(Answer::worst_of(answers.into_iter().flatten().collect(), Answer::well(mode)))
}

fn of_others(path: &Path, found: &Metadata) -> Option<Answer> {
    let (file, mode) = (path.display(), found.mode() & 0o7777);
    if mode & 0o002 != 0 {
        let cure = format!("chmod 0600 {file}, and look at what stands in it");
        return Some(Answer::new(
            Verdict::Broken,
            format!("everybody may write to {file} (mode {mode:04o})"),
            cure,
        ));
    }
    (mode & 0o004 != 0).then(|| {
        Answer::warning(
            format!("everybody may read {file} (mode {mode:04o}): names of users and hosts"),
            format!("chmod 0600 {file}, or 0640 for a group that is to read it"),
        )
    })
}

/// Who may write to the directory may put another file in the place of this one.
fn of_directory(directory: &Path) -> Result<Option<Answer>> {
    let mode = fs::metadata(directory)?.mode() & 0o7777;
    let (others, sticky) = (mode & 0o002 != 0, mode & 0o1000 != 0);
    Ok((others && !sticky).then(|| {
        Answer::warning(
            format!("everybody may replace files in {} (mode {mode:04o})", directory.display()),
            format!("chmod o-w {}", directory.display()),
        )
    }))
}

/// A monitor may only read. Who may make files there and not write to this one has a file that somebody else made.
fn of_this_user(path: &Path, found: &Metadata, directory: &Path) -> Option<Answer> {
    let may_write = |path: &Path| access(path, Access::WRITE_OK).is_ok();
    match (may_write(path), may_write(directory)) {
        (true, true) => None,
        (false, true) => {
            let (file, owner, mode) = (path.display(), found.uid(), found.mode() & 0o7777);
            Some(Answer::new(
                Verdict::Broken,
                format!("you may write to its directory and not to {file} (owner {owner}, mode {mode:04o})"),
                format!(
                    "chown it to the user that runs the jobs, chmod 0600 {file}, and run midjobs as that user only"
                ),
            ))
        }
        _ => Some(Answer::new(
            Verdict::Note,
            "you may only read it: jobs cannot be run as this user",
            "nothing, for a monitor; else run midjobs as the user whose it is",
        )),
    }
}

/// Whether the secrets that active pulls need are there, and nobody else's to read.
pub fn of_secrets(patient: &Patient) -> Result<Answer> {
    let Ok(catalog) = patient.jobs() else {
        return Ok(Answer::well("no job can be read, so none asks for one"));
    };
    let (mut answers, mut looked_at) = (Vec::new(), 0);
    for job in &catalog.jobs {
        if !is_active(patient, job)? {
            continue;
        }
        for (place, credential) in secrets_of(job)? {
            looked_at += 1;
            answers.extend(match place {
                Some(path) => of_secret(job, &path),
                None => of_credential(job, credential),
            });
        }
    }
    let well = match looked_at {
        0 => "no active job names a file with one".to_owned(),
        _ => format!("{looked_at} of active pulls, nobody else's to read"),
    };
    Ok(Answer::worst_of(answers, Answer::well(well)))
}

fn is_active(patient: &Patient, job: &Job) -> Result<bool> {
    let by_trigger = trigger::is_active(patient.db()?, &job.name)?;
    Ok(by_trigger.unwrap_or(job.active && matches!(job.plan, Plan::Repeat { .. })))
}

/// The file of each secret that a pull needs, `None` where it names none, and what systemd calls it.
fn secrets_of(job: &Job) -> Result<Vec<(Option<PathBuf>, &'static str)>> {
    let Some(pull) = &job.pull else { return Ok(Vec::new()) };
    let value = |name: &str| Ok(job.param(name).map(ToString::to_string).unwrap_or_default());
    let named = pull.with_parameters(value)?;
    let needed = [
        (named.user, named.password_file, "password"),
        (named.client_id, named.client_secret_file, "client-secret"),
    ];
    let needed = needed.into_iter().filter(|(who, file, _)| !(who.is_empty() && file.is_empty()));
    Ok(needed.map(|(_, file, name)| ((!file.is_empty()).then(|| file.into()), name)).collect())
}

/// A secret that no file is named for comes from systemd, which hands it to the unit and to nobody else.
fn of_credential(job: &Job, name: &str) -> Option<Answer> {
    let directory = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
    let is_here = directory.is_some_and(|directory| directory.join(name).is_file());
    (!is_here).then(|| {
        Answer::new(
            Verdict::Note,
            format!(
                "{} names no file for its {name}: only a unit that is handed the credential can pull",
                job.name
            ),
            format!(
                "have LoadCredential={name}:FILE in that unit, or name a file of the user that runs the jobs"
            ),
        )
    })
}

fn of_secret(job: &Job, path: &Path) -> Option<Answer> {
    let looked = || open_secret(path).map(drop);
    let error = looked().err()?;
    Some(Answer::new(
        Verdict::Broken,
        format!("{}: {}: {error:#}", job.name, path.display()),
        "a file of the user that runs the jobs, mode 0600; or leave password_file empty and hand it over as the systemd \
         credential `password`",
    ))
}

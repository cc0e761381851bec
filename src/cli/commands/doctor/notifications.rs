//! Whether those who are to be told of what happens can be told.

use std::thread;

use anyhow::Result;

use super::answer::{Answer, Verdict};
use super::patient::Patient;
use crate::notify::{self, Config, Failed, QUIET, Standing};

/// Whether each receiver, and whoever watches that `run` runs, can be reached. Nobody is told anything.
pub fn reachable(patient: &Patient) -> Result<Answer> {
    let Some(file) = patient.context.notify_file() else { return without_a_file(patient) };
    let config = match Config::read(file) {
        Ok(config) => config,
        Err(error) => {
            let found = format!("nobody is told: {error:#}");
            return Ok(Answer::new(Verdict::Broken, found, "mend the file: docs/notify.md has its form"));
        }
    };
    let silent = not_reached(&config);
    if !silent.is_empty() {
        let cure = "mend that: `midjobs notify --test` tells each receiver that it is a test";
        return Ok(Answer::warning(silent.join("; "), cure));
    }
    let names: Vec<&str> = config.receivers.iter().map(|receiver| receiver.name.as_str()).collect();
    let ping = config.ping.iter().map(|_| "ping");
    let found = format!("can be reached: {}", names.into_iter().chain(ping).collect::<Vec<_>>().join(", "));
    Ok(waiting(patient)?.unwrap_or_else(|| Answer::well(found)))
}

/// All are asked at once: each has its own time to answer.
fn not_reached(config: &Config) -> Vec<String> {
    thread::scope(|scope| {
        let receivers = config
            .receivers
            .iter()
            .map(|receiver| (receiver.name.as_str(), scope.spawn(|| notify::reach(receiver))));
        let ping = config.ping.iter().map(|place| ("ping", scope.spawn(|| notify::reach_ping(place))));
        let asked: Vec<_> = receivers.chain(ping).collect();
        let ended = asked.into_iter().map(|(name, asked)| (name, asked.join()));
        let words = |(name, ended): (&str, thread::Result<Result<(), Failed>>)| match ended {
            Ok(Ok(())) => None,
            Ok(Err(failed)) => Some(format!("{name}: {}", failed.what)),
            Err(_) => Some(format!("{name}: it could not be asked")),
        };
        ended.filter_map(words).collect()
    })
}

/// Whoever asks may not have been given what the jobs are given.
fn without_a_file(patient: &Patient) -> Result<Answer> {
    let told = on_record(patient)?;
    if told.is_empty() {
        return Ok(Answer::well("no receiver: --notify FILE names some (docs/notify.md)"));
    }
    let names: Vec<&str> = told.iter().map(|it| it.name.as_str()).collect();
    let found = format!("on record: {}; whether they can be reached was not tried", names.join(", "));
    let cure = "give this command the --notify FILE (MIDJOBS_NOTIFY) that the jobs are given";
    Ok(waiting(patient)?.unwrap_or_else(|| Answer::new(Verdict::Note, found, cure)))
}

/// What the receivers that failed last were not told.
fn waiting(patient: &Patient) -> Result<Option<Answer>> {
    let failing = on_record(patient)?.into_iter().filter(|it| it.failures > 0 && it.waiting > 0);
    let words = |it: Standing| {
        let (name, waiting, failures) = (it.name, it.waiting, it.failures);
        let why = it.last_error.map_or(String::new(), |error| format!(": {error}"));
        format!("{name}: messages that wait: {waiting}, attempts that failed: {failures}{why}")
    };
    let found: Vec<String> = failing.map(words).collect();
    let cure = "`midjobs notify` says when each is tried again; --skip gives up what waits";
    Ok((!found.is_empty()).then(|| Answer::warning(found.join("; "), cure)))
}

/// The receivers that the file knows, but for whoever reads what `run --quiet` prints.
fn on_record(patient: &Patient) -> Result<Vec<Standing>> {
    let mut told = notify::standing(patient.db()?)?;
    told.retain(|it| it.name != QUIET);
    Ok(told)
}

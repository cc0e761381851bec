//! Programs that do the same work in turn, round by round: how long each takes, and how that stands to the first.

use std::process::Command;
use std::time::Instant;

use super::command::{median, milliseconds, peak};

/// One that does the work: its name, and what makes the work ready and returns the command that does it.
pub struct Contender<'a> {
    pub name: String,
    pub prepare: Box<dyn FnMut() -> Command + 'a>,
    /// Whether it prints how many jobs it carries out a second: then that counts, not the time of its process.
    pub tells_rate: bool,
}

impl<'a> Contender<'a> {
    pub fn new(name: impl Into<String>, prepare: impl FnMut() -> Command + 'a) -> Self {
        Self { name: name.into(), prepare: Box::new(prepare), tells_rate: false }
    }

    /// One that tells by itself how many jobs it carries out a second.
    pub fn telling(name: impl Into<String>, prepare: impl FnMut() -> Command + 'a) -> Self {
        Self { tells_rate: true, ..Self::new(name, prepare) }
    }
}

/// Has them do the work in turn and prints a line for each; `jobs` is how many one does in a round, where that is told.
pub fn hold(work: &str, rounds: usize, jobs: Option<usize>, mut contenders: Vec<Contender>) {
    let mut took = vec![Vec::new(); contenders.len()];
    // One round more, which only warms up.
    for round in 0..=rounds {
        for (contender, took) in contenders.iter_mut().zip(&mut took) {
            let milliseconds = one(contender, jobs.unwrap_or(1));
            if round > 0 {
                took.push(milliseconds);
            }
        }
    }
    println!("\n{work:<52}{:>10}{:>10}{:>8}{:>12}", "ms", "/ limit", "MiB", "jobs/s");
    for (contender, times) in contenders.iter_mut().zip(&took) {
        let ratio = median(times.iter().zip(&took[0]).map(|(own, first)| own / first).collect());
        let milliseconds = median(times.clone());
        let memory = peak(&(contender.prepare)()).map_or("-".to_owned(), |mib| format!("{mib:.1}"));
        let rate = jobs.map_or(String::new(), |jobs| format!("{:.0}", jobs as f64 / milliseconds * 1e3));
        println!("  {:<50}{milliseconds:>10.2}{ratio:>10.2}{memory:>8}{rate:>12}", contender.name);
    }
}

fn one(contender: &mut Contender, jobs: usize) -> f64 {
    let mut command = (contender.prepare)();
    let start = Instant::now();
    let ended = command.output().unwrap();
    let took = start.elapsed();
    assert!(ended.status.success(), "{command:?}: {}", String::from_utf8_lossy(&ended.stderr));
    if !contender.tells_rate {
        return milliseconds(took);
    }
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    let rate: f64 = said.split_whitespace().next().unwrap().parse().unwrap();
    jobs as f64 / rate * 1e3
}

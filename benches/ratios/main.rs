//! How midjobs stands to the limit of the machine: the same work by hand on a schema made for nothing else, and to peers.
//!
//! `cargo bench --bench ratios` prints the tables of docs/measurements.md, `-- ticks`, `-- jobs` and `-- imports` some of them; `-- short`
//! only shows that all of it runs, `-- growth` prints what grows with the file, `-- instructions` counts those of a tick, of
//! 100 jobs and of 1,000 imported rows and fails beyond stated bounds. Programs run in turn, each as a process of its own; the
//! ratio is taken round by round.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench that cannot go on ends")]

mod command;
mod contest;
mod files;
mod growth;
mod instructions;
mod limit;
mod peers;

use std::path::{Path, PathBuf};
use std::process::Command;

use contest::{Contender, hold};
use files::{MIDJOBS, due, events};
use peers::Peers;

/// How much of everything.
#[derive(Clone, Copy)]
struct Size {
    rounds: usize,
    registered: usize,
    due: usize,
    jobs: usize,
    events: usize,
}

const WHOLE: Size = Size { rounds: 21, registered: 1_000, due: 100, jobs: 10_000, events: 1_000_000 };
const SHORT: Size = Size { rounds: 1, registered: 10, due: 5, jobs: 10, events: 100 };

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["limit", work, file, number] => limit::run(work, Path::new(file), number.parse().unwrap()),
        ["growth"] => growth::print(),
        ["instructions"] => instructions::check(),
        ["short"] => Bench::new(SHORT).print(&Peers::that_are_here()),
        ["ticks"] => Bench::new(WHOLE).headed().ticks(),
        ["jobs"] => Bench::new(WHOLE).headed().jobs(&Peers::made()),
        ["imports"] => Bench::new(WHOLE).headed().imports(),
        _ => Bench::new(WHOLE).print(&Peers::made()),
    }
}

/// The files that are measured on.
struct Bench {
    size: Size,
    directory: tempfile::TempDir,
}

impl Bench {
    fn new(size: Size) -> Self {
        Self { size, directory: tempfile::tempdir().unwrap() }
    }

    fn at(&self, name: &str) -> PathBuf {
        let place = self.directory.path().join(name.trim_end_matches(".db"));
        std::fs::create_dir_all(&place).unwrap();
        place.join(name)
    }

    /// Says what holds for all that follows.
    fn headed(self) -> Self {
        println!(
            "WAL, synchronous=NORMAL; medians of up to {} rounds in turn; {}",
            self.size.rounds,
            machine()
        );
        self
    }

    fn print(self, peers: &Peers) {
        let bench = self.headed();
        bench.ticks();
        bench.jobs(peers);
        bench.imports();
    }

    fn jobs(&self, peers: &Peers) {
        peers.say_who_is_missing();
        self.due_jobs();
        self.jobs_that_do_nothing(peers);
    }

    fn ticks(&self) {
        let Size { rounds, registered, .. } = self.size;
        let (by_hand, rests, changes) = (self.at("limit.db"), self.at("rests.db"), self.at("changes.db"));
        limit::seed(&by_hand, registered, 0);
        for file in [&rests, &changes] {
            due(file, registered, 0, "Touch");
        }
        files::rest(&rests);
        let asked = format!(
            "SELECT count(*) FROM sys_trigger WHERE state = 0 AND active = 1 AND next_action <= '{}'",
            files::NOW
        );
        let mut contenders = vec![
            Contender::new("limit", || limit::command("tick", &by_hand, 0)),
            Contender::new("midjobs", || files::run(&rests)),
            Contender::new("midjobs, when the file has changed", || {
                files::touch(&changes);
                files::run(&changes)
            }),
        ];
        if let Some(version) = peers::sqlite3() {
            contenders.push(Contender::new(format!("sqlite3 {version}, asking the file of midjobs"), || {
                let mut command = Command::new("sqlite3");
                command.arg(&rests).arg(&asked);
                command
            }));
        }
        hold(&format!("tick, {registered} registered, none due"), rounds, None, contenders);
    }

    fn due_jobs(&self) {
        let Size { rounds, registered, due: jobs, .. } = self.size;
        let (by_hand, ours) = (self.at("limit.db"), self.at("midjobs.db"));
        let contenders = vec![
            self.by_hand("limit", "tick", &by_hand, jobs),
            self.by_hand("limit, with a commit for the claim", "claims", &by_hand, jobs),
            Contender::new("midjobs, with all its history", || {
                due(&ours, registered, jobs, "Touch");
                files::run(&ours)
            }),
        ];
        hold(&format!("{jobs} due jobs of one UPDATE"), rounds, Some(jobs), contenders);
    }

    fn jobs_that_do_nothing(&self, peers: &Peers) {
        let Size { rounds, registered, jobs, .. } = self.size;
        let (by_hand, ours) = (self.at("limit.db"), self.at("midjobs.db"));
        let mut contenders = vec![
            self.by_hand("limit", "nothing", &by_hand, jobs),
            self.by_hand("limit, with a commit for the claim", "nothing-claims", &by_hand, jobs),
            Contender::new("midjobs, with all its history", || {
                due(&ours, registered, jobs, "Nothing");
                files::run(&ours)
            }),
        ];
        contenders.extend(peers.contenders(self.directory.path(), jobs));
        hold(&format!("{jobs} jobs that do nothing"), rounds.min(5), Some(jobs), contenders);
    }

    fn by_hand<'a>(&self, name: &str, work: &'a str, file: &'a Path, jobs: usize) -> Contender<'a> {
        let registered = self.size.registered;
        Contender::new(name, move || {
            limit::seed(file, registered, jobs);
            limit::command(work, file, jobs)
        })
    }

    fn imports(&self) {
        let Size { rounds, events: number, .. } = self.size;
        let (by_hand, ours, rows) = (self.at("limit.db"), self.at("midjobs.db"), self.at("sysevent.csv"));
        for (order, random, work) in
            [("random sys_ids", true, "insert-random"), ("sys_ids in order", false, "insert")]
        {
            events(&rows, number, random);
            let contenders = vec![
                Contender::new("limit, nothing to be read", || {
                    files::remove(&by_hand);
                    limit::command(work, &by_hand, number)
                }),
                Contender::new("midjobs", || {
                    files::init(&ours);
                    files::import(&ours, &rows)
                }),
            ];
            hold(&format!("import of {number} events, {order}"), rounds.min(3), Some(number), contenders);
        }
    }
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let version = Command::new(MIDJOBS).arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let told = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = told.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("an unknown processor", |(_, model)| model);
    let build = if cfg!(debug_assertions) { "not optimized" } else { "optimized" };
    format!("{version}, {build}, SQLite {}, {cores} cores of {model}", rusqlite::version())
}

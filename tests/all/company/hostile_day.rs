//! A hostile day: runs, backups, restores and files put in place overlap, the clock jumps, and signals fall at any moment.
//!
//! `MIDJOBS_ROUNDS=200 MIDJOBS_SEED=7 cargo test hostile_day -- --nocapture` goes so many rounds from that seed, and prints what
//! happened as a table. What must hold stands in the file itself, so that it holds for every backup as well.

use std::collections::BTreeMap;
use std::fs;
use std::process::Child;
use std::thread;
use std::time::Duration;

use chrono::DateTime;
use fastrand::Rng;
use midjobs::time::Time;

use crate::support::process::signal;
use crate::support::{Ended, Test, open, query};

/// Adds an event for each run, whichever trigger it is of.
const INSERTING: &str = r#"
name = "Inserting"
description = "Adds an event a run"
attempts = 100

[schedule]
every = "1h"

[[steps]]
sql = "INSERT INTO sysevent (name, parm1, parm2) VALUES ('ran', :run, :due)"
"#;

/// Works for a while, so that what is done to the file meanwhile meets a run under way.
const SLOW: &str = r#"
name = "Slow"
description = "Counts"
attempts = 100

[[steps]]
sql = """
INSERT INTO sysevent (name, parm1) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)
SELECT 'ran', :run FROM n WHERE i = 400000
"""
"#;

/// What may be wrong in a file, each with a statement that then finds something. A trigger that was made due is there, or has
/// its one fate; a run that succeeded left its one row, and no other did; an occurrence has one fate.
const WRONG: [(&str, &str); 5] = [
    (
        "lost",
        "SELECT id FROM made_due WHERE NOT EXISTS (SELECT 1 FROM sys_trigger WHERE sys_id = id)
         AND NOT EXISTS (SELECT 1 FROM sys_trigger_run WHERE trigger = id AND outcome = 'ran')",
    ),
    (
        "twice",
        "SELECT trigger FROM sys_trigger_run WHERE trigger IN (SELECT id FROM made_due) GROUP BY trigger HAVING count(*) > 1",
    ),
    (
        "effect without record",
        "SELECT parm1 FROM sysevent WHERE name = 'ran'
         AND NOT EXISTS (SELECT 1 FROM sys_trigger_run WHERE sys_id = parm1 AND outcome = 'ran')",
    ),
    (
        "record without effect",
        "SELECT sys_id FROM sys_trigger_run AS run WHERE job IN ('Inserting', 'Slow') AND outcome = 'ran'
         AND (SELECT count(*) FROM sysevent WHERE name = 'ran' AND parm1 = run.sys_id) <> 1",
    ),
    (
        "two fates",
        "SELECT job, due FROM sys_trigger_run WHERE origin = 'schedule' AND trigger NOT IN (SELECT id FROM made_due)
         GROUP BY job, due HAVING count(*) > 1",
    ),
];

/// A number that a variable may set.
fn variable(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

struct Day {
    test: Test,
    rng: Rng,
    /// Minutes since the day began, as the right clock has it.
    minutes: i64,
    /// How far ahead the clock is.
    ahead: i64,
    marks: u32,
    /// The backups that are whole, with their marks.
    backups: Vec<(String, u32)>,
    happened: BTreeMap<String, u32>,
}

impl Day {
    fn begin(seed: u64) -> Self {
        let test = Test::new();
        test.job_file("inserting.toml", INSERTING).job_file("slow.toml", SLOW);
        test.run(&["init"]).done();
        test.sql("CREATE TABLE made_due (id TEXT PRIMARY KEY); CREATE TABLE mark (number INTEGER)");
        test.sql("INSERT INTO sys_user (user_name) VALUES ('bystander')");
        let (minutes, ahead, marks) = (0, 0, 0);
        let (rng, backups, happened) = (Rng::with_seed(seed), Vec::new(), BTreeMap::new());
        Self { test, rng, minutes, ahead, marks, backups, happened }
    }

    fn now(&self) -> String {
        let minutes = self.minutes + self.ahead;
        let begin = Time::parse("2026-03-01 12:00:00").unwrap().unix_seconds();
        Time::from_utc(DateTime::from_timestamp(begin + minutes * 60, 0).unwrap()).to_string()
    }

    fn count(&mut self, what: &str) {
        *self.happened.entry(what.to_owned()).or_default() += 1;
    }

    /// Makes a few triggers due that run once, in the transaction that says so.
    fn make_due(&mut self, job: &str, triggers: u32) {
        for _ in 0..triggers {
            let id = format!("{:032x}", self.rng.u128(..));
            self.test.sql(&format!(
                "BEGIN; INSERT INTO made_due VALUES ('{id}');
                 INSERT INTO sys_trigger (sys_id, name, next_action) VALUES ('{id}', '{job}', '2026-03-01 11:00:00'); COMMIT"
            ));
        }
    }

    fn start(&self, args: &[&str]) -> Child {
        self.test.run(args).at(&self.now()).spawn()
    }

    /// Sends it a signal at some moment, or none.
    fn disturb(&mut self, child: &Child) {
        let name = *self.rng.choice(&["TERM", "INT", "KILL", "HUP", ""]).unwrap();
        if !name.is_empty() {
            thread::sleep(Duration::from_millis(self.rng.u64(0..120)));
            signal(child, name);
            self.count(&format!("signal {name}"));
        }
    }

    fn end(&mut self, what: &str, child: Child) -> i32 {
        let ended = Ended::of(child);
        let code = ended.code();
        assert!(code < 0 || [0, 1, 3, 129, 130, 143].contains(&code), "{what}: {ended}");
        let said = ended.stderr();
        assert!(
            !said.contains("panicked") && !said.contains("malformed") && !said.contains("damaged"),
            "{said}"
        );
        self.count(&format!(
            "{what}: {}",
            if code < 0 { "killed".to_owned() } else { format!("exit {code}") }
        ));
        code
    }

    fn one_run(&mut self) {
        let child = self.start(&["run"]);
        self.disturb(&child);
        self.end("run", child);
    }

    fn overlapping_runs(&mut self) {
        let children: Vec<Child> = (0..3).map(|_| self.start(&["--lock-timeout", "1s", "run"])).collect();
        for child in children {
            self.disturb(&child);
            self.end("run", child);
        }
    }

    /// Two to one name, beside a run.
    fn backups(&mut self) {
        self.marks += 1;
        self.test.sql(&format!("INSERT INTO mark VALUES ({})", self.marks));
        let name = format!("backup-{}.db", self.marks);
        let run = self.start(&["run"]);
        let children = [self.start(&["backup", &name]), self.start(&["backup", &name])];
        self.disturb(&children[0]);
        for child in children {
            self.end("backup", child);
        }
        self.end("run", run);
        if self.test.path(&name).exists() {
            assert_right(&self.test.path(&name), &name);
            self.backups.push((name, self.marks));
        }
    }

    fn restore(&mut self) {
        let Some((name, mark)) = self.rng.choice(self.backups.clone()) else { return };
        let beside = self.rng.bool().then(|| self.start(&["run"]));
        let child = self.start(&["--lock-timeout", "2s", "restore", &name]);
        if self.rng.bool() {
            self.disturb(&child);
        }
        let code = self.end("restore", child);
        if let Some(run) = beside {
            self.end("run", run);
        }
        if code == 0 {
            assert_eq!(
                self.test.value("SELECT max(number) FROM mark"),
                mark.to_string(),
                "{name} was restored"
            );
        }
    }

    /// A copy of a backup is put in the place of the file while a run is under way in it.
    fn replace(&mut self) {
        let Some((name, _)) = self.rng.choice(self.backups.clone()) else { return };
        fs::copy(self.test.path(&name), self.test.path("copy.db")).unwrap();
        self.make_due("Slow", 1);
        let mut child = self.start(&["run"]);
        let claimed = "SELECT count(*) FROM sys_trigger WHERE state = 1 AND name = 'Slow'";
        while child.try_wait().unwrap().is_none() && self.test.value(claimed) == "0" {
            thread::yield_now();
        }
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(self.test.path(&format!("midjobs.db{suffix}")));
        }
        fs::rename(self.test.path("copy.db"), self.test.db()).unwrap();
        self.end("run in a file that is replaced", child);
    }

    fn jump(&mut self) {
        self.ahead = match self.ahead {
            0 => *self.rng.choice(&[30, 600, 1_440 * 3, 1_440 * 400, -20, -300]).unwrap(),
            _ => 0,
        };
        self.count(if self.ahead == 0 { "clock right again" } else { "clock jumps" });
    }

    fn round(&mut self) {
        self.minutes += self.rng.i64(1..40);
        if self.rng.u8(0..4) == 0 {
            self.jump();
        }
        let due = self.rng.u32(0..4);
        self.make_due("Inserting", due);
        match self.rng.u8(0..10) {
            0..=3 => self.one_run(),
            4..=5 => self.overlapping_runs(),
            6..=7 => self.backups(),
            8 => self.restore(),
            _ => self.replace(),
        }
        assert_right(&self.test.db(), "the file");
    }

    /// The clock is right, and nothing disturbs: all that is due runs.
    fn evening(&mut self) {
        self.ahead = 0;
        self.minutes += 600;
        for _ in 0..3 {
            self.minutes += 60;
            let run = self.start(&["run"]);
            assert_eq!(self.end("last run", run), 0);
        }
        assert_right(&self.test.db(), "the file in the evening");
        assert_eq!(self.test.value("SELECT count(*) FROM sys_trigger JOIN made_due ON id = sys_id"), "0");
        assert_eq!(self.test.value("SELECT count(*) FROM sys_trigger WHERE state <> 0"), "0");
        assert_eq!(self.test.value("SELECT user_name FROM sys_user"), "bystander");
    }
}

/// The file is sound, and nothing in it is wrong.
fn assert_right(file: &std::path::Path, what: &str) {
    let connection = open(file);
    assert_eq!(query(&connection, "PRAGMA integrity_check"), ["ok"], "{what}");
    for (wrong, statement) in WRONG {
        assert_eq!(query(&connection, statement), Vec::<String>::new(), "{what}: {wrong}");
    }
}

#[test]
fn a_hostile_day_loses_nothing_and_does_nothing_twice() {
    let (rounds, seed) = (variable("MIDJOBS_ROUNDS", 12), variable("MIDJOBS_SEED", 20_260_301));
    let mut day = Day::begin(seed);
    for round in 1..=rounds {
        println!("round {round} of seed {seed}");
        day.round();
    }
    day.evening();
    println!(
        "\n{rounds} rounds from seed {seed}: integrity ok, nothing lost, nothing twice, {} backups whole",
        day.backups.len()
    );
    println!("{:<48}times", "what happened");
    for (what, times) in &day.happened {
        println!("{what:<48}{times}");
    }
    let counts = "SELECT count(*), count(DISTINCT trigger) FROM sys_trigger_run WHERE trigger IN (SELECT id FROM made_due)";
    println!(
        "{:<48}{}",
        "triggers that ran once each",
        day.test.value(counts).split('|').next().unwrap_or_default()
    );
}

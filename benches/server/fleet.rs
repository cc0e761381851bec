//! Many instances: schemas of the server, or files.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tempfile::TempDir;

use super::server::Server;

const NOW: &str = "2026-06-30 12:00:00";

/// How many processes make the instances.
const MAKERS: usize = 2;

const NOTHING: &str = "name = \"Nothing\"\ndescription = \"Measured\"\n[[steps]]\nsql = \"DELETE FROM sysevent WHERE sys_id = ''\"\n";
const SLOW: &str = "name = \"Slow\"\ndescription = \"Measured\"\n[[steps]]\nsql = \"INSERT INTO sysevent (name) SELECT 'slept' FROM pg_sleep(0.02) AS slept WHERE slept IS NULL\"\n";

/// What an instance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Schema,
    File,
}

/// Some instances, all of one kind.
pub struct Fleet<'s> {
    server: &'s Server,
    kind: Kind,
    directory: TempDir,
    count: usize,
}

impl<'s> Fleet<'s> {
    pub fn new(server: &'s Server, kind: Kind) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let jobs = directory.path().join("jobs");
        fs::create_dir(&jobs).unwrap();
        fs::write(jobs.join("nothing.toml"), NOTHING).unwrap();
        if kind == Kind::Schema {
            fs::write(jobs.join("slow.toml"), SLOW).unwrap();
        }
        Self { server, kind, directory, count: 0 }
    }

    /// Makes more, until there are so many; returns how long that took.
    pub fn grow_to(&mut self, count: usize) -> Duration {
        self.name(self.count..count);
        let began = Instant::now();
        let shards = (0..MAKERS).map(|index| format!("{index}/{MAKERS}"));
        let makers: Vec<Child> =
            shards.map(|shard| spawn(self.command(&["init"]).args(["--shard", &shard]))).collect();
        makers.into_iter().for_each(ended_well);
        self.count = count;
        self.name(0..count);
        began.elapsed()
    }

    /// Has commands be for these.
    fn name(&self, numbers: Range<usize>) {
        let lines: String = numbers.map(|number| format!("i{number} {}\n", self.place(number))).collect();
        fs::write(self.directory.path().join("instances"), lines).unwrap();
    }

    fn place(&self, number: usize) -> String {
        match self.kind {
            Kind::Schema => self.server.address(&format!("bench{number}")),
            Kind::File => self.directory.path().join(format!("i{number}.db")).display().to_string(),
        }
    }

    /// A command for all of them.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_midjobs"));
        command.current_dir(self.directory.path());
        command.args(["--simulate", "--now", NOW, "--jobs", "jobs"]).args(words);
        command.args(["--instances", "instances"]);
        command
    }

    /// How long the command takes.
    pub fn took(&self, words: &[&str]) -> Duration {
        let began = Instant::now();
        ended_well(spawn(&mut self.command(words)));
        began.elapsed()
    }

    /// Has so many triggers of a job come due in each, and nothing else.
    pub fn make_due(&self, job: &str, jobs: usize) {
        for number in 0..self.count {
            let numbers = format!(
                "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {jobs})"
            );
            let due = format!(
                "DELETE FROM sys_trigger;
                 INSERT INTO sys_trigger (name, next_action) {numbers} SELECT '{job}', '2026-06-30 11:59:00' FROM number"
            );
            self.change(number, &due);
        }
    }

    fn change(&self, number: usize, sql: &str) {
        match self.kind {
            Kind::Schema => {
                let mut client = self.server.client("postgres");
                client.batch_execute(&format!("SET search_path TO bench{number}; {sql}")).unwrap();
            }
            Kind::File => Connection::open(self.place(number)).unwrap().execute_batch(sql).unwrap(),
        }
    }

    /// How many triggers of a job are left.
    pub fn left(&self, job: &str) -> i64 {
        let asked = format!("SELECT count(*) FROM sys_trigger WHERE name = '{job}'");
        let of = |number| match self.kind {
            Kind::Schema => {
                let mut client = self.server.client("postgres");
                client.batch_execute(&format!("SET search_path TO bench{number}")).unwrap();
                client.query_one(&asked, &[]).unwrap().get::<_, i64>(0)
            }
            Kind::File => {
                Connection::open(self.place(number)).unwrap().query_row(&asked, [], |row| row.get(0)).unwrap()
            }
        };
        (0..self.count).map(of).sum()
    }

    /// How long so many runners, each over all instances, take to do everything that is due.
    pub fn all_done_by(&self, runners: usize) -> Duration {
        let began = Instant::now();
        thread::scope(|scope| {
            for _ in 0..runners {
                scope.spawn(|| ended_well(spawn(&mut self.command(&["run"]))));
            }
        });
        began.elapsed()
    }

    /// The bytes of the files; of schemas the server knows.
    pub fn bytes_of_files(&self) -> u64 {
        let files: Vec<PathBuf> =
            fs::read_dir(self.directory.path()).unwrap().map(|file| file.unwrap().path()).collect();
        let databases = files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "db"));
        databases.map(|file| fs::metadata(file).unwrap().len()).sum()
    }
}

fn spawn(command: &mut Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn ended_well(mut child: Child) {
    assert!(child.wait().unwrap().success(), "a command failed");
}

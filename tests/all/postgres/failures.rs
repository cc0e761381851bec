//! What fails on a server while a job is at work: each leaves the effect of each job once, and nobody waits for a runner that is
//! gone.
//!
//! `cargo test --test all failures -- --nocapture` prints the table.

use std::process::Child;
use std::thread;

use postgres::Client;

use super::server::Server;
use crate::support::process::{signal, until};
use crate::support::{Ended, Exec, START, Test};

const LATER: &str = "2026-03-02 12:00:00";

/// How many jobs the company does, and how many of its runners are killed.
const JOBS: i64 = 60;
const KILLS: usize = 6;
const RUNNERS: usize = 3;

/// A schema with one job whose effect is counted, and which waits where the test says so.
struct World {
    test: Test,
    server: Server,
    client: Client,
    expected: i64,
}

/// A job under way in its statement, which waits for what the test has locked.
struct UnderWay {
    runner: Child,
    gate: Client,
}

impl World {
    fn make() -> Option<Self> {
        let server = Server::start()?;
        let test = Test::new();
        test.run(&["--db", &server.address("dev"), "init"]).done();
        let count = "name = \"Count\"\ndescription = \"x\"\n[[steps]]\nsql = \"UPDATE gate SET passed = passed + 1\"\n";
        test.job_file("count.toml", count);
        let mut client = server.client("postgres");
        let made = "SET search_path TO dev; CREATE TABLE gate (passed BIGINT); INSERT INTO gate VALUES (0);
            GRANT ALL ON gate TO dev_step; UPDATE sys_trigger SET active = 0";
        client.batch_execute(made).unwrap();
        Some(Self { test, server, client, expected: 0 })
    }

    fn connect(&self) -> Client {
        let mut client = self.server.client("postgres");
        client.batch_execute("SET search_path TO dev").unwrap();
        client
    }

    fn make_due(&mut self, count: i64) {
        let due = "INSERT INTO sys_trigger (name, next_action)
            SELECT 'Count', '2026-01-01 00:00:00' FROM generate_series(1, $1::bigint)";
        self.client.execute(due, &[&count]).unwrap();
        self.expected += count;
    }

    fn run(&self, words: &[&str]) -> Exec {
        run_on(&self.test, &self.server.address("dev"), words)
    }

    fn number(&mut self, sql: &str) -> i64 {
        self.client.query_one(sql, &[]).unwrap().get(0)
    }

    /// Starts a runner and lets it come as far as its job's statement.
    fn under_way(&mut self, words: &[&str]) -> UnderWay {
        self.make_due(1);
        let mut gate = self.connect();
        gate.batch_execute("BEGIN; UPDATE gate SET passed = passed").unwrap();
        let watches = words.contains(&"--watch");
        let run = self.run(words);
        let runner = if watches { run.at_no_time() } else { run.at(START) }.spawn();
        until("the statement to be under way", || self.number(WAITING) == 1);
        UnderWay { runner, gate }
    }

    /// Ends the sessions of runners that are in that state.
    fn terminate(&mut self, which: &str) {
        let ended = format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'midjobs' AND {which}"
        );
        assert_eq!(self.number(&ended), 1, "{which}");
    }

    /// Runs what is left, and asserts that each job had its effect once.
    fn settle(&mut self, what: &str) {
        let said: Vec<String> =
            [START, LATER, LATER].map(|at| self.run(&["run"]).at(at).output().to_string()).into();
        let found = [
            "SELECT passed FROM gate",
            "SELECT count(*) FROM sys_trigger_run WHERE job = 'Count' AND outcome = 'ran'",
            "SELECT count(*) FROM syslog WHERE message LIKE 'Executed scheduled%Count%' OR message LIKE 'executed scheduled%Count%'",
            "SELECT count(*) FROM sys_trigger WHERE name = 'Count' OR state = 1",
        ];
        let found = found.map(|sql| self.number(sql));
        assert_eq!(found, [self.expected, self.expected, self.expected, 0], "{what}\n{}", said.join("\n"));
    }

    /// How many attempts the newest occurrence took, and how many of them count against the job.
    fn cost(&mut self) -> String {
        let newest = "SELECT attempt || ' | ' || abandoned FROM sys_trigger_run WHERE job = 'Count' ORDER BY sys_id DESC LIMIT 1";
        self.client.query_opt(newest, &[]).unwrap().map_or("- | -".to_owned(), |row| row.get(0))
    }
}

fn run_on(test: &Test, address: &str, words: &[&str]) -> Exec {
    test.run(&[&["--db", address, "--lock-timeout", "60s"], words].concat())
}

/// How many runners wait for the gate.
const WAITING: &str = "SELECT count(*) FROM pg_stat_activity
    WHERE application_name = 'midjobs' AND wait_event_type = 'Lock' AND query LIKE '%gate%'";

impl UnderWay {
    /// Lets the job go on, and waits for its runner.
    fn let_go(self) -> Ended {
        drop(self.gate);
        Ended::of(self.runner)
    }
}

fn runner_is_killed(world: &mut World) {
    let job = world.under_way(&["run"]);
    signal(&job.runner, "KILL");
    assert_eq!(job.let_go().code(), -1);
}

fn watch_is_asked_to_stop(world: &mut World) {
    let job = world.under_way(&["run", "--watch", "--grace", "0s"]);
    signal(&job.runner, "TERM");
    let UnderWay { runner, gate } = job;
    // It ends while the statement could not go on.
    let ended = Ended::of(runner).with_code(0);
    assert!(ended.stderr().contains("interrupted by a request to stop"), "{ended}");
    drop(gate);
}

/// Two believe in one schema: the one at work has the writer's lock, and the other waits for it.
fn session_of_the_lock_is_ended(world: &mut World) {
    let job = world.under_way(&["run"]);
    world.terminate("state = 'idle in transaction'");
    let other = world.run(&["run"]).at(START).spawn();
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'midjobs' AND query LIKE '%writer%' AND pid <> pg_backend_pid()";
    until("another to wait", || world.number(waits) >= 1);
    let _ = job.let_go();
    let _ = Ended::of(other);
}

fn session_at_work_is_ended(world: &mut World) {
    let job = world.under_way(&["run"]);
    world.terminate("wait_event_type = 'Lock'");
    let ended = Ended::of(job.runner);
    assert!([0, 3].contains(&ended.code()), "{ended}");
}

fn server_crashes(world: &mut World) {
    let job = world.under_way(&["run"]);
    world.server.crash();
    world.client = world.connect();
    let _ = Ended::of(job.runner);
}

/// Runners in a loop, killed at random and started again, until nothing is left.
fn company_is_killed(world: &mut World) {
    world.make_due(JOBS);
    let left = |client: &mut Client| {
        client
            .query_one("SELECT count(*) FROM sys_trigger WHERE name = 'Count'", &[])
            .unwrap()
            .get::<_, i64>(0)
    };
    thread::scope(|scope| {
        for number in 0..RUNNERS {
            let (test, address) = (&world.test, world.server.address("dev"));
            let mut client = world.connect();
            scope.spawn(move || {
                let mut kills = KILLS / RUNNERS;
                while left(&mut client) > 0 {
                    let before = left(&mut client);
                    let child = run_on(test, &address, &["run"]).at(LATER).spawn();
                    if kills > 0 {
                        // Somewhere in a run, and elsewhere with each.
                        let some = before - 1 - i64::try_from(number).unwrap();
                        until("some to be done", || left(&mut client) <= some.max(0));
                        signal(&child, "KILL");
                        kills -= 1;
                    }
                    let _ = Ended::of(child);
                }
            });
        }
    });
}

/// Also on the server, which would otherwise go on with it.
fn timeout_ends_a_statement(world: &mut World) {
    let long = "name = \"Long\"\ndescription = \"x\"\ntimeout = \"1s\"\nattempts = 1\n[[steps]]\n\
        sql = \"INSERT INTO sysevent (name) SELECT 'slept' FROM pg_sleep(600)\"\n";
    world.test.job_file("long.toml", long);
    let ended = world.run(&["run-now", "Long"]).ends_with(1);
    assert!(ended.stderr().contains("1s"), "{ended}");
    let left = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND state = 'active' AND pid <> pg_backend_pid()";
    until("the statement to end on the server", || world.number(left) == 0);
    assert_eq!(world.number("SELECT count(*) FROM sysevent"), 0);
}

/// What happens while a job is at work, or many are.
type Failure = (&'static str, fn(&mut World));

const FAILURES: [Failure; 7] = [
    ("another job comes to its timeout", timeout_ends_a_statement),
    ("the runner is killed in its statement", runner_is_killed),
    ("a watch is asked to stop in a statement", watch_is_asked_to_stop),
    ("the session of the runner lock is ended", session_of_the_lock_is_ended),
    ("the session at work is ended", session_at_work_is_ended),
    ("the server crashes in a statement", server_crashes),
    ("60 jobs, 3 runners, 6 of them killed", company_is_killed),
];

#[test]
fn whatever_fails_while_a_job_is_at_work_its_effect_is_there_once() {
    let Some(mut world) = World::make() else { return };
    let mut lines = Vec::new();
    for (what, happens) in FAILURES {
        happens(&mut world);
        world.settle(what);
        lines.push(format!("| {what:<41} | 0 | 0 | {} |", world.cost()));
    }
    println!(
        "| while a job is at work | lost | double | attempts of the last | abandoned |\n{}",
        lines.join("\n")
    );
    println!("{} jobs, each once", world.expected);
}

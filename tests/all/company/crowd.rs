//! Eight processes that run what is due in a loop, one that writes and one that reads, all on one file.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use crate::company::{INSERTING, assert_each_ran_once, due};
use crate::support::{Ended, Place, Test, one_in, query};

const RUNNERS: usize = 8;
const TRIGGERS: u32 = 1_000;
/// Where each takes longer, a part of them.
const ONE_IN_ON_A_SERVER: usize = 5;
/// So many triggers come due at a time, so that the runners take turns.
const AT_A_TIME: u32 = 50;

const LEFT: &str = "SELECT count(*) FROM sys_trigger WHERE name = 'Inserting'";

/// Runs what is due until there is nothing left for anybody; returns how often it ran something.
fn run_in_a_loop(test: &Test, all_are_due: &AtomicBool) -> usize {
    let mut worked = 0;
    loop {
        let last = all_are_due.load(Ordering::SeqCst) && test.value(LEFT) == "0";
        let ended = test.run(&["run"]).done().quiet();
        worked += usize::from(!ended.stdout().is_empty());
        if last {
            return worked;
        }
    }
}

/// Makes the triggers due bit by bit, each time that none is left, and in between writes rows as an import does; returns how many.
fn write(test: &Test, triggers: u32, all_are_due: &AtomicBool) -> usize {
    let session = test.session();
    let mut rows = 0;
    for _ in 0..triggers / AT_A_TIME {
        while session.query(LEFT) != ["0"] {
            thread::yield_now();
        }
        due(test, "Inserting", AT_A_TIME);
        session.sql("BEGIN");
        for _ in 0..100 {
            session.sql("INSERT INTO sys_user (user_name) VALUES ('written')");
            rows += 1;
        }
        session.sql("COMMIT");
    }
    all_are_due.store(true, Ordering::SeqCst);
    rows
}

/// Looks until all is done, by the file and by the program; every look sees whole transactions.
fn read(test: &Test, all_are_due: &AtomicBool) -> usize {
    let session = test.session();
    let mut looks = 0;
    while !all_are_due.load(Ordering::SeqCst) || session.query(LEFT) != ["0"] {
        let seen = "SELECT (SELECT count(*) FROM sysevent WHERE name = 'ran')
            = (SELECT count(*) FROM sys_trigger_run WHERE outcome = 'ran'),
            (SELECT count(*) FROM sys_user) % 100";
        assert_eq!(session.query(seen), ["1|0"]);
        test.run(&["runs", "--last", "1"]).done().quiet();
        looks += 1;
    }
    looks
}

#[test]
fn eight_runners_carry_each_of_a_thousand_triggers_out_once_and_nobody_meets_a_lock() {
    carry_out(&Place::File, TRIGGERS);
}

#[test]
fn eight_runners_carry_each_trigger_out_once_on_a_server_too() {
    if let Some(place) = Place::server() {
        carry_out(&place, TRIGGERS / u32::try_from(one_in(ONE_IN_ON_A_SERVER)).unwrap());
    }
}

fn carry_out(place: &Place, triggers: u32) {
    let test = Test::init_at(place).seen();
    test.job_file("inserting.toml", INSERTING);
    let (all_are_due, started) = (AtomicBool::new(false), Instant::now());
    let (worked, rows, looks) = thread::scope(|scope| {
        let runners = [(); RUNNERS].map(|()| scope.spawn(|| run_in_a_loop(&test, &all_are_due)));
        let writer = scope.spawn(|| write(&test, triggers, &all_are_due));
        let reader = scope.spawn(|| read(&test, &all_are_due));
        let worked = runners.map(|runner| runner.join().unwrap());
        (worked, writer.join().unwrap(), reader.join().unwrap())
    });
    assert_each_ran_once(&test, triggers);
    assert_eq!(test.value("SELECT count(*) FROM sys_user"), rows.to_string());
    println!(
        "{RUNNERS} runners carried {triggers} triggers out in {:?}, in so many runs each: {worked:?}",
        started.elapsed()
    );
    println!("meanwhile {rows} rows were written and the file was read {looks} times");
}

#[test]
fn a_runner_that_finds_another_at_work_leaves_with_0_and_says_so() {
    let test = Test::init().seen();
    let at_work = std::fs::File::open(test.db()).unwrap();
    at_work.lock().unwrap();
    test.run(&["--lock-timeout", "0s", "run"])
        .at("2026-03-02 12:00:00")
        .warns("midjobs: warn: another runner is at work on this file: what is due is left to it\n")
        .succeeds();
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger_run"), "0");
    drop(at_work);
    test.run(&["run"]).at("2026-03-02 12:00:00").done();
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger_run WHERE outcome = 'ran'"), "3");
}

/// Eight processes do the same at the same moment; each must succeed.
fn all_at_once(test: &Test, args: &[&str], now: &str) {
    let processes = [(); RUNNERS].map(|()| test.run(args).at(now).spawn());
    for process in processes {
        Ended::of(process).with_code(0).quiet();
    }
}

#[test]
fn eight_processes_that_make_the_same_file_make_it_once() {
    make_at_once(&Place::File, 5);
}

#[test]
fn eight_processes_that_make_the_same_schema_make_it_once() {
    if let Some(place) = Place::server() {
        make_at_once(&place, 1);
    }
}

fn make_at_once(place: &Place, rounds: usize) {
    for _ in 0..rounds {
        let test = Test::new_at(place);
        all_at_once(&test, &["init"], "2026-03-01 12:00:00");
        let registered = "SELECT name, next_action FROM sys_trigger ORDER BY name";
        assert_eq!(test.query(registered), Test::init().seen().query(registered));
        test.assert_sound();
    }
}

#[test]
fn eight_processes_that_meet_an_older_file_migrate_it_once() {
    for _ in 0..5 {
        let test = Test::new();
        let first =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/schema/01-servicenow_tables/up.sql"));
        test.sql("PRAGMA journal_mode = WAL").sql(first).sql("PRAGMA user_version = 141");
        all_at_once(&test, &["after-clone"], "2026-03-01 12:00:00");
        assert_eq!(test.value("SELECT count(*) FROM clone_instance"), "1");
        assert_eq!(test.value("SELECT count(*) FROM sys_trigger WHERE trigger_type = 0"), "2");
        test.assert_sound();
    }
}

#[test]
fn eight_processes_that_run_a_due_job_run_it_once() {
    run_at_once(&Place::File, 5);
}

#[test]
fn eight_processes_that_run_a_due_job_run_it_once_on_a_server_too() {
    if let Some(place) = Place::server() {
        run_at_once(&place, 1);
    }
}

fn run_at_once(place: &Place, rounds: usize) {
    for _ in 0..rounds {
        let test = Test::init_at(place).seen().without_sampling();
        all_at_once(&test, &["run"], "2026-03-02 12:00:00");
        assert_eq!(
            test.query("SELECT job, outcome FROM sys_trigger_run ORDER BY job"),
            ["PurgeAgentIssues|ran", "PurgeHistory|ran"]
        );
    }
}

#[test]
fn a_lock_taken_away_in_the_middle_of_a_run_is_not_mistaken_for_another_runner() {
    let test = Test::init().seen();
    test.job_file("inserting.toml", &format!("attempts = 100\n{INSERTING}"));
    due(&test, "Inserting", 200);
    let done = AtomicBool::new(false);
    let ends = thread::scope(|scope| {
        scope.spawn(|| take_the_lock_again_and_again(&test, &done));
        let ends = [(); 30].map(|()| {
            let left_running = test.value("SELECT count(*) FROM sys_trigger WHERE state = 1");
            (left_running, test.run(&["--lock-timeout", "0s", "run"]).output())
        });
        done.store(true, Ordering::SeqCst);
        ends
    });
    for (left_running, ended) in ends {
        let said = ended.stderr();
        match ended.code() {
            // A trigger in Running is all that tells of another runner; without one there was none.
            0 => assert!(left_running == "1" || !said.contains("another runner"), "{said}"),
            code => assert!(code == 3 && said.contains("locked by another program"), "{code}: {said}"),
        }
    }
    test.run(&["run"]).done();
    assert_each_ran_once(&test, 200);
}

/// Takes the lock whenever it is free, for about as long as it leaves it alone.
fn take_the_lock_again_and_again(test: &Test, done: &AtomicBool) {
    let connection = test.connection();
    connection.busy_timeout(std::time::Duration::ZERO).unwrap();
    while !done.load(Ordering::SeqCst) {
        if connection.execute_batch("BEGIN IMMEDIATE").is_ok() {
            query(&connection, LEFT);
            connection.execute_batch("ROLLBACK").unwrap();
        }
        (0..20).for_each(|_| drop(query(&connection, LEFT)));
    }
}

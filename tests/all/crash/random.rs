//! Kills at random moments of runs with much to do.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::thread;
use std::time::{Duration, Instant};

use crate::crash::kinds::{KINDS, NOW, bystanders, make_due};
use crate::support::Test;

/// Due triggers that a run finds at least.
const DUE: i32 = 30;

/// How often to kill: 200 unless `MIDJOBS_KILLS` says otherwise.
fn kills() -> u32 {
    std::env::var("MIDJOBS_KILLS").map_or(200, |kills| kills.parse().expect("MIDJOBS_KILLS is a number"))
}

/// A moment up to `longest`.
fn moment(longest: Duration) -> Duration {
    let random = RandomState::new().build_hasher().finish();
    longest.mul_f64(random as f64 / u64::MAX as f64)
}

/// What of the file tells where a kill fell.
#[derive(PartialEq)]
struct Seen {
    claim: String,
    ran: String,
    due: i32,
}

fn look(test: &Test) -> Seen {
    let seen = "SELECT coalesce(max(iif(state = 1, run || attempt, '')), ''),
        (SELECT count(*) FROM sys_trigger_run WHERE outcome = 'ran'), count(*)
        FROM sys_trigger WHERE name = 'Inserting'";
    let seen = test.value(seen);
    let [claim, ran, due] = seen.split('|').collect::<Vec<_>>()[..] else { panic!("{seen}") };
    Seen { claim: claim.to_owned(), ran: ran.to_owned(), due: due.parse().unwrap() }
}

/// Starts a run and kills it after that long; returns the exit code if it had ended before.
fn kill_after(test: &Test, delay: Duration) -> Option<i32> {
    let mut run = test.run(&["run"]).at(NOW).spawn();
    thread::sleep(delay);
    run.kill().expect("a process that has not been waited for can be killed");
    run.wait().unwrap().code()
}

/// Where in a run the kill fell, by what was there before and after.
fn place(before: &Seen, after: &Seen, code: Option<i32>) -> &'static str {
    match code {
        Some(code) => {
            assert_eq!(code, 0);
            "after the end"
        }
        None if after == before => "before the first commit",
        None if after.claim.is_empty() || after.claim == before.claim => "between runs",
        None => "between claim and work",
    }
}

/// Each run left its two rows or none, each trigger one run, and no trigger is stuck.
fn assert_all_done_once(test: &Test, triggers: i32) {
    let fates = "SELECT outcome, count(*) FROM sys_trigger_run WHERE job = 'Inserting' GROUP BY outcome";
    assert_eq!(test.query(fates), [format!("ran|{triggers}")]);
    assert_eq!(test.value("SELECT count(DISTINCT trigger) FROM sys_trigger_run"), triggers.to_string());
    let effects = "SELECT name, count(*), count(DISTINCT parm1) FROM sysevent
        JOIN sys_trigger_run AS run ON run.sys_id = parm1 GROUP BY name ORDER BY name";
    assert_eq!(
        test.query(effects),
        [format!("first|{triggers}|{triggers}"), format!("second|{triggers}|{triggers}")]
    );
    let said = "SELECT count(*), count(DISTINCT run) FROM syslog WHERE message LIKE 'executed scheduled%'";
    assert_eq!(test.value(said), format!("{triggers}|{triggers}"));
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger WHERE name = 'Inserting'"), "0");
    test.assert_sound();
}

#[test]
fn random_kills_never_leave_effects_without_their_record_or_a_trigger_stuck() {
    let [.., inserting, _, _] = &KINDS;
    let test = inserting.due();
    let others = bystanders(&test);
    make_due(&test, inserting.job, DUE);
    let mut triggers = 1 + DUE;
    let started = Instant::now();
    test.run(&["run"]).at(NOW).done();
    let whole_run = started.elapsed();
    let mut fell = BTreeMap::new();
    let mut before = look(&test);
    for _ in 0..kills() {
        if before.due < DUE / 2 {
            make_due(&test, inserting.job, DUE);
            triggers += DUE;
        }
        let code = kill_after(&test, moment(whole_run));
        let after = look(&test);
        *fell.entry(place(&before, &after, code)).or_insert(0) += 1;
        before = after;
    }
    let lost = test.value("SELECT sum(abandoned) FROM sys_trigger_run");
    test.run(&["run"]).at(NOW).done();
    assert_all_done_once(&test, triggers);
    assert_eq!(bystanders(&test), others);
    println!("\n{} kills in runs of up to {whole_run:?}: {fell:?}", kills());
    println!("{triggers} triggers ran once each; {lost} attempts were lost on the way");
}

/// Starts the command and kills it after that long.
fn kill_command(test: &Test, args: &[&str], delay: Duration) {
    let mut command = test.run(args).spawn();
    thread::sleep(delay);
    command.kill().expect("a process that has not been waited for can be killed");
    command.wait().unwrap();
}

#[test]
fn a_file_whose_making_was_killed_is_made_by_the_next_init() {
    let started = Instant::now();
    let whole = Test::init().seen();
    let whole_command = started.elapsed();
    let registered = "SELECT name, next_action FROM sys_trigger ORDER BY name";
    for _ in 0..kills() / 4 {
        let test = Test::new();
        kill_command(&test, &["init"], moment(whole_command));
        test.run(&["init"]).done();
        assert_eq!(test.query(registered), whole.query(registered));
        test.assert_sound();
    }
}

#[test]
fn a_clone_whose_record_was_killed_is_there_with_its_checks_or_not_at_all() {
    let test = Test::init().seen();
    let started = Instant::now();
    test.run(&["after-clone"]).done();
    let whole_command = started.elapsed();
    for kill in 0..kills() / 2 {
        let completed = format!("2026-03-01 {:02}:{:02}:30", kill / 60 % 24, kill % 60);
        kill_command(&test, &["after-clone", "--completed", &completed], moment(whole_command));
    }
    let checks = "SELECT count(*) FROM clone_instance AS clone LEFT JOIN sys_trigger AS checks
        ON checks.job_context = clone.sys_id GROUP BY clone.sys_id HAVING count(checks.sys_id) <> 2";
    assert!(test.query(checks).is_empty());
    let counts = "SELECT (SELECT count(*) FROM sys_trigger WHERE trigger_type = 0)
        = (SELECT count(*) FROM syslog), (SELECT count(*) FROM clone_instance) > 1";
    assert_eq!(test.query(counts), ["1|1"]);
    test.assert_sound();
}

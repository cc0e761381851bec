//! Kills at random moments of runs with much to do.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::thread;
use std::time::{Duration, Instant};

use crate::kinds::{KINDS, NOW, bystanders, run_once};
use crate::support::Test;

/// Due triggers that a run finds at least.
const DUE: i32 = 60;

/// How often to kill: 200 unless `MIDJOBS_KILLS` says otherwise.
fn kills() -> u32 {
    std::env::var("MIDJOBS_KILLS").map_or(200, |kills| kills.parse().expect("MIDJOBS_KILLS is a number"))
}

/// A moment up to `longest`.
fn moment(longest: Duration) -> Duration {
    let random = RandomState::new().build_hasher().finish();
    longest.mul_f64(random as f64 / u64::MAX as f64)
}

/// Starts a run and kills it after that long; says where the kill fell.
fn kill_after(test: &Test, delay: Duration) -> &'static str {
    let claim = "SELECT max(run || attempt) FROM sys_trigger WHERE state = 1";
    let ran = "SELECT count(*) FROM sys_trigger_run WHERE outcome = 'ran'";
    let before = [claim, ran].map(|query| test.value(query));
    let mut run = test.run(&["run"]).at(NOW).spawn();
    thread::sleep(delay);
    run.kill().expect("a process that has not been waited for can be killed");
    let status = run.wait().unwrap();
    let after = [claim, ran].map(|query| test.value(query));
    match status.code() {
        Some(code) => {
            assert_eq!(code, 0);
            "after the end"
        }
        None if after == before => "before the first commit",
        None if after[0] == before[0] || after[0].is_empty() => "between runs",
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
    let [.., inserting, _] = &KINDS;
    let test = inserting.due();
    let before = bystanders(&test);
    let mut triggers = 1 + run_once(&test, inserting.job, DUE);
    let started = Instant::now();
    assert_eq!(test.run(&["run"]).at(NOW).output().code(), 0);
    let whole_run = started.elapsed();
    let mut fell = BTreeMap::new();
    for _ in 0..kills() {
        let due: i32 =
            test.value("SELECT count(*) FROM sys_trigger WHERE name = 'Inserting'").parse().unwrap();
        triggers += run_once(&test, inserting.job, DUE - due.min(DUE - 1));
        *fell.entry(kill_after(&test, moment(whole_run))).or_insert(0) += 1;
    }
    let lost = test.value("SELECT sum(abandoned) FROM sys_trigger_run");
    assert_eq!(test.run(&["run"]).at(NOW).output().code(), 0);
    assert_all_done_once(&test, triggers);
    assert_eq!(bystanders(&test), before);
    println!("\n{} kills in runs of up to {whole_run:?}: {fell:?}", kills());
    println!("{triggers} triggers ran once each; {lost} attempts were lost on the way");
}

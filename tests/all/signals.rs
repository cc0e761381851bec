//! Asked to stop: every command stops, nothing is begun after that, and what is cut off counts against nobody.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::support::process::{ENDLESS, signal, until};
use crate::support::{Ended, Test};

/// Whether the process hears signals: its handler is there.
fn hears(child: &Child) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let caught =
        status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap_or("0").trim().to_owned();
    u64::from_str_radix(&caught, 16).is_ok_and(|mask| mask & (1 << 14) != 0)
}

fn claimed(test: &Test) -> bool {
    test.value("SELECT count(*) FROM sys_trigger WHERE state = 1") == "1"
}

#[test]
fn a_run_that_is_asked_to_stop_loses_no_attempt_however_often() {
    let test = Test::new();
    test.job_file("endless.toml", ENDLESS).run(&["init"]).at_no_time().done();
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Endless', '2026-01-01 00:00:00')");
    test.sql("INSERT INTO sysevent (name) VALUES ('bystander')");
    for _ in 0..4 {
        let child = test.run(&["run"]).at_no_time().for_real().spawn();
        until("the claim", || claimed(&test));
        // The second time is at once, without the grace.
        signal(&child, "TERM");
        signal(&child, "INT");
        Ended::of(child).with_code(1).saying("interrupted by a request to stop");
        let trigger = "SELECT state, attempt FROM sys_trigger WHERE name = 'Endless'";
        assert_eq!(test.query(trigger), ["0|0"]);
    }
    assert_eq!(test.query("SELECT name FROM sysevent"), ["bystander"]);
}

#[test]
fn what_was_asked_for_by_hand_and_is_cut_off_is_no_failure() {
    let test = Test::new();
    test.job_file("endless.toml", &format!("{}\n[schedule]\nevery = '1d'\n", ENDLESS))
        .run(&["init"])
        .at_no_time()
        .done();
    let before = test.query("SELECT next_action, error_count FROM sys_trigger WHERE name = 'Endless'");
    let child = test.run(&["run-now", "Endless"]).at_no_time().for_real().spawn();
    until("the claim", || claimed(&test));
    signal(&child, "TERM");
    signal(&child, "TERM");
    Ended::of(child).with_code(1);
    assert_eq!(test.query("SELECT next_action, error_count FROM sys_trigger WHERE name = 'Endless'"), before);
    assert_eq!(test.query("SELECT outcome FROM sys_trigger_run WHERE job = 'Endless'"), ["skipped"]);
}

#[test]
fn the_grace_counts_from_the_signal() {
    let test = Test::new();
    test.job_file("endless.toml", ENDLESS).run(&["init"]).at_no_time().done();
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Endless', '2026-01-01 00:00:00')");
    let child = test.run(&["run", "--watch", "--grace", "1s"]).at_no_time().for_real().spawn();
    until("the claim", || claimed(&test));
    let asked = Instant::now();
    signal(&child, "TERM");
    Ended::of(child).with_code(0);
    assert!(asked.elapsed() >= Duration::from_millis(900), "{:?}", asked.elapsed());
}

#[test]
fn whoever_waits_for_a_lock_stops_at_once_and_claims_nothing() {
    for words in
        [&["run"][..], &["run-now", "PurgeHistory"], &["jobs", "pause", "PurgeHistory"], &["after-clone"]]
    {
        for name in ["TERM", "INT"] {
            let test = Test::init();
            let holder = test.connection();
            holder.execute_batch("BEGIN IMMEDIATE").unwrap();
            let child =
                test.run(&[&["--lock-timeout", "60s"], words].concat()).at("2026-03-02 12:00:00").spawn();
            until("the handler", || hears(&child));
            let asked = Instant::now();
            signal(&child, name);
            let code = Ended::of(child).code();
            assert!(code == 143 || code == 130, "{words:?}: {code}");
            assert!(asked.elapsed() < Duration::from_secs(20));
            holder.execute_batch("ROLLBACK").unwrap();
            assert_eq!(
                test.value("SELECT count(*) FROM sys_trigger WHERE state <> 0 OR active = 0"),
                "1",
                "{words:?}"
            );
        }
    }
}

#[test]
fn waiting_for_the_checks_of_a_clone_stops_at_once_and_they_stay_scheduled_also_as_process_1() {
    let alone = ["unshare", "--fork", "--pid"];
    let is_there =
        Command::new(alone[0]).args(&alone[1..]).arg("true").status().is_ok_and(|status| status.success());
    for as_first in [false, true] {
        if as_first && !is_there {
            println!("no process namespaces here: left out");
            continue;
        }
        let test = Test::new();
        test.run(&["init"]).at_no_time().done();
        let exec = test
            .run(&["after-clone", "--source", "prod", "--target", "dev", "--wait"])
            .at_no_time()
            .for_real();
        let child = if as_first { exec.by(&alone).spawn() } else { exec.spawn() };
        until("the checks", || test.value("SELECT count(*) FROM sys_trigger WHERE trigger_type = 0") == "2");
        if as_first {
            let inside = Command::new("pgrep").arg("-P").arg(child.id().to_string()).output().unwrap();
            let inside = String::from_utf8(inside.stdout).unwrap();
            assert!(Command::new("kill").args(["-TERM", inside.trim()]).status().unwrap().success());
        } else {
            signal(&child, "TERM");
        }
        Ended::of(child).with_code(143);
        assert_eq!(test.value("SELECT count(*) FROM sys_trigger WHERE trigger_type = 0 AND state = 0"), "2");
    }
}

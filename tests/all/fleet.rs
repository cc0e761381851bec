//! Many instances: one command for all of them, a part of them for each task of a scheduler, and none that hides another.

use std::fs::File;
use std::io::{BufRead as _, BufReader};

use crate::support::process::{signal, until};
use crate::support::{Ended, Test, open, query};

const COUNT: &str = "name = \"Count\"\ndescription = \"An event for each run\"\n[[steps]]\n\
    sql = \"INSERT INTO sysevent (name, parm1) VALUES ('counted', :run)\"\n";

/// That many instances, each with the job Count due once.
fn fleet(count: usize) -> Test {
    let test = Test::new();
    let lines = (0..count).map(|number| format!("dev{number} dev{number}.db\n"));
    test.job_file("count.toml", COUNT).file("instances", lines.collect::<String>());
    test.run(&["init", "--instances", "instances"]).done();
    for number in 0..count {
        make_due(&test, number);
    }
    test
}

fn make_due(test: &Test, number: usize) {
    let due = "UPDATE sys_trigger SET active = 0 WHERE name <> 'Count';
        INSERT INTO sys_trigger (name, next_action) VALUES ('Count', '2026-01-01 00:00:00')";
    open(&test.path(&format!("dev{number}.db"))).execute_batch(due).unwrap();
}

/// How often the job ran in each.
fn ran(test: &Test, count: usize) -> Vec<String> {
    let of = |number| {
        let ran = "SELECT count(*) FROM sysevent WHERE name = 'counted'";
        query(&open(&test.path(&format!("dev{number}.db"))), ran).concat()
    };
    (0..count).map(of).collect()
}

#[test]
fn one_run_does_what_is_due_in_each_and_says_which_it_was() {
    let test = fleet(3);
    let run = test.run(&["run", "--instances", "instances"]).done().quiet();
    for number in 0..3 {
        assert!(run.stdout().contains(&format!("dev{number}: ")), "{run}");
    }
    assert_eq!(ran(&test, 3), ["1", "1", "1"]);
    test.run(&["run", "--instances", "instances"]).succeeds();
}

#[test]
fn the_status_has_a_line_for_each_and_the_worst_code_and_none_hides_another() {
    let test = fleet(2);
    let down = crate::support::rows::mid_server('a', "emea", "Down", "svc.emea");
    open(&test.path("dev1.db")).execute_batch(&down).unwrap();
    test.file("instances", "gone nowhere.db\nfar postgres://127.0.0.1:1/d\ndev0 dev0.db\ndev1 dev1.db\n");
    let status = test.run(&["status", "--instances", "instances"]).ends_with(3);
    let said = status.stdout();
    let lines: Vec<&str> = said.lines().collect();
    assert!(
        lines[0].starts_with("MIDJOBS UNKNOWN - 4 instances: 2 unknown, 2 warning | instances=4"),
        "{status}"
    );
    let begins = ["unknown: gone: ", "unknown: far: ", "warning: dev0: 0 of 0 ", "warning: dev1: 1 of 1 "];
    assert_eq!(lines.len(), 5, "{status}");
    for (line, begins) in lines[1..].iter().zip(begins) {
        assert!(line.starts_with(begins), "{line}");
    }
    let json = test.run(&["status", "--instances", "instances", "--json"]).ends_with(3).json();
    let names: Vec<&str> =
        json["status"].as_array().unwrap().iter().map(|one| one["instance"].as_str().unwrap()).collect();
    assert_eq!(names, ["gone", "far", "dev0", "dev1"]);
    assert_eq!(json["status"][3]["mid_servers"], 1);
    // What is critical is worse than what cannot be told.
    open(&test.path("dev1.db"))
        .execute_batch("UPDATE sys_trigger SET state = -1 WHERE name = 'Count'")
        .unwrap();
    test.run(&["status", "--instances", "instances"]).ends_with(2).saying("critical: dev1: ");
    test.run(&["status", "--instances", "instances", "--exit-zero"]).done();
    test.run(&["status", "--instances", "missing"]).ends_with(3).saying("MIDJOBS UNKNOWN - reading missing");
}

#[test]
fn one_that_cannot_be_opened_keeps_no_other_from_running() {
    let test = fleet(2);
    test.file("instances", "dev0 dev0.db\ngone nowhere.db\ndev1 dev1.db\n");
    let run = test.run(&["run", "--instances", "instances"]).ends_with(3);
    assert!(run.stderr().contains("midjobs: gone: opening the database nowhere.db"), "{run}");
    assert_eq!(ran(&test, 2), ["1", "1"]);
    let json = test.run(&["run", "--instances", "instances", "--json"]).ends_with(3).json();
    let mut all: Vec<_> =
        json["instances"].as_array().unwrap().iter().map(|one| (&one["instance"], &one["exit"])).collect();
    all.sort_by_key(|(name, _)| name.to_string());
    assert_eq!(
        format!("{all:?}"),
        r#"[(String("dev0"), Number(0)), (String("dev1"), Number(0)), (String("gone"), Number(3))]"#
    );
}

#[test]
fn what_another_runner_is_at_is_passed_without_waiting_or_a_word() {
    let test = fleet(3);
    let held = File::open(test.path("dev1.db")).unwrap();
    held.lock().unwrap();
    let running = "UPDATE sys_trigger SET state = 1, claimed_by = 'other:1' WHERE name = 'PurgeHistory'";
    open(&test.path("dev1.db")).execute_batch(running).unwrap();
    test.run(&["run", "--instances", "instances"]).done().quiet();
    assert_eq!(ran(&test, 3), ["1", "0", "1"]);
    drop(held);
    test.run(&["run", "--instances", "instances"]).done();
    assert_eq!(ran(&test, 3), ["1", "1", "1"]);
}

#[test]
fn what_somebody_else_holds_for_good_is_told_at_the_end_and_stops_no_other() {
    let test = fleet(3);
    let held = open(&test.path("dev1.db"));
    held.execute_batch("BEGIN IMMEDIATE").unwrap();
    let run = test.run(&["--lock-timeout", "0s", "run", "--instances", "instances"]).ends_with(3);
    assert!(run.stderr().starts_with("midjobs: dev1: "), "{run}");
    drop(held);
    assert_eq!(ran(&test, 3), ["1", "0", "1"]);
}

/// What a scheduler sets for a task.
type Variables = Vec<(&'static str, String)>;

#[test]
fn the_tasks_of_each_scheduler_do_all_of_it_once() {
    let slurm = |task: usize| {
        [("SLURM_ARRAY_TASK_ID", task + 5), ("SLURM_ARRAY_TASK_MIN", 5), ("SLURM_ARRAY_TASK_COUNT", 3)]
            .map(|(name, value)| (name, value.to_string()))
            .to_vec()
    };
    let kubernetes = |task: usize| vec![("JOB_COMPLETION_INDEX", task.to_string())];
    let nomad = |task: usize| vec![("NOMAD_ALLOC_INDEX", task.to_string())];
    let schedulers: [(&str, &dyn Fn(usize) -> Variables); 3] =
        [("auto", &slurm), ("auto/3", &kubernetes), ("auto/3", &nomad)];
    for (shard, variables) in schedulers {
        let test = fleet(7);
        for task in 0..3 {
            let mut run = test.run(&["run", "--instances", "instances", "--shard", shard]);
            for (name, value) in variables(task) {
                run = run.env(name, &value);
            }
            run.done();
            let done = ran(&test, 7).iter().filter(|ran| *ran == "1").count();
            assert_eq!(done, [3, 5, 7][task], "{shard}");
        }
    }
    Test::new().run(&["run", "--instances", "x", "--shard", "auto/2"]).ends_with(3).saying("none is set");
    Test::new().run(&["run", "--shard", "0/2"]).ends_with(3).saying("--instances");
}

#[test]
fn a_watch_goes_on_from_turn_to_turn_and_takes_up_what_is_added() {
    let test = fleet(3);
    test.file("instances", "dev0 dev0.db\ndev1 dev1.db\n");
    let mut child = test.run(&["run", "--watch", "--instances", "instances"]).at_no_time().spawn();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    until("a run in each of two", || ran(&test, 3) == ["1", "1", "0"]);
    test.file("instances", "dev1 dev1.db\ndev2 dev2.db\ngone nowhere.db\n");
    make_due(&test, 1);
    until("a run in the third", || ran(&test, 3) == ["1", "2", "1"]);
    // Asked to stop between the commit and the line, it ends without the line: no reader keeps it waiting.
    assert!(said.any(|line| line.starts_with("dev2: ")), "nothing was said of the third");
    signal(&child, "TERM");
    Ended::of(child).with_code(0);
}

#[test]
fn why_and_check_are_told_of_each() {
    let test = fleet(2);
    test.file("ecc_agent.csv", "sys_id,name,status\n0000000000000000000000000000000a,emea,Down\n");
    test.run(&["import", "--db", "dev1.db", "ecc_agent.csv"]).done();
    let why = test.run(&["why", "--instances", "instances"]).done().stdout();
    let (one, other) = why.split_once("== dev1\n").unwrap();
    assert!(one.starts_with("== dev0\n") && !one.contains("emea") && other.contains("emea"), "{why}");
    test.run(&["check", "--instances", "instances"]).succeeds();
    test.job_file("bad.toml", "name = \"Bad\"\ndescription = \"x\"\n[[steps]]\nsql = \"SELEC\"\n");
    test.run(&["check", "--instances", "instances", "--shard", "1/2"])
        .ends_with(3)
        .saying("dev1: jobs/bad.toml:4");
}

#[test]
fn many_are_not_named_beside_one() {
    let test = fleet(1);
    for words in [
        &["--db", "x.db", "run", "--instances", "instances"][..],
        &["status", "--instances", "instances", "--db", "x.db"],
    ] {
        test.run(words).ends_with(3).saying("leave out --db");
    }
    test.run(&["run", "--instances", "instances", "--textfile", "x"])
        .ends_with(3)
        .saying("--textfile is for one");
}

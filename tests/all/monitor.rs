//! `status` as a monitoring plugin: a short line with figures, thresholds, exit codes, one thing alone, another user.

use crate::doubt::world::World;
use crate::support::rows::issue;
use crate::support::{Ended, Test, chmod};

const AT: &str = "2026-03-01 12:20:00";

fn loaded(world: &World) -> Test {
    let test = Test::init().without_sampling();
    world.load(&test, "2026-03-01 12:00:00").done();
    test
}

fn status(test: &Test, args: &[&str]) -> Ended {
    test.run(&[&["status", "--overdue", "99d"], args].concat()).at(AT).output()
}

#[test]
fn the_first_line_is_short_and_its_figures_have_their_thresholds() {
    let test = loaded(&World::emea_down());
    let said = status(&test, &["-w", "0", "-c", "@5:9"]).with_code(1).stdout();
    let (line, figures) = said.lines().next().unwrap().split_once(" | ").unwrap();
    assert_eq!(line, "MIDJOBS WARNING - 1 of 2 MID Servers down, 1 of them count, rows loaded 20m ago");
    for figure in [
        "mid_servers_down=1;0;@5:9;0;2",
        "mid_servers=2;;;0",
        "triggers_in_error=0;;0;0",
        "jobs_failed=0;0;;0",
    ] {
        assert!(figures.split(' ').any(|it| it == figure), "{figure} is not in {figures}");
    }
    assert!(figures.ends_with(" rows_age=1200s;86400;;0"), "{figures}");
    assert!(said.contains("\n  emea: its account svc.emea "), "{said}");
    assert!(said.contains(" (`midjobs why emea`)\n"), "{said}");
}

#[test]
fn many_concerns_are_counted_and_stand_below() {
    let test = Test::init().without_sampling();
    let said = status(&test, &[]).with_code(1).stdout();
    let line = said.lines().next().unwrap().split(" | ").next().unwrap();
    assert!(line.len() < 200, "{line}");
}

#[test]
fn with_thresholds_the_number_decides_about_down_mid_servers_and_nothing_else() {
    let test = loaded(&World::emea_down());
    test.sql(&issue('1', 'a', "InstanceClone", "new"));
    status(&test, &[]).with_code(2);
    status(&test, &["-c", "1"]).with_code(0).saying("info: 1 Down");
    status(&test, &["-w", "0", "-c", "1"]).with_code(1);
    status(&test, &["-c", "0"]).with_code(2);
    test.sql("UPDATE sys_trigger SET state = -1 WHERE name = 'PurgeHistory'");
    status(&test, &["-c", "1"])
        .with_code(2)
        .saying("PurgeHistory is in Error: midjobs explain PurgeHistory; midjobs jobs retry");
    test.run(&["status", "-w", "x"]).ends_with(3).saying("is no number");
}

#[test]
fn whoever_runs_it_says_which_verdicts_have_a_code() {
    let test = loaded(&World::emea_down());
    for (args, code) in [
        (&["--fail-on", "warning"][..], 1),
        (&["--fail-on", "critical"], 0),
        (&["--fail-on", "unknown"], 0),
        (&["--exit-zero"], 0),
    ] {
        status(&test, args).with_code(code).saying("MIDJOBS WARNING");
    }
    test.sql(&issue('1', 'a', "InstanceClone", "new"));
    status(&test, &["--fail-on", "critical"]).with_code(2);
    for (level, code) in [("critical", 3), ("unknown", 3), ("never", 0)] {
        let args = ["status", "--db", "nofile.db", "--fail-on", level];
        test.run(&args).ends_with(code).saying("MIDJOBS UNKNOWN");
    }
}

#[test]
fn one_mid_server_is_judged_alone_and_an_unknown_one_is_unknown() {
    let test = loaded(&World::emea_down());
    test.sql(&issue('1', 'a', "InstanceClone", "new"));
    let emea = status(&test, &["--mid-server", "emea"]).with_code(2);
    assert!(emea.stdout().starts_with("MIDJOBS CRITICAL - emea is Down, "), "{emea}");
    emea.saying("midjobs why emea");
    let apac = status(&test, &["--mid-server", "apac"]).with_code(0);
    assert!(apac.stdout().starts_with("MIDJOBS OK - apac is Up, rows loaded 20m ago\n"), "{apac}");
    status(&test, &["--mid-server", "emae"])
        .with_code(3)
        .saying("MIDJOBS UNKNOWN - there is no MID Server \"emae\": did you mean emea?");
    // Old rows are no all-clear of one either.
    let old = test.run(&["status", "--mid-server", "apac"]).at("2026-03-09 12:00:00").ends_with(1);
    old.saying("MIDJOBS WARNING - apac is Up");
}

#[test]
fn one_source_is_judged_alone_and_an_unknown_one_is_unknown() {
    let test = loaded(&World::emea_down());
    test.sql(&issue('1', 'a', "InstanceClone", "new"));
    test.sql("INSERT INTO ecc_agent_issue (source, state, message) VALUES ('Mine', 'new', 'm')");
    status(&test, &["--source", "InstanceClone"])
        .with_code(2)
        .saying("CRITICAL - 1 new and 0 acknowledged issues of InstanceClone");
    status(&test, &["--source", "Mine"]).with_code(1).saying("see `midjobs issues --source Mine`");
    status(&test, &["--source", "MIDUserConnectivity"]).with_code(0).saying("OK - 0 new");
    status(&test, &["--source", "InstanzClone"]).with_code(3).saying("did you mean InstanceClone?");
}

#[test]
fn a_verdict_that_takes_too_long_is_unknown() {
    let test = loaded(&World::sound());
    test.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
         INSERT INTO ecc_agent (sys_id, name, status) SELECT printf('%032x', i + 1000), 'm' || i, 'Down' FROM n",
    );
    let said = status(&test, &["-t", "0"]).with_code(3);
    said.saying("MIDJOBS UNKNOWN - no answer within 0s (--timeout)");
    status(&test, &["-t", "60"]).saying("MIDJOBS WARNING");
}

/// A monitor's own user, which exists nowhere: only root can be it.
const MONITOR: [&str; 4] = ["setpriv", "--reuid=54321", "--regid=54321", "--clear-groups"];

#[test]
fn a_user_who_may_only_read_gets_an_answer_or_is_told_what_to_do() {
    if !rustix::process::geteuid().is_root() || !std::path::Path::new("/usr/bin/setpriv").exists() {
        return;
    }
    let test = loaded(&World::sound());
    let as_monitor = || test.run(&["status", "--overdue", "99d"]).at(AT).by(&MONITOR).output();
    if as_monitor().code() < 3 && !as_monitor().stdout().contains("MIDJOBS") {
        // The program itself lies where that user may not go.
        return;
    }
    let directory = test.path("");
    chmod(&directory, 0o755);
    if as_monitor().stderr().contains("setpriv:") {
        return;
    }
    as_monitor().with_code(3).saying("chmod 640");
    chmod(&test.db(), 0o644);
    as_monitor().with_code(0).saying("MIDJOBS OK");
    // While a writer has its log open, which that user may not write to.
    let writer = test.connection();
    writer.execute_batch("PRAGMA wal_autocheckpoint = 0; UPDATE ecc_agent SET status = 'Paused'").unwrap();
    assert!(test.path("midjobs.db-wal").metadata().unwrap().len() > 0);
    as_monitor().with_code(0).saying("2 neither Up nor Down");
    // A log that a crash left.
    let log = std::fs::read(test.path("midjobs.db-wal")).unwrap();
    drop(writer);
    test.file("midjobs.db-wal", log);
    chmod(&test.path("midjobs.db-wal"), 0o644);
    as_monitor().with_code(3).saying("the next `midjobs run` of its owner takes it in");
}

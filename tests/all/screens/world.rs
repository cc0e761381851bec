//! An instance after a clone, with names that are long and wide, and runs of every kind.

use crate::support::Test;

/// When somebody looks.
pub const NOW: &str = "2026-03-01 14:05:00";

/// The story of the demo up to its sampling, then one job that fails and one that is paused.
pub fn after_a_clone() -> Test {
    let test = Test::init();
    let clone = ["after-clone", "--source", "prod", "--target", "dev"];
    test.run(&clone).at("2026-03-01 12:00:00").done();
    copy_samples(&test);
    test.run(&["import", "--as-of", "2026-03-01 12:12:00", "samples"]).at("2026-03-01 12:13:00").done();
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    test.job("SumsUp", "SELECT message FROM no_such_table");
    test.run(&["init"]).at("2026-03-01 12:20:00").done();
    let _ = test.run(&["run-now", "SumsUp"]).at("2026-03-01 12:21:00").output();
    test.run(&["run"]).at("2026-03-01 13:15:00").done();
    test.run(&["issues", "ack", "--mid-server", "mid-apac-1", "--reason", "its host is being moved"])
        .at("2026-03-01 13:20:00")
        .done();
    test.run(&["check-connectivity", "--window", "4h"]).at("2026-03-01 14:00:00").done();
    test.run(&["jobs", "pause", "PurgeHistory"]).at("2026-03-01 14:01:00").done();
    test.sql(
        "INSERT INTO ecc_agent (sys_id, name, status, user_name, sys_domain, sys_created_on, last_refreshed) VALUES
            ('aaaaaaaa000000000000000000000001', 'mid-of-the-branch-office-in-Llanfairpwllgwyngyll-behind-two-proxies-01',
             'Down', 'svc.mid.llanfairpwllgwyngyll', 'global', '2026-02-01 00:00:00', '2026-03-01 11:20:00'),
            ('bbbbbbbb000000000000000000000002', '東京のミッドサーバー', 'Up', 'svc.mid.東京', 'TOP/ACME',
             '2026-02-01 00:00:00', '2026-03-01 14:00:00')",
    );
    with_known_ids(&test);
    test
}

/// The samples under a path that is the same on every machine.
fn copy_samples(test: &Test) {
    std::fs::create_dir(test.path("samples")).unwrap();
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/samples")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), test.path("samples").join(file.file_name())).unwrap();
    }
}

/// What gets a sys_id at random gets one that is always the same.
fn with_known_ids(test: &Test) {
    let id = |place: &str| format!("printf('%08x%024x', 268435456 + {place} * 17, {place})");
    test.sql(&format!(
        "CREATE TEMP TABLE known AS SELECT sys_id, {} AS known_id FROM (
             SELECT sys_id, row_number() OVER (ORDER BY coalesce(mid_server, ''), message, sys_id) AS place
             FROM ecc_agent_issue);
         UPDATE ecc_agent_issue SET sys_id = (SELECT known_id FROM known WHERE known.sys_id = ecc_agent_issue.sys_id)",
        id("place")
    ));
    test.sql(&format!(
        "CREATE TEMP TABLE known AS SELECT sys_id, {} AS known_id FROM (
             SELECT sys_id, row_number() OVER (ORDER BY due, job, origin, started, sys_id) AS place FROM sys_trigger_run);
         UPDATE syslog SET run = (SELECT known_id FROM known WHERE known.sys_id = run) WHERE run IS NOT NULL;
         UPDATE sys_trigger_run SET
             coalesced_into = (SELECT known_id FROM known WHERE known.sys_id = coalesced_into),
             sys_id = (SELECT known_id FROM known WHERE known.sys_id = sys_trigger_run.sys_id)",
        id("place")
    ));
    test.sql("UPDATE clone_instance SET sys_id = 'c10e0000000000000000000000000001'");
}

//! Company and trouble: many runners, writers and readers on one file, jobs that kill, disks that fill up.

mod crowd;
#[cfg(debug_assertions)]
mod deadly;
mod disk;
mod hostile_day;
mod left_behind;
mod sharing;

/// Adds a login event a run.
const INSERTING: &str = r#"
name = "Inserting"
description = "Adds a row a run"

[[steps]]
sql = "INSERT INTO sysevent (name, parm1, parm2) VALUES ('ran', :run, :due)"
"#;

/// Makes that many triggers of a job due at once.
fn due(test: &crate::support::Test, job: &str, triggers: u32) {
    test.sql(&format!(
        "WITH RECURSIVE number (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM number WHERE n < {triggers})
         INSERT INTO sys_trigger (name, next_action) SELECT '{job}', '2026-03-01 11:00:00' FROM number"
    ));
}

/// Every trigger ran once, and left its one row.
fn assert_each_ran_once(test: &crate::support::Test, triggers: u32) {
    assert_eq!(
        test.query("SELECT outcome, count(*), count(DISTINCT trigger) FROM sys_trigger_run GROUP BY outcome"),
        [format!("ran|{triggers}|{triggers}")]
    );
    let effects = "SELECT count(*), count(DISTINCT parm1) FROM sysevent
        JOIN sys_trigger_run AS run ON run.sys_id = parm1 WHERE sysevent.name = 'ran'";
    assert_eq!(test.query(effects), [format!("{triggers}|{triggers}")]);
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger WHERE name = 'Inserting'"), "0");
    test.assert_sound();
}

//! A step that would change more rows than it may fails, and is undone.

use crate::safeguards::Place;

/// Three old events, a young one, and a job that first marks a MID Server and then purges the old ones.
fn place_with_a_purge(max_rows: usize) -> Place {
    let place = Place::new();
    place.sql(
        "INSERT INTO sysevent (name, sys_created_on) VALUES
         ('old', '2026-01-01 00:00:00'), ('old', '2026-01-02 00:00:00'), ('old', '2026-01-03 00:00:00'),
         ('bystander', '2026-03-02 00:00:00');
         INSERT INTO ecc_agent (name, status) VALUES ('m', 'Up');",
    );
    place.put(
        "purge.toml",
        &format!(
            "name = \"purge\"\ndescription = \"d\"\nattempts = 1\nparams.keep = \"7d\"\n\
             [[steps]]\nsql = \"UPDATE ecc_agent SET status = 'Paused'\"\n\
             [[steps]]\nsql = \"DELETE FROM sysevent WHERE sys_created_on < :keep\"\nmax_rows = {max_rows}\n"
        ),
    );
    place
}

#[test]
fn a_purge_of_more_rows_than_max_rows_changes_nothing_exits_1_and_is_on_record() {
    let place = place_with_a_purge(2);
    place.midjobs(&["run-now", "purge"]).with_code(1).saying(
        "it would change 3 rows, more than its max_rows = 2: nothing was changed; raise max_rows if that is right",
    );
    assert_eq!(place.value("SELECT count(*) FROM sysevent"), "4");
    assert_eq!(place.value("SELECT status FROM ecc_agent"), "Up", "the step before it was undone as well");
    assert_eq!(place.value("SELECT outcome FROM sys_trigger_run WHERE job = 'purge'"), "failed");
    let recorded = place.value("SELECT error FROM sys_trigger_run WHERE job = 'purge'");
    assert!(recorded.contains("max_rows = 2"), "{recorded}");
    assert_eq!(place.value("SELECT level || run FROM syslog WHERE source = 'purge'").len(), 33);
    assert_eq!(place.value("SELECT count(*) FROM sys_trigger WHERE state = 1"), "0");
}

#[test]
fn a_purge_of_just_max_rows_runs_and_leaves_the_bystander() {
    let place = place_with_a_purge(3);
    place.midjobs(&["run-now", "purge"]).done().saying("4 rows changed");
    assert_eq!(place.value("SELECT group_concat(name) FROM sysevent"), "bystander");
}

#[test]
fn a_delete_of_the_whole_table_is_counted() {
    let place = place_with_a_purge(0);
    place.put(
        "all.toml",
        "name = \"all\"\ndescription = \"d\"\nattempts = 1\n[[steps]]\nsql = \"DELETE FROM sysevent\"\nmax_rows = 3\n",
    );
    place.midjobs(&["run-now", "all"]).with_code(1).saying("it would change 4 rows");
    assert_eq!(place.value("SELECT count(*) FROM sysevent"), "4");
}

//! A statement that never ends is interrupted by its job's timeout.

use crate::safeguards::Place;

const ENDLESS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";

/// A job that writes a row and then never ends.
fn put_endless(place: &Place, statement: &str) {
    let text = format!(
        "name = \"endless\"\ndescription = \"d\"\nattempts = 2\nretry_delay = \"5m\"\ntimeout = \"1ms\"\nsource = \"s\"\n\
         [[steps]]\nsql = \"INSERT INTO sysevent (name) VALUES ('begun')\"\n\
         [[steps]]\nsql = \"{ENDLESS} {statement}\"\n"
    );
    place.put("endless.toml", &text);
}

#[test]
fn a_statement_that_never_ends_is_interrupted_undone_and_tried_again() {
    for statement in [
        "SELECT count(*) AS message FROM n",
        "INSERT INTO sysevent (name) SELECT i FROM n WHERE i < 0",
        "DELETE FROM sysevent WHERE name IN (SELECT i FROM n)",
    ] {
        let place = Place::new();
        place.sql("INSERT INTO sysevent (name) VALUES ('bystander')");
        put_endless(&place, statement);
        place.midjobs(&["run-now", "endless"]).with_code(1).saying("interrupted after 1s (timeout)");
        assert_eq!(place.value("SELECT group_concat(name) FROM sysevent"), "bystander", "{statement}");
        assert_eq!(place.value("SELECT outcome FROM sys_trigger_run"), "retry");
        assert_eq!(
            place.value("SELECT state || ' ' || next_action FROM sys_trigger WHERE name = 'endless'"),
            "0 2026-03-02 12:05:00"
        );
    }
}

#[test]
fn the_jobs_after_one_that_never_ends_run() {
    let place = Place::new();
    put_endless(&place, "SELECT count(*) AS message FROM n");
    place.put_job("quick", "INSERT INTO sysevent (name) VALUES ('quick')");
    place.midjobs(&["run-now", "endless", "quick"]).with_code(1);
    assert_eq!(place.value("SELECT group_concat(name) FROM sysevent"), "quick");
}

#[test]
fn a_timeout_of_nothing_is_a_fault() {
    let place = Place::new();
    place.put(
        "j.toml",
        "name = \"j\"\ndescription = \"d\"\ntimeout = \"0s\"\n[[steps]]\nsql = \"DELETE FROM sysevent\"\n",
    );
    place.midjobs(&["check"]).with_code(3).saying("j.toml:3: a timeout of 0 lets nothing run");
}

#[test]
fn check_ends_on_a_table_that_is_made_of_an_endless_statement() {
    let place = Place::new();
    place.put_job("mine", &format!("CREATE TABLE mine AS {ENDLESS} SELECT i FROM n"));
    place.midjobs(&["check"]).done();
}

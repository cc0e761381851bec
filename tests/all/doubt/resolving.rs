//! Issues of the sampling are over where fresh rows contradict them, or where all could be seen and they were not found.

use super::world::World;
use crate::support::Test;
use crate::support::rows::issue;

const AT: &str = "2026-03-01 12:00:00";

/// After a sampling on whole rows: `svc.emea` of the Down `emea` failed to log in.
fn sampled() -> (Test, World) {
    let test = Test::init();
    let failed = ("login.failed", "svc.emea", "2026-03-01 11:00:00".to_owned());
    let world = World { events: vec![failed], ..World::emea_down() };
    world.load(&test, AT).done();
    test.run(&["check-connectivity"]).at(AT).done().saying("1 issue opened");
    test.sql(&issue('9', 'f', "Other", "new"));
    (test, world)
}

fn state(test: &Test) -> String {
    assert_eq!(
        test.value("SELECT state FROM ecc_agent_issue WHERE source = 'Other'"),
        "new",
        "the bystander"
    );
    let first = "SELECT state, resolved_by FROM ecc_agent_issue WHERE message LIKE 'Login authentication%'";
    test.value(first)
}

#[test]
fn stale_rows_resolve_nothing() {
    let (test, _) = sampled();
    let said = test.run(&["run-now", "MIDUserConnectivity"]).at("2026-03-04 14:00:00").done();
    said.saying("0 resolved, 1 not found again and kept while rows are in doubt");
    assert_eq!(state(&test), "new|");
}

#[test]
fn what_is_not_found_again_in_whole_rows_is_over() {
    let (test, _) = sampled();
    let world = World { events: Vec::new(), ..World::emea_down() };
    world.load(&test, "2026-03-01 16:30:00").done();
    test.run(&["check-connectivity"]).at("2026-03-01 16:30:00").done().saying("1 resolved");
    assert_eq!(state(&test), "resolved|MIDUserConnectivity");
}

#[test]
fn a_table_that_did_not_come_keeps_what_is_not_found_again() {
    for hidden in
        ["ecc_agent", "ecc_agent_config", "sys_user", "sys_user_role", "sys_user_has_role", "sysevent"]
    {
        let (test, world) = sampled();
        test.sql(&format!("UPDATE load_coverage SET gap = 'cut' WHERE table_name = '{hidden}'"));
        let world = World { hidden: vec![hidden], events: Vec::new(), ..world };
        std::fs::remove_file(test.path(&format!("exports/{hidden}.json"))).unwrap();
        world.load(&test, "2026-03-01 16:30:00").done();
        test.run(&["check-connectivity"]).at("2026-03-01 16:30:00").done().saying("0 resolved");
        assert_eq!(state(&test), "new|", "{hidden}");
    }
}

#[test]
fn a_mid_server_that_is_up_again_contradicts_whatever_else_is_in_doubt() {
    let (test, world) = sampled();
    test.sql("UPDATE load_coverage SET gap = 'cut' WHERE table_name IN ('sysevent', 'sys_user')");
    let world = World { emea: "Up", hidden: vec!["sysevent", "sys_user"], ..world };
    for table in ["sysevent", "sys_user"] {
        std::fs::remove_file(test.path(&format!("exports/{table}.json"))).unwrap();
    }
    world.load(&test, "2026-03-01 12:30:00").done();
    test.run(&["check-connectivity"]).at("2026-03-01 12:30:00").done().saying("1 resolved");
    assert_eq!(state(&test), "resolved|MIDUserConnectivity");
}

#[test]
fn a_newer_login_event_of_another_kind_contradicts_though_the_mid_servers_were_not_seen() {
    let (test, mut world) = sampled();
    test.sql("UPDATE load_coverage SET gap = 'cut' WHERE table_name = 'ecc_agent'");
    std::fs::remove_file(test.path("exports/ecc_agent.json")).unwrap();
    world.hidden = vec!["ecc_agent"];
    world.load(&test, "2026-03-01 12:30:00").done();
    test.run(&["check-connectivity"]).at("2026-03-01 12:30:00").done().saying("0 resolved");
    assert_eq!(state(&test), "new|");
    world.events.push(("login", "svc.emea", "2026-03-01 12:40:00".to_owned()));
    world.load(&test, "2026-03-01 12:45:00").done();
    test.run(&["check-connectivity"]).at("2026-03-01 12:45:00").done().saying("1 resolved");
    assert_eq!(state(&test), "resolved|MIDUserConnectivity");
}

#[test]
fn a_job_of_ones_own_resolves_only_what_the_tables_that_it_reads_can_say() {
    let test = Test::init();
    let job = r#"
        name = "Mine"
        description = "MID Servers that are Down"
        source = "Mine"
        resolve_absent = true

        [[steps]]
        sql = "SELECT sys_id AS mid_server, 'is Down' AS message FROM ecc_agent WHERE status = 'Down'"
    "#;
    test.job_file("mine.toml", job);
    World::emea_down().load(&test, AT).done();
    let run = |at: &str| test.run(&["run-now", "Mine"]).at(at).done();
    run(AT).saying("1 issue opened");
    test.sql(&issue('9', 'f', "Other", "new"));
    let issues = "SELECT state, unconfirmed FROM ecc_agent_issue WHERE source = 'Mine'";
    assert_eq!(test.query(issues), ["new|"]);
    test.sql("UPDATE ecc_agent SET status = 'Up'");
    run("2026-03-04 12:00:00").saying("0 resolved, 1 not found again and kept");
    assert_eq!(test.query(issues), ["new|"]);
    World::sound().load(&test, "2026-03-04 13:00:00").done();
    run("2026-03-04 13:00:00").saying("1 resolved");
    assert_eq!(test.value("SELECT state FROM ecc_agent_issue WHERE source = 'Other'"), "new");
}

#[test]
fn what_stands_in_rows_that_are_not_fresh_is_found_and_unconfirmed() {
    let counted = |at: &str, doubt: &str| {
        let (test, _) = sampled();
        test.sql(doubt);
        test.run(&["check-connectivity"]).at(at).done().saying("1 counted again");
        let issue = "SELECT coalesce(unconfirmed, 'certain') FROM ecc_agent_issue WHERE source = 'MIDUserConnectivity'";
        test.value(issue)
    };
    let of_agents =
        |change: &str| format!("UPDATE load_coverage SET {change} WHERE table_name = 'ecc_agent'");
    let short = counted(AT, &of_agents("gap = '1 of 3 rows did not come'"));
    assert_eq!(short, "certain", "those that came are fresh");
    let old = counted("2026-03-01 12:01:00", &of_agents("extracted_on = '2026-02-01 00:00:00'"));
    assert_eq!(old, "certain", "age never takes the alarm");
    let refused = counted(AT, &of_agents("gap = 'refused', row_count = 0"));
    assert_eq!(refused, "the rows of ecc_agent are incomplete: refused");
    let without = counted(AT, &of_agents("column_names = 'sys_id'"));
    assert_eq!(without, "the last load of ecc_agent did not have the column status");
}

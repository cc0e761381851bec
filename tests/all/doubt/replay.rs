//! What was printed wrongly once, played again from its files.

use crate::support::Test;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");
const FAULTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults");
const AT: &str = "2026-03-01 14:00:00";

/// The samples, but for the tables in `without`; then `instead`.
fn sampled(without: &[&str], instead: &[&str]) -> Test {
    let test = Test::init();
    for table in [
        "ecc_agent",
        "ecc_agent_config",
        "sys_user",
        "sys_user_role",
        "sys_user_has_role",
        "sys_user_role_contains",
        "sysevent",
    ] {
        if !without.contains(&table) {
            test.run(&["import", &format!("{SAMPLES}/{table}.json")]).at(AT).done();
        }
    }
    for file in instead {
        test.run(&["import", &format!("{FAULTS}/{file}")]).at(AT).done();
    }
    test.run(&["run-now", "MIDUserConnectivity"]).at(AT).done();
    test
}

#[test]
fn without_the_configuration_every_user_is_not_associated_and_none_of_it_is_certain() {
    let test = sampled(&["ecc_agent_config"], &[]);
    let issues =
        "SELECT count(*), count(unconfirmed) FROM ecc_agent_issue WHERE message LIKE '%not associated%'";
    let counts = test.value(issues);
    let (all, unconfirmed) = counts.split_once('|').unwrap();
    assert!(all == unconfirmed && all != "0", "{counts}");
    let status = test.run(&["status"]).at(AT).ends_with(1);
    status.saying("never loaded: ecc_agent_config; export and import, or pull");
}

#[test]
fn every_table_that_was_never_loaded_is_named_by_status_and_never_ok() {
    for table in
        ["ecc_agent", "sys_user", "sys_user_role", "sys_user_has_role", "sys_user_role_contains", "sysevent"]
    {
        let test = sampled(&[table], &[]);
        let status = test.run(&["status"]).at(AT).ends_with(1);
        status.saying("never loaded").saying(table);
    }
}

#[test]
fn a_column_that_was_not_in_the_extract_is_named_and_is_neither_false_nor_empty() {
    for (file, words) in [
        ("few-columns/ecc_agent.json", "ecc_agent did not have the column sys_created_on"),
        ("few-columns/sys_user.json", "sys_user did not have the column active"),
        ("few-columns/sys_user_has_role.json", "sys_user_has_role did not have the column user, role"),
    ] {
        let table = file.split_once('/').unwrap().1.trim_end_matches(".json");
        let test = sampled(&[table], &[file]);
        test.run(&["status"]).at(AT).ends_with(1).saying(words);
        test.run(&["tables"]).at(AT).done().saying(words);
    }
}

#[test]
fn a_truth_that_was_not_in_the_extract_is_not_known_in_the_detailed_view() {
    let test = sampled(&["sys_user"], &["few-columns/sys_user.json"]);
    let said = test.run(&["check-connectivity", "--debug", "detailed"]).at(AT).done().stdout();
    assert!(said.contains("account        whether it is active is not known\n"), "{said}");
    assert!(!said.contains("inactive"), "{said}");
}

#[test]
fn without_the_contained_roles_it_is_not_certain_that_none_is_missing() {
    let test = sampled(&["sys_user_role_contains"], &[]);
    let said = test.run(&["check-connectivity", "--debug", "detailed"]).at(AT).done().stdout();
    assert!(said.contains("roles missing  none, unconfirmed") && !said.contains("missing  none\n"), "{said}");
    let whole = sampled(&[], &[]);
    let said = whole.run(&["check-connectivity", "--debug", "detailed"]).at(AT).done().stdout();
    assert!(!said.contains("unconfirmed"), "{said}");
}

#[test]
fn the_roles_that_were_missing_and_whether_a_role_is_active_are_not_known_where_their_columns_are_hidden() {
    let test = sampled(&[], &[]);
    let detailed = || test.run(&["check-connectivity", "--debug", "detailed"]).at(AT).done().stdout();
    assert!(!detailed().contains("not known"));
    for (table, column, words) in [
        ("sysevent", "parm2", "missing at login  not known"),
        ("sys_user_has_role", "state", "whether they are active is not known"),
    ] {
        test.sql(&format!(
            "UPDATE load_coverage SET column_names = replace(column_names, '{column}', 'x') WHERE table_name = '{table}'"
        ));
        let said = detailed().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(&words.replace("  ", " ")), "{said}");
    }
}

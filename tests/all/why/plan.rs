//! What it reads grows with the MID Servers that are Down and their events, not with the tables.

use std::fs;
use std::path::Path;

use crate::support::Test;

/// Read whole: MID Servers and their configuration, roles, and the few that are kept of the others; and the names of
/// accounts, once, where some user has no account of exactly its name. The holders of mid_server are found by the role, and
/// issues and clones are few.
const READ_WHOLE: [&str; 12] = [
    "count_not_associated.sql",
    "find_clone.sql",
    "list_account_names.sql",
    "list_configured_users.sql",
    "list_contained_roles.sql",
    "list_earlier_clones.sql",
    "list_kept_causes.sql",
    "list_loads_of_mid_servers.sql",
    "list_mid_servers.sql",
    "list_moments.sql",
    "list_properties.sql",
    "list_roles.sql",
];

#[test]
fn every_other_statement_searches_an_index() {
    let test = Test::init();
    let connection = test.connection();
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql/why");
    let mut seen = 0;
    for file in fs::read_dir(directory).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let sql = fs::read_to_string(&path).unwrap();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let rows = statement.raw_query().mapped(|row| row.get::<_, String>("detail"));
        let plan: Vec<String> = rows.map(Result::unwrap).collect();
        let scans = plan.iter().any(|step| step.starts_with("SCAN") && !step.contains("CONSTANT"));
        assert!(!scans || READ_WHOLE.contains(&name.as_str()), "{name}: {plan:#?}");
        seen += 1;
    }
    assert!(seen > READ_WHOLE.len());
}

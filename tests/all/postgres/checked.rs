//! `check` on a schema of a server: what a user's SQL may not use there, by file and line, and nothing is left of it.

use super::server::Server;
use crate::support::{Ended, Test};

/// A directory with a job for each statement, checked on a schema.
fn checked(server: &Server, schema: &str, jobs: &[(&str, &str)]) -> Ended {
    let address = server.address(schema);
    let test = Test::new();
    test.run(&["--db", &address, "init"]).done();
    for (name, statement) in jobs {
        test.job(name, statement);
    }
    test.run(&["--db", &address, "check"]).output()
}

/// A line of a statement, and what is said of it.
type Said = (usize, &'static str);

/// Statements of which a server refuses something, each with the lines of the statement and what is said of them.
const REFUSED: [(&str, &str, &[Said]); 13] = [
    (
        "A1",
        "INSERT OR IGNORE INTO sys_user_role (name)\nVALUES (ifnull(:job, 'x'))",
        &[(1, "INSERT OR"), (2, "ifnull()")],
    ),
    (
        "A2",
        "SELECT name AS message FROM ecc_agent\nWHERE status GLOB 'D*'\nAND rowid > 1",
        &[(2, "GLOB"), (3, "ROWID")],
    ),
    ("A3", "SELECT name AS message\nFROM ecc_agent WHERE\nvalid", &[(3, "column \"valid\" does not exist")]),
    ("A4", "SELECT name AS message FROM ecc_agent WHERE\nname = 7", &[(2, "operator does not exist")]),
    ("A5", "SELECT name AS message, max(status)\nFROM ecc_agent", &[(1, "other")]),
    (
        "A6",
        "SELECT set_config('role', 'none', true) AS message,\npg_terminate_backend(1) AS mid_server",
        &[(1, "may not use set_config"), (2, "may not use pg_terminate_backend")],
    ),
    (
        "A7",
        "UPDATE\nsys_trigger SET active = 0",
        &[(2, "a step may not write to sys_trigger: when a job runs")],
    ),
    ("A8", "DROP TABLE\nsyslog", &[(2, "must be owner of table syslog")]),
    ("A9", "LOCK TABLE ecc_agent", &[(1, "may only read and change rows")]),
    ("B1", "CREATE TABLE mine (a INTEGER PRIMARY KEY AUTOINCREMENT)", &[(1, "AUTOINCREMENT")]),
    ("B2", "CREATE INDEX\nodd ON ecc_agent (version)", &[(2, "must be owner of table ecc_agent")]),
    ("B3", "UPDATE ecc_agent SET version = :nowhere", &[(1, "asks for :nowhere")]),
    ("B4", "SELECT name AS message, version FROM ecc_agent", &[(1, "is none of a finding's")]),
];

#[test]
fn all_that_a_server_refuses_is_named_by_file_and_line() {
    let Some(server) = Server::start() else { return };
    let jobs: Vec<_> = REFUSED.iter().map(|(name, statement, _)| (*name, *statement)).collect();
    let ended = checked(&server, "dev", &jobs);
    let said = ended.with_code(3).stdout();
    // As a job file of the tests has it, its statement begins in the line of the first word.
    let test = Test::new();
    for (name, statement, expected) in REFUSED {
        test.job(name, statement);
        let file = format!("jobs/{name}.toml");
        let text = std::fs::read_to_string(test.path(&file)).unwrap();
        let first = text[..text.find(statement.lines().next().unwrap()).unwrap()].matches('\n').count() + 1;
        let lines: Vec<&str> = said.lines().filter(|line| line.starts_with(&file)).collect();
        assert!(lines.len() >= expected.len(), "{name}: {said}");
        for (line, words) in expected {
            let begin = format!("{file}:{}: ", first + line - 1);
            let is_said =
                |said: &&str| said.starts_with(&begin) && (*words == "other" || said.contains(words));
            assert!(lines.iter().any(is_said), "{begin}{words} is not in\n{said}");
        }
    }
}

#[test]
fn what_a_schema_takes_has_no_fault_and_leaves_nothing() {
    let Some(server) = Server::start() else { return };
    let address = server.address("dev");
    let test = Test::new();
    test.run(&["--db", &address, "init"]).done();
    let mut client = server.client("postgres");
    client
        .batch_execute("SET search_path TO dev; INSERT INTO ecc_agent (name, status) VALUES ('m', 'Up')")
        .unwrap();
    // One uses what another makes, and one made its table in a run before.
    for (name, statement) in [
        ("A", "INSERT INTO mine (name) SELECT name FROM ecc_agent ON CONFLICT DO NOTHING"),
        ("B", "CREATE TABLE mine AS SELECT name FROM ecc_agent; -- all"),
        ("C", "UPDATE ecc_agent SET status = 'Paused' WHERE name = :job"),
        ("D", "DELETE FROM ecc_agent"),
        ("F", "CREATE TABLE made (name TEXT PRIMARY KEY)"),
        ("G", "DROP TABLE made"),
    ] {
        test.job(name, statement);
    }
    test.job_file("e.toml", "name = \"E\"\ndescription = \"x\"\nsource = \"E\"\n[[steps]]\nsql = \"SELECT name::text AS message FROM ecc_agent\"\n");
    test.run(&["--db", &address, "run-now", "F"]).done();
    test.run(&["--db", &address, "check"]).output().with_code(0);
    let kept =
        "SELECT (SELECT status FROM ecc_agent), to_regclass('mine') IS NULL, to_regclass('made') IS NULL";
    let left = client.query_one(kept, &[]).unwrap();
    assert_eq!(
        (left.get::<_, String>(0).as_str(), left.get::<_, bool>(1), left.get::<_, bool>(2)),
        ("Up", true, false)
    );
}

#[test]
fn where_there_is_no_schema_yet_check_says_so() {
    let Some(server) = Server::start() else { return };
    let address = server.address("dev");
    Test::new()
        .run(&["--db", &address, "check"])
        .output()
        .refuses(&["there is no schema dev of midjobs", "init"]);
}

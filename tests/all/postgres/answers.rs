//! Every reading statement and view gives the same rows in the same order on both engines, over rows at random.

use fastrand::Rng;
use postgres::Client;
use rusqlite::Connection;

use super::both::{AsText, of_postgres, of_sqlite, prepared};
use super::schema::whole;
use super::server::Server;
use super::statements::shared;
use crate::support::Test;

/// Rows that are tried for each table, and sets of parameters for each statement.
const ROWS: usize = 30;
const SETS: usize = 6;

/// Values that a column may have beside those of its own: nothing, empty, capitals, umlauts, odd signs.
const ODD: [&str; 8] = ["", "a", "A", "b", "ä", "Zoë", "a_b", "MID'1"];

/// What columns of these names have, so that rows find each other.
const OF_COLUMN: [(&str, &[&str]); 14] = [
    ("status", &["Up", "Down", "Down", "Paused"]),
    ("state", &["new", "acknowledged", "resolved", "active", "Completed", "rolled back"]),
    ("source", &["InstanceClone", "MIDUserConnectivity"]),
    ("param_name", &["mid.instance.username", "mid.instance.username", "other"]),
    ("outcome", &["ran", "failed", "running", "retry", "skipped", "coalesced", "abandoned"]),
    ("origin", &["schedule", "manual", "import", "pull"]),
    ("table_name", &["ecc_agent", "sysevent", "sys_user", "sys_user_has_role"]),
    ("validated", &["true", "false"]),
    ("kind", &["gap", "old", "never"]),
    ("event", &["opened", "resolved", "failed", "ran"]),
    ("cause", &["account_missing"]),
    ("who", &["import", "by hand"]),
    ("parm1", &["svc.a", "svc.b", "svc.ä"]),
    ("parm2", &["soap_script", "itil,soap_script"]),
];

/// Names that several tables know each other by.
const NAMES: [&str; 9] = [
    "svc.a",
    "svc.b",
    "SVC.A",
    "svc.ä",
    "mid_server",
    "soap_script",
    "login",
    "login.failed",
    "login.authorization.failed",
];

const TIMES: [&str; 5] = [
    "2026-03-01 11:00:00",
    "2026-03-01 12:00:00",
    "2026-03-01 12:00:00",
    "2026-03-02 00:00:00",
    "2026-02-28 23:59:59",
];

fn key(number: usize) -> String {
    // Not a number: where a time is meant, SQLite would take it for one.
    format!("a{number:031x}")
}

fn one_of<'a>(random: &mut Rng, values: &[&'a str]) -> &'a str {
    values[random.usize(..values.len())]
}

/// A value for the column, or nothing.
fn value(random: &mut Rng, column: &str, declared: &str, not_null: bool) -> Option<String> {
    if !not_null && random.u8(..5) == 0 {
        return None;
    }
    Some(match declared {
        "BOOLEAN" => random.u8(..2).to_string(),
        "INTEGER" => random.i8(-1..3).to_string(),
        "DATETIME" | "DATETEXT" if random.u8(..12) == 0 => {
            one_of(random, &["", "2026-02-30 00:00:00", "2026-03-01 24:00:00"]).to_owned()
        }
        "DATETIME" | "DATETEXT" => one_of(random, &TIMES).to_owned(),
        _ => text(random, column),
    })
}

fn text(random: &mut Rng, column: &str) -> String {
    let own = OF_COLUMN.iter().find(|(name, _)| *name == column);
    match (own, random.u8(..8)) {
        (_, 0) => one_of(random, &ODD).to_owned(),
        (Some((_, own)), _) => one_of(random, own).to_owned(),
        (None, 1..=4) => one_of(random, &NAMES).to_owned(),
        (None, _) => key(random.usize(..ROWS)),
    }
}

/// The columns of a table: name, declared type, whether it must not be NULL.
fn columns(connection: &Connection, table: &str) -> Vec<(String, String, bool)> {
    let mut statement =
        connection.prepare("SELECT name, type, \"notnull\" FROM pragma_table_info(?1)").unwrap();
    let columns = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    columns.collect::<Result<_, _>>().unwrap()
}

/// Puts the same rows into both, or sees both refuse them.
fn insert(connection: &Connection, client: &mut Client, table: &str, random: &mut Rng) {
    let columns = columns(connection, table);
    let list = |form: &dyn Fn(&String) -> String| {
        columns.iter().map(|(name, ..)| form(name)).collect::<Vec<_>>().join(", ")
    };
    let sql = format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        list(&|name| format!("\"{name}\"")),
        list(&|name| format!(":{name}"))
    );
    let (statement, named) = prepared(client, &sql);
    for number in 0..ROWS {
        let values = columns.iter().map(|(name, declared, not_null)| {
            AsText(match name.as_str() {
                "sys_id" => Some(key(number)),
                "sequence" => Some((number + 1).to_string()),
                _ => value(random, name, declared, *not_null),
            })
        });
        let values: Vec<AsText> = values.collect();
        let one = of_sqlite(connection, &sql, &named, &values).map_err(|error| error.to_string());
        let two = of_postgres(client, &statement, &values);
        assert_eq!(one.is_ok(), two.is_ok(), "{table} {values:?}\nSQLite: {one:?}\nPostgreSQL: {two:?}");
    }
}

/// Both with the same rows. Nobody is told of anything before all other rows are there.
fn fill(connection: &Connection, client: &mut Client, seed: u64) {
    let mut random = Rng::with_seed(seed);
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'
         ORDER BY name = 'outbox_receiver', name";
    connection.execute_batch("BEGIN").unwrap();
    for table in crate::support::query(connection, names) {
        connection.execute_batch(&format!("DELETE FROM {table}")).unwrap();
        insert(connection, client, &table, &mut random);
    }
    connection.execute_batch("COMMIT").unwrap();
}

/// Parameters that are lists in JSON.
const LISTS: [&str; 3] = ["among", "user_names", "accounts"];

/// A value for a parameter.
fn parameter(random: &mut Rng, is_number: bool) -> AsText {
    AsText(match random.u8(..6) {
        _ if is_number => Some(random.u8(..4).to_string()),
        0 => None,
        1 => Some(one_of(random, &TIMES).to_owned()),
        2 => Some(key(random.usize(..ROWS))),
        3 => {
            let (_, own) = OF_COLUMN[random.usize(..OF_COLUMN.len())];
            Some(one_of(random, own).to_owned())
        }
        4 => Some(one_of(random, &ODD).to_owned()),
        _ => Some(one_of(random, &NAMES).to_owned()),
    })
}

/// A list in JSON, or none.
fn list(random: &mut Rng) -> AsText {
    let some = (0..random.usize(..4)).map(|_| parameter(random, false).0.unwrap_or_default());
    let list = serde_json::to_string(&some.collect::<Vec<_>>()).unwrap();
    AsText((random.u8(..3) > 0).then_some(list))
}

fn reads(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim_start().starts_with("--")).unwrap_or_default();
    ["SELECT", "WITH"].iter().any(|word| first.starts_with(word)) && !text.contains("RETURNING")
}

/// What is asked: every shared statement that reads, and every view.
fn questions(connection: &Connection) -> Vec<(String, String)> {
    let views =
        crate::support::query(connection, "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name");
    // The view says nothing of an order of its own.
    let sorted = |view: &str| if view == "v_clones" { " ORDER BY sys_id" } else { "" };
    let of_view = |view: String| (view.clone(), format!("SELECT * FROM {view}{}", sorted(&view)));
    shared().into_iter().filter(|(_, text)| reads(text)).chain(views.into_iter().map(of_view)).collect()
}

/// Asks both the same, and says what they answered differently, and how many rows they answered with.
fn compare(connection: &Connection, client: &mut Client, seed: u64) -> (Vec<String>, usize) {
    let (mut differences, mut rows) = (Vec::new(), 0);
    let mut random = Rng::with_seed(seed);
    for (name, text) in questions(connection) {
        let (statement, asked) = prepared(client, &text);
        for _ in 0..if asked.is_empty() { 1 } else { SETS } {
            let asked_for = |(name, number): &(String, bool)| match LISTS.contains(&name.as_str()) {
                true => list(&mut random),
                false => parameter(&mut random, *number),
            };
            let values: Vec<AsText> = asked.iter().map(asked_for).collect();
            let one = of_sqlite(connection, &text, &asked, &values).map_err(|error| error.to_string());
            let two = of_postgres(client, &statement, &values);
            let (one, two) = (as_ordered(&text, one), as_ordered(&text, two));
            rows += one.as_ref().map_or(0, Vec::len);
            if one != two {
                differences.push(difference(&name, &asked, &values, &one, &two));
                break;
            }
        }
    }
    (differences, rows)
}

/// The rows in an order of the test's where the statement says none: whoever reads them minds none. Of those of which any
/// one will do, it is said whether there is one.
fn as_ordered(text: &str, answer: Answer) -> Answer {
    answer.map(|mut rows| {
        match text.contains("ORDER BY") {
            true => {}
            false if text.contains("LIMIT 1;") => rows = vec![rows.len().to_string()],
            false => rows.sort_unstable(),
        }
        rows
    })
}

type Answer = Result<Vec<String>, String>;

fn difference(name: &str, asked: &[(String, bool)], values: &[AsText], one: &Answer, two: &Answer) -> String {
    let asked: Vec<_> =
        asked.iter().zip(values).map(|((name, _), value)| format!("{name}={:?}", value.0)).collect();
    let both = match (one, two) {
        (Ok(one), Ok(two)) => {
            let at =
                one.iter().zip(two).position(|(one, two)| one != two).unwrap_or(one.len().min(two.len()));
            let row = |rows: &[String]| rows.get(at).cloned().unwrap_or("no row".to_owned());
            format!("row {at} of {}: {}\n  row {at} of {}: {}", one.len(), row(one), two.len(), row(two))
        }
        (one, two) => format!("{one:?}\n  {two:?}"),
    };
    format!("{name} {}\n  {both}", asked.join(" "))
}

#[test]
fn every_reading_statement_and_view_answers_the_same_on_both_engines() {
    let Some(server) = Server::start() else { return };
    server.make_icu_database("icu");
    let test = Test::init();
    let connection = test.connection();
    for (database, seed) in [("postgres", 1), ("icu", 2)] {
        let mut client = server.client(database);
        client.batch_execute(&whole()).unwrap();
        // Of three days with events two have a table of their own.
        client.batch_execute("SELECT make_event_days('2026-02-28', '2026-03-01')").unwrap();
        fill(&connection, &mut client, seed);
        let (differences, rows) = compare(&connection, &mut client, seed);
        assert!(differences.is_empty(), "{database}:\n{}", differences.join("\n"));
        assert!(rows > 1_000, "only {rows} rows were compared");
    }
}

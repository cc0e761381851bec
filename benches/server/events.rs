//! Login events as one table, and as a partition for each day beside a table of ids that keeps a `sys_id` one row: putting them in, as an import
//! does, and removing those of the oldest days.

use std::fmt::Write as _;
use std::time::Instant;

use postgres::Client;

use super::server::Server;

const DAYS: usize = 30;
const KEPT: usize = 7;
const A_DAY: usize = 5_000;

/// As many as an import puts in by one statement, and by one commit.
const BATCH: usize = 64;
const COMMIT: usize = 60_000;

/// As the purge does it.
const PART: usize = 1_000;

const COLUMNS: &str = "sys_id TEXT COLLATE \"C\" NOT NULL, name TEXT COLLATE \"C\", parm1 TEXT COLLATE \"C\", parm2 TEXT COLLATE \"C\",
    state TEXT COLLATE \"C\", sys_created_on TEXT COLLATE \"C\"";
const INDEXES: &str =
    "CREATE INDEX ON event (parm1, sys_created_on, name) WHERE name BETWEEN 'login' AND 'login.failed';
    CREATE INDEX ON event (sys_created_on, name);";

/// A way to keep events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Design {
    OneTable,
    Days,
}

/// Prints a line for each design.
pub fn print(server: &Server) {
    println!(
        "| {} events of {DAYS} days | put in, s | again, s | {} days removed, s | log of that, MB |\n|---|---|---|---|---|",
        DAYS * A_DAY,
        DAYS - KEPT
    );
    let mut client = server.client("postgres");
    for design in [Design::OneTable, Design::Days, Design::OneTable, Design::Days] {
        make(&mut client, design);
        let (new, again) = (put_all(&mut client, design), put_all(&mut client, design));
        client.batch_execute("CHECKPOINT").unwrap();
        client.batch_execute("VACUUM ANALYZE event").unwrap();
        let (began, log) = (Instant::now(), written(&mut client));
        match design {
            Design::OneTable => purge_rows(&mut client, "event", "sys_created_on"),
            Design::Days => drop_days(&mut client),
        }
        let took = began.elapsed().as_secs_f64();
        let log = (written(&mut client) - log) as f64 / 1e6;
        let left: i64 = client.query_one("SELECT count(*) FROM event", &[]).unwrap().get(0);
        assert_eq!(left, i64::try_from(KEPT * A_DAY).unwrap());
        println!("| {design:?} | {new:.1} | {again:.1} | {took:.2} | {log:.0} |");
    }
}

fn make(client: &mut Client, design: Design) {
    client
        .batch_execute(
            "DROP SCHEMA IF EXISTS events CASCADE; CREATE SCHEMA events; SET search_path TO events",
        )
        .unwrap();
    let made = match design {
        Design::OneTable => format!("CREATE TABLE event ({COLUMNS}, PRIMARY KEY (sys_id)); {INDEXES}"),
        Design::Days => {
            let mut made = format!(
                "CREATE TABLE event ({COLUMNS}) PARTITION BY RANGE (sys_created_on); {INDEXES}
                 CREATE INDEX ON event (sys_id);
                 CREATE TABLE event_id (sys_id TEXT COLLATE \"C\" PRIMARY KEY, day TEXT COLLATE \"C\" NOT NULL);
                 CREATE INDEX ON event_id (day);"
            );
            for day in 0..DAYS {
                let (from, to) = (of_day(day), of_day(day + 1));
                write!(
                    made,
                    "CREATE TABLE event_{day} PARTITION OF event FOR VALUES FROM ('{from}') TO ('{to}');"
                )
                .unwrap();
            }
            made
        }
    };
    client.batch_execute(&made).unwrap();
}

fn of_day(day: usize) -> String {
    format!("2026-{:02}-{:02}", 1 + day / 28, 1 + day % 28)
}

/// Puts all events in, in the order of their ids as an import does: how many seconds that takes.
fn put_all(client: &mut Client, design: Design) -> f64 {
    let began = Instant::now();
    let rows: Vec<usize> = (0..DAYS * A_DAY).collect();
    for commit in rows.chunks(COMMIT) {
        let mut rows: Vec<(String, usize)> = commit.iter().map(|number| (id(*number), *number)).collect();
        rows.sort_unstable();
        client.batch_execute("BEGIN").unwrap();
        for batch in rows.chunks(BATCH) {
            client.batch_execute(&insert(design, batch)).unwrap();
        }
        client.batch_execute("COMMIT").unwrap();
    }
    began.elapsed().as_secs_f64()
}

/// An id as instances have them, in no order of time.
fn id(number: usize) -> String {
    let mixed = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{mixed:016x}{:016x}", mixed.rotate_left(23))
}

fn insert(design: Design, batch: &[(String, usize)]) -> String {
    let mut values = String::new();
    for (id, number) in batch {
        let (day, second) = (of_day(number / A_DAY), number % A_DAY);
        let time = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
        let comma = if values.is_empty() { "" } else { ", " };
        write!(
            values,
            "{comma}('{id}', 'login.failed', 'user{}', NULL, 'processed', '{day} {time}')",
            number % 5_000
        )
        .unwrap();
    }
    match design {
        Design::OneTable => format!("INSERT INTO event VALUES {values} ON CONFLICT (sys_id) DO NOTHING"),
        Design::Days => format!(
            "WITH given (sys_id, name, parm1, parm2, state, sys_created_on) AS (VALUES {values}),
             unknown AS (INSERT INTO event_id SELECT sys_id, substr(sys_created_on, 1, 10) FROM given ON CONFLICT DO NOTHING RETURNING sys_id)
             INSERT INTO event SELECT given.* FROM given JOIN unknown USING (sys_id)"
        ),
    }
}

/// As the purge does it: in parts, each its own commit.
fn purge_rows(client: &mut Client, table: &str, column: &str) {
    let purge = format!(
        "DELETE FROM {table} WHERE sys_id IN (SELECT sys_id FROM {table} WHERE {column} < $1 ORDER BY {column} LIMIT {PART})"
    );
    let purge = client.prepare(&purge).unwrap();
    while client.execute(&purge, &[&of_day(DAYS - KEPT)]).unwrap() > 0 {}
}

/// The days are gone at once; their ids are rows.
fn drop_days(client: &mut Client) {
    for day in 0..DAYS - KEPT {
        client.batch_execute(&format!("DROP TABLE event_{day}")).unwrap();
    }
    purge_rows(client, "event_id", "day");
}

/// How many bytes the server has written to its log.
fn written(client: &mut Client) -> i64 {
    client.query_one("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint", &[]).unwrap().get(0)
}

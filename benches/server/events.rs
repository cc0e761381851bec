//! Login events in days that have a table each, against one plain table: what an import, a purge and the questions of people take, by the
//! program itself.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use postgres::Client;
use tempfile::TempDir;

use super::server::Server;

/// Days, and of these those that the purge keeps.
const DAYS: usize = 30;
const KEPT: usize = 7;
const A_DAY: usize = 6_667;

/// Events of a week in one file.
const OF_A_WEEK: usize = 200_000;
const ROUNDS: usize = 3;

/// As sql/schema-postgres had it, in place of the days.
const ONE_TABLE: &str = "DROP TABLE sysevent;
    CREATE TABLE sysevent (
        sys_id TEXT COLLATE \"C\" PRIMARY KEY NOT NULL DEFAULT new_sys_id() CHECK (length(sys_id) = 32),
        name TEXT COLLATE \"C\", parm1 TEXT COLLATE \"C\", parm2 TEXT COLLATE \"C\", state TEXT COLLATE \"C\",
        sys_created_on DATETIME CHECK (length(sys_created_on) IN (0, 19))
    );
    CREATE INDEX sysevent_login_by_user ON sysevent (parm1, sys_created_on, name) WHERE name BETWEEN 'login' AND 'login.failed';
    CREATE INDEX sysevent_by_time ON sysevent (sys_created_on, name);
    CREATE INDEX sysevent_of_mid_servers ON sysevent (sys_created_on, name, parm1) WHERE name BETWEEN 'mid_server.' AND 'mid_server/';
    GRANT SELECT, INSERT, UPDATE, DELETE ON sysevent TO \"events_step\";";

/// A way to keep events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Design {
    OneTable,
    Days,
    /// The same, and somebody reads while the purge is at work.
    DaysAndReader,
}

/// Prints a line for each design, in turn.
pub fn print(server: &Server) {
    let directory = tempfile::tempdir().unwrap();
    write_files(directory.path());
    println!(
        "| 200,000 events | a week in one file, s | again, s | {DAYS} days in {DAYS} files, s | a week more, s | {} days removed, s | log of that, MB | status, ms | mids, ms | why, ms | sampling, ms |\n|---|---|---|---|---|---|---|---|---|---|---|",
        DAYS - KEPT
    );
    for design in [Design::OneTable, Design::Days, Design::DaysAndReader].repeat(ROUNDS) {
        let at = At { server, directory: &directory, design };
        println!("| {design:?} | {} | {} |", at.week().join(" | "), at.month().join(" | "));
    }
}

/// A schema, made anew for each measurement.
struct At<'s> {
    server: &'s Server,
    directory: &'s TempDir,
    design: Design,
}

impl At<'_> {
    /// Many into an empty schema, and the same once more.
    fn week(&self) -> Vec<String> {
        self.make();
        let import = || seconds(self.took(DAYS, &["import", "week.csv", "--table", "sysevent"]));
        vec![import(), import()]
    }

    /// Day by day, then many beside them; then the old days go.
    fn month(&self) -> Vec<String> {
        let mut client = self.make();
        let imports =
            (0..DAYS).map(|day| self.took(day, &["import", &format!("day{day}.csv"), "--table", "sysevent"]));
        let mut cells = vec![seconds(imports.sum())];
        cells.push(seconds(self.took(DAYS, &["import", "week.csv", "--table", "sysevent"])));
        client.batch_execute("DELETE FROM sysevent WHERE parm2 = 'of the week'").unwrap();
        client.batch_execute("CHECKPOINT").unwrap();
        client.batch_execute("VACUUM ANALYZE sysevent").unwrap();
        let questions =
            [&["status"][..], &["mids"], &["why"], &["run-now", "MIDUserConnectivity"]].map(|words| {
                let mut took: Vec<f64> = (0..7).map(|_| self.took(DAYS - 1, words)).collect();
                took.sort_by(f64::total_cmp);
                format!("{:.0}", took[3] * 1e3)
            });
        let mut reader = self.server.client("postgres");
        if self.design == Design::DaysAndReader {
            reader.batch_execute("BEGIN; SELECT count(*) FROM events.sysevent").unwrap();
        }
        let log = written(&mut client);
        cells.push(format!("{:.2}", self.took(DAYS - 1, &["run-now", "PurgeHistory"])));
        cells.push(format!("{:.0}", (written(&mut client) - log) as f64 / 1e6));
        let left: i64 = client.query_one("SELECT count(*) FROM sysevent", &[]).unwrap().get(0);
        // The day of the limit goes by its hours.
        assert!((KEPT * A_DAY..=(KEPT + 1) * A_DAY).contains(&usize::try_from(left).unwrap()), "{left}");
        cells.extend(questions);
        cells
    }

    fn make(&self) -> Client {
        let mut client = self.server.client("postgres");
        client.batch_execute("DROP SCHEMA IF EXISTS events CASCADE").unwrap();
        self.took(0, &["init"]);
        client.batch_execute("SET search_path TO events").unwrap();
        if self.design == Design::OneTable {
            client.batch_execute(ONE_TABLE).unwrap();
        }
        client.batch_execute("INSERT INTO ecc_agent (sys_id, name, status, user_name)
                SELECT lpad(number::text, 32, '0'), 'mid' || number, 'Up', 'user' || number FROM generate_series(1, 200) AS number;
            INSERT INTO sys_user (sys_id, user_name, active)
                SELECT lpad(number::text, 32, '0'), 'user' || number, 1 FROM generate_series(1, 5000) AS number;
            CHECKPOINT").unwrap();
        client
    }

    /// How many seconds a command takes at noon of a day.
    fn took(&self, day: usize, words: &[&str]) -> f64 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_midjobs"));
        command.current_dir(self.directory.path()).env("MIDJOBS_SIMULATE", "1");
        command
            .args(["--now", &format!("{} 23:59:59", of_day(day))])
            .args(["--db", &self.server.address("events")]);
        let began = Instant::now();
        let ended = command.args(words).output().unwrap();
        let took = began.elapsed().as_secs_f64();
        let code = ended.status.code();
        assert!(code.is_some_and(|code| code <= 2), "{words:?}: {}", String::from_utf8_lossy(&ended.stderr));
        took
    }
}

fn seconds(took: f64) -> String {
    format!("{took:.1}")
}

/// A file of each day, and one of the last week.
fn write_files(directory: &Path) {
    for day in 0..DAYS {
        let events = (0..A_DAY).map(|number| (day * A_DAY + number, day, number * 86_400 / A_DAY, ""));
        fs::write(directory.join(format!("day{day}.csv")), csv(events)).unwrap();
    }
    let week = (0..OF_A_WEEK).map(|number| {
        let second = number * KEPT / (OF_A_WEEK / 86_400 + 1);
        (DAYS * A_DAY + number, DAYS - KEPT + second / 86_400 % KEPT, second % 86_400, "of the week")
    });
    fs::write(directory.join("week.csv"), csv(week)).unwrap();
}

fn csv(events: impl Iterator<Item = (usize, usize, usize, &'static str)>) -> String {
    let mut text = "sys_id,name,parm1,parm2,state,sys_created_on\n".to_owned();
    for (number, day, second, parm2) in events {
        let time = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
        writeln!(
            text,
            "{},login.failed,user{},{parm2},processed,{} {time}",
            id(number),
            number % 5_000,
            of_day(day)
        )
        .unwrap();
    }
    text
}

fn of_day(day: usize) -> String {
    format!("2026-05-{:02}", 1 + day)
}

/// An id as instances have them, in no order of time.
fn id(number: usize) -> String {
    let mixed = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{mixed:016x}{:016x}", mixed.rotate_left(23))
}

/// How many bytes the server has written to its log.
fn written(client: &mut Client) -> i64 {
    client.query_one("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint", &[]).unwrap().get(0)
}

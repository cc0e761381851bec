//! Random input for a stated time, `FUZZ_SECONDS` for each kind (2 unless given): no panic, and no way past the guard.

use std::time::{Duration, Instant};

use anyhow::bail;
use midjobs::db::{Db, Sql};
use midjobs::job::Catalog;
use midjobs::schedule::cron::Cron;

use crate::support::Test;

/// Hands random numbers to `attempt` until the time is over; says how often, and how to do it again.
fn for_the_stated_time(kind: &str, mut attempt: impl FnMut(&mut fastrand::Rng)) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seconds = number("FUZZ_SECONDS").unwrap_or(2);
    let seed = number("FUZZ_SEED").unwrap_or_else(|| fastrand::u64(..));
    let (mut random, mut tried) = (fastrand::Rng::with_seed(seed), 0);
    println!("{kind}: FUZZ_SEED={seed}");
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(seconds) {
        attempt(&mut random);
        tried += 1;
    }
    println!("{kind}: {tried} tried in {seconds}s");
}

/// Some of these words, in any order.
fn words(random: &mut fastrand::Rng, of: &[&str], most: usize, between: &str) -> String {
    let count = random.usize(1..=most);
    (0..count).map(|_| *random.choice(of).unwrap()).collect::<Vec<_>>().join(between)
}

/// The text with a few of its letters taken out, doubled or replaced.
fn damaged(random: &mut fastrand::Rng, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..random.usize(1..6) {
        let at = random.usize(..letters.len());
        match random.u8(..3) {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, letters[at]),
            _ => letters[at] = random.char(..),
        }
        if letters.is_empty() {
            break;
        }
    }
    letters.into_iter().collect()
}

const BEGINNINGS: [&str; 12] = [
    "INSERT INTO",
    "INSERT OR REPLACE INTO",
    "UPDATE",
    "DELETE FROM",
    "WITH syslog AS (SELECT 1) DELETE FROM",
    "CREATE TRIGGER",
    "CREATE VIEW",
    "CREATE TABLE",
    "CREATE INDEX",
    "ALTER TABLE",
    "DROP TABLE",
    "PRAGMA",
];

const REST: [&str; 34] = [
    "syslog",
    "sys_trigger",
    "\"SYSLOG\"",
    "main.job_setting",
    "job_setting",
    "load_coverage",
    "sqlite_sequence",
    "mine",
    "view_of_mine",
    "check_for_bad_mid_credential_after_clone_log",
    "SET active = 0",
    "SET a = 1",
    "DEFAULT VALUES",
    "VALUES (1)",
    "SELECT * FROM syslog",
    "AFTER INSERT ON",
    "INSTEAD OF INSERT ON",
    "BEGIN DELETE FROM syslog; END",
    "BEGIN INSERT INTO sys_trigger DEFAULT VALUES; END",
    "BEGIN",
    "END",
    ";",
    "AS SELECT 1 AS a",
    "(a)",
    "RENAME TO",
    "ON mine (a)",
    "ON syslog (level)",
    "RETURNING 1",
    "WHERE 1",
    "ON CONFLICT DO NOTHING",
    "writable_schema = 1",
    "FROM sys_trigger",
    "/* */",
    "ADD COLUMN b",
];

/// All that no step may change.
fn kept(db: &Db) -> String {
    let rows = |text: &str| db.rows(Sql::new("kept", text), &[]).unwrap();
    let all = [
        "SELECT * FROM syslog",
        "SELECT * FROM sys_trigger",
        "SELECT * FROM job_setting",
        "SELECT * FROM load_coverage",
        "SELECT * FROM sqlite_sequence WHERE name = 'syslog'",
        "SELECT type, name, tbl_name, sql FROM sqlite_schema
         WHERE tbl_name IN ('syslog', 'sys_trigger', 'job_setting', 'load_coverage', 'ecc_agent', 'ecc_agent_issue')",
    ];
    let shown = |text| {
        rows(text).iter().map(|row| format!("{:?}", row.iter().collect::<Vec<_>>())).collect::<String>()
    };
    all.into_iter().map(shown).collect()
}

#[test]
fn random_statements_of_a_user_reach_nothing_that_is_kept() {
    let db = Db::in_memory().unwrap();
    for text in [
        "INSERT INTO syslog (sys_created_on, source, message) VALUES ('2026-03-01 12:00:00', 'bystander', 'x')",
        "INSERT INTO sys_trigger (name, next_action) VALUES ('bystander', '2026-03-01 12:00:00')",
        "INSERT INTO job_setting VALUES ('bystander', 'x', 'x', '2026-03-01 12:00:00')",
        "CREATE TABLE mine (a)",
        "CREATE VIEW view_of_mine AS SELECT a FROM mine",
    ] {
        db.execute(Sql::new("rows", text), &[]).unwrap();
    }
    let before = kept(&db);
    let mut went_through = 0;
    for_the_stated_time("guard", |random| {
        let mut all = Vec::new();
        let undone = db.transaction(|| {
            for _ in 0..4 {
                let beginning = random.choice(BEGINNINGS).unwrap();
                let text = format!("{beginning} {}", words(random, &REST, 5, " "));
                let sql = Sql::new("step", &text);
                let done = db.guarded("step", || db.examine(sql).and_then(|_| db.execute(sql, &[])));
                went_through += usize::from(done.is_ok());
                all.push(text);
            }
            assert_eq!(kept(&db), before, "{all:?}");
            bail!("undone")
        });
        let undone: Result<(), _> = undone;
        assert_eq!(undone.unwrap_err().to_string(), "undone", "{all:?}");
    });
    assert!(went_through > 0, "some are allowed, or nothing was tried");
}

#[test]
fn random_cron_expressions_are_read_or_refused() {
    let parts = [
        "*",
        "0",
        "59",
        "60",
        "*/5",
        "1-5",
        "5-1",
        "MON",
        "L",
        "#",
        ",",
        "/",
        "-",
        "@daily",
        "?",
        "W",
        "99999999999",
        "é",
        "",
    ];
    for_the_stated_time("cron", |random| {
        let between = if random.bool() { " " } else { "" };
        let text = words(random, &parts, 8, between);
        let zone = ["Europe/Rome", "UTC", "Nowhere"][random.usize(..3)];
        drop(Cron::parse(&text, random.bool().then_some(zone)));
    });
}

#[test]
fn damaged_job_files_are_read_or_refused() {
    let test = Test::new();
    let whole = include_str!("../../../jobs/pull_instance.toml");
    for_the_stated_time("job files", |random| {
        test.job_file("mine.toml", &damaged(random, whole));
        drop(Catalog::load(Some(&test.path("jobs"))));
    });
}

#[test]
fn damaged_files_of_rows_are_read_or_refused() {
    let test = Test::init();
    let whole = [
        ("csv", "sys_id,name\n0123456789abcdef0123456789abcdef,\"a\"\"b\"\n"),
        ("json", "{\"result\":[{\"sys_id\":\"0123456789abcdef0123456789abcdef\",\"name\":\"\\u0061\"}]}"),
        (
            "xml",
            "<unload><ecc_agent><sys_id>0123456789abcdef0123456789abcdef</sys_id><name>a&amp;b</name></ecc_agent></unload>",
        ),
    ];
    for_the_stated_time("readers", |random| {
        let (form, text) = whole[random.usize(..whole.len())];
        let file = format!("ecc_agent.{form}");
        test.file(&file, damaged(random, text));
        let code = test.run(&["import", "--table", "ecc_agent", &file]).output().output.status.code();
        assert!(
            [Some(0), Some(3)].contains(&code),
            "{code:?}: {}",
            std::fs::read_to_string(test.path(&file)).unwrap()
        );
    });
}

//! What a sampling costs: `cargo bench --bench sampling -- [EVENTS [FILE]]`.
//!
//! A million events unless given; a file that is named is kept, and used again. 100 thousand users, 5 thousand of them with the
//! role, 10 thousand MID Servers, 500 Down; a tenth of the events are login events, and 2 % of all lie in the period. The rule is
//! measured in turn with a statement written by hand for the same question, on the same file. Then
//! `midjobs run-now MIDUserConnectivity` as a whole stands beside the limit: the same rows in tables for nothing else, one and a
//! half times their reading, and the writing of as many findings; for that period and for the one of the built-in job.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench that cannot go on ends")]

#[path = "../ratios/command.rs"]
mod command;
mod data;
mod limit;
mod whole;

use std::collections::HashMap;
use std::env;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use command::{median, milliseconds};
use data::Size;
use midjobs::db::{Access, Db, Value};
use midjobs::rules;
use midjobs::time::Span;
use rusqlite::{Connection, OpenFlags};

const ROUNDS: usize = 9;

/// 2 % of the 30 days that the events are spread over.
const PERIOD: Span = Span::from_seconds(51_840);

/// Who is examined, with the joins in the best order.
const EXAMINED: &str = "
    SELECT value AS user_name FROM ecc_agent CROSS JOIN ecc_agent_config
    WHERE status = 'Down' AND ecc_agent = ecc_agent.sys_id AND param_name = 'mid.instance.username'
    UNION
    SELECT user_name FROM sys_user_role CROSS JOIN sys_user_has_role CROSS JOIN sys_user INDEXED BY sys_user_active
    WHERE sys_user_role.name = 'mid_server' AND role = sys_user_role.sys_id AND sys_user.sys_id = user AND active = 1 AND NOT EXISTS (
        SELECT 1 FROM ecc_agent_config WHERE param_name = 'mid.instance.username' AND value = user_name)";

const LOGIN: &str = "name BETWEEN 'login' AND 'login.failed'\
    AND name IN ('login', 'login.failed', 'login.authorization.failed')";

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["limit", file, period, rest @ ..] = &arguments[..] {
        return limit::run(Path::new(file), period.parse()?, rest.first().map(Path::new));
    }
    let events = arguments.first().unwrap_or(&"1000000").parse().context("reading the number of events")?;
    let directory = tempfile::tempdir()?;
    let file = arguments.get(1).map_or_else(|| directory.path().join("sampling.db"), PathBuf::from);
    if !file.exists() {
        data::make(&file, Size { mid_servers: 10_000, down: 500, events })?;
    }
    measure(&file, events)?;
    whole::measure(&file, &directory.path().join("limit.db"))
}

fn measure(file: &Path, events: u64) -> Result<()> {
    // One at a time, as in a process of its own.
    let by_rule = || Db::open(file, Access::Read, Span::from_seconds(10));
    let by_hand = || Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY);
    let journal: String = by_hand()?.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    println!("{events} events, journal_mode {journal}, only read; synchronous is nothing to it");
    let mut times = [const { Vec::new() }; 3];
    let mut answers = HashMap::new();
    for _ in 0..ROUNDS {
        let db = by_rule()?;
        times[0].push(timed(|| rule(&db, 0), &mut answers, "rule")?);
        drop(db);
        let connection = by_hand()?;
        times[1].push(timed(|| hand(&connection), &mut answers, "by hand")?);
    }
    // It leaves the heap in pieces, which a sampling finds only after itself.
    for _ in 0..ROUNDS {
        let db = by_rule()?;
        times[2].push(timed(|| rule(&db, 2), &mut answers, "rule, detailed view")?);
    }
    let hand = median(times[1].clone());
    for (what, times) in ["rule", "by hand", "rule, detailed view"].iter().zip(times) {
        let time = median(times);
        println!("{what:20} {time:8.1} ms  {:5.2} of by hand  {:6} rows", time / hand, answers[what]);
    }
    Ok(())
}

fn timed(
    work: impl FnOnce() -> Result<usize>,
    answers: &mut HashMap<&'static str, usize>,
    what: &'static str,
) -> Result<f64> {
    let start = Instant::now();
    answers.insert(what, work()?);
    Ok(milliseconds(start.elapsed()))
}

/// The rule as a run calls it: everything read, classified and worded.
fn rule(db: &Db, debug: i64) -> Result<usize> {
    let rule = rules::find("user_connectivity").context("there is no rule user_connectivity")?;
    let length = rules::length_of("period");
    let params = [
        ("now", data::now()?.into()),
        (length.as_str(), PERIOD.into()),
        ("debug", Value::Integer(debug)),
        ("source", "MIDUserConnectivity".into()),
    ];
    Ok((rule.find)(db.reader(), &params)?.findings.len())
}

/// How many of the examined users logged in within the period, each looked up.
fn hand(connection: &Connection) -> Result<usize> {
    let newest = format!(
        "WITH examined AS MATERIALIZED ({EXAMINED})
         SELECT user_name, (SELECT name FROM sysevent WHERE parm1 = user_name AND {LOGIN} AND sys_created_on > ?1
            ORDER BY sys_created_on DESC, length(name) DESC LIMIT 1)
         FROM examined"
    );
    let start = data::now()? - PERIOD - Span::from_seconds(60);
    let mut statement = connection.prepare(&newest)?;
    let mut rows = statement.query([start.to_string()])?;
    let mut found = 0;
    while let Some(row) = rows.next()? {
        let (_user, event): (String, Option<String>) = (row.get(0)?, row.get(1)?);
        found += usize::from(event.is_some());
    }
    Ok(found)
}

//! An instance of a given size; the same rows every time.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use midjobs::db::Db;
use midjobs::time::{Span, Time};
use rusqlite::{Connection, Statement};

const DAYS: Span = Span::from_seconds(30 * 86_400);
const USERS: u64 = 100_000;
const HOLDERS: u64 = 5_000;

/// How much there is of what grows.
#[derive(Clone, Copy)]
pub struct Size {
    pub mid_servers: u64,
    pub down: u64,
    pub events: u64,
}

pub fn now() -> Result<Time> {
    Time::parse("2026-06-30 12:00:00")
}

/// Rows that others refer to.
#[derive(Clone, Copy)]
enum Table {
    Agent,
    User,
    Role,
}

/// Numbers that look random: xorshift.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// Makes the file.
pub fn make(file: &Path, size: Size) -> Result<()> {
    let start = Instant::now();
    drop(Db::create(file, Span::from_seconds(10))?);
    let connection = Connection::open(file)?;
    // What sorts an index takes as much again, and the program has set a limit to all of it.
    connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -100000; BEGIN")?;
    let mut numbers = Numbers(20_260_630);
    users(&connection)?;
    mid_servers(&connection, &mut numbers, size)?;
    loads(&connection)?;
    // Indexes are sorted once all is there.
    let (dropping, making): (String, String) = connection.query_row(
        "SELECT group_concat('DROP INDEX ' || name, ';'), group_concat(sql, ';')
         FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'sysevent' AND sql <> ''",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    connection.execute_batch(&dropping)?;
    sysevent(&connection, &mut numbers, size.events)?;
    connection.execute_batch(&making)?;
    connection.execute_batch("COMMIT; PRAGMA wal_checkpoint (TRUNCATE)")?;
    println!("made {} events in {:.0} s", size.events, start.elapsed().as_secs_f64());
    Ok(())
}

fn user_name(number: u64) -> String {
    format!("user{number:06}")
}

/// The `sys_id` of a row: at random, as those of an instance are.
fn key(table: Table, number: u64) -> String {
    let mut digits = Numbers((table as u64 + 1) << 40 | number);
    // It takes a few to mix so few bits.
    for _ in 0..8 {
        digits.below(1);
    }
    format!("{:016x}{:016x}", digits.below(u64::MAX), digits.below(u64::MAX))
}

fn users(connection: &Connection) -> Result<()> {
    connection.execute(
        "INSERT INTO sys_user_role (sys_id, name) VALUES (?, 'mid_server')",
        [key(Table::Role, 0)],
    )?;
    let mut user = connection.prepare("INSERT INTO sys_user (sys_id, user_name, active) VALUES (?, ?, 1)")?;
    let mut held = connection.prepare("INSERT INTO sys_user_has_role (user, role) VALUES (?, ?)")?;
    for number in 0..USERS {
        user.execute([key(Table::User, number), user_name(number)])?;
        let role = if number % (USERS / HOLDERS) == 0 {
            key(Table::Role, 0)
        } else {
            key(Table::Role, 1 + number % 20)
        };
        held.execute([key(Table::User, number), role])?;
    }
    Ok(())
}

fn mid_servers(connection: &Connection, numbers: &mut Numbers, size: Size) -> Result<()> {
    let mut agent = connection.prepare("INSERT INTO ecc_agent (sys_id, name, status) VALUES (?, ?, ?)")?;
    let mut config =
        connection.prepare("INSERT INTO ecc_agent_config (ecc_agent, param_name, value) VALUES (?, ?, ?)")?;
    for number in 0..size.mid_servers {
        let status = if number % (size.mid_servers / size.down) == 0 { "Down" } else { "Up" };
        agent.execute([&key(Table::Agent, number), &format!("mid-{number:05}"), status])?;
        // One of ten runs as somebody without the role; five of ten share a user with others.
        let user = match number % 10 {
            0 => user_name(numbers.below(USERS)),
            1..=4 => user_name(numbers.below(HOLDERS) * (USERS / HOLDERS)),
            _ => user_name(numbers.below(HOLDERS / 20) * (USERS / HOLDERS)),
        };
        config.execute([&key(Table::Agent, number), "mid.instance.username", &user])?;
        config.execute([&key(Table::Agent, number), "threads.max", "25"])?;
        config.execute([&key(Table::Agent, number), "mid.log.level", "info"])?;
    }
    Ok(())
}

/// All came, and just now: nothing is in doubt.
fn loads(connection: &Connection) -> Result<()> {
    let mut load = connection.prepare(
        "INSERT INTO load_coverage (table_name, origin, place, loaded_on, extracted_on, row_count)
         VALUES (?1, 'import', 'export', ?2, ?2, 1)",
    )?;
    for table in
        ["ecc_agent", "ecc_agent_config", "sys_user", "sys_user_role", "sys_user_has_role", "sysevent"]
    {
        load.execute([table, &now()?.to_string()])?;
    }
    Ok(())
}

fn sysevent(connection: &Connection, numbers: &mut Numbers, events: u64) -> Result<()> {
    let mut event = connection
        .prepare("INSERT INTO sysevent (sys_id, name, parm1, parm2, state, sys_created_on) VALUES (?, ?, ?, ?, 'processed', ?)")?;
    let first = now()? - DAYS;
    for number in 0..events {
        let at = first + Span::from_seconds(DAYS.seconds() * number / events);
        put_event(&mut event, numbers, number, at)?;
    }
    Ok(())
}

/// One of ten is a login event; of these three of ten are of holders of the role.
fn put_event(event: &mut Statement, numbers: &mut Numbers, number: u64, at: Time) -> Result<()> {
    let sys_id = format!("{:016x}{:016x}", numbers.below(u64::MAX), number);
    let at = at.to_string();
    if numbers.below(10) > 0 {
        event.execute([&sys_id, "metric.update", &sys_id, "default", &at])?;
        return Ok(());
    }
    let name = match numbers.below(100) {
        0..80 => "login",
        80..95 => "login.failed",
        _ => "login.authorization.failed",
    };
    let user = match numbers.below(10) {
        0..3 => numbers.below(HOLDERS) * (USERS / HOLDERS),
        _ => numbers.below(USERS),
    };
    event.execute([&sys_id, name, &user_name(user), "10.0.0.1", &at])?;
    Ok(())
}

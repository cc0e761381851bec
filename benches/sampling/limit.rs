//! The limit: the same rows in tables for nothing else, read and written by statements that know what they look for; a process of
//! its own, as a sampling is.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::Result;
use midjobs::time::Span;
use rusqlite::Connection;

use super::data;

/// The rows of an instance, from the file of midjobs.
const MAKE: &str = "
    CREATE TABLE sys_user (sys_id TEXT PRIMARY KEY, user_name TEXT NOT NULL UNIQUE, active INTEGER NOT NULL);
    CREATE TABLE sys_user_role (sys_id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE sys_user_has_role (sys_id TEXT PRIMARY KEY, user TEXT NOT NULL, role TEXT NOT NULL);
    CREATE TABLE ecc_agent (sys_id TEXT PRIMARY KEY, name TEXT NOT NULL, status TEXT NOT NULL);
    CREATE TABLE ecc_agent_config (sys_id TEXT PRIMARY KEY, ecc_agent TEXT NOT NULL, param_name TEXT NOT NULL, value TEXT NOT NULL);
    CREATE TABLE sysevent (id INTEGER PRIMARY KEY, sys_id TEXT NOT NULL, name TEXT NOT NULL, parm1 TEXT, sys_created_on TEXT NOT NULL);
    CREATE TABLE issue (
        id INTEGER PRIMARY KEY, user_name TEXT NOT NULL, message TEXT NOT NULL UNIQUE, count INTEGER NOT NULL, last_detected TEXT NOT NULL
    );
    INSERT INTO sys_user SELECT sys_id, user_name, active FROM midjobs.sys_user;
    INSERT INTO sys_user_role SELECT sys_id, name FROM midjobs.sys_user_role;
    INSERT INTO sys_user_has_role SELECT sys_id, user, role FROM midjobs.sys_user_has_role;
    INSERT INTO ecc_agent SELECT sys_id, name, status FROM midjobs.ecc_agent;
    INSERT INTO ecc_agent_config SELECT sys_id, ecc_agent, param_name, value FROM midjobs.ecc_agent_config;
    INSERT INTO sysevent SELECT rowid, sys_id, name, parm1, sys_created_on FROM midjobs.sysevent;
    CREATE INDEX held ON sys_user_has_role (role, user);
    CREATE INDEX status ON ecc_agent (status);
    CREATE INDEX config ON ecc_agent_config (ecc_agent, param_name, value);
    CREATE INDEX login_by_time ON sysevent (sys_created_on, parm1, name) WHERE name IN ('login', 'login.failed', 'login.authorization.failed')";

/// Who is examined.
const EXAMINED: &str = "
    SELECT value FROM ecc_agent CROSS JOIN ecc_agent_config
    WHERE status = 'Down' AND ecc_agent = ecc_agent.sys_id AND param_name = 'mid.instance.username'
    UNION
    SELECT user_name FROM sys_user_role CROSS JOIN sys_user_has_role CROSS JOIN sys_user
    WHERE sys_user_role.name = 'mid_server' AND role = sys_user_role.sys_id AND sys_user.sys_id = user AND active = 1";

/// The logins of the period.
const LOGINS: &str = "
    SELECT parm1, sys_created_on, name FROM sysevent INDEXED BY login_by_time
    WHERE name IN ('login', 'login.failed', 'login.authorization.failed') AND sys_created_on > ?1";

/// It knows whether there is an issue, and how often it was found.
const FOUND: &str = "
    INSERT INTO issue (user_name, message, count, last_detected) VALUES (?1, ?2, 1, ?3)
    ON CONFLICT (message) DO UPDATE SET count = count + 1, last_detected = excluded.last_detected";

/// Makes the file, with the rows that stand in the file of midjobs.
pub fn make(limit: &Path, of: &Path) -> Result<()> {
    let connection = Connection::open(limit)?;
    connection
        .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -100000")?;
    connection.execute("ATTACH ? AS midjobs", [of.to_str()])?;
    connection.execute_batch(&format!("BEGIN; {MAKE}; COMMIT"))?;
    Ok(())
}

pub fn open(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")?;
    Ok(connection)
}

/// What the limit does.
#[derive(Clone, Copy)]
pub enum Work {
    /// It reads the newest login of each examined user in the period.
    Read,
    /// It also writes down what a sampling finds.
    ReadAndWrite,
}

/// This program once more, on the file that [`make`] made and the findings that [`put_found`] put beside it.
pub fn command(limit: &Path, period: Span, work: Work) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.arg("limit").arg(limit).arg(period.to_string()).args(match work {
        Work::Read => None,
        Work::ReadAndWrite => Some(found_beside(limit)),
    });
    command
}

/// Reads, and writes where there is a file with findings.
pub fn run(limit: &Path, period: Span, found: Option<&Path>) -> Result<()> {
    let connection = open(limit)?;
    assert!(read(&connection, period)? > 0);
    found.map_or(Ok(()), |found| write(&connection, &fs::read_to_string(found)?))
}

fn found_beside(limit: &Path) -> PathBuf {
    limit.with_extension("found")
}

/// Puts the users and messages of a sampling beside the file.
pub fn put_found(limit: &Path, found: &[(String, String)]) -> Result<()> {
    let lines = found.iter().map(|(user, message)| format!("{user}\t{message}\n"));
    Ok(fs::write(found_beside(limit), lines.collect::<String>())?)
}

/// How many examined users have a login in the period.
fn read(connection: &Connection, period: Span) -> Result<usize> {
    let start = (data::now()? - period - Span::from_seconds(60)).to_string();
    let mut examined = connection.prepare(EXAMINED)?;
    let users: Vec<String> = examined.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut newest: HashMap<&str, Option<(String, String)>> =
        users.iter().map(|user| (user.as_str(), None)).collect();
    let mut logins = connection.prepare(LOGINS)?;
    let mut rows = logins.query([start])?;
    while let Some(row) = rows.next()? {
        let Some(known) = newest.get_mut(row.get_ref(0)?.as_str()?) else { continue };
        let (at, name) = (row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?);
        if known.as_ref().is_none_or(|known| (known.0.as_str(), known.1.len()) < (at, name.len())) {
            *known = Some((at.to_owned(), name.to_owned()));
        }
    }
    Ok(newest.values().flatten().count())
}

/// One prepared statement, in one transaction.
fn write(connection: &Connection, found: &str) -> Result<()> {
    let now = data::now()?.to_string();
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let mut statement = connection.prepare(FOUND)?;
    for line in found.lines() {
        let (user_name, message) = line.split_once('\t').unwrap();
        statement.execute([user_name, message, &now])?;
    }
    Ok(connection.execute_batch("COMMIT")?)
}

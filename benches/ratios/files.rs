//! Files to measure on, and the program's commands on them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rusqlite::Connection;

/// The built program.
pub const MIDJOBS: &str = env!("CARGO_BIN_EXE_midjobs");

/// When everything is due, and when everything is seen.
pub const DUE: &str = "2026-06-30 11:59:00";
pub const NOW: &str = "2026-06-30 12:00:00";
pub const LATER: &str = "2027-01-01 00:00:00";

pub fn midjobs(file: &Path) -> Command {
    let mut command = Command::new(MIDJOBS);
    command.args(["--simulate", "--now", NOW, "--db"]).arg(file);
    command.arg("--jobs").arg(file.with_file_name("jobs"));
    command
}

pub fn run(file: &Path) -> Command {
    let mut command = midjobs(file);
    command.arg("run");
    command
}

pub fn import(file: &Path, rows: &Path) -> Command {
    let mut command = midjobs(file);
    command.arg("import").arg(rows);
    command
}

pub fn remove(file: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", file.display()));
    }
}

/// A new file, its built-in jobs registered.
pub fn init(file: &Path) {
    remove(file);
    let jobs = file.with_file_name("jobs");
    fs::create_dir_all(&jobs).unwrap();
    for (name, statement) in
        [("Touch", "UPDATE app SET v = v + 1 WHERE id = 7"), ("Nothing", "DELETE FROM app WHERE id = -1")]
    {
        let text =
            format!("name = \"{name}\"\ndescription = \"Measured\"\n[[steps]]\nsql = \"{statement}\"\n");
        fs::write(jobs.join(format!("{name}.toml")), text).unwrap();
    }
    assert!(midjobs(file).arg("init").output().unwrap().status.success(), "init failed");
}

/// A file with so many triggers that are not due, and so many of `job` that are.
pub fn due(file: &Path, registered: usize, jobs: usize, job: &str) {
    init(file);
    let connection = Connection::open(file).unwrap();
    let made = "CREATE TABLE app (id INTEGER PRIMARY KEY, v INTEGER NOT NULL); INSERT INTO app VALUES (7, 0); BEGIN;";
    connection.execute_batch(made).unwrap();
    let mut insert =
        connection.prepare("INSERT INTO sys_trigger (name, next_action) VALUES (?1, ?2)").unwrap();
    for number in 0..registered + jobs {
        insert.execute([job, if number < jobs { DUE } else { LATER }]).unwrap();
    }
    drop(insert);
    connection.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

/// Has a file come to rest: a tick that finds nothing to do says so to the next, once no change is too young to be told apart.
pub fn rest(file: &Path) {
    std::thread::sleep(Duration::from_millis(50));
    for _ in 0..2 {
        assert!(run(file).output().unwrap().status.success(), "a tick failed");
    }
}

/// Changes a row. Nothing more is due for it.
pub fn touch(file: &Path) {
    let change = "UPDATE sys_trigger SET priority = 201 - priority WHERE name = 'Touch'";
    Connection::open(file).unwrap().execute(change, []).unwrap();
}

/// Login events as an instance exports them.
pub fn events(file: &Path, rows: usize, random: bool) {
    let mut text = String::from("sys_id,name,parm1,parm2,state,sys_created_on\n");
    for row in 0..rows {
        let (name, parm2) = [("login", "10.1.2.3"), ("login.failed", ""), ("login", "10.1.2.4")][row % 3];
        let second = row / 2;
        let (day, second) = (1 + second / 86_400 % 28, second % 86_400);
        let time =
            format!("2026-03-{day:02} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
        let id = sys_id(row, random);
        writeln!(text, "{id},{name},mid.user{},{parm2},processed,{time}", row % 500).unwrap();
    }
    fs::write(file, text).unwrap();
}

/// The same for the same row in each run, in order or in none.
pub fn sys_id(row: usize, random: bool) -> String {
    let row = row as u128;
    format!("{:032x}", if random { row.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835) } else { row })
}

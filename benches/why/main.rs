//! What `why` and the lists beside it cost on a large file: `cargo bench --bench why -- [MID_SERVERS DOWN EVENTS [FILE]]`.
//!
//! 2,000 MID Servers of which 1,000 are Down and 10 million events unless given, with 100 thousand users, after a clone of
//! a day before; a file that is named is kept, and used again. Each command is a process of its own, as people run it: the
//! median of the time and the peak of the memory are printed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench that cannot go on ends")]

#[path = "../sampling/data.rs"]
mod data;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use data::Size;
use rusqlite::Connection;

const ROUNDS: usize = 5;

/// A MID Server that is Down in every size.
const ONE: &str = "mid-00000";

const COMMANDS: [&[&str]; 8] = [
    &["why"],
    &["why", ONE],
    &["why", "--json"],
    &["why", "--ticket"],
    &["mids"],
    &["mids", ONE],
    &["status"],
    &["issues"],
];

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let number = |place: usize, usual: u64| {
        arguments.get(place).map_or(Ok(usual), |text| text.parse().context("reading a number"))
    };
    let size =
        Size { mid_servers: number(0, 2_000)?, down: number(1, 1_000)?, events: number(2, 10_000_000)? };
    let directory = tempfile::tempdir()?;
    let file = arguments.get(3).map_or_else(|| directory.path().join("why.db"), PathBuf::from);
    if !file.exists() {
        data::make(&file, size)?;
        after_a_clone(&file)?;
    }
    for command in COMMANDS {
        measure(&file, command)?;
    }
    Ok(())
}

/// A clone a day ago, and everything loaded whole a minute ago; one account in ten is gone, locked or inactive.
fn after_a_clone(file: &Path) -> Result<()> {
    let connection = Connection::open(file)?;
    connection.execute_batch(
        "INSERT INTO clone_instance (sys_id, source_instance, target_instance, state, completed, scheduled_on)
            VALUES ('d0000000000000000000000000000000', 'prod', 'dev', 'completed', '2026-06-29 12:00:00', '2026-06-29 12:00:00');
         UPDATE ecc_agent SET sys_created_on = '2025-01-01 00:00:00', validated = 'true', host_name = name || '.corp',
            user_name = (SELECT value FROM ecc_agent_config WHERE ecc_agent = ecc_agent.sys_id AND param_name = 'mid.instance.username'),
            last_refreshed = CASE status WHEN 'Down' THEN '2026-06-29 11:55:00' ELSE '2026-06-30 11:58:00' END;
         UPDATE sys_user SET active = 0 WHERE sys_id LIKE '%40';
         UPDATE sys_user SET locked_out = 1 WHERE sys_id LIKE '%20';
         UPDATE sys_user SET user_name = upper(user_name) WHERE sys_id LIKE '%60';
         UPDATE sys_user_has_role SET state = 'active';
         INSERT INTO sys_user_role_contains (sys_id, role, contains)
            VALUES ('f0000000000000000000000000000000', 'c0000000000000000000000000000000', 'c0000000000000000000000000000001');
         INSERT INTO load_coverage (table_name, origin, place, loaded_on, extracted_on, row_count, column_names)
            SELECT name, 'import', 'bench', '2026-06-30 11:59:00', '2026-06-30 11:59:00', 1000,
                (SELECT group_concat(name, char(10)) FROM pragma_table_info(sqlite_schema.name))
            FROM sqlite_schema
            WHERE name IN ('ecc_agent', 'ecc_agent_config', 'sys_user', 'sys_user_role', 'sys_user_has_role',
                'sys_user_role_contains', 'sysevent', 'sys_properties')",
    )?;
    drop(connection);
    run(file, &["run-now", "MIDUserConnectivity"]).map(drop)
}

/// The time that it took, and the most memory that it was seen to have.
fn run(file: &Path, arguments: &[&str]) -> Result<(Duration, u64)> {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_midjobs"))
        .arg("--db")
        .arg(file)
        .args(["--now", &data::now()?.to_string(), "--simulate"])
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut most = 0;
    while child.try_wait()?.is_none() {
        most = most.max(peak(child.id()));
        thread::sleep(Duration::from_micros(200));
    }
    Ok((start.elapsed(), most))
}

fn measure(file: &Path, arguments: &[&str]) -> Result<()> {
    let mut runs = (0..ROUNDS).map(|_| run(file, arguments)).collect::<Result<Vec<_>>>()?;
    runs.sort_unstable();
    let most = runs.iter().map(|(_, most)| *most).max().unwrap_or(0);
    let (median, _) = runs[ROUNDS / 2];
    println!("{:24} {:8.3} s  {:6.1} MB", arguments.join(" "), median.as_secs_f64(), most as f64 / 1_024.0);
    Ok(())
}

/// In kB, as the kernel has it.
fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

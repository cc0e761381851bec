//! What an instance and a tick over all of them cost, with 1 to 1,000 of them.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use postgres::Client;

use super::fleet::{Fleet, Kind};
use super::server::Server;

const NUMBERS: [usize; 4] = [1, 10, 100, 1_000];

/// Prints a line for each number of schemas.
pub fn print_schemas(server: &Server) {
    print(server, Kind::Schema);
}

/// The same for files.
pub fn print_files(server: &Server) {
    print(server, Kind::File);
}

fn print(server: &Server, kind: Kind) {
    println!(
        "| {kind:?}s | made in, ms each | size, kB each | tick, ms | ms each | status, ms | connections a tick | at once | server memory, MB |\n\
         |---|---|---|---|---|---|---|---|---|"
    );
    let mut client = server.client("postgres");
    let (mut fleet, mut there) = (Fleet::new(server, kind), 0);
    let empty = bytes(&mut client);
    for number in NUMBERS {
        let making = fleet.grow_to(number).as_secs_f64() * 1e3 / (number - there) as f64;
        there = number;
        // What init registers would be due.
        fleet.make_due("Nothing", 0);
        let size = match kind {
            Kind::Schema => bytes(&mut client) - empty,
            Kind::File => i64::try_from(fleet.bytes_of_files()).unwrap(),
        };
        let (tick, connections, at_once) = tick(&fleet, &mut client);
        let status = fleet.took(&["status", "--exit-zero"]).as_secs_f64() * 1e3;
        println!(
            "| {number} | {making:.0} | {} | {tick:.0} | {:.1} | {status:.0} | {connections} | {at_once} | {:.0} |",
            size / 1024 / i64::try_from(number).unwrap(),
            tick / number as f64,
            memory(&mut client)
        );
    }
}

/// The milliseconds of a tick with nothing to do, the connections that it made, and the most that there were at once.
fn tick(fleet: &Fleet, client: &mut Client) -> (f64, i64, i64) {
    let before = sessions(client);
    let (over, most) = (AtomicBool::new(false), AtomicI64::new(0));
    let took = thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(SeqCst) {
                let now = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'midjobs'";
                most.fetch_max(client.query_one(now, &[]).unwrap().get(0), SeqCst);
                thread::sleep(Duration::from_millis(2));
            }
        });
        let took = fleet.took(&["run"]);
        over.store(true, SeqCst);
        took
    });
    (took.as_secs_f64() * 1e3, sessions(client) - before, most.into_inner())
}

/// How many sessions there were since the server began, when all of them have told so.
fn sessions(client: &mut Client) -> i64 {
    thread::sleep(Duration::from_secs(1));
    let asked = "SELECT sessions FROM pg_stat_database WHERE datname = 'postgres'";
    client.batch_execute("SELECT pg_stat_clear_snapshot()").unwrap();
    client.query_one(asked, &[]).unwrap().get(0)
}

fn bytes(client: &mut Client) -> i64 {
    client.batch_execute("CHECKPOINT").unwrap();
    client.query_one("SELECT pg_database_size('postgres')", &[]).unwrap().get(0)
}

/// What the server's processes have in memory, where shared pages count once.
fn memory(client: &mut Client) -> f64 {
    let directory: String = client.query_one("SHOW data_directory", &[]).unwrap().get(0);
    let first = fs::read_to_string(Path::new(&directory).join("postmaster.pid")).unwrap();
    let first = first.lines().next().unwrap().to_owned();
    let children = fs::read_to_string(format!("/proc/{first}/task/{first}/children")).unwrap();
    let all = children.split_whitespace().chain([first.as_str()]);
    all.map(|process| {
        let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
    })
    .sum()
}

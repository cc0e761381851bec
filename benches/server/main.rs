//! What a PostgreSQL server costs beside files: `cargo bench --bench server -- [runners | events | schemas | files]`, all without a word.
//!
//! It starts a server of its own, on a socket, with fsync and synchronous_commit on; files use WAL and synchronous=NORMAL.
//! Each command is a process of its own, as people run it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench that cannot go on ends")]

mod events;
mod fleet;
mod growth;
mod runners;
#[allow(dead_code, reason = "it is the tests', which use more of it")]
#[path = "../../tests/all/postgres/server.rs"]
mod server;

use std::env;

use server::Server;

/// Prints a table.
type Part = fn(&Server);

const SETTINGS: [&str; 4] =
    ["fsync=on", "shared_buffers=128MB", "max_wal_size=4GB", "max_locks_per_transaction=256"];

fn main() {
    let wanted: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let server = Server::set_up(|_| SETTINGS.map(str::to_owned).to_vec());
    let server = server.expect("a PostgreSQL to start: .ci/prepare installs it");
    let all: [(&str, Part); 4] = [
        ("runners", runners::print),
        ("events", events::print),
        ("schemas", growth::print_schemas),
        ("files", growth::print_files),
    ];
    for (name, print) in all {
        if wanted.is_empty() || wanted.iter().any(|one| one == name) {
            print(&server);
            println!();
        }
    }
}

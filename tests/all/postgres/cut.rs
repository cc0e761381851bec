//! Connections that are cut at a commit, before the server has it or after: each job has its effect once.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use tempfile::TempDir;

use super::server::Server;
use crate::support::Test;

/// What the client sends to commit.
const COMMIT: &[u8] = b"COMMIT\0";

/// Where the connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// The server never hears of the commit.
    BeforeIt,
    /// The server commits, and nobody hears of it.
    AfterIt,
}

/// A way to the server that is cut at one commit.
struct Way {
    directory: TempDir,
    commits: Arc<AtomicUsize>,
}

impl Way {
    /// To the server whose socket that is; cut at the commit of that number.
    fn to(server: PathBuf, cut: Cut, at: usize) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(directory.path().join(".s.PGSQL.5432")).unwrap();
        let commits = Arc::new(AtomicUsize::new(0));
        let counted = commits.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let server = UnixStream::connect(&server).unwrap();
                let counted = counted.clone();
                std::thread::spawn(move || carry(client, server, &counted, (cut, at)));
            }
        });
        Self { directory, commits }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }
}

/// Carries what one client says to the server, and back, until one ends or the cut comes.
fn carry(mut client: UnixStream, mut server: UnixStream, commits: &AtomicUsize, (cut, at): (Cut, usize)) {
    let swallow = Arc::new(AtomicBool::new(false));
    let (mut back, mut answers, swallowed) =
        (client.try_clone().unwrap(), server.try_clone().unwrap(), swallow.clone());
    std::thread::spawn(move || {
        let mut bytes = [0; 16 << 10];
        while let Ok(count @ 1..) = answers.read(&mut bytes) {
            if swallowed.load(SeqCst) || back.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        let _ = (back.shutdown(Shutdown::Both), answers.shutdown(Shutdown::Both));
    });
    let mut bytes = [0; 16 << 10];
    while let Ok(count @ 1..) = client.read(&mut bytes) {
        let said = &bytes[..count];
        let is_the_one = said.ends_with(COMMIT) && commits.fetch_add(1, SeqCst) + 1 == at;
        if is_the_one && cut == Cut::BeforeIt {
            break;
        }
        swallow.store(is_the_one, SeqCst);
        if server.write_all(said).is_err() {
            break;
        }
        if is_the_one {
            return;
        }
    }
    let _ = (client.shutdown(Shutdown::Both), server.shutdown(Shutdown::Both));
}

#[test]
fn a_connection_that_is_cut_at_any_commit_loses_nothing_and_does_nothing_twice() {
    let Some(server) = Server::start() else { return };
    let address = server.address("dev");
    let test = Test::new();
    test.run(&["--db", &address, "init"]).done();
    test.job("Count", "INSERT INTO counted (a) VALUES (1)");
    let mut client = server.client("postgres");
    client
        .batch_execute(
            "SET search_path TO dev; CREATE TABLE counted (a BIGINT); GRANT ALL ON counted TO dev_step",
        )
        .unwrap();
    client.batch_execute("UPDATE sys_trigger SET active = 0").unwrap();
    let (mut cuts, mut told) = (0, Vec::new());
    for cut in [Cut::BeforeIt, Cut::AfterIt] {
        for at in 1.. {
            client
                .batch_execute(
                    "INSERT INTO sys_trigger (name, next_action) VALUES ('Count', '2026-01-01 00:00:00')",
                )
                .unwrap();
            let way = Way::to(server.socket(), cut, at);
            let run = test.run(&["--db", &server.address_by(way.path(), "dev"), "run"]).output();
            let again = test.run(&["--db", &address, "run"]).output();
            assert_eq!(again.code(), 0, "{cut:?} at {at}: {run}\n{again}");
            cuts += 1;
            let found = client
                .query_one(
                    "SELECT (SELECT count(*) FROM counted), (SELECT count(*) FROM sys_trigger_run WHERE job = 'Count' AND outcome = 'ran'),
                        (SELECT count(*) FROM sys_trigger WHERE name = 'Count')",
                    &[],
                )
                .unwrap();
            let found = [0, 1, 2].map(|place| found.get::<_, i64>(place));
            assert_eq!(found, [cuts, cuts, 0], "{cut:?} at {at}: {run}\n{again}");
            if way.commits.load(SeqCst) < at {
                break;
            }
            told.push((cut, at, run.code()));
        }
    }
    assert!(told.len() >= 4, "{told:?}");
    println!("{} connections cut at a commit: each of {cuts} jobs once, none twice", told.len());
}

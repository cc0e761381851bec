//! A PostgreSQL server of the test's own: on a socket in a directory of its own, gone with the test.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use postgres::{Client, Config, NoTls};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// Set where PostgreSQL must be there: a test that finds none fails then.
const REQUIRED: &str = "MIDJOBS_TEST_POSTGRES";

/// A running server.
pub struct Server {
    directory: TempDir,
    process: Child,
    #[cfg(feature = "postgres")]
    programs: PathBuf,
    /// What is set besides.
    #[cfg(feature = "postgres")]
    settings: Vec<String>,
}

impl Server {
    /// Starts one; `None`, with a line that says so, where no PostgreSQL is installed.
    pub fn start() -> Option<Self> {
        Self::set_up(|_| Vec::new())
    }

    /// The same with settings of its own, as NAME=VALUE; `prepare` is handed the directory of its data before it starts.
    pub fn set_up(prepare: impl FnOnce(&Path) -> Vec<String>) -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(
                env::var_os(REQUIRED).is_none(),
                "{REQUIRED} is set, and no initdb was found: .ci/prepare installs it"
            );
            println!("skipped: no PostgreSQL is installed (no initdb in PATH or /usr/lib/postgresql)");
            return None;
        };
        let directory = tempfile::Builder::new().prefix("midjobs-postgres-").tempdir().unwrap();
        let owner = owner();
        if let Some(owner) = owner {
            chown(directory.path(), Some(owner), Some(owner)).unwrap();
        }
        let data = directory.path().join("data");
        let mut initdb = command(owner, &programs.join("initdb"));
        initdb.args(["--no-sync", "-U", "midjobs", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"]);
        let made = initdb.arg(&data).current_dir(directory.path()).output().unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let settings = prepare(&data);
        let process = launch(&programs, directory.path(), &settings);
        let mut server = Self {
            directory,
            process,
            #[cfg(feature = "postgres")]
            programs,
            #[cfg(feature = "postgres")]
            settings,
        };
        server.wait_until_ready();
        Some(server)
    }

    /// Ends it at once, as a crash does, and starts it again on what it left.
    #[cfg(feature = "postgres")]
    pub fn crash(&mut self) {
        self.end_at_once();
        self.process = launch(&self.programs, self.directory.path(), &self.settings);
        self.wait_until_ready();
    }

    fn end_at_once(&mut self) {
        let pid = i32::try_from(self.process.id()).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid {
            let _ = kill_process(pid, Signal::QUIT);
        }
        let _ = self.process.wait();
    }

    fn wait_until_ready(&mut self) {
        let mut told = BufReader::new(self.process.stderr.take().unwrap()).lines();
        let mut lines = Vec::new();
        loop {
            let line = told.next().unwrap_or_else(|| panic!("it ended:\n{}", lines.join("\n"))).unwrap();
            if line.contains("ready to accept connections") {
                break;
            }
            lines.push(line);
        }
        std::thread::spawn(move || told.for_each(drop));
    }

    /// A connection to one of its databases.
    pub fn client(&self, database: &str) -> Client {
        self.client_at(5432, database)
    }

    /// The same where its port is another than the usual one.
    pub fn client_at(&self, port: u16, database: &str) -> Client {
        let mut config = Config::new();
        config.host_path(self.directory.path()).port(port).user("midjobs").dbname(database);
        config.connect(NoTls).unwrap()
    }

    /// Its socket.
    #[cfg(feature = "postgres")]
    pub fn socket(&self) -> PathBuf {
        self.directory.path().join(".s.PGSQL.5432")
    }

    /// The address of a schema in it.
    #[cfg(feature = "postgres")]
    pub fn address(&self, schema: &str) -> String {
        self.address_by(self.directory.path(), schema)
    }

    /// The same by way of a socket in another directory.
    #[cfg(feature = "postgres")]
    pub fn address_by(&self, directory: &Path, schema: &str) -> String {
        format!("postgres://midjobs@/postgres?host={}&schema={schema}", directory.display())
    }

    /// The same as messages name it.
    #[cfg(feature = "postgres")]
    pub fn shown(&self, schema: &str) -> String {
        format!("postgres:///postgres?host={}&schema={schema}", self.directory.path().display())
    }

    /// An empty database whose default collation is that of a language.
    pub fn make_icu_database(&self, name: &str) {
        let made = format!(
            "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
        );
        self.client("postgres").batch_execute(&made).unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing of it is needed any more.
        self.end_at_once();
    }
}

/// Starts the server on the data that is there.
fn launch(programs: &Path, directory: &Path, settings: &[String]) -> Child {
    let mut postgres = command(owner(), &programs.join("postgres"));
    postgres.arg("-D").arg(directory.join("data")).arg("-k").arg(directory);
    let usual = ["listen_addresses=", "fsync=off", "max_connections=40", "shared_buffers=16MB"];
    for setting in usual.into_iter().chain(settings.iter().map(String::as_str)) {
        postgres.args(["-c", setting]);
    }
    postgres.current_dir(directory).stderr(Stdio::piped()).spawn().unwrap()
}

/// The directory with the programs of the newest PostgreSQL that is installed.
fn programs() -> Option<PathBuf> {
    let in_path =
        env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let mut debian: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    debian.sort();
    debian.reverse();
    let has_both =
        |directory: &PathBuf| ["initdb", "postgres"].iter().all(|name| directory.join(name).is_file());
    debian.into_iter().chain(in_path).find(has_both)
}

/// Whom the server runs as: it refuses to be root's.
fn owner() -> Option<u32> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let id = |name: &str| {
        let line = users.lines().find(|line| line.starts_with(&format!("{name}:")))?;
        line.split(':').nth(2)?.parse().ok()
    };
    Some(id("postgres").or_else(|| id("nobody")).unwrap())
}

/// The program as that user; it ends with the test, however that ends.
fn command(owner: Option<u32>, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if let Some(owner) = owner {
        command.args(["--reuid", &owner.to_string(), "--regid", &owner.to_string(), "--clear-groups"]);
    }
    command.args(["--pdeathsig", "QUIT"]).arg(program);
    command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::null());
    command
}

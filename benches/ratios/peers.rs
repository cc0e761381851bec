//! Others that do such work: made under target/ where their registries can be reached. Their absence is said.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::contest::Contender;

/// huey: a task queue on SQLite. It deletes a job when it takes it, and keeps no history.
const HUEY: &str = r#"
import sys, time, huey
from huey.storage import SqliteStorage
class Storage(SqliteStorage):
    def _create_connection(self):
        connection = super()._create_connection()
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection
queue = huey.SqliteHuey("bench", filename=sys.argv[1], storage_class=Storage, results=False)
@queue.task()
def nothing(): pass
number = int(sys.argv[2])
for _ in range(number): nothing()
start = time.perf_counter()
for _ in range(number): queue.execute(queue.dequeue())
print(number / (time.perf_counter() - start))
"#;

/// The package that runs effectum: a package of its own, so that nobody builds it who only builds midjobs.
const EFFECTUM: [(&str, &str); 2] = [
    ("Cargo.toml", include_str!("../peers/Cargo.toml")),
    ("src/main.rs", include_str!("../peers/src/main.rs")),
];

/// The programs of those that are here.
pub struct Peers {
    effectum: Option<PathBuf>,
    huey: Option<(PathBuf, String)>,
}

impl Peers {
    /// Those that were made before.
    pub fn that_are_here() -> Self {
        let effectum = Some(place().join("target/release/peers")).filter(|program| program.is_file());
        let python = place().join("venv/bin/python");
        let version = said(Command::new(&python).args(["-c", "import huey; print(huey.__version__)"]));
        Self { effectum, huey: version.map(|version| (python, version)) }
    }

    /// Makes those that are not.
    pub fn made() -> Self {
        let here = Self::that_are_here();
        if here.effectum.is_none() {
            for (name, text) in EFFECTUM {
                let file = place().join(name);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, text).unwrap();
            }
            let target = place().join("target");
            let mut cargo = Command::new(env!("CARGO"));
            cargo.args(["build", "--quiet", "--release"]).env("CARGO_TARGET_DIR", target);
            let _ = cargo.current_dir(place()).status();
        }
        if here.huey.is_none() {
            let _ = Command::new("python3").args(["-m", "venv"]).arg(place().join("venv")).status();
            let mut pip = Command::new(place().join("venv/bin/pip"));
            let _ = pip.args(["install", "--quiet", "--disable-pip-version-check", "huey==3.5.4"]).status();
        }
        Self::that_are_here()
    }

    pub fn say_who_is_missing(&self) {
        for (name, is_here) in [
            ("effectum", self.effectum.is_some()),
            ("huey", self.huey.is_some()),
            ("sqlite3", sqlite3().is_some()),
        ] {
            if !is_here {
                println!("{name} is not here: it is left out");
            }
        }
    }

    /// Each carries out so many jobs that do nothing; only that is measured, not putting them in.
    pub fn contenders<'a>(&'a self, directory: &'a Path, jobs: usize) -> Vec<Contender<'a>> {
        let mut contenders = Vec::new();
        for at_once in ["16", "1"] {
            contenders.extend(self.effectum.iter().map(|program| {
                let name = format!("effectum 0.7.0, {at_once} at a time");
                Contender::telling(name, move || {
                    on_new_file(program, &[], directory, &[&jobs.to_string(), at_once])
                })
            }));
        }
        contenders.extend(self.huey.iter().map(|(python, version)| {
            let prepare = move || on_new_file(python, &["-c", HUEY], directory, &[&jobs.to_string()]);
            Contender::telling(format!("huey {version}, deletes a job when it takes it"), prepare)
        }));
        contenders
    }
}

/// The program with a database that is not there yet.
fn on_new_file(program: &Path, before: &[&str], directory: &Path, after: &[&str]) -> Command {
    let file = directory.join("peer.db");
    super::files::remove(&file);
    let mut command = Command::new(program);
    command.args(before).arg(file).args(after);
    command
}

/// The version of the shell that everybody has, where it is here.
pub fn sqlite3() -> Option<String> {
    let version = said(Command::new("sqlite3").arg("--version"))?;
    version.split_whitespace().next().map(str::to_owned)
}

fn said(command: &mut Command) -> Option<String> {
    let ended = command.output().ok().filter(|ended| ended.status.success())?;
    Some(String::from_utf8_lossy(&ended.stdout).trim().to_owned())
}

/// Where they are made.
fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/peers")
}

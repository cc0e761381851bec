//! One execution of the binary: what it is told, and what it must say and exit with.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::START;

/// One execution; nothing happens before one of `succeeds`, `exits`, `output`, `spawn` is called.
pub struct Exec {
    command: Command,
    now: Option<String>,
    stdout: String,
    stderr: String,
}

impl Exec {
    pub fn new(directory: &Path, args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_midjobs"));
        command.current_dir(directory).args(args).stdin(Stdio::null()).env_remove("MIDJOBS_DB");
        match directory.join("jobs").is_dir() {
            true => command.env("MIDJOBS_JOBS", "jobs"),
            false => command.env_remove("MIDJOBS_JOBS"),
        };
        Self { command, now: Some(START.to_owned()), stdout: String::new(), stderr: String::new() }
    }

    /// At this time.
    pub fn at(mut self, now: &str) -> Self {
        self.now = Some(now.to_owned());
        self
    }

    /// Without `--now`.
    pub fn at_no_time(mut self) -> Self {
        self.now = None;
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Exactly what must be on stdout, `ID` for each sys_id.
    pub fn says(mut self, stdout: &str) -> Self {
        stdout.clone_into(&mut self.stdout);
        self
    }

    /// Exactly what must be on stderr, `ID` for each sys_id and `RUNNER` for host and process.
    pub fn warns(mut self, stderr: &str) -> Self {
        stderr.clone_into(&mut self.stderr);
        self
    }

    /// Runs it: exit code 0, and nothing said that was not announced.
    #[track_caller]
    pub fn succeeds(self) {
        self.exits(0);
    }

    /// Runs it: that exit code, and nothing said that was not announced.
    #[track_caller]
    pub fn exits(self, code: i32) {
        let (stdout, stderr) = (self.stdout.clone(), self.stderr.clone());
        let run = self.output();
        let expected = format!("exit {code}\n--- stdout\n{stdout}\n--- stderr\n{stderr}");
        let found =
            format!("exit {}\n--- stdout\n{}\n--- stderr\n{}", run.code(), run.stdout(), run.stderr());
        assert!(expected == found, "expected {expected}\nfound {found}");
    }

    /// Runs it and gives what came of it.
    pub fn output(mut self) -> Ended {
        Ended(self.ready().output().unwrap())
    }

    /// Starts it.
    pub fn spawn(mut self) -> std::process::Child {
        self.ready().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn ready(&mut self) -> &mut Command {
        if let Some(now) = self.now.take() {
            self.command.args(["--now", &now]);
        }
        &mut self.command
    }
}

/// What came of an execution.
pub struct Ended(pub Output);

impl Ended {
    /// The exit code; -1 when a signal ended it.
    pub fn code(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }

    pub fn stdout(&self) -> String {
        normalized(&self.0.stdout)
    }

    pub fn stderr(&self) -> String {
        normalized(&self.0.stderr)
    }

    /// A clear failure: exit code 3, nothing on stdout, each of these words on stderr, and none that only a programmer reads.
    #[track_caller]
    pub fn refuses(&self, words: &[&str]) {
        let said = self.stderr();
        assert_eq!((self.code(), self.stdout().as_str()), (3, ""), "{said}");
        assert!(said.starts_with("midjobs: "), "{said}");
        for noise in ["panicked", "CREATE ", "src/"] {
            assert!(!said.contains(noise), "{said}");
        }
        for word in words {
            assert!(said.contains(word), "{word:?} is not in: {said}");
        }
    }

    #[track_caller]
    pub fn was_killed(&self) {
        use std::os::unix::process::ExitStatusExt;
        assert_eq!(self.0.status.signal(), Some(9), "{}{}", self.stdout(), self.stderr());
    }
}

/// What changes from run to run gets a name instead: sys_ids, and the runner as host:process.
fn normalized(bytes: &[u8]) -> String {
    let text = String::from_utf8(bytes.to_vec()).expect("the output is UTF-8");
    let mut before = "";
    let words = text.split_inclusive([' ', '\n']).map(|word| {
        let bare = word.trim_end_matches([' ', '\n', ',', ':']);
        let said_before = std::mem::replace(&mut before, bare);
        match bare {
            id if id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                word.replacen(id, "ID", 1)
            }
            runner if said_before == "runner" && runner.contains(':') => word.replacen(runner, "RUNNER", 1),
            _ => word.to_owned(),
        }
    });
    words.collect()
}

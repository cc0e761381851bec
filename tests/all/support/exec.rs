//! One execution of the binary: what it is told, and what it must say and exit with.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::START;
use super::ended::Ended;
use super::terminal::{self, Seen};

/// One execution; nothing happens before one of `succeeds`, `exits`, `done`, `ends_with`, `output`, `spawn` is called.
#[must_use]
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
        command.env("MIDJOBS_SIMULATE", "1").env("TERM", "dumb").env_remove("NO_COLOR");
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

    /// On a file that is in use, not one to play with.
    pub fn for_real(mut self) -> Self {
        self.command.env_remove("MIDJOBS_SIMULATE");
        self
    }

    /// With a pipe as its standard input, for whoever spawns it to write into.
    pub fn with_input(mut self) -> Self {
        self.command.stdin(Stdio::piped());
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// By another program, which gets the binary and its arguments as its last ones.
    pub fn by(mut self, program: &[&str]) -> Self {
        let [name, args @ ..] = program else { panic!("a program has a name") };
        let mut command = Command::new(name);
        command.args(args).arg(self.command.get_program()).args(self.command.get_args());
        command.current_dir(self.command.get_current_dir().unwrap()).stdin(Stdio::null());
        for (name, value) in self.command.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        self.command = command;
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
        assert!(
            run.code() == code && run.stdout() == stdout && run.stderr() == stderr,
            "expected exit status: {code}\n--- stdout\n{stdout}--- stderr\n{stderr}\nfound {run}"
        );
    }

    /// Runs it: exit code 0, whatever it says.
    #[track_caller]
    pub fn done(self) -> Ended {
        self.ends_with(0)
    }

    /// Runs it: that exit code, whatever it says.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Ended {
        self.output().with_code(code)
    }

    /// Runs it and gives what came of it, to be looked at.
    #[must_use]
    pub fn output(mut self) -> Ended {
        let output = self.ready().output().unwrap();
        Ended::new(output, format!("{:?}", self.command))
    }

    /// Runs it on a terminal of that size, without colours unless `TERM` says that it has some.
    #[must_use]
    pub fn on_terminal(mut self, columns: u16, rows: u16) -> Seen {
        self.ready();
        terminal::run(self.command, columns, rows)
    }

    /// Starts it.
    #[must_use]
    pub fn spawn(mut self) -> Child {
        self.ready().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn ready(&mut self) -> &mut Command {
        if let Some(now) = self.now.take() {
            self.command.args(["--now", &now]);
        }
        &mut self.command
    }
}

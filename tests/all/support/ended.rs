//! How an execution of the binary ended, and what is expected of that.

use std::fmt::{self, Display, Formatter};
use std::process::{Child, Output};

use serde_json::Value;

/// What came of an execution.
pub struct Ended {
    pub output: Output,
    command: String,
}

impl Ended {
    pub fn new(output: Output, command: String) -> Self {
        Self { output, command }
    }

    /// Waits for a process to end.
    pub fn of(child: Child) -> Self {
        let command = format!("process {}", child.id());
        Self::new(child.wait_with_output().unwrap(), command)
    }

    /// The exit code; -1 when a signal ended it.
    pub fn code(&self) -> i32 {
        self.output.status.code().unwrap_or(-1)
    }

    pub fn stdout(&self) -> String {
        normalized(&self.output.stdout)
    }

    pub fn stderr(&self) -> String {
        normalized(&self.output.stderr)
    }

    /// What is on stdout, read as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        let text = self.stdout();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// That exit code, whatever was said.
    #[track_caller]
    pub fn with_code(self, code: i32) -> Self {
        assert_eq!(self.code(), code, "{self}");
        self
    }

    /// Nothing on stderr.
    #[track_caller]
    pub fn quiet(self) -> Self {
        assert_eq!(self.stderr(), "", "{self}");
        self
    }

    /// These words are somewhere in what was said.
    #[track_caller]
    pub fn saying(self, words: &str) -> Self {
        let said = self.stdout() + &self.stderr();
        assert!(said.contains(words), "{words:?} is not in: {self}");
        self
    }

    /// A clear failure: exit code 3, nothing on stdout, each of these words on stderr, and none that only a programmer reads.
    #[track_caller]
    pub fn refuses(&self, words: &[&str]) {
        let said = self.stderr();
        assert_eq!((self.code(), self.stdout().as_str()), (3, ""), "{self}");
        assert!(said.starts_with("midjobs: "), "{self}");
        for noise in ["panicked", "CREATE ", "src/"] {
            assert!(!said.contains(noise), "{self}");
        }
        for word in words {
            assert!(said.contains(word), "{word:?} is not in: {self}");
        }
    }

    /// Killed at a crash point, which only a debug build has.
    #[cfg(debug_assertions)]
    #[track_caller]
    pub fn was_killed(&self) {
        use std::os::unix::process::ExitStatusExt;
        assert_eq!(self.output.status.signal(), Some(9), "{self}");
    }
}

/// All of it, for the message of a test that fails.
impl Display for Ended {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let Self { output, command } = self;
        write!(f, "{command}: {}\n--- stdout\n{}--- stderr\n{}", output.status, self.stdout(), self.stderr())
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

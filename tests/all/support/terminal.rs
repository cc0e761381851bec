//! A terminal of some size, to see what a command shows there.

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// What a command showed on a terminal.
pub struct Seen {
    pub text: String,
    columns: u16,
}

impl Seen {
    /// No line is wider than the terminal.
    #[track_caller]
    pub fn fits(self) -> Self {
        for line in self.text.lines() {
            let width = textwrap::core::display_width(line);
            assert!(width <= usize::from(self.columns), "{width} > {}: {line}\n{}", self.columns, self.text);
        }
        self
    }
}

/// Runs it with its output and its messages on a terminal of that size.
pub fn run(mut command: Command, columns: u16, rows: u16) -> Seen {
    let (keyboard, screen) = open(columns, rows);
    let mut child =
        command.stdout(screen.try_clone().unwrap()).stderr(screen).stdin(Stdio::null()).spawn().unwrap();
    // While this process holds the terminal open as well, it has no end.
    drop(command);
    let text = all_of(keyboard.into());
    child.wait().unwrap();
    Seen { text: text.replace("\r\n", "\n"), columns }
}

fn open(columns: u16, rows: u16) -> (OwnedFd, OwnedFd) {
    let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&keyboard).unwrap();
    unlockpt(&keyboard).unwrap();
    let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(&keyboard, size).unwrap();
    let name = ptsname(&keyboard, Vec::new()).unwrap();
    // It must not become the terminal that the tests themselves are steered from.
    let screen = rustix::fs::open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
    (keyboard, screen)
}

/// What was written until nobody has the terminal open any more, which Linux tells as an error.
fn all_of(mut keyboard: File) -> String {
    let (mut seen, mut buffer) = (Vec::new(), [0; 4096]);
    while let Ok(read @ 1..) = keyboard.read(&mut buffer) {
        seen.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8(seen).unwrap()
}

//! Tones: how much something weighs, as a class of the style sheet. The words beside it say the same.

use crate::cli::exit::Exit;

/// Nobody could see it.
pub const UNSEEN: &str = "unseen";

/// It is well.
pub const OK: &str = "ok";

/// What makes the status end like that.
pub fn of_exit(exit: Exit) -> &'static str {
    match exit {
        Exit::Critical => "critical",
        Exit::Done => OK,
        _ => "warning",
    }
}

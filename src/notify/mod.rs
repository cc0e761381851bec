//! Who is told, of what, and when. The triggers of the file put what happens into an outbox, in the transaction in which it
//! happens; after the commit what is worth a message becomes one, and a message is handed to each receiver, in order, until
//! it acknowledges it. Nothing here is within the transaction of a job, and no job waits for it.

pub mod config;
mod courier;
mod event;
mod gather;
mod heading;
mod message;
mod ping;
mod receiver;
mod send;
mod text;

pub use config::Config;
pub use courier::{Courier, try_out};
pub use gather::{About, Told, gather};
pub use message::{Message, page_of, test_message};
pub use ping::{Ping, alive};
pub use receiver::{Standing, acknowledge, next_message, register, register_quiet, skip, standing, stop};
pub use send::{Failed, reach, reach_ping};

/// The receiver that `run --quiet` is: whoever reads what it prints.
pub const QUIET: &str = "run --quiet";

//! A ping: whoever watches that `run` runs is told when it begins, and how it ended. Whether that is heard changes nothing.

use std::thread::{self, JoinHandle};

use super::config::Place;
use super::send::{self, Ask};

/// A run that somebody watches.
pub struct Ping {
    place: Place,
    begun: Option<JoinHandle<()>>,
}

impl Ping {
    /// Says that it begins, while it does.
    pub fn begin(place: Place) -> Self {
        let begun = send_beside(place.clone(), "/start".to_owned());
        Self { place, begun: Some(begun) }
    }

    /// Says how it ended, after what was said of its beginning: in order, and for as long as the timeout allows.
    pub fn end(self, code: u8) {
        let then = if code == 0 { String::new() } else { format!("/{code}") };
        // A thread that panicked has said so.
        let _ = self.begun.map(JoinHandle::join);
        let _ = send_beside(self.place, then).join();
    }
}

/// Says once, beside all else, that whoever stays is there.
pub fn alive(place: Place) {
    drop(send_beside(place, String::new()));
}

fn send_beside(place: Place, then: String) -> JoinHandle<()> {
    thread::spawn(move || {
        let answer = send::ask(&place, false, &Ask::Get { then: &then });
        if let Err(failed) = answer.and_then(send::Answer::accepted) {
            log::info!("ping: {}", failed.what);
        }
    })
}

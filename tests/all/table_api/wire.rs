//! A server that says given bytes and hangs up, for answers that break off on their way.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};

/// What follows the last byte of an answer.
#[derive(Clone, Copy)]
pub enum Then {
    HangUp,
    /// The rest never comes, until the client hangs up.
    Stall,
}

/// Says each of `answers` on a connection of its own, after a request came in.
pub fn saying(answers: Vec<Vec<u8>>, then: Then) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for answer in answers {
            let Ok((mut connection, _)) = listener.accept() else { return };
            let mut request = [0; 16384];
            let _ = connection.read(&mut request);
            let _ = connection.write_all(&answer);
            if matches!(then, Then::Stall) {
                let _ = connection.read(&mut request);
            }
        }
    });
    address
}

/// An answer with status 200 that announces `announced` bytes and has `body`.
pub fn ok(announced: usize, body: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nX-Total-Count: 1";
    format!("{head}\r\nContent-Length: {announced}\r\n\r\n{body}").into_bytes()
}

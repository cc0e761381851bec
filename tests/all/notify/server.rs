//! A server that answers as it is told and keeps what it was asked.

use std::sync::mpsc::{self, Receiver};
use std::thread;

use tiny_http::{Header, Response, Server};

/// What was asked: method and path, the headers of interest, and the body.
pub struct Asked {
    pub line: String,
    pub id: String,
    pub token: String,
    pub body: String,
}

/// A server on this machine; it answers the first with the first of its statuses, and all after the last with the last.
pub struct Listening {
    pub url: String,
    asked: Receiver<Asked>,
}

impl Listening {
    pub fn answering(statuses: &'static [u16], header: Option<(&'static str, &'static str)>) -> Self {
        let server = Server::http("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hunter2", server.server_addr());
        let (tell, asked) = mpsc::channel();
        thread::spawn(move || {
            for (number, mut request) in server.incoming_requests().enumerate() {
                let header_of = |name: &'static str| {
                    let found = request.headers().iter().find(|header| header.field.equiv(name));
                    found.map(|header| header.value.to_string()).unwrap_or_default()
                };
                let (id, token) = (header_of("Idempotency-Key"), header_of("Authorization"));
                let mut body = String::new();
                request.as_reader().read_to_string(&mut body).unwrap();
                let line = format!("{} {}", request.method(), request.url());
                tell.send(Asked { line, id, token, body }).unwrap();
                let status = statuses[number.min(statuses.len() - 1)];
                let mut response = Response::from_string("hunter2 went wrong").with_status_code(status);
                if let Some((name, value)) = header {
                    response.add_header(Header::from_bytes(name, value).unwrap());
                }
                drop(request.respond(response));
            }
        });
        Self { url, asked }
    }

    /// All that was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.try_iter().collect()
    }
}

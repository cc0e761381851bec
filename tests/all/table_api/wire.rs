//! A server that says given bytes and hangs up, for answers that break off on their way.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

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

/// A certificate for 127.0.0.1 that nobody but its own maker vouches for, and its key, which is good for nothing else.
pub const CERTIFICATE: &str = include_str!("../../tls/certificate.pem");
const KEY: &str = include_str!("../../tls/key.pem");

/// Says each of `answers` as [`saying`] does, over TLS with [`CERTIFICATE`].
pub fn saying_over_tls(answers: Vec<Vec<u8>>) -> SocketAddr {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).expect("a key");
    let config = rustls::ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("versions that ring has")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("its own key");
    let config = std::sync::Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for answer in answers {
            let Ok((socket, _)) = listener.accept() else { return };
            let connection = rustls::ServerConnection::new(config.clone()).expect("a connection");
            let mut connection = rustls::StreamOwned::new(connection, socket);
            if connection.read(&mut [0; 16384]).is_ok() {
                let _ = connection.write_all(&answer);
                connection.conn.send_close_notify();
                let _ = connection.flush();
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

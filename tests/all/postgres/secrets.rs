//! How a server is reached that wants a password and is another machine: the password from each place that may have it and from
//! no other, and nothing said to a server that cannot prove who it is.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::chown;

use super::server::Server;
use crate::support::{Ended, Test, chmod};

const AUTHORITY: &str = include_str!("../../tls/authority.pem");
const CERTIFICATE: &str = include_str!("../../tls/server.pem");
const KEY: &str = include_str!("../../tls/server_key.pem");

const PASSWORD: &str = "pass:word with \\ and '";

/// The addresses are this machine's, and none that counts as loopback: as another machine they are encrypted and verified.
const PROVEN: &str = "127.0.0.2";
const OF_ANOTHER_NAME: &str = "127.0.0.3";

/// A server that takes the user `runner` by password over TLS alone, and its port.
fn server() -> Option<(Server, u16)> {
    let port = TcpListener::bind((PROVEN, 0)).unwrap().local_addr().unwrap().port();
    let server = Server::set_up(|data| {
        let owner = fs::metadata(data).map(|found| std::os::unix::fs::MetadataExt::uid(&found)).unwrap();
        for (name, text) in [("server.pem", CERTIFICATE), ("server_key.pem", KEY)] {
            fs::write(data.join(name), text).unwrap();
            chmod(&data.join(name), 0o600);
            chown(data.join(name), Some(owner), Some(owner)).unwrap();
        }
        let lines = "local all all trust\nhostssl all runner 127.0.0.0/8 scram-sha-256\n";
        fs::write(data.join("pg_hba.conf"), lines).unwrap();
        let listen = format!("listen_addresses={PROVEN},{OF_ANOTHER_NAME}");
        [
            "ssl=on",
            "ssl_cert_file=server.pem",
            "ssl_key_file=server_key.pem",
            &listen,
            &format!("port={port}"),
        ]
        .map(str::to_owned)
        .to_vec()
    })?;
    let quoted = PASSWORD.replace('\'', "''");
    let made = format!(
        "CREATE ROLE runner LOGIN CREATEROLE PASSWORD '{quoted}'; GRANT CREATE ON DATABASE postgres TO runner"
    );
    server.client_at(port, "postgres").batch_execute(&made).unwrap();
    Some((server, port))
}

fn secret(test: &Test, name: &str, text: &str) {
    test.file(name, text);
    chmod(&test.path(name), 0o600);
}

fn home(test: &Test) -> String {
    test.path("").display().to_string()
}

fn asked(test: &Test, address: &str, words: &[&str]) -> Ended {
    let words = [&["--db", address], words, &["jobs"]].concat();
    test.run(&words).env("HOME", &home(test)).output()
}

#[test]
fn another_machine_is_reached_with_a_password_from_a_file_and_only_where_it_proves_who_it_is() {
    let Some((server, port)) = server() else { return };
    a_password_is_taken_from_each_file_that_may_have_it_and_is_said_nowhere(port);
    a_service_names_the_server_and_may_have_its_password(port);
    both_sides_notice_a_host_that_is_gone_without_a_word(&server, port);
    nothing_is_said_to_a_server_that_does_not_prove_who_it_is(port);
}

fn a_password_is_taken_from_each_file_that_may_have_it_and_is_said_nowhere(port: u16) {
    let test = Test::new();
    test.file("ca.pem", AUTHORITY);
    let address = format!("postgres://runner@{PROVEN}:{port}/postgres?schema=dev&sslrootcert=ca.pem");
    secret(&test, "alone", &format!("{PASSWORD}\n"));
    test.run(&["--db", &address, "--db-password-file", "alone", "init"]).env("HOME", &home(&test)).done();

    asked(&test, &address, &[]).refuses(&["password", "~/.pgpass", "--db-password-file"]);
    let escaped = PASSWORD.replace('\\', "\\\\").replace(':', "\\:");
    let line = format!("{PROVEN}:{port}:postgres:runner:{escaped}\n");
    secret(&test, ".pgpass", &format!("# other\nelsewhere:*:*:*:wrong\n{line}"));
    asked(&test, &address, &[]).with_code(0);
    // Others may read it: it is not read at all.
    chmod(&test.path(".pgpass"), 0o644);
    asked(&test, &address, &[]).refuses(&[".pgpass", "try chmod 600"]);
    fs::rename(test.path(".pgpass"), test.path("passes")).unwrap();
    chmod(&test.path("passes"), 0o600);
    asked(&test, &format!("{address}&passfile=passes"), &[]).with_code(0);
    let named = test.run(&["--db", &address, "jobs"]).env("PGPASSFILE", "passes").output();
    named.with_code(0);

    fs::create_dir(test.path("credentials")).unwrap();
    test.file("credentials/midjobs-db-password", PASSWORD);
    let credentials = test.path("credentials").display().to_string();
    test.run(&["--db", &address, "jobs"]).env("CREDENTIALS_DIRECTORY", &credentials).done();

    secret(&test, "wrong", "hunter2");
    let refused = asked(&test, &address, &["--db-password-file", "wrong"]);
    refused.refuses(&["password authentication failed"]);
    assert!(!refused.stderr().contains("hunter2"), "{refused}");
    test.run(&["--db", &address, "jobs"]).env("PGPASSWORD", PASSWORD).env("HOME", &home(&test)).ends_with(3);
}

fn a_service_names_the_server_and_may_have_its_password(port: u16) {
    let test = Test::new();
    test.file("ca.pem", AUTHORITY);
    let service = format!(
        "[other]\nhost=nowhere\n[prod]\nhost={PROVEN}\nport={port}\nuser=runner\ndbname=postgres\nsslrootcert=ca.pem\nsslmode=verify-full\n"
    );
    secret(&test, ".pg_service.conf", &format!("{service}password={PASSWORD}\n"));
    let address = "postgres://?service=prod&schema=served";
    test.run(&["--db", address, "init"]).env("HOME", &home(&test)).done().saying("made postgres://127.0.0.2");
    asked(&test, address, &[]).with_code(0);
    chmod(&test.path(".pg_service.conf"), 0o644);
    asked(&test, address, &[]).refuses(&[".pg_service.conf", "try chmod 600"]);
    // Without a password in it anybody may read it.
    test.file("services", service);
    secret(&test, "alone", PASSWORD);
    let named =
        test.run(&["--db", address, "--db-password-file", "alone", "jobs"]).env("PGSERVICEFILE", "services");
    named.done();
    asked(&test, "postgres://?service=missing", &[]).refuses(&["there is no service \"missing\""]);
}

/// Silence of 5 s, then three questions 5 s apart.
fn both_sides_notice_a_host_that_is_gone_without_a_word(server: &Server, port: u16) {
    let test = Test::new();
    test.file("ca.pem", AUTHORITY);
    secret(&test, "alone", PASSWORD);
    let asked = ["idle", "interval", "count"].map(|name| format!("current_setting('tcp_keepalives_{name}')"));
    let statement = format!("INSERT INTO sysevent (name, parm1) SELECT 'k', {}", asked.join(" || ' ' || "));
    test.job("Ask", &statement);
    let address = format!("postgres://runner@{PROVEN}:{port}/postgres?schema=dev&sslrootcert=ca.pem");
    test.run(&["--db", &address, "--db-password-file", "alone", "run-now", "Ask"]).done();
    let told = server.client_at(port, "postgres").query_one("SELECT parm1 FROM dev.sysevent", &[]).unwrap();
    assert_eq!(told.get::<_, String>(0), "5 5 3");
}

fn nothing_is_said_to_a_server_that_does_not_prove_who_it_is(port: u16) {
    let test = Test::new();
    test.file("ca.pem", AUTHORITY).file("others.pem", include_str!("../../tls/certificate.pem"));
    secret(&test, "alone", PASSWORD);
    let password = ["--db-password-file", "alone"];
    let address =
        |host: &str, authority: &str| format!("postgres://runner@{host}:{port}/postgres{authority}");
    for (host, authority, said) in [
        (PROVEN, "", "certificate"),
        (PROVEN, "?sslrootcert=others.pem", "certificate"),
        (PROVEN, "?sslrootcert=missing.pem", "missing.pem"),
        (OF_ANOTHER_NAME, "?sslrootcert=ca.pem", "certificate"),
    ] {
        asked(&test, &address(host, authority), &password).refuses(&[said]);
    }
}

/// What a client says to a server that has no TLS.
fn said_to_a_plain_server(test: &Test, password: &[&str]) -> (Ended, Vec<u8>) {
    let listener = TcpListener::bind((PROVEN, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = [0; 8];
        stream.read_exact(&mut asked).unwrap();
        stream.write_all(b"N").unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        rest
    });
    let ended =
        asked(test, &format!("postgres://runner@{PROVEN}:{port}/postgres?sslrootcert=ca.pem"), password);
    (ended, heard.join().unwrap())
}

#[test]
fn a_server_without_encryption_hears_nothing_but_that_it_is_wanted() {
    let test = Test::new();
    test.file("ca.pem", AUTHORITY);
    secret(&test, "alone", PASSWORD);
    let (ended, heard) = said_to_a_plain_server(&test, &["--db-password-file", "alone"]);
    ended.refuses(&["TLS"]);
    assert_eq!(heard, b"");
}

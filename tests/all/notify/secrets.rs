//! An address or a token is in no error, no log, no table and no message, whatever goes wrong.

use std::fs;

use crate::notify::server::Listening;
use crate::notify::told::Told;

const AT: &str = "2026-03-01 12:15:10";

#[test]
fn whatever_goes_wrong_no_address_and_no_token_is_said_or_kept() {
    let server =
        Listening::answering(&[500, 302, 401, 404], Some(("Location", "http://127.0.0.1:1/hunter2")));
    let urls = [
        server.url,
        "http://127.0.0.1:1/hunter2".to_owned(),
        "http://hunter2.invalid/x".to_owned(),
        "https://127.0.0.1:1/hunter2".to_owned(),
        "https://user:hunter2@127.0.0.1/".to_owned(),
        "hunter2 is no address".to_owned(),
        "hunter2\nhunter2".to_owned(),
    ];
    let told = Told::after_clone(1);
    told.configured("[[webhook]]\nname = \"chat\"\nurl_file = \"url\"\ntoken_file = \"token\"\ntimeout = \"2s\"\n[ping]\nurl_file = \"url\"\ntimeout = \"2s\"\n");
    for (minute, url) in urls.iter().enumerate() {
        told.secret("url", url).secret("token", "hunter2-token");
        let at = format!("2026-03-01 {}:15:10", 12 + minute);
        for args in [&["-vv", "run"][..], &["notify", "--test"], &["notify"], &["status"], &["log"]] {
            let said = told.run(args).at(&at).output();
            let text = said.stdout() + &said.stderr();
            assert!(!text.contains("hunter2"), "{url}: {said}");
        }
    }
    for file in ["midjobs.db", "midjobs.db-wal"] {
        let bytes = fs::read(told.test.path(file)).unwrap_or_default();
        assert!(!bytes.windows(7).any(|window| window == b"hunter2"), "{file}");
    }
    assert_ne!(told.test.value("SELECT failures FROM outbox_receiver"), "0");
}

#[test]
fn a_secret_that_others_may_read_is_not_used() {
    let told = Told::after_clone(1);
    let server = Listening::answering(&[200], None);
    told.secret("url", &server.url).configured("[[webhook]]\nname = \"chat\"\nurl_file = \"url\"\n");
    crate::support::chmod(&told.test.path("url"), 0o644);
    told.run(&["run"]).at(AT).done().saying("chmod 600");
    assert_eq!(server.asked().len(), 0);
}

#[test]
fn what_a_program_says_is_shown_to_whoever_tries_it_out_and_to_nobody_else() {
    let told = Told::after_clone(1);
    told.program("keeper", "#!/bin/sh\necho hunter2 >&2\nexit 1\n");
    let run = told.run(&["run"]).at(AT).done();
    assert!(!run.stderr().contains("hunter2"), "{run}");
    told.run(&["notify", "--test"]).ends_with(1).saying("hunter2");
}

//! Whether those who are to be told can be told: looked at, and nobody is told anything.

use super::{WELL_AT, finds, is_well, told};
use crate::notify::server::Listening;
use crate::support::{Exec, Test, chmod};

fn secret(test: &Test, name: &str, text: &str) {
    test.file(name, text);
    chmod(&test.path(name), 0o600);
}

fn doctor(test: &Test) -> Exec {
    super::doctor(test).env("MIDJOBS_NOTIFY", "notify.toml")
}

/// What is said of notifications with this file, and what the doctor exits with.
#[track_caller]
fn says(test: &Test, config: &str, words: &str, code: i32) {
    secret(test, "notify.toml", config);
    let said = told(doctor(test), "notifications");
    assert!(said.contains(words), "{said}");
    doctor(test).ends_with(code);
}

const WEBHOOK: &str = "[[webhook]]\nname = \"chat\"\nurl_file = \"url\"\n[ping]\nurl_file = \"url\"\n";

#[test]
fn a_server_that_answers_is_well_and_is_asked_for_nothing_but_its_root() {
    let test = Test::init().seen();
    is_well(&test, "notifications");
    let server = Listening::answering(&[404], None);
    secret(&test, "url", &server.url);
    says(&test, WEBHOOK, "ok: can be reached: chat, ping", 0);
    let asked = server.asked();
    assert_eq!(asked.len(), 4, "both were asked, twice");
    assert!(asked.iter().all(|asked| asked.line == "HEAD /"), "{}", asked[0].line);
}

#[test]
fn a_server_that_does_not_answer_is_told_without_its_address() {
    let test = Test::init().seen();
    secret(&test, "url", "http://127.0.0.1:9/hunter2");
    says(&test, WEBHOOK, "warning: chat: the connection failed: connection refused", 1);
    secret(&test, "url", "https://nowhere.midjobs.invalid/hunter2");
    says(&test, WEBHOOK, "warning: chat: ", 1);
    assert!(!doctor(&test).output().stdout().contains("hunter2"));
    std::fs::remove_file(test.path("url")).unwrap();
    says(&test, WEBHOOK, "warning: chat: ", 1);
}

#[test]
fn a_token_that_cannot_be_read_is_told() {
    let test = Test::init().seen();
    let server = Listening::answering(&[200], None);
    secret(&test, "url", &server.url);
    let config = "[[webhook]]\nname = \"chat\"\nurl_file = \"url\"\ntoken_file = \"token\"\n";
    says(&test, config, "warning: chat: ", 1);
    secret(&test, "token", "t0ken");
    says(&test, config, "ok: can be reached: chat", 0);
}

#[test]
fn a_program_that_this_user_may_not_start_is_told_and_none_is_started() {
    let test = Test::init().seen();
    let page = |run: &str| format!("[[command]]\nname = \"page\"\nrun = [{run:?}]\n");
    test.file("page", "#!/bin/sh\ntouch started\n");
    says(&test, &page("./page"), "warning: page: ./page is no program that this user may start", 1);
    chmod(&test.path("page"), 0o755);
    says(&test, &page("./page"), "ok: can be reached: page", 0);
    says(&test, &page("true"), "ok: can be reached: page", 0);
    says(&test, &page("no-such-program"), "warning: page: no-such-program is no program", 1);
    let mail = "[[mail]]\nname = \"mail\"\nto = [\"a@b\"]\nsendmail = \"/nowhere/sendmail\"\n";
    says(&test, mail, "warning: mail: ", 1);
    assert!(!test.path("started").exists());
}

#[test]
fn a_file_with_a_fault_tells_nobody() {
    let test = Test::init().seen();
    says(&test, "[[mail]]\nname = 1\n", "broken: nobody is told: ", 2);
}

#[test]
fn receivers_on_record_are_named_where_the_file_is_not_given_and_what_waits_is_told() {
    let test = Test::init().seen();
    secret(&test, "notify.toml", "[[command]]\nname = \"page\"\nrun = [\"true\"]\n");
    test.run(&["init"]).at(WELL_AT).env("MIDJOBS_NOTIFY", "notify.toml").done();
    finds(&test, "notifications", "note: on record: page; whether they can be reached was not tried", 0);
    test.sql(
        "INSERT INTO outbox_message (sys_id, made_on, body) VALUES (hex(zeroblob(16)), '2026-03-01 12:00:00', '{}');
         UPDATE outbox_receiver SET failures = 3, last_error = 'it ended with 7'",
    );
    let words = "warning: page: messages that wait: 1, attempts that failed: 3: it ended with 7";
    finds(&test, "notifications", words, 1);
}

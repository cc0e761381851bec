//! `run --quiet`: nothing when all is well, and else what somebody woken by the mail needs, once.

use std::fs;

use crate::notify::told::Told;
use crate::support::Test;

const AT: &str = "2026-03-01 12:15:10";

#[test]
fn nothing_is_printed_when_all_is_well() {
    let test = Test::init().seen();
    test.run(&["run", "--quiet"]).succeeds();
    test.run(&["run", "--quiet"]).at("2026-03-01 12:30:00").succeeds();
}

#[test]
fn what_is_new_is_printed_once_with_its_cause_and_what_to_do() {
    let told = Told::after_clone(2);
    // Nobody is told in another way.
    told.test.run(&["run", "--quiet"]).at("2026-03-01 12:12:00").succeeds();
    let said = told.test.run(&["run", "--quiet"]).at(AT).done().quiet().stdout();
    for words in [
        "CRITICAL midjobs: 2 Down by the clone",
        "NEW (2)",
        "its account is not there",
        "    do  ",
        "midjobs why",
    ] {
        assert!(said.contains(words), "{words:?} is not in {said}");
    }
    told.test.run(&["run", "--quiet"]).at(AT).succeeds();
    told.test.sql("UPDATE ecc_agent SET status = 'Up'");
    told.test.run(&["run", "--quiet"]).at(AT).done().saying("OK midjobs: 2 resolved");
    told.test.run(&["run", "--quiet"]).at(AT).succeeds();
}

#[test]
fn a_first_attempt_that_fails_is_silent_and_the_exit_code_stays() {
    let test = Test::new();
    test.job_file(
        "mine.toml",
        "name = \"Mine\"\ndescription = \"fails\"\nattempts = 2\nretry_delay = \"60s\"\n[schedule]\nevery = \"1h\"\n\
         [[steps]]\nsql = \"INSERT INTO ecc_agent (sys_id) VALUES ('x')\"\n",
    );
    test.run(&["init"]).done();
    test.run(&["run", "--quiet"]).succeeds();
    test.run(&["run", "--quiet"]).at("2026-03-01 13:00:00").exits(1);
    let given_up = test.run(&["run", "--quiet"]).at("2026-03-01 13:01:00").ends_with(1).quiet();
    given_up.saying("WARNING midjobs: 1 job given up").saying("do  midjobs explain Mine");
}

#[test]
fn nobody_who_reads_it_is_no_undelivered_notification() {
    let told = Told::after_clone(1);
    told.test.run(&["run", "--quiet"]).at("2026-03-01 12:12:00").succeeds();
    told.run(&["run"]).at(AT).done();
    let status = told.test.run(&["status"]).at("2026-03-02 12:00:00").output().stdout();
    assert!(!status.contains(" undelivered:") && !status.contains("is undelivered"), "{status}");
}

#[test]
fn a_reader_that_is_gone_was_not_told() {
    let told = Told::after_clone(1);
    told.test.run(&["run", "--quiet"]).at("2026-03-01 12:12:00").succeeds();
    drop(
        told.test.run(&["run", "--quiet"]).at(AT).by(&["sh", "-c", "exec \"$@\" >/dev/full", "sh"]).output(),
    );
    told.test.run(&["run", "--quiet"]).at(AT).done().saying("1 Down by the clone");
    assert!(fs::read(told.test.path("got")).is_err());
}

#[test]
fn the_mail_of_a_broken_installation_is_not_silent() {
    let test = Test::new();
    test.run(&["--db", "missing.db", "run", "--quiet"]).output().refuses(&["missing.db"]);
    let test = Test::init();
    test.job_file("mine.toml", "name = ");
    test.run(&["run", "--quiet"]).ends_with(1).saying("job files with faults");
}

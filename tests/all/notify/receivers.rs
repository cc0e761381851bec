//! Receivers that fail, hang, refuse and come back.

use std::fs;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::notify::server::Listening;
use crate::notify::told::Told;
use crate::support::process::{signal, until};
use crate::support::{Ended, chmod};

const AT: &str = "2026-03-01 12:15:10";

fn webhook(form: &str) -> String {
    format!("[[webhook]]\nname = \"chat\"\nform = \"{form}\"\nurl_file = \"url\"\ntoken_file = \"token\"\n")
}

/// After a clone, with a server that is told.
fn with_server(
    form: &str,
    statuses: &'static [u16],
    header: Option<(&'static str, &'static str)>,
) -> (Told, Listening) {
    let told = Told::after_clone(3);
    let server = Listening::answering(statuses, header);
    told.secret("url", &server.url).secret("token", "t0ken").configured(&webhook(form));
    (told, server)
}

#[test]
fn a_webhook_gets_the_message_once_with_its_token() {
    let (told, server) = with_server("json", &[200], None);
    for _ in 0..3 {
        told.run(&["run"]).at(AT).done();
    }
    let asked = server.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!((asked[0].line.as_str(), asked[0].token.as_str()), ("POST /hunter2", "Bearer t0ken"));
    let message: Value = serde_json::from_str(&asked[0].body).unwrap();
    assert_eq!(message["id"], asked[0].id.as_str());
    assert_eq!(message["counts"]["opened"], 3);
}

#[test]
fn slack_and_teams_get_what_they_understand() {
    let (told, server) = with_server("slack", &[200], None);
    told.run(&["run"]).at(AT).done();
    let slack: Value = serde_json::from_str(&server.asked()[0].body).unwrap();
    assert!(slack["text"].as_str().unwrap().contains("3 Down by the clone\n```\n"), "{slack}");
    let (told, server) = with_server("teams", &[202], None);
    told.run(&["run"]).at(AT).done();
    let teams: Value = serde_json::from_str(&server.asked()[0].body).unwrap();
    let card = &teams["attachments"][0]["content"];
    assert_eq!((teams["type"].as_str(), card["type"].as_str()), (Some("message"), Some("AdaptiveCard")));
    assert!(card["body"].to_string().contains("its account is not there"), "{card}");
}

#[test]
fn a_server_that_fails_is_told_the_same_later_and_later_in_order_and_changes_no_exit_code() {
    let (told, server) = with_server("json", &[500, 503, 429, 302, 200], None);
    told.run(&["run"]).at("2026-03-01 12:15:00").done().saying("answered 500");
    assert_eq!(server.asked().len(), 1);
    told.test.sql("UPDATE ecc_agent SET status = 'Up' WHERE name = 'mid-1'");
    let mut attempts = Vec::new();
    for minute in 16..46 {
        told.run(&["run"]).at(&format!("2026-03-01 12:{minute}:00")).done();
        attempts.extend(server.asked().iter().map(|asked| format!("{minute} {}", &asked.id)));
    }
    // After 1, 2, 4 and 8 minutes, and then the second message at once.
    let minutes: Vec<&str> = attempts.iter().map(|attempt| &attempt[..2]).collect();
    assert_eq!(minutes, ["16", "18", "22", "30", "30"]);
    let ids: Vec<&str> = attempts.iter().map(|attempt| &attempt[3..]).collect();
    assert_eq!((ids[0], ids[1], ids[2]), (ids[3], ids[3], ids[3]));
    assert!(ids[3] < ids[4], "in order");
    assert_eq!(told.test.value("SELECT failures || coalesce(last_error, '-') FROM outbox_receiver"), "0-");
}

#[test]
fn a_server_that_asks_to_be_left_alone_is() {
    let (told, server) = with_server("json", &[429, 200], Some(("Retry-After", "1200")));
    for at in ["12:15:00", "12:17:00", "12:34:59", "12:35:00"] {
        told.run(&["run"]).at(&format!("2026-03-01 {at}")).done();
    }
    assert_eq!(server.asked().len(), 2);
    assert_eq!(told.test.value("SELECT acknowledged_on FROM outbox_receiver"), "2026-03-01 12:35:00");
}

#[test]
fn what_waits_warns_in_the_status_and_is_listed_and_can_be_given_up() {
    let (told, _server) = with_server("json", &[500], None);
    told.run(&["run"]).at(AT).done();
    let status = told.test.run(&["status"]).at("2026-03-01 12:20:00").output().stdout();
    assert!(status.contains("warning: 1 notification is undelivered"), "{status}");
    let list = told.test.run(&["notify", "--json"]).done().json();
    assert_eq!(list["notify"][0]["waiting"], 1);
    assert_eq!(list["notify"][0]["last_error"], "answered 500");
    told.test.run(&["notify", "--skip", "chat"]).says("given up: 1 message for chat\n").succeeds();
    let status = told.test.run(&["status"]).at("2026-03-01 12:20:00").output().stdout();
    assert!(!status.contains("undelivered:") && !status.contains("is undelivered"), "{status}");
    told.test
        .run(&["notify", "--skip", "chta"])
        .output()
        .refuses(&["there is no receiver \"chta\": did you mean chat?"]);
}

#[test]
fn a_clock_that_was_ahead_keeps_nobody_waiting() {
    let (told, server) = with_server("json", &[500, 200], None);
    told.run(&["run"]).at("2026-03-01 12:15:00").done();
    told.test.sql("UPDATE outbox_receiver SET next_attempt = '2031-01-01 00:00:00', claimed_by = 'dead', claimed_on = '2031-01-01 00:00:00'");
    told.run(&["run"]).at("2026-03-01 12:16:00").done();
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn a_program_that_hangs_holds_nothing_up_and_is_killed_with_its_children() {
    let told = Told::after_clone(1);
    told.program("keeper", "#!/bin/sh\nsleep 300 &\necho $! >child\nsleep 300\n");
    told.configured("[[command]]\nname = \"keeper\"\nrun = [\"./keeper\"]\ntimeout = \"1s\"\n");
    let began = Instant::now();
    told.run(&["run"]).at(AT).done().saying("did not end within 1 s and was killed");
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    let child = fs::read_to_string(told.test.path("child")).unwrap();
    let state = fs::read_to_string(format!("/proc/{}/stat", child.trim())).unwrap_or_default();
    assert!(state.is_empty() || state.contains(") Z "), "{state}");
    assert_eq!(told.test.value("SELECT outcome FROM sys_trigger_run"), "ran");
}

#[test]
fn a_program_that_reads_nothing_or_is_not_there_is_one_that_fails_or_not() {
    let told = Told::after_clone(1);
    told.program("keeper", "#!/bin/sh\nexit 0\n");
    told.run(&["run"]).at(AT).done().quiet();
    let told = Told::after_clone(1);
    told.configured("[[command]]\nname = \"keeper\"\nrun = [\"./nothing\"]\n");
    told.run(&["run"]).at(AT).done().saying("telling keeper: starting ./nothing: No such file");
}

#[test]
fn one_that_fails_keeps_no_other_from_being_told() {
    let told = Told::after_clone(1);
    told.configured(
        "title = \"dev\"\n[[command]]\nname = \"bad\"\nrun = [\"false\"]\n[[command]]\nname = \"keeper\"\nrun = [\"./keeper\"]\n",
    );
    told.run(&["run"]).at(AT).done();
    assert_eq!(told.titles(), ["CRITICAL dev: 1 Down by the clone"]);
}

#[test]
fn mail_goes_to_sendmail_as_one_letter() {
    let told = Told::after_clone(1);
    told.program("sendmail", "#!/bin/sh\necho \"$@\" >args\ncat >letter\n");
    told.configured(
        "title = \"größe\"\n[[mail]]\nname = \"mail\"\nto = [\"oncall@example.com\", \"root\"]\nfrom = \"midjobs@example.com\"\nsendmail = \"./sendmail\"\n",
    );
    told.run(&["run"]).at(AT).done().quiet();
    let read = |file: &str| fs::read_to_string(told.test.path(file)).unwrap();
    assert_eq!(read("args"), "-i -f midjobs@example.com -- oncall@example.com root\n");
    let letter = read("letter");
    let (headers, body) = letter.split_once("\n\n").unwrap();
    assert!(headers.contains("\nTo: oncall@example.com, root\nSubject: =?utf-8?B?"), "{headers}");
    let page = String::from_utf8(STANDARD.decode(body.replace('\n', "")).unwrap()).unwrap();
    assert!(page.contains("NEW (1)\n") && page.contains("mid-0"), "{page}");
}

#[test]
fn a_receiver_that_is_no_longer_named_is_told_no_more_and_a_new_one_only_what_comes() {
    let told = Told::after_clone(2);
    told.test.file("gate", "");
    told.run(&["run"]).at(AT).done();
    told.configured("title = \"dev\"\n[[command]]\nname = \"other\"\nrun = [\"./keeper\"]\n");
    fs::remove_file(told.test.path("gate")).unwrap();
    told.run(&["run"]).at("2026-03-01 12:20:00").done();
    assert_eq!(told.titles(), [""; 0]);
    assert_eq!(
        told.test.value("SELECT message FROM syslog WHERE source = 'notify'"),
        "keeper is told no more; not told to it: 1 message"
    );
    told.test.sql("UPDATE ecc_agent SET status = 'Up'");
    told.run(&["run"]).at("2026-03-01 12:25:00").done();
    assert_eq!(told.titles(), ["OK dev: 2 resolved"]);
}

#[test]
fn a_test_message_says_how_each_took_it() {
    let told = Told::new();
    told.configured("[[command]]\nname = \"bad\"\nrun = [\"false\"]\n[[command]]\nname = \"keeper\"\nrun = [\"./keeper\"]\n");
    let tested = told.run(&["--json", "notify", "--test"]).ends_with(1).json();
    assert_eq!(tested["tested"][1]["result"], "acknowledged");
    assert!(tested["tested"][0]["result"].as_str().unwrap().contains("exit status: 1"), "{tested}");
    told.run(&["notify", "--test", "keeper"]).done();
    assert_eq!(told.got().len(), 2);
    told.run(&["notify", "--test", "keper"]).output().refuses(&["no receiver \"keper\"", "keeper"]);
    told.test.run(&["notify", "--test"]).output().refuses(&["--notify FILE"]);
}

#[test]
fn a_ping_says_how_each_run_began_and_ended_and_changes_nothing() {
    let told = Told::new();
    let server = Listening::answering(&[500], None);
    told.secret("ping", &server.url).configured("[ping]\nurl_file = \"ping\"\n");
    told.run(&["run"]).done().quiet();
    told.run(&["status"]).output().saying("MIDJOBS");
    told.test.job("Bad", "INSERT INTO ecc_agent (sys_id) VALUES ('x')");
    told.run(&["run-now", "Bad"]).ends_with(1);
    told.test.sql("UPDATE sys_trigger SET next_action = '2026-03-01 11:00:00' WHERE name = 'Bad'");
    told.test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Bad', '2026-03-01 11:00:00')");
    told.run(&["run"]).ends_with(1);
    told.run(&["--db", "missing.db", "run"]).ends_with(3);
    let lines: Vec<String> = server.asked().into_iter().map(|asked| asked.line).collect();
    let (start, end) = ("GET /hunter2/start", "GET /hunter2");
    assert_eq!(lines, [start, end, start, "GET /hunter2/1", start, "GET /hunter2/3"]);
}

#[test]
fn a_file_that_others_may_write_to_or_with_a_fault_is_refused_and_the_jobs_run() {
    let told = Told::after_clone(1);
    chmod(&told.test.path("notify.toml"), 0o666);
    told.run(&["run"]).at(AT).ends_with(1).saying("others than its owner may write to notify.toml");
    assert_eq!(told.test.value("SELECT outcome FROM sys_trigger_run"), "ran");
    told.configured("[[webhok]]\n");
    told.run(&["run"])
        .at(AT)
        .ends_with(1)
        .saying("nobody is told: reading who is told from notify.toml: line 1: unknown field `webhok`");
}

#[test]
fn several_at_once_tell_it_once() {
    let told = Told::after_clone(1);
    told.program("keeper", "#!/bin/sh\nsleep 1\ncat >>got && echo >>got\n");
    let children: Vec<_> = (0..5).map(|_| told.run(&["run"]).at(AT).spawn()).collect();
    children.into_iter().for_each(|child| drop(Ended::of(child).with_code(0)));
    told.run(&["run"]).at(AT).done();
    assert_eq!(told.titles(), ["CRITICAL dev: 1 Down by the clone"]);
}

#[test]
fn a_wait_for_the_checks_tells_after_each() {
    let told = Told::new();
    told.mid_server('a', "emea", "Down")
        .test
        .sql("UPDATE ecc_agent SET last_refreshed = '2026-03-01 11:58:00'");
    told.load("2026-03-01 12:10:00")
        .run(&["after-clone", "--completed", "2026-03-01 12:00:00", "--wait"])
        .done();
    let made_on: Vec<String> =
        told.got().iter().map(|message| message["made_on"].as_str().unwrap().to_owned()).collect();
    assert_eq!(made_on.first().map(String::as_str), Some("2026-03-01T12:15:00Z"), "{made_on:?}");
}

#[test]
fn a_watch_tells_beside_its_jobs_and_one_that_hangs_keeps_none_waiting() {
    let told = Told::new();
    told.program("hanging", "#!/bin/sh\nsleep 100\n");
    told.configured(
        "title = \"dev\"\n[[command]]\nname = \"hanging\"\nrun = [\"./hanging\"]\ntimeout = \"30s\"\n\
         [[command]]\nname = \"keeper\"\nrun = [\"./keeper\"]\n",
    );
    told.test.job_file("count.toml", "name = \"Count\"\ndescription = \"c\"\n[[steps]]\nsql = \"INSERT INTO sysevent (name) VALUES ('counted')\"\n");
    let child = told.run(&["run", "--watch"]).at_no_time().spawn();
    until("the receivers are on record", || told.test.value("SELECT count(*) FROM outbox_receiver") == "2");
    told.test.sql(
        "INSERT INTO ecc_agent_issue (source, state, message, last_detected) VALUES ('Mine', 'new', 'one', '9999-01-01 00:00:00')",
    );
    until("the keeper was told", || told.got().len() == 1);
    for number in 1..=2 {
        told.test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Count', '2026-01-01 00:00:00')");
        until("the job ran", || told.test.value("SELECT count(*) FROM sysevent") == number.to_string());
    }
    assert_eq!(told.test.value("SELECT acknowledged FROM outbox_receiver WHERE name = 'hanging'"), "0");
    signal(&child, "TERM");
    Ended::of(child).with_code(0);
}

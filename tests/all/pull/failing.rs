//! Answers that do not come, or not in time, and the waiting in between.

use std::time::Duration;

use midjobs::pull::limits::Limits;
use serde_json::json;

use super::fixture::*;
use crate::table_api::PASSWORD;
use crate::table_api::state::Fault;
use crate::table_api::wire::{Then, ok, saying};

#[test]
fn the_wait_that_the_instance_asks_for_is_kept() {
    let busy = Fault::Status(429, vec![("Retry-After", "7".to_owned())]);
    let pulled = pull_from(&instance().failing([busy.clone(), busy]));
    assert!(pulled.waits.iter().all(|wait| (7.0..8.0).contains(&wait.as_secs_f64())), "{:?}", pulled.waits);
    assert_eq!(pulled.waits.len(), 2);
    assert_eq!(pulled.rows()["ecc_agent"], ids("a1 a2 a3"));
}

#[test]
fn a_wait_longer_than_the_longest_ends_the_pull_at_once() {
    let api = instance().failing([Fault::Status(429, vec![("Retry-After", "3600".to_owned())])]);
    let pulled = pull_from(&api);
    assert_eq!(pulled.waits, []);
    let error = pulled.error();
    assert!(error.contains("asks to be left alone for 3600 s, longer than 120 s"), "{error}");
}

#[test]
fn an_instance_that_stays_unavailable_is_given_up_after_all_attempts() {
    for status in [429, 502, 503, 504] {
        let api = instance().always_failing(Fault::status(status));
        let pulled = pull_from(&api);
        assert_eq!((pulled.waits.len(), api.requests().len()), (4, 5));
        assert!(pulled.waits.is_sorted(), "{:?}", pulled.waits);
        let error = pulled.error();
        let said = format!("gave up after 5 attempts: asking {}: it answered with HTTP {status}", api.url());
        assert!(error.contains(&said), "{error}");
    }
}

#[test]
fn an_error_of_the_instance_is_not_asked_for_again() {
    let api = instance().always_failing(Fault::status(500));
    assert!(pull_from(&api).error().contains("answered with HTTP 500"));
    assert_eq!(api.requests().len(), 1);
}

#[test]
fn an_instance_that_never_answers_is_left_after_the_read_timeout() {
    let api = instance().always_failing(Fault::Silence);
    let limits = Limits { read: Duration::from_millis(20), attempts: 2, ..limits() };
    let pulled = pull_as(&api.url(), basic(PASSWORD), limits);
    assert_eq!(pulled.waits.len(), 1);
    let error = pulled.error();
    assert!(error.contains("gave up after 2 attempts") && error.contains("timeout"), "{error}");
}

#[test]
fn an_answer_that_stalls_half_way_is_left_after_the_read_timeout() {
    let address = saying(vec![ok(1000, "{\"result\":[")], Then::Stall);
    let limits = Limits { read: Duration::from_millis(20), attempts: 1, ..limits() };
    let error = pull_as(&format!("http://{address}"), basic(PASSWORD), limits).error();
    assert!(error.contains("timeout"), "{error}");
}

#[test]
fn a_connection_that_breaks_is_tried_again() {
    let page = json!({ "result": [agent("a1")] }).to_string();
    let answers = vec![Vec::new(), ok(page.len(), &page[..30]), ok(page.len(), &page)];
    let address = saying(answers, Then::HangUp);
    let limits = Limits { attempts: 3, ..limits() };
    let pulled = pull_as(&format!("http://{address}"), basic(PASSWORD), limits);
    assert_eq!(pulled.waits.len(), 2 + 2);
    assert!(pulled.error().starts_with("pulling ecc_agent_config: gave up"), "the first table arrived");
}

#[test]
fn an_address_where_nobody_listens_is_named() {
    let address = saying(Vec::new(), Then::HangUp);
    let limits = Limits { attempts: 1, ..limits() };
    let error = pull_as(&format!("http://{address}"), basic(PASSWORD), limits).error();
    assert!(error.contains(&format!("asking http://{address}: the connection failed,")), "{error}");
}

#[test]
fn a_server_that_speaks_no_tls_is_named_at_once() {
    let address = saying(vec![b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()], Then::HangUp);
    let pulled = pull_as(&format!("https://{address}"), basic(PASSWORD), limits());
    assert_eq!(pulled.waits, []);
    let error = pulled.error();
    assert!(error.contains(&format!("asking https://{address}: it cannot be asked")), "{error}");
}

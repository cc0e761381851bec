//! Answers that are not what was asked for.

use midjobs::pull::limits::Limits;
use serde_json::json;

use super::fixture::*;
use crate::table_api::PASSWORD;
use crate::table_api::state::Fault;

#[test]
fn json_cut_in_half_is_asked_for_again_and_then_named() {
    let rows = pull_from(&instance().failing([Fault::Cut])).rows();
    assert_eq!(rows["ecc_agent"], ids("a1 a2 a3"));
    let error = pull_from(&instance().always_failing(Fault::Cut)).error();
    assert!(error.contains("its answer breaks off after"), "{error}");
}

#[test]
fn a_cancelled_transaction_passes_and_fewer_rows_are_asked_for() {
    let cancelled = [200, 500, 202].map(Fault::Cancelled);
    for fault in cancelled.into_iter().chain([Fault::EndedEarly, Fault::status(202)]) {
        let api = instance().failing([fault.clone(), fault.clone()]);
        let limits = Limits { page_rows: 100, ..limits() };
        let pulled = pull_as(&api.url(), basic(PASSWORD), limits);
        assert_eq!(pulled.waits.len(), 2, "{fault:?}");
        assert_eq!(pulled.rows()["ecc_agent"], ids("a1 a2 a3"));
        let asked = api.requests();
        let rows: Vec<bool> = (["100", "50", "25", "100"].iter().zip(&asked))
            .map(|(rows, request)| request.contains(&format!("sysparm_limit={rows}&")))
            .collect();
        assert_eq!(rows, [true; 4], "the next table begins anew: {asked:?}");
    }
}

#[test]
fn a_transaction_that_is_cancelled_each_time_is_named_with_what_to_try() {
    for fault in [Fault::Cancelled(200), Fault::Cancelled(500), Fault::EndedEarly] {
        let error = pull_from(&instance().always_failing(fault)).error();
        assert!(error.contains("gave up after 5 attempts"), "{error}");
        let words = "cancelled the transaction, \"Transaction cancelled: maximum execution time exceeded\"";
        assert!(error.contains(words) && error.contains("ask for fewer rows"), "{error}");
    }
}

#[test]
fn pages_for_people_are_told_apart_from_data() {
    for (html, said) in [
        ("<html><body>Your instance is Hibernating.</body></html>", "is hibernating: wake it up"),
        ("<!DOCTYPE html><form action='/login.do'>", "answered with a login page"),
        ("<html><title>Welcome to nginx</title>", "answered with a web page, \"Welcome to nginx\""),
        ("teapot", "answered with something that is not JSON"),
    ] {
        let error = pull_from(&instance().failing([Fault::page(html)])).error();
        assert!(error.contains(said), "{html}: {error}");
    }
    let hibernating = Fault::Body(503, "text/html", "<p>hibernating</p>".to_owned());
    let pulled = pull_from(&instance().failing([hibernating]));
    assert_eq!(pulled.waits, [], "nobody wakes up from being asked again");
    assert!(pulled.error().contains("is hibernating"));
}

#[test]
fn a_redirect_is_named_by_its_target_and_not_followed() {
    let elsewhere = instance();
    let target = elsewhere.url();
    let api = instance().failing([Fault::Redirect(format!("{target}/api/now/table/ecc_agent?token=s3cret"))]);
    let error = pull_from(&api).error();
    let target = target.trim_start_matches("http://");
    assert!(error.contains(&format!("redirects to {target}, which is not followed")), "{error}");
    assert!(!error.contains("s3cret"), "{error}");
    assert_eq!((api.requests().len(), elsewhere.requests().len()), (1, 0));
}

#[test]
fn a_redirect_to_the_login_page_is_named_and_not_followed() {
    let api = instance().failing([Fault::Redirect("/login.do".to_owned())]);
    assert!(pull_from(&api).error().contains("redirects to a page of its own"));
    assert_eq!(api.requests().len(), 1);
}

#[test]
fn a_body_beyond_the_limit_is_refused() {
    let limits = Limits { page_bytes: 10_000, ..limits() };
    let error = pull_as(&instance().failing([Fault::Huge(20_000)]).url(), basic(PASSWORD), limits).error();
    assert!(error.contains("larger than 10000 bytes"), "{error}");
}

#[test]
fn a_body_is_measured_unpacked() {
    let mut wide = agent("a1");
    wide["host_name"] = json!("x".repeat(20_000));
    let api = instance().table("ecc_agent", json!([wide])).failing([Fault::Gzip]);
    let limits = Limits { page_bytes: 10_000, ..limits() };
    let error = pull_as(&api.url(), basic(PASSWORD), limits).error();
    assert!(error.contains("larger than 10000 bytes"), "{error}");
}

#[test]
fn packed_answers_are_unpacked() {
    let rows = pull_from(&instance().always_failing(Fault::Gzip)).rows();
    assert_eq!(rows, pull_from(&instance()).rows());
}

//! Being refused: logins, access rules, tables that are not there.

use serde_json::json;

use super::fixture::*;
use crate::table_api::state::Fault;
use crate::table_api::{CLIENT_SECRET, TableApi};

#[test]
fn a_wrong_password_is_sent_once_and_never_again() {
    let api = instance();
    let error = pull_as(&api.url(), basic("wr0ng-is-secret"), limits()).error();
    assert!(error.contains("does not accept user \"midjobs.reader\" (HTTP 401"), "{error}");
    assert_eq!(api.requests().len(), 1);
}

#[test]
fn a_table_that_may_not_be_read_is_a_gap_with_a_role_that_may_and_the_rest_comes() {
    let (rows, coverage) = pull_from(&instance().forbid("sysevent")).result.unwrap();
    let gap = coverage["sysevent"].gap().unwrap();
    assert!(gap.contains("may not read sysevent") && gap.contains("give it the role admin"), "{gap}");
    assert!(coverage["sys_user"].is_complete() && !rows.contains_key("sysevent"));
    assert_eq!(rows["clone_instance"], ids("i1"), "what is asked for later comes as well");
}

#[test]
fn a_401_of_one_table_is_of_that_table_while_the_login_still_works() {
    let api = instance().deny("sys_user_role");
    let (rows, coverage) = pull_from(&api).result.unwrap();
    let gap = coverage["sys_user_role"].gap().unwrap();
    assert!(gap.contains("may not read sys_user_role (HTTP 401"), "{gap}");
    assert_eq!(rows["sysevent"].len(), 5);
}

#[test]
fn a_login_that_ends_in_the_middle_is_an_error_and_no_gap() {
    let faults = (0..3).map(|_| Fault::Gzip).chain((0..2).map(|_| Fault::status(401)));
    let error = pull_from(&instance().failing(faults)).error();
    assert!(error.contains("does not accept user") && error.contains("HTTP 401"), "{error}");
}

#[test]
fn an_instance_that_refuses_every_table_is_an_error() {
    let api = instance();
    let api = ALL_TABLES.iter().fold(api, |api, table| api.forbid(table));
    let error = pull_from(&api).error();
    assert!(error.contains("pulling ecc_agent") && error.contains("may not read ecc_agent"), "{error}");
}

#[test]
fn a_table_that_is_not_there_is_named() {
    let api = TableApi::start();
    let error = pull_from(&api).error();
    assert!(error.contains("has no table ecc_agent to read (HTTP 404"), "{error}");
}

#[test]
fn clones_that_may_not_be_read_are_a_gap_and_no_error() {
    let gap = pull_from(&instance().forbid("clone_instance")).coverage("clone_instance").gap().unwrap();
    assert!(gap.contains("may not read clone_instance"), "{gap}");
}

#[test]
fn either_table_of_clones_may_be_missing_and_both() {
    let request = json!({"sys_id": "n1", "completed": "2026-03-01 00:00:00"});
    let without = |api: TableApi| api.without("clone_instance");
    let newer = without(instance()).table("sn_instance_clone_request", json!([request]));
    let (rows, coverage) = pull_from(&newer).result.unwrap();
    assert_eq!((&rows["clone_instance"], coverage["clone_instance"].is_complete()), (&ids("n1"), true));
    let coverage = pull_from(&without(instance())).coverage("clone_instance");
    assert_eq!((coverage.rows, coverage.is_complete()), (0, true));
}

#[test]
fn clones_that_were_not_fetched_for_another_reason_are_an_error() {
    let api = instance();
    pull_from(&api).rows();
    let before = api.requests().iter().position(|r| r.contains("clone_instance")).unwrap();
    let faults = (0..before).map(|_| Fault::Gzip).chain([Fault::page("<title>Oops</title>")]);
    let error = pull_from(&instance().failing(faults)).error();
    assert!(error.contains("pulling clone_instance") && error.contains("\"Oops\""), "{error}");
}

#[test]
fn one_access_token_is_enough_and_an_expired_one_is_renewed() {
    let api = instance();
    pull_as(&api.url(), oauth(CLIENT_SECRET), limits()).rows();
    assert_eq!(api.tokens(), 1);
    let api = instance().failing([Fault::Gzip, Fault::Gzip, Fault::TokenExpired]);
    let rows = pull_as(&api.url(), oauth(CLIENT_SECRET), limits()).rows();
    assert_eq!(rows["ecc_agent"], ids("a1 a2 a3"));
    let posts = api.requests().iter().filter(|request| request.starts_with("POST")).count();
    assert_eq!(posts, 2);
}

#[test]
fn a_token_that_is_refused_twice_ends_the_pull() {
    let refuse = || Fault::status(401);
    let api = instance().failing([Fault::Gzip, refuse(), Fault::Gzip, refuse()]);
    let error = pull_as(&api.url(), oauth(CLIENT_SECRET), limits()).error();
    assert!(error.contains("does not accept OAuth client \"c11e27\""), "{error}");
    assert_eq!(api.requests().len(), 4);
}

#[test]
fn a_wrong_client_secret_is_named_with_the_property_to_look_at() {
    let error = pull_as(&instance().url(), oauth("wr0ng-is-secret"), limits()).error();
    assert!(error.contains("no access token (HTTP 401, \"access_denied\")"), "{error}");
    assert!(error.contains("glide.oauth.inbound.client.credential.grant_type.enabled"), "{error}");
}

/// The tables that a pull asks for.
const ALL_TABLES: [&str; 9] = [
    "ecc_agent",
    "ecc_agent_config",
    "sys_user",
    "sys_user_role",
    "sys_user_role_contains",
    "sys_user_has_role",
    "sysevent",
    "sys_properties",
    "clone_instance",
];

//! What arrives, and how it is asked for.

use anyhow::bail;
use midjobs::pull::client::Client;
use midjobs::pull::limits::Limits;
use midjobs::pull::pull;
use serde_json::{Value, json};

use super::fixture::*;
use crate::table_api::PASSWORD;

#[test]
fn what_midjobs_needs_arrives_once_and_nothing_else_does() {
    let rows = pull_from(&instance()).rows();
    let expected = Rows::from([
        ("ecc_agent", ids("a1 a2 a3")),
        ("ecc_agent_config", ids("c1 c2 c3")),
        ("sys_user", ids("u1 u2 u3")),
        ("sys_user_role", ids("r1 r2")),
        ("sys_user_has_role", ids("h1 h2 h3 h5")),
        ("sys_user_role_contains", ids("k1")),
        ("sysevent", ids("e2 e3 e4 e1 e7")),
        ("sys_properties", ids("p1")),
        ("clone_instance", ids("i1")),
    ]);
    assert_eq!(rows, expected);
}

#[test]
fn every_table_is_complete_when_all_announced_rows_came() {
    let (_, coverage) = pull_from(&instance()).result.unwrap();
    for (table, coverage) in coverage {
        assert!(coverage.is_complete(), "{table}: {coverage:?}");
        assert_eq!(coverage.announced, Some(coverage.rows), "{table}");
    }
}

#[test]
fn requests_only_read_and_always_say_how_much_in_which_order() {
    let api = instance();
    pull_from(&api).rows();
    for request in api.requests() {
        assert!(request.starts_with("GET /api/now/table/"), "{request}");
        assert!(request.contains("&sysparm_limit=2&") && request.contains("ORDERBY"), "{request}");
        assert!(!request.contains("sysparm_offset") && !request.contains("password"), "{request}");
    }
}

#[test]
fn thousands_of_users_are_asked_for_in_addresses_that_servers_take() {
    let name = |n: &usize| format!("mid. {n:04} äöü");
    let configs: Vec<Value> = (0..400).map(|n| configured(&format!("c{n}"), &name(&n))).collect();
    let users: Vec<Value> = (0..400).map(|n| user(&format!("{n:032x}"), &name(&n))).collect();
    let api = instance().table("ecc_agent_config", json!(configs)).table("sys_user", json!(users));
    let limits = Limits { page_rows: 1000, ..limits() };
    let rows = pull_as(&api.url(), basic(PASSWORD), limits).rows();
    assert_eq!(rows["sys_user"].len(), 400);
    assert!((6000..8000).contains(&api.longest_url()), "{}", api.longest_url());
}

#[test]
fn a_user_name_with_a_comma_or_a_caret_is_asked_for_alone() {
    let configs = [configured("c1", "Mid, One"), configured("c2", "a^b"), configured("c3", "plain")];
    let users =
        [("u1", "Mid, One"), ("u2", "a^b"), ("u3", "holder"), ("u5", "plain"), ("u6", "Mid"), ("u7", "b")];
    let users: Vec<Value> = users.iter().map(|(id, name)| user(id, name)).collect();
    let api = instance().table("ecc_agent_config", json!(configs)).table("sys_user", json!(users));
    let rows = pull_from(&api).rows();
    assert_eq!(rows["sys_user"], ids("u5 u1 u2 u3"));
}

#[test]
fn a_user_name_that_is_a_script_is_not_sent_to_run_on_the_instance() {
    let api = instance().table("ecc_agent_config", json!([configured("c1", " JavaScript:gs.x()")]));
    let gap = pull_from(&api).coverage("sys_user").gap().unwrap();
    assert!(gap.starts_with("1 configured user names"), "{gap}");
    assert!(!api.requests().iter().any(|request| request.contains("gs.x")));
}

#[test]
fn rows_that_cannot_be_kept_end_the_pull() {
    let api = instance();
    let mut client = Client::new(api.url().parse().unwrap(), basic(PASSWORD), limits(), &|_| ()).unwrap();
    let result = pull(&mut client, wanted(), &mut |_, _| bail!("the disk is full"));
    assert_eq!(format!("{:#}", result.unwrap_err()), "pulling ecc_agent: the disk is full");
    assert_eq!(api.requests().len(), 1);
}

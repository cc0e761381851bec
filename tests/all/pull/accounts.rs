//! The accounts that matter: how they are asked for, and what it means when one does not come.

use serde_json::{Value, json};

use super::fixture::*;
use crate::table_api::{TableApi, USER};

/// The sample instance, where MID Servers are configured with `names`, and `there` are the users.
fn with_users(names: &[&str], there: &[(&str, &str)]) -> TableApi {
    let configs: Vec<Value> =
        names.iter().enumerate().map(|(n, name)| configured(&format!("c{n}"), name)).collect();
    let users: Vec<Value> = there.iter().map(|(id, name)| user(id, name)).collect();
    instance().table("ecc_agent_config", json!(configs)).table("sys_user", json!(users))
}

/// How often a name was asked for alone.
fn asked_alone(api: &TableApi, name: &str) -> usize {
    let query = format!("sysparm_query=user_name={name}^ORDER");
    api.requests().iter().filter(|request| request.contains(&query)).count()
}

#[test]
fn the_users_that_mid_servers_last_logged_in_by_are_asked_for_too() {
    let mut logged_in = agent("a1");
    logged_in["user_name"] = json!("last");
    let api =
        instance().table("ecc_agent", json!([logged_in])).table("sys_user", json!([user("u9", "last")]));
    assert_eq!(pull_from(&api).rows()["sys_user"], ids("u9"));
}

#[test]
fn names_that_differ_only_by_case_or_blanks_are_asked_for_too() {
    let there = [("u1", "svc.one"), ("u2", "SVC.TWO"), ("u3", "svc"), ("u4", "other")];
    let api = with_users(&["SVC.One", "svc.two", " svc "], &there);
    let rows = pull_from(&api).rows();
    assert_eq!(rows["sys_user"], ids("u1 u2 u3"));
}

#[test]
fn the_names_that_were_asked_for_and_answered_are_on_record() {
    let api = with_users(&["gone", "mid.one"], &[("u1", "mid.one"), ("u3", "holder"), ("u0", USER)]);
    let coverage = pull_from(&api).coverage("sys_user");
    assert_eq!(coverage.asked.clone().unwrap(), ["gone", "mid.one", USER]);
    assert!(coverage.is_complete(), "none of that name was announced, so there is none: {coverage:?}");
    assert_eq!(["gone", "mid.one"].map(|name| asked_alone(&api, name)), [1, 0]);
}

#[test]
fn a_name_that_no_row_has_is_asked_for_alone_and_the_hidden_account_is_told_from_the_missing_one() {
    let there = [("u1", "mid.one"), ("u2", "secret"), ("u3", "holder"), ("u0", USER)];
    let api = with_users(&["gone", "mid.one", "secret"], &there).hide(&["u2"]);
    let coverage = pull_from(&api).coverage("sys_user");
    assert_eq!(["gone", "secret", "mid.one"].map(|name| asked_alone(&api, name)), [1, 1, 0]);
    assert_eq!(coverage.asked.clone().unwrap(), ["gone", "mid.one", USER]);
    let gap = coverage.gap().unwrap();
    assert!(gap.contains("1 of 4 rows was not received"), "{gap}");
    assert!(gap.contains("access rules hide the account \"secret\""), "{gap}");
}

#[test]
fn a_name_that_cannot_stand_in_a_list_is_hidden_or_missing_as_well() {
    let there = [("u2", "a,secret"), ("u3", "holder"), ("u0", USER)];
    let api = with_users(&["a,gone", "a,secret"], &there).hide(&["u2"]);
    let coverage = pull_from(&api).coverage("sys_user");
    assert_eq!(coverage.asked.clone().unwrap(), ["a,gone", USER]);
    assert!(coverage.gap().unwrap().contains("hide the account \"a,secret\""), "{coverage:?}");
}

#[test]
fn where_not_even_the_account_that_asks_comes_none_is_not_proven() {
    let api = with_users(&["gone", "mid.one"], &[("u1", "mid.one"), ("u3", "holder")]);
    let coverage = pull_from(&api).coverage("sys_user");
    assert_eq!(coverage.asked.clone().unwrap(), ["mid.one"]);
    let gap = coverage.gap().unwrap();
    assert_eq!(gap, format!("rows are hidden: not even {USER:?} came, the account that asks"));
}

#[test]
fn the_account_that_asks_is_known_in_whatever_case_and_an_oauth_client_is_no_account() {
    let api = with_users(&["gone"], &[("u3", "holder"), ("u0", &USER.to_uppercase())]);
    assert!(pull_from(&api).coverage("sys_user").is_complete());
    let api = with_users(&["gone"], &[("u3", "holder")]);
    let secret = crate::table_api::CLIENT_SECRET;
    assert!(pull_as(&api.url(), oauth(secret), limits()).coverage("sys_user").is_complete());
}

#[test]
fn what_is_asked_for_by_keys_that_are_incomplete_is_incomplete_and_says_by_which() {
    for (row, says) in [
        ("a2", "asked for by the user names in ecc_agent, which is incomplete"),
        ("c2", "asked for by the names in ecc_agent_config, which is incomplete"),
    ] {
        let (_, coverage) = pull_from(&instance().hide(&[row])).result.unwrap();
        for table in ["sys_user", "sys_user_has_role"] {
            let gap = coverage[table].gap().unwrap();
            assert!(gap.contains(says), "{table}: {gap}");
        }
        assert!(coverage["sysevent"].is_complete());
    }
    let (_, coverage) = pull_from(&instance().hide(&["h2"])).result.unwrap();
    let says = "asked for by the holders of mid_server in sys_user_has_role, which is incomplete";
    assert_eq!(coverage["sys_user"].gap().unwrap(), says);
    let (_, coverage) = pull_from(&instance().hide(&["u2"])).result.unwrap();
    let says = "asked for by the users in sys_user, which is incomplete";
    assert_eq!(coverage["sys_user_has_role"].gap().unwrap(), says);
}

#[test]
fn where_the_role_of_mid_servers_may_be_hidden_so_may_its_holders() {
    let says = "asked for by the role mid_server, which did not come in sys_user_role";
    for api in [instance().forbid("sys_user_role"), instance().hide(&["r1"])] {
        let (_, coverage) = pull_from(&api).result.unwrap();
        for table in ["sys_user", "sys_user_has_role"] {
            assert_eq!(coverage[table].gap().unwrap(), says, "{table}");
        }
    }
    let (_, coverage) = pull_from(&instance().hide(&["r2"])).result.unwrap();
    assert!(
        coverage["sys_user_has_role"].is_complete(),
        "another role is hidden, and nobody is asked for by it"
    );
}

#[test]
fn a_short_answer_about_roles_of_users_does_not_doubt_the_users() {
    let (_, coverage) = pull_from(&instance().hide(&["h5"])).result.unwrap();
    assert!(!coverage["sys_user_has_role"].is_complete() && coverage["sys_user"].is_complete());
}

//! Pages, whatever access rules hide and whatever the instance tells of what is missing.

use std::collections::BTreeSet;
use std::time::Duration;

use midjobs::db::Db;
use midjobs::intake::tables::{ECC_AGENT, InstanceTable, SYSEVENT};
use midjobs::pull::client::Client;
use midjobs::pull::limits::Limits;
use midjobs::pull::page;
use midjobs::pull::pull;
use midjobs::pull::query::Query;
use midjobs::pull::question::Question;
use midjobs::time::Time;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::fixture::*;
use crate::table_api::state::Fault;
use crate::table_api::{PASSWORD, TableApi};

#[test]
fn pages_and_rows_without_end_end_the_pull() {
    let api = instance();
    let few_pages = Limits { pages: 2, ..limits() };
    let error = pull_as(&api.url(), basic(PASSWORD), few_pages).error();
    assert!(error.contains("has sent 2 pages and does not come to an end"), "{error}");
    assert_eq!(api.requests().len(), 2);
    let (db, now) = (Db::in_memory().unwrap(), Time::parse("2026-03-02 00:00:00").unwrap());
    let ask = |kept_bytes| {
        let question = Question::of(&db, api.url().parse().unwrap(), basic(PASSWORD), now, now).unwrap();
        question.ask(Limits { kept_bytes, ..limits() }, &|| Duration::MAX).map(drop)
    };
    ask(1 << 20).unwrap();
    let error = format!("{:#}", ask(600).unwrap_err());
    assert!(error.contains("nothing is kept"), "{error}");
}

#[test]
fn a_pull_without_time_asks_for_nothing() {
    let api = instance();
    let left = || Duration::ZERO;
    let mut client =
        Client::new(api.url().parse().unwrap(), basic(PASSWORD), limits(), &|_| ()).unwrap().within(&left);
    let error = pull(&mut client, wanted(), &mut |_, _| Ok(())).unwrap_err();
    assert!(format!("{error:#}").contains("no time is left"), "{error:#}");
    assert!(api.requests().is_empty());
}

#[test]
fn rows_behind_pages_of_hidden_rows_arrive_and_the_hidden_ones_are_a_gap() {
    let agents: Vec<Value> = (1..=9).map(|n| agent(&format!("a{n}"))).collect();
    let api = instance().table("ecc_agent", json!(agents)).hide(&["a1", "a2", "a3", "a4", "a6", "a9"]);
    let (rows, mut coverage) = pull_from(&api).result.unwrap();
    assert_eq!(rows["ecc_agent"], ids("a5 a7 a8"));
    let coverage = coverage.remove("ecc_agent").unwrap();
    assert_eq!((coverage.rows, coverage.announced), (3, Some(9)));
    assert!(coverage.gap().unwrap().contains("6 of 9 rows"));
}

#[test]
fn without_totals_all_rows_arrive_but_nothing_is_called_complete() {
    let (rows, coverage) = pull_from(&instance().without_totals()).result.unwrap();
    assert_eq!(rows["sysevent"], ids("e2 e3 e4 e1 e7"));
    assert!(!coverage["sysevent"].is_complete());
}

#[test]
fn a_page_with_fewer_rows_than_asked_for_is_not_the_end_while_more_are_announced() {
    let agents: Vec<Value> = (1..=9).map(|n| agent(&format!("a{n}"))).collect();
    let api = instance().table("ecc_agent", json!(agents)).with_pages_of(2);
    let pulled = pull_as(&api.url(), basic(PASSWORD), Limits { page_rows: 1000, ..limits() });
    let (rows, coverage) = pulled.result.unwrap();
    assert_eq!(rows["ecc_agent"], ids("a1 a2 a3 a4 a5 a6 a7 a8 a9"));
    assert_eq!(rows["sysevent"].len(), 5);
    assert!(coverage.values().all(|coverage| coverage.is_complete()), "{coverage:?}");
}

#[test]
fn an_instance_that_always_announces_more_than_it_has_is_left_with_a_gap() {
    let api = instance().announcing(1_000_000);
    let (rows, coverage) = pull_from(&api).result.unwrap();
    assert_eq!(rows["ecc_agent"], ids("a1 a2 a3"));
    assert!(coverage["ecc_agent"].gap().unwrap().starts_with("999997 of 1000000 rows"), "{coverage:?}");
    let asked = api.requests().iter().filter(|request| request.contains("table/ecc_agent?")).count();
    assert!(asked < 60, "{asked}");
}

#[test]
fn rows_that_were_announced_and_are_hidden_are_a_gap_however_short_the_pages_are() {
    let hidden: Vec<String> = (100..180).map(|n| format!("a{n}")).collect();
    let agents: Vec<Value> = hidden.iter().map(|id| agent(id)).chain([agent("a1")]).collect();
    let hidden: Vec<&str> = hidden.iter().map(String::as_str).collect();
    let api = instance().table("ecc_agent", json!(agents)).hide(&hidden).with_pages_of(2);
    let pulled = pull_as(&api.url(), basic(PASSWORD), Limits { page_rows: 10, ..limits() });
    let coverage = pulled.coverage("ecc_agent");
    assert_eq!((coverage.rows, coverage.announced, coverage.is_complete()), (1, Some(81), false));
}

#[test]
fn events_whose_time_is_hidden_are_read_by_their_ids_and_in_doubt() {
    let (rows, coverage) = pull_from(&instance().hide_columns(&["sysevent.sys_created_on"])).result.unwrap();
    assert_eq!(rows["sysevent"], ids("e1 e2 e3 e4 e7"));
    let gap = coverage["sysevent"].gap().unwrap();
    assert_eq!(
        gap,
        "the rows have no sys_created_on: give the user read access to the field sysevent.sys_created_on"
    );
}

#[test]
fn the_404_of_old_releases_for_no_rows_is_an_empty_table() {
    let none = json!({"error": {"message": "No Record found", "detail": ""}, "status": "failure"});
    let api = instance().failing([Fault::Body(404, "application/json", none.to_string())]);
    let coverage = pull_from(&api).coverage("ecc_agent");
    assert_eq!((coverage.rows, coverage.is_complete()), (0, true));
}

#[test]
fn an_instance_that_ignores_the_query_does_not_keep_the_pull_going_for_ever() {
    let error = pull_from(&instance().always_failing(Fault::QueryIgnored)).error();
    assert!(error.contains("the same page came twice"), "{error}");
}

#[test]
fn behind_very_many_hidden_rows_the_rest_is_given_up_and_a_gap() {
    let agents: Vec<Value> = (100..203).map(|n| agent(&format!("a{n}"))).collect();
    let hidden: Vec<String> = (100..202).map(|n| format!("a{n}")).collect();
    let hidden: Vec<&str> = hidden.iter().map(String::as_str).collect();
    let coverage =
        pull_from(&instance().table("ecc_agent", json!(agents)).hide(&hidden)).coverage("ecc_agent");
    assert_eq!((coverage.rows, coverage.announced, coverage.is_complete()), (0, Some(103), false));
}

#[test]
fn a_needed_column_that_is_hidden_is_a_gap_and_one_that_is_not_needed_is_just_not_known() {
    let api = instance().hide_columns(&["sys_user_has_role.role", "sys_user_has_role.inherited"]);
    let (rows, coverage) = pull_from(&api).result.unwrap();
    let coverage = &coverage["sys_user_has_role"];
    assert_eq!(rows["sys_user_has_role"], ids("h1 h2 h3 h5"));
    assert!(coverage.gap().unwrap().starts_with("the rows have no role: give the user read access"));
    assert_eq!(coverage.columns().unwrap(), ["sys_id".to_owned(), "user".to_owned()].into_iter().collect());
}

#[test]
fn rows_without_sys_id_and_users_without_a_name_are_refused_as_a_gap() {
    for (column, table) in [("sys_user.user_name", "sys_user"), ("ecc_agent.sys_id", "ecc_agent")] {
        let (rows, coverage) = pull_from(&instance().hide_columns(&[column])).result.unwrap();
        let gap = coverage[table].gap().unwrap();
        assert!(gap.contains(&format!("give the user read access to the field {column}")), "{gap}");
        assert!(!rows.contains_key(table) && rows.contains_key("sysevent"));
    }
}

/// The `sys_id`s that come of reading `table` of `api` by pages of `page_rows`, and whether that was all.
fn read(api: &TableApi, table: &InstanceTable, page_rows: u64) -> (Vec<String>, bool) {
    let limits = Limits { page_rows, ..limits() };
    let mut client = Client::new(api.url().parse().unwrap(), basic(PASSWORD), limits, &|_| ()).unwrap();
    let mut ids = Vec::new();
    let coverage = page::read(&mut client, table, &Query::all(), &mut |records| {
        ids.extend(records.into_iter().filter_map(|record| record.fields[0].1.clone()));
        Ok(())
    });
    (ids, coverage.unwrap().is_complete())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn each_row_that_may_be_seen_comes_once_and_in_order(
        rows in prop::collection::btree_map("[0-9a-f]{2}", (0..4, prop::bool::weighted(0.3)), 0..30),
        page_rows in 1_u64..6,
        longest_page in 1_usize..6,
    ) {
        let time = |second| format!("2026-03-01 00:00:0{second}");
        let events: Vec<Value> = rows
            .iter()
            .map(|(id, (second, _))| json!({"sys_id": id, "name": "login", "parm1": "x", "status": "Up", "sys_created_on": time(*second)}))
            .collect();
        let hidden: Vec<&str> = rows.iter().filter(|(_, (_, hidden))| *hidden).map(|(id, _)| id.as_str()).collect();
        let api = TableApi::start().table("sysevent", json!(events)).table("ecc_agent", json!(events)).hide(&hidden).with_pages_of(longest_page);
        let seen = || rows.iter().filter(|(_, (_, hidden))| !hidden);
        let by_id: Vec<String> = seen().map(|(id, _)| id.clone()).collect();
        let by_creation: BTreeSet<(i32, &String)> = seen().map(|(id, (second, _))| (*second, id)).collect();
        let by_creation: Vec<String> = by_creation.into_iter().map(|(_, id)| id.clone()).collect();
        prop_assert_eq!(read(&api, &ECC_AGENT, page_rows), (by_id, hidden.is_empty()));
        prop_assert_eq!(read(&api, &SYSEVENT, page_rows), (by_creation, hidden.is_empty()));
    }
}

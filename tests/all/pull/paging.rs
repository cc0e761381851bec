//! Pages, whatever access rules hide and whatever the instance tells of what is missing.

use std::collections::BTreeSet;

use midjobs::intake::tables::{ECC_AGENT, InstanceTable, SYSEVENT};
use midjobs::pull::client::Client;
use midjobs::pull::limits::Limits;
use midjobs::pull::page;
use midjobs::pull::query::Query;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::fixture::*;
use crate::table_api::state::Fault;
use crate::table_api::{PASSWORD, TableApi};

#[test]
fn rows_behind_pages_of_hidden_rows_arrive_and_the_hidden_ones_are_a_gap() {
    let agents: Vec<Value> = (1..=9).map(|n| agent(&format!("a{n}"))).collect();
    let api = instance().table("ecc_agent", json!(agents)).hide(&["a1", "a2", "a3", "a4", "a6", "a9"]);
    let (rows, mut coverage) = pull_from(&api).result.unwrap();
    assert_eq!(rows["ecc_agent"], ids("a5 a7 a8"));
    let coverage = coverage.remove("ecc_agent").unwrap();
    assert_eq!((coverage.rows, coverage.announced), (3, Some(9)));
    assert!(coverage.gap.unwrap().contains("6 of 9 rows"));
}

#[test]
fn without_totals_all_rows_arrive_but_nothing_is_called_complete() {
    let (rows, coverage) = pull_from(&instance().without_totals()).result.unwrap();
    assert_eq!(rows["sysevent"], ids("e2 e3 e4 e1"));
    assert!(!coverage["sysevent"].is_complete());
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
    ) {
        let time = |second| format!("2026-03-01 00:00:0{second}");
        let events: Vec<Value> = rows
            .iter()
            .map(|(id, (second, _))| json!({"sys_id": id, "name": "login", "parm1": "x", "status": "Up", "sys_created_on": time(*second)}))
            .collect();
        let hidden: Vec<&str> = rows.iter().filter(|(_, (_, hidden))| *hidden).map(|(id, _)| id.as_str()).collect();
        let api = TableApi::start().table("sysevent", json!(events)).table("ecc_agent", json!(events)).hide(&hidden);
        let seen = || rows.iter().filter(|(_, (_, hidden))| !hidden);
        let by_id: Vec<String> = seen().map(|(id, _)| id.clone()).collect();
        let by_creation: BTreeSet<(i32, &String)> = seen().map(|(id, (second, _))| (*second, id)).collect();
        let by_creation: Vec<String> = by_creation.into_iter().map(|(_, id)| id.clone()).collect();
        prop_assert_eq!(read(&api, &ECC_AGENT, page_rows), (by_id, hidden.is_empty()));
        prop_assert_eq!(read(&api, &SYSEVENT, page_rows), (by_creation, hidden.is_empty()));
    }
}

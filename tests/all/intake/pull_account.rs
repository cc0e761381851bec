//! midjobs' own account, which goes with a clone as others do.

use super::pull_job::told;
use super::sample::{instance, pull};
use crate::support::Test;
use crate::table_api::state::Fault;

const FATES: &str = "SELECT outcome, attempt FROM sys_trigger_run WHERE job = 'PullInstance' ORDER BY due";
const ERRORS: &str =
    "SELECT message FROM syslog WHERE source = 'PullInstance' AND level = 2 ORDER BY sequence";

#[test]
fn a_401_after_a_clone_is_told_once_with_what_to_do_and_not_tried_again_before_the_next_occurrence() {
    let api = instance();
    let test = told(&api);
    test.run(&["run"]).at("2026-03-01 13:00:00").done();
    test.run(&["after-clone"]).at("2026-03-01 13:30:00").done();
    let api = api.always_failing(Fault::status(401));
    let before = (api.requests().len(), test.table("ecc_agent"), test.table("load_coverage"));
    for hour in ["14", "15"] {
        test.run(&["run"]).at(&format!("2026-03-01 {hour}:00:00")).ends_with(1);
        test.run(&["run"]).at(&format!("2026-03-01 {hour}:10:00")).done();
    }
    assert_eq!(test.query(FATES), ["ran|1", "failed|1", "failed|1"]);
    assert_eq!(
        (api.requests().len(), test.table("ecc_agent"), test.table("load_coverage")),
        (before.0 + 2, before.1, before.2)
    );
    let errors = test.query(ERRORS);
    let words = "the account that asks went with the clone of 2026-03-01 13:30:00";
    assert!(errors.iter().all(|error| error.contains(words)), "{errors:?}");
    let list = format!("{}/ecc_agent_list.do?XML", api.url());
    for said in ["HTTP 401", "Give it back: 1. make it again", "midjobs run-now PullInstance", &list] {
        assert!(errors[0].contains(said) && !errors[1].contains(said), "{said}: {errors:?}");
    }
    assert!(errors[1].contains("is not given back yet"), "{errors:?}");
}

#[test]
fn a_401_that_no_clone_explains_is_a_401() {
    let api = instance();
    let test = Test::init();
    test.run(&["after-clone", "--completed", "2026-03-01 11:00:00"]).done();
    pull(&test, &api, &[]).done();
    let api = api.always_failing(Fault::status(401));
    let said = pull(&test, &api, &[]).at("2026-03-01 13:00:00").ends_with(3).stderr();
    assert!(said.contains("HTTP 401") && !said.contains("went with the clone"), "{said}");
}

#[test]
fn by_hand_the_401_after_a_clone_is_told_with_what_to_do() {
    let api = instance();
    let test = Test::init();
    pull(&test, &api, &[]).done();
    test.run(&["after-clone"]).at("2026-03-01 12:30:00").done();
    let api = api.always_failing(Fault::status(401));
    let said = pull(&test, &api, &[]).at("2026-03-01 13:00:00").ends_with(3).stderr();
    assert!(
        said.contains("went with the clone of 2026-03-01 12:30:00") && said.contains("Give it back"),
        "{said}"
    );
}

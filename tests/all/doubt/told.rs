//! A doubt is a state: it is told when it begins, when it becomes another and when it ends.

use super::world::World;
use crate::support::Test;

fn sample(test: &Test, at: &str) -> (Vec<String>, i32) {
    let ended = test.run(&["run-now", "MIDUserConnectivity"]).at(at).output();
    (ended.stderr().lines().map(str::to_owned).collect(), ended.code())
}

#[test]
fn it_is_told_when_it_begins_becomes_another_and_ends_and_never_fails_a_run() {
    let test = Test::init();
    let hidden = World { hidden: vec!["sysevent"], ..World::emea_down() };
    hidden.load(&test, "2026-03-01 12:00:00").done();
    let (told, code) = sample(&test, "2026-03-01 12:00:00");
    assert_eq!((told.len(), code), (1, 0), "{told:?}");
    assert!(told[0].contains("never loaded: sysevent"), "{told:?}");
    for hour in 13..20 {
        let at = format!("2026-03-01 {hour}:00:00");
        hidden.load(&test, &at).done();
        assert_eq!(sample(&test, &at), (Vec::new(), 0));
    }
    let lasting = "SELECT count(*) FROM syslog WHERE level = 0 AND message LIKE 'still in doubt: never loaded: sysevent'";
    assert_eq!(test.value(lasting), "7");
    World::emea_down().load(&test, "2026-03-01 20:00:00").done();
    let ended = test.run(&["run-now", "MIDUserConnectivity"]).at("2026-03-01 20:00:00").done();
    ended.quiet().saying("in doubt no longer: sysevent");
    let (told, _) = sample(&test, "2026-03-01 21:30:00");
    assert!(told.len() == 1 && told[0].contains("sysevent are 1h 30m old"), "{told:?}");
}

#[test]
fn tables_of_one_cause_are_one_line() {
    let test = Test::init();
    let (told, code) = sample(&test, "2026-03-01 12:00:00");
    assert_eq!((told.len(), code), (1, 0), "{told:?}");
    let never =
        "never loaded: ecc_agent, ecc_agent_config, sys_user, sys_user_role, sys_user_has_role, sysevent:";
    assert!(told.iter().any(|line| line.contains(never)), "{told:?}");
}

#[test]
fn each_job_tells_its_own_doubts() {
    let test = Test::init();
    sample(&test, "2026-03-01 12:00:00");
    let told = "SELECT job, count(*) FROM job_doubt GROUP BY job";
    assert_eq!(test.query(told), ["MIDUserConnectivity|6"]);
    test.run(&["after-clone"]).done();
    test.run(&["run"]).at("2026-03-01 12:15:00").done().saying("never loaded: ecc_agent");
    assert_eq!(test.query(told), ["BadMIDCredentialAfterClone-1|1", "MIDUserConnectivity|6"]);
}

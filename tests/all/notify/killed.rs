//! Killed at each point of the way to a receiver: told at least once, in order, and twice only between delivery and its
//! acknowledgement, with the same id.

use std::collections::BTreeSet;

use midjobs::crash_point::CrashPoint;

use crate::notify::told::Told;

const AT: &str = "2026-03-01 12:15:10";

/// A claim that a dead process left is over by then.
const LATER: [&str; 3] = ["2026-03-01 12:20:00", "2026-03-01 12:25:00", "2026-03-01 12:30:00"];

/// Kills the run that tells, runs again, and gives how often each message was told.
fn survive(point: &str) -> (bool, Vec<usize>) {
    let told = Told::after_clone(2);
    // An earlier event waits as well: two messages, in order.
    told.test.file("gate", "");
    told.test.sql("INSERT INTO ecc_agent_issue (source, state, message) VALUES ('Mine', 'new', 'one')");
    told.run(&["run"]).at("2026-03-01 12:13:00").done();
    std::fs::remove_file(told.test.path("gate")).unwrap();
    let killed = told.run(&["run"]).at(AT).env("MIDJOBS_KILL_AT", point).output();
    let was_killed = killed.code() < 0;
    if was_killed {
        killed.was_killed();
    }
    for at in LATER {
        told.run(&["run"]).at(at).done();
    }
    told.test.assert_sound();
    let ids: Vec<String> =
        told.got().iter().map(|message| message["id"].as_str().unwrap().to_owned()).collect();
    let mut sorted = ids.clone();
    sorted.sort();
    assert_eq!(ids, sorted, "{point}: in order");
    let titles: BTreeSet<String> = told.titles().into_iter().collect();
    assert_eq!(
        titles.into_iter().collect::<Vec<_>>(),
        ["CRITICAL dev: 2 Down by the clone", "WARNING dev: 1 issue of Mine"],
        "{point}: none is missing"
    );
    let times = |id: &String| ids.iter().filter(|other| *other == id).count();
    (was_killed, ids.iter().collect::<BTreeSet<_>>().into_iter().map(times).collect())
}

#[test]
fn every_point_leaves_each_message_told() {
    let mut killed_at = Vec::new();
    for (_, name) in CrashPoint::OF_A_RUN {
        for time in 1..=2 {
            let point = format!("{name}:{time}");
            let (killed, times) = survive(&point);
            let twice = point.starts_with("before-acknowledge") && killed;
            let most = if twice { 2 } else { 1 };
            assert!(times.iter().all(|times| *times <= most), "{point}: {times:?}");
            assert_eq!(times.iter().sum::<usize>(), if twice { 3 } else { 2 }, "{point}: {times:?}");
            println!("{point:<22}{} told {times:?}", if killed { "killed" } else { "-     " });
            killed_at.extend(killed.then_some(point));
        }
    }
    for point in [
        "before-gather:1",
        "after-gather:1",
        "before-acknowledge:1",
        "before-acknowledge:2",
        "after-acknowledge:1",
    ] {
        assert!(killed_at.iter().any(|killed| killed == point), "{point} was not reached: {killed_at:?}");
    }
}

//! Every point to be killed at, by every kind of job.

use midjobs::crash_point::CrashPoint;

use crate::crash::kinds::{KINDS, Kind, LATER, NOW, bystanders, make_due};
use crate::support::{Place, Test, one_in};
use crate::table_api::state::Fault;

/// Points as `MIDJOBS_KILL_AT` takes them: those of the second step and of the second part too.
fn points() -> impl Iterator<Item = String> {
    CrashPoint::OF_A_RUN.iter().flat_map(|(_, name)| match name.ends_with("step") || name.ends_with("part") {
        true => vec![format!("{name}:1"), format!("{name}:2")],
        false => vec![format!("{name}:1")],
    })
}

/// Starts a run that is to be killed at the point; says whether it came there.
fn kill(test: &Test, kind: &Kind, point: &str) -> bool {
    let run = test.run(&["run"]).at(NOW).env("MIDJOBS_KILL_AT", point).env("MIDJOBS_KILL_JOB", kind.job);
    let ended = run.output();
    if ended.code() >= 0 {
        return false;
    }
    ended.was_killed();
    true
}

/// Kills a run at the point, runs again, and asserts that all happened once. Gives the attempts that it
/// took, or `None` when such a run does not come to the point.
fn survive(place: &Place, kind: &Kind, point: &str) -> Option<String> {
    let test = kind.due_at(place);
    let before = bystanders(&test);
    if point.contains("takeover") {
        assert!(kill(&test, kind, "after-claim:1"));
    }
    let killed = kill(&test, kind, point);
    for now in [NOW, LATER, LATER] {
        let ended = test.run(&["run"]).at(now).output();
        assert!([0, 1].contains(&ended.code()), "{}", ended.stderr());
        assert!(!ended.stderr().contains("locked"), "{}", ended.stderr());
    }
    kind.assert_done_once(&test, point);
    assert_eq!(bystanders(&test), before, "{}, {point}", kind.name);
    killed.then(|| {
        let attempts = "SELECT attempt || ', ' || abandoned || ' lost' FROM sys_trigger_run";
        test.value(&format!("{attempts} WHERE job = '{}'", kind.job))
    })
}

/// One step; one step in one part and an empty one; one step in three parts; two steps; two of which the second fails, so
/// that its work is never committed; a pull and no step.
const KILLS: [usize; KINDS.len()] = [8, 12, 12, 10, 9, 8];

/// Where each takes longer, one in this many is killed.
const ONE_IN_ON_A_SERVER: usize = 13;

#[test]
fn the_matrix_of_points_and_kinds_leaves_every_effect_exactly_once() {
    assert_eq!(walk(&Place::File, 1), KILLS);
}

#[test]
fn the_matrix_leaves_every_effect_exactly_once_on_a_server_too() {
    let Some(place) = Place::server() else { return };
    let one_in = one_in(ONE_IN_ON_A_SERVER);
    let survived = walk(&place, one_in);
    match one_in {
        1 => assert_eq!(survived, KILLS),
        _ => assert!(survived.iter().sum::<usize>() > 3, "{survived:?}"),
    }
}

/// Kills at one in so many pairs of a point and a kind; says how many kills of each kind were survived.
fn walk(place: &Place, one_in: usize) -> [usize; KINDS.len()] {
    println!(
        "\nattempts that the occurrence took, and how many of them the kill cost; its effects are there once"
    );
    println!("{:<18}{}", "killed", KINDS.map(|kind| format!("{:<15}", kind.name)).concat());
    let mut survived = [0; KINDS.len()];
    for (row, point) in points().enumerate() {
        let has_its_turn = |column: usize| (row * KINDS.len() + column).is_multiple_of(one_in);
        let outcomes: [Option<String>; KINDS.len()] = std::array::from_fn(|column| {
            has_its_turn(column).then(|| survive(place, &KINDS[column], &point)).flatten()
        });
        for (survived, outcome) in survived.iter_mut().zip(&outcomes) {
            *survived += outcome.iter().count();
        }
        let cells = outcomes.map(|cell| format!("{:<15}", cell.unwrap_or_else(|| "-".to_owned())));
        println!("{point:<18}{}", cells.concat().trim_end());
    }
    println!("{} kills survived", survived.iter().sum::<usize>());
    survived
}

#[test]
fn a_kill_at_each_point_of_a_job_beside_a_pull_costs_both_what_was_under_way_and_no_more() {
    let [.., inserting, _, pulling] = &KINDS;
    // The others wait for the pull, or are not on the way.
    let reached = points().filter(|point| ["claim", "step", "work"].iter().any(|act| point.contains(act)));
    for point in reached {
        let scene = inserting.due();
        let before = bystanders(&scene);
        make_due(&scene, pulling.job, 1);
        scene.sql("UPDATE sys_trigger SET priority = 1 WHERE name = 'Pulling'");
        scene.api.fail_always(Fault::Silence);
        assert!(kill(&scene, inserting, &point), "{point}");
        scene.api.answer_all();
        for now in [NOW, LATER] {
            scene.run(&["run"]).at(now).done();
        }
        inserting.assert_done_once(&scene, &point);
        pulling.assert_done_once(&scene, &point);
        assert_eq!(bystanders(&scene), before, "{point}");
        let pull = scene.value("SELECT attempt, abandoned FROM sys_trigger_run WHERE job = 'Pulling'");
        assert_eq!(pull, "2|1", "{point}");
    }
}

#[test]
fn a_file_without_a_crash_point_runs_as_if_there_were_none() {
    for kind in &KINDS {
        let test = kind.due();
        assert!(!kill(&test, kind, "no-such-point"), "{}", kind.name);
        assert_eq!(
            test.value(&format!("SELECT attempt FROM sys_trigger_run WHERE job = '{}'", kind.job)),
            "1"
        );
    }
}

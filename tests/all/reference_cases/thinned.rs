//! Every case with a table or a column left out: nothing is over, and nothing is well, because nobody could see.
//!
//! `MIDJOBS_ONE_IN=1 cargo test reference_cases::thinned` plays every pair of a case and something left out.

use serde_json::Value as Json;

use super::play::{Case, LeftOut, Play};
use super::side_by_side;
use crate::support::{JUDGED, Place, one_in};

/// Of all pairs of a case and something left out, one in this many is played: over the cases each has its turn.
const ONE_IN: usize = 8;

/// Of those, where each takes longer.
const ONE_IN_ON_A_SERVER: usize = 16;

#[test]
fn what_was_left_out_resolves_nothing_opens_nothing_for_certain_and_is_never_ok() {
    leave_out(&Place::File, one_in(ONE_IN));
}

#[test]
fn on_a_server_too_what_was_left_out_resolves_nothing_opens_nothing_for_certain_and_is_never_ok() {
    if let Some(place) = Place::server() {
        leave_out(&place, ONE_IN * one_in(ONE_IN_ON_A_SERVER));
    }
}

fn leave_out(place: &Place, one_in: usize) {
    let cases = Case::all();
    let pairs = cases.iter().enumerate().flat_map(|(number, case)| {
        let turns = all_left_out().into_iter().enumerate();
        turns
            .filter(move |(turn, _)| (turn + number) % one_in == 0)
            .map(move |(_, left_out)| (case, left_out))
    });
    side_by_side(pairs, |(case, left_out)| {
        case.play(place, left_out, 0, |number, play| judge(case, left_out, number, play));
        // What stands in the file then was seen once, and is not seen any more. Events may be none.
        if left_out != LeftOut::Table("sysevent") {
            let half = case.steps.len() / 2;
            case.play(place, left_out, half, |number, play| {
                if number >= half {
                    judge(case, left_out, number, play);
                }
            });
        }
    });
}

fn all_left_out() -> Vec<LeftOut> {
    let columns = |(table, columns): (&'static str, &'static str)| {
        // Without the name of a user there is no row of it: such a file is refused.
        let columns = columns.split(',').filter(move |column| (table, *column) != ("sys_user", "user_name"));
        columns.map(move |column| LeftOut::Column(table, column))
    };
    let of_table = |(table, all)| std::iter::once(LeftOut::Table(table)).chain(columns((table, all)));
    JUDGED.into_iter().flat_map(of_table).collect()
}

fn judge(case: &Case, left_out: LeftOut, number: usize, play: &Play) {
    let step = &case.steps[number];
    let story = format!("{} without {left_out:?}, step {number}: {step}", case.path.display());
    let golden = &case.golden[number];
    for issue in play.issues() {
        let open = |row: &Json| row["state"] != "resolved" && row["message"] == issue["message"];
        let is_open_in_truth = golden.iter().any(|row| open(row) && row["mid_server"] == issue["mid_server"]);
        let by_a_job = issue["resolved_by"] == "MIDUserConnectivity" && issue["resolved_on"] == step["at"];
        assert!(!by_a_job || !is_open_in_truth, "resolved: {issue}\n{story}");
        let is_there_in_truth = golden.iter().any(|row| row["message"] == issue["message"]);
        let found_now = issue["state"] != "resolved" && issue["last_detected"] == step["at"];
        let is_certain = found_now && issue["unconfirmed"].is_null();
        assert!(!is_certain || is_there_in_truth, "opened for certain: {issue}\n{story}");
    }
    if matches!(step["do"].as_str(), Some("clone_job" | "connectivity")) {
        assert_ne!(play.status(step["at"].as_str().unwrap()), 0, "{story}");
    }
}

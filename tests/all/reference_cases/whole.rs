//! Every case, with all tables loaded before each check: the golden issues to the letter.

use super::play::{Case, LeftOut, in_words};
use super::side_by_side;
use crate::support::{Place, one_in};

/// Where each takes longer, one in this many is played.
const ONE_IN_ON_A_SERVER: usize = 4;

#[test]
fn every_reference_case_has_its_issues_after_every_step() {
    play_all(&Place::File, 1);
}

#[test]
fn every_reference_case_has_its_issues_after_every_step_on_a_server_too() {
    if let Some(place) = Place::server() {
        play_all(&place, one_in(ONE_IN_ON_A_SERVER));
    }
}

fn play_all(place: &Place, one_in: usize) {
    let cases = Case::all();
    assert!(cases.len() >= one_in);
    side_by_side(cases.iter().step_by(one_in), |case| {
        case.play(place, LeftOut::Nothing, 0, |number, play| {
            let words = |issues: &[_]| {
                let mut words: Vec<String> = issues.iter().map(in_words).collect();
                words.sort();
                words
            };
            let (found, expected) = (words(&play.issues()), words(&case.golden[number]));
            assert_eq!(found, expected, "{}, step {number}: {}", case.path.display(), case.steps[number]);
        });
    });
}

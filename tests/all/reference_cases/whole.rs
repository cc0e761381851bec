//! Every case, with all tables loaded before each check: the golden issues to the letter.

use super::play::{Case, LeftOut, in_words};
use super::side_by_side;

#[test]
fn every_reference_case_has_its_issues_after_every_step() {
    let cases = Case::all();
    assert!(!cases.is_empty());
    side_by_side(&cases, |case| {
        case.play(LeftOut::Nothing, 0, |number, play| {
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

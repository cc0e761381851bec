//! Colours: for what matters, on a terminal that has them, unless somebody does not want them.

use super::world::{NOW, after_a_clone};

const RED: &str = "\u{1b}[31m";

#[test]
fn a_terminal_with_colours_shows_what_matters_in_red() {
    let test = after_a_clone();
    let seen = test.run(&["mids"]).at(NOW).env("TERM", "xterm-256color").on_terminal(80, 24).fits();
    assert!(
        seen.text.contains(&format!("{RED}Down")) && !seen.text.contains(&format!("{RED}Up")),
        "{}",
        seen.text
    );
    let runs = test.run(&["runs"]).at(NOW).env("TERM", "xterm-256color").on_terminal(80, 24).fits();
    assert!(runs.text.contains(&format!("{RED}failed")), "{}", runs.text);
}

#[test]
fn who_does_not_want_colours_gets_none() {
    let test = after_a_clone();
    let mids = || test.run(&["mids"]).at(NOW).env("TERM", "xterm-256color");
    let none = [
        mids().env("NO_COLOR", "1"),
        mids().env("TERM", "dumb"),
        mids().env("MIDJOBS_COLOR", "never"),
        test.run(&["--color", "never", "mids"]).at(NOW).env("TERM", "xterm-256color"),
    ];
    for run in none {
        assert!(!run.on_terminal(80, 24).text.contains('\u{1b}'));
    }
    assert!(mids().env("NO_COLOR", "").on_terminal(80, 24).text.contains(RED), "an empty variable is none");
    assert!(!mids().done().stdout().contains('\u{1b}'), "a pipe shows none");
    let asked = test.run(&["--color", "always", "mids"]).at(NOW).env("NO_COLOR", "1").done();
    assert!(asked.stdout().contains(RED), "who asks for them gets them");
}

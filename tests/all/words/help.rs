//! Help has its examples first and the global options once; completions and manual pages are made of the same.

use std::fs;

use crate::support::Test;

fn help(args: &[&str]) -> String {
    Test::new().run(&[args, &["--help"]].concat()).at_no_time().done().quiet().stdout()
}

#[test]
fn the_examples_come_before_the_options() {
    for args in [&[][..], &["issues"], &["issues", "ack"], &["import"], &["jobs"], &["jobs", "set"], &["run"]]
    {
        let help = help(args);
        let place = |word: &str| help.find(word).unwrap_or_else(|| panic!("{word}: {help}"));
        assert!(place("Example") < place("Usage:") && place("Usage:") < place("Options:"), "{help}");
    }
}

#[test]
fn the_global_options_stand_in_one_help_alone() {
    for name in [
        "--db",
        "--now",
        "--simulate",
        "--jobs",
        "--json",
        "--lock-timeout",
        "--log-format",
        "--color",
        "--verbose",
    ] {
        assert!(help(&[]).contains(name), "{name}");
        for args in [&["issues"][..], &["issues", "ack"], &["jobs", "set"], &["run"]] {
            let help = help(args);
            let options = help.lines().filter(|line| line.trim_start().starts_with('-'));
            let mut words = options.flat_map(str::split_whitespace).map(|word| word.trim_end_matches(','));
            assert!(!words.any(|word| word == name), "{name}: {help}");
            assert!(help.contains("midjobs --help"), "{help}");
        }
    }
    assert!(help(&["issues", "ack"]).lines().count() < 30);
}

#[test]
fn they_are_understood_before_and_behind_every_command() {
    let test = Test::init();
    for args in [&["--json", "jobs", "next"][..], &["jobs", "--json", "next"], &["jobs", "next", "--json"]] {
        test.run(args).done().quiet().json();
    }
}

#[test]
fn every_shell_gets_completions_of_every_command() {
    for (shell, words) in
        [("bash", "_midjobs()"), ("zsh", "#compdef midjobs"), ("fish", "complete -c midjobs")]
    {
        let text = Test::new().run(&["completions", shell]).at_no_time().done().quiet().stdout();
        for word in [words, "after-clone", "lock-timeout", "check-connectivity", "mid-server"] {
            assert!(text.contains(word), "{shell}: {word}");
        }
    }
    Test::new().run(&["completions", "csh"]).at_no_time().ends_with(3);
}

#[test]
fn completions_that_nobody_reads_to_their_end_are_no_failure() {
    let line = format!("{} completions bash | head -n 1", env!("CARGO_BIN_EXE_midjobs"));
    let ended = std::process::Command::new("sh").args(["-c", &line]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let test = Test::new();
    let ended = test.run(&["man", "man1"]).at_no_time().done().quiet();
    assert!(ended.stdout().contains("man1"), "{ended}");
    for page in ["midjobs.1", "midjobs-issues-ack.1", "midjobs-run.1", "midjobs-jobs-set.1"] {
        let text = fs::read_to_string(test.path("man1").join(page)).unwrap();
        assert!(text.contains(".TH") && text.contains("midjobs"), "{page}");
    }
    let ack = fs::read_to_string(test.path("man1").join("midjobs-issues-ack.1")).unwrap();
    assert!(ack.contains(".SH EXTRA\n.nh\n.nf\nExamples:\n"), "joined or broken at hyphens: {ack}");
}

//! Every command explains itself, with an example.

use crate::support::Test;

/// Help of the command and of every command below it, each with its words.
fn walk(test: &Test, words: &[&str], all: &mut Vec<(String, String)>) {
    let ended = test.run(&[words, &["--help"]].concat()).at_no_time().done().quiet();
    let help = ended.stdout();
    let listed = help.split("\nCommands:\n").nth(1).unwrap_or_default().split("\n\n").next().unwrap();
    let below = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    for command in below.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help") {
        walk(test, &[words, &[command]].concat(), all);
    }
    all.push((words.join(" "), help));
}

fn helps() -> Vec<(String, String)> {
    let mut all = Vec::new();
    walk(&Test::new(), &[], &mut all);
    all
}

#[test]
fn every_command_answers_help_with_an_example() {
    let helps = helps();
    assert!(helps.len() > 12, "only {} commands were found", helps.len());
    for (command, help) in helps {
        let mut examples = help.split("Example").skip(1).flat_map(str::lines);
        let shows = |line: &str| line.contains("midjobs") && line.contains(&command);
        assert!(examples.any(shows), "midjobs {command} has no example:\n{help}");
    }
}

#[test]
fn no_command_takes_a_secret() {
    for (command, help) in helps() {
        // A file that holds one is no secret.
        let help = help.to_lowercase().replace("-password-file", "").replace("_password_file", "");
        for word in ["--password", "--token", "--secret", "_password", "_token"] {
            assert!(!help.contains(word), "midjobs {command} takes {word}");
        }
    }
}

#[test]
fn wrong_usage_exits_with_3_because_monitors_read_2_as_critical() {
    let test = Test::new();
    for args in [
        &[][..],
        &["no-such-command"],
        &["run", "--no-such-flag"],
        &["run-now"],
        &["--lock-timeout", "soon", "run"],
    ] {
        let ended = test.run(args).at_no_time().ends_with(3);
        assert_eq!(ended.stdout(), "");
        assert!(ended.stderr().contains("Usage:") || ended.stderr().contains("--help"), "{}", ended.stderr());
    }
}

#[test]
fn help_and_version_are_no_failure() {
    let version = concat!("midjobs ", env!("CARGO_PKG_VERSION"), " (time zones: ");
    let said = Test::new().run(&["--version"]).at_no_time().done().quiet().stdout();
    assert!(said.starts_with(version) && said.ends_with(")\n"), "{said}");
}

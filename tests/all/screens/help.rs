//! The help of every command fits the terminal.

use crate::support::Test;

/// The names of the commands below one, as its help lists them.
fn below(test: &Test, args: &[&str]) -> Vec<String> {
    let help = test.run(&[args, &["--help"]].concat()).at_no_time().done().stdout();
    let list = help.split("Commands:\n").nth(1).unwrap_or_default();
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split_once(' '));
    names.filter(|(name, _)| !name.is_empty() && *name != "help").map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn no_line_of_any_help_is_wider_than_the_terminal() {
    let test = Test::new();
    let commands = below(&test, &[]);
    assert!(commands.len() > 25, "{commands:?}");
    let mut all = vec![Vec::new()];
    for command in &commands {
        all.push(vec![command.as_str()]);
    }
    let inner: Vec<(&String, Vec<String>)> =
        commands.iter().map(|command| (command, below(&test, &[command.as_str()]))).collect();
    for (command, names) in &inner {
        all.extend(names.iter().map(|name| vec![command.as_str(), name.as_str()]));
    }
    assert!(all.contains(&vec!["jobs", "pause"]), "{all:?}");
    for args in &all {
        for columns in [80, 120] {
            let args = [args.as_slice(), &["--help"]].concat();
            let _ = test.run(&args).at_no_time().on_terminal(columns, 24).fits();
        }
    }
}

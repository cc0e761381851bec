//! What the README and the pages of docs/ say holds: their commands are understood, the job file is right, the links lead somewhere.

use std::path::Path;

use crate::support::Test;

const README: &str = include_str!("../../README.md");
const TABLES: &str = include_str!("../../docs/tables.md");

/// The pages that people read, each with the directory that its links start from.
const PAGES: [(&str, &str); 17] = [
    ("", README),
    ("", include_str!("../../CONTRIBUTING.md")),
    ("", include_str!("../../CHANGELOG.md")),
    ("docs", include_str!("../../docs/architecture.md")),
    ("docs", include_str!("../../docs/crashes.md")),
    ("docs", include_str!("../../docs/import.md")),
    ("docs", include_str!("../../docs/jobs.md")),
    ("docs", include_str!("../../docs/measurements.md")),
    ("docs", include_str!("../../docs/notify.md")),
    ("docs", include_str!("../../docs/metrics.md")),
    ("docs", include_str!("../../docs/report.md")),
    ("docs", include_str!("../../docs/sampling.md")),
    ("docs", include_str!("../../docs/comparison.md")),
    ("docs", include_str!("../../docs/operations.md")),
    ("docs", include_str!("../../docs/own-job.md")),
    ("docs", TABLES),
    ("docs", include_str!("../../docs/why.md")),
];

/// The lines of indented blocks that begin with `midjobs`, without what follows a `#` or a pipe.
fn commands() -> Vec<&'static str> {
    let lines = PAGES.iter().flat_map(|(_, page)| page.lines()).filter_map(|line| line.strip_prefix("    "));
    let lines = lines.map(|line| line.split(['#', '|', '>']).next().unwrap_or(line).trim());
    lines.filter(|line| line.starts_with("midjobs ")).collect()
}

/// Words as a shell splits them, as far as the README quotes.
fn words(line: &str) -> Vec<String> {
    let quoted = line.split('\'').enumerate();
    let words = quoted.flat_map(|(number, part)| match number % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    words.skip(1).collect()
}

#[test]
fn every_command_is_understood() {
    let test = Test::new();
    assert!(commands().len() > 15, "the commands were not found");
    for line in commands() {
        let mut args = words(line);
        args.push("--help".to_owned());
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        test.run(&args).at_no_time().done();
    }
}

#[test]
fn the_example_of_a_job_finds_what_it_says() {
    let job = README.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let test = Test::new();
    test.job_file("paused_mid_servers.toml", job).run(&["init"]).done();
    test.run(&["check"]).succeeds();
    test.sql(
        "INSERT INTO ecc_agent (name, status, sys_updated_on) VALUES
            ('forgotten', 'Paused', '2026-02-20 00:00:00'), ('fresh', 'Paused', '2026-03-01 11:00:00'),
            ('up', 'Up', '2026-02-20 00:00:00')",
    );
    test.run(&["run-now", "PausedMIDServers"]).done();
    assert_eq!(
        test.query("SELECT source, message FROM ecc_agent_issue"),
        ["PausedMIDServers|MID Server forgotten is paused since 2026-02-20 00:00:00"]
    );
}

#[test]
fn every_table_and_view_is_on_its_page() {
    let test = Test::init();
    let named: Vec<&str> = TABLES.split('`').skip(1).step_by(2).collect();
    let there = test.query(
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' AND name <> 'writing'",
    );
    let missing: Vec<&String> = there.iter().filter(|name| !named.contains(&name.as_str())).collect();
    assert!(there.len() > 14 && missing.is_empty(), "{missing:?}");
}

#[test]
fn every_file_that_a_page_links_to_is_there() {
    for (directory, page) in PAGES {
        let links = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.starts_with('#') && !link.starts_with("https://")) {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory).join(link);
            assert!(file.exists(), "{link}");
        }
    }
}

#[test]
fn the_readme_can_be_read_in_one_go() {
    assert!(README.lines().count() < 200);
}

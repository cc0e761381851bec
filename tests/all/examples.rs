//! Each shell example of the README and of docs/ is run, in its order, a page in a directory of its own; and what a page shows is what
//! is printed.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Test, chmod};

/// What begins the lines that are run. The others need a machine of their own: cargo, systemctl, podman, kubectl.
const RUN: [&str; 6] = ["midjobs ", "sqlite3 ", "mkdir ", "rm ", "mv ", "cat > "];

/// Words of lines that do not end with 0 here, and with what they end: nobody answers a pull, a preflight finds something, a status
/// of a new file and the doctor of an old one warn, and a pull fails that has no password yet.
const ENDS_OTHERWISE: [(&str, i32); 5] = [
    ("midjobs pull --instance", 3),
    ("preflight --source", 2),
    ("midjobs.db status", 1),
    ("midjobs doctor", 2),
    ("--log-format json run", 1),
];

/// Words of lines that stay: they are stopped after a second, and end well or by that signal.
const STAYS: [&str; 2] = ["--watch", "--wait"];

/// What a shell says of a program that SIGTERM ended.
const STOPPED: i32 = 128 + 15;

/// Places of a machine that are directories of the test instead.
const PLACES: [&str; 5] = ["/srv/", "/var/lib/", "/etc/", "/backup/", "/usr/local/"];

/// The indented lines of a page that are run, joined where they go on, a document within a line with its end.
fn examples(page: &str) -> Vec<String> {
    let mut examples: Vec<String> = Vec::new();
    let mut open: Option<&str> = None;
    for line in page.lines() {
        let Some(line) = line.strip_prefix("    ") else {
            // An empty line within a document is a line of it.
            match open {
                Some(_) if line.is_empty() => append(&mut examples, ""),
                _ => open = None,
            }
            continue;
        };
        match open {
            Some(end) => {
                append(&mut examples, line);
                open = (line != end && (end != "\\" || line.ends_with('\\'))).then_some(end);
            }
            None if RUN.iter().any(|word| line.starts_with(word)) => {
                examples.push(line.to_owned());
                open = line.split("<<'").nth(1).and_then(|rest| rest.split('\'').next());
                open = open.or_else(|| line.ends_with('\\').then_some("\\"));
            }
            None => {}
        }
    }
    examples
}

fn append(examples: &mut [String], line: &str) {
    if let Some(last) = examples.last_mut() {
        last.push('\n');
        last.push_str(line);
    }
}

/// A directory with what the pages speak of: the file as the demo leaves it, exports, a password, an authority.
fn world() -> Test {
    let test = Test::new();
    test.run(&["--db", "midjobs.db", "demo"]).at_no_time().done();
    test.run(&["--now", "2026-03-01 12:50:00", "backup", "prod.db"]).at_no_time().done();
    fs::copy(test.path("prod.db"), test.path("dev.db")).unwrap();
    for directory in [
        "exports/prod",
        "exports/dev",
        "var/lib/midjobs",
        "var/lib/node_exporter",
        "srv/www/midjobs",
        "etc/midjobs/jobs",
        "etc/bash_completion.d",
        "backup",
    ] {
        fs::create_dir_all(test.path(directory)).unwrap();
        chmod(&test.path(directory), 0o755);
    }
    for sample in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")).unwrap() {
        let sample = sample.unwrap();
        for directory in ["exports", "exports/prod", "exports/dev"] {
            fs::copy(sample.path(), test.path(directory).join(sample.file_name())).unwrap();
        }
    }
    test.file("etc/midjobs/password", "secret\n").file("etc/midjobs/ca.pem", AUTHORITY);
    chmod(&test.path("etc/midjobs/password"), 0o600);
    test.run(&["export", "ecc_agent", "--format", "csv", "--out", "ecc_agent.csv"]).done();
    test.file("exports/ecc_agent.xml", LIST);
    test
}

const LIST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<unload unload_date="2026-03-01 12:20:00">
<ecc_agent action="INSERT_OR_UPDATE"><sys_id>0123456789abcdef0123456789abcdef</sys_id><name>mid-xml</name><status>Up</status></ecc_agent>
</unload>
"#;

/// Any certificate does: nobody answers.
const AUTHORITY: &str = include_str!("../tls/certificate.pem");

#[track_caller]
fn run(test: &Test, example: &str) {
    let here = test.path("");
    let mut line = example.to_owned();
    for place in PLACES {
        for before in [" ", "'", "\"", "="] {
            line = line.replace(&format!("{before}{place}"), &format!("{before}{}{}", here.display(), place));
        }
    }
    let bin = Path::new(env!("CARGO_BIN_EXE_midjobs")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("timeout");
    let stays = STAYS.iter().any(|word| example.contains(word));
    command.args(["--preserve-status", "--signal=TERM", if stays { "1" } else { "60" }, "sh", "-c"]);
    // The shell is replaced, so that the signal meets the program.
    command.arg(if stays { format!("exec {line}") } else { line });
    command.current_dir(&here).stdin(Stdio::null()).env("PATH", path).env("MIDJOBS_SIMULATE", "1");
    command.env_remove("MIDJOBS_DB").env_remove("MIDJOBS_JOBS");
    let output = command.output().unwrap();
    let code = ENDS_OTHERWISE.iter().find(|(words, _)| example.contains(words)).map_or(0, |(_, code)| *code);
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let ended = output.status.code().unwrap_or(-1);
    assert!(ended == code || stays && ended == STOPPED, "{example}: exit code {ended}\n{said}");
}

#[track_caller]
fn every_example_runs(page: &str, at_least: usize) {
    let (test, examples) = (world(), examples(page));
    assert!(examples.len() >= at_least, "{examples:#?}");
    for example in examples {
        run(&test, &example);
    }
}

/// A test for each page, and how many examples it has at least.
macro_rules! pages {
    ($($test:ident: $page:literal has $count:literal;)*) => {
        $(#[test]
        fn $test() {
            every_example_runs(include_str!(concat!("../../", $page)), $count);
        })*

        /// Every page is among them.
        #[test]
        fn no_page_with_examples_is_left_out() {
            let listed = [$($page),*];
            let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
            for entry in fs::read_dir(docs).unwrap() {
                let page = entry.unwrap().path();
                let has = page.extension().is_some_and(|end| end == "md")
                    && !examples(&fs::read_to_string(&page).unwrap()).is_empty();
                let name = format!("docs/{}", page.file_name().unwrap().to_string_lossy());
                assert!(!has || listed.contains(&name.as_str()), "{name}");
            }
        }
    };
}

pages! {
    the_readme: "README.md" has 11;
    how_to_import: "docs/import.md" has 5;
    how_to_run_it: "docs/operations.md" has 12;
    a_job_of_your_own: "docs/own-job.md" has 9;
    the_tables: "docs/tables.md" has 5;
    the_keys_of_jobs: "docs/jobs.md" has 1;
    the_metrics: "docs/metrics.md" has 3;
    before_a_clone: "docs/preflight.md" has 2;
    the_page: "docs/report.md" has 3;
    the_sampling: "docs/sampling.md" has 2;
    why_a_mid_server_is_down: "docs/why.md" has 3;
}

#[test]
fn the_first_screen_of_the_readme_is_what_the_demo_leaves() {
    let test = Test::new();
    test.run(&["--db", "midjobs.db", "demo"]).at_no_time().done();
    let page = test.run(&["why"]).at("2026-03-01 14:00:00").done().stdout();
    let readme = without_ids(include_str!("../../README.md"));
    let shown: Vec<&str> = readme.lines().skip_while(|line| *line != "    $ midjobs why").skip(1).collect();
    let shown = shown.into_iter().take_while(|line| line.is_empty() || line.starts_with("    "));
    let shown: String =
        shown.map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line))).collect();
    assert_eq!(shown.trim_end(), page.trim_end());
}

/// As what is printed is compared: sys_ids differ.
fn without_ids(text: &str) -> String {
    let is_id = |word: &str| word.len() == 32 && word.chars().all(|c| c.is_ascii_hexdigit());
    let words = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let word = |word: &str| match word.get(..32).filter(|start| is_id(start) && word.len() <= 33) {
        Some(id) => word.replace(id, "ID"),
        None => word.to_owned(),
    };
    words.map(word).collect()
}

#[test]
fn ci_runs_the_tests_as_the_readme_does() {
    let ci = include_str!("../../.ci/run");
    assert!(ci.lines().any(|line| line == "cargo test"), "the README's command is not run");
}

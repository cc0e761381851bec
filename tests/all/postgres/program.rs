//! The program on a schema of a server: every command says what it says on a file.

use super::server::Server;
use crate::support::{Ended, START, Test};

/// The story that is told on both: when, and what.
const STORY: [(&str, &[&str]); 24] = [
    (START, &["init"]),
    (START, &["init"]),
    ("2026-03-01 12:00:00", &["after-clone", "--source", "prod", "--target", "dev"]),
    ("2026-03-01 12:12:00", &["import", "--as-of", "2026-03-01 12:11:00", "samples"]),
    ("2026-03-01 12:13:00", &["import", "--as-of", "2026-03-01 12:11:00", "samples"]),
    ("2026-03-01 12:14:00", &["tables"]),
    ("2026-03-01 12:15:00", &["run", "--dry-run"]),
    ("2026-03-01 12:15:00", &["run"]),
    ("2026-03-01 12:16:00", &["run"]),
    ("2026-03-01 12:17:00", &["status"]),
    ("2026-03-01 12:17:00", &["issues"]),
    ("2026-03-01 12:17:00", &["mids"]),
    ("2026-03-01 12:18:00", &["why"]),
    ("2026-03-01 12:18:00", &["why", "--json"]),
    ("2026-03-01 12:20:00", &["issues", "ack", "--mid-server", "mid-apac-1"]),
    ("2026-03-01 13:15:00", &["run"]),
    ("2026-03-01 14:00:00", &["check-connectivity", "--window", "4h"]),
    ("2026-03-01 14:01:00", &["jobs"]),
    ("2026-03-01 14:01:00", &["jobs", "pause", "PurgeHistory"]),
    ("2026-03-01 14:01:00", &["runs"]),
    ("2026-03-01 14:02:00", &["log"]),
    ("2026-03-01 14:03:00", &["metrics"]),
    ("2026-03-31 13:30:00", &["run-now", "PurgeAgentIssues"]),
    ("2026-03-31 13:31:00", &["issues", "--json"]),
];

/// What differs between two databases that tell the same: ids, runners, how long it took, and where it is.
fn alike(text: &str, place: &str) -> String {
    let text = text.replace(place, "PLACE");
    let words = text.split_inclusive(|letter: char| !letter.is_alphanumeric());
    let is_id = |word: &str| word.len() >= 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let shown = words.map(|word| {
        let bare = word.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        if is_id(bare) { word.replace(bare, "ID") } else { word.to_owned() }
    });
    let timed = |line: &&str| !["bytes", "seconds", "duration"].iter().any(|word| line.contains(word));
    shown.collect::<String>().lines().filter(timed).collect::<Vec<_>>().join("\n")
}

fn sorted(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}

#[test]
fn every_command_says_on_a_schema_what_it_says_on_a_file() {
    let Some(server) = Server::start() else { return };
    let address = server.address("dev");
    let shown = server.shown("dev");
    let (one, two) = (Test::new(), Test::new());
    for test in [&one, &two] {
        let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        std::os::unix::fs::symlink(samples, test.path("samples")).unwrap();
    }
    for (at, words) in STORY {
        let file = one.run(words).at(at).output();
        let schema = two.run(&[&["--db", &address], words].concat()).at(at).output();
        let is_dry = words.contains(&"--dry-run");
        let said = |ended: &Ended, place: &str| {
            let text = alike(&format!("{}\n{}\n{}", ended.stdout(), ended.stderr(), ended.code()), place);
            // New rows have ids at random, and go by them.
            if is_dry { sorted(&text) } else { text }
        };
        assert_eq!(said(&file, "midjobs.db"), said(&schema, &shown), "{words:?}");
    }
}

#[test]
fn the_demo_tells_the_same_story_on_a_schema() {
    let Some(server) = Server::start() else { return };
    let test = Test::new();
    let story = |words: &[&str]| test.run(words).at_no_time().done().quiet().stdout();
    let (file, schema) = (story(&["demo"]), story(&["--db", &server.address("story"), "demo"]));
    // How to look into it afterwards is the one thing that each says in its own words.
    let told = |text: &str, ending: &str| {
        let (story, ending) = text.split_once(ending).unwrap();
        assert!(ending.contains("v_open_issues"), "{ending}");
        story.to_owned()
    };
    let file = alike(&told(&file, "Why they are Down, as of then"), "midjobs-demo.db");
    let schema = alike(&told(&schema, "The schema is yours"), &server.address("story"));
    assert!(file.contains("PurgeAgentIssues: 3 rows changed"), "{file}");
    assert_eq!(file, schema);
}

#[test]
fn what_is_for_files_alone_says_so() {
    let Some(server) = Server::start() else { return };
    let address = server.address("dev");
    let test = Test::new();
    test.run(&["--db", &address, "issues"]).output().refuses(&["there is no schema dev of midjobs"]);
    test.run(&["--db", &address, "init"]).done();
    for (words, said) in [
        (&["backup", "copy.db"][..], "pg_dump"),
        (&["restore", "copy.db"], "pg_restore"),
        (&["doctor"], "the doctor looks at files"),
    ] {
        test.run(&[&["--db", &address], words].concat()).output().refuses(&[said]);
    }
    test.run(&["--db", "postgres://u:hunter2@h/d", "issues"]).output().refuses(&["holds no password"]);
}

#[test]
fn a_step_of_a_user_may_read_all_and_write_what_is_the_instances() {
    let Some(server) = Server::start() else { return };
    let address = server.address("dev");
    let test = Test::new();
    test.run(&["--db", &address, "init"]).done();
    let mut client = server.client("postgres");
    client
        .batch_execute("SET search_path TO dev; INSERT INTO ecc_agent (name, status) VALUES ('m', 'Up')")
        .unwrap();
    let kept = "SELECT (SELECT status FROM ecc_agent), (SELECT count(*) FROM sys_trigger WHERE active = 0)";
    let before = client.query_one(kept, &[]).unwrap().get::<_, i64>(1);
    for (name, statement, refused) in [
        ("Allowed", "UPDATE ecc_agent SET status = 'Paused'", None),
        ("Own", "CREATE TABLE mine AS SELECT name FROM ecc_agent", None),
        ("Trigger", "UPDATE sys_trigger SET active = 0", Some("a step may not write to sys_trigger")),
        ("Drop", "DROP TABLE syslog", Some("must be owner")),
        ("Role", "SELECT set_config('role', 'none', true) AS message", Some("may not use set_config")),
        ("Lock", "LOCK TABLE ecc_agent", Some("may only read and change rows")),
    ] {
        test.job(name, statement);
        let run = test.run(&["--db", &address, "run-now", name]).output();
        match refused {
            None => drop(run.with_code(0)),
            Some(said) => drop(run.with_code(1).saying(said)),
        }
    }
    let left = client.query_one(kept, &[]).unwrap();
    assert_eq!((left.get::<_, String>(0).as_str(), left.get::<_, i64>(1)), ("Paused", before));
    assert_eq!(client.query_one("SELECT name FROM mine", &[]).unwrap().get::<_, String>(0), "m");
}

#[test]
fn while_one_runner_is_at_work_another_says_so_and_takes_over_when_it_is_gone() {
    let Some(server) = Server::start() else { return };
    let address = server.address("dev");
    let test = Test::new();
    test.run(&["--db", &address, "init"]).done();
    let mut client = server.client("postgres");
    client.batch_execute("SET search_path TO dev").unwrap();
    client
        .batch_execute("UPDATE sys_trigger SET state = 1, claimed_by = 'gone:1', run = '0000000000000000000000000000000a', attempt = 1
            WHERE name = 'PurgeHistory'")
        .unwrap();
    let mut runner = server.client("postgres");
    runner
        .batch_execute(
            "SET search_path TO dev; BEGIN; SELECT 1 FROM midjobs_lock WHERE name = 'runner' FOR UPDATE",
        )
        .unwrap();
    let run = ["--db", &address, "--lock-timeout", "1s", "run"];
    let waits = test.run(&run).output();
    assert_eq!(waits.code(), 0, "{waits}");
    let state = "SELECT state FROM sys_trigger WHERE name = 'PurgeHistory'";
    assert_eq!(client.query_one(state, &[]).unwrap().get::<_, i64>(0), 1);
    drop(runner);
    let takes_over = test.run(&run).output();
    assert!(takes_over.code() <= 1, "{takes_over}");
    assert_eq!(client.query_one(state, &[]).unwrap().get::<_, i64>(0), 0);
}

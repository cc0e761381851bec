//! Killed at each point of the way to a receiver: told at least once, in order, and twice only between delivery and its
//! acknowledgement, with the same id.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use midjobs::crash_point::CrashPoint;

use crate::notify::told::Told;
use crate::support::Ended;

const AT: &str = "2026-03-01 12:15:10";

/// A claim that a dead process left is over by then.
const LATER: [&str; 3] = ["2026-03-01 12:20:00", "2026-03-01 12:25:00", "2026-03-01 12:30:00"];

/// Who is told, and whether it takes what it is handed first.
#[derive(Clone, Copy, PartialEq)]
enum Who {
    Program,
    Refusing,
    Quiet,
}

const ALL: [Who; 3] = [Who::Program, Who::Refusing, Who::Quiet];

/// How often each message was told after a kill at a point, by who is told; empty where nobody comes there.
const TOLD: [(&str, [&str; 3]); 13] = [
    ("before-gather:1", ["1, 1", "1, 1", "1"]),
    ("after-gather:1", ["1, 1", "1, 1", "1"]),
    ("before-take:1", ["1, 1", "1, 1", ""]),
    ("after-take:1", ["1, 1", "1, 1", ""]),
    ("before-take:2", ["1, 1", "", ""]),
    ("after-take:2", ["1, 1", "", ""]),
    ("before-acknowledge:1", ["2, 1", "", "2"]),
    ("after-acknowledge:1", ["1, 1", "", "1"]),
    ("before-acknowledge:2", ["1, 2", "", ""]),
    ("after-acknowledge:2", ["1, 1", "", ""]),
    ("before-refusal:1", ["", "1, 1", ""]),
    ("after-refusal:1", ["", "1, 1", ""]),
    ("after-work:1", ["1, 1", "1, 1", "1"]),
];

impl Who {
    /// What is to be told, on record with who is told it.
    fn waiting(self) -> Told {
        let told = Told::after_clone(2);
        if self == Self::Quiet {
            self.run(&told, "2026-03-01 12:12:00", None).with_code(0);
        }
        told.test.file("gate", "");
        told.test.sql("INSERT INTO ecc_agent_issue (source, state, message) VALUES ('Mine', 'new', 'one')");
        if self != Self::Quiet {
            // It is told nothing yet: two messages wait, in order.
            self.run(&told, "2026-03-01 12:13:00", None).with_code(0);
        }
        if self != Self::Refusing {
            fs::remove_file(told.test.path("gate")).unwrap();
        }
        told
    }

    fn run(self, told: &Told, at: &str, kill_at: Option<&str>) -> Ended {
        let run = match self {
            Self::Quiet => told.test.run(&["--json", "run", "--quiet"]),
            _ => told.run(&["run"]),
        };
        let point = kill_at.unwrap_or_default();
        run.at(at).env("MIDJOBS_KILL_AT", point).output()
    }

    /// Kills the run that tells, runs again, and gives how often each message was told; `None` where it does not come there.
    fn survive(self, point: &str) -> Option<String> {
        let told = self.waiting();
        let killed = self.run(&told, AT, Some(point));
        let was_killed = killed.code() < 0;
        let _ = fs::remove_file(told.test.path("gate"));
        let mut printed = killed.stdout();
        for at in LATER {
            printed += &self.run(&told, at, None).with_code(0).stdout();
        }
        told.test.assert_sound();
        let bystander = told.test.value("SELECT count(*) FROM ecc_agent_issue WHERE message = 'one'");
        assert_eq!(bystander, "1", "{point}");
        let messages = if self == Self::Quiet { Told::read(&printed) } else { told.got() };
        was_killed.then(|| times(point, &messages))
    }
}

/// How often each message was told, in order, of which none is missing.
fn times(point: &str, messages: &[serde_json::Value]) -> String {
    let ids: Vec<&str> = messages.iter().map(|message| message["id"].as_str().unwrap()).collect();
    assert!(ids.is_sorted(), "{point}: in order");
    let text = messages.iter().map(serde_json::Value::to_string).collect::<String>();
    for words in ["2 Down by the clone", "Mine"] {
        assert!(text.contains(words), "{point}: none is missing: {text}");
    }
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    ids.iter().for_each(|id| *times.entry(id).or_default() += 1);
    times.values().map(usize::to_string).collect::<Vec<_>>().join(", ")
}

#[test]
fn every_point_leaves_each_message_told() {
    let docs = include_str!("../../../docs/crashes.md");
    for (point, expected) in TOLD {
        let cells = [0, 1, 2].map(|who| match expected[who] {
            "" => "-".to_owned(),
            _ => ALL[who].survive(point).unwrap_or_else(|| "not reached".to_owned()),
        });
        assert_eq!(cells, expected.map(|cell| if cell.is_empty() { "-" } else { cell }), "{point}");
        let row = format!("| {} | {} |", in_words(point), cells.join(" | "));
        println!("{row}");
        assert!(docs.contains(&row), "docs/crashes.md has no row {row}");
    }
    let walked: BTreeSet<&str> =
        TOLD.iter().filter_map(|(point, _)| Some(point.split_once(':')?.0)).collect();
    assert!(CrashPoint::OF_A_MESSAGE.iter().all(|(_, name)| walked.contains(name)), "{walked:?}");
}

/// The point as the table in the documentation has it.
fn in_words(point: &str) -> String {
    let (name, time) = point.split_once(':').unwrap();
    let (when, act) = name.split_once('-').unwrap();
    let which = if time == "1" { "first" } else { "second" };
    match act {
        "gather" => format!("{when} the commit that makes a message"),
        "take" => format!("{when} the {which} message is claimed for it"),
        "acknowledge" => format!("{when} its acknowledgement of the {which} message is on record"),
        "refusal" => format!("{when} its refusal of the {which} message is on record"),
        "work" => format!("{when} the work's commit"),
        _ => panic!("{point} has words"),
    }
}

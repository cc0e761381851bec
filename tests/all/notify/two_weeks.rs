//! Two weeks of an ordinary estate with two clones: each message that is sent, none twice, none missing, none that says
//! nothing. `cargo nextest run two_weeks --success-output=final` prints them.

use std::collections::BTreeSet;

use midjobs::time::{Span, Time};
use serde_json::{Value, json};

use crate::notify::told::Told;

/// What somebody does, or what happens, at a time.
type Deed<'a> = (&'a str, &'a dyn Fn(&Estate, &str));

/// An estate of twelve MID Servers and what is exported of it every hour.
struct Estate {
    told: Told,
}

impl Estate {
    fn new() -> Self {
        let told = Told::new();
        told.test.sql("UPDATE sys_trigger SET active = 1 WHERE name = 'MIDUserConnectivity'");
        for number in 0..12 {
            told.test.sql(&format!(
                "INSERT INTO ecc_agent (sys_id, name, status, sys_created_on, sys_updated_on)
                 VALUES ('{number:032x}', 'mid-{number:02}', 'Up', '2026-01-01 00:00:00', '2026-01-01 00:00:00');
                 INSERT INTO ecc_agent_config (ecc_agent, param_name, value)
                 VALUES ('{number:032x}', 'mid.instance.username', 'svc.mid.{}');",
                number % 4
            ));
        }
        told.test.sql(
            "INSERT INTO sys_user_role (sys_id, name) VALUES (printf('%032x', 1), 'mid_server');
             INSERT INTO ecc_agent (sys_id, name, status, sys_created_on, last_refreshed)
             VALUES (printf('%032x', 77), 'lab', 'Down', '2025-01-01 00:00:00', '2026-01-11 08:00:00')",
        );
        (0..4).for_each(|user| _ = told.test.sql(&account(user)));
        Self { told }
    }

    /// What an export of that time would bring: those that are Up have just been heard of.
    fn load(&self, at: &str) {
        self.told.test.sql(&format!("UPDATE ecc_agent SET last_refreshed = '{at}' WHERE status = 'Up'"));
        self.told
            .test
            .sql("DELETE FROM load_coverage WHERE sequence <= (SELECT max(sequence) FROM load_coverage) - 7");
        self.told.load(at);
    }

    fn status(&self, names: &str, status: &str, at: &str) {
        self.told.test.sql(&format!(
            "UPDATE ecc_agent SET status = '{status}', sys_updated_on = '{at}' WHERE name IN ({names})"
        ));
    }
}

fn account(number: usize) -> String {
    format!(
        "INSERT INTO sys_user (sys_id, user_name, active) VALUES ('{number:031x}a', 'svc.mid.{number}', 1);
         INSERT INTO sys_user_has_role (user, role) VALUES ('{number:031x}a', printf('%032x', 1));"
    )
}

const OF_1: &str = "'mid-01', 'mid-05', 'mid-09'";
const OF_2: &str = "'mid-02', 'mid-06', 'mid-10'";

/// The deeds of two weeks, in order.
const DEEDS: &[Deed] = &[
    // A clone takes one account away and changes the password of another; both are mended, one by hand at the prompt.
    ("2026-03-03 22:00:00", &|estate, at| {
        estate.told.run(&["after-clone", "--source", "prod"]).at(at).done();
    }),
    ("2026-03-03 22:06:00", &|estate, at| {
        estate.told.test.sql("DELETE FROM sys_user WHERE user_name = 'svc.mid.1'");
        estate.status(OF_1, "Down", at);
        estate.status(OF_2, "Down", at);
    }),
    ("2026-03-03 23:30:00", &|estate, at| {
        estate.told.run(&["issues", "ack", "--mid-server", "mid-02", "--reason", "CHG0012"]).at(at).done();
    }),
    ("2026-03-04 08:10:00", &|estate, at| {
        estate.told.test.sql(&account(1));
        estate.status(OF_1, "Up", at);
    }),
    ("2026-03-04 09:40:00", &|estate, at| estate.status(OF_2, "Up", at)),
    // A MID Server goes Down on its own, and is Up again the next day.
    ("2026-03-07 10:20:00", &|estate, at| estate.status("'mid-03'", "Down", at)),
    ("2026-03-08 11:10:00", &|estate, at| estate.status("'mid-03'", "Up", at)),
    // The second clone takes all accounts.
    ("2026-03-10 22:00:00", &|estate, at| {
        estate.told.run(&["after-clone", "--source", "prod"]).at(at).done();
    }),
    ("2026-03-10 22:06:00", &|estate, at| {
        estate.told.test.sql("DELETE FROM sys_user");
        estate.told.test.sql("UPDATE ecc_agent SET status = 'Down' WHERE status = 'Up'");
        let _ = at;
    }),
    ("2026-03-11 07:10:00", &|estate, at| {
        (0..4).for_each(|user| _ = estate.told.test.sql(&account(user)));
        estate
            .told
            .test
            .sql(&format!("UPDATE ecc_agent SET status = 'Up', sys_updated_on = '{at}' WHERE name <> 'lab'"));
    }),
];

/// Every hour a run and an export, on the evenings of the clones a run every ten minutes, but for one day on which nobody exports.
fn play() -> Told {
    let estate = Estate::new();
    let mut deeds = DEEDS.iter().peekable();
    let (mut at, end) =
        (Time::parse("2026-03-01 12:10:00").unwrap(), Time::parse("2026-03-15 12:00:00").unwrap());
    while at < end {
        let now = at.to_string();
        while let Some((_, deed)) = deeds.next_if(|(when, _)| *when <= now.as_str()) {
            deed(&estate, &now);
        }
        let nobody_exports = now.starts_with("2026-03-13") || now.starts_with("2026-03-14 0");
        let (on_the_hour, clone) =
            (&now[14..16] == "10", now[..13].ends_with(" 22") || now[..13].ends_with(" 23"));
        if on_the_hour && !nobody_exports {
            estate.load(&now);
        }
        // The database's own clock dates what a hand writes.
        estate
            .told
            .test
            .sql(&format!("UPDATE mid_server_history SET changed_on = '{now}' WHERE changed_on > '{now}'"));
        let day = &now[8..10];
        if on_the_hour || (clone && (day == "03" || day == "10")) {
            estate.told.run(&["run"]).at(&now).done();
        }
        at = at + Span::from_seconds(600);
    }
    estate.told
}

#[test]
fn two_weeks_are_told_in_a_few_messages() {
    let told = play();
    let messages = told.got();
    for message in &messages {
        println!(
            "{}  {}\n{}\n",
            message["made_on"].as_str().unwrap(),
            message["title"].as_str().unwrap(),
            message["text"].as_str().unwrap()
        );
    }
    let ids: BTreeSet<&str> = messages.iter().map(|message| message["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), messages.len(), "none twice");
    for message in &messages {
        let events = message["events"].as_array().unwrap();
        assert!(!events.is_empty() && message["text"].as_str().unwrap().lines().count() > 4, "{message}");
    }
    // Every issue that was opened and is no detail is in a message, and so is its end.
    let told_of = |event: &str| -> BTreeSet<String> {
        let all = messages.iter().flat_map(|message| message["events"].as_array().unwrap());
        all.filter(|it| it["event"] == event && it["source"] == "InstanceClone").map(of_issue).collect()
    };
    let issues = |state: &str| -> BTreeSet<String> {
        let sql = format!(
            "SELECT issue.sys_id FROM ecc_agent_issue AS issue JOIN ecc_agent AS agent ON agent.sys_id = issue.mid_server
             WHERE issue.source = 'InstanceClone' AND agent.name <> 'lab' AND issue.state IN ({state})"
        );
        told.test.query(&sql).into_iter().collect()
    };
    assert_eq!(told_of("opened"), issues("'new', 'acknowledged', 'resolved'"));
    assert_eq!(told_of("resolved"), issues("'resolved'"));
    assert_eq!(told.titles(), EXPECTED);
}

fn of_issue(event: &Value) -> String {
    assert_ne!(event["issue"], json!(null));
    event["issue"].as_str().unwrap().to_owned()
}

/// What somebody is told in two weeks.
const EXPECTED: [&str; 8] = [
    "CRITICAL dev: 6 Down by the clone",
    "OK dev: 1 acknowledged",
    "OK dev: 3 resolved",
    "OK dev: 3 resolved",
    "WARNING dev: 1 Down later than the clone",
    "OK dev: 1 resolved",
    "CRITICAL dev: 12 Down by the clone",
    "OK dev: 12 resolved",
];

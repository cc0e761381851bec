//! Kinds of jobs to be killed at work, and what exactly one run of each leaves.

use std::ops::Deref;

use serde_json::json;

use crate::support::rows::{configured_user, issue, mid_server};
use crate::support::{Place, Test, chmod};
use crate::table_api::{PASSWORD, TableApi, USER};

/// Adds a login event for each run, in two steps.
const INSERTING: &str = r#"
name = "Inserting"
description = "Adds two rows a run"
attempts = 100

[[steps]]
sql = "INSERT INTO sysevent (name, parm1, parm2) VALUES ('first', :run, :due)"

[[steps]]
sql = "INSERT INTO sysevent (name, parm1, parm2) VALUES ('second', :run, :due)"
"#;

/// As above, but its second step fails.
const FAILING: &str = r#"
name = "Failing"
description = "Adds a row and fails"
attempts = 2

[[steps]]
sql = "INSERT INTO sysevent (name, parm1) VALUES ('never seen', :run)"

[[steps]]
sql = "INSERT INTO ecc_agent (sys_id) VALUES ('no sys_id')"
"#;

/// Removes three events, one in each part.
const PURGING: &str = r#"
name = "Purging"
description = "Removes old events in parts"
attempts = 100

[[steps]]
sql = "DELETE FROM sysevent WHERE sys_id IN (SELECT sys_id FROM sysevent WHERE name = 'old' LIMIT :part)"
in_parts = 1
"#;

/// Asks an instance, for a row that no other job touches.
const PULLING: &str = r#"
name = "Pulling"
description = "Pulls"
attempts = 100

[pull]
instance = "URL"
user = "USER"
password_file = "password"
"#;

/// When every job is due.
pub const NOW: &str = "2026-03-02 12:00:00";

/// Later than any retry.
pub const LATER: &str = "2026-03-02 12:30:00";

/// A kind of job, due in a file with rows for it to work on and rows to leave alone.
pub struct Kind {
    pub name: &'static str,
    pub job: &'static str,
    /// What of the rows is its to change.
    effects: &'static str,
    /// Those rows after exactly one run.
    expected: &'static [&'static str],
    /// The fate of its one occurrence.
    pub fate: &'static str,
    /// What is left of its trigger.
    trigger: &'static [&'static str],
}

/// Every kind.
pub const KINDS: [Kind; 6] = [
    Kind {
        name: "clone check",
        job: "BadMIDCredentialAfterClone-1",
        effects: "SELECT mid_server, state, count FROM ecc_agent_issue WHERE source = 'InstanceClone' ORDER BY 1",
        expected: &[
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|new|1",
            "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb|acknowledged|4",
        ],
        fate: "ran",
        trigger: &[],
    },
    Kind {
        name: "purge",
        job: "PurgeAgentIssues",
        effects: "SELECT message FROM ecc_agent_issue WHERE source = 'Old' ORDER BY message",
        expected: &["younger"],
        fate: "ran",
        trigger: &["0|0|2026-03-03 12:00:00"],
    },
    Kind {
        name: "in parts",
        job: "Purging",
        effects: "SELECT count(*), (SELECT rows_changed FROM sys_trigger_run WHERE job = 'Purging') FROM sysevent WHERE name = 'old'",
        expected: &["0|3"],
        fate: "ran",
        trigger: &[],
    },
    Kind {
        name: "inserting job",
        job: "Inserting",
        effects:
            "SELECT name, parm2, count(*) FROM sysevent WHERE parm1 IN (SELECT sys_id FROM sys_trigger_run)
            GROUP BY name, parm2 ORDER BY name",
        expected: &["first|2026-03-02 11:00:00|1", "second|2026-03-02 11:00:00|1"],
        fate: "ran",
        trigger: &[],
    },
    Kind {
        name: "failing job",
        job: "Failing",
        effects: "SELECT count(*) FROM sysevent WHERE name = 'never seen'",
        expected: &["0"],
        fate: "failed",
        trigger: &["-1|0|0"],
    },
    Kind {
        name: "pulling job",
        job: "Pulling",
        effects: "SELECT name, value, (SELECT count(*) FROM load_coverage
                  WHERE table_name = 'sys_properties' AND origin = 'pull') FROM sys_properties",
        expected: &["glide.soap.require_ws_security|true|1"],
        fate: "ran",
        trigger: &[],
    },
];

/// A file to be killed in, and the instance that is asked.
pub struct Scene {
    pub test: Test,
    pub api: TableApi,
}

impl Deref for Scene {
    type Target = Test;

    fn deref(&self) -> &Test {
        &self.test
    }
}

impl Kind {
    /// A file in which this job alone is due.
    pub fn due(&self) -> Scene {
        self.due_at(&Place::File)
    }

    /// The same with its rows there.
    pub fn due_at(&self, place: &Place) -> Scene {
        let property =
            json!({"sys_id": "e".repeat(32), "name": "glide.soap.require_ws_security", "value": "true"});
        let api = TableApi::start().table("sys_properties", json!([property]));
        let test = Test::init_at(place).seen();
        test.job_file("inserting.toml", INSERTING).job_file("failing.toml", FAILING);
        test.job_file("purging.toml", PURGING).sql(&rows());
        test.job_file("pulling.toml", &PULLING.replace("URL", &api.url()).replace("USER", USER));
        chmod(test.file("password", PASSWORD).path("password").as_path(), 0o600);
        match self.job {
            "BadMIDCredentialAfterClone-1" => {
                test.run(&["after-clone"]).done();
            }
            "PurgeAgentIssues" => {}
            _ => make_due(&test, self.job, 1),
        }
        test.sql(&format!("UPDATE sys_trigger SET active = 0 WHERE name <> '{}'", self.job));
        Scene { test, api }
    }

    /// Its effects are there exactly once, its occurrence has one fate, and all else is as it was.
    pub fn assert_done_once(&self, test: &Test, killed_at: &str) {
        assert_eq!(test.query(self.effects), self.expected, "{}, {killed_at}", self.name);
        let fates = format!("SELECT outcome FROM sys_trigger_run WHERE job = '{}'", self.job);
        assert_eq!(test.query(&fates), [self.fate], "{}, {killed_at}", self.name);
        let trigger = format!(
            "SELECT state, attempt, CASE WHEN trigger_type = 0 THEN '0' ELSE next_action END FROM sys_trigger WHERE name = '{}'",
            self.job
        );
        assert_eq!(test.query(&trigger), self.trigger, "{}, {killed_at}", self.name);
        let said = format!(
            "SELECT count(*) FROM syslog WHERE source = '{}'
             AND (message LIKE 'executed scheduled%' OR message LIKE 'failed in attempt%')",
            self.job
        );
        assert_eq!(test.value(&said), "1", "{}, {killed_at}", self.name);
        assert_eq!(test.value("SELECT count(*) FROM sys_trigger WHERE state = 1"), "0");
        test.assert_sound();
    }
}

/// Rows that no job here may touch.
pub fn bystanders(test: &Test) -> Vec<String> {
    let mut rows = test.query("SELECT * FROM ecc_agent_issue WHERE message IN ('stands by', 'younger') AND source <> 'InstanceClone' ORDER BY 1");
    for table in ["ecc_agent", "ecc_agent_config", "sys_user", "clone_instance"] {
        rows.extend(test.table(table));
    }
    rows.extend(test.query("SELECT * FROM sysevent WHERE name = 'login'"));
    rows
}

/// Makes that many triggers of a job due.
pub fn make_due(test: &Test, job: &str, triggers: i32) {
    test.sql(&format!(
        "WITH RECURSIVE number (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM number WHERE n < {triggers})
         INSERT INTO sys_trigger (name, next_action) SELECT '{job}', '2026-03-02 11:00:00' FROM number"
    ));
}

fn rows() -> String {
    let old = "INSERT INTO ecc_agent_issue (source, message, last_detected) VALUES
        ('Old', 'older', '2026-01-31 11:59:59'), ('Old', 'younger', '2026-01-31 12:00:00');";
    [
        &mid_server('a', "emea", "Down", "svc.emea"),
        &mid_server('b', "apac", "Down", ""),
        &mid_server('c', "amer", "Up", "svc.amer"),
        &configured_user('b', "svc.apac"),
        &issue('1', 'b', "InstanceClone", "acknowledged"),
        &issue('2', 'c', "MIDUserConnectivity", "new"),
        old,
        "INSERT INTO sys_user (user_name) VALUES ('svc.emea');
         INSERT INTO sysevent (name, parm1) VALUES ('login', 'svc.amer'), ('old', 'a'), ('old', 'b'), ('old', 'c');",
    ]
    .join("\n")
}

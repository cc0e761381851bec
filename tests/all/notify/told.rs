//! A database whose events are told to a program that keeps what it gets, and what it got.

use std::fs;

use serde_json::Value;

use crate::support::rows::{configured_user, mid_server};
use crate::support::{Exec, Test, chmod};

/// A program that keeps each message as a line of `got`, if `gate` is not there to make it fail.
const KEEPER: &str = "#!/bin/sh\n[ -e gate ] && exit 7\ncat >>got && echo >>got\n";

/// A test whose commands tell the program `keeper` what happens.
pub struct Told {
    pub test: Test,
}

impl Told {
    /// A new file, and one receiver on record.
    pub fn new() -> Self {
        let told = Self { test: Test::new() };
        told.program("keeper", KEEPER);
        told.configured("title = \"dev\"\n[[command]]\nname = \"keeper\"\nrun = [\"./keeper\"]\n");
        told.run(&["init"]).done();
        told.test.sql("UPDATE sys_trigger SET active = 0 WHERE name = 'MIDUserConnectivity'");
        told
    }

    /// The same after a clone that left `count` MID Servers Down, seen whole.
    pub fn after_clone(count: usize) -> Self {
        let told = Self::new();
        for number in 0..count {
            told.test.sql(&format!(
                "INSERT INTO ecc_agent (sys_id, name, status, sys_created_on, last_refreshed, sys_updated_on)
                 VALUES ('{number:032x}', 'mid-{number}', 'Down', '2026-01-01 00:00:00', '2026-03-01 11:58:00', '2026-02-01 00:00:00');
                 INSERT INTO ecc_agent_config (ecc_agent, param_name, value)
                 VALUES ('{number:032x}', 'mid.instance.username', 'svc.mid.{}');",
                number % 7
            ));
        }
        told.run(&["after-clone"]).done();
        told.load(crate::support::SEEN);
        told
    }

    /// Puts on record that every table was loaded whole at this time, with every column that `why` reads.
    pub fn load(&self, at: &str) -> &Self {
        self.test.load(at).sql(
            "UPDATE load_coverage SET column_names = replace(
                'sys_id,name,status,user_name,validated,host_name,last_refreshed,started,stopped,sys_created_on,ecc_agent,'
                || 'param_name,value,active,locked_out,state,source,user,role,contains,inherited,parm1,parm2,last_login_time', ',', char(10))",
        );
        self
    }

    /// A program in the directory.
    pub fn program(&self, name: &str, text: &str) -> &Self {
        self.test.file(name, text);
        chmod(&self.test.path(name), 0o755);
        self
    }

    /// What says who is told.
    pub fn configured(&self, text: &str) -> &Self {
        self.test.file("notify.toml", text);
        chmod(&self.test.path("notify.toml"), 0o600);
        self
    }

    /// A file that only its owner may read.
    pub fn secret(&self, name: &str, text: &str) -> &Self {
        self.test.file(name, text);
        chmod(&self.test.path(name), 0o600);
        self
    }

    /// The binary, which is told who is told.
    pub fn run(&self, args: &[&str]) -> Exec {
        self.test.run(args).env("MIDJOBS_NOTIFY", "notify.toml")
    }

    /// What the keeper got, in order.
    pub fn got(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.test.path("got")).unwrap_or_default();
        Self::read(&text)
    }

    /// Messages, each on a line.
    pub fn read(text: &str) -> Vec<Value> {
        text.lines().filter(|line| !line.is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The titles of what it got, without what every title begins with.
    pub fn titles(&self) -> Vec<String> {
        let title = |message: &Value| message["title"].as_str().unwrap().replace("SIMULATED midjobs ", "");
        self.got().iter().map(title).collect()
    }

    /// One MID Server with its user.
    pub fn mid_server(&self, id: char, name: &str, status: &str) -> &Self {
        let user = format!("svc.{id}");
        self.test.sql(&mid_server(id, name, status, "")).sql(&configured_user(id, &user));
        self
    }
}

//! Two weeks of six ordinary users: what each is told, how often, and that mended issues close.

use std::collections::BTreeMap;

use midjobs::time::{Span, Time};

use super::world::World;
use crate::support::{Test, chmod};
use crate::table_api::{PASSWORD, TableApi, USER};

/// The first Monday; the weeks end on Sunday the 15th.
const BEGIN: &str = "2026-03-02 00:00:00";
const HOURS: u64 = 14 * 24;

/// One user, every second hour or more often.
struct Life {
    test: Test,
    /// What `run` and `import` wrote to stderr, without the times in it, and how often.
    told: BTreeMap<String, usize>,
    /// The verdicts of `status`, and at how many ticks each.
    verdicts: BTreeMap<String, usize>,
}

fn at(hour: u64) -> String {
    (Time::parse(BEGIN).unwrap() + Span::from_seconds(hour * 3_600)).to_string()
}

impl Life {
    fn begin() -> Self {
        let test = Test::new();
        test.run(&["init"]).at(BEGIN).done();
        Self { test, told: BTreeMap::new(), verdicts: BTreeMap::new() }
    }

    /// A tick, and what the monitor sees then.
    fn hour(&mut self, hour: u64) {
        let ended = self.test.run(&["run"]).at(&at(hour)).done();
        self.hear(&ended.stderr());
        let status = self.test.run(&["status"]).at(&at(hour)).output().stdout();
        let verdict = status.split(" - ").next().unwrap().trim_start_matches("MIDJOBS ").to_owned();
        *self.verdicts.entry(verdict).or_default() += 1;
    }

    fn load(&mut self, world: &World, hour: u64) {
        let ended = world.load(&self.test, &at(hour)).done();
        self.hear(&ended.stderr());
    }

    fn hear(&mut self, stderr: &str) {
        for line in stderr.lines() {
            let words = line.trim_start_matches("midjobs: ");
            let words = words.split(": what is not there").next().unwrap();
            *self.told.entry(words.to_owned()).or_default() += 1;
        }
    }

    fn told(&self) -> Vec<String> {
        self.told.iter().map(|(words, times)| format!("{times} x {words}")).collect()
    }

    fn ticks(&self, verdict: &str) -> usize {
        self.verdicts.get(verdict).copied().unwrap_or(0)
    }

    fn open_issues(&self) -> String {
        self.test.value("SELECT count(*) FROM ecc_agent_issue WHERE state <> 'resolved'")
    }

    /// The pull job, told of the instance.
    fn pulls(&self, api: &TableApi, period: &str) {
        let file = self.test.file("password", format!("{PASSWORD}\n")).path("password");
        chmod(&file, 0o600);
        let file = file.display().to_string();
        let url = api.url();
        for (name, value) in
            [("instance", url.as_str()), ("user", USER), ("password_file", &file), ("period", period)]
        {
            self.test.run(&["jobs", "set", "PullInstance", name, value]).at(BEGIN).done();
        }
        self.test.run(&["jobs", "resume", "PullInstance"]).at(BEGIN).done();
    }
}

/// A clone each Saturday at 22:00 that takes the account of `emea` away; it is mended on Sunday at noon.
fn weekend(hour: u64) -> World {
    let of_week = hour % 168;
    let broken = (142..156).contains(&of_week);
    let heartbeat = at(hour);
    match broken {
        true => World {
            account: false,
            heartbeat,
            last_heartbeat: at(hour - of_week + 141),
            ..World::emea_down()
        },
        false => World { heartbeat, ..World::sound() },
    }
}

#[test]
fn hourly_pulls_and_a_clone_every_weekend() {
    let mut life = Life::begin();
    let mut api = weekend(0).serve(TableApi::start());
    life.pulls(&api, "1h");
    for hour in (2..HOURS).step_by(2) {
        api = weekend(hour).serve(api);
        if hour % 168 == 142 {
            life.test.run(&["after-clone", "--source", "prod"]).at(&at(hour)).done();
        }
        life.hour(hour);
    }
    assert_eq!(life.told(), Vec::<String>::new());
    assert_eq!((life.ticks("CRITICAL"), life.open_issues().as_str()), (12, "0"), "{:?}", life.verdicts);
    assert!(life.ticks("OK") > 150, "{:?}", life.verdicts);
    let issues = "SELECT source, state, count(*) FROM ecc_agent_issue GROUP BY source, state ORDER BY source";
    assert_eq!(life.test.query(issues), ["InstanceClone|resolved|2", "MIDUserConnectivity|resolved|2"]);
}

#[test]
fn list_exports_once_by_hand() {
    let mut life = Life::begin();
    for hour in (2..HOURS).step_by(2) {
        if hour == 10 {
            life.load(&World::emea_down(), hour);
            life.test.run(&["check-connectivity"]).at(&at(hour)).done().quiet();
        }
        life.hour(hour);
    }
    assert_eq!(life.told(), Vec::<String>::new(), "the status says it, and no run does");
    assert_eq!(life.ticks("OK") + life.ticks("CRITICAL"), 0, "{:?}", life.verdicts);
    assert_eq!(life.open_issues(), "1", "nobody looked again");
    assert_eq!(life.test.value("SELECT count FROM ecc_agent_issue"), "1");
}

#[test]
fn pulls_every_four_hours_from_a_container() {
    let mut life = Life::begin();
    let mut api = World::emea_down().serve(TableApi::start());
    life.pulls(&api, "4h");
    for hour in (4..HOURS).step_by(4) {
        let heartbeat = at(hour);
        let world = if hour < 40 { World::emea_down() } else { World { heartbeat, ..World::sound() } };
        api = world.serve(api);
        life.hour(hour);
    }
    assert_eq!(life.told(), Vec::<String>::new());
    let skipped =
        "SELECT count(*) FROM sys_trigger_run WHERE job = 'MIDUserConnectivity' AND outcome = 'skipped'";
    assert_eq!((life.test.value(skipped).as_str(), life.open_issues().as_str()), ("0", "0"));
    assert_eq!((life.ticks("WARNING"), life.ticks("OK")), (9, 74), "{:?}", life.verdicts);
}

#[test]
fn one_of_forty_instances_that_is_exported_every_night() {
    let mut life = Life::begin();
    for hour in (2..HOURS).step_by(2) {
        if hour % 24 == 2 {
            let world = if hour < 100 { World::emea_down() } else { World::sound() };
            life.load(&world, hour);
        }
        if hour > 2 {
            life.hour(hour);
        }
    }
    assert_eq!(life.told(), ["1 x warn: MIDUserConnectivity: the rows of sysevent are 2h old"]);
    assert_eq!(life.open_issues(), "0");
    assert!(life.ticks("OK") > 100 && life.ticks("CRITICAL") == 0, "{:?}", life.verdicts);
}

#[test]
fn an_account_that_may_not_read_events_for_good() {
    let mut life = Life::begin();
    let hidden = |hour: u64| {
        let world = if hour < 40 { World::emea_down() } else { World::sound() };
        World { hidden: vec!["sysevent"], ..world }
    };
    let reason = "no access to sysevent";
    life.test.run(&["tables", "never", "sysevent", "--reason", reason]).at(BEGIN).done();
    for hour in (2..HOURS).step_by(2) {
        life.load(&hidden(hour), hour);
        life.hour(hour);
    }
    let once = format!("1 x warn: MIDUserConnectivity: sysevent: declared as not to be had ({reason})");
    assert_eq!(life.told(), [once]);
    assert_eq!((life.ticks("WARNING"), life.ticks("OK")), (19, 148), "{:?}", life.verdicts);
    assert_eq!(life.open_issues(), "0", "fresh rows contradict it: emea is Up");
}

#[test]
fn only_the_mid_servers_are_loaded() {
    let mut life = Life::begin();
    let only = |world: World| World {
        hidden: world.tables().iter().map(|(table, _)| *table).skip(1).collect(),
        ..world
    };
    for hour in (2..HOURS).step_by(2) {
        if hour == 12 {
            life.test.run(&["jobs", "pause", "MIDUserConnectivity"]).at(&at(hour)).done();
        }
        if hour == 100 {
            life.test.run(&["after-clone"]).at(&at(hour)).done();
        }
        let world = if (100..110).contains(&hour) { World::emea_down() } else { World::sound() };
        let last_heartbeat = at(99);
        life.load(&only(World { heartbeat: at(hour), last_heartbeat, ..world }), hour);
        life.hour(hour);
    }
    let told = life.told();
    assert!(
        told.len() == 1 && told[0].starts_with("1 x warn: MIDUserConnectivity: never loaded: "),
        "{told:?}"
    );
    assert_eq!(life.ticks("CRITICAL"), 4, "{:?}", life.verdicts);
    assert!(life.ticks("OK") > 150, "{:?}", life.verdicts);
    assert_eq!(life.open_issues(), "0");
}

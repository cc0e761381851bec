//! `metrics`: what Prometheus reads, what stands for what could not be seen, and the file for node_exporter.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::FileTypeExt;

use crate::support::{START, Test, mode, rows};

const LATER: &str = "2026-03-01 12:30:00";

/// The samples, each under its name and labels as printed.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let sample = |line: &str| {
        let (series, value) = line.rsplit_once(' ').unwrap();
        (series.to_owned(), value.parse::<f64>().unwrap())
    };
    lines.map(sample).collect()
}

fn metrics(test: &Test, at: &str) -> BTreeMap<String, f64> {
    samples(&test.run(&["metrics"]).at(at).done().quiet().stdout())
}

/// Those of one family.
fn of<'a>(samples: &'a BTreeMap<String, f64>, family: &str) -> Vec<(&'a str, f64)> {
    let is_of = |series: &&String| series.split('{').next() == Some(family);
    samples
        .iter()
        .filter(|(series, _)| is_of(series))
        .map(|(series, value)| (series.as_str(), *value))
        .collect()
}

/// What classes are judged by was in the extract as well.
fn whole(test: Test) -> Test {
    test.sql("UPDATE load_coverage SET column_names = column_names || char(10) || 'last_refreshed'");
    test
}

/// Two MID Servers, one Up and one Down.
fn two(test: Test) -> Test {
    test.sql(&rows::mid_server('a', "mid-a", "Up", "svc.a"))
        .sql(&rows::mid_server('b', "mid-b", "Down", "svc.b"));
    test
}

#[test]
fn every_metric_is_documented_with_its_kind_and_every_documented_one_is_printed() {
    let test = Test::init().seen();
    let text = test.run(&["metrics"]).done().stdout();
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let printed: Vec<(&str, &str)> = types.map(|line| line.split_once(' ').unwrap()).collect();
    let rows = include_str!("../../docs/metrics.md").lines().filter(|line| line.starts_with("| `midjobs_"));
    let cells = rows.map(|row| row.split('|').map(|cell| cell.trim().trim_matches('`')).collect::<Vec<_>>());
    let documented: Vec<_> = cells.map(|cells| (cells[1], cells[2])).collect();
    assert_eq!(printed, documented);
    let helps = text.lines().filter(|line| line.starts_with("# HELP ") && line.split(' ').count() > 4);
    assert_eq!(helps.count(), printed.len());
}

#[test]
fn names_end_in_their_unit_and_counters_in_total() {
    let text = Test::init().run(&["metrics"]).done().stdout();
    for line in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let (name, kind) = line.split_once(' ').unwrap();
        assert_eq!(name.ends_with("_total"), kind == "counter", "{name}");
        for (word, unit) in
            [("size", "_bytes"), ("duration", "_seconds"), ("lateness", "_seconds"), ("age", "_seconds")]
        {
            assert!(!name.contains(&format!("_{word}_")) || name.ends_with(unit), "{name}");
        }
    }
}

#[test]
fn mid_servers_are_counted_by_status_class_and_cause_zeros_and_all() {
    let test = two(whole(Test::init().seen()));
    test.sql(&rows::mid_server('c', "mid-c", "odd \"one\"\n", ""));
    let seen = metrics(&test, LATER);
    assert_eq!(seen[r#"midjobs_mid_servers{status="Up"}"#], 1.0);
    assert_eq!(seen[r#"midjobs_mid_servers{status="Down"}"#], 1.0);
    assert_eq!(seen[r#"midjobs_mid_servers{status="Paused"}"#], 0.0);
    assert_eq!(seen[r#"midjobs_mid_servers{status="odd \"one\"\\n"}"#], 1.0);
    assert_eq!(of(&seen, "midjobs_mid_servers_by_class").iter().map(|(_, count)| count).sum::<f64>(), 3.0);
    assert_eq!(of(&seen, "midjobs_mid_servers_by_cause").iter().map(|(_, count)| count).sum::<f64>(), 1.0);
    assert_eq!(seen[r#"midjobs_mid_servers_by_class{class="down_since_clone"}"#], 0.0);
}

#[test]
fn what_was_never_loaded_is_not_counted_and_no_zero_says_that_all_is_well() {
    let seen = metrics(&Test::init(), LATER);
    let families = [
        "midjobs_mid_servers",
        "midjobs_mid_servers_by_class",
        "midjobs_mid_servers_by_cause",
        "midjobs_issues_open",
    ];
    for family in families {
        assert!(of(&seen, family).is_empty(), "{family}");
    }
    assert_eq!(seen["midjobs_status"], 1.0);
    assert_eq!(seen[r#"midjobs_table_in_doubt{table="ecc_agent"}"#], 1.0);
}

#[test]
fn rows_from_before_the_clone_keep_the_alarm_and_lose_the_all_clear() {
    let test = two(Test::init().seen());
    test.sql(&rows::issue('e', 'b', "InstanceClone", "new"));
    test.run(&["after-clone", "--completed", "2026-03-01 12:20:00"]).at(LATER).done();
    let seen = metrics(&test, LATER);
    let statuses =
        [(r#"midjobs_mid_servers{status="Down"}"#, 1.0), (r#"midjobs_mid_servers{status="not_seen"}"#, 1.0)];
    assert_eq!(of(&seen, "midjobs_mid_servers"), statuses);
    assert_eq!(
        of(&seen, "midjobs_mid_servers_by_class"),
        [(r#"midjobs_mid_servers_by_class{class="not_judged"}"#, 2.0)]
    );
    assert_eq!(
        of(&seen, "midjobs_issues_open"),
        [(r#"midjobs_issues_open{source="InstanceClone",state="new"}"#, 1.0)]
    );
    assert!(seen["midjobs_status"] >= 1.0);
}

#[test]
fn old_rows_keep_the_class_that_was_an_alarm() {
    let test = two(whole(Test::init().seen()));
    let seen = metrics(&test, "2026-03-05 12:00:00");
    let classes = [
        (r#"midjobs_mid_servers_by_class{class="down"}"#, 1.0),
        (r#"midjobs_mid_servers_by_class{class="not_judged"}"#, 1.0),
    ];
    assert_eq!(of(&seen, "midjobs_mid_servers_by_class"), classes);
    assert_eq!(seen[r#"midjobs_table_age_seconds{table="ecc_agent"}"#], 4.0 * 86_400.0 - 600.0);
}

#[test]
fn a_table_without_the_column_status_says_nothing_of_any_mid_server() {
    let test = two(Test::init().seen());
    test.sql("UPDATE load_coverage SET column_names = 'sys_id' WHERE table_name = 'ecc_agent'");
    let seen = metrics(&test, LATER);
    assert_eq!(of(&seen, "midjobs_mid_servers"), [(r#"midjobs_mid_servers{status="not_seen"}"#, 2.0)]);
}

#[test]
fn runs_are_counted_also_when_they_are_no_longer_on_record() {
    let test = Test::init().seen();
    test.job_file(
        "late.toml",
        "name = \"Late\"\ndescription = \"Late\"\n[schedule]\nevery = \"1h\"\n[[steps]]\nsql = \"UPDATE sys_user SET active = 1 WHERE 0\"\n",
    );
    test.run(&["init"]).done();
    test.run(&["run"]).at("2026-03-01 13:07:00").done();
    let seen = metrics(&test, "2026-03-01 13:07:00");
    assert_eq!(seen[r#"midjobs_runs_total{job="Late",outcome="ran"}"#], 1.0);
    assert_eq!(seen[r#"midjobs_runs_on_record{job="Late",outcome="ran"}"#], 1.0);
    assert_eq!(seen[r#"midjobs_job_last_lateness_seconds{job="Late"}"#], 420.0);
    assert_eq!(seen[r#"midjobs_job_last_success_timestamp_seconds{job="Late"}"#], 1_772_370_420.0);
    test.sql("DELETE FROM sys_trigger_run");
    let seen = metrics(&test, "2026-03-01 14:10:00");
    assert_eq!(seen[r#"midjobs_runs_total{job="Late",outcome="ran"}"#], 1.0);
    assert!(of(&seen, "midjobs_runs_on_record").is_empty());
    assert_eq!(seen[r#"midjobs_job_overdue_seconds{job="Late"}"#], 600.0);
}

#[test]
fn issues_are_counted_by_source_and_state_as_of_now() {
    let test = two(Test::init().seen());
    for (id, state) in [('1', "new"), ('2', "acknowledged"), ('3', "acknowledged"), ('4', "resolved")] {
        test.sql(&rows::issue(id, 'b', "InstanceClone", state));
    }
    test.sql(&format!(
        "UPDATE ecc_agent_issue SET acknowledged_until = '2026-03-01 12:29:00' WHERE sys_id = '{}'",
        rows::sys_id('3')
    ));
    let seen = metrics(&test, LATER);
    assert_eq!(seen[r#"midjobs_issues_open{source="InstanceClone",state="new"}"#], 2.0);
    assert_eq!(seen[r#"midjobs_issues_open{source="InstanceClone",state="acknowledged"}"#], 1.0);
    assert_eq!(seen[r#"midjobs_issues_open{source="MIDUserConnectivity",state="new"}"#], 0.0);
}

#[test]
fn the_file_is_written_whole_for_all_to_read_and_replaced() {
    let test = Test::init().seen();
    test.file("out.prom", "of yesterday");
    test.run(&["metrics", "--textfile", "out.prom"]).at(LATER).succeeds();
    let written = fs::read_to_string(test.path("out.prom")).unwrap();
    assert_eq!(samples(&written)["midjobs_up"], 1.0);
    assert_eq!(mode(&test.path("out.prom")), 0o644);
    let names = fs::read_dir(test.path("")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.map(|name| name.into_string().unwrap()).all(|name| !name.contains("partial")));
}

#[test]
fn a_run_writes_it_last_and_a_failure_to_write_changes_nothing() {
    let test = Test::init().seen();
    let at = "2026-03-02 12:00:30";
    test.run(&["run", "--textfile", "out.prom"]).at(at).done();
    let seen = samples(&fs::read_to_string(test.path("out.prom")).unwrap());
    assert_eq!(
        seen[r#"midjobs_job_last_lateness_seconds{job="PurgeHistory"}"#], 30.0,
        "the run itself is in it"
    );
    let cannot = test.run(&["run"]).env("MIDJOBS_TEXTFILE", "nowhere/out.prom").at(at).done();
    assert!(
        cannot.stderr().starts_with("midjobs: warn: writing the metrics to nowhere/out.prom: "),
        "{cannot}"
    );
    test.run(&["run"]).env("MIDJOBS_TEXTFILE", "").at(at).succeeds();
    test.run(&["run", "--dry-run"]).env("MIDJOBS_TEXTFILE", "dry.prom").at(at).succeeds();
    assert!(!test.path("dry.prom").exists());
}

#[test]
fn what_cannot_be_read_is_said_in_numbers_too() {
    let test = Test::new();
    let ended = test.run(&["metrics"]).at(START).ends_with(3);
    let expected = BTreeMap::from([("midjobs_up".to_owned(), 0.0), ("midjobs_status".to_owned(), 3.0)]);
    assert_eq!(samples(&ended.stdout()), expected);
    assert!(ended.stderr().contains("midjobs init"), "{ended}");
    test.run(&["run", "--textfile", "out.prom"]).ends_with(3);
    assert_eq!(samples(&fs::read_to_string(test.path("out.prom")).unwrap()), expected);
}

#[test]
fn what_is_no_file_is_not_replaced() {
    let test = Test::init().seen();
    fs::create_dir(test.path("directory")).unwrap();
    for name in ["directory", "/dev/null"] {
        test.run(&["metrics", "--textfile", name]).output().refuses(&[name, "is no file"]);
    }
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}

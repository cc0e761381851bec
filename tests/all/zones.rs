//! The rules of time zones of a system that was patched, and those of a system that was not.

use std::fs;

use crate::support::{Exec, Test};

/// How far a zone is from UTC in seconds, and how that is called.
type Offset = (i32, &'static str);

/// A zone file (RFC 9636) of a zone that changes once, at that second, and never again.
fn zone_file(before: Offset, at: i64, after: Offset, forever: &str) -> Vec<u8> {
    let names = format!("{}\0{}\0", before.1, after.1);
    let header = |transitions: u32, types: u32, names: usize| {
        let mut bytes = b"TZif2".to_vec();
        bytes.extend([0; 15]);
        for count in [0, 0, 0, transitions, types, u32::try_from(names).unwrap()] {
            bytes.extend(count.to_be_bytes());
        }
        bytes
    };
    let kind = |(seconds, _): Offset, name: u8| {
        let mut bytes = seconds.to_be_bytes().to_vec();
        bytes.extend([0, name]);
        bytes
    };
    let mut file = header(0, 1, 4);
    file.extend(kind(before, 0));
    file.extend(b"UTC\0");
    file.extend(header(1, 2, names.len()));
    file.extend(at.to_be_bytes());
    file.push(1);
    file.extend(kind(before, 0));
    file.extend(kind(after, u8::try_from(before.1.len() + 1).unwrap()));
    file.extend(names.as_bytes());
    file.extend(format!("\n{forever}\n").as_bytes());
    file
}

/// A system that knows what three governments decided in 2026, and tells its release in this way.
fn patched(release: Option<(&str, &str)>) -> Test {
    let test = Test::new();
    // 2026-03-08 10:00, 2026-03-08 09:00 and 2026-02-15 02:00, UTC.
    let zones = [
        ("America/Vancouver", zone_file((-28_800, "PST"), 1_772_964_000, (-25_200, "MST"), "MST7")),
        ("America/Edmonton", zone_file((-25_200, "MST"), 1_772_960_400, (-21_600, "CST"), "CST6")),
        ("Africa/Casablanca", zone_file((3_600, "+01"), 1_771_120_800, (0, "+00"), "<+00>0")),
    ];
    for (name, bytes) in zones {
        fs::create_dir_all(test.path("zoneinfo").join(name).parent().unwrap()).unwrap();
        test.file(&format!("zoneinfo/{name}"), bytes);
    }
    if let Some((file, text)) = release {
        test.file(&format!("zoneinfo/{file}"), text);
    }
    test
}

fn with_zones(test: &Test, args: &[&str], now: &str) -> Exec {
    test.run(args).at(now).env("TZDIR", test.path("zoneinfo").to_str().unwrap())
}

/// When a job of nine o'clock is next due after a moment, in UTC.
fn nine_o_clock(test: &Test, zone: &str, now: &str) -> String {
    let text = format!(
        "name = \"Nine\"\ndescription = \"At nine\"\n\n[schedule]\ncron = \"0 9 * * *\"\ntimezone = \"{zone}\"\n\n\
         [[steps]]\nsql = \"DELETE FROM sysevent WHERE name = 'x'\"\n"
    );
    let _ = fs::remove_file(test.db());
    test.job_file("nine.toml", &text);
    with_zones(test, &["init"], now).done();
    test.value("SELECT next_action FROM sys_trigger WHERE name = 'Nine'")
}

const RELEASE: Option<(&str, &str)> = Some(("tzdata.zi", "# version 2099a\n"));

#[test]
fn the_rules_of_a_patched_system_count() {
    let test = patched(RELEASE);
    for (zone, now, due) in [
        ("America/Vancouver", "2026-11-02 00:00:00", "2026-11-02 16:00:00"),
        ("America/Vancouver", "2026-03-01 00:00:00", "2026-03-01 17:00:00"),
        ("America/Edmonton", "2026-12-01 00:00:00", "2026-12-01 15:00:00"),
        ("Africa/Casablanca", "2026-11-01 00:00:00", "2026-11-01 09:00:00"),
        // It has no file of this one: what is compiled in counts.
        ("Europe/Rome", "2026-07-01 00:00:00", "2026-07-01 07:00:00"),
    ] {
        assert_eq!(nine_o_clock(&test, zone, now), due, "{zone}");
    }
}

#[test]
fn a_time_that_a_patched_zone_skips_comes_at_the_change_and_is_shown_so() {
    let test = patched(RELEASE);
    let text = "name = \"Gap\"\ndescription = \"In the gap\"\n\n[schedule]\ncron = \"30 2 * * *\"\n\
        timezone = \"America/Vancouver\"\n\n[[steps]]\nsql = \"DELETE FROM sysevent WHERE name = 'x'\"\n";
    test.job_file("gap.toml", text);
    with_zones(&test, &["init"], "2026-03-07 12:00:00").done();
    let next =
        with_zones(&test, &["jobs", "next", "Gap", "--count", "2"], "2026-03-07 12:00:00").done().stdout();
    for words in [
        "2026-03-08 10:00:00",
        "Sun 2026-03-08 03:00:00 MST",
        "2026-03-09 09:30:00",
        "Mon 2026-03-09 02:30:00 MST",
    ] {
        assert!(next.contains(words), "{words}: {next}");
    }
}

#[test]
fn times_that_people_saw_are_read_by_the_rules_of_a_patched_system() {
    let test = patched(RELEASE);
    test.run(&["init"]).done();
    let id = "a".repeat(32);
    test.file(
        "ecc_agent.csv",
        format!("sys_id,name,status,last_refreshed\n{id},emea,Up,2026-12-01 09:00:00\n"),
    );
    let args = ["import", "--values", "display", "--tz", "America/Vancouver", "ecc_agent.csv"];
    with_zones(&test, &args, "2026-12-02 00:00:00").done();
    assert_eq!(test.value("SELECT last_refreshed FROM ecc_agent"), "2026-12-01 16:00:00");
}

#[test]
fn what_is_compiled_in_counts_where_the_systems_is_older_or_damaged() {
    let winter = ("America/Vancouver", "2026-12-01 00:00:00");
    for release in ["# version 2019c\n", "# version 2025b\n"] {
        let test = patched(Some(("tzdata.zi", release)));
        assert_eq!(nine_o_clock(&test, winter.0, winter.1), "2026-12-01 17:00:00", "{release}");
    }
    let test = patched(RELEASE);
    for damage in [&b"TZif2"[..], b"", b"not a zone file"] {
        test.file("zoneinfo/America/Vancouver", damage);
        assert_eq!(nine_o_clock(&test, winter.0, winter.1), "2026-12-01 17:00:00");
    }
}

#[test]
fn the_release_that_is_used_is_told() {
    for (release, told) in [
        (RELEASE, "2099a, from "),
        (Some(("+VERSION", "2099b\n")), "2099b, from "),
        (None, "of an unknown release, from "),
    ] {
        let test = patched(release);
        let said = with_zones(&test, &["--version"], "2026-03-01 12:00:00").done().stdout();
        assert!(said.contains(told) && said.contains("zoneinfo"), "{said}");
        with_zones(&test, &["init"], "2026-03-01 12:00:00").done();
        let status = with_zones(&test, &["status", "--json"], "2026-03-01 12:00:00").output().stdout();
        assert!(status.contains(&format!("\"time_zones\": \"{told}")), "{status}");
    }
    let test = patched(Some(("tzdata.zi", "# version 2019c\n")));
    let said = with_zones(&test, &["--version"], "2026-03-01 12:00:00").done().stdout();
    assert!(said.contains("compiled in") || said.contains("from /usr/share/zoneinfo"), "{said}");
}

/// What is said of a zone that is none.
fn refused(test: &Test, zone: &str) -> String {
    let args = ["import", "--values", "display", "--tz", zone, "no-file"];
    with_zones(test, &args, "2026-03-01 12:00:00").ends_with(3).stderr()
}

#[test]
fn a_name_that_only_the_system_has_is_a_zone_and_a_wrong_one_is_told_it() {
    // Also where all else goes by what is compiled in, because the system's is older.
    for release in [RELEASE, Some(("tzdata.zi", "# version 2019c\n"))] {
        let test = patched(release);
        fs::copy(test.path("zoneinfo/America/Vancouver"), test.path("zoneinfo/America/Atlantis")).unwrap();
        assert_eq!(nine_o_clock(&test, "America/Atlantis", "2026-11-02 00:00:00"), "2026-11-02 16:00:00");
        let again = "2026-11-02 16:00:00";
        with_zones(&test, &["run"], again).done();
        assert_eq!(
            test.value("SELECT next_action FROM sys_trigger WHERE name = 'Nine'"),
            "2026-11-03 16:00:00"
        );
        let next = with_zones(&test, &["jobs", "next", "Nine", "--count", "1"], again).done().stdout();
        assert!(next.contains("America/Atlantis") && next.contains("Tue 2026-11-03 09:00:00 MST"), "{next}");
        let said = refused(&test, "Atlantis");
        assert!(
            said.contains("\"Atlantis\" is not a time zone") && said.contains("as America/Atlantis"),
            "{said}"
        );
    }
}

#[test]
fn what_is_no_zone_among_the_systems_files_is_refused_with_what_may_be_meant() {
    let test = patched(RELEASE);
    let vancouver = fs::read(test.path("zoneinfo/America/Vancouver")).unwrap();
    fs::create_dir_all(test.path("zoneinfo/right/America")).unwrap();
    for name in ["localtime", "posixrules", "right/America/Vancouver"] {
        test.file(&format!("zoneinfo/{name}"), &vancouver);
    }
    test.file("zoneinfo/America/Damaged", &vancouver[..60]).file("zoneinfo/America/Text", "no zone file");
    test.file("outside", &vancouver);
    let outside = test.path("outside").display().to_string();
    for name in [
        "localtime",
        "posixrules",
        "right/America/Vancouver",
        "America/Damaged",
        "America/Text",
        "America",
        "../outside",
        "America/../../outside",
        &outside,
        "tzdata.zi",
    ] {
        let said = refused(&test, name);
        assert!(said.contains("is not a time zone: write an IANA name, as "), "{said}");
    }
}

/// The zone always is that far from UTC.
fn decide(test: &Test, hours: i32) {
    fs::create_dir_all(test.path("zoneinfo/Test")).unwrap();
    let (seconds, forever) = (-hours * 3_600, format!("XST{hours}"));
    test.file("zoneinfo/Test/Zone", zone_file((seconds, "XST"), 0, (seconds, "XST"), &forever));
}

/// A job by that crontab expression, registered while the zone is so far from UTC that an occurrence is to come at 2026-03-02
/// 16:00 or 17:00.
fn pending(cron: &str, hours: i32) -> Test {
    let test = Test::new();
    decide(&test, hours);
    let text = format!(
        "name = \"Local\"\ndescription = \"By the clock of a zone\"\n\n[schedule]\ncron = \"{cron}\"\ntimezone = \"Test/Zone\"\n\n\
         [[steps]]\nsql = \"INSERT INTO sysevent (name, parm1) VALUES ('ran', :due)\"\n"
    );
    test.job_file("local.toml", &text);
    with_zones(&test, &["init"], "2026-03-02 15:30:00").done();
    test.sql("UPDATE sys_trigger SET active = 0 WHERE name <> 'Local'");
    test.sql("INSERT INTO sysevent (name, parm1) VALUES ('bystander', '')");
    test
}

/// When the job was due that ran by each of these moments of 2026-03-02.
fn ran_by(test: &Test, moments: &[&str]) -> Vec<String> {
    for moment in moments {
        with_zones(test, &["run"], &format!("2026-03-02 {moment}")).done();
    }
    assert_eq!(test.value("SELECT count(*) FROM sysevent WHERE name = 'bystander'"), "1");
    test.query("SELECT substr(parm1, 12) FROM sysevent WHERE name = 'ran' ORDER BY parm1")
}

fn next(test: &Test) -> String {
    test.value("SELECT next_action FROM sys_trigger WHERE name = 'Local'")
}

#[test]
fn an_occurrence_that_changed_rules_move_later_runs_neither_early_nor_twice() {
    let test = pending("0 9 * * *", 7);
    assert_eq!(next(&test), "2026-03-02 16:00:00");
    decide(&test, 8);
    // Also where it was due already by the rules of before.
    assert!(ran_by(&test, &["16:30:00"]).is_empty());
    assert_eq!(next(&test), "2026-03-02 17:00:00");
    let log = "SELECT count(*) FROM syslog WHERE source = 'Local' AND message LIKE 'the rules of its time zone were changed%'";
    assert_eq!(test.value(log), "1");
    assert_eq!(ran_by(&test, &["16:59:59", "17:00:00", "18:00:00"]), ["17:00:00"]);
    assert_eq!((next(&test).as_str(), test.value(log).as_str()), ("2026-03-03 17:00:00", "1"));
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger_run WHERE job = 'Local'"), "1");
}

#[test]
fn an_occurrence_that_changed_rules_move_earlier_is_not_lost() {
    let test = pending("0 9 * * *", 8);
    assert_eq!(next(&test), "2026-03-02 17:00:00");
    decide(&test, 7);
    assert_eq!(ran_by(&test, &["16:10:00", "17:00:00", "18:00:00"]), ["16:00:00"]);
    assert_eq!(next(&test), "2026-03-03 16:00:00");
}

#[test]
fn of_two_times_a_day_the_one_that_ran_does_not_run_again_by_changed_rules() {
    let test = pending("0 9,10 * * *", 7);
    assert_eq!(ran_by(&test, &["16:00:00"]), ["16:00:00"]);
    // Now 17:00 is nine o'clock, and ten is at 18:00.
    decide(&test, 8);
    assert_eq!(ran_by(&test, &["17:00:00", "18:00:00", "19:00:00"]), ["16:00:00", "18:00:00"]);
    assert_eq!(next(&test), "2026-03-03 17:00:00");
}

#[test]
fn changed_rules_leave_real_intervals_and_what_was_set_by_hand() {
    let test = pending("0 * * * *", 7);
    decide(&test, 8);
    assert_eq!(ran_by(&test, &["16:00:00", "17:00:00"]), ["16:00:00", "17:00:00"]);
    let test = pending("0 9 * * *", 7);
    test.sql("UPDATE sys_trigger SET next_action = '2026-03-02 16:20:00' WHERE name = 'Local'");
    decide(&test, 8);
    assert!(ran_by(&test, &["16:10:00"]).is_empty());
    assert_eq!(ran_by(&test, &["16:20:00"]), ["16:20:00"]);
}

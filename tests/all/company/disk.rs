//! A disk that is full and a file that may not grow: a clear error, nothing lost, and the next run goes on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Ended, Exec, Test, open, query};

/// Adds 4 MB in one run: more than there is room for.
const FILLING: &str = r#"
name = "Filling"
description = "Adds 4 MB"

[[steps]]
sql = "INSERT INTO sysevent (name, parm1) VALUES ('small', :run)"

[[steps]]
sql = "INSERT INTO sysevent (name, parm1) VALUES ('large', hex(zeroblob(2000000)))"
"#;

const RETRY: &str = "2026-03-01 12:02:00";

fn filling() -> Test {
    let test = Test::init();
    test.job_file("filling.toml", FILLING);
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Filling', '2026-03-01 11:00:00')");
    test
}

/// A run on that file.
fn run(test: &Test, db: &Path) -> Exec {
    test.run(&["--db", db.to_str().unwrap(), "run"])
}

/// A run on the test's own file, in a shell that does `before` first.
fn run_in_shell(test: &Test, before: &str) -> Ended {
    run(test, &test.db()).by(&["sh", "-c", &format!("{before}; exec \"$0\" \"$@\"")]).output()
}

/// The run failed with these words and is waiting for its next attempt, with nothing of it done.
fn assert_failed_clearly(ended: &Ended, db: &Path, words: &[&str]) {
    let said = ended.stderr();
    assert!([1, 3].contains(&ended.code()), "{ended}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in: {said}");
    }
    let connection = open(db);
    assert_eq!(query(&connection, "PRAGMA integrity_check"), ["ok"]);
    assert_eq!(query(&connection, "SELECT count(*) FROM sysevent"), ["0"]);
    assert_eq!(query(&connection, "SELECT count(*) FROM sys_trigger WHERE name = 'Filling'"), ["1"]);
}

/// With room again, the next run goes on with the same occurrence.
fn assert_goes_on(test: &Test, db: &Path) {
    run(test, db).at(RETRY).done();
    let connection = open(db);
    let runs = query(&connection, "SELECT outcome, attempt FROM sys_trigger_run");
    assert_eq!(runs, ["ran|2"]);
    assert_eq!(query(&connection, "SELECT name FROM sysevent ORDER BY name"), ["large", "small"]);
    assert_eq!(query(&connection, "PRAGMA integrity_check"), ["ok"]);
}

/// A small disk of its own, gone when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` where mounting is not permitted.
    fn mount(at: PathBuf) -> Option<Self> {
        fs::create_dir_all(&at).unwrap();
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(&at).output();
        mounted.is_ok_and(|mounted| mounted.status.success()).then(|| Self(at))
    }

    fn grow(&self) {
        let grown = Command::new("mount").args(["-o", "remount,size=64m"]).arg(&self.0).status().unwrap();
        assert!(grown.success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(&self.0).status();
        assert!(unmounted.is_ok_and(|unmounted| unmounted.success()) || std::thread::panicking());
    }
}

#[test]
fn a_backup_to_a_full_disk_names_that_disk_and_leaves_nothing_there() {
    let test = Test::init();
    test.sql(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 300)
         INSERT INTO syslog (sys_created_on, level, source, message)
         SELECT '2026-03-01 12:00:00', 0, 'bystander', hex(zeroblob(5000)) FROM n",
    );
    let Some(disk) = SmallDisk::mount(test.path("disk")) else {
        return println!("skipped: mounting is not permitted here");
    };
    let copy = disk.0.join("copy.db");
    let ended = test.run(&["backup", copy.to_str().unwrap()]).ends_with(3);
    assert!(
        ended.stderr().contains(&format!("no room left on the disk of {}", copy.display())),
        "{}",
        ended.stderr()
    );
    assert_eq!(fs::read_dir(&disk.0).unwrap().count(), 0);
    assert_eq!(test.value("SELECT count(*) FROM syslog WHERE source = 'bystander'"), "300");
}

#[test]
fn a_full_disk_is_named_and_the_run_goes_on_when_there_is_room() {
    let test = filling();
    let Some(disk) = SmallDisk::mount(test.path("disk")) else {
        println!(
            "skipped: mounting is not permitted here; the test of a file that may not grow stands in for it"
        );
        return a_file_that_may_not_grow(&test);
    };
    let db = disk.0.join("midjobs.db");
    test.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    fs::copy(test.db(), &db).unwrap();
    let ended = run(&test, &db).output();
    assert_failed_clearly(&ended, &db, &["no room left on the disk", "make room and run again"]);
    disk.grow();
    assert_goes_on(&test, &db);
}

#[test]
fn a_disk_without_room_for_even_a_claim_leaves_the_trigger_due() {
    let test = filling();
    let Some(disk) = SmallDisk::mount(test.path("disk")) else {
        println!("skipped: mounting is not permitted here; a file that may not grow at all stands in for it");
        let before = test.table("sys_trigger");
        run_in_shell(&test, "trap '' XFSZ; ulimit -f 0").with_code(3);
        assert_eq!(test.table("sys_trigger"), before);
        return;
    };
    let db = disk.0.join("midjobs.db");
    test.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    fs::copy(test.db(), &db).unwrap();
    let before = query(&open(&db), "SELECT * FROM sys_trigger ORDER BY 1");
    let filler = disk.0.join("filler");
    fs::write(&filler, vec![0; 4_000_000]).expect_err("the disk is small");
    let said = run(&test, &db).ends_with(3).stderr();
    assert!(said.contains("room"), "{said}");
    fs::remove_file(filler).unwrap();
    assert_eq!(query(&open(&db), "SELECT * FROM sys_trigger ORDER BY 1"), before);
    disk.grow();
    run(&test, &db).at(RETRY).done();
    assert_eq!(query(&open(&db), "SELECT outcome, attempt FROM sys_trigger_run"), ["ran|1"]);
}

#[test]
fn a_write_that_fails_in_the_middle_of_a_run_is_named_and_the_run_goes_on() {
    a_file_that_may_not_grow(&filling());
}

/// The system refuses every write past 1 MB of a file.
fn a_file_that_may_not_grow(test: &Test) {
    // Without the trap a signal would end the process: that is a crash, and tested as such.
    let ended = run_in_shell(test, "trap '' XFSZ; ulimit -f 2048");
    assert_failed_clearly(&ended, &test.db(), &["reading or writing", "check its disk"]);
    assert_goes_on(test, &test.db());
}

#[test]
fn a_process_that_the_system_ends_for_writing_too_much_is_a_crash_like_any_other() {
    let test = filling();
    let ended = run_in_shell(&test, "ulimit -f 2048");
    assert_eq!(ended.output.status.code(), None, "{ended}");
    assert_eq!(test.value("SELECT count(*) FROM sysevent"), "0");
    assert_goes_on(&test, &test.db());
}

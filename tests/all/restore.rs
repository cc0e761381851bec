//! `restore` and `backup`: whole files under their names, and no old log over a new file.

use std::fs;
use std::os::unix::fs::symlink;

use crate::support::Test;
use crate::support::process::{signal, until};

/// A database of before, backed up, and changed since; its log is still beside it, as a kill leaves it.
fn changed_since_backup() -> Test {
    let test = Test::init();
    test.sql("INSERT INTO sysevent (name) VALUES ('before')");
    test.run(&["backup", "good.db"]).done();
    let connection = test.connection();
    connection.execute_batch("INSERT INTO sysevent (name) VALUES ('since')").unwrap();
    for suffix in ["", "-wal", "-shm"] {
        let file = test.path(&format!("midjobs.db{suffix}"));
        fs::copy(&file, test.path(&format!("killed{suffix}"))).unwrap();
    }
    drop(connection);
    for suffix in ["", "-wal", "-shm"] {
        fs::copy(test.path(&format!("killed{suffix}")), test.path(&format!("midjobs.db{suffix}"))).unwrap();
    }
    test
}

fn events(test: &Test) -> Vec<String> {
    test.query("SELECT name FROM sysevent ORDER BY name")
}

#[test]
fn what_was_restored_is_what_is_there_afterwards() {
    let test = changed_since_backup();
    test.run(&["restore", "good.db"]).says("midjobs.db is restored from good.db\n").succeeds();
    assert_eq!(events(&test), ["before"]);
    test.assert_sound();
    test.run(&["run"]).done();
    assert_eq!(events(&test), ["before"]);
    assert!(test.path("good.db").exists());
}

#[test]
fn a_damaged_or_missing_database_is_restored_too() {
    for damage in [Some(&b"SQLite format 3\0 and no more"[..]), Some(b""), None] {
        let test = changed_since_backup();
        match damage {
            Some(bytes) => fs::write(test.db(), bytes).unwrap(),
            None => fs::remove_file(test.db()).unwrap(),
        }
        test.run(&["restore", "good.db"]).done();
        assert_eq!(events(&test), ["before"]);
    }
}

#[test]
fn a_link_to_the_database_stays_a_link() {
    let test = changed_since_backup();
    fs::create_dir(test.path("links")).unwrap();
    symlink("../midjobs.db", test.path("links/l.db")).unwrap();
    test.run(&["--db", "links/l.db", "restore", "good.db"]).done();
    assert!(test.path("links/l.db").is_symlink());
    assert_eq!(events(&test), ["before"]);
    // Also where nothing is left at its end, and what was beside that is.
    fs::remove_file(test.db()).unwrap();
    left_over(&test, "good.db", "midjobs.db");
    symlink("l.db", test.path("links/second.db")).unwrap();
    test.run(&["--db", "links/second.db", "restore", "good.db"]).done();
    assert!(test.path("links/second.db").is_symlink() && test.path("links/l.db").is_symlink());
    assert!(!test.path("midjobs.db-wal").exists());
    assert_eq!(events(&test), ["before"]);
}

#[test]
fn what_is_no_backup_is_refused_and_the_database_stays_as_it_was() {
    let test = changed_since_backup();
    test.file("text.db", "not a database").file("empty.db", "");
    for file in ["text.db", "empty.db", "missing.db", "midjobs.db"] {
        test.run(&["restore", file]).output().refuses(&["restoring", file]);
    }
    assert_eq!(events(&test), ["before", "since"]);
}

#[test]
fn nothing_is_restored_under_a_runner_or_whoever_else_has_the_file_open() {
    let test = changed_since_backup();
    let lock = fs::File::open(test.db()).unwrap();
    lock.lock().unwrap();
    test.run(&["--lock-timeout", "0s", "restore", "good.db"])
        .output()
        .refuses(&["another program has its runner lock"]);
    // A job that runs may run for long: it is not waited for.
    test.sql("UPDATE sys_trigger SET state = 1, claimed_by = 'it' WHERE name = 'PurgeHistory'");
    test.run(&["--lock-timeout", "1h", "restore", "good.db"])
        .output()
        .refuses(&["a runner is at work", "stop it first"]);
    drop(lock);
    let reader = test.connection();
    assert_eq!(crate::support::query(&reader, "SELECT count(*) FROM sysevent"), ["2"]);
    test.run(&["--lock-timeout", "0s", "restore", "good.db"])
        .output()
        .refuses(&["another program has it open"]);
    drop(reader);
    assert_eq!(events(&test), ["before", "since"]);
    test.run(&["restore", "good.db"]).done();
}

#[test]
fn a_backup_that_was_copied_over_a_file_with_a_log_is_refused_until_it_is_restored() {
    let test = changed_since_backup();
    fs::write(test.db(), fs::read(test.path("good.db")).unwrap()).unwrap();
    for words in [&["run"][..], &["jobs"], &["status"], &["backup", "copy.db"], &["init"]] {
        let said = test.run(words).ends_with(3);
        assert!(format!("{said}").contains("`midjobs restore FILE`"), "{words:?}: {said}");
    }
    assert!(fs::metadata(test.path("midjobs.db-wal")).unwrap().len() > 0, "left as it was");
    test.run(&["restore", "good.db"]).done();
    assert_eq!(events(&test), ["before"]);
    test.run(&["run"]).done();
}

#[test]
fn a_restore_waits_for_whoever_has_the_file_for_a_moment() {
    for holder in ["the runner lock", "a reader"] {
        let test = changed_since_backup();
        let lock = fs::File::open(test.db()).unwrap();
        let reader = test.connection();
        match holder {
            "a reader" => assert_eq!(crate::support::query(&reader, "SELECT count(*) FROM sysevent"), ["2"]),
            _ => lock.lock().unwrap(),
        }
        let child = test.run(&["--lock-timeout", "1h", "restore", "good.db"]).spawn();
        // Its copy is whole before it asks for the old file.
        until("it to come to the lock", || waits(&child));
        assert_eq!(events(&test), ["before", "since"], "{holder}");
        drop((lock, reader));
        crate::support::Ended::of(child).with_code(0);
        assert_eq!(events(&test), ["before"], "{holder}");
    }
}

/// Whether the process sleeps between two looks.
fn waits(child: &std::process::Child) -> bool {
    fs::read_to_string(format!("/proc/{}/wchan", child.id())).is_ok_and(|at| at.contains("nanosleep"))
}

#[test]
fn a_restore_that_waits_stops_at_sigterm_and_leaves_all_as_it_was() {
    let test = changed_since_backup();
    let lock = fs::File::open(test.db()).unwrap();
    lock.lock().unwrap();
    let child = test.run(&["--lock-timeout", "1h", "restore", "good.db"]).spawn();
    until("it to come to the lock", || waits(&child));
    signal(&child, "TERM");
    assert_ne!(crate::support::Ended::of(child).code(), 0);
    assert_eq!(events(&test), ["before", "since"]);
    assert!(!names(&test).iter().any(|name| name.ends_with(".partial")));
}

#[test]
fn two_restores_at_once_leave_one_of_the_two_backups_whole() {
    let test = changed_since_backup();
    test.run(&["backup", "newer.db"]).done();
    let children: Vec<_> =
        ["good.db", "newer.db"].map(|file| test.run(&["restore", file]).spawn()).into_iter().collect();
    let ended: Vec<_> = children.into_iter().map(crate::support::Ended::of).collect();
    assert!(ended.iter().any(|ended| ended.code() == 0), "{} {}", ended[0], ended[1]);
    test.assert_sound();
    let found = events(&test).join(" ");
    assert!(["before", "before since"].contains(&found.as_str()), "{found}");
    assert!(!names(&test).iter().any(|name| name.ends_with(".partial")));
    test.run(&["run"]).done();
    for backup in ["good.db", "newer.db"] {
        test.run(&["restore", backup]).done();
    }
}

fn names(test: &Test) -> Vec<String> {
    let files = fs::read_dir(test.path("")).unwrap().flatten();
    files.map(|file| file.file_name().to_string_lossy().into_owned()).collect()
}

/// A log and a journal of a database like this one, as a kill leaves them: SQLite would put either into what has the name.
fn left_over(test: &Test, like: &str, name: &str) {
    fs::copy(test.path(like), test.path("other.db")).unwrap();
    let other = crate::support::open(&test.path("other.db"));
    let written = "PRAGMA journal_mode = WAL; INSERT INTO sysevent (name) VALUES ('of another')";
    other.execute_batch(written).unwrap();
    fs::copy(test.path("other.db-wal"), test.path(&format!("{name}-wal"))).unwrap();
    other
        .execute_batch(
            "PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN; UPDATE sysevent SET name = 'changed';
             CREATE TABLE more AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
             SELECT hex(zeroblob(500)) FROM n",
        )
        .unwrap();
    fs::copy(test.path("other.db-journal"), test.path(&format!("{name}-journal"))).unwrap();
}

#[test]
fn what_a_database_that_is_gone_left_beside_its_name_comes_into_no_copy() {
    for (suffix, name) in [("-wal", "gone.db"), ("-journal", "damaged.db")] {
        let test = changed_since_backup();
        left_over(&test, "midjobs.db", "left");
        let beside = |name: &str| test.path(&format!("{name}{suffix}"));
        fs::copy(beside("left"), beside("copy.db")).unwrap();
        test.run(&["backup", "copy.db"]).output().refuses(&[suffix, "name a new one"]);
        assert!(beside("copy.db").exists() && !test.path("copy.db").exists());
        if name == "damaged.db" {
            test.file(name, "damaged");
        }
        fs::copy(beside("left"), beside(name)).unwrap();
        test.run(&["--db", name, "restore", "good.db"]).done();
        assert!(!beside(name).exists(), "{name}");
        let restored = crate::support::open(&test.path(name));
        assert_eq!(crate::support::query(&restored, "SELECT name FROM sysevent"), ["before"], "{name}");
    }
}

#[test]
fn what_a_backup_that_was_killed_left_is_never_taken_and_the_next_one_works() {
    let test = Test::init();
    test.sql("INSERT INTO sysevent (name) VALUES ('bystander')");
    let left = ["copy.db.0123456789ab.partial", "copy.db.0123456789ab.partial-journal"];
    for name in left {
        test.file(name, "of another");
    }
    test.run(&["backup", "copy.db"]).done();
    test.run(&["restore", "copy.db"]).done();
    for name in left {
        assert_eq!(fs::read_to_string(test.path(name)).unwrap(), "of another");
    }
    assert_eq!(events(&test), ["bystander"]);
}

#[test]
fn a_file_of_another_that_is_called_partial_is_left_alone() {
    let test = Test::init();
    test.file("copy.db.partial", "mine").file("users.json.partial", "mine");
    test.run(&["backup", "copy.db"]).done();
    test.run(&["export", "sys_user", "--out", "users.json"]).done();
    for file in ["copy.db.partial", "users.json.partial"] {
        assert_eq!(fs::read_to_string(test.path(file)).unwrap(), "mine");
    }
}

#[test]
fn two_backups_at_once_to_one_name_both_end_right_or_one_says_why() {
    let test = Test::init();
    let children: Vec<_> = (0..4).map(|_| test.run(&["backup", "copy.db"]).spawn()).collect();
    let ended: Vec<_> = children.into_iter().map(crate::support::Ended::of).collect();
    assert_eq!(ended.iter().filter(|ended| ended.code() == 0).count(), 1);
    for failed in ended.iter().filter(|ended| ended.code() != 0) {
        failed.refuses(&["name a new one"]);
    }
    let copy = crate::support::open(&test.path("copy.db"));
    assert_eq!(crate::support::query(&copy, "PRAGMA integrity_check"), ["ok"]);
    let left = fs::read_dir(test.path("")).unwrap().flatten();
    assert!(!left.into_iter().any(|file| file.file_name().to_string_lossy().ends_with(".partial")));
}

#[test]
fn a_backup_that_is_asked_to_stop_leaves_no_part_of_a_file() {
    let test = Test::init();
    test.sql(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
         INSERT INTO sysevent (name, parm1) SELECT 'login', i FROM n",
    );
    let partial = || {
        let files = fs::read_dir(test.path("")).unwrap().flatten();
        files.filter(|file| file.file_name().to_string_lossy().ends_with(".partial")).count()
    };
    for copy in 0..50 {
        let mut child = test.run(&["backup", &format!("copy-{copy}.db")]).spawn();
        let mut has_ended = false;
        while partial() == 0 && !has_ended {
            has_ended = child.try_wait().unwrap().is_some();
        }
        if has_ended {
            continue;
        }
        signal(&child, "STOP");
        let caught = partial() > 0;
        signal(&child, "TERM");
        signal(&child, "CONT");
        let code = crate::support::Ended::of(child).code();
        assert_eq!(partial(), 0);
        if caught && code == 143 {
            return;
        }
    }
    panic!("no backup was met at its work");
}

#[test]
fn a_name_that_begins_with_file_is_a_name() {
    let test = Test::init();
    test.run(&["backup", "file:b.db"]).done();
    assert!(fs::metadata(test.path("file:b.db")).unwrap().len() > 0);
    assert!(!test.path("b.db").exists() && !test.path("b.db.partial").exists());
    test.run(&["--db", "file:b.db", "jobs"]).done();
    test.run(&["--db", "file:b.db", "run", "--dry-run"]).at("2026-03-01 12:00:00").succeeds();
}

#[test]
fn no_name_is_a_word_of_sqlites() {
    for name in [":memory:", "file::memory:", "file:x.db?mode=memory", "a%41.db", "a?b#c.db"] {
        let test = Test::new();
        for words in [&["init"][..], &["backup", "copy.db"], &["restore", "copy.db"], &["jobs"]] {
            test.run(&[&["--db", name], words].concat()).done();
        }
        assert!(fs::metadata(test.path(name)).unwrap().len() > 0, "{name}");
        let names = test.run(&["--db", "copy.db", "backup", name]).output();
        names.refuses(&["name a new one"]);
        fs::remove_file(test.path(name)).unwrap();
        test.run(&["--db", "copy.db", "backup", name]).done();
        assert!(fs::metadata(test.path(name)).unwrap().len() > 0, "{name}");
    }
}

#[test]
fn a_stalled_pipe_stops_nobody() {
    let test = Test::init();
    let mut stalled = test.run(&["import", "--table", "ecc_agent", "-"]).with_input().spawn();
    test.run(&["--lock-timeout", "0s", "jobs", "pause", "PurgeHistory"]).done();
    let rows = r#"{"result":[{"sys_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","name":"emea","status":"Up"}]}"#;
    std::io::Write::write_all(&mut stalled.stdin.take().unwrap(), rows.as_bytes()).unwrap();
    crate::support::Ended::of(stalled).with_code(0);
    assert_eq!(test.query("SELECT name FROM ecc_agent"), ["emea"]);
}

#[test]
fn a_named_pipe_that_nobody_writes_into_stops_nobody() {
    let test = Test::init();
    let pipe = test.path("ecc_agent.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let stalled = test.run(&["import", "ecc_agent.json"]).spawn();
    // Opening it to write waits until somebody reads it.
    let mut writer = fs::File::options().write(true).open(&pipe).unwrap();
    test.run(&["--lock-timeout", "0s", "jobs", "pause", "PurgeHistory"]).done();
    let rows = r#"[{"sys_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","name":"emea","status":"Up"}"#;
    std::io::Write::write_all(&mut writer, rows.as_bytes()).unwrap();
    test.run(&["--lock-timeout", "0s", "jobs", "resume", "PurgeHistory"]).done();
    std::io::Write::write_all(&mut writer, b"]").unwrap();
    drop(writer);
    crate::support::Ended::of(stalled).with_code(0);
    assert_eq!(test.query("SELECT name FROM ecc_agent"), ["emea"]);
    assert_eq!(test.query("SELECT active FROM sys_trigger WHERE name = 'PurgeHistory'"), ["1"]);
}

#[test]
fn no_command_writes_over_a_database_or_what_lies_beside_one() {
    let test = Test::init();
    let open = test.connection();
    open.execute_batch("INSERT INTO sysevent (name) VALUES ('bystander')").unwrap();
    symlink("midjobs.db", test.path("link")).unwrap();
    for name in ["midjobs.db", "midjobs.db-wal", "midjobs.db-shm", "link"] {
        test.run(&["report", "--html", name]).ends_with(3).saying("a database is there");
        test.run(&["export", "sysevent", "--out", name]).ends_with(3).saying("a database is there");
        test.run(&["run", "--textfile", name]).done().saying("a database is there");
        test.run(&["metrics", "--textfile", name]).ends_with(3);
        test.run(&["backup", name]).ends_with(3).saying("name a new one");
    }
    assert_eq!(test.query("SELECT name FROM sysevent"), ["bystander"]);
    test.assert_sound();
}

#[test]
fn what_waits_for_input_writes_nothing_into_a_file_that_was_replaced_meanwhile() {
    let test = Test::init();
    test.sql("INSERT INTO sysevent (name) VALUES ('bystander')");
    test.run(&["backup", "good.db"]).done();
    let mut stalled = test.run(&["import", "--table", "ecc_agent", "-"]).with_input().spawn();
    until("the file to be open", || has_open(&stalled, &test));
    fs::rename(test.path("good.db"), test.db()).unwrap();
    let rows = r#"{"result":[{"sys_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","name":"emea","status":"Up"}]}"#;
    std::io::Write::write_all(&mut stalled.stdin.take().unwrap(), rows.as_bytes()).unwrap();
    crate::support::Ended::of(stalled).with_code(3).saying("was replaced while it was open");
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(test.path(&format!("midjobs.db{suffix}")));
    }
    assert_eq!(test.query("SELECT name FROM ecc_agent"), Vec::<String>::new());
    assert_eq!(test.query("SELECT name FROM sysevent"), ["bystander"]);
}

/// Whether the process has the database open.
fn has_open(child: &std::process::Child, test: &Test) -> bool {
    let open = fs::read_dir(format!("/proc/{}/fd", child.id())).into_iter().flatten().flatten();
    let database = test.db().canonicalize().unwrap();
    open.filter_map(|fd| fs::read_link(fd.path()).ok()).any(|path| path == database)
}

#[test]
fn waiting_for_the_checks_of_a_clone_ends_when_the_file_is_gone() {
    let test = Test::new();
    test.run(&["init"]).at_no_time().done();
    let child = test.run(&["after-clone", "--wait"]).at_no_time().for_real().spawn();
    until("the checks", || test.value("SELECT count(*) FROM sys_trigger WHERE trigger_type = 0") == "2");
    fs::remove_file(test.db()).unwrap();
    crate::support::Ended::of(child).with_code(3);
}

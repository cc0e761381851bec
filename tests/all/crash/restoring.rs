//! A restore that is killed at each of its points leaves the old database or the new one, whole, and can be made again.

use midjobs::crash_point::CrashPoint;

use crate::support::Test;

/// A database that changed since it was backed up, with its log beside it, as a kill leaves it.
fn changed() -> Test {
    let test = Test::init();
    test.sql("INSERT INTO sysevent (name) VALUES ('before')");
    test.run(&["backup", "good.db"]).done();
    let writing = test.connection();
    writing.execute_batch("INSERT INTO sysevent (name) VALUES ('since')").unwrap();
    for suffix in ["", "-wal"] {
        std::fs::copy(test.path(&format!("midjobs.db{suffix}")), test.path(&format!("killed{suffix}")))
            .unwrap();
    }
    drop(writing);
    for suffix in ["", "-wal"] {
        std::fs::rename(test.path(&format!("killed{suffix}")), test.path(&format!("midjobs.db{suffix}")))
            .unwrap();
    }
    test
}

#[test]
fn a_restore_that_is_killed_leaves_the_old_or_the_new_database_whole() {
    println!("\n{:<14}what stands there after the kill", "killed");
    for (point, name) in CrashPoint::OF_A_RESTORE {
        let test = changed();
        test.run(&["restore", "good.db"]).env("MIDJOBS_KILL_AT", name).output().was_killed();
        test.assert_sound();
        let events = test.query("SELECT name FROM sysevent ORDER BY name").join(", ");
        println!("{name:<14}{events}");
        let is_placed = point == CrashPoint::OF_A_RESTORE[5].0;
        assert_eq!(events, if is_placed { "before" } else { "before, since" }, "{name}");
        test.run(&["run"]).done();
        test.run(&["restore", "good.db"]).done();
        assert_eq!(test.query("SELECT name FROM sysevent"), ["before"], "{name}");
        test.assert_sound();
        assert!(test.path("good.db").exists());
    }
}

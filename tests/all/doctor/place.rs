//! The place of the file: permissions, secrets, room on the disk and for temporary files.

use super::{doctor, finds, is_well, told};
use crate::support::{Exec, Test, chmod};

#[test]
fn a_file_that_everybody_may_read_or_write_is_told_and_one_for_a_group_is_not() {
    let test = Test::init().seen();
    for (mode, verdict, code) in [
        (0o600, "ok: ", 0),
        (0o640, "ok: ", 0),
        (0o644, "warning: everybody may read", 1),
        (0o666, "broken: everybody may write", 2),
    ] {
        chmod(&test.db(), mode);
        finds(&test, "permissions", verdict, code);
    }
}

#[test]
fn a_directory_in_which_everybody_may_replace_the_file_is_told_unless_it_is_sticky() {
    let test = Test::init().seen();
    chmod(&test.path(""), 0o1777);
    is_well(&test, "permissions");
    chmod(&test.path(""), 0o777);
    finds(&test, "permissions", "warning: everybody may replace files in", 1);
}

#[test]
fn a_file_that_somebody_else_made_is_told_and_one_that_a_monitor_may_only_read_is_not() {
    let test = Test::init().seen();
    let said = || told(bound_by_permissions(&test), "permissions");
    assert!(said().starts_with("ok: "), "{}", said());
    chmod(&test.db(), 0o400);
    assert!(said().starts_with("broken: you may write to its directory and not to"), "{}", said());
    chmod(&test.path(""), 0o500);
    assert!(said().starts_with("note: you may only read it"), "{}", said());
    chmod(&test.path(""), 0o700);
}

#[test]
fn who_may_only_read_the_file_is_told_of_wal_mode_what_is_so() {
    let test = Test::init().seen();
    let said = || {
        chmod(&test.db(), 0o400);
        chmod(&test.path(""), 0o500);
        let said = told(bound_by_permissions(&test), "schema");
        chmod(&test.path(""), 0o700);
        chmod(&test.db(), 0o600);
        said
    };
    assert!(said().starts_with("ok: "), "{}", said());
    test.sql("PRAGMA journal_mode = DELETE");
    assert!(said().starts_with("warning: readers wait for writers"), "{}", said());
}

/// The doctor, whom permissions bind: not root, but where it is told to go without that.
fn bound_by_permissions(test: &Test) -> Exec {
    match rustix::process::geteuid().is_root() {
        true => doctor(test).by(&["setpriv", "--bounding-set=-dac_override,-dac_read_search"]),
        false => doctor(test),
    }
}

#[test]
fn a_secret_that_others_may_read_or_that_is_not_there_is_told_while_its_job_is_active() {
    let test = Test::init().seen();
    test.file("password", "secret").run(&["jobs", "set", "PullInstance", "password_file", "password"]).done();
    chmod(&test.path("password"), 0o644);
    is_well(&test, "secrets");
    test.run(&["jobs", "resume", "PullInstance"]).done();
    finds(&test, "secrets", "broken: PullInstance: password: others than its owner may read or change it", 2);
    chmod(&test.path("password"), 0o600);
    is_well(&test, "secrets");
    std::fs::remove_file(test.path("password")).unwrap();
    finds(&test, "secrets", "broken: PullInstance: password: No such file", 2);
}

#[test]
fn a_secret_that_only_systemd_hands_over_is_noted_where_it_is_not_here() {
    let test = Test::init().seen();
    for args in [&["set", "PullInstance", "user", "midjobs"][..], &["resume", "PullInstance"]] {
        test.run(&[&["jobs"], args].concat()).done();
    }
    finds(&test, "secrets", "note: PullInstance names no file for its password", 0);
    test.file("password", "secret");
    let handed = doctor(&test).env("CREDENTIALS_DIRECTORY", test.path("").to_str().unwrap());
    assert_eq!(told(handed, "secrets"), "ok: 1 of active pulls, nobody else's to read");
    test.run(&["jobs", "set", "PullInstance", "user", ""]).done();
    is_well(&test, "secrets");
}

/// The doctor on a copy of the file, with a small file system of its own in the directory `small`.
fn on_a_small_disk(test: &Test, size: &str, then: &str) -> Exec {
    let script = format!(
        "mkdir -p small && mount -t tmpfs -o size={size} none small && cp midjobs.db small/ && {then} exec \"$@\""
    );
    doctor(test).by(&["unshare", "--map-root-user", "--mount", "sh", "-c", &script, "sh"])
}

#[test]
fn a_disk_without_room_is_told() {
    let test = Test::init().seen();
    test.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    is_well(&test, "disk");
    let said = |size| told(on_a_small_disk(&test, size, "export MIDJOBS_DB=small/midjobs.db;"), "disk");
    assert!(said("50m").starts_with("warning: "), "{}", said("50m"));
    assert!(said("4m").starts_with("broken: "), "{}", said("4m"));
    assert!(said("500m").starts_with("ok: "), "{}", said("500m"));
}

#[test]
fn little_room_for_temporary_files_is_told() {
    let test = Test::init().seen();
    is_well(&test, "temporary space");
    let said =
        |size| told(on_a_small_disk(&test, size, "export SQLITE_TMPDIR=$PWD/small;"), "temporary space");
    assert!(said("50m").starts_with("warning: "), "{}", said("50m"));
    assert!(said("500m").starts_with("ok: "), "{}", said("500m"));
}

#[test]
fn a_local_file_system_is_known_as_one() {
    is_well(&Test::init().seen(), "file system");
}

//! Job files that others may write to are refused.

use crate::support::{Test, chmod};

/// A job whose statement is in that file.
fn job(file: &str) -> String {
    format!(
        r#"
        name = "mine"
        description = "Its statement has a file of its own"

        [[steps]]
        file = "{file}"
        "#
    )
}

fn with_a_job() -> Test {
    let test = Test::init();
    test.job_file("mine.sql", "DELETE FROM sysevent");
    test.job_file("mine.toml", &job("mine.sql"));
    test
}

#[test]
fn a_directory_a_job_or_its_sql_that_others_may_write_to_is_refused_with_advice() {
    for (name, mode) in
        [("", 0o1777), ("", 0o775), ("mine.toml", 0o664), ("mine.toml", 0o646), ("mine.sql", 0o666)]
    {
        let test = with_a_job();
        chmod(&test.path("jobs").join(name), mode);
        // A file is refused alone, a directory with all that is in it.
        let of_run = if name.is_empty() { 3 } else { 1 };
        for (words, code) in [(&["check"][..], 3), (&["run"], of_run), (&["run-now", "mine"], 3)] {
            test.run(words).ends_with(code).saying("`chmod go-w jobs");
        }
    }
}

#[test]
fn a_directory_above_in_which_others_may_put_another_is_refused() {
    for (mode, code) in [(0o777, 3), (0o775, 3), (0o1777, 0), (0o755, 0), (0o711, 0)] {
        let test = Test::init();
        std::fs::create_dir_all(test.path("above/between/jobs")).unwrap();
        test.file("above/between/jobs/mine.sql", "DELETE FROM sysevent");
        test.file("above/between/jobs/mine.toml", job("mine.sql"));
        chmod(&test.path("above"), mode);
        let ended = test.run(&["--jobs", "above/between/jobs", "run-now", "mine"]).ends_with(code);
        assert_eq!(
            ended.stderr().contains("above`, or choose another place"),
            code == 3,
            "{mode:o}: {ended}"
        );
    }
}

#[test]
fn a_link_is_followed_to_where_it_really_leads_and_each_directory_on_the_way_is_looked_at() {
    let test = with_a_job();
    std::fs::create_dir_all(test.path("open/real")).unwrap();
    std::fs::rename(test.path("jobs/mine.sql"), test.path("open/real/mine.sql")).unwrap();
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, test.path(name)).unwrap();
    link("../open/real/mine.sql", "jobs/mine.sql");
    test.run(&["check"]).done();
    chmod(&test.path("open"), 0o777);
    test.run(&["check"]).ends_with(3).saying("open`, or choose another place");
    chmod(&test.path("open"), 0o755);
    test.run(&["check"]).done();
    // The directory of jobs by a link that stands where everybody may put another.
    std::fs::create_dir(test.path("everybody")).unwrap();
    link("../jobs", "everybody/link");
    link("everybody/link", "to_link");
    test.run(&["--jobs", "to_link", "check"]).done();
    chmod(&test.path("everybody"), 0o777);
    for name in ["to_link", "everybody/link", "everybody/../jobs/../everybody/link"] {
        test.run(&["--jobs", name, "check"]).ends_with(3).saying("everybody`, or choose another place");
    }
    test.run(&["--jobs", "jobs", "check"]).done();
}

#[test]
fn a_link_of_somebody_else_in_a_sticky_directory_is_refused() {
    let test = with_a_job();
    std::fs::create_dir(test.path("sticky")).unwrap();
    std::os::unix::fs::symlink("../jobs", test.path("sticky/link")).unwrap();
    chmod(&test.path("sticky"), 0o1777);
    test.run(&["--jobs", "sticky/link", "check"]).done();
    if std::os::unix::fs::lchown(test.path("sticky/link"), Some(4321), None).is_err() {
        println!("only root gives files away: left out");
        return;
    }
    test.run(&["--jobs", "sticky/link", "check"]).ends_with(3).saying("sticky");
}

#[test]
fn a_job_file_without_an_end_is_a_fault() {
    let test = with_a_job();
    let file = std::fs::File::create(test.path("jobs/huge.toml")).unwrap();
    file.set_len(1 << 40).unwrap();
    test.run(&["check"]).ends_with(3).saying("huge.toml:1: reading it: it is larger than 1 MiB");
}

#[test]
fn what_only_its_owner_may_write_to_runs_even_where_everybody_may_read() {
    for (directory, file) in [(0o755, 0o644), (0o700, 0o600), (0o555, 0o444)] {
        let test = with_a_job();
        for name in ["mine.toml", "mine.sql"] {
            chmod(&test.path("jobs").join(name), file);
        }
        chmod(&test.path("jobs"), directory);
        test.run(&["run-now", "mine"]).done();
        chmod(&test.path("jobs"), 0o755);
    }
}

#[test]
fn a_step_reads_no_file_from_elsewhere() {
    let test = with_a_job();
    test.file("elsewhere.sql", "DELETE FROM sys_user");
    for file in ["../elsewhere.sql", "/etc/passwd", "..", ""] {
        test.job_file("mine.toml", &job(file));
        test.run(&["check"]).ends_with(3).saying("is not a plain file name");
    }
}

#[test]
fn what_belongs_to_another_user_is_refused() {
    let test = with_a_job();
    if std::os::unix::fs::chown(test.path("jobs/mine.toml"), Some(4321), None).is_err() {
        println!("only root gives files away: left out");
        return;
    }
    test.run(&["check"]).ends_with(3).saying("belongs to another user (4321)");
    test.run(&["run"]).ends_with(1).saying("belongs to another user (4321)");
    std::os::unix::fs::chown(test.path("jobs"), Some(4321), None).unwrap();
    test.run(&["run"]).ends_with(3).saying("belongs to another user (4321)");
}

#[test]
fn a_read_only_mount_is_safe_whatever_its_mode_says() {
    let test = with_a_job();
    let real =
        "mount -t tmpfs none m && mkdir -m 1777 m/..2026 && cp jobs/mine.* m/..2026 && chmod 666 m/..2026/*
        && ln -s ..2026 m/..data && ln -s ..data/mine.toml m/ && ln -s ..data/mine.sql m/ && chmod 1777 m
        && mount -o remount,ro m && exec \"$0\" \"$@\"";
    std::fs::create_dir(test.path("m")).unwrap();
    let mounts = ["unshare", "--mount", "sh", "-c", &real.replace('\n', " ")];
    if !std::process::Command::new("unshare").args(["--mount", "true"]).status().is_ok_and(|it| it.success())
    {
        println!("no mounts here: left out");
        return;
    }
    test.run(&["--jobs", "m", "run-now", "mine"]).by(&mounts).done();
    let unchanged = mounts[4].replace("mount -o remount,ro m", "true");
    let writable = [&mounts[..4], &[&unchanged]].concat();
    test.run(&["--jobs", "m", "run-now", "mine"]).by(&writable).ends_with(3).saying("chmod go-w m");
}

//! `report`: the page as HTML. What a browser makes of it is tested in one.

use std::fs;

use crate::support::{START, Test, chmod, mode, rows};

const LATER: &str = "2026-03-01 12:30:00";

/// The page as it is written to standard output.
fn page(test: &Test, at: &str) -> String {
    String::from_utf8(test.run(&["report", "--html", "-"]).at(at).done().quiet().output.stdout).unwrap()
}

/// What stands between the first `before` and the next `after`.
#[track_caller]
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page.split_once(before).unwrap_or_else(|| panic!("{before} is not on the page")).1;
    rest.split_once(after).unwrap().0
}

/// The row of a MID Server.
#[track_caller]
fn row<'a>(page: &'a str, name: &str) -> &'a str {
    between(page, &format!("<th role=\"rowheader\" scope=\"row\">{name}</th>"), "</tr>")
}

fn verdict(page: &str) -> (&str, &str) {
    (between(page, "<p class=\"badge\">", "</p>"), between(page, "<h1 id=\"verdict\">", "</h1>"))
}

/// One MID Server that is Up and one that is Down, every table seen whole.
fn two() -> Test {
    let test = Test::init().seen();
    let more =
        ["last_refreshed", "user_name", "value", "locked_out", "state", "user", "role", "contains", "parm1"];
    test.sql(&format!(
        "UPDATE load_coverage SET column_names = column_names || replace(' {}', ' ', char(10))",
        more.join(" ")
    ));
    test.sql(&rows::mid_server('a', "mid-a", "Up", "svc.a"))
        .sql(&rows::mid_server('b', "mid-b", "Down", "svc.b"));
    test
}

#[test]
fn it_says_what_the_status_says_and_why() {
    let test = two();
    test.run(&["after-clone", "--source", "prod", "--target", "dev", "--completed", START]).done();
    test.sql(
        "UPDATE load_coverage SET extracted_on = '2026-03-01 12:15:00', loaded_on = '2026-03-01 12:15:00'",
    );
    test.sql("UPDATE ecc_agent SET last_refreshed = '2026-03-01 11:59:00'");
    let page = page(&test, LATER);
    assert_eq!(verdict(&page), ("CRITICAL", "1 Down by the clone"));
    let why = between(&page, "<section id=\"why\"", "</section>");
    assert!(why.contains("<h3>its account is not there</h3>"), "{why}");
    assert!(row(&page, "mid-b").contains("Down by the clone"), "{page}");
    assert!(page.contains("After the clone of 2026-03-01 12:00 UTC, 30m ago."));
    assert!(between(&page, "<ol>", "</ol>").contains("create the user svc.b"));
}

#[test]
fn where_all_is_well_it_says_so_and_only_there() {
    let test = two();
    test.sql("DELETE FROM ecc_agent WHERE status = 'Down'")
        .sql(&rows::mid_server('b', "mid-b", "Up", "svc.b"));
    assert_eq!(verdict(&page(&test, LATER)), ("OK", "All 2 MID Servers are Up"));
    for unseen in [
        "UPDATE load_coverage SET column_names = 'sys_id' WHERE table_name = 'ecc_agent'",
        "UPDATE load_coverage SET gap = '2 of 3 rows came', column_names = NULL WHERE table_name = 'ecc_agent'",
        "DELETE FROM load_coverage WHERE table_name = 'ecc_agent'",
    ] {
        test.sql(unseen);
        let page = page(&test, LATER);
        assert_eq!(verdict(&page), ("WARNING", "Nobody can tell how the MID Servers are"), "{unseen}");
        assert!(!page.contains("class=\"dot ok\"></span>Up"), "{unseen}");
    }
}

#[test]
fn a_table_that_is_declared_as_not_to_be_had_makes_nothing_well() {
    let test = Test::init().seen();
    test.sql("DELETE FROM load_coverage WHERE table_name = 'ecc_agent'");
    test.run(&["tables", "never", "ecc_agent", "--reason", "nobody may"]).done();
    assert_eq!(verdict(&page(&test, LATER)), ("WARNING", "Nobody can tell how the MID Servers are"));
    let status = test.run(&["status"]).at(LATER).ends_with(1);
    assert!(status.stdout().contains("ecc_agent: declared as not to be had (nobody may)"), "{status}");
    let metrics = test.run(&["metrics"]).at(LATER).done().stdout();
    assert!(
        metrics.contains("\nmidjobs_status 1\n") && metrics.contains("in_doubt{table=\"ecc_agent\"} 1\n")
    );
    // What is declared of another table is no news.
    test.load(LATER).sql("DELETE FROM load_coverage WHERE table_name = 'sysevent'");
    test.run(&["tables", "never", "sysevent", "--reason", "nobody may"]).done();
    test.run(&["status"]).at(LATER).ends_with(0);
}

#[test]
fn rows_from_before_the_clone_are_not_judged_and_what_was_down_is_named() {
    let test = two();
    test.run(&["after-clone", "--completed", "2026-03-01 12:20:00"]).at(LATER).done();
    let page = page(&test, LATER);
    assert!(row(&page, "mid-a").contains("unseen\"></span>Not judged"), "{page}");
    assert!(row(&page, "mid-b").contains("warning\"></span>Down when last seen"), "{page}");
}

#[test]
fn old_rows_keep_the_alarm_and_what_they_said_and_make_nothing_well() {
    let test = two();
    test.sql("UPDATE load_coverage SET extracted_on = '2026-03-01 12:15:00'");
    test.run(&["after-clone", "--completed", START]).at(LATER).done();
    test.sql("UPDATE ecc_agent SET last_refreshed = '2026-03-01 11:59:00'");
    let page = page(&test, "2026-03-05 12:30:00");
    assert_eq!(verdict(&page), ("CRITICAL", "1 Down by the clone"));
    assert!(page.contains("<h3>When it was last seen, its account is not there</h3>"), "{page}");
    assert!(row(&page, "mid-b").contains("critical\"></span>Down by the clone"), "{}", row(&page, "mid-b"));
    assert!(row(&page, "mid-a").contains("unseen\"></span>Not judged"), "{}", row(&page, "mid-a"));
}

#[test]
fn a_line_shows_what_was_seen_and_leaves_out_what_was_not() {
    let test = two();
    test.load("2026-03-01 13:10:00");
    test.sql(&format!(
        "INSERT INTO mid_server_history (mid_server, old_status, status, seen_until, changed_on, who)
         VALUES ('{}', 'Up', 'Down', '2026-03-01 12:40:00', '2026-03-01 13:10:00', 'import')",
        rows::sys_id('b')
    ));
    let page = page(&test, "2026-03-01 14:00:00");
    let words = "not seen from 2026-02-22 14:00, Up from 2026-03-01 12:10, changed in between from 2026-03-01 12:40, \
                 Down from 2026-03-01 13:10, not seen from";
    assert!(
        between(row(&page, "mid-b"), "aria-label=\"", "\"").starts_with(words),
        "{}",
        row(&page, "mid-b")
    );
    let parts: Vec<&str> = row(&page, "mid-b")
        .split("<rect class=\"")
        .skip(1)
        .map(|part| part.split('"').next().unwrap())
        .collect();
    assert_eq!(parts, ["up", "between", "down"]);
}

#[test]
fn jobs_are_drawn_with_what_became_of_each_occurrence() {
    let test = two();
    test.run(&["run"]).at("2026-03-02 12:00:30").done();
    test.sql("UPDATE sys_trigger_run SET outcome = 'failed', error = 'no' WHERE job = 'PurgeHistory'");
    let page = page(&test, "2026-03-02 12:10:00");
    let job = row(&page, "PurgeHistory <small>every 1d</small>");
    assert!(job.contains("<rect class=\"failed\""), "{job}");
    assert!(job.contains("aria-label=\"The last 1 occurrences: at most 30s late, 1 failed\""), "{job}");
    assert!(row(&page, "BadMIDCredentialAfterClone-1").contains("Waits for a clone"));
}

#[test]
fn a_name_that_is_html_stays_text() {
    let test = two();
    let name = "<img src=x onerror=alert(1)>\"'&";
    test.sql(&format!(
        "UPDATE ecc_agent SET name = '{0}', user_name = '{0}', host_name = '{0}'",
        name.replace('\'', "''")
    ));
    test.sql(&rows::issue('e', 'b', name.replace('\'', "''").as_str(), "new"));
    let page = page(&test, LATER);
    assert!(!page.contains("<img"), "it is markup");
    assert!(page.contains("&#60;img src=x onerror=alert(1)&#62;&#34;&#39;&#38;"));
}

#[test]
fn it_loads_nothing_and_its_policy_allows_only_its_own_style_and_script() {
    let page = page(&two(), LATER);
    for word in [" src=", "@import", "url(", "http://", "https://", " style="] {
        assert!(!page.contains(word), "{word}");
    }
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src &#39;none&#39;; style-src &#39;sha256-"), "{policy}");
    assert!(!policy.contains("unsafe") && policy.contains("script-src &#39;sha256-"), "{policy}");
}

#[test]
fn the_file_is_private_when_new_and_keeps_the_mode_of_the_one_it_replaces() {
    let test = two();
    let said = test.run(&["report", "--html", "page.html"]).at(LATER).done().quiet().stdout();
    assert!(said.starts_with("wrote page.html: 2 MID Servers, "), "{said}");
    assert_eq!(mode(&test.path("page.html")), 0o600);
    chmod(&test.path("page.html"), 0o644);
    test.file("page.html", "of yesterday");
    test.run(&["report", "--html", "page.html"]).at(LATER).done();
    assert_eq!(mode(&test.path("page.html")), 0o644);
    assert!(fs::read_to_string(test.path("page.html")).unwrap().starts_with("<!doctype html>"));
    test.run(&["report", "--html", "/dev/null"]).output().refuses(&["/dev/null", "is no file"]);
    test.run(&["--db", "none.db", "report", "--html", "other.html"]).output().refuses(&["midjobs init"]);
    assert!(!test.path("other.html").exists());
}

#[test]
fn it_changes_nothing() {
    let test = two();
    let tables = ["sys_trigger", "sys_trigger_run", "syslog", "ecc_agent_issue", "ecc_agent", "job_doubt"];
    let before = tables.map(|table| test.table(table));
    page(&test, "2026-03-05 12:00:00");
    assert_eq!(tables.map(|table| test.table(table)), before);
}

//! A user's SQL is held: `check` says what it may not do before anything runs, and the run enforces it.

use crate::support::Test;

/// Statements, and what is said of each.
const REFUSED: &[(&str, &str)] = &[
    ("BEGIN", "may not begin, commit or roll back"),
    ("COMMIT", "may not begin, commit or roll back"),
    ("END TRANSACTION", "may not begin, commit or roll back"),
    ("ROLLBACK", "may not begin, commit or roll back"),
    ("SAVEPOINT here", "may not begin, commit or roll back"),
    ("RELEASE here", "may not begin, commit or roll back"),
    ("ATTACH 'other.db' AS other", "may not attach another database"),
    ("DETACH main", "may not attach another database"),
    ("PRAGMA user_version = 99", "may not use PRAGMA user_version"),
    ("PRAGMA journal_mode = DELETE", "may not use PRAGMA journal_mode"),
    ("SELECT name AS message FROM pragma_table_info('sysevent')", "may not use PRAGMA table_info"),
    ("SELECT load_extension('x') AS message", "may not load an extension"),
    ("UPDATE sys_trigger SET active = 0", "may not write to sys_trigger:"),
    ("UPDATE SYS_TRIGGER SET active = 0", "may not write to sys_trigger:"),
    ("INSERT INTO main.sys_trigger (name, next_action) VALUES ('x', :now)", "may not write to sys_trigger:"),
    ("WITH gone AS (SELECT 1) DELETE FROM sys_trigger", "may not write to sys_trigger:"),
    ("DELETE FROM sys_trigger_run", "may not write to sys_trigger_run:"),
    ("DELETE FROM syslog", "may not write to syslog:"),
    (
        "INSERT INTO syslog (sys_created_on, source, message) VALUES (:now, 'x', 'y')",
        "may not write to syslog:",
    ),
    ("REPLACE INTO job_setting VALUES ('a', 'b', 'c', :now)", "may not write to job_setting:"),
    ("UPDATE sqlite_sequence SET seq = 9223372036854775807", "may not write to sqlite_sequence:"),
    ("DROP TABLE sysevent", "may not drop sysevent:"),
    ("DROP INDEX sys_trigger_due", "may not drop sys_trigger_due:"),
    ("DROP VIEW v_open_issues", "may not drop v_open_issues:"),
    ("DROP TRIGGER check_for_bad_mid_credential_after_clone", "may not drop check_for_bad_mid_credential"),
    ("ALTER TABLE ecc_agent ADD COLUMN mine TEXT", "may not alter ecc_agent:"),
    ("CREATE UNIQUE INDEX mine ON sys_trigger (priority)", "may not make an index on sys_trigger:"),
    ("CREATE UNIQUE INDEX mine ON ecc_agent_issue (source)", "may not make an index on ecc_agent_issue:"),
    ("CREATE INDEX mine ON sysevent (json(name))", "may not make an index on sysevent:"),
    ("DELETE FROM load_coverage", "may not write to load_coverage:"),
    ("DELETE FROM sqlite_sequence", "may not write to sqlite_sequence:"),
    ("SELECT name AS message FROM PRAGMA_TABLE_INFO('sysevent')", "may not use PRAGMA TABLE_INFO"),
    ("CREATE TABLE syslog_by_run (a)", "may not make anything called syslog_by_run"),
    (
        "CREATE TRIGGER mine AFTER INSERT ON sysevent BEGIN DELETE FROM sys_user; END",
        "may not make a trigger on sysevent:",
    ),
    (
        "CREATE TRIGGER mine INSTEAD OF INSERT ON v_open_issues BEGIN DELETE FROM sys_user; END",
        "may not make a trigger on v_open_issues:",
    ),
    ("CREATE TEMP TABLE sys_trigger (name TEXT)", "may not make anything temporary"),
    ("CREATE TABLE temp.sys_trigger (name TEXT)", "may not make anything temporary"),
    ("CREATE TEMP VIEW syslog AS SELECT 1", "may not make anything temporary"),
    (
        "CREATE TEMP TRIGGER check_for_bad_mid_credential_after_clone AFTER UPDATE ON ecc_agent BEGIN SELECT 1; END",
        "may not make anything temporary",
    ),
    ("CREATE VIRTUAL TABLE mine USING fts5(text)", "may only read and change rows"),
    ("ALTER TABLE sysevent RENAME TO mine", "may not alter sysevent:"),
    ("VACUUM", "may not VACUUM"),
    ("-- nothing", "holds no statement"),
    ("-- tidy\n/* up */ vacuum INTO 'copy.db'", "may not VACUUM"),
    (";VACUUM INTO 'copy.db'", "may not VACUUM"),
    ("\u{feff}VACUUM", "may not VACUUM"),
    ("SELECT fts3_tokenizer('simple') AS message", "may not call fts3_tokenizer"),
    ("SELECT rtreecheck('x') AS message", "may not call rtreecheck"),
    ("CREATE TABLE mine (a CHECK (load_extension('x')))", "may not load an extension"),
    ("CREATE INDEX i ON sysevent (load_extension('x'))", "may not"),
    ("ANALYZE", "may only read and change rows"),
    ("DELETE FROM sysevent; DELETE FROM sys_user", "more than one statement"),
    ("DELETE FROM sysevent; COMMIT", "may not begin, commit or roll back"),
];

#[test]
fn check_names_every_refused_statement_by_file_and_line() {
    for (statement, words) in REFUSED {
        let test = Test::init();
        test.job("mine", statement);
        let ended = test.run(&["check"]).ends_with(3).saying(words);
        assert!(ended.stdout().contains("mine.toml:6: "), "{statement}: {}", ended.stdout());
        assert!(ended.stdout().contains("step 1 of mine.toml"), "{statement}: {}", ended.stdout());
        assert!(!ended.stdout().contains("not authorized"), "{statement}: {}", ended.stdout());
    }
}

#[test]
fn a_run_fails_on_every_refused_statement_and_changes_nothing() {
    for (statement, words) in REFUSED {
        let test = Test::init();
        test.sql("INSERT INTO sysevent (name) VALUES ('bystander')");
        let schema = test.value("SELECT group_concat(name || sql) FROM sqlite_schema");
        let triggers = test.value("SELECT count(*) || sum(active) FROM sys_trigger");
        test.job("mine", statement);
        test.run(&["run-now", "mine"]).ends_with(1).saying(words);
        assert_eq!(test.value("SELECT group_concat(name || sql) FROM sqlite_schema"), schema, "{statement}");
        assert_eq!(
            test.value("SELECT count(*) || sum(active) FROM sys_trigger WHERE name <> 'mine'"),
            triggers,
            "{statement}"
        );
        assert_eq!(test.value("SELECT count(*) FROM sysevent"), "1", "{statement}");
        assert_eq!(test.value("SELECT outcome FROM sys_trigger_run WHERE job = 'mine'"), "failed");
        assert_eq!(test.value("SELECT count(*) FROM syslog WHERE source = 'mine'"), "1", "{statement}");
    }
}

#[test]
fn a_statement_that_the_program_prepared_before_does_not_slip_through_from_a_file_of_the_users() {
    let test = Test::init();
    // The claim of the run itself has just been carried out with this text.
    test.job_file("claim.sql", include_str!("../../../sql/trigger/claim.sql"));
    test.job_file(
        "mine.toml",
        r#"name = "mine"
        description = "Claims"
        attempts = 1
        params = { trigger = "x", runner = "x", by_hand = 1 }
        [[steps]]
        file = "claim.sql"
        "#,
    );
    let words = "claim.sql: a step may not write to sys_trigger:";
    test.run(&["check"]).ends_with(3).saying(&format!("claim.sql:3: {words}"));
    test.run(&["run-now", "mine"]).ends_with(1).saying(words);
}

#[test]
fn a_trigger_on_a_table_of_ones_own_cannot_write_where_its_job_may_not() {
    let test = Test::init();
    test.sql(
        "CREATE TABLE mine (a); CREATE TRIGGER sneak AFTER INSERT ON mine BEGIN DELETE FROM syslog; END;
         INSERT INTO syslog (sys_created_on, source, message) VALUES ('2026-01-01 00:00:00', 'bystander', 'x')",
    );
    test.job("mine", "INSERT INTO mine VALUES (1)");
    test.run(&["run-now", "mine"]).ends_with(1).saying("may not write to syslog");
    assert_eq!(test.value("SELECT count(*) FROM syslog WHERE source = 'bystander'"), "1");
}

#[test]
fn the_business_rule_still_writes_when_a_step_sets_a_mid_server_up() {
    let test = Test::init();
    test.sql(
        "INSERT INTO ecc_agent (sys_id, name, status) VALUES ('0123456789abcdef0123456789abcdef', 'm', 'Down');
         INSERT INTO ecc_agent_issue (mid_server, source, state, message, last_detected)
         VALUES ('0123456789abcdef0123456789abcdef', 'InstanceClone', 'new', 'x', '2026-03-01 12:00:00')",
    );
    test.job("mine", "UPDATE ecc_agent SET status = 'Up' WHERE name = 'm'");
    test.run(&["run-now", "mine"]).done();
    assert_eq!(test.value("SELECT state FROM ecc_agent_issue"), "resolved");
    assert_eq!(test.value("SELECT count(*) FROM syslog WHERE message LIKE 'resolved issue%'"), "1");
}

#[test]
fn a_step_makes_fills_and_drops_tables_of_its_own_and_check_finds_them() {
    let test = Test::init();
    test.job_file(
        "mine.toml",
        r#"
        name = "mine"
        description = "Keeps tables of its own"

        [[steps]]
        sql = "CREATE TABLE IF NOT EXISTS mine (at TEXT)"

        [[steps]]
        sql = "CREATE TABLE IF NOT EXISTS counted (id INTEGER PRIMARY KEY AUTOINCREMENT)"

        [[steps]]
        sql = "INSERT INTO counted DEFAULT VALUES"

        [[steps]]
        sql = "CREATE INDEX IF NOT EXISTS mine_at ON mine (at)"
        max_rows = 0

        [[steps]]
        sql = "CREATE TRIGGER IF NOT EXISTS mine_t AFTER INSERT ON mine BEGIN SELECT 1; END"

        [[steps]]
        sql = "INSERT INTO mine (at) VALUES (:now)"
        "#,
    );
    test.job("alter", "ALTER TABLE mine ADD COLUMN more TEXT");
    test.job("undo", "DROP TABLE mine");
    test.job("undo_counted", "DROP TABLE counted");
    test.run(&["check"]).done();
    for _ in 0..2 {
        test.run(&["run-now", "mine"]).done().saying("2 rows changed");
    }
    assert_eq!(test.value("SELECT count(*) || min(at) FROM mine"), "22026-03-01 12:00:00");
    test.run(&["run-now", "alter", "undo", "undo_counted"]).done();
    assert_eq!(test.value("SELECT count(*) FROM sqlite_schema WHERE tbl_name IN ('mine', 'counted')"), "0");
}

#[test]
fn a_built_in_step_is_trusted_also_when_a_users_job_names_it() {
    let test = Test::init();
    test.sql(
        "INSERT INTO syslog (sys_created_on, source, message) VALUES
         ('2026-01-01 00:00:00', 'old', 'x'), ('2026-03-01 00:00:00', 'bystander', 'x')",
    );
    test.job_file(
        "mine.toml",
        r#"
        name = "mine"
        description = "Names a built-in step"
        params.keep_syslog = "7d"

        [[steps]]
        file = "delete_old_syslog.sql"
        in_parts = 10
        "#,
    );
    test.run(&["check"]).done();
    test.run(&["run-now", "mine"]).done();
    assert_eq!(test.value("SELECT group_concat(source, ',') FROM syslog"), "bystander,mine");
}

#[test]
fn a_trigger_that_has_the_name_of_a_table_of_ours_is_refused_and_writes_nothing() {
    let test = Test::init();
    test.sql("INSERT INTO syslog (sys_created_on, source, message) VALUES ('2026-01-01 00:00:00', 'bystander', 'x')");
    let triggers = test.value("SELECT count(*) || sum(active) FROM sys_trigger");
    test.job_file(
        "plant.toml",
        r#"
        name = "Plant"
        description = "A trigger that has the name of a table"

        [[steps]]
        sql = "CREATE TABLE IF NOT EXISTS mine (x)"

        [[steps]]
        sql = """
        CREATE TRIGGER IF NOT EXISTS ecc_agent AFTER INSERT ON mine BEGIN
            UPDATE sys_trigger SET active = 0 WHERE name <> 'Plant';
            DELETE FROM syslog;
        END
        """

        [[steps]]
        sql = "INSERT INTO mine VALUES (1)"
        "#,
    );
    let words = "step 2 of plant.toml: a step may not make anything called ecc_agent";
    test.run(&["check"]).ends_with(3).saying(words);
    test.run(&["run-now", "Plant"]).ends_with(1).saying(words);
    assert_eq!(test.value("SELECT count(*) || sum(active) FROM sys_trigger WHERE name <> 'Plant'"), triggers);
    assert_eq!(test.value("SELECT count(*) FROM syslog WHERE source = 'bystander'"), "1");
    assert_eq!(test.value("SELECT count(*) FROM sqlite_schema WHERE name = 'mine'"), "0");
}

#[test]
fn a_reference_of_a_users_table_stops_no_load_and_no_purge() {
    let test = Test::init();
    test.sql(
        "INSERT INTO ecc_agent (sys_id, name) VALUES ('0123456789abcdef0123456789abcdef', 'old');
         INSERT INTO ecc_agent_issue (sys_id, source, state, message, last_detected)
         VALUES ('1123456789abcdef0123456789abcdef', 's', 'new', 'x', '2025-03-01 12:00:00')",
    );
    test.job_file(
        "mine.toml",
        r#"
        name = "mine"
        description = "Refers to tables of midjobs"

        [[steps]]
        sql = """CREATE TABLE IF NOT EXISTS mine (
            agent REFERENCES ecc_agent (sys_id) ON DELETE RESTRICT, issue REFERENCES ecc_agent_issue (sys_id))"""

        [[steps]]
        sql = "INSERT INTO mine SELECT ecc_agent.sys_id, ecc_agent_issue.sys_id FROM ecc_agent, ecc_agent_issue"
        "#,
    );
    test.run(&["run-now", "mine"]).done();
    test.file("ecc_agent.csv", "sys_id,name\n2123456789abcdef0123456789abcdef,new\n");
    let file = test.path("ecc_agent.csv");
    test.run(&["import", "--replace", file.to_str().unwrap()]).done();
    test.run(&["run-now", "PurgeAgentIssues"]).done();
    assert_eq!(test.value("SELECT group_concat(name) FROM ecc_agent"), "new");
    assert_eq!(test.value("SELECT count(*) FROM ecc_agent_issue"), "0");
    assert_eq!(test.value("SELECT count(*) FROM mine"), "1", "the bystander is the user's own row");
}

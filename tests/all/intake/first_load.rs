//! Many events that come into a file that has none: what is kept is what would be kept of a few.

use std::fmt::Write as _;

use crate::support::Test;
use crate::support::rows::mid_server;

/// More rows than set the indexes aside.
const ROWS: usize = 6_000;

const INDEXES: &str =
    "SELECT name FROM sqlite_schema WHERE tbl_name = 'sysevent' AND type = 'index' ORDER BY name";

/// An event of its own user, so that no other one is the same.
fn row(id: usize, user: usize, state: &str) -> String {
    let at = format!("2026-03-01 {:02}:{:02}:{:02}", user / 3600 % 24, user / 60 % 60, user % 60);
    format!("{:032x},login,user{user},{state},{at}\n", id.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn csv(rows: &str) -> String {
    format!("sys_id,name,parm1,state,sys_created_on\n{rows}")
}

/// What an import says, and whether the indexes are those that were there and hold what they should.
fn load(test: &Test, rows: &str) -> [u64; 3] {
    let before = test.query(INDEXES);
    test.file("sysevent.csv", csv(rows));
    let said = test.run(&["import", "--json", "sysevent.csv"]).done().json();
    assert_eq!(test.query(INDEXES), before);
    assert_eq!(test.query("PRAGMA integrity_check"), ["ok"]);
    ["new", "changed", "same"].map(|count| said["imported"][0][count].as_u64().unwrap())
}

/// The same rows where another event is there, so that none of this is done.
fn beside_another(rows: &str) -> ([u64; 3], Vec<String>) {
    let test = Test::init();
    test.sql(
        "INSERT INTO sysevent (sys_id, name, parm1, sys_created_on)
              VALUES ('ffffffffffffffffffffffffffffffff', 'login', 'bystander', '2026-02-01 00:00:00')",
    );
    let said = load(&test, rows);
    (said, test.query("SELECT * FROM sysevent WHERE parm1 <> 'bystander' ORDER BY sys_id"))
}

#[test]
fn rows_that_come_twice_and_events_that_repeat_count_as_they_do_beside_others() {
    let mut rows = String::new();
    for id in 0..ROWS {
        rows += &row(id, id, "ready");
        match id % 100 {
            // The same row, and the same row with another state, at once and much later.
            7 => rows += &row(id, id, "ready"),
            13 => rows += &row(id, id, "processed"),
            21 => rows += &row(id / 2, id / 2, "error"),
            // Another event in its place, and then the one that was there under another sys_id.
            34 => {
                rows += &row(id, ROWS + id, "ready");
                rows += &row(2 * ROWS + id, id, "ready");
                rows += &row(3 * ROWS + id, ROWS + id, "ready");
            }
            // The same event under another sys_id, and that sys_id with another event.
            55 => {
                rows += &row(4 * ROWS + id, id, "ready");
                rows += &row(4 * ROWS + id, 2 * ROWS + id, "ready");
            }
            _ => {}
        }
    }
    let test = Test::init();
    let said = load(&test, &rows);
    let kept = test.query("SELECT * FROM sysevent ORDER BY sys_id");
    assert_eq!((said, kept), beside_another(&rows));
    assert_eq!(said, [6_120, 180, 180]);
    assert_eq!(load(&test, &rows)[0], 0);
}

#[test]
fn a_file_that_is_refused_leaves_no_row_and_every_index() {
    let test = Test::init();
    let before = test.query(INDEXES);
    let rows: String = (0..ROWS).map(|id| row(id, id, "ready")).collect();
    test.file("sysevent.csv", csv(&(rows + "77,login,short,ready,2026-03-01 10:00:00\n")));
    test.run(&["import", "sysevent.csv"]).output().refuses(&["row 6001", "32 hex digits"]);
    assert_eq!(test.query("SELECT count(*) FROM sysevent"), ["0"]);
    assert_eq!(test.query(INDEXES), before);
}

#[test]
fn rows_of_other_tables_and_rows_that_were_deleted_may_stand_between() {
    let test = Test::init();
    test.sql(&mid_server('a', "emea", "Down", "svc")).sql(&mid_server('b', "bystander", "Down", "svc"));
    let mut unload = String::from("<unload unload_date=\"2026-03-01 12:00:00\">");
    let event = |id: usize| {
        format!(
            "<sysevent action=\"INSERT_OR_UPDATE\"><sys_id>{id:032x}</sys_id><name>login</name><parm1>user{id}</parm1>\
                 <sys_created_on>2026-03-01 10:00:00</sys_created_on></sysevent>"
        )
    };
    for id in 0..ROWS {
        unload += &event(id);
        if id == 4_500 {
            let emea = "a".repeat(32);
            write!(
                unload,
                "<ecc_agent action=\"UPDATE\"><sys_id>{emea}</sys_id><status>Up</status></ecc_agent>"
            )
            .unwrap();
        }
        if id == 5_000 {
            write!(unload, "<sysevent action=\"DELETE\"><sys_id>{:032x}</sys_id></sysevent>", 4_999).unwrap();
        }
    }
    test.file("unload.xml", unload + "</unload>");
    test.run(&["import", "unload.xml"]).done();
    assert_eq!(test.query("SELECT count(*), count(DISTINCT sys_id) FROM sysevent"), ["5999|5999"]);
    assert_eq!(test.query("SELECT count(*) FROM sysevent WHERE parm1 = 'user4999'"), ["0"]);
    assert_eq!(test.query("SELECT name, status FROM ecc_agent ORDER BY name"), ["bystander|Down", "emea|Up"]);
    assert_eq!(test.query("PRAGMA integrity_check"), ["ok"]);
}

#[test]
fn what_a_user_hung_on_the_table_is_there_afterwards_and_saw_every_row() {
    for made in [
        "CREATE INDEX mine ON sysevent (state, parm1)",
        "CREATE TABLE seen (sys_id TEXT);
         CREATE TRIGGER mine AFTER INSERT ON sysevent BEGIN INSERT INTO seen VALUES (NEW.sys_id); END",
    ] {
        let test = Test::init();
        test.sql(made);
        let rows: String = (0..ROWS).map(|id| row(id, id, "ready")).collect();
        assert_eq!(load(&test, &rows), [6_000, 0, 0]);
        assert_eq!(test.query("SELECT count(*) FROM sqlite_schema WHERE name = 'mine'"), ["1"]);
        if made.contains("TRIGGER") {
            assert_eq!(test.query("SELECT count(*) FROM seen"), ["6000"]);
        }
    }
}

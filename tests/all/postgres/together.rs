//! Rows that go to a server together leave what rows leave that go into a file one by one.

use std::fmt::Write as _;

use crate::support::rows::{configured_user, issue, mid_server, sys_id};
use crate::support::{Ended, Place, Test};

/// More than go together at once.
const ROWS: usize = 600;

/// What stands in the tables afterwards, but for what a database writes of itself.
const LEFT: [&str; 6] = [
    "SELECT * FROM sysevent ORDER BY sys_id",
    "SELECT * FROM sys_user ORDER BY sys_id",
    "SELECT * FROM sys_user_has_role ORDER BY sys_id",
    "SELECT sys_id, name, status FROM ecc_agent ORDER BY sys_id",
    "SELECT sys_id, state, resolved_by FROM ecc_agent_issue ORDER BY sys_id",
    "SELECT mid_server, old_status, status, changed_on FROM mid_server_history ORDER BY sequence",
];

/// Users by number; of each a third has another name, or is locked, in the next extract.
fn users(rows: impl Iterator<Item = usize>, changed: &str) -> String {
    let mut text = "sys_id,user_name,name,active,failed_attempts\n".to_owned();
    for row in rows {
        let name = if row % 3 == 0 { changed } else { "é \"x\"\" '" };
        writeln!(text, "{row:032x},user{row},\"{}\",true,{}", name.replace('"', "\"\""), row % 7).unwrap();
    }
    text
}

/// What was said, and what is left.
type Outcome = (Vec<String>, Vec<Vec<String>>);

/// Does the same on a file and on a server; says what was said and what is left of each.
fn both(work: impl Fn(&Test) -> Vec<Ended>) -> Option<[Outcome; 2]> {
    let server = Place::server()?;
    Some([Place::File, server].map(|place| {
        let test = Test::init_at(&place);
        test.sql("INSERT INTO sys_user (sys_id, user_name) VALUES ('ffffffffffffffffffffffffffffffff', 'bystander')");
        let ended = work(&test);
        let said = ended.iter().map(|ended| format!("{}\n{}\n{}", ended.stdout(), ended.stderr(), ended.code()));
        (said.collect(), LEFT.map(|left| test.query(left)).to_vec())
    }))
}

#[test]
fn new_changed_same_and_repeated_rows_are_counted_and_stored_alike() {
    let loads = |test: &Test| {
        let import = || test.run(&["import", "--json", "sys_user.csv"]).done();
        let mut ended = Vec::new();
        for (rows, changed) in [((0..ROWS), "before"), ((0..ROWS), "before"), ((10..ROWS + 10), "after")] {
            test.file("sys_user.csv", users(rows, changed));
            ended.push(import());
        }
        // Twice in one file, near and far from each other, and with other columns each.
        let again = users((0..300).chain(0..5), "again")
            + &users(3..4, "at last").split_once('\n').unwrap().1.repeat(2);
        test.file("sys_user.csv", again);
        ended.push(import());
        test.file("sys_user.csv", format!("sys_id,user_name,locked_out\n{:032x},renamed,true\n", 7));
        ended.push(import());
        ended
    };
    let Some([file, server]) = both(loads) else { return };
    assert!(file.0[2].contains("\"new\": 10") && file.0[2].contains("\"changed\": 196"), "{}", file.0[2]);
    assert_eq!(file.1[1].len(), ROWS + 11);
    assert_eq!(file, server);
}

/// Login events by number, of one second each or of the same, under sys_ids that begin with a letter.
fn events(rows: impl Iterator<Item = usize>, letter: char, state: &str) -> String {
    let mut text = String::new();
    for row in rows {
        let second = row % 90;
        writeln!(
            text,
            "{letter}{row:031x},login.failed,user{},{state},2026-03-01 10:{:02}:{:02}",
            row / 30,
            second / 60,
            second % 60
        )
        .unwrap();
    }
    text
}

#[test]
fn events_beside_those_of_the_same_time_are_counted_and_stored_alike() {
    let loads = |test: &Test| {
        let import = |rows: String| {
            test.file("sysevent.csv", format!("sys_id,name,parm1,state,sys_created_on\n{rows}"));
            test.run(&["import", "--json", "sysevent.csv"]).done()
        };
        vec![
            import(events(0..ROWS, 'a', "ready")),
            // The same under other sys_ids, one of them under a third as well, beside new ones.
            import(events((0..ROWS + 100).chain(7..8), 'b', "ready") + &events(7..9, 'c', "ready")),
            // The same once more; some in another state, one of these twice; some at another time.
            import(
                events(0..400, 'a', "ready")
                    + &events((400..ROWS).chain(450..451), 'a', "processed")
                    + &events(20..22, 'a', "ready").replace("03-01 10", "03-01 11"),
            ),
            // New ones, each of which comes under a second sys_id at once.
            import((0..300).fold(String::new(), |text, row| {
                let of_another_day =
                    |letter| events(row..row + 1, letter, "ready").replace("03-01 10", "03-02 10");
                text + &of_another_day('d') + &of_another_day('e')
            })),
        ]
    };
    let Some([file, server]) = both(loads) else { return };
    let counts = ["new", "changed", "same"];
    for (said, counted) in file.0.iter().zip([[600, 0, 0], [100, 0, 603], [0, 202, 401], [300, 0, 300]]) {
        for (name, count) in counts.iter().zip(counted) {
            assert!(said.contains(&format!("\"{name}\": {count}")), "{name} {count}: {said}");
        }
    }
    assert_eq!(file.1[0].len(), ROWS + 400);
    assert_eq!(file, server);
}

#[test]
fn what_rows_set_off_and_what_their_names_mean_is_alike() {
    let loads = |test: &Test| {
        test.sql(&mid_server('a', "emea", "Down", "svc")).sql(&mid_server('b', "apac", "Down", "svc"));
        test.sql(&configured_user('a', "svc"));
        test.sql(&issue('1', 'a', "InstanceClone", "new")).sql(&issue('2', 'b', "InstanceClone", "new"));
        let (a, b, c) = (sys_id('a'), sys_id('b'), sys_id('c'));
        // Tables by turns, a reference by a name that came just before, and a row that goes.
        let rows = format!(
            "<unload unload_date=\"2026-03-01 12:00:00\">
             <ecc_agent action=\"INSERT_OR_UPDATE\"><sys_id>{a}</sys_id><status>Up</status></ecc_agent>
             <sys_user action=\"INSERT_OR_UPDATE\"><sys_id>{c}</sys_id><user_name>svc</user_name></sys_user>
             <sys_user_role action=\"INSERT_OR_UPDATE\"><sys_id>{c}</sys_id><name>soap</name></sys_user_role>
             <sys_user_has_role action=\"INSERT_OR_UPDATE\"><sys_id>{c}</sys_id><user>svc</user><role>soap</role></sys_user_has_role>
             <ecc_agent action=\"INSERT_OR_UPDATE\"><sys_id>{b}</sys_id><status>Upgrading</status></ecc_agent>
             <ecc_agent action=\"DELETE\"><sys_id>{b}</sys_id></ecc_agent>
             </unload>"
        );
        test.file("unload.xml", rows);
        vec![test.run(&["import", "unload.xml"]).done()]
    };
    let Some([file, server]) = both(loads) else { return };
    assert_eq!(file.1[2], [format!("{0}|{0}|{0}||", sys_id('c'))]);
    assert_eq!(file.1[4][0], format!("{}|resolved|Check for bad MID credential after clone", sys_id('1')));
    assert_eq!(file, server);
}

#[test]
fn a_row_that_is_refused_among_many_is_named_and_nothing_is_kept() {
    let loads = |test: &Test| {
        let row = |at: usize| format!("{at:032x},{}\n", if at == 299 { "odd" } else { "new" });
        let rows: String = (0..ROWS).map(row).collect();
        test.file("ecc_agent_issue.csv", format!("sys_id,state\n{rows}"));
        let refused = test.run(&["import", "ecc_agent_issue.csv"]).output();
        refused.refuses(&["row 300: ", "loading into ecc_agent_issue", "reading ecc_agent_issue.csv"]);
        vec![]
    };
    let Some([file, server]) = both(loads) else { return };
    assert_eq!((file.1[4].len(), file.1), (0, server.1));
}

//! Events by day: where they lie, and that a sys_id is one row wherever it lies.

mod dropped;

use std::fmt::Write as _;

use serde_json::json;

use crate::support::{Place, Test, chmod};
use crate::table_api::{PASSWORD, TableApi, USER};

/// A week after the events that are to go.
const PURGED_ON: &str = "2026-03-10 12:00:00";

/// Where the events lie: each part, and how many are in it.
const LIE: &str =
    "SELECT CAST(CAST(tableoid AS regclass) AS text), count(*) FROM sysevent GROUP BY 1 ORDER BY 1";
const PARTS: &str = "SELECT CAST(relname AS text) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
    WHERE inhparent = CAST('sysevent' AS regclass) ORDER BY relname";
const ALL: &str = "SELECT sys_id, name, parm1, sys_created_on FROM sysevent ORDER BY sys_id";

fn csv(events: impl IntoIterator<Item = (usize, String, String)>) -> String {
    let mut text = "sys_id,name,parm1,sys_created_on\n".to_owned();
    for (number, user, time) in events {
        writeln!(text, "{number:032x},login.failed,{user},{time}").unwrap();
    }
    text
}

/// So many events of each of these days, numbered on from `first`.
fn of_days(first: usize, each: usize, days: &[&str]) -> String {
    let event = |at: usize| {
        let time = format!("{} 10:{:02}:{:02}", days[at % days.len()], at / 60 % 60, at % 60);
        (first + at, format!("user{}", at % 3), time)
    };
    csv((0..each * days.len()).map(event))
}

fn import(test: &Test, events: &str) -> String {
    test.file("sysevent.csv", events);
    test.run(&["import", "--json", "sysevent.csv"]).done().stdout()
}

/// On the server, and a bystander without a time.
fn on_a_server() -> Option<Test> {
    let test = Test::init_at(&Place::server()?);
    test.sql("INSERT INTO sysevent (sys_id, name) VALUES (repeat('f', 32), 'bystander')");
    Some(test)
}

#[test]
fn events_of_a_day_lie_together_and_what_has_no_day_lies_beside_them() {
    let Some(test) = on_a_server() else { return };
    import(&test, &of_days(0, 40, &["2026-02-28", "2026-03-01", "2026-01-01"]));
    test.sql("INSERT INTO sysevent (sys_created_on) VALUES ('9999-99-99 00:00:00'), ('')");
    import(&test, &csv([(9_000, "u".to_owned(), String::new())]));
    let lie = ["sysevent_20260228|40", "sysevent_20260301|40", "sysevent_other|44"];
    assert_eq!(test.query(LIE), lie);
    // From a week ago to tomorrow; once more, nothing is made.
    let parts = test.query(PARTS);
    assert_eq!((parts.len(), &*parts[0], &*parts[8]), (10, "sysevent_20260222", "sysevent_20260302"));
    import(&test, &of_days(0, 40, &["2026-02-28"]));
    assert_eq!(test.query(PARTS), parts);
}

#[test]
fn a_pull_makes_the_days_of_its_events() {
    let Some(test) = on_a_server() else { return };
    let event = |id: usize, time: &str| json!({"sys_id": format!("{id:032x}"), "name": "login", "parm1": "u", "sys_created_on": time});
    let events =
        [event(1, "2026-03-01 10:00:00"), event(2, "2026-02-28 10:00:00"), event(3, "2026-03-01 11:00:00")];
    let api = TableApi::start().table("sysevent", json!(events));
    test.file("password", PASSWORD);
    chmod(&test.path("password"), 0o600);
    let pull = [
        "pull",
        "--instance",
        &api.url(),
        "--user",
        USER,
        "--password-file",
        "password",
        "--since",
        "2026-02-27",
    ];
    test.run(&pull).done();
    test.run(&pull).done();
    assert_eq!(test.query(LIE), ["sysevent_20260228|1", "sysevent_20260301|2", "sysevent_other|1"]);
}

#[test]
fn a_day_of_which_events_lie_elsewhere_and_a_sixty_fifth_day_get_no_table() {
    let Some(test) = on_a_server() else { return };
    test.sql("INSERT INTO sysevent (name, sys_created_on) VALUES ('login', '2026-02-28 23:59:59')");
    import(&test, &of_days(0, 2, &["2026-02-28", "2026-03-01"]));
    assert_eq!(test.query(LIE), ["sysevent_20260301|2", "sysevent_other|4"]);
    test.sql("SELECT make_event_days('2026-01-01', '2026-02-20'); SELECT make_event_days('2026-03-05', '2026-03-31')");
    assert_eq!(test.query(PARTS).len(), 65);
    let at = test.run(&["import", "--json", "sysevent.csv"]).at("2026-06-01 12:00:00").done();
    assert!(at.stdout().contains("\"same\": 4"), "{}", at.stdout());
    assert_eq!(test.query(PARTS).len(), 65);
}

#[test]
fn a_sys_id_is_one_row_whatever_its_day_is_and_both_engines_count_alike() {
    let Some(server) = Place::server() else { return };
    let outcomes = [Place::File, server].map(|place| {
        let test = Test::init_at(&place);
        test.sql(
            "INSERT INTO sysevent (sys_id, name) VALUES ('ffffffffffffffffffffffffffffffff', 'bystander')",
        );
        let days = ["2026-02-27", "2026-02-28", "2026-03-01", "2025-01-01"];
        let mut said = vec![import(&test, &of_days(0, 40, &days))];
        // The same, then each of another day, then some new ones among them, then one twice in a file.
        said.push(import(&test, &of_days(0, 40, &days)));
        said.push(import(&test, &of_days(0, 40, &["2026-03-01", "2026-02-27", "2025-01-01", "2026-02-28"])));
        said.push(import(&test, &of_days(100, 40, &days)));
        let twice =
            of_days(1_000, 20, &days) + of_days(1_000, 10, &["2026-02-26"]).split_once('\n').unwrap().1;
        said.push(import(&test, &twice));
        said.push(import(
            &test,
            &csv([(5, "u".to_owned(), String::new()), (5, "v".to_owned(), "2026-02-24 00:00:00".to_owned())]),
        ));
        (said, test.query(ALL))
    });
    assert!(outcomes[0].0[0].contains("\"new\": 160") && outcomes[0].0[1].contains("\"same\": 160"));
    assert_eq!(outcomes[0], outcomes[1]);
}

/// Statements of steps on events 0 and 1 of two days, and what each is refused with.
fn written_by_steps() -> [(&'static str, String, Option<&'static str>); 9] {
    let known = format!("{:032x}", 0);
    let row = |id: &str, time: &str| format!("'{id}', 'login', 'step', '{time}'");
    let insert = "INSERT INTO sysevent (sys_id, name, parm1, sys_created_on)";
    let other_day = row(&known, "2026-02-28 00:00:00");
    let new = row(&format!("{:032x}", 7), "2026-02-27 00:00:00");
    [
        ("Plain", format!("{insert} VALUES ({other_day})"), Some("two rows of the sys_id")),
        (
            "Within",
            format!("{insert} VALUES ({other_day}) ON CONFLICT DO NOTHING"),
            Some("two rows of the sys_id"),
        ),
        (
            "Twice",
            format!("{insert} VALUES ({new}), ({})", row(&format!("{:032x}", 7), "2026-02-28 00:00:00")),
            Some("two rows"),
        ),
        (
            "Key",
            format!("{insert} VALUES ({other_day}) ON CONFLICT (sys_id) DO NOTHING"),
            Some("WHERE NOT EXISTS"),
        ),
        (
            "Renamed",
            format!("UPDATE sysevent SET sys_id = '{known}' WHERE sys_id = '{:032x}'", 1),
            Some("two rows of the sys_id"),
        ),
        (
            "Asked",
            format!(
                "{insert} SELECT {other_day} WHERE NOT EXISTS (SELECT 1 FROM sysevent WHERE sys_id = '{known}')"
            ),
            None,
        ),
        ("New", format!("{insert} VALUES ({new})"), None),
        (
            "Moved",
            format!("UPDATE sysevent SET sys_created_on = '2026-02-28 01:00:00' WHERE sys_id = '{known}'"),
            None,
        ),
        ("Undated", format!("UPDATE sysevent SET sys_created_on = NULL WHERE sys_id = '{:032x}'", 1), None),
    ]
}

#[test]
fn a_step_makes_no_second_row_of_a_sys_id_and_may_move_one() {
    let Some(test) = on_a_server() else { return };
    import(&test, &of_days(0, 1, &["2026-02-27", "2026-02-28"]));
    for (name, statement, refused) in written_by_steps() {
        test.job(name, &statement);
        let before = test.query(ALL);
        let run = test.run(&["run-now", name]).output();
        match refused {
            None => drop(run.with_code(0)),
            Some(said) => {
                run.with_code(1).saying(said);
                assert_eq!(test.query(ALL), before, "{name}");
            }
        }
    }
    assert_eq!(test.query(LIE), ["sysevent_20260227|1", "sysevent_20260228|1", "sysevent_other|2"]);
    let checked = test.run(&["check"]).output();
    checked.with_code(3).saying("Key.toml").saying("WHERE NOT EXISTS (a row of sysevent");
}

#[test]
fn a_step_can_neither_make_nor_drop_a_day() {
    let Some(test) = on_a_server() else { return };
    import(&test, &of_days(0, 2, &["2026-03-01"]));
    for (name, statement) in [
        ("Drop", "DROP TABLE sysevent_20260301"),
        ("Detach", "ALTER TABLE sysevent DETACH PARTITION sysevent_20260301"),
        ("Make", "CREATE TABLE mine PARTITION OF sysevent FOR VALUES FROM ('2020-01-01') TO ('2020-01-02')"),
        ("Call", "SELECT make_event_days('2020-01-01', '2020-01-02') || '' AS message"),
        ("Purge", "SELECT drop_event_days('2030-01-01', 9000) || '' AS message"),
    ] {
        test.job(name, statement);
        let parts = (test.query(PARTS), test.query(LIE));
        let code = test.run(&["run-now", name]).output().code();
        assert!(code == 1 || name == "Call" || name == "Purge", "{name}: {code}");
        assert_eq!((test.query(PARTS), test.query(LIE)), parts, "{name}");
    }
}

#[test]
fn a_schema_that_has_one_table_goes_on_with_it() {
    let Some(server) = Place::server() else { return };
    let test = Test::init_at(&server);
    test.sql(
        "CREATE TABLE plain (LIKE sysevent INCLUDING ALL, PRIMARY KEY (sys_id)); DROP TABLE sysevent; ALTER TABLE plain RENAME TO sysevent;
         DROP FUNCTION drop_event_days, make_event_days, list_missing_event_days, list_known_events, keep_one_event_of_a_sys_id;
         INSERT INTO sysevent (sys_id, name) VALUES (repeat('f', 32), 'bystander')",
    );
    for _ in 0..2 {
        import(&test, &of_days(0, 40, &["2026-02-27", "2026-03-05"]));
    }
    assert_eq!(test.query(LIE), ["sysevent|81"]);
    test.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    assert_eq!(test.query(LIE), ["sysevent|41"]);
}

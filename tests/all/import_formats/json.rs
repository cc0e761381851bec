//! JSON: answers of the Table API, arrays, and one row a line.

use midjobs::import::{Format, Options, Values, Warning};
use midjobs::intake::record::Action;

use crate::import_formats::{assert_refused, fields, read, row};

#[test]
fn a_page_gives_its_rows_in_order_and_its_other_keys_are_skipped() {
    let page = r#"{"session":{"a":[1]},"result":[{"sys_id":"1","name":"a"},{"sys_id":"2"}],"next":null}"#;
    let options = Options { known_tables: vec!["ecc_agent".to_owned()], ..Options::default() };
    let (records, ending) = read(page.as_bytes(), "ecc_agent.json", &options).unwrap();
    let tables: Vec<_> = records.iter().map(|record| (record.table.as_deref(), record.row)).collect();
    assert_eq!(tables, [(Some("ecc_agent"), 1), (Some("ecc_agent"), 2)]);
    assert_eq!(records[0].fields, row(&[("sys_id", "1"), ("name", "a")]));
    assert_eq!(records[1].action, Action::Put);
    assert_eq!((ending.format, ending.rows, ending.pages), (Format::Json, 2, 1));
    assert_eq!(ending.warnings, []);
}

#[test]
fn records_of_a_list_are_read_as_a_result_is_without_what_is_said_about_each() {
    let text = r#"{"records":[{"__status":"success","sys_id":"1","__x":{"y":[1]}},{"sys_id":"2","a":"3"}]}"#;
    assert_eq!(fields(text), [row(&[("sys_id", "1")]), row(&[("sys_id", "2"), ("a", "3")])]);
    let failed = r#"{"records":[],"error":"Insufficient rights","__status":"failure"}"#;
    assert_refused(failed, &["broke off", "Insufficient rights"]);
}

#[test]
fn a_cancelled_transaction_is_named_wherever_it_cut_the_answer() {
    let broken = r#"{"result":[{"sys_id":"1","name":"a"},{"sys_id":"87","name":],"error":{"message":"Transaction cancelled: maximum execution time exceeded","detail":"x"},"status":"failure"}"#;
    let within = r#"{"result":[{"sys_id":"1"},{"sys_id":"8{"error":{"message":"Transaction cancelled: maximum execution time exceeded"}}"#;
    let behind = r#"{"result":[{"sys_id":"1"}],"error":{"message":"Transaction cancelled: maximum execution time exceeded"}}"#;
    let far = format!(
        r#"[{{"sys_id":"1"}},{}"Transaction cancelled: maximum execution time exceeded""#,
        " ".repeat(60_000)
    );
    for text in [broken, within, behind, &far] {
        assert_refused(
            text,
            &["after 1 row", "(Transaction cancelled: maximum execution time exceeded)", "fewer rows"],
        );
    }
    let xml = "<xml><t><c>1</c></t><t><c>2<error>Transaction cancelled: too long</error>";
    assert_refused(xml, &["after 1 row", "(Transaction cancelled: too long)", "fewer rows"]);
    let sink = midjobs::import::read(
        &br#"[{"a":"Transaction cancelled"}]"#[..],
        "x",
        &Options::default(),
        &mut |_| anyhow::bail!("no room"),
    );
    assert!(
        !format!("{:#}", sink.unwrap_err()).contains("fewer rows"),
        "a row that is refused is not the instance's doing"
    );
}

#[test]
fn the_table_that_was_asked_for_counts_more_than_the_name_of_the_file() {
    let options = Options {
        table: Some("sys_user".to_owned()),
        known_tables: vec!["ecc_agent".to_owned()],
        ..Options::default()
    };
    let (records, _) = read(b"[{}]", "ecc_agent.json", &options).unwrap();
    assert_eq!(records[0].table.as_deref(), Some("sys_user"));
}

#[test]
fn pages_arrays_single_records_and_lines_may_follow_each_other() {
    let text = "\u{feff} {\"result\":[{\"a\":\"1\"}]}{\"result\":[]}\r\n[{\"a\":\"2\"}]\n\
                {\"result\":{\"a\":\"3\"}}\n{\"sys_id\":\"4\"}\n{\"n\":\"x\",\"sys_id\":\"5\"}\n\n";
    let (records, ending) = read(text.as_bytes(), "-", &Options::default()).unwrap();
    let rows: Vec<_> = records.into_iter().map(|record| record.fields).collect();
    let last = row(&[("n", "x"), ("sys_id", "5")]);
    assert_eq!(
        rows,
        [row(&[("a", "1")]), row(&[("a", "2")]), row(&[("a", "3")]), row(&[("sys_id", "4")]), last]
    );
    assert_eq!((ending.rows, ending.pages), (5, 4));
}

#[test]
fn every_shape_of_a_value_gives_what_is_stored() {
    let link = "https://dev1.service-now.com/api/now/table/sys_user/abc";
    for (shape, stored) in [
        (r#""text ""#.to_owned(), "text "),
        (r#""a\u0000\ud83d\ude00""#.to_owned(), "a\0😀"),
        (r#""""#.to_owned(), ""),
        ("null".to_owned(), ""),
        ("true".to_owned(), "true"),
        ("false".to_owned(), "false"),
        ("-7".to_owned(), "-7"),
        ("18446744073709551615".to_owned(), "18446744073709551615"),
        ("1.5".to_owned(), "1.5"),
        (format!(r#"{{"link":"{link}","value":"abc"}}"#), "abc"),
        (r#"{"link":"","value":""}"#.to_owned(), ""),
        (r#"{"display_value":"New","value":"new"}"#.to_owned(), "new"),
        (r#"{"value":"new","display_value":"New"}"#.to_owned(), "new"),
        (r#"{"display_value":"1,000","value":1000}"#.to_owned(), "1000"),
        (r#"{"display_value":"","value":null}"#.to_owned(), ""),
        (format!(r#"{{"display_value":"Al","value":"abc","link":"{link}x"}}"#), "abc"),
        (format!(r#"{{"display_value":"Al","link":"{link}"}}"#), "abc"),
        (format!(r#"{{"display_value":"Al","link":"{link}?a=/b#/c"}}"#), "abc"),
        (format!(r#"{{"link":"{link}"}}"#), "abc"),
        (r#"{"display_value":"Al","link":""}"#.to_owned(), "Al"),
        (r#"{"display_value":"Al"}"#.to_owned(), "Al"),
    ] {
        assert_eq!(fields(&format!(r#"[{{"x":{shape}}}]"#)), [row(&[("x", stored)])], "{shape}");
    }
}

#[test]
fn references_without_a_stored_value_are_counted_as_a_sign_of_display_values() {
    let text = r#"[{"u":{"display_value":"Al","link":""},"v":{"display_value":"","link":""}},
                   {"u":{"display_value":"Al","link":"https://x/sys_user/abc"}}]"#;
    let (_, ending) = read(text.as_bytes(), "-", &Options::default()).unwrap();
    assert_eq!(ending.warnings, [Warning::DisplayValues(2)]);
    assert!(ending.warnings[0].to_string().contains("sysparm_display_value=false"));
}

#[test]
fn only_display_values_are_local_whatever_is_said_of_the_file() {
    let display = Options {
        table: Some("ecc_agent_issue".to_owned()),
        values: Values::Display { zone: chrono_tz::Europe::Rome.into() },
        ..Options::default()
    };
    let time = |shape: &str| {
        let text = format!(r#"[{{"state":"New","last_detected":{shape}}}]"#);
        let (records, ending) = read(text.as_bytes(), "-", &display).unwrap();
        assert_eq!(ending.warnings, []);
        assert_eq!(records[0].value("state"), Some("new"));
        records[0].value("last_detected").map(str::to_owned)
    };
    let (local, utc) = ("2026-07-01 12:00:00", "2026-07-01 10:00:00");
    assert_eq!(time(&format!("\"{local}\"")).as_deref(), Some(local));
    assert_eq!(time(&format!(r#"{{"display_value":"{local}"}}"#)).as_deref(), Some(utc));
    assert_eq!(time(&format!(r#"{{"display_value":"{local}","value":"{utc}"}}"#)).as_deref(), Some(utc));
}

#[test]
fn bare_times_beside_display_values_are_counted_for_nobody_can_say_what_they_are() {
    let row = r#"{"mid_server":{"display_value":"a","link":"https://x/ecc_agent/abc"},"last_detected":"2026-07-01 12:00:00"}"#;
    let display = Options {
        table: Some("ecc_agent_issue".to_owned()),
        values: Values::Display { zone: chrono_tz::Europe::Rome.into() },
        ..Options::default()
    };
    let (_, ending) = read(format!("[{row},{row}]").as_bytes(), "-", &display).unwrap();
    assert_eq!(ending.warnings, [Warning::BareTimes(2)]);
    assert!(ending.warnings[0].to_string().contains("sysparm_display_value=false"));
}

#[test]
fn of_two_values_with_one_key_the_last_one_counts() {
    assert_eq!(fields(r#"[{"a":"1","b":"2","a":"3"}]"#), [row(&[("a", "3"), ("b", "2")])]);
    assert_eq!(fields(r#"{"sys_id":"1","sys_id":"3"}"#), [row(&[("sys_id", "3")])]);
}

#[test]
fn an_error_answer_gives_the_message_of_the_instance() {
    let body = r#"{"error":{"message":"User Not Authenticated","detail":"d"},"status":"failure"}"#;
    assert_refused(body, &["error answer", "User Not Authenticated"]);
    let oauth = r#"{"error_description":"access_denied","error":"server_error"}"#;
    assert_refused(oauth, &["error answer", "server_error"]);
    let cut = r#"{"result":[{"a":"1"}],"error":{"message":"Transaction cancelled"}}"#;
    assert_refused(cut, &["after 1 row", "broke off", "Transaction cancelled"]);
}

#[test]
fn what_is_no_answer_of_the_table_api_is_refused_by_name() {
    assert_refused(r#"{"name":"x"}"#, &["not an answer of the Table API", "no \"result\""]);
    assert_refused("{}", &["no \"result\""]);
    for text in [r#"{"result":"SECRET"}"#, r#"["SECRET"]"#, "[[1]]", r#"{"result":[{"a":"1"},null]}"#] {
        assert_refused(text, &["is not an object", "line 1, column"]);
    }
    assert_refused(r#"{"result":[{"a":"1"},7]}"#, &["after 1 row", "row 2"]);
    assert_refused(r#"[{"a":["SECRET"]}]"#, &["row 1, column a", "neither a text nor a reference"]);
    assert_refused(r#"[{"a":{"x":"SECRET"}}]"#, &["row 1, column a", "neither a text nor a reference"]);
}

#[test]
fn broken_and_cut_json_is_refused_with_its_place_and_the_rows_before() {
    assert_refused("{\"result\":[{\"a\":\"1\"},\n{\"a\":\"2\"", &["after 1 row", "cut", "line 2 column"]);
    assert_refused(
        "{\"result\":[{\"a\":\"1\"}\n{\"a\":\"2\"}]}",
        &["after 1 row", "broken", "line 2 column 1"],
    );
    for text in [r#"[{"a":"\ud800"}]"#, r#"[{"a":1e999}]"#, r#"[{"a":nul}]"#, "[{\"a\":\"\n\"}]", "[{}]]"] {
        assert_refused(text, &["broken", "line"]);
    }
}

#[test]
fn json_that_is_nested_deeply_or_has_a_huge_row_is_refused() {
    assert_refused(&format!(r#"[{{"a":{}"#, r#"{"value":"#.repeat(100_000)), &["recursion limit"]);
    assert_refused(&format!(r#"[{{"a":{}"#, "[".repeat(100_000)), &["cut"]);
    assert_refused(&format!(r#"[{{"a":"{}"}}]"#, "x".repeat(9 << 20)), &["longer than 8 MiB"]);
    let columns: Vec<String> = (0..2_001).map(|n| format!(r#""c{n}":"""#)).collect();
    assert_refused(&format!("[{{{}}}]", columns.join(",")), &["more than 2000 columns"]);
    assert_refused(&format!("{{{}}}", columns.join(",")), &["more than 2000 members"]);
}

#[test]
fn no_error_quotes_a_value() {
    for text in [
        r#"["SECRET"]"#,
        r#""SECRET""#,
        r#"{"result":"SECRET"}"#,
        r#"[{"a":["SECRET"]}]"#,
        r#"[{"a":{"x":"SECRET"}}]"#,
        r#"{"a":"SECRET"}"#,
        r#"[{"a":"SECRET"#,
        r#"[{"a":"SECRET",}]"#,
    ] {
        let error = read(text.as_bytes(), "-", &Options::default()).unwrap_err();
        assert!(!error.contains("SECRET"), "{error}");
    }
}

#[test]
fn a_row_that_is_refused_ends_the_reading_with_its_reason() {
    let mut seen = 0;
    let ending = midjobs::import::read(&b"[{},{},{}]"[..], "x.json", &Options::default(), &mut |_| {
        seen += 1;
        if seen == 2 { anyhow::bail!("no room") } else { Ok(()) }
    });
    let error = format!("{:#}", ending.unwrap_err());
    assert!(error.contains("reading x.json, after 1 row") && error.contains("row 2: no room"), "{error}");
    assert_eq!(seen, 2);
}

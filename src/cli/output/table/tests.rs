//! Tables: what a terminal and a pipe get of some rows.

use serde_json::{Value as Json, json};

use super::*;
use crate::cli::output::fold::display_width;

fn now() -> Time {
    Time::parse("2026-03-01 14:00:00").unwrap()
}

fn on_terminal(rows: &[Shown], width: usize) -> String {
    for_terminal(rows, Screen { width: Some(width), color: false }, width, now())
}

fn on_pipe(rows: &[Shown], screen: Screen) -> String {
    let mut out = Vec::new();
    for_pipe(rows.iter().cloned(), screen, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    text.strip_suffix('\n').unwrap().to_owned()
}

fn for_plain_pipe(rows: &[Shown]) -> String {
    on_pipe(rows, Screen { width: None, color: false })
}

fn row(row: &Json) -> Shown {
    row.as_object().unwrap().clone().into_iter().collect()
}

fn issue(state: &str, mid_server: &str, message: &str, id: &str) -> Shown {
    let issue = json!({
        "state": state, "source": "InstanceClone", "mid_server": mid_server, "message": message, "count": 1,
        "last_detected": "2026-03-01 12:15:00", "resolved_on": null,
        "sys_id": format!("{id}{}", "0".repeat(32 - id.len())), "sys_domain": "global",
    });
    row(&issue)
}

fn rows() -> Vec<Shown> {
    let mut rows = vec![
        issue("New", "mid-emea-1", "One two three four five six seven", "0123456789a"),
        issue("Acknowledged", "東京のミッドサーバー", "例え", "0123456789b"),
    ];
    rows[1].insert("count", 2.into());
    rows[1].insert("last_detected", "2026-03-01 14:15:00".into());
    rows
}

#[test]
fn a_terminal_gets_what_tells_rows_apart_and_sentences_below() {
    let expected = "\
STATE         MID SERVER            COUNT  LAST DETECTED (UTC)  SYS ID
New           mid-emea-1            1      2026-03-01 12:15:00  0123456789a
    One two three four five six seven
Acknowledged  東京のミッドサーバー  2      2026-03-01 14:15:00  0123456789b
    例え
The same for all: source: InstanceClone; sys domain: global";
    assert_eq!(on_terminal(&rows(), 80), expected);
}

#[test]
fn where_there_is_room_moments_say_how_long_ago_they_are() {
    let shown = on_terminal(&rows(), 120);
    for aged in ["2026-03-01 12:15:00 1h 45m ago  0123456789a", "2026-03-01 14:15:00 in 15m      0123456789b"]
    {
        assert!(shown.contains(aged), "{shown}");
    }
}

#[test]
fn no_line_is_wider_than_the_terminal_and_no_id_or_time_is_broken() {
    let long = "n".repeat(70);
    let mut rows = rows();
    rows.push(issue("Resolved", &long, &"w".repeat(200), "ff"));
    rows.push(issue("New", &"東".repeat(60), &"京".repeat(150), "fe"));
    for width in 20..300 {
        let text = on_terminal(&rows, width);
        let widest = text.lines().map(display_width).max().unwrap();
        assert!(widest <= width, "{widest} > {width}:\n{text}");
        for whole in ["0123456789a", "0123456789b", "ff000000", "fe000000"] {
            assert!(text.contains(whole), "{whole} at {width}:\n{text}");
        }
        assert!(width < 28 || text.contains("2026-03-01 12:15:00"), "at {width}:\n{text}");
    }
}

#[test]
fn a_name_of_70_letters_is_broken_alone() {
    let mut rows = rows();
    rows[0].insert("sys_id", "0".repeat(32).into());
    rows.push(issue("New", &"n".repeat(70), "three", "ff"));
    let shown = on_terminal(&rows, 80);
    assert!(shown.contains("mid-emea-1   ") && shown.contains("2026-03-01 12:15:00  00000000"), "{shown}");
}

#[test]
fn a_pipe_gets_a_whole_row_in_a_line() {
    let table = for_plain_pipe(&rows());
    assert_eq!(table.lines().count(), 3);
    assert!(table.contains("RESOLVED ON") && table.contains(&format!("0123456789a{}", "0".repeat(21))));
}

#[test]
fn what_matters_has_a_colour_where_colours_are_shown() {
    let of = |status: &str| row(&json!({ "mid_server": "Down", "status": status }));
    let rows = [of("Down"), of("Up")];
    let screen = Screen { width: Some(80), color: true };
    let red = "\u{1b}[31mDown\u{1b}[0m";
    for shown in [for_terminal(&rows, screen, 80, now()), on_pipe(&rows, screen)] {
        assert_eq!(shown.matches(red).count(), 1, "{shown:?}");
    }
    assert!(!on_terminal(&rows, 80).contains('\u{1b}') && !for_plain_pipe(&rows).contains('\u{1b}'));
}

#[test]
fn rows_of_sentences_alone_are_sentences() {
    let rows = [row(&json!({ "step": "do this" }))];
    assert_eq!(on_terminal(&rows, 40), "    do this");
}

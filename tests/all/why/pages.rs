//! The pages for people, and the document about them.

use super::play::{LeftOut, World};
use crate::support::snapshot::assert_snapshot;
use crate::support::{Ended, Test};

fn world(name: &str) -> World {
    World::all().into_iter().find(|world| world.name == name).unwrap()
}

fn why(test: &Test, world: &World, args: &[&str]) -> Ended {
    test.run(&[&["why"], args].concat()).at(world.now()).output()
}

#[test]
fn each_page_reads_as_it_stands_and_no_line_is_wider_than_80() {
    for name in ["accounts", "roles", "passwords", "classes", "missing_rows"] {
        let world = world(name);
        let test = world.play(LeftOut::Nothing);
        let estate = why(&test, &world, &[]).with_code(0).quiet().stdout();
        let mut pages = estate;
        for golden in &world.golden {
            pages += "\n";
            pages += &why(&test, &world, &[golden["mid_server"].as_str().unwrap()]).with_code(0).stdout();
        }
        // An address stays in one piece.
        let too_wide = pages.lines().filter(|line| line.chars().count() > 80 && !line.contains("https://"));
        assert_eq!(too_wide.collect::<Vec<_>>(), Vec::<&str>::new());
        assert_snapshot(&format!("why/{name}.txt"), &pages);
    }
}

#[test]
fn a_ticket_is_markdown_with_steps_that_can_be_ticked_off() {
    let world = world("passwords");
    let test = world.play(LeftOut::Nothing);
    let ticket = why(&test, &world, &["--ticket"]).with_code(0).stdout();
    assert!(
        ticket.starts_with("# 5 of 6 MID Servers are Down after the clone of 2026-03-01 12:00 UTC\n"),
        "{ticket}"
    );
    assert!(
        ticket.contains("\n## `svc.mid.emea`\n") && ticket.contains("- [ ] stop `mid-emea-1`,"),
        "{ticket}"
    );
    assert!(!ticket.contains('\\'), "{ticket}");
    assert_eq!(ticket.matches("check after 5 minutes").count(), 1, "{ticket}");
    assert_snapshot("why/ticket.md", &ticket);
}

#[test]
fn it_exits_as_status_would_when_asked_to() {
    let world = world("classes");
    let test = world.play(LeftOut::Nothing);
    let code = |args: &[&str]| why(&test, &world, args).code();
    assert_eq!(code(&[]), 0);
    assert_eq!((code(&["--fail-on", "warning"]), code(&["--fail-on", "critical"])), (2, 2));
    let later = ["mid-lab-1", "--fail-on"];
    assert_eq!(
        (code(&[&later[..], &["warning"]].concat()), code(&[&later[..], &["critical"]].concat())),
        (1, 0)
    );
    why(&test, &world, &["nobody"]).refuses(&["no MID Server \"nobody\"", "midjobs mids"]);
}

#[test]
fn it_changes_nothing() {
    let world = world("accounts");
    let test = world.play(LeftOut::Nothing);
    let tables = ["ecc_agent_issue", "mid_server_history", "sys_trigger", "syslog"];
    let before = tables.map(|table| test.table(table));
    why(&test, &world, &[]).with_code(0);
    assert_eq!(tables.map(|table| test.table(table)), before);
}

#[test]
fn old_rows_say_what_they_said_then() {
    let world = world("accounts");
    let test = world.play(LeftOut::Nothing);
    let said = test.run(&["why", "--json"]).at("2026-03-03 12:31:00").done().json();
    let answer = &said["why"][0];
    assert_eq!(
        (answer["class"].as_str(), answer["cause"].as_str()),
        (Some("not_judged"), Some("cannot_tell"))
    );
    assert_eq!(
        (answer["class_then"].as_str(), answer["cause_then"].as_str()),
        (Some("down_since_clone"), Some("account_inactive"))
    );
    assert_eq!(answer["as_of"], "2026-03-01T12:30:00Z");
    test.run(&["status"]).at("2026-03-03 12:31:00").ends_with(2).saying("7 Down by the clone");
    let page = test.run(&["why"]).at("2026-03-03 12:31:00").done().stdout();
    assert!(page.contains("As it was on 2026-03-01 12:30"), "{page}");
    assert_snapshot("why/old.txt", &page);
}

#[test]
fn status_names_causes_and_mids_and_issues_have_class_and_cause() {
    let world = world("accounts");
    let test = world.play(LeftOut::Nothing);
    test.run(&["status"]).at(world.now()).ends_with(2).saying("1 account missing");
    let mids = test.run(&["mids", "--json"]).at(world.now()).done().json();
    assert_eq!(
        (mids["mid_servers"][0]["class"].as_str(), mids["mid_servers"][0]["cause"].as_str()),
        (Some("down_since_clone"), Some("account_inactive"))
    );
    test.run(&["run"]).at(world.now()).done();
    let issues = test.run(&["issues", "--json"]).at(world.now()).done().json();
    let causes: Vec<&str> =
        issues["issues"].as_array().unwrap().iter().filter_map(|issue| issue["cause"].as_str()).collect();
    assert_eq!(causes.len(), 7, "{issues:#}");
}

#[test]
fn the_document_has_every_class_and_every_cause_that_is_said() {
    let document = include_str!("../../../docs/why.md");
    for world in World::all() {
        for golden in &world.golden {
            for said in [&golden["class"], &golden["cause"]].into_iter().filter_map(|said| said.as_str()) {
                assert!(document.contains(&format!("`{said}`")), "{said}");
            }
        }
    }
}

#[test]
fn a_change_of_status_leaves_a_row_whoever_writes_it() {
    let test = Test::init();
    test.sql("INSERT INTO ecc_agent (sys_id, name, status) VALUES (hex(zeroblob(16)), 'emea', 'Up'), ('1' || substr(hex(zeroblob(16)), 2), 'apac', 'Up')");
    test.sql("UPDATE ecc_agent SET status = 'Down' WHERE name = 'emea'");
    test.sql("UPDATE ecc_agent SET version = 'x'");
    let history = "SELECT old_status, status, seen_until, who FROM mid_server_history";
    assert_eq!(test.query(history), ["Up|Down||by hand"]);
    test.file("ecc_agent.json", r#"[{"sys_id": "00000000000000000000000000000000", "status": "Up", "sys_created_on": "2026-01-01 00:00:00"}]"#);
    test.run(&["import", "--as-of", "2026-03-01 11:00:00", "ecc_agent.json"]).done();
    let imported = "SELECT status, changed_on, who FROM mid_server_history ORDER BY sequence DESC LIMIT 1";
    assert_eq!(test.value(imported), "Up|2026-03-01 11:00:00|import");
    assert_eq!(test.value("SELECT count(*) FROM writing"), "0");
}

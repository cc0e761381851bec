//! What people see of it: what happened to a MID Server, names that were nearly right, issues by account.

use serde_json::json;

use super::kept::{ACCOUNT, account, all, both, load, test};

#[test]
fn the_page_of_a_mid_server_ends_with_what_happened_on_one_axis() {
    let test = test();
    let (accounts, held) = both();
    all(&test, "2026-03-01 11:00:00", accounts.clone(), held.clone());
    test.run(&["after-clone", "--source", "prod", "--target", "dev"]).at("2026-03-01 12:00:00").done();
    let failed = |minute: usize| json!({ "sys_id": format!("{minute:032x}"), "name": "login.failed", "parm1": "svc.emea", "parm2": "10.0.0.7", "sys_created_on": format!("2026-03-01 12:{minute:02}:00") });
    all(&test, "2026-03-01 12:30:00", vec![account(ACCOUNT, "emea", false), accounts[1].clone()], held);
    load(&test, "2026-03-01 12:31:00", &[("sysevent", vec![failed(15), failed(20), failed(25)])]);
    test.run(&["run"]).at("2026-03-01 12:32:00").done();
    let page = test.run(&["why", "emea"]).at("2026-03-01 12:33:00").done().stdout();
    let history: Vec<&str> =
        page.lines().skip_while(|line| !line.contains("History")).map(str::trim).collect();
    assert_eq!(
        history,
        [
            "History   2026-03-01 11:00  its account is there (b0000000)",
            "2026-03-01 11:00  its account changed: with mid_server alone",
            "2026-03-01 12:00  clone of prod completed",
            "2026-03-01 12:15  login.failed from 10.0.0.7, 3 times until",
            "2026-03-01 12:25",
            "2026-03-01 12:30  its account changed: inactive",
            "2026-03-01 12:32  issue opened: InstanceClone",
        ],
        "{page}"
    );
    test.run(&["why", "svc.emae"]).at("2026-03-01 12:33:00").output().refuses(&["did you mean svc.emea"]);
    test.run(&["why", "EMEA"]).at("2026-03-01 12:33:00").output().refuses(&["did you mean emea"]);
    let log = test.query("SELECT message FROM syslog WHERE message LIKE 'MID Servers: %'");
    assert_eq!(log, ["MID Servers: 2 Down since the clone"]);
    let estate = test.run(&["why"]).at("2026-03-01 12:33:00").done().stdout();
    assert!(estate.starts_with("dev after the clone of prod, 2026-03-01 12:00 UTC (33m ago)\n"), "{estate}");
}

#[test]
fn issues_are_a_line_an_account_and_each_id_stands_in_it() {
    let test = test();
    let (accounts, held) = both();
    test.run(&["after-clone"]).at("2026-03-01 12:00:00").done();
    all(&test, "2026-03-01 12:30:00", accounts, held);
    test.run(&["run-now", "MIDUserConnectivity"]).at("2026-03-01 12:31:00").done();
    test.run(&["run"]).at("2026-03-01 12:32:00").done();
    let text = test.run(&["issues"]).at("2026-03-01 12:33:00").done().stdout();
    assert_eq!(text.lines().count(), 3, "{text}");
    for (account, mid_server) in [("svc.emea", "emea"), ("svc.apac", "apac")] {
        let line = text.lines().find(|line| line.contains(account)).unwrap();
        let ids = test.query(&format!("SELECT substr(sys_id, 1, 8) FROM ecc_agent_issue WHERE user_name = '{account}' OR mid_server = (SELECT sys_id FROM ecc_agent WHERE name = '{mid_server}')"));
        assert_eq!(ids.len(), 2);
        assert!(ids.iter().all(|id| line.contains(id.as_str())), "{ids:?}: {line}");
        assert!(line.contains("Down since the clone") && line.contains("no attempt seen"), "{line}");
    }
    let each = test.run(&["issues", "--each"]).at("2026-03-01 12:33:00").done().stdout();
    assert!(each.lines().count() == 5 && each.contains("possibly due to recent clone"), "{each}");
}

#[test]
fn lists_name_what_is_certain_where_the_cause_cannot_be_told() {
    let test = test();
    let (accounts, held) = both();
    test.run(&["after-clone"]).at("2026-03-01 12:00:00").done();
    all(&test, "2026-03-01 12:30:00", accounts, held[1..].to_vec());
    test.run(&["run"]).at("2026-03-01 12:32:00").done();
    let causes = |command: &str, rows: &str| {
        let said = test.run(&[command, "--json"]).at("2026-03-01 12:33:00").done().json();
        let cause = |name: &str| {
            let row = said[rows].as_array().unwrap().iter().find(|row| row["mid_server"] == name).unwrap();
            row["cause"].as_str().unwrap().to_owned()
        };
        [cause("emea"), cause("apac")]
    };
    for (command, rows) in [("issues", "issues"), ("mids", "mid_servers"), ("why", "why")] {
        assert_eq!(causes(command, rows), ["role_missing", "no_attempt_seen"], "{command}");
    }
    // Without the events an account may be locked as well: what its roles prove stands, and what was proven last.
    test.sql("DELETE FROM load_coverage WHERE table_name = 'sysevent'");
    for (command, rows) in [("issues", "issues"), ("mids", "mid_servers")] {
        assert_eq!(causes(command, rows), ["role_missing", "no_attempt_seen"], "{command}");
    }
    assert_eq!(causes("why", "why"), ["cannot_tell", "cannot_tell"]);
    // Where nothing was proven, nothing is named.
    test.sql("DELETE FROM mid_server_cause");
    for (command, rows) in [("issues", "issues"), ("mids", "mid_servers")] {
        assert_eq!(causes(command, rows), ["role_missing", "cannot_tell"], "{command}");
    }
}

//! The command: its forms, its exit codes, files of midjobs as sides, its own account, what to do before the clone.

use serde_json::json;

use super::world::{NOW, Told, World, ask, in_words};
use crate::support::{Test, rows::sys_id};

fn broken() -> World {
    World::safe().without_rows("source", "sys_user", "user_name", "svc.apac").set(
        "source",
        "sys_user",
        "a",
        "sys_updated_on",
        "2026-02-01 00:00:00",
    )
}

/// Files of midjobs with the rows of both sides, loaded at this time.
fn files(world: &World, at: &str) -> Test {
    let test = world.write();
    for side in ["source", "target"] {
        let db = format!("{side}.db");
        test.run(&["--db", &db, "init"]).at("2026-01-01 00:00:00").done();
        test.run(&["--db", &db, "import", side]).at(at).done();
    }
    test
}

const FILES: [&str; 5] = ["preflight", "--source", "source.db", "--target", "target.db"];

#[test]
fn what_breaks_comes_first_and_then_what_to_do() {
    let shown = ask(&broken().write(), &[]).with_code(2).quiet().stdout();
    let expected = "\
Of 2 MID Servers the clone breaks 1; at risk 1, safe 0
  breaks  apac
            its account svc.apac is not there in the source
  at risk emea
            its account svc.emea was changed in the source at 2026-02-01 00:00:00, since the last clone of 2026-01-01 00:00:00: the password that comes may be another than its MID Servers have

Before the clone
  1. Export the accounts of the target, as a backup: https://TARGET/sys_user_list.do?XML&sysparm_query=user_nameINsvc.apac%2Csvc.emea
  2. Export their roles, as a backup: https://TARGET/sys_user_has_role_list.do?XML&sysparm_query=user.user_nameINsvc.apac%2Csvc.emea
  3. Create a preserver on the source (clone_data_preserver): table sys_user, condition user_nameINsvc.apac,svc.emea
  4. Create a preserver on the source (clone_data_preserver): table sys_user_has_role, condition user.user_nameINsvc.apac,svc.emea
  5. Create a preserver on the source (clone_data_preserver), where roles come by groups: table sys_user_grmember, condition user.user_nameINsvc.apac,svc.emea
  6. Have the passwords of these accounts at hand: no export shows them
";
    assert_eq!(shown, expected);
}

#[test]
fn json_has_the_fields_that_are_documented() {
    let told = broken().told(&[]);
    assert_eq!(told.code(), 2);
    let all = told.json();
    assert_eq!((&all["version"], &all["own_account"]), (&json!(1), &json!([])));
    let expected = json!({
        "mid_server": "apac", "verdict": "breaks", "reasons": ["its account svc.apac is not there in the source"],
    });
    assert_eq!(all["preflight"][0], expected);
    assert_eq!(all["steps"].as_array().unwrap().len(), 6);
}

#[test]
fn an_account_in_neither_instance_has_a_step_of_its_own_and_what_was_not_seen_is_said_once() {
    let world = broken().without_rows("target", "sys_user", "user_name", "svc.apac");
    let shown = ask(&world.without_table("source", "sys_properties").write(), &[]).with_code(2).stdout();
    for said in [
        "its account svc.apac is not there in the source, nor in the target: with it no login works even now",
        "in the source before the clone or in the target after it: svc.apac\n",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert_eq!(shown.matches("never loaded: sys_properties").count(), 1, "{shown}");
}

#[test]
fn nothing_that_breaks_is_0_whatever_is_at_risk() {
    assert_eq!(ask(&World::safe().write(), &[]).with_code(0).quiet().stdout().lines().count(), 5);
    let at_risk = World::safe().set("source", "sys_user", "a", "sys_updated_on", "2026-02-01 00:00:00");
    ask(&at_risk.write(), &[]).with_code(0).saying("at risk 1, safe 1");
}

#[test]
fn what_could_not_be_done_is_3() {
    let test = World::safe().write();
    test.run(&["preflight", "--source", "source", "--target", "nowhere"])
        .output()
        .refuses(&["there is no nowhere"]);
    test.run(&["preflight", "--source", "source"]).ends_with(3);
    ask(&test, &["--preserve", "sys_user"]).with_code(3).saying("TABLE:COLUMN=VALUE");
    ask(&test, &["--backup-time", "yesterday"]).with_code(3);
    test.file("source/notes.txt", "not an export");
    ask(&test, &[]).refuses(&["reading the exports in source"]);
    let empty = World::safe().without_table("target", "ecc_agent").write();
    ask(&empty, &[]).refuses(&["no MID Servers", "https://TARGET/ecc_agent_list.do?XML"]);
}

#[test]
fn files_of_midjobs_say_the_same_and_are_not_written_to() {
    let test = files(&broken(), NOW);
    let before = test.run(&["--db", "target.db", "tables", "--json"]).at(NOW).done().stdout();
    let from_files = test.run(&[&FILES[..], &["--json"]].concat()).at(NOW).ends_with(2).json();
    assert_eq!(from_files["preflight"], broken().told(&[]).json()["preflight"]);
    assert_eq!(test.run(&["--db", "target.db", "tables", "--json"]).at(NOW).done().stdout(), before);
}

#[test]
fn old_rows_keep_the_alarm_and_lose_the_all_clear() {
    let test = files(&broken(), "2026-02-27 12:00:00");
    let told = test.run(&[&FILES[..], &["--json"]].concat()).at(NOW).ends_with(2).json();
    let (verdict, reasons) = in_words(&told["preflight"][0]);
    assert!(
        verdict == "breaks" && reasons.contains("not there in the source, as of 2026-02-27 12:00:00"),
        "{reasons}"
    );
    let test = files(&World::safe(), "2026-02-27 12:00:00");
    let told = test.run(&[&FILES[..], &["--json"]].concat()).at(NOW).done().json();
    for row in told["preflight"].as_array().unwrap() {
        let (verdict, reasons) = in_words(row);
        assert!(verdict == "at_risk" && reasons.contains("2d old"), "{reasons}");
    }
}

#[test]
fn midjobs_own_account_comes_first() {
    let own = json!({
        "sys_id": sys_id('d'), "user_name": "midjobs", "active": "true", "locked_out": "false",
        "web_service_access_only": "false", "internal_integration_user": "false",
        "sys_created_on": "2025-01-01 00:00:00", "sys_updated_on": "2025-06-01 00:00:00",
    });
    let world = World::safe().with("target", "sys_user", own.clone());
    let told = |world: World| {
        let test = files(&world, NOW);
        test.run(&["--db", "target.db", "jobs", "set", "PullInstance", "user", "midjobs"]).at(NOW).done();
        let json = test.run(&[&FILES[..], &["--json"]].concat()).at(NOW).output();
        let people = test.run(&FILES).at(NOW).output().stdout();
        assert!(people.starts_with("midjobs' own account\n"), "{people}");
        (json.code(), json.json()["own_account"][0].clone())
    };
    let (code, row) = told(world);
    assert_eq!((code, &row["account"], &row["verdict"]), (2, &json!("midjobs"), &json!("breaks")));
    let both =
        || World::safe().with("target", "sys_user", own.clone()).with("source", "sys_user", own.clone());
    let (code, row) = told(both());
    assert_eq!((code, &row["verdict"]), (0, &json!("safe")));
    let role = json!({"sys_id": sys_id('d'), "user": sys_id('d'), "role": sys_id('2'), "state": "active", "inherited": "false"});
    let (code, row) = told(both().with("target", "sys_user_has_role", role));
    assert!(code == 2 && in_words(&row).1.contains("midjobs lacks soap"), "{row}");
}

#[test]
fn a_clone_that_after_clone_recorded_counts() {
    let test = files(&World::safe().without_table("source", "clone_instance"), NOW);
    let told = |test: &Test| test.run(&[&FILES[..], &["--json"]].concat()).at(NOW).done().json();
    assert_eq!(in_words(&told(&test)["preflight"][0]).0, "at_risk");
    test.run(&["--db", "target.db", "after-clone", "--completed", "2026-01-02 00:00:00"]).at(NOW).done();
    assert_eq!(in_words(&told(&test)["preflight"][0]).0, "safe");
}

#[test]
fn names_that_steer_a_query_or_a_terminal_do_not() {
    let name = "svc,\u{1b}[31m^x";
    let world = ["source", "target"].iter().fold(World::safe(), |world, side| {
        world.set(side, "sys_user", "a", "user_name", name).set(
            side,
            "sys_user",
            "a",
            "sys_updated_on",
            "2026-02-02 00:00:00",
        )
    });
    let world = world.set("target", "ecc_agent_config", "8", "value", name);
    let shown = ask(&world.write(), &[]).with_code(0).stdout();
    assert!(shown.contains("user_name=svc,\\u{1b}[31m^^x") && !shown.contains('\u{1b}'), "{shown}");
    assert!(shown.contains("sysparm_query=user_name%3Dsvc%2C%1B%5B31m%5E%5Ex"), "{shown}");
}

#[test]
fn preservers_that_decide_nothing_are_told() {
    let ended = ask(&World::safe().write(), &["--preserve", "sys_users:user_name=x", "--json"]);
    ended.with_code(0).saying("only rows of sys_user and sys_user_has_role decide");
    let told = Told::of(&World::safe().write(), &["--preserve", "sys_user_grmember:user=x"]);
    assert_eq!(told.about("emea").0, "safe");
}

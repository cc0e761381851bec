//! A MID Server that is configured with several users: how many of them cannot log in, without a name.

use serde_json::Value;

use super::example::INSTANCE;
use crate::support::{START, Test};

const SEVERAL: &str = "Down MID Servers configured with several users";

/// The example, and these users configured besides for the Down MID Server with that number.
fn instance(besides: &[(u8, &str)]) -> Test {
    let test = Test::init().seen();
    test.sql(INSTANCE);
    for (number, user) in besides {
        test.sql(&format!(
            "INSERT INTO ecc_agent_config (ecc_agent, param_name, value)
             VALUES ('a000000000000000000000000000000{number}', 'mid.instance.username', '{user}')"
        ));
    }
    test
}

fn event(test: &Test, name: &str, user: &str) {
    test.sql(&format!(
        "INSERT INTO sysevent (name, parm1, sys_created_on) VALUES ('{name}', '{user}', '{START}')"
    ));
}

fn summary(test: &Test) -> String {
    test.run(&["check-connectivity", "--debug", "summary"]).done().quiet().stdout()
}

fn evidence(test: &Test) -> Value {
    let mut json = test.run(&["check-connectivity", "--debug", "summary", "--json"]).done().json();
    json["runs"][0]["evidence"].take()
}

#[test]
fn one_of_two_users_of_a_mid_server_that_failed_authorization_is_in_the_summary() {
    let test = instance(&[(1, "second.user")]);
    event(&test, "login.authorization.failed", "second.user");
    event(&test, "login", "midserver2");
    let said = summary(&test);
    assert!(said.contains("users configured for them  3, on 2 MID Servers (1 with several)\n"), "{said}");
    let one_of_two =
        format!("  {SEVERAL}\n    1 MID Server  1 of 2 login authorization failed, 1 of 2 logged in\n");
    assert!(said.contains(&one_of_two), "{said}");
    let evidence = evidence(&test);
    let logins = &evidence["down_mid_servers_with_several_users"][0];
    assert_eq!((&logins["mid_servers"], &logins["users"]), (&1.into(), &2.into()));
    assert_eq!(logins["logins"][1]["last_login"], "authorization_failed");
    assert_eq!(logins["logins"].as_array().unwrap().iter().filter(|login| login["users"] == 1).count(), 2);
    assert_eq!(logins["logins"][1]["users"], 1);
}

#[test]
fn where_no_mid_server_has_several_users_none_is_said_to() {
    let test = instance(&[(1, "midserver2"), (2, "second.user")]);
    let said = summary(&test);
    assert!(said.contains("users configured for them  2, on 2 MID Servers (0 with several)\n"), "{said}");
    assert!(!said.contains(SEVERAL), "one user twice is one, and another is configured for one that is Up");
    assert_eq!(evidence(&test)["down_mid_servers_with_several_users"].as_array().unwrap().len(), 0);
}

#[test]
fn mid_servers_whose_users_fared_alike_are_counted_together() {
    let test = instance(&[(1, "second.user"), (3, "second.user")]);
    ["midserver2", "local-midserver", "second.user"]
        .iter()
        .for_each(|user| event(&test, "login.failed", user));
    let said = summary(&test);
    assert!(said.contains("    2 MID Servers  2 of 2 login authentication failed\n"), "{said}");
    event(&test, "login.authorization.failed", "midserver2");
    let said = summary(&test);
    assert!(said.contains("1 MID Server  1 of 2 login authentication failed, 1 of 2 login auth"), "{said}");
    assert!(said.contains("1 MID Server  2 of 2 login authentication failed\n"), "{said}");
}

#[test]
fn several_users_are_counted_and_nobody_is_named() {
    let test = instance(&[(1, "second.user"), (3, "third.user")]);
    let said = summary(&test) + &evidence(&test).to_string();
    assert!(said.contains("2 of 2 no login attempts"), "{said}");
    for name in ["second.user", "third.user", "midserver2", "ardis", "mid-emea", "mid-apac", "a00000"] {
        assert!(!said.contains(name), "{said}");
    }
}

#[test]
fn the_active_role_holders_that_were_examined_are_counted() {
    let test = instance(&[(1, "second.user")]);
    let said = summary(&test);
    assert!(said.contains("active role holders        3, 1 without a MID Server\n"), "{said}");
    assert!(said.contains("users examined             4\n"), "{said}");
    test.sql("UPDATE sys_user SET active = 0 WHERE user_name IN ('midserver2', 'ardis.maison')");
    let said = summary(&test);
    assert!(said.contains("active role holders        1, 0 without a MID Server\n"), "{said}");
    assert!(said.contains("users examined             3\n"), "{said}");
    assert_eq!(evidence(&test)["active_role_holders_examined"], 1);
}

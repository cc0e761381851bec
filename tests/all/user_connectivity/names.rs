//! Names that miss their account only by capitals or blanks, and several accounts of one name.

use serde_json::{Value, json};

use super::example::INSTANCE;
use crate::support::Test;

const ONE: &str =
    "1 configured user name has no account in sys_user, and differs from one only by capitals or blanks";

/// The example, with the account of midserver2 under this name.
fn renamed(account: &str) -> Test {
    let test = Test::init().seen();
    test.sql(INSTANCE);
    test.sql(&format!("UPDATE sys_user SET user_name = '{account}' WHERE user_name = 'midserver2'"));
    test
}

fn detailed(test: &Test) -> String {
    test.run(&["check-connectivity", "--debug", "detailed"]).done().quiet().stdout()
}

/// The data of the detailed view on that user.
fn user(test: &Test, name: &str) -> Value {
    let json = test.run(&["check-connectivity", "--debug", "2", "--json"]).done().json();
    let users = json["runs"][0]["evidence"]["users"].as_array().unwrap().clone();
    users.into_iter().find(|user| user["user_name"] == name).unwrap()
}

#[test]
fn a_name_that_differs_from_an_account_only_by_capitals_or_blanks_is_said_to() {
    for account in ["MidServer2", " midserver2", "midserver2 ", "MIDSERVER2  "] {
        let test = renamed(account);
        let said = detailed(&test);
        let shown = if account.trim() == account { account.to_owned() } else { format!("{account:?}") };
        let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let row = format!("not in sys_user; {shown} differs only by capitals or blanks");
        assert!(words.contains(&row.split_whitespace().collect::<Vec<_>>().join(" ")), "{said}");
        assert_eq!(
            test.query("SELECT message FROM syslog WHERE level = 1 AND message LIKE '%blanks'"),
            [ONE]
        );
        assert_eq!(user(&test, "midserver2")["similar_accounts"], json!([account]));
    }
}

#[test]
fn a_name_that_has_its_account_or_differs_by_a_letter_is_not() {
    for account in ["midserver2", "midserver3", "mid server2", ""] {
        let test = renamed(account);
        let said = detailed(&test);
        assert!(!said.contains("differs only"), "{account:?}: {said}");
        assert_eq!(test.query("SELECT message FROM syslog WHERE message LIKE '%blanks'").len(), 0);
        assert_eq!(user(&test, "midserver2")["similar_accounts"], json!([]));
    }
    let test = renamed("MidServer2");
    test.sql("INSERT INTO sys_user (user_name) VALUES ('midserver2')");
    assert!(!detailed(&test).contains("differs only"), "it has its account besides");
}

#[test]
fn the_log_says_how_many_names_and_the_summary_none() {
    let test = renamed("MidServer2");
    test.sql("UPDATE sys_user SET user_name = 'Local-Midserver' WHERE user_name = 'local-midserver'");
    let two = "2 configured user names have no account in sys_user, and each differs from one only by capitals or blanks";
    for debug in ["off", "summary"] {
        let said = test.run(&["check-connectivity", "--debug", debug]).done().stdout();
        assert!(said.contains(two) && !said.to_lowercase().contains("midserver2"), "{said}");
    }
    assert_eq!(test.query("SELECT count(*) FROM syslog WHERE level = 1 AND message LIKE '%blanks'"), ["2"]);
}

#[test]
fn a_user_of_mid_servers_that_are_up_is_no_matter_of_the_sampling() {
    let test = renamed("MidServer2");
    test.sql("UPDATE ecc_agent SET status = 'Up' WHERE name = 'mid-emea-1'");
    assert!(!detailed(&test).contains("only by capitals"));
}

#[test]
fn names_that_differ_by_capitals_are_two_users_all_the_same() {
    let test = renamed("MidServer2");
    detailed(&test);
    let found =
        test.query("SELECT message FROM ecc_agent_issue WHERE lower(user_name) = 'midserver2' ORDER BY 1");
    let not_associated = "User MidServer2 with mid_server role is not associated with a MID Server. No login attempts within reporting period.";
    let down =
        "User midserver2 is associated with 1 down MID Server. No login attempts within reporting period.";
    assert_eq!(found, [not_associated, down]);
}

#[test]
fn every_similar_account_is_shown() {
    let test = renamed("MidServer2");
    test.sql("INSERT INTO sys_user (user_name) VALUES ('MIDSERVER2')");
    assert!(detailed(&test).contains("not in sys_user; MIDSERVER2, MidServer2 differ only by"));
    assert_eq!(user(&test, "midserver2")["similar_accounts"], json!(["MIDSERVER2", "MidServer2"]));
}

/// The example, and an active account besides of the name local-midserver, whose first one holds every role.
fn two_of_a_name() -> Test {
    let test = Test::init().seen();
    test.sql(INSTANCE);
    test.sql("INSERT INTO sys_user (sys_id, user_name, active) VALUES ('b0000000000000000000000000000009', 'local-midserver', 1)");
    test
}

#[test]
fn accounts_of_one_name_each_have_their_own_roles() {
    let test = two_of_a_name();
    let rows = "    account        b0000000000000000000000000000002, active, locked out
    roles held     mid_server, soap, soap_query, soap_script
    roles missing  none
    account        b0000000000000000000000000000009, active
    roles held     none
    roles missing  mid_server, soap, soap_query, soap_script
";
    let said = test.run(&["check-connectivity", "--debug", "detailed"]).done().output.stdout;
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains(rows), "{said}");
    let accounts = user(&test, "local-midserver")["accounts"].take();
    assert_eq!(accounts[0]["roles_missing"], json!([]));
    assert_eq!(accounts[1]["roles_held"], json!([]));
}

#[test]
fn no_role_is_held_by_a_name_because_another_account_of_it_holds_it() {
    let test = two_of_a_name();
    let found = user(&test, "local-midserver");
    assert_eq!(found["roles_held"], json!([]));
    assert_eq!(found["roles_missing"], json!(["mid_server", "soap", "soap_query", "soap_script"]));
    test.sql(
        "INSERT INTO sys_user_has_role (user, role) VALUES
            ('b0000000000000000000000000000009', 'c0000000000000000000000000000001'),
            ('b0000000000000000000000000000009', 'c0000000000000000000000000000003');",
    );
    let found = user(&test, "local-midserver");
    assert_eq!(found["roles_held"], json!(["mid_server", "soap_script"]));
    assert_eq!(found["roles_missing"], json!(["soap", "soap_query"]));
    test.sql("DELETE FROM sys_user WHERE sys_id = 'b0000000000000000000000000000009'");
    let found = user(&test, "local-midserver");
    assert_eq!((&found["roles_missing"], found["accounts"].as_array().unwrap().len()), (&json!([]), 1));
}

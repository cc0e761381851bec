//! What a page must not say, and what it must: of accounts that are shared, spelled otherwise, or used by nobody.

use super::play::{LeftOut, World};
use crate::support::Test;

fn played(name: &str) -> (Test, String) {
    let world = World::all().into_iter().find(|world| world.name == name).unwrap();
    (world.play(LeftOut::Nothing), world.now().to_owned())
}

/// A page in one line, so that nothing depends on where it folds.
fn page(name: &str, args: &[&str]) -> String {
    let (test, now) = played(name);
    let page = test.run(&[&["why"], args].concat()).at(&now).done().stdout();
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn says(page: &str, texts: &[&str]) {
    for text in texts {
        assert!(page.contains(text), "{text:?}: {page}");
    }
}

#[test]
fn of_several_users_no_row_of_another_mid_server_is_to_be_deleted() {
    let page = page("accounts", &["mid-lab-2"]);
    says(
        &page,
        &[
            "svc.mid.lab2 (account exists) and svc.mid.lab2.new (no such account)",
            "no row of another MID Server: ID (svc.mid.lab2) or ID (svc.mid.lab2.new)",
        ],
    );
    let by_the_other = self::page("accounts", &["svc.mid.lab2.new"]);
    assert_eq!(by_the_other, page);
}

#[test]
fn of_a_shared_account_the_password_is_not_ruled_out_and_no_login_is_told_as_its_own() {
    let page = page("passwords", &["mid-apac-1"]);
    says(
        &page,
        &["shared with mid-apac-2 (Up)", "401 or", "login of the account, by one of its MID Servers"],
    );
    let not = page.split("Not it").nth(1).unwrap().split("History").next().unwrap();
    assert!(!not.contains("its password") && !page.contains("it is Down all the same"), "{page}");
    let own = self::page("passwords", &["mid-lab-1"]);
    says(own.split("Not it").nth(1).unwrap(), &["its password"]);
}

#[test]
fn a_name_that_differs_by_capitals_shows_both_spellings_everywhere() {
    let both = ["SVC.mid.emea2", "svc.mid.emea2"];
    let page = page("accounts", &["mid-emea-2"]);
    says(&page, &both);
    says(page.split("History").nth(1).unwrap(), &["no account SVC.mid.emea2; svc.mid.emea2 exists"]);
    says(&self::page("accounts", &[]), &both);
    let (test, now) = played("accounts");
    let asked = test.run(&["why", "svc.mid.emea2"]).at(&now).output();
    asked.refuses(&["mid-emea-2 uses \"SVC.mid.emea2\"", "midjobs why mid-emea-2"]);
}

#[test]
fn of_accounts_that_nobody_uses_the_near_spelling_is_not_told_and_another_one_is_by_name() {
    let (test, now) = played("accounts");
    let estate = test.run(&["why"]).at(&now).done().stdout();
    assert!(!estate.contains("NOTHING TO DO"), "{estate}");
    test.sql("INSERT INTO sys_user (sys_id, user_name, active) VALUES ('c0000000000000000000000000000001', 'mid.prod.01', 1)");
    test.sql("INSERT INTO sys_user_has_role (sys_id, user, role, state) SELECT 'c0000000000000000000000000000002', 'c0000000000000000000000000000001', sys_id, 'active' FROM sys_user_role WHERE name = 'mid_server'");
    let estate = test.run(&["why"]).at(&now).done().stdout();
    says(&estate, &["NOTHING TO DO", "    no login seen  mid.prod.01\n"]);
    test.run(&["why", "mid.prod.01"]).at(&now).done().saying("no MID Server uses it");
}

#[test]
fn what_is_certain_comes_before_what_was_not_seen_on_every_page() {
    let certain = "lacks the role mid_server";
    for args in [&["mid-apac-2"][..], &["mid-apac-2", "--ticket"], &[]] {
        let page = page("missing_rows", args).replace('`', "");
        let (certain, open) = (page.find(certain).unwrap(), page.find("is also locked").unwrap());
        assert!(certain < open && !page.contains("it cannot be told"), "{args:?}: {page}");
    }
    says(
        &page("missing_rows", &[]),
        &["Rows as of 2026-03-01 12:30, 1m ago; sysevent as of 11:00, before the clone"],
    );
}

#[test]
fn a_ticket_says_of_each_mid_server_since_when_it_is_down() {
    let page = page("classes", &["--ticket"]);
    says(
        &page,
        &[
            "# 5 of 8 MID Servers are Down",
            "no heartbeat since 2025-11-03 04:00",
            "it was added on 2026-03-01 12:05, after the clone",
            "it changed its status 4 times within the last hour",
            "went Down later than the clone",
        ],
    );
}

#[test]
fn the_status_names_each_mid_server_also_one_without_an_account() {
    let (test, now) = played("accounts");
    let said = test.run(&["status"]).at(&now).ends_with(2).stdout();
    let named = said.lines().filter(|line| line.starts_with("  mid-")).count();
    assert_eq!(named, 7, "{said}");
    says(&said, &["\n  mid-dmz-1: no user is known", "(`midjobs why mid-dmz-1`)\n"]);
}

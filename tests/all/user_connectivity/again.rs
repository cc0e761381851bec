//! Issues that are found again are counted together: each keeps its state, and says what is so now.

use super::example::INSTANCE;
use crate::support::Test;

const SHOWN: &str = "SELECT source, user_name, state, count, sys_domain FROM ecc_agent_issue ORDER BY source, user_name, state";

/// The issues of the example, and three that another sampling has nothing to do with: one of another source, one that is
/// resolved, one of a MID Server.
fn found_once() -> Test {
    let test = Test::init().seen();
    test.sql(INSTANCE);
    test.run(&["check-connectivity"]).done();
    for (source, state, mid_server) in [
        ("Other", "new", "NULL"),
        ("MIDUserConnectivity", "resolved", "NULL"),
        ("OtherMid", "new", "'a0000000000000000000000000000001'"),
    ] {
        test.sql(&format!(
            "INSERT INTO ecc_agent_issue (source, state, mid_server, user_name, message)
             SELECT '{source}', '{state}', {mid_server}, 'midserver2', message FROM ecc_agent_issue
             WHERE source = 'MIDUserConnectivity' AND user_name = 'midserver2' LIMIT 1"
        ));
    }
    test
}

#[test]
fn each_open_issue_is_counted_once_and_no_other() {
    let test = found_once();
    test.sql("UPDATE ecc_agent_issue SET state = 'acknowledged' WHERE user_name = 'ardis.maison'");
    test.run(&["check-connectivity"]).done();
    assert_eq!(
        test.query(SHOWN),
        [
            "MIDUserConnectivity|ardis.maison|acknowledged|2|global",
            "MIDUserConnectivity|local-midserver|new|2|global",
            "MIDUserConnectivity|midserver2|new|2|global",
            "MIDUserConnectivity|midserver2|resolved|1|global",
            "Other|midserver2|new|1|global",
            "OtherMid|midserver2|new|1|global",
        ]
    );
}

#[test]
fn an_issue_that_is_counted_says_the_domain_of_now_and_the_others_what_they_said() {
    let test = found_once();
    test.sql("UPDATE sys_user SET sys_domain = 'emea' WHERE user_name = 'midserver2'");
    test.run(&["check-connectivity"]).done();
    assert_eq!(
        test.query(SHOWN),
        [
            "MIDUserConnectivity|ardis.maison|new|2|global",
            "MIDUserConnectivity|local-midserver|new|2|global",
            "MIDUserConnectivity|midserver2|new|2|emea",
            "MIDUserConnectivity|midserver2|resolved|1|global",
            "Other|midserver2|new|1|global",
            "OtherMid|midserver2|new|1|global",
        ]
    );
}

/// Open issues that nothing finds, as many as there are numbers.
fn not_found_again(test: &Test, numbers: std::ops::Range<u32>) {
    for number in numbers {
        test.sql(&format!(
            "INSERT INTO ecc_agent_issue (source, user_name, message) VALUES ('MIDUserConnectivity', 'gone', 'gone {number}')"
        ));
    }
}

#[test]
fn whether_few_or_most_are_found_again_the_others_are_not_counted() {
    for many in [1, 7] {
        let test = found_once();
        not_found_again(&test, 0..many);
        test.run(&["check-connectivity"]).done();
        let counted = "SELECT state, count, count(*) FROM ecc_agent_issue WHERE source = 'MIDUserConnectivity' GROUP BY 1, 2";
        assert_eq!(test.query(counted), ["new|2|3".to_owned(), format!("resolved|1|{}", many + 1)]);
        assert_eq!(
            test.value("SELECT count(*) FROM ecc_agent_issue WHERE run IS NULL AND state = 'new'"),
            "2"
        );
    }
}

/// More than one statement inserts, and no power of two.
#[test]
fn hundreds_of_issues_are_opened_together_and_each_is_as_its_table_wants_it() {
    let test = found_once();
    test.sql(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 300)
         INSERT INTO sys_user (sys_id, user_name, active, sys_domain)
         SELECT printf('d%031d', n), 'holder''' || n, 1, CASE n WHEN 7 THEN 'emea' END FROM n;
         INSERT INTO sys_user_has_role (user, role)
         SELECT sys_id, 'c0000000000000000000000000000001' FROM sys_user WHERE sys_id LIKE 'd%'",
    );
    test.run(&["check-connectivity"]).done();
    let opened = "SELECT count(*), count(DISTINCT message), count(DISTINCT sys_id), min(count), max(count), min(state), max(state)
         FROM ecc_agent_issue WHERE user_name LIKE 'holder%' AND instr(message, ' ' || user_name || ' ') > 0
             AND last_detected = sys_created_on AND last_detected = sys_updated_on AND mid_server IS NULL";
    assert_eq!(test.value(opened), "300|300|300|1|1|new|new");
    assert_eq!(test.query("SELECT user_name FROM ecc_agent_issue WHERE sys_domain = 'emea'"), ["holder'7"]);
    assert_eq!(test.value("PRAGMA integrity_check"), "ok");
    test.run(&["check-connectivity"]).done();
    let counted = "SELECT count, count(*) FROM ecc_agent_issue WHERE user_name LIKE 'holder%' GROUP BY 1";
    assert_eq!(test.query(counted), ["2|300"]);
}

/// Of several accounts of one name the first domain counts, an empty one is none, and there is one issue.
#[test]
fn two_accounts_of_one_name_are_one_user() {
    let test = found_once();
    test.sql(
        "INSERT INTO sys_user (sys_id, user_name, active, sys_domain) VALUES
             ('d0000000000000000000000000000001', 'ardis.maison', 1, 'emea'),
             ('d0000000000000000000000000000002', 'ardis.maison', 1, 'apac'),
             ('d0000000000000000000000000000003', 'ardis.maison', 0, 'africa'),
             ('d0000000000000000000000000000004', 'ardis.maison', 1, '');
         INSERT INTO sys_user_has_role (user, role)
         SELECT sys_id, 'c0000000000000000000000000000001' FROM sys_user WHERE sys_id LIKE 'd%'",
    );
    test.run(&["check-connectivity"]).done();
    let shown = "SELECT sys_domain, count FROM ecc_agent_issue WHERE user_name = 'ardis.maison'";
    assert_eq!(test.query(shown), ["apac|2"]);
}

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

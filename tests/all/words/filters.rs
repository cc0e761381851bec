//! A filter that names what there is not is an error with what was meant; one that finds nothing says what to do next.

use crate::support::{Test, rows};

fn with_a_mid_server() -> Test {
    let test = Test::init().seen();
    test.sql(&rows::mid_server('a', "mid-emea-1", "Up", "svc.emea"));
    test.run(&["run-now", "PurgeAgentIssues"]).done();
    test
}

#[test]
fn a_name_that_there_is_not_is_an_error_with_what_was_meant() {
    let test = with_a_mid_server();
    for (args, words) in [
        (
            &["issues", "--mid-server", "mid-emea-2"][..],
            &["no MID Server \"mid-emea-2\"", "did you mean mid-emea-1?"][..],
        ),
        (
            &["issues", "--source", "instanceclone"],
            &["no source \"instanceclone\"", "did you mean InstanceClone?"],
        ),
        (&["issues", "ack", "--source", "InstanceClones"], &["no source", "did you mean InstanceClone?"]),
        (&["issues", "ack", "--mid-server", "mid-emea"], &["no MID Server", "did you mean mid-emea-1?"]),
        (&["mids", "--status", "Dwn"], &["no status \"Dwn\"", "did you mean Down?"]),
        (&["mids", "mid-emea"], &["no MID Server", "did you mean mid-emea-1?"]),
        (&["runs", "--job", "PurgeAgentIssue"], &["no job", "did you mean PurgeAgentIssues?"]),
        (&["runs", "--outcome", "faild"], &["failed"]),
        (&["log", "--job", "purgehistory"], &["no job", "did you mean PurgeHistory?"]),
        (&["log", "--run", "0123456789"], &["no run \"0123456789\"", "midjobs runs"]),
        (&["explain", "PurgeHistroy"], &["no job", "did you mean PurgeHistory?"]),
        (&["run-now", "miduserconnectivity"], &["no job", "did you mean MIDUserConnectivity?", "There are:"]),
        (&["jobs", "next", "PurgeHistry"], &["no job", "did you mean PurgeHistory?"]),
        (&["jobs", "show", "PurgeHistry"], &["no job", "did you mean PurgeHistory?"]),
        (&["jobs", "remove", "PurgeHistry"], &["no trigger", "did you mean PurgeHistory?"]),
        (
            &["jobs", "set", "MIDUserConnectivity", "perod", "5m"],
            &["no parameter", "did you mean period?", "It has:"],
        ),
        (&["jobs", "unset", "MIDUserConnectivity", "perod"], &["no parameter", "did you mean period?"]),
        (&["tables", "unset", "sysevents"], &["no table \"sysevents\"", "did you mean sysevent?"]),
        (&["tables", "never", "sys_usr", "--reason", "x"], &["no table", "did you mean sys_user?"]),
        (&["import", "--table", "ecc_agnt", "x.csv"], &["no table", "did you mean ecc_agent?"]),
        (&["export", "ecc_agnt"], &["no table", "did you mean ecc_agent?"]),
        (&["notify", "--skip", "chat"], &["no receiver \"chat\"; see `midjobs notify`"]),
        (&["notify", "--stop", "chat"], &["no receiver \"chat\"; see `midjobs notify`"]),
        (&["log", "--level", "warnng"], &["a similar value exists: 'warning'"]),
        (&["issues", "--state", "nwe"], &["possible values: open, new"]),
        (&["restore", "nofile.db"], &["there is no file nofile.db", "midjobs backup"]),
        (&["jobs", "set", "BadMIDCredentialAfterClone-1", "period", "5m"], &["no parameter", "it has none"]),
        (&["why", "mid-emea-2"], &["there is no MID Server \"mid-emea-2\""]),
    ] {
        let ended = test.run(args).output();
        assert_eq!((ended.code(), ended.stdout().as_str()), (3, ""), "{ended}");
        words.iter().for_each(|word| assert!(ended.stderr().contains(word), "{word:?} is not in: {ended}"));
    }
}

#[test]
fn what_could_be_there_and_is_not_is_an_empty_list_with_what_to_do_next() {
    let test = with_a_mid_server();
    for (args, words) in [
        (&["issues"][..], "midjobs why"),
        (&["issues", "--state", "all"], "midjobs run"),
        (&["notify"], "--notify FILE"),
        (&["issues", "--source", "InstanceClone"], "midjobs issues --state all"),
        (&["issues", "--state", "resolved", "--mid-server", "MID-EMEA-1"], "midjobs issues --state all"),
        (&["mids", "--status", "Paused"], "midjobs mids"),
        (&["mids", "--status", "down"], "midjobs mids"),
        (&["runs", "--job", "PurgeHistory"], "midjobs jobs next"),
        (&["runs", "--outcome", "failed"], "midjobs jobs next"),
        (&["log", "--job", "PurgeHistory"], "midjobs runs"),
        (&["log", "--since", "2026-04-01"], "midjobs runs"),
        (&["jobs", "next", "BadMIDCredentialAfterClone-1"], "after a clone"),
        (&["after-clone", "--list"], "midjobs after-clone"),
    ] {
        test.run(args).done().quiet().saying(words);
    }
    Test::init().run(&["mids"]).done().saying("midjobs import --help");
}

#[test]
fn a_source_a_status_and_a_job_that_only_rows_know_are_known() {
    let test = with_a_mid_server();
    test.sql(
        "INSERT INTO ecc_agent_issue (source, message, state) VALUES ('Ours', 'x', 'resolved');
         INSERT INTO ecc_agent (name, status) VALUES ('odd', 'Asleep');
         INSERT INTO syslog (sys_created_on, level, source, message) VALUES ('2026-03-01 12:00:00', -1, 'Gone', 'x')",
    );
    test.run(&["issues", "--source", "Ours"]).done().quiet();
    test.run(&["mids", "--status", "asleep"]).done().saying("odd");
    test.run(&["log", "--job", "Gone"]).done().quiet();
}

#[test]
fn json_has_an_empty_list_where_people_are_told_what_to_do() {
    let test = with_a_mid_server();
    for (args, name) in [
        (&["issues"][..], "issues"),
        (&["mids", "--status", "Paused"], "mid_servers"),
        (&["log", "--since", "2027-01-01"], "log"),
    ] {
        let found = test.run(&[&["--json"], args].concat()).done().json();
        assert_eq!(found[name].as_array().unwrap().len(), 0, "{found}");
    }
}

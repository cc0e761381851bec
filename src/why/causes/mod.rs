//! Causes: what is wrong, in the order in which they are asked.

mod account;
mod logins;
mod roles;
mod sign_in;
mod user;

use super::case::Case;
use super::evidence::Verdict;

/// Whether what is to be done needs the host of the MID Server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// The instance is enough.
    Instance,
    /// Its configuration or its service is to be looked at.
    Host,
}

/// One cause. In its texts a name in braces is filled with what is known of the MID Server, and a text with one that is
/// not known does not apply: see `Facts`.
pub struct Cause {
    /// Its stable name.
    pub name: &'static str,
    /// In a few words.
    pub words: &'static str,
    /// The same about one MID Server: the first of these that applies.
    pub said: &'static [&'static str],
    /// What it is called where it is excluded; `None` where that is worth no word.
    pub not: Option<&'static str>,
    /// The tables that it rests on.
    pub rests_on: &'static [&'static str],
    /// Whether the rows prove it.
    pub judge: fn(&Case) -> Verdict,
    /// Where it is mended.
    pub mended: Where,
    /// What to do, step by step. What begins with "stop" comes first, with "start" or "restart" last, once for all that is
    /// proven.
    pub remedy: &'static [&'static str],
}

/// What is called a cause where none can be told.
pub const CANNOT_TELL: &str = "cannot_tell";

/// The password is set on both sides.
const SET_THE_PASSWORD: &str = "set one password on the user {user} and in {configs}; in the file write & as &amp; and < as &lt; (KB0597574)";

/// What a change of roles needs.
const RESTART_FOR_ROLES: &str = "restart {all}: role changes take effect after a restart (KB0535040)";

/// Every cause, in its order.
pub static CAUSES: [Cause; 15] = [
    Cause {
        name: "no_user_known",
        words: "no user is known: none is configured, and none ever logged in",
        said: &[],
        not: None,
        rests_on: &["ecc_agent_config", "ecc_agent"],
        judge: user::no_user_known,
        mended: Where::Host,
        remedy: &[
            "read mid.instance.username in config.xml of {mid} on {host}; where it is empty, set it and the password",
            "restart {mid}",
        ],
    },
    Cause {
        name: "several_configured_users",
        words: "it is configured with several users",
        said: &["it is configured with several users: {values}"],
        not: Some("several users"),
        rests_on: &["ecc_agent_config"],
        judge: user::several_configured_users,
        mended: Where::Host,
        remedy: &[
            "read mid.instance.username in config.xml of {mid} on {host}: it says whether {names} is right",
            "on the instance delete from ecc_agent_config the row of {mid} with the wrong value, and no row of another MID Server: {rows}",
            "restart {mid}",
        ],
    },
    Cause {
        name: "name_differs",
        words: "its account is spelled otherwise: capitals or blanks differ",
        said: &["there is no account {user}, but there is {near}: capitals or blanks differ"],
        not: Some("spelling"),
        rests_on: &["sys_user"],
        judge: account::name_differs,
        mended: Where::Host,
        remedy: &[
            "in {configs} spell the user as its account is, {near}; or on the instance rename the account {near} to {user}",
            "restart {all}",
        ],
    },
    Cause {
        name: "account_missing",
        words: "its account is not there",
        said: &["its account {user} is not there"],
        not: Some("a missing account"),
        rests_on: &["sys_user"],
        judge: account::account_missing,
        mended: Where::Instance,
        remedy: &[
            "create the user {user} with its password from your vault: in config.xml it is encrypted; where nobody has it, set a new one on the user and in {configs}",
            "give the user {user} the role mid_server",
            "restart {all}",
        ],
    },
    Cause {
        name: "account_inactive",
        words: "its account is inactive",
        said: &["its account {user} is inactive"],
        not: Some("an inactive account"),
        rests_on: &["sys_user"],
        judge: account::account_inactive,
        mended: Where::Instance,
        remedy: &["set Active on the user {user}", "restart {all}"],
    },
    Cause {
        name: "account_locked",
        words: "its account is locked",
        said: &["its account {user} is locked"],
        not: Some("a lock-out"),
        rests_on: &["sys_user", "sysevent"],
        judge: account::account_locked,
        mended: Where::Host,
        remedy: &[
            "stop {all}, whose tries would lock the account again",
            SET_THE_PASSWORD,
            "{flagged}on the instance clear Locked out on the user {user} (KB0597570)",
            "{burst}on the instance look at Locked out on the user {user}, and clear it where it is set (KB0597570)",
            "start {all}",
        ],
    },
    Cause {
        name: "role_missing",
        words: "its account lacks the role mid_server",
        said: &["its account {user} lacks the role mid_server{too}"],
        not: Some("the role mid_server"),
        rests_on: &["sys_user_role", "sys_user_has_role"],
        judge: roles::role_missing,
        mended: Where::Instance,
        remedy: &["give the user {user} the role mid_server", RESTART_FOR_ROLES],
    },
    Cause {
        name: "contained_role_missing",
        words: "its account lacks a role that mid_server contains",
        said: &[
            "{some_held}its account {user} lacks {lacking}: it has mid_server and {held} that it contains",
            "its account {user} has mid_server alone, and lacks the roles that it contains: {lacking}",
        ],
        not: Some("the roles that it contains"),
        rests_on: &["sys_user_role_contains", "sys_user_has_role", "sys_user_role"],
        judge: roles::contained_role_missing,
        mended: Where::Instance,
        remedy: &[
            "{holds_mid_server}take the role mid_server from the user {user} and give it again: that brings {brought}",
            RESTART_FOR_ROLES,
        ],
    },
    Cause {
        name: "sign_in_restricted",
        words: "likely the instance refuses how its account signs in",
        said: &[
            "{basic}likely the instance refuses how its account {user} signs in: basic authentication is restricted and it is not exempt",
            "{soap}likely the instance refuses how its account {user} signs in: WS-Security is on and it is no internal integration user",
        ],
        not: Some("a sign-in restriction"),
        rests_on: &["sys_properties", "sys_user", "sys_user_has_role"],
        judge: sign_in::sign_in_restricted,
        mended: Where::Instance,
        remedy: &[
            "{basic}set Web service access only on the user {user}; or exempt it: add its sys_id {account} to the property glide.authenticate.basic_auth.allowed_users",
            "{soap}set Internal Integration User on the user {user}",
            "restart {all}",
        ],
    },
    Cause {
        name: "cannot_attribute",
        words: "its account is shared and logs in: which of its MID Servers does, no event says",
        said: &["its account {user} is shared with {sharers} and logs in: which of them does, no event says"],
        not: None,
        rests_on: &["sysevent", "ecc_agent", "ecc_agent_config"],
        judge: logins::cannot_attribute,
        mended: Where::Host,
        remedy: &[
            "look in agent.log of {mid} on {host} for 401 or \"not authorized\"",
            "{some_up}{not_locked}where it is there, correct the password in config.xml of {mid}, not on the user: {up} may log in with it; restart {mid}",
            "{none_up}{not_locked}where it is there, correct the password in config.xml of {mid} and restart {mid}",
            "where it is not there, queue, version or validation are next; on the instance look whether the MID Server Monitor and the scheduler run (KB0750372)",
            "when all is well, give each of {all} a user of its own: then events tell which it is",
        ],
    },
    Cause {
        name: "restart_needed",
        words: "roles were missing at its last login and are there now",
        said: &["its account {user} lacked {lacked} at its last login and has all roles now"],
        not: None,
        rests_on: &["sysevent", "sys_user_has_role"],
        judge: logins::restart_needed,
        mended: Where::Host,
        remedy: &[RESTART_FOR_ROLES],
    },
    Cause {
        name: "password_rejected",
        words: "its password is rejected",
        said: &["the password of its account {user} is rejected"],
        not: Some("its password"),
        rests_on: &["sysevent"],
        judge: logins::password_rejected,
        mended: Where::Host,
        remedy: &["stop {all}, whose tries would lock the account", SET_THE_PASSWORD, "start {all}"],
    },
    Cause {
        name: "logged_in_yet_down",
        words: "its account logs in, and it is Down all the same",
        said: &["its account {user} logs in, and it is Down all the same"],
        not: None,
        rests_on: &["sysevent", "sys_user"],
        judge: logins::logged_in_yet_down,
        mended: Where::Host,
        remedy: &[
            "look in agent.log of {mid} on {host} at what follows the login: queue, version or validation are next",
            "on the instance look whether the MID Server Monitor and the scheduler run (KB0750372)",
        ],
    },
    Cause {
        name: "configured_differs",
        words: "it logs in as another user than it is configured with",
        said: &["it last logged in as {old} and is configured with {user}"],
        not: Some("another user"),
        rests_on: &["ecc_agent_config", "ecc_agent"],
        judge: user::configured_differs,
        mended: Where::Host,
        remedy: &[
            "read mid.instance.username in config.xml of {mid} on {host}: it says whether {user} or {old} is right",
            "restart {mid}: then both are the same",
        ],
    },
    Cause {
        name: "no_attempt_seen",
        words: "no attempt to log in was seen: service, network, proxy or address rules",
        said: &[
            "no attempt of {user} to log in was seen: its service stopped at {stopped}",
            "no attempt of {user} to log in was seen: service, network, proxy or address rules",
        ],
        not: None,
        rests_on: &["sysevent"],
        judge: logins::no_attempt_seen,
        mended: Where::Host,
        remedy: &[
            "on {host} start the service of {mid}, which stopped at {stopped}; where it stops again, agent.log says why",
            "{running}look whether the service of {mid} runs on {host}, and in its agent.log",
            "{running}look whether {host} reaches the instance: network, proxy, address rules",
        ],
    },
];

/// The cause of that name.
pub fn named(name: &str) -> Option<&'static Cause> {
    CAUSES.iter().find(|cause| cause.name == name)
}

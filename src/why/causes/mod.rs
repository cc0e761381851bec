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

/// One cause.
pub struct Cause {
    /// Its stable name.
    pub name: &'static str,
    /// In a few words, about the user `{user}`.
    pub words: &'static str,
    /// What it is called where it is excluded; `None` where that is worth no word.
    pub not: Option<&'static str>,
    /// The tables that it rests on.
    pub rests_on: &'static [&'static str],
    /// Whether the rows prove it.
    pub judge: fn(&Case) -> Verdict,
    /// Where it is mended.
    pub mended: Where,
    /// What to do, step by step, about `{user}`, `{mid}`, `{host}`, `{all}` (every MID Server of the user) and `{stopped}`
    /// (when its service stopped). What begins with "stop" comes first, with "start" or "restart" last, once for all that is
    /// proven.
    pub remedy: &'static [&'static str],
}

/// What is called a cause where none can be told.
pub const CANNOT_TELL: &str = "cannot_tell";

/// Every cause, in its order.
pub static CAUSES: [Cause; 15] = [
    Cause {
        name: "no_user_known",
        words: "no user is known: none is configured, and none ever logged in",
        not: None,
        rests_on: &["ecc_agent_config", "ecc_agent"],
        judge: user::no_user_known,
        mended: Where::Host,
        remedy: &[
            "look up mid.instance.username in config.xml on {host}, and set it and the password",
            "start {all}",
        ],
    },
    Cause {
        name: "several_configured_users",
        words: "it is configured with several users",
        not: Some("several users"),
        rests_on: &["ecc_agent_config"],
        judge: user::several_configured_users,
        mended: Where::Host,
        remedy: &[
            "look up mid.instance.username in config.xml on {host}: it says which user is right",
            "delete the other rows of ecc_agent_config",
            "restart {all}",
        ],
    },
    Cause {
        name: "name_differs",
        words: "its account is spelled otherwise: capitals or blanks differ",
        not: Some("spelling"),
        rests_on: &["sys_user"],
        judge: account::name_differs,
        mended: Where::Host,
        remedy: &[
            "spell the user in config.xml on {host} as the account is, or rename the account",
            "restart {all}",
        ],
    },
    Cause {
        name: "account_missing",
        words: "its account is not there",
        not: Some("a missing account"),
        rests_on: &["sys_user"],
        judge: account::account_missing,
        mended: Where::Instance,
        remedy: &[
            "create the user {user} with the password that config.xml has; where nobody knows it, set a new one on both sides",
            "give the user {user} the role mid_server",
            "restart {all}",
        ],
    },
    Cause {
        name: "account_inactive",
        words: "its account is inactive",
        not: Some("an inactive account"),
        rests_on: &["sys_user"],
        judge: account::account_inactive,
        mended: Where::Instance,
        remedy: &["set Active on the user {user}", "restart {all}"],
    },
    Cause {
        name: "account_locked",
        words: "its account is locked",
        not: Some("a lock-out"),
        rests_on: &["sys_user", "sysevent"],
        judge: account::account_locked,
        mended: Where::Host,
        remedy: &[
            "stop {all} first, or the account is locked again",
            "set one password on the user {user} and in config.xml of each of its MID Servers; special characters need care (KB0597574)",
            "clear Locked out on the user {user} (KB0597570)",
            "start {all}",
        ],
    },
    Cause {
        name: "role_missing",
        words: "its account lacks the role mid_server",
        not: Some("the role mid_server"),
        rests_on: &["sys_user_role", "sys_user_has_role"],
        judge: roles::role_missing,
        mended: Where::Instance,
        remedy: &[
            "give the user {user} the role mid_server",
            "restart {all}: a change of roles counts after that (KB0535040)",
        ],
    },
    Cause {
        name: "contained_role_missing",
        words: "its account lacks a role that mid_server contains",
        not: Some("the roles that it contains"),
        rests_on: &["sys_user_role_contains", "sys_user_has_role", "sys_user_role"],
        judge: roles::contained_role_missing,
        mended: Where::Instance,
        remedy: &[
            "take the role mid_server from the user {user} and give it again: that brings the roles that it contains",
            "restart {all}: a change of roles counts after that (KB0535040)",
        ],
    },
    Cause {
        name: "sign_in_restricted",
        words: "the instance restricts how its account may sign in",
        not: Some("a sign-in restriction"),
        rests_on: &["sys_properties", "sys_user", "sys_user_has_role"],
        judge: sign_in::sign_in_restricted,
        mended: Where::Instance,
        remedy: &[
            "set Web service access only and Internal Integration User on the user {user}, or exempt it from the restriction of basic authentication",
            "restart {all}",
        ],
    },
    Cause {
        name: "cannot_attribute",
        words: "its account is shared and logs in: which of its MID Servers does, no event says",
        not: None,
        rests_on: &["sysevent", "ecc_agent", "ecc_agent_config"],
        judge: logins::cannot_attribute,
        mended: Where::Host,
        remedy: &[
            "look into agent.log on {host}: it says whether {mid} is the one that is refused",
            "give each of {all} a user of its own",
        ],
    },
    Cause {
        name: "restart_needed",
        words: "roles were missing at its last login and are there now",
        not: None,
        rests_on: &["sysevent", "sys_user_has_role"],
        judge: logins::restart_needed,
        mended: Where::Host,
        remedy: &["restart {all}: a change of roles counts after that (KB0535040)"],
    },
    Cause {
        name: "password_rejected",
        words: "its password is rejected",
        not: Some("its password"),
        rests_on: &["sysevent"],
        judge: logins::password_rejected,
        mended: Where::Host,
        remedy: &[
            "stop {all} first, or the account is locked again",
            "set one password on the user {user} and in config.xml of each of its MID Servers; special characters need care (KB0597574)",
            "start {all}",
        ],
    },
    Cause {
        name: "logged_in_yet_down",
        words: "its account logs in, and it is Down all the same",
        not: None,
        rests_on: &["sysevent", "sys_user"],
        judge: logins::logged_in_yet_down,
        mended: Where::Host,
        remedy: &[
            "look into agent.log on {host}: queue, version or validation are next",
            "on the instance, look whether the MID Server Monitor and the scheduler run (KB0750372)",
        ],
    },
    Cause {
        name: "configured_differs",
        words: "it logs in as another user than it is configured with",
        not: Some("another user"),
        rests_on: &["ecc_agent_config", "ecc_agent"],
        judge: user::configured_differs,
        mended: Where::Host,
        remedy: &[
            "look up mid.instance.username in config.xml on {host}: it says which user is right",
            "restart {all}: then both are the same",
        ],
    },
    Cause {
        name: "no_attempt_seen",
        words: "no attempt to log in was seen: service, network, proxy or address rules",
        not: None,
        rests_on: &["sysevent"],
        judge: logins::no_attempt_seen,
        mended: Where::Host,
        remedy: &[
            "the service of {mid} on {host} stopped at {stopped}: start it",
            "look whether the service of {mid} runs on {host}, and into agent.log",
            "look whether {host} reaches the instance: network, proxy, address rules",
        ],
    },
];

/// The cause of that name.
pub fn named(name: &str) -> Option<&'static Cause> {
    CAUSES.iter().find(|cause| cause.name == name)
}

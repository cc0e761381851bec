//! The cause that the instance restricts how an account may sign in.

use super::account::without_account;
use super::roles::holds_named;
use crate::intake::properties::{
    self, ALLOWED_ROLES, ALLOWED_USERS, ENFORCED, RESTRICTED, SYS_PROPERTIES, USUAL_ROLE, WS_SECURITY,
};
use crate::why::case::Case;
use crate::why::evidence::{Evidence, OpenQuestion, Verdict};
use crate::why::person::Account;

const PROPERTIES: &str = SYS_PROPERTIES.name;
const USERS: &str = "sys_user";

/// Basic authentication is restricted and the account is not exempt, or WS-Security is on and it is no internal
/// integration user. Either is enough.
pub(super) fn sign_in_restricted(case: &Case) -> Verdict {
    let known = &case.estate.known;
    if !known.was_loaded(PROPERTIES) {
        return Verdict::Moot;
    }
    let Some(account) = case.account() else { return without_account(case) };
    let flag = |column: &str, value: bool| known.sees(USERS, column).then_some(value);
    let web = flag("web_service_access_only", account.web_service_access_only);
    let integration = flag("internal_integration_user", account.internal_integration_user);
    let (basic, soap) = match known.sees_all(PROPERTIES, &["name", "value"]) {
        true => (basic(case, account, web), ws_security(case, account, integration)),
        false => (Verdict::Excluded, Verdict::Excluded),
    };
    match (basic, soap) {
        (proven @ Verdict::Proven(_), _) | (_, proven @ Verdict::Proven(_)) => return proven,
        (open @ Verdict::Open(_), _) | (_, open @ Verdict::Open(_)) => return open,
        _ => {}
    }
    let could_be_restricted = web != Some(true) || integration != Some(true);
    case.open(PROPERTIES, &["name", "value"]).filter(|_| could_be_restricted).unwrap_or(Verdict::Excluded)
}

fn is_on(case: &Case, name: &str) -> bool {
    case.rules.properties.get(name).is_some_and(|(_, value)| properties::is_on(value))
}

fn property(case: &Case, name: &'static str) -> Option<Evidence> {
    let (sys_id, value) = case.rules.properties.get(name)?;
    Some(Evidence::of(PROPERTIES, sys_id, "value", value, case.at(PROPERTIES)).with(Some(name)))
}

fn basic(case: &Case, account: &Account, web_service_access_only: Option<bool>) -> Verdict {
    if !is_on(case, RESTRICTED) || !is_on(case, ENFORCED) || web_service_access_only == Some(true) {
        return Verdict::Excluded;
    }
    if listed(case, ALLOWED_USERS, "").iter().any(|sys_id| *sys_id == account.sys_id) {
        return Verdict::Excluded;
    }
    let roles = listed(case, ALLOWED_ROLES, USUAL_ROLE);
    let held: Vec<Option<bool>> = roles.iter().map(|role| holds_named(case, role)).collect();
    if held.contains(&Some(true)) {
        return Verdict::Excluded;
    }
    if web_service_access_only.is_none() {
        return case.unseen(USERS, "web_service_access_only");
    }
    if held.contains(&None) {
        let reason =
            "whether the account holds a role that is allowed is not known: sys_user_has_role".to_owned();
        return case
            .open("sys_user_has_role", &["user", "role", "state"])
            .unwrap_or(Verdict::Open(OpenQuestion { table: "sys_user_has_role", reason, leans: false }));
    }
    // An exemption that was not seen is possible wherever its property was not.
    let unseen = [ALLOWED_USERS, ALLOWED_ROLES].iter().any(|name| !case.rules.properties.contains_key(*name));
    if let Some(open) = case.open(PROPERTIES, &["name", "value"]).filter(|_| unseen) {
        return open;
    }
    let flag = Evidence::of(USERS, &account.sys_id, "web_service_access_only", "false", case.at(USERS));
    Verdict::Proven(
        [property(case, RESTRICTED), property(case, ENFORCED), Some(flag)].into_iter().flatten().collect(),
    )
}

fn ws_security(case: &Case, account: &Account, internal_integration_user: Option<bool>) -> Verdict {
    match internal_integration_user {
        _ if !is_on(case, WS_SECURITY) => Verdict::Excluded,
        Some(true) => Verdict::Excluded,
        None => case.unseen(USERS, "internal_integration_user"),
        Some(false) => {
            let flag =
                Evidence::of(USERS, &account.sys_id, "internal_integration_user", "false", case.at(USERS));
            Verdict::Proven(property(case, WS_SECURITY).into_iter().chain([flag]).collect())
        }
    }
}

/// The values of a property that is a list; `usual` where there is no such property.
fn listed<'a>(case: &'a Case, name: &str, usual: &'a str) -> Vec<&'a str> {
    let value = case.rules.properties.get(name).map_or(usual, |(_, value)| value.as_str());
    properties::listed(value).collect()
}

//! Whether the source restricts how an account may sign in: its properties come with the clone.

use super::account::{Account, Held};
use super::reason::Reason;
use super::rules::{PROPERTIES, Rules};
use super::side::Side;
use crate::intake::properties::{
    self, ALLOWED_ROLES, ALLOWED_USERS, ENFORCED, RESTRICTED, USUAL_ROLE, WS_SECURITY,
};

/// Why an account that holds these roles after the clone may not be let in.
pub(super) fn restrictions(source: &Side, rules: &Rules, account: &Account, held: &[Held]) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = source.doubt(PROPERTIES, &["name", "value"]).into_iter().collect();
    let name = &account.user_name;
    if is_on(rules, RESTRICTED) && is_on(rules, ENFORCED) && !is_exempt(rules, account, held) {
        reasons.push(Reason::at_risk_anyway(format!(
            "the source restricts basic authentication ({RESTRICTED}, {ENFORCED}), and {name} is not known to be exempt: \
             it needs web_service_access_only or an allowed role"
        )));
    }
    if is_on(rules, WS_SECURITY) && account.internal_integration_user != Some(true) {
        reasons.push(Reason::at_risk_anyway(format!(
            "the source requires WS-Security ({WS_SECURITY}), and {name} is not known to be an internal integration user"
        )));
    }
    reasons
}

fn is_on(rules: &Rules, name: &str) -> bool {
    rules.property(name).is_some_and(properties::is_on)
}

fn is_exempt(rules: &Rules, account: &Account, held: &[Held]) -> bool {
    let holds = |role: &str| held.iter().any(|held| held.role == role && held.active == Some(true));
    account.web_service_access_only == Some(true)
        || listed(rules, ALLOWED_USERS, "").any(|sys_id| sys_id == account.sys_id)
        || listed(rules, ALLOWED_ROLES, USUAL_ROLE).any(|name| rules.named(name).any(holds))
}

/// The values of a property that is a list; `usual` where there is no such property.
fn listed<'a>(rules: &'a Rules, name: &str, usual: &'a str) -> impl Iterator<Item = &'a str> {
    properties::listed(rules.property(name).unwrap_or(usual))
}

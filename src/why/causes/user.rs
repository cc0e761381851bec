//! Causes about which user a MID Server has.

use crate::why::case::Case;
use crate::why::evidence::{Evidence, Verdict};

const CONFIG: &str = "ecc_agent_config";
const CONFIG_COLUMNS: [&str; 3] = ["ecc_agent", "param_name", "value"];

/// No configured user and no user that it logged in as.
pub(super) fn no_user_known(case: &Case) -> Verdict {
    if case.user.is_some() {
        return Verdict::Excluded;
    }
    if let Some(open) = case.open(CONFIG, &CONFIG_COLUMNS) {
        return open;
    }
    if !case.estate.known.sees("ecc_agent", "user_name") {
        return case.unseen("ecc_agent", "user_name");
    }
    Verdict::Proven(vec![
        case.absent(CONFIG, "param_name", "mid.instance.username"),
        Evidence::of("ecc_agent", &case.agent.sys_id, "user_name", "", case.at("ecc_agent")),
    ])
}

/// Two or more different values.
pub(super) fn several_configured_users(case: &Case) -> Verdict {
    let mut values: Vec<&(String, String)> = case.agent.configured.iter().collect();
    values.dedup_by(|one, other| one.1 == other.1);
    if values.len() > 1 && case.estate.known.sees_all(CONFIG, &CONFIG_COLUMNS) {
        let row = |(sys_id, value): &&(String, String)| {
            Evidence::of(CONFIG, sys_id, "value", value, case.at(CONFIG))
        };
        return Verdict::Proven(values.iter().map(row).collect());
    }
    case.open(CONFIG, &CONFIG_COLUMNS).unwrap_or(Verdict::Excluded)
}

/// It logged in as another user than it is configured with.
pub(super) fn configured_differs(case: &Case) -> Verdict {
    if let Some(open) = case.open(CONFIG, &CONFIG_COLUMNS) {
        return open;
    }
    let Some((row, value)) = case.agent.configured.first() else { return Verdict::Excluded };
    if !case.estate.known.sees("ecc_agent", "user_name") {
        return case.unseen("ecc_agent", "user_name");
    }
    let logged_in = case.agent.user_name.as_deref().filter(|logged_in| logged_in != value);
    logged_in.map_or(Verdict::Excluded, |logged_in| {
        Verdict::Proven(vec![
            Evidence::of(CONFIG, row, "value", value, case.at(CONFIG)),
            Evidence::of("ecc_agent", &case.agent.sys_id, "user_name", logged_in, case.at("ecc_agent")),
        ])
    })
}

//! Causes about the roles that the account lacks.

use super::account::without_account;
use crate::why::case::Case;
use crate::why::evidence::{Evidence, OpenQuestion, Verdict};

const HELD: &str = "sys_user_has_role";
const ROLES: &str = "sys_user_role";
const CONTAINS: &str = "sys_user_role_contains";

/// The account does not hold mid_server.
pub(super) fn role_missing(case: &Case) -> Verdict {
    both(case).0.clone()
}

/// It does not hold a role that mid_server contains.
pub(super) fn contained_role_missing(case: &Case) -> Verdict {
    both(case).1.clone()
}

/// What is said of mid_server and of the roles that it contains, which a cause about logins asks as well.
pub(super) fn both<'c>(case: &'c Case) -> &'c (Verdict, Verdict) {
    case.asked.roles.get_or_init(|| (of_mid_server(case), of_contained(case)))
}

fn of_mid_server(case: &Case) -> Verdict {
    if case.account().is_none() {
        return without_account(case);
    }
    match mid_server(case) {
        Ok(role) => lacks(case, role, "mid_server"),
        Err(open) => open,
    }
}

fn of_contained(case: &Case) -> Verdict {
    if case.account().is_none() {
        return without_account(case);
    }
    if let Err(open) = mid_server(case) {
        return open;
    }
    let known = &case.estate.known;
    let (mut proven, mut open) = (Vec::new(), case.open(CONTAINS, &["role", "contains"]));
    let contained = case.rules.contained.iter().filter(|_| known.sees_all(CONTAINS, &["role", "contains"]));
    for (role, row) in contained {
        match lacks(case, role, case.rules.called(role)) {
            Verdict::Proven(evidence) => {
                let said = Evidence::of(CONTAINS, row, "contains", role, case.at(CONTAINS));
                proven.push(said.with(Some(case.rules.called(role))));
                proven.extend(evidence);
            }
            Verdict::Open(question) => open = open.or(Some(Verdict::Open(question))),
            Verdict::Excluded | Verdict::Moot => {}
        }
    }
    if proven.is_empty() { open.unwrap_or(Verdict::Excluded) } else { Verdict::Proven(proven) }
}

/// The sys_id of the role mid_server: its row is all that is needed of the roles.
fn mid_server<'a>(case: &Case<'a>) -> Result<&'a str, Verdict> {
    let known = &case.estate.known;
    let role =
        case.rules.mid_server.as_deref().filter(|_| known.is_fresh(ROLES) && known.sees(ROLES, "name"));
    role.ok_or_else(|| {
        case.open(ROLES, &["name"]).unwrap_or_else(|| {
            let reason = format!("{ROLES} has no role mid_server");
            Verdict::Open(OpenQuestion { table: ROLES, reason, leans: false })
        })
    })
}

/// Whether the account lacks a role. Without its state a row proves nothing; that there is none still does.
fn lacks(case: &Case, role: &str, called: &str) -> Verdict {
    let rows = case.rows_of_role(role);
    if !rows.is_empty() && !case.estate.known.sees(HELD, "state") {
        return case.unseen(HELD, "state");
    }
    if rows.iter().any(|held| held.is_active()) {
        return Verdict::Excluded;
    }
    if let Some(open) = case.open(HELD, &["user", "role"]) {
        return open;
    }
    let lapsed = rows.iter().map(|held| {
        let state = held.state.clone().unwrap_or_default();
        Evidence::of(HELD, &held.sys_id, "state", state, case.at(HELD)).with(Some(called))
    });
    let evidence: Vec<Evidence> = lapsed.collect();
    if evidence.is_empty() {
        return Verdict::Proven(vec![case.absent(HELD, "role", called)]);
    }
    Verdict::Proven(evidence)
}

/// Whether the account holds a role of that name; `None` where that cannot be told.
pub(super) fn holds_named(case: &Case, name: &str) -> Option<bool> {
    let known = &case.estate.known;
    let named =
        case.rules.role_names.iter().filter(|(_, known)| *known == name).map(|(role, _)| role.as_str());
    let named: Vec<&str> = named.collect();
    if named.is_empty() || !known.sees(ROLES, "name") {
        return known.is_whole(ROLES, &["name"]).then_some(false);
    }
    let mut holds = Some(false);
    for role in named {
        match lacks(case, role, name) {
            Verdict::Excluded => return Some(true),
            Verdict::Proven(_) => {}
            Verdict::Open(_) | Verdict::Moot => holds = None,
        }
    }
    holds
}

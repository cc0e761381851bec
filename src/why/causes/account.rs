//! Causes about the account of the user.

use crate::why::case::Case;
use crate::why::evidence::{Evidence, OpenQuestion, Verdict};
use crate::why::person::{Login, locking};

const USERS: &str = "sys_user";

/// What is read of login events.
pub(super) const EVENT_COLUMNS: [&str; 3] = ["name", "parm1", "sys_created_on"];

/// Whether there is no account of exactly that name: `Err` where that cannot be told, or there is one.
fn no_account(case: &Case) -> Result<(), Verdict> {
    let Some((name, person)) = case.user else { return Err(Verdict::Moot) };
    let known = &case.estate.known;
    if known.is_fresh(USERS) && !person.accounts.is_empty() {
        return Err(Verdict::Excluded);
    }
    if let Some(open) = case.open(USERS, &["user_name"]) {
        return Err(open);
    }
    if !known.was_asked_for(USERS, name) {
        let reason = format!("whether {USERS} has {name:?} was not answered by the instance");
        return Err(Verdict::Open(OpenQuestion { table: USERS, reason, leans: false }));
    }
    Ok(())
}

/// An account that differs only by blanks at the ends or by case, and none of exactly that name.
pub(super) fn name_differs(case: &Case) -> Verdict {
    if let Err(verdict) = no_account(case) {
        return verdict;
    }
    let near = case.user.map_or(&[][..], |(_, person)| person.near.as_slice());
    let row =
        |(sys_id, name): &(String, String)| Evidence::of(USERS, sys_id, "user_name", name, case.at(USERS));
    Verdict::when(!near.is_empty(), || near.iter().map(row).chain(case.row_of_user()).collect())
}

/// No account of that name, nor one like it.
pub(super) fn account_missing(case: &Case) -> Verdict {
    if let Err(verdict) = no_account(case) {
        return verdict;
    }
    let Some((name, person)) = case.user else { return Verdict::Moot };
    Verdict::when(person.near.is_empty(), || {
        case.row_of_user().into_iter().chain([case.absent(USERS, "user_name", name)]).collect()
    })
}

/// Of the accounts of that name none is active.
pub(super) fn account_inactive(case: &Case) -> Verdict {
    let Some(account) = case.accounts().first() else { return without_account(case) };
    if !case.estate.known.sees(USERS, "active") {
        return case.unseen(USERS, "active");
    }
    Verdict::when(!account.active, || {
        vec![Evidence::of(USERS, &account.sys_id, "active", "false", case.at(USERS))]
    })
}

/// It says so, or its logins failed often enough that the lock takes itself off again. A good login that was not seen
/// may have followed: a lock by retries takes all events.
pub(super) fn account_locked(case: &Case) -> Verdict {
    let Some(account) = case.account() else { return without_account(case) };
    let sees = case.estate.known.sees(USERS, "locked_out");
    let says_so = (sees && account.locked_out)
        .then(|| Evidence::of(USERS, &account.sys_id, "locked_out", "true", case.at(USERS)));
    let burst: Vec<Evidence> = locking(case.logins()).into_iter().map(failed).collect();
    let unseen = case.open("sysevent", &EVENT_COLUMNS).or_else(|| case.open_heartbeat());
    match (says_so, unseen) {
        (Some(row), None) => Verdict::Proven([vec![row], burst].concat()),
        (Some(row), Some(_)) => Verdict::Proven(vec![row]),
        (None, None) if !burst.is_empty() => Verdict::Proven(burst),
        (None, Some(Verdict::Open(question))) => {
            Verdict::Open(OpenQuestion { leans: !burst.is_empty(), ..question })
        }
        (None, _) if !sees => case.unseen(USERS, "locked_out"),
        (None, _) => Verdict::Excluded,
    }
}

/// What is asked of an account where none is certain: nothing where there is none, else it is open.
pub(super) fn without_account(case: &Case) -> Verdict {
    if let Some(open) = case.open_account() {
        return open;
    }
    match no_account(case) {
        Err(open @ Verdict::Open(_)) => open,
        _ => Verdict::Moot,
    }
}

/// A login event as evidence, with where it came from, or the roles that were missing.
pub(super) fn failed(login: &Login) -> Evidence {
    let said = login.parm2.as_deref().filter(|said| !said.is_empty());
    let detail = said.map(|said| match login.name.as_str() {
        "login.authorization.failed" => format!("lacking {}", said.replace(',', ", ")),
        _ => format!("from {said}"),
    });
    Evidence::of("sysevent", &login.sys_id, "name", &login.name, Some(login.on)).with(detail)
}

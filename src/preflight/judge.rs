//! The judgement on one account: what of it will be there after the clone, and whether that is enough to log in.

use anyhow::Result;

use super::account::{self, Account, HELD, Held, USERS, roles_held, state};
use super::condition::Cover;
use super::plan::Plan;
use super::preserve::Preserved;
use super::reason::Reason;
use super::rules::{CONTAINS, MID_SERVER, ROLES, Rules};
use super::sign_in;

/// What every account of a plan is judged by.
pub(super) struct Judge<'a> {
    pub plan: &'a Plan<'a>,
    pub rules: &'a Rules,
}

/// An account that is judged: its name, how it stands on both sides, and what it must hold.
struct Case<'a> {
    name: &'a str,
    there: Option<Account>,
    here: Option<Account>,
    needed: Vec<String>,
    preserved: Preserved,
}

impl Judge<'_> {
    /// The user of a MID Server.
    pub fn mid_server_user(&self, name: &str) -> Result<Vec<Reason>> {
        let mut reasons = self.user(name, |_| self.rules.needed.clone())?;
        let source = &self.plan.source;
        reasons.extend(source.doubt(ROLES, &["name"]));
        reasons.extend(source.doubt(CONTAINS, &["role", "contains"]));
        if self.rules.needed.is_empty() && source.shows(ROLES, "name") {
            reasons.push(Reason::at_risk_anyway(format!("the source has no role {MID_SERVER} in {ROLES}")));
        }
        Ok(reasons)
    }

    /// The account that midjobs asks the target as: it needs the roles that it holds there now.
    pub fn own_account(&self, name: &str) -> Result<Vec<Reason>> {
        let holds_now = |here: Option<&Account>| {
            let roles = here.map_or(&[][..], |here| here.roles.as_slice());
            roles.iter().filter(|held| held.active == Some(true)).map(|held| held.role.clone()).collect()
        };
        let mut reasons = self.user(name, holds_now)?;
        reasons.extend(self.plan.target.doubt(HELD, &["user", "role", "state"]));
        Ok(reasons)
    }

    /// Whether an account is there in the target.
    pub fn is_in_target(&self, name: &str) -> Result<bool> {
        Ok(account::find(&self.plan.target, name)?.is_some())
    }

    fn user(&self, name: &str, needed: impl Fn(Option<&Account>) -> Vec<String>) -> Result<Vec<Reason>> {
        let mut there = account::find(&self.plan.source, name)?.filter(|_| !self.plan.excludes(USERS));
        if let Some(there) = there.as_mut().filter(|_| self.plan.excludes(HELD)) {
            there.roles.clear();
        }
        let here = account::find(&self.plan.target, name)?;
        let by = Preserved::by(&self.plan.preservers, name, here.as_ref(), self.rules);
        let mut reasons = self.plan.reasons_of_exclusions();
        let preserved = if self.plan.full {
            reasons.extend((!by.by.is_empty()).then(|| ignored(&by)));
            Preserved::nothing()
        } else {
            by
        };
        let needed = needed(here.as_ref());
        let case = Case { name, there, here, needed, preserved };
        match (&case.here, case.preserved.account) {
            (Some(here), Cover::Yes) => self.stays(&case, here, &mut reasons)?,
            _ => self.is_replaced(&case, &mut reasons)?,
        }
        Ok(reasons)
    }

    /// The source's account takes its place.
    fn is_replaced(&self, case: &Case, reasons: &mut Vec<Reason>) -> Result<()> {
        let mut found = Vec::new();
        match &case.there {
            Some(there) => self.comes(case, there, &mut found)?,
            None => found.push(self.missing(case)),
        }
        let (account, roles) = (case.preserved.account, case.preserved.roles);
        let target_is_seen = self.plan.target.is_whole(USERS, &["user_name"]);
        if account == Cover::Maybe || account == Cover::Yes && !target_is_seen {
            found = found.into_iter().map(Reason::not_certain).collect();
            found.push(Reason::at_risk(format!(
                "whether {} is preserved cannot be told: {}",
                case.name,
                case.preserved.named()
            )));
        } else if roles > Cover::No {
            found.push(Reason::at_risk(format!(
                "{} is preserved in part only: its roles by {}, but not its row in {USERS}",
                case.name,
                case.preserved.named()
            )));
        }
        reasons.extend(found);
        Ok(())
    }

    /// There is no such account in the source: certain where its users came whole.
    fn missing(&self, case: &Case) -> Reason {
        let (source, name) = (&self.plan.source, case.name);
        if self.plan.excludes(USERS) {
            return Reason::breaks(format!(
                "its account {name} is not preserved, and {USERS} is excluded from the clone: no account comes, and none stays"
            ));
        }
        let doubt = source.doubt(USERS, &["user_name"]);
        if source.is_whole(USERS, &["user_name"]) && source.was_asked_for(name) {
            // Rows that are only old keep the alarm, and say of when they are.
            let of = doubt
                .and_then(|_| source.extracted_on(USERS))
                .map_or(String::new(), |on| format!(", as of {on}"));
            let is_gone = case.here.is_none() && self.plan.target.is_whole(USERS, &["user_name"]);
            let already = if is_gone { ", nor in the target: with it no login works even now" } else { "" };
            return Reason::breaks(format!("its account {name} is not there in the source{of}{already}"));
        }
        let what = format!("not known of the source: whether {USERS} has {name}");
        doubt.unwrap_or_else(|| Reason::not_seen(&what, source.which.list(USERS)))
    }

    /// The source's account as it comes.
    fn comes(&self, case: &Case, there: &Account, reasons: &mut Vec<Reason>) -> Result<()> {
        let (source, target) = (&self.plan.source, &self.plan.target);
        reasons.extend(source.doubt(USERS, &["user_name", "active", "locked_out", "sys_updated_on"]));
        reasons.extend(source.doubt(HELD, &["user", "role", "state"]));
        reasons.extend(target.doubt(USERS, &["user_name", "sys_updated_on"]));
        reasons.extend(state(there, "source"));
        let mut held = there.roles.clone();
        if case.here.as_ref().is_some_and(|here| here.sys_id == there.sys_id) {
            held.extend(case.preserved.kept.iter().cloned());
        }
        let (whole, place) = match self.plan.excludes(HELD) {
            true => (true, "afterwards: sys_user_has_role is excluded from the clone"),
            false => (source.is_whole(HELD, &["user", "role"]), "in the source"),
        };
        reasons.extend(self.lacking(case, &held, whole, place));
        reasons.extend(sign_in::restrictions(source, self.rules, there, &held));
        self.since_backup(case, there, reasons);
        self.same(case, there, reasons);
        if reasons.is_empty() {
            reasons.push(Reason::safe(format!(
                "its account {} is the same in both, whole in the source, and not changed since the last clone",
                case.name
            )));
        }
        Ok(())
    }

    /// The target's account stays: it is put back as it is now.
    fn stays(&self, case: &Case, here: &Account, reasons: &mut Vec<Reason>) -> Result<()> {
        let (source, target) = (&self.plan.source, &self.plan.target);
        let by = case.preserved.named();
        reasons.extend(target.doubt(USERS, &["user_name", "active", "locked_out"]));
        reasons.extend(target.doubt(HELD, &["user", "role", "state", "inherited"]));
        reasons.extend(source.doubt(USERS, &["user_name"]));
        reasons.extend(state(here, "target, which is preserved"));
        let mut held = case.preserved.kept.clone();
        if case.preserved.roles < Cover::Yes {
            if !self.plan.excludes(HELD) {
                reasons.extend(source.doubt(HELD, &["user", "role", "state"]));
                held.extend(roles_held(source, &here.sys_id)?);
            }
            reasons.push(Reason::at_risk(format!(
                "{} is preserved in part only: its row in {USERS} by {by}, but not all of its rows in {HELD}",
                case.name
            )));
        }
        let comes = self.plan.excludes(HELD) || source.is_whole(HELD, &["user", "role"]);
        let whole = comes && target.is_whole(HELD, &["user", "role"]);
        reasons.extend(self.lacking(
            case,
            &held,
            whole,
            "after the clone: neither the rows that are preserved nor those that come give them",
        ));
        reasons.extend(sign_in::restrictions(source, self.rules, here, &held));
        if case.there.as_ref().is_some_and(|there| there.sys_id != here.sys_id) {
            reasons.push(Reason::at_risk_anyway(format!(
                "the source has another account {}: with the preserved one there will be two",
                case.name
            )));
        }
        reasons.extend(self.comes_by_group(case.name, &held));
        if reasons.is_empty() {
            reasons.push(Reason::safe(format!(
                "its account {} is preserved with its roles by {by} (a full clone would ignore that)",
                case.name
            )));
        }
        Ok(())
    }

    /// Roles that it will lack: certain where `whole`.
    fn lacking(&self, case: &Case, held: &[Held], whole: bool, place: &str) -> Option<Reason> {
        let may_hold =
            |role: &&String| held.iter().any(|held| held.role == **role && held.active != Some(false));
        let lacking: Vec<&str> =
            case.needed.iter().filter(|role| !may_hold(role)).map(|role| self.rules.called(role)).collect();
        let roles = lacking.join(", ");
        (whole && !lacking.is_empty())
            .then(|| Reason::breaks(format!("its account {} lacks {roles} {place}", case.name)))
    }

    /// A preserved role that comes by a group needs the group as well.
    fn comes_by_group(&self, name: &str, held: &[Held]) -> Option<Reason> {
        let mid_server = self.rules.needed.first()?;
        let rows: Vec<&Held> = held.iter().filter(|held| held.role == *mid_server).collect();
        let is_certain = rows.iter().any(|held| held.inherited == Some(false)) || rows.is_empty();
        (!is_certain).then(|| {
            Reason::at_risk_anyway(format!(
                "{name} holds {MID_SERVER} by a group or another role: its membership (sys_user_grmember) must be \
                 preserved as well, and the group be there"
            ))
        })
    }

    /// What of the source's account is newer than the backup that is restored.
    fn since_backup(&self, case: &Case, there: &Account, reasons: &mut Vec<Reason>) {
        let (name, source) = (case.name, &self.plan.source);
        let Some(backup) = self.plan.backup else { return };
        reasons.extend(source.doubt(USERS, &["sys_created_on"]));
        match there.created {
            Some(created) if created > backup => reasons.push(Reason::breaks(format!(
                "its account {name} was created in the source at {created}, after the backup of {backup}: it will not be there"
            ))),
            None => reasons.push(Reason::at_risk(format!("not known: when {name} was created in the source"))),
            _ => {}
        }
        if let Some(updated) = there.updated.filter(|updated| *updated > backup) {
            let text = format!(
                "its account {name} was changed in the source at {updated}, after the backup of {backup}"
            );
            reasons.push(Reason::at_risk(text));
        }
        if source.extracted_on(HELD).is_some_and(|extracted| extracted <= backup) {
            return;
        }
        // No row says since when a role is held: what came with the last clone is older than the backup.
        reasons.extend(self.plan.target.doubt(HELD, &["user", "role", "state"]));
        let here = case.here.as_ref().map_or(&[][..], |here| here.roles.as_slice());
        let held = |role: &&String| here.iter().any(|held| held.role == **role && held.active == Some(true));
        let newer: Vec<&str> =
            case.needed.iter().filter(|role| !held(role)).map(|role| self.rules.called(role)).collect();
        if !newer.is_empty() {
            let roles = newer.join(", ");
            reasons.push(Reason::at_risk(format!(
                "{name} does not hold {roles} in the target: whether it held them in the source at {backup} is not known"
            )));
        }
    }

    /// Whether the source's account is the target's, with the password that its MID Servers have.
    fn same(&self, case: &Case, there: &Account, reasons: &mut Vec<Reason>) {
        let name = case.name;
        let Some(here) = &case.here else {
            reasons.push(Reason::at_risk_anyway(format!(
                "no account {name} was seen in the target: whether its MID Servers have the password of the source's account is not known"
            )));
            return;
        };
        if here.sys_id != there.sys_id {
            reasons.push(Reason::at_risk(format!(
                "{name} is not the same account in source and target (another sys_id): its password is likely another"
            )));
        }
        let Some(clone) = self.plan.clone else {
            reasons.extend(self.plan.doubt_of_last_clone());
            return;
        };
        for (side, account) in [("source", there), ("target", here)] {
            match account.updated {
                Some(updated) if updated > clone => reasons.push(Reason::at_risk(format!(
                    "its account {name} was changed in the {side} at {updated}, since the last clone of {clone}: the \
                     password that comes may be another than its MID Servers have"
                ))),
                Some(_) => {}
                None => reasons.push(Reason::at_risk(format!(
                    "not known: when {name} was last changed in the {side} (sys_updated_on of {USERS})"
                ))),
            }
        }
    }
}

fn ignored(by: &Preserved) -> Reason {
    Reason::at_risk_anyway(format!("a full clone ignores preservers: {}", by.named()))
}

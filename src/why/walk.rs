//! The walk down the causes: the first that the rows prove is the answer; one that cannot be excluded ends it.

use serde::Serialize;

use super::Answer;
use super::case::Case;
use super::causes::{self, CANNOT_TELL, CAUSES, Cause, Where};
use super::evidence::{Evidence, OpenQuestion, Verdict};
use super::facts::{Facts, Proven};
use super::remedy;

/// Something that holds besides.
#[derive(Clone, Debug, Serialize)]
pub struct Also {
    /// The cause that is proven too, or what else is to be known.
    pub cause: &'static str,
    /// Whether the rows prove it.
    pub proven: bool,
    /// By these.
    pub evidence: Vec<Evidence>,
}

/// What came of the walk.
pub struct Walk {
    /// The first cause that is proven before anything is open.
    answer: Option<(&'static Cause, Vec<Evidence>)>,
    /// Where it ended, if it cannot be told, and at which cause.
    open: Option<(&'static str, OpenQuestion)>,
    /// Every other cause that is proven, in their order.
    also: Vec<(&'static Cause, Vec<Evidence>)>,
    /// The first cause that what was seen of a table in doubt speaks for.
    leaning: Option<&'static str>,
    /// Those that the rows exclude.
    excluded: Vec<&'static str>,
}

impl Walk {
    /// Walks down the causes of one case.
    pub fn of(case: &Case) -> Self {
        let excluded = Vec::with_capacity(CAUSES.len());
        let mut walk = Self { answer: None, open: None, also: Vec::new(), leaning: None, excluded };
        for cause in &CAUSES {
            let verdict = (cause.judge)(case);
            if matches!(&verdict, Verdict::Open(question) if question.leans) && walk.also.is_empty() {
                walk.leaning = walk.leaning.or(Some(cause.name));
            }
            match verdict {
                Verdict::Proven(evidence) if walk.is_over() => walk.also.push((cause, evidence)),
                Verdict::Proven(evidence) => walk.answer = Some((cause, evidence)),
                Verdict::Open(question) if !walk.is_over() => walk.open = Some((cause.name, question)),
                Verdict::Excluded => walk.excluded.push(cause.name),
                Verdict::Open(_) | Verdict::Moot => {}
            }
        }
        // That nobody saw an attempt is what is left where nothing else holds.
        walk.also.retain(|(cause, _)| cause.name != "no_attempt_seen");
        walk
    }

    fn is_over(&self) -> bool {
        self.answer.is_some() || self.open.is_some()
    }

    /// What it would have been, with what is in doubt passed over.
    fn likely(&self, case: &Case) -> &'static str {
        let usual = if case.user.is_none() { "no_user_known" } else { "no_attempt_seen" };
        self.leaning.or(self.also.first().map(|(cause, _)| cause.name)).unwrap_or(usual)
    }
}

impl Answer {
    /// Adds what the walk found.
    pub(super) fn add(&mut self, walk: Walk, case: &Case) {
        if let Some((cause, question)) = &walk.open {
            self.open = Some(cause);
            self.leans = walk.leaning.is_some();
            (self.cause, self.likely) = (Some(CANNOT_TELL), Some(walk.likely(case)));
            self.doubt = Some(question.reason.clone());
        }
        if let Some((cause, evidence)) = walk.answer {
            (self.cause, self.evidence) = (Some(cause.name), evidence);
        }
        self.excluded = walk.excluded;
        // What is proven of a user says nothing where the MID Server may be configured with another one.
        let certain = walk.also.into_iter().filter(|_| case.is_user_certain());
        self.also =
            certain.map(|(cause, evidence)| Also { cause: cause.name, proven: true, evidence }).collect();
        self.mend_the_password_too();
        self.also.extend(besides(case));
        self.needs_host = self.certain_causes().iter().any(|cause| cause.mended == Where::Host);
    }

    /// Says what was found, and what to do.
    pub(super) fn put_into_words(&mut self, case: &Case) {
        let facts = Facts::of(case, &self.proven());
        self.say(&facts);
        self.remedy = remedy::of(self, &facts, case.agent.called());
    }

    /// What is proven, by cause.
    fn proven(&self) -> Proven<'_> {
        let own =
            self.cause.filter(|cause| *cause != CANNOT_TELL).map(|cause| (cause, self.evidence.as_slice()));
        let also = self.also.iter().filter(|also| also.proven);
        own.into_iter().chain(also.map(|also| (also.cause, also.evidence.as_slice()))).collect()
    }

    /// What is certain, in the order in which it was asked. Which of several users is right decides what else is to be done.
    pub(super) fn certain_causes(&self) -> Vec<&'static Cause> {
        let also = self.also.iter().filter(|also| also.proven).map(|also| also.cause);
        let also = also.filter(|_| self.cause != Some("several_configured_users"));
        self.cause.into_iter().chain(also).filter_map(causes::named).collect()
    }

    /// What is certain about this MID Server, in words.
    fn say(&mut self, facts: &Facts) {
        let named = self.proven().into_keys().chain(self.likely).filter_map(causes::named);
        let said = named
            .filter_map(|cause| Some((cause.name, cause.said.iter().find_map(|said| facts.fill(said))?)));
        self.said = said.collect();
    }

    /// A lock by retries comes back until the password is right.
    fn mend_the_password_too(&mut self) {
        let retries = |evidence: &[Evidence]| -> Vec<Evidence> {
            evidence.iter().filter(|row| row.table == "sysevent").cloned().collect()
        };
        let also = self.also.iter().find(|also| also.cause == "account_locked").map(|also| &also.evidence);
        let own = (self.cause == Some("account_locked")).then_some(&self.evidence);
        let evidence = own.or(also).map_or_else(Vec::new, |evidence| retries(evidence));
        if !evidence.is_empty() && !self.also.iter().any(|also| also.cause == "password_rejected") {
            self.also.push(Also { cause: "password_rejected", proven: true, evidence });
        }
    }

    /// The class cannot be told, because the MID Servers are in doubt. Without the status no row says Down.
    /// What is proven of its user stands all the same, where its user is certain.
    pub(super) fn is_not_judged(&mut self, reason: &str, status_came: bool, is_user_certain: bool) {
        (self.since, self.open) = (None, None);
        if !status_came {
            (self.status, self.cause, self.likely, self.doubt) = (None, None, None, Some(reason.to_owned()));
            (self.evidence, self.also, self.remedy) = (Vec::new(), Vec::new(), Vec::new());
            return;
        }
        self.doubt = Some(reason.to_owned());
        let Some(cause) = self.cause.filter(|cause| *cause != CANNOT_TELL) else { return };
        (self.cause, self.likely) = (Some(CANNOT_TELL), Some(cause));
        let evidence = std::mem::take(&mut self.evidence);
        if is_user_certain && cause != "no_attempt_seen" {
            self.also.insert(0, Also { cause, proven: true, evidence });
        }
    }
}

/// What is no cause by itself and to be known all the same.
fn besides(case: &Case) -> Vec<Also> {
    let mut besides = Vec::new();
    let mut add = |cause, evidence| besides.push(Also { cause, proven: true, evidence });
    let Some((user, person)) = case.user.filter(|_| case.is_user_certain()) else { return besides };
    let at = case.at("sys_user");
    if case.estate.known.is_fresh("sys_user") && person.accounts.len() > 1 {
        let row = |account: &super::person::Account| {
            Evidence::of("sys_user", &account.sys_id, "user_name", user, at)
        };
        add("second_account", person.accounts.iter().map(row).collect());
    }
    let sees_source = case.estate.known.sees("sys_user", "source");
    if let Some((account, source)) =
        case.account().filter(|_| sees_source).and_then(|account| Some((account, account.source.clone()?)))
    {
        add("directory_account", vec![Evidence::of("sys_user", &account.sys_id, "source", source, at)]);
    }
    if case.estate.is_shared(user) {
        add("shared_account", Vec::new());
    }
    if let Some(version) = case.estate.other_version(case.agent) {
        let row = Evidence::of("ecc_agent", &case.agent.sys_id, "version", version, case.at("ecc_agent"));
        add("other_version", vec![row]);
    }
    besides
}

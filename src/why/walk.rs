//! The walk down the causes: the first that the rows prove is the answer; one that cannot be excluded ends it.

use serde::Serialize;

use super::Answer;
use super::case::Case;
use super::causes::{self, CANNOT_TELL, CAUSES, Cause, Where};
use super::evidence::{Evidence, OpenQuestion, Verdict};

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
        let mut walk =
            Self { answer: None, open: None, also: Vec::new(), leaning: None, excluded: Vec::new() };
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
        self.also.extend(besides(self, case));
        self.remedy_of_causes(case);
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

    /// The steps for what is certain: the cause, and what is proven besides. Something is stopped first and started last.
    fn remedy_of_causes(&mut self, case: &Case) {
        let certain = self.also.iter().filter(|also| also.proven).map(|also| also.cause);
        // Which of several users is right decides what else is to be done.
        let certain = certain.filter(|_| self.cause != Some("several_configured_users"));
        let certain: Vec<&Cause> = self.cause.into_iter().chain(certain).filter_map(causes::named).collect();
        let mut steps: Vec<String> = Vec::new();
        for step in certain.iter().flat_map(|cause| cause.remedy) {
            steps.extend(self.filled(step, case).filter(|step| !steps.contains(step)));
        }
        let at_the_end = |step: &String| step.starts_with("start ") || step.starts_with("restart ");
        let starts: Vec<String> = steps.extract_if(.., |step| at_the_end(step)).collect();
        let first: Vec<String> = steps.extract_if(.., |step| step.starts_with("stop ")).collect();
        // What was stopped is started; of several restarts the one that says why.
        let last = match first.is_empty() {
            false => starts.into_iter().find(|step| step.starts_with("start ")),
            true => starts.into_iter().max_by_key(String::len),
        };
        self.needs_host = certain.iter().any(|cause| cause.mended == Where::Host);
        let mut steps: Vec<String> = first.into_iter().chain(steps).chain(last).collect();
        if !steps.is_empty() {
            let about = self.user.as_deref().unwrap_or(case.agent.called());
            steps.push(format!(
                "5 minutes later load fresh rows (midjobs pull, or export ecc_agent and sysevent and midjobs import), then \
                 check: midjobs check-connectivity --window 5m, and midjobs why {about} says Up"
            ));
        }
        self.remedy = steps;
    }

    /// A step with its names; `None` for one about a service that did not stop.
    fn filled(&self, step: &str, case: &Case) -> Option<String> {
        let mut all: Vec<&str> = self.shared_with.iter().map(String::as_str).collect();
        all.push(case.agent.called());
        all.sort_unstable();
        let stopped = match (step.contains("{stopped}"), self.stopped) {
            (true, None) => return None,
            (_, stopped) => stopped.map(|stopped| stopped.to_string()).unwrap_or_default(),
        };
        let user = self.user.as_deref().unwrap_or("its user");
        let step = step
            .replace("{user}", user)
            .replace("{mid}", case.agent.called())
            .replace("{all}", &all.join(", "));
        let host = self.host.as_deref().unwrap_or("its host");
        Some(step.replace("{host}", host).replace("{stopped}", stopped.get(..16).unwrap_or_default()))
    }
}

/// What is no cause by itself and to be known all the same.
fn besides(answer: &Answer, case: &Case) -> Vec<Also> {
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
    if !answer.shared_with.is_empty() {
        add("shared_account", Vec::new());
    }
    if let Some(version) = case.estate.other_version(case.agent) {
        let row = Evidence::of("ecc_agent", &case.agent.sys_id, "version", version, case.at("ecc_agent"));
        add("other_version", vec![row]);
    }
    besides
}

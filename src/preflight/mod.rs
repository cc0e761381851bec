//! Preflight: which MID Servers of a target a clone will break, told before it. It reads only.
//!
//! ```text
//! source, target -> account, rules, preservers -> judge -> reasons -> verdict of each MID Server, steps
//! ```

mod account;
mod condition;
mod judge;
mod mid_server;
mod own;
mod plan;
mod preserve;
mod reason;
mod rules;
mod side;
mod sign_in;
mod steps;
mod version;

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use judge::Judge;
use mid_server::{AGENTS, Agent};
pub use plan::Plan;
pub use preserve::{Preserver, TABLES};
pub use reason::{Reason, Verdict};
use rules::Rules;
pub use side::{Side, Which};
use version::Versions;

/// What is said of one MID Server, or of midjobs' own account.
pub struct Judged {
    /// Its name.
    pub name: String,
    /// What the clone will do to it.
    pub verdict: Verdict,
    /// Why, the worst first.
    pub reasons: Vec<Reason>,
    /// The users that it may log in as.
    pub users: Vec<String>,
}

/// All that is said of a clone that is to come.
pub struct Told {
    /// The account that midjobs pulls from the target as.
    pub own: Option<Judged>,
    /// Each MID Server: those that break first, then by name.
    pub mid_servers: Vec<Judged>,
    /// What to do before the clone.
    pub steps: Vec<String>,
}

impl Told {
    /// The worst that is said.
    pub fn worst(&self) -> Verdict {
        let all = self.own.iter().chain(&self.mid_servers);
        all.map(|judged| judged.verdict).max().unwrap_or(Verdict::Safe)
    }
}

/// What a clone will do to every MID Server of its target.
///
/// # Errors
/// When the rows cannot be read, or the target has no MID Servers.
pub fn tell(plan: &Plan) -> Result<Told> {
    let agents = mid_server::read(&plan.target)?;
    let list = plan.target.which.list(AGENTS);
    ensure!(!agents.is_empty(), "the target has no MID Servers to judge: export {list} from it");
    let rules = Rules::read(&plan.source)?;
    let judge = Judge { plan, rules: &rules };
    let versions = Versions::read(&plan.source)?;
    let mut of_users: BTreeMap<&str, Vec<Reason>> = BTreeMap::new();
    for user in agents.iter().flat_map(Agent::users) {
        if !of_users.contains_key(user) {
            of_users.insert(user, judge.mid_server_user(user)?);
        }
    }
    let of_agent = |agent: &Agent| judged(plan, agent, &of_users, &versions);
    let mut mid_servers: Vec<Judged> = agents.iter().map(of_agent).collect();
    mid_servers.sort_by_key(|judged| std::cmp::Reverse(judged.verdict));
    let own = own::judged(&judge)?;
    let all: Vec<&Judged> = own.iter().chain(&mid_servers).collect();
    let steps = steps::steps(&judge, &all)?;
    Ok(Told { own, mid_servers, steps })
}

fn judged(plan: &Plan, agent: &Agent, of_users: &BTreeMap<&str, Vec<Reason>>, versions: &Versions) -> Judged {
    let users = agent.users();
    let mut reasons = reasons_of_itself(plan, agent);
    let is_certain = mid_server::is_user_certain(&plan.target, agent) && users.len() < 2;
    for reason in users.iter().filter_map(|user| of_users.get(user)).flatten() {
        reasons.push(if is_certain { reason.clone() } else { reason.clone().not_certain() });
    }
    reasons.extend(versions.reasons(agent));
    let reasons = reason::that_matter(reasons);
    Judged {
        name: agent.called().to_owned(),
        verdict: reason::verdict(&reasons),
        reasons,
        users: users.into_iter().map(str::to_owned).collect(),
    }
}

/// What is not certain of a MID Server itself, whatever becomes of its account.
fn reasons_of_itself(plan: &Plan, agent: &Agent) -> Vec<Reason> {
    let mut columns = vec!["name", "version"];
    columns.extend(agent.configured.is_empty().then_some("user_name"));
    let mut reasons: Vec<Reason> = plan.target.doubt(AGENTS, &columns).into_iter().collect();
    reasons.extend(mid_server::doubt_of_configured(&plan.target));
    let users = agent.users();
    match users.as_slice() {
        [] => reasons.push(Reason::at_risk_anyway("no user of it is known".to_owned())),
        [_] => {}
        several => reasons.push(Reason::at_risk_anyway(format!(
            "it is configured with several users ({}): which of them it has is not known",
            several.join(", ")
        ))),
    }
    if plan.full {
        let text =
            "a full clone may replace the rows of MID Servers as well: each would have to be set up again";
        reasons.push(Reason::at_risk_anyway(text.to_owned()));
    }
    reasons
}

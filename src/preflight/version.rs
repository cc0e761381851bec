//! The version: a clone brings the source's, and MID Servers of another one are upgraded or go back.

use std::collections::BTreeSet;

use anyhow::Result;

use super::mid_server::{self, AGENTS, Agent};
use super::reason::Reason;
use super::side::Side;

/// The versions that the source's MID Servers have: of those that are Up, which follow their instance, where any is.
pub(super) struct Versions {
    of_source: BTreeSet<String>,
    doubt: Option<Reason>,
}

impl Versions {
    /// The versions as the source's rows have them.
    pub fn read(source: &Side) -> Result<Self> {
        let agents = if source.counts(AGENTS) { mid_server::read(source)? } else { Vec::new() };
        let is_up = |agent: &&Agent| agent.status.as_deref() == Some("Up");
        let version = |agent: &Agent| agent.version.clone();
        let mut of_source: BTreeSet<String> = agents.iter().filter(is_up).filter_map(version).collect();
        if of_source.is_empty() {
            of_source = agents.iter().filter_map(version).collect();
        }
        Ok(Self { of_source, doubt: source.doubt(AGENTS, &["status", "version"]) })
    }

    /// Why a MID Server may not have the version that the clone brings.
    pub fn reasons(&self, agent: &Agent) -> Vec<Reason> {
        let of_source: Vec<&str> = self.of_source.iter().map(String::as_str).collect();
        let told = match (&agent.version, of_source.as_slice()) {
            (None, _) => Some("its version is not known".to_owned()),
            (_, []) => Some("the version of the source's MID Servers is not known".to_owned()),
            (Some(own), [only]) if own == only => None,
            (Some(own), _) => Some(format!(
                "its version {own} is not that of the source's MID Servers ({}): it will be upgraded, or go back",
                of_source.join(", ")
            )),
        };
        self.doubt.iter().cloned().chain(told.map(Reason::at_risk_anyway)).collect()
    }
}

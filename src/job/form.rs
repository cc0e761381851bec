//! The form of a job file: every key that it may have.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::pull::Pull;
use crate::schedule::Misfire;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JobFile {
    pub(super) name: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) description: String,
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) resolve_absent: bool,
    #[serde(default)]
    pub(super) only_on_new_rows: bool,
    #[serde(default = "on")]
    pub(super) active: bool,
    pub(super) schedule: Option<Spanned<ScheduleTable>>,
    #[serde(default)]
    pub(super) params: BTreeMap<String, Spanned<toml::Value>>,
    pub(super) attempts: Option<Spanned<i64>>,
    pub(super) retry_delay: Option<Spanned<String>>,
    pub(super) timeout: Option<Spanned<String>>,
    pub(super) pull: Option<Spanned<Pull>>,
    #[serde(default)]
    pub(super) steps: Vec<Spanned<StepTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScheduleTable {
    pub(super) every: Option<Spanned<String>>,
    pub(super) cron: Option<Spanned<String>>,
    pub(super) timezone: Option<Spanned<String>>,
    pub(super) on: Option<Spanned<String>>,
    pub(super) after: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) misfire: Misfire,
    pub(super) max_late: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepTable {
    pub(super) file: Option<Spanned<String>>,
    pub(super) sql: Option<Spanned<String>>,
    pub(super) rule: Option<Spanned<String>>,
    pub(super) max_rows: Option<usize>,
    pub(super) in_parts: Option<usize>,
}

/// A job is active unless its file says otherwise.
fn on() -> bool {
    true
}

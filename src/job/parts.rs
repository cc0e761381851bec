//! Steps in parts: what removes old rows goes in bounded parts, each its own commit.

use anyhow::{Result, ensure};

use crate::db::Sql;
use crate::step::{Step, Work};

/// The parameter that tells a step in parts how many rows it may remove; to one that is not, it sets no bound.
pub const PART: &str = "part";

/// Whether all steps go in parts; their job's effects are then not there all together or not at all.
///
/// # Errors
/// Says which step cannot, or that only some of them do.
pub(super) fn all_in_parts(steps: &[Step], pulls: bool) -> Result<bool> {
    let Some(first) = steps.iter().find(|step| step.in_parts.is_some()) else { return Ok(false) };
    ensure!(!pulls, "in_parts: a job that pulls is one transaction");
    for step in steps {
        let name = &step.name;
        ensure!(
            step.in_parts.is_some(),
            "in_parts: {} has it and {name} has not: all steps or none",
            first.name
        );
        ensure!(step.in_parts > Some(0), "in_parts of {name} is 0: a part removes at least 1 row");
        ensure!(step.max_rows.is_none(), "in_parts and max_rows of {name}: what is committed stays");
        let deletes = matches!(&step.work, Work::Sql { text, .. } if Sql::new(name, text).verb() == "DELETE");
        ensure!(
            deletes,
            "in_parts: {name} is no DELETE, which may be broken off at any part and go on later"
        );
    }
    Ok(true)
}

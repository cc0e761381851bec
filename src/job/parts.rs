//! Steps in parts: what removes old rows goes in bounded parts, each its own commit.

use anyhow::{Result, ensure};

use crate::db::Sql;
use crate::step::{Author, Step, Work};

/// The parameter that tells a step in parts how many rows it may remove; to one that is not, it sets no bound.
pub const PART: &str = "part";

/// Whether a step can go in parts, of a job of which `first` does; its effects are then not there all together or not at
/// all.
///
/// # Errors
/// Says why it cannot.
pub(super) fn ensure_in_parts(step: &Step, first: &str) -> Result<()> {
    if is_noted_at_the_end(step) {
        return Ok(());
    }
    let name = &step.name;
    ensure!(step.in_parts.is_some(), "in_parts: {first} has it and {name} has not: all steps or none");
    ensure!(step.in_parts > Some(0), "in_parts of {name} is 0: a part removes at least 1 row");
    ensure!(step.max_rows.is_none(), "in_parts and max_rows of {name}: what is committed stays");
    let deletes = matches!(&step.work, Work::Sql { text, .. } if Sql::new(name, text).verb() == "DELETE");
    ensure!(deletes, "in_parts: {name} is no DELETE, which may be broken off at any part and go on later");
    Ok(())
}

/// Whether the program notes by it, once and when all parts are done, what the next run goes by.
fn is_noted_at_the_end(step: &Step) -> bool {
    match &step.work {
        Work::Sql { text, author: Author::Program } => {
            step.in_parts.is_none() && Sql::new(&step.name, text).verb() != "DELETE"
        }
        _ => false,
    }
}

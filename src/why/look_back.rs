//! What the rows of MID Servers said when they were extracted, where only their age is in doubt.

use anyhow::Result;
use foldhash::HashMap;

use super::judging::Judging;
use super::{Answer, Class, Depth, Then, class};
use crate::db::Reader;

/// What was so when the rows were extracted.
pub struct LookBack {
    /// Of each MID Server (`ecc_agent.sys_id`), and whether an earlier clone broke it.
    of: HashMap<String, (Then, bool)>,
    /// Whether their age is all that is in doubt; else they are of before the clone.
    is_only_old: bool,
}

impl LookBack {
    /// Judges once more as of then; `None` where the rows can be relied on, or not even then.
    pub fn read(db: Reader, judging: &Judging) -> Result<Option<Self>> {
        let is_only_old = class::is_only_old(&judging.estate);
        let as_of = judging.estate.known.extracted_on("ecc_agent");
        let is_asked = is_only_old || class::is_before_clone(&judging.estate);
        let Some(as_of) = as_of.filter(|_| is_asked) else { return Ok(None) };
        let then = Judging::read(db, as_of, judging.about)?;
        let said = |answer: Answer| {
            let is_broken = answer.class == Class::DownSinceClone || answer.by_earlier_clone;
            (answer.sys_id, (Then { as_of, class: answer.class, cause: answer.cause }, is_broken))
        };
        let of = then.answers(Depth::InShort).map(said).collect();
        Ok(Some(Self { of, is_only_old }))
    }

    /// Adds it to what is said now. What an earlier clone broke, a later one does not mend; what else was so before the latest
    /// one says nothing about it.
    pub fn add_to(&self, answer: &mut Answer) {
        let Some(&(then, is_broken)) = self.of.get(&answer.sys_id) else { return };
        if self.is_only_old || is_broken {
            answer.then = Some(then);
            answer.by_earlier_clone |= is_broken && !self.is_only_old;
        }
    }
}

//! The answers as data.

use serde_json::{Value, json};

use crate::why::Answer;

/// One answer.
pub fn of(answer: &Answer) -> Value {
    let then = answer.then.as_ref();
    json!({
        "mid_server": answer.mid_server,
        "sys_id": answer.sys_id,
        "status": answer.status,
        "class": answer.class.name(),
        "since": answer.since.map(crate::time::Time::iso),
        "user": answer.user,
        "cause": answer.cause,
        "likely": answer.likely,
        "doubt": answer.doubt,
        "needs_host": answer.needs_host,
        "evidence": answer.evidence,
        "also": answer.also,
        "remedy": answer.remedy,
        "as_of": then.map(|then| then.as_of.iso()),
        "class_then": then.map(|then| then.class.name()),
        "cause_then": then.and_then(|then| then.cause),
    })
}

//! The clones: the older and the newer console keep them in tables of their own, of which either may be missing.

use anyhow::Result;

use super::asking::Pull;
use super::query::Query;
use super::received::{Received, Refused};
use crate::intake::record::Record;
use crate::intake::tables::{CLONE_INSTANCE, InstanceTable};

/// The clones of the older console.
static OLDER: InstanceTable = InstanceTable {
    columns: &[
        "sys_id",
        "source_instance",
        "target_instance",
        "source_instance.instance_name",
        "target_instance.instance_name",
        "state",
        "started",
        "completed",
    ],
    ..CLONE_INSTANCE
};

/// The requests of the newer console.
static NEWER: InstanceTable = InstanceTable { name: "sn_instance_clone_request", ..OLDER };

/// Reads the clones that began, and the requests for clones, as rows of `clone_instance`. A table that is not there has
/// none.
pub(super) fn read(pull: &mut Pull) -> Result<()> {
    let begun = Query::all().and_either(("completed", "ISNOTEMPTY", ""), ("started", "ISNOTEMPTY", ""));
    // Which columns the newer table has is not documented: a query that names another may find nothing.
    let parts = [(&OLDER, begun), (&NEWER, Query::all())]
        .map(|(table, query)| pull.read_into(CLONE_INSTANCE.name, table, &query, &mut to_clone));
    let mut all = Received::of(0, Some(0));
    for part in parts {
        let part = part?;
        if part.refused != Some(Refused::NoTable) {
            all = all.with(part);
        }
    }
    pull.add(&CLONE_INSTANCE, all);
    Ok(())
}

/// Makes a row one of `clone_instance`. Where an instance is a reference, its name counts.
fn to_clone(record: &mut Record) {
    record.table = Some(CLONE_INSTANCE.name.to_owned());
    for instance in ["source_instance", "target_instance"] {
        let named = format!("{instance}.instance_name");
        let name = record.value(&named).map(str::to_owned);
        record.fields.retain(|(field, _)| *field != named);
        let known = record.fields.iter_mut().find(|(field, _)| field == instance);
        if let (Some(name), Some((_, value))) = (name, known) {
            *value = Some(name);
        }
    }
}

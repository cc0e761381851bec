//! References: a column that holds the sys_id of another row never holds its name.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};

use super::record::Record;
use super::replace::Seen;
use super::tables::{InstanceTable, Reference};
use crate::db::{Db, params};

/// The most characters of a name that an error repeats.
const SHOWN_CHARACTERS: usize = 60;

/// What names were found to mean: the table and the name, and the sys_id of the one row.
#[derive(Default)]
pub(super) struct Names {
    known: HashMap<(&'static str, String), String>,
    /// Whether rows that no extract had are about to be removed, so that a name does not mean them.
    pub replacing: bool,
}

impl Names {
    /// Puts sys_ids in the references of a row: those that are there in lower case, and those that their names mean.
    ///
    /// # Errors
    /// Nobody, or more than one row, has a name.
    pub fn resolve(
        &mut self,
        (db, seen): (&Db, Option<&Seen>),
        table: &InstanceTable,
        record: &mut Record,
    ) -> Result<()> {
        let stays = |table: &str, id: &str| !self.replacing || seen.is_none_or(|seen| seen.spares(table, id));
        for (column, reference) in table.references {
            let Some(text) = record.value(column) else { continue };
            let id = match as_sys_id(text) {
                Some(id) => id,
                None => meant(&mut self.known, db, reference, text, &stays)
                    .with_context(|| refused(table, column, text))?,
            };
            record.replace(column, id);
        }
        Ok(())
    }
}

fn meant(
    known: &mut HashMap<(&'static str, String), String>,
    db: &Db,
    reference: &'static Reference,
    name: &str,
    stays: &dyn Fn(&str, &str) -> bool,
) -> Result<String> {
    let key = (reference.table, name.to_owned());
    if let Some(id) = known.get(&key) {
        return Ok(id.clone());
    }
    let (table, named_by) = (reference.table, reference.named_by);
    let found = db.rows(reference.find, params![name])?;
    let found = found.iter().map(|row| Ok((row.get("sys_id")?, row.get("by_name")?)));
    let mut found = found.collect::<Result<Vec<(String, i64)>>>()?;
    found.retain(|(id, _)| stays(table, id));
    let id = match &found[..] {
        [] => bail!("no row of {table} here has it as its {named_by}: import {table} with it, or before"),
        [(_, 0)] => bail!("it is a full name, which need not be unique"),
        [(id, _)] => id.clone(),
        _ => bail!("more than one row of {table} may be meant"),
    };
    known.insert(key, id.clone());
    Ok(id)
}

/// Whether a text is a sys_id as it is stored.
pub(super) fn is_stored_sys_id(text: &str) -> bool {
    let Ok(letters) = <&[u8; 32]>::try_from(text.as_bytes()) else { return false };
    // Without a branch for each: an import asks it of every row.
    letters.iter().fold(true, |all, byte| all & (byte.is_ascii_digit() | matches!(byte, b'a'..=b'f')))
}

/// The sys_id that a text is, as it is stored; `None` for any other text.
pub(super) fn as_sys_id(text: &str) -> Option<String> {
    let text = text.trim_ascii();
    let hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| text.to_ascii_lowercase())
}

fn refused(table: &InstanceTable, column: &str, text: &str) -> String {
    let name: String = text.chars().take(SHOWN_CHARACTERS).collect();
    format!(
        "its {column} is a name, {name:?}, where the database has a sys_id: export {} as XML, which carries sys_ids ({})",
        table.name,
        table.xml_list()
    )
}

/// The value that a PowerShell console wrote as `@{link=...; value=...}`; `None` for any other text.
pub(super) fn console_value(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("@{")?.strip_suffix('}')?;
    let (mut value, mut link, mut shown) = (None, None, None);
    for member in inside.split("; ") {
        match member.split_once('=')? {
            ("value", text) => value = Some(text),
            ("link", text) => link = text.rsplit_once('/').map(|(_, id)| id),
            ("display_value", text) => shown = Some(text),
            _ => return None,
        }
    }
    value.or(link).or(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_console_writes_for_an_object_is_the_value_in_it() {
        for (text, value) in [
            ("@{link=https://i/api/now/table/x/7; value=7}", Some("7")),
            ("@{value=7; link=https://i/api/now/table/x/7}", Some("7")),
            ("@{display_value=Seven; link=https://i/api/now/table/x/7}", Some("7")),
            ("@{display_value=New; value=new}", Some("new")),
            ("@{display_value=Seven}", Some("Seven")),
            ("@{link=; value=}", Some("")),
            ("@{name=Seven}", None),
            ("@{Seven}", None),
            ("Seven", None),
            ("@{value=7", None),
        ] {
            assert_eq!(console_value(text), value, "{text}");
        }
    }

    #[test]
    fn a_sys_id_is_32_hex_digits_in_lower_case_without_blanks_around() {
        let capitals = "D3C2B8C756A6146EA0B9B269A6C695F4";
        for text in [capitals, &format!(" {capitals}\r\n")] {
            assert_eq!(as_sys_id(text), Some(capitals.to_lowercase()));
        }
        for text in ["", "emea", &capitals[1..], "g3c2b8c756a6146ea0b9b269a6c695f4"] {
            assert_eq!(as_sys_id(text), None, "{text}");
        }
    }
}

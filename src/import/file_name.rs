//! Which table a file holds, by its name.

use std::path::Path;

/// What follows a table's name after an underscore in a file's name, other than a number.
const PARTS: &[&str] = &["", "list", "export", "page", "part"];

/// The table that the name of the file at `path` says, of those that are `known`: `ecc_agent_list.csv`,
/// `sys_user (3).xml.gz` and `2026-03-01_sysevent_1.ndjson` name one. The longest one counts, so that
/// `ecc_agent_issue.json` is not `ecc_agent`. The name of another table is none: `ecc_agent_jar.json`.
pub fn table_of_file_name(path: &str, known: &[String]) -> Option<String> {
    let name = Path::new(path).file_name()?.to_str()?.to_ascii_lowercase();
    let said = |table: &&String| {
        let mut places = name.match_indices(table.as_str());
        places.any(|(at, _)| may_precede(&name[..at]) && may_follow(&name[at + table.len()..]))
    };
    known.iter().filter(|table| !table.is_empty()).filter(said).max_by_key(|table| table.len()).cloned()
}

fn may_precede(text: &str) -> bool {
    match text.strip_suffix('_') {
        Some(text) => !text.ends_with(char::is_alphabetic),
        None => !text.ends_with(char::is_alphanumeric),
    }
}

fn may_follow(text: &str) -> bool {
    match text.strip_prefix('_') {
        Some(text) => {
            let word = text.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or(text);
            PARTS.contains(&word) && !text[word.len()..].starts_with('_')
        }
        None => !text.starts_with(char::is_alphanumeric),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table_of(path: &str) -> Option<String> {
        let known = ["ecc_agent", "ecc_agent_issue", "sys_user", "sys_user_has_role", "sysevent"];
        table_of_file_name(path, &known.map(str::to_owned))
    }

    #[test]
    fn names_that_browsers_instances_and_people_give_are_understood() {
        for (path, table) in [
            ("ecc_agent.json", "ecc_agent"),
            ("/exports/dev_7/ecc_agent_list.csv", "ecc_agent"),
            ("ecc_agent.json.gz", "ecc_agent"),
            ("ECC_AGENT.XML", "ecc_agent"),
            ("ecc_agent_issue.json", "ecc_agent_issue"),
            ("sys_user (3).xml", "sys_user"),
            ("sys_user_has_role-2026-03-01.csv", "sys_user_has_role"),
            ("2026-03-01_sysevent.ndjson", "sysevent"),
            ("sysevent_1.json", "sysevent"),
            ("sysevent_page12.json", "sysevent"),
            ("sysevent_2026-03-01.json", "sysevent"),
            ("prod.sysevent.json", "sysevent"),
        ] {
            assert_eq!(table_of(path).as_deref(), Some(table), "{path}");
        }
    }

    #[test]
    fn the_name_of_another_table_is_none_of_these() {
        for path in [
            "-",
            "",
            "export.json",
            "sysevents.json",
            "sysevent0001.json",
            "ecc_agent_jar.json",
            "u_sys_user.json",
            "sys_user_list_of.csv",
            "sysevent/part.json",
            "äsys_user.csv",
        ] {
            assert_eq!(table_of(path), None, "{path}");
        }
    }
}

//! Every statement file that both engines share prepares on both.

use std::fs;
use std::path::{Path, PathBuf};

use super::both::numbered;
use super::schema::whole;
use super::server::Server;

/// What only SQLite is asked: it describes itself.
const OF_SQLITE: [&str; 11] = [
    // The engine fills in numbers, and leaves OR FAIL out.
    "table/insert_many_rows.sql",
    "table/describe_columns.sql",
    "table/drop_index.sql",
    "table/list_columns.sql",
    "table/list_functions.sql",
    "table/list_indexes.sql",
    "table/list_replacing.sql",
    "table/list_schema.sql",
    "table/list_shapes.sql",
    "table/list_tables.sql",
    "table/list_triggers.sql",
];

/// What has other words on a server, under sql/postgres.
const IN_OTHER_WORDS: [&str; 2] = ["intake/list_same_events.sql", "why/list_account_names.sql"];

/// A shared statement: its file under sql/, and its text, filled in for one table where it serves any.
pub fn shared() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
    let mut files = Vec::new();
    walk(&root, &mut files);
    let named = files.into_iter().map(|file| {
        let text = fs::read_to_string(&file).unwrap();
        (file.strip_prefix(&root).unwrap().to_str().unwrap().to_owned(), filled(&text))
    });
    let mut shared: Vec<_> = named
        .filter(|(name, _)| !name.starts_with("schema") && !name.starts_with("postgres/"))
        .filter(|(name, _)| !OF_SQLITE.iter().chain(&IN_OTHER_WORDS).any(|other| other == name))
        .collect();
    shared.sort();
    shared
}

fn walk(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

/// For the table that has a column whose name is a word of the language.
fn filled(text: &str) -> String {
    text.replace("{table}", "sys_user_has_role")
        .replace("{columns}", "\"sys_id\", \"user\"")
        .replace("{parameters}", ":sys_id, :user")
        .replace("{assignments}", "\"user\" = excluded.\"user\"")
        .replace("{key}", "\"sys_id\"")
        .replace("{marks}", "CAST(\"sys_id\" AS text)")
        .replace("{order}", "CAST(\"sys_id\" AS text) COLLATE \"C\" NULLS FIRST")
}

#[test]
fn every_shared_statement_prepares_on_postgresql() {
    let Some(server) = Server::start() else { return };
    let mut client = server.client("postgres");
    client.batch_execute(&whole()).unwrap();
    let mut refused = Vec::new();
    for (name, text) in shared() {
        if let Err(error) = client.prepare(&numbered(&text).text) {
            refused.push(format!(
                "sql/{name}: {}",
                error.as_db_error().map_or(error.to_string(), |e| e.to_string())
            ));
        }
    }
    assert!(
        refused.is_empty(),
        "\n{}\nA statement is written in what both engines take: comparison before `:x IS NULL`, \"user\" in quotes, no function \
         of one engine alone",
        refused.join("\n")
    );
}

#[test]
fn every_statement_for_postgresql_alone_prepares_there() {
    let Some(server) = Server::start() else { return };
    let mut client = server.client("postgres");
    client.batch_execute(&whole()).unwrap();
    for file in crate::promises::source::files("sql/postgres", "sql") {
        let prepared = client.prepare(&numbered(&filled(&file.text)).text);
        assert!(prepared.is_ok(), "{}: {:?}", file.path, prepared.err());
    }
}

/// There it is whoever is connected, and nothing says so.
#[test]
fn no_shared_statement_names_a_column_user_without_quotes() {
    for (name, text) in shared() {
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n");
        for (at, _) in code.match_indices("user") {
            let before = code[..at].chars().next_back().unwrap_or(' ');
            let after = code[at + 4..].chars().next().unwrap_or(' ');
            let part_of_a_name = |letter: char| letter.is_alphanumeric() || letter == '_';
            let named = part_of_a_name(before) || part_of_a_name(after) || ".:\"'".contains(before);
            assert!(named, "sql/{name}: write \"user\" in quotes");
        }
    }
}

/// LIKE minds capitals on one engine and not on the other.
#[test]
fn no_shared_statement_uses_like_or_glob() {
    for (name, text) in shared() {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("--"));
        let words: Vec<String> = code.flat_map(str::split_whitespace).map(str::to_uppercase).collect();
        let found = words.iter().find(|word| ["LIKE", "GLOB"].contains(&word.as_str()));
        assert!(found.is_none(), "sql/{name}: {found:?}");
    }
}

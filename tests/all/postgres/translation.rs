//! The tables, indexes and views of sql/schema in PostgreSQL's words. Triggers are written by hand. Every `sys_id` is a
//! primary key there: where it is only an index here, that one is left out.

use std::fmt::Write;

/// Indexes that are other ones there: an entry of a B-tree has at most 2,704 bytes, and values may be longer; and there is
/// no GLOB.
const OTHER_INDEXES: [(&str, &str); 6] = [
    ("ON ecc_agent_issue (source, message)", "ON ecc_agent_issue USING hash (message)"),
    ("ON ecc_agent_config (ecc_agent, param_name, value)", "ON ecc_agent_config (ecc_agent, param_name)"),
    ("ON ecc_agent_config (param_name, value, ecc_agent)", "ON ecc_agent_config USING hash (value)"),
    ("ON ecc_agent_config (value, ecc_agent, sys_id)", "ON ecc_agent_config USING hash (value)"),
    (
        "ON ecc_agent_config (ecc_agent, param_name, value, sys_domain)",
        "ON ecc_agent_config (ecc_agent, param_name)",
    ),
    ("user_name GLOB '*[^ -~]*'", "user_name ~ '[^ -~]'"),
];

/// What is not made anew there: indexes that have the names too.
const NOT_THERE: [&str; 3] = [
    "CREATE INDEX sys_user_active ",
    "DROP INDEX ecc_agent_status;",
    "CREATE INDEX ecc_agent_status ON ecc_agent (status, sys_id, name)",
];

/// The table whose rows lie apart by days there; days.sql beside it has the rest.
const BY_DAY: &str = "sysevent";

/// One file of sql/schema, without its triggers.
pub fn translated(schema: &str) -> String {
    let mut out = String::from(
        "-- In step with the file of this name in sql/schema: a test says what to do where it is not.\n",
    );
    let mut comments: Vec<&str> = Vec::new();
    let mut lines = schema.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("-- ") {
            comments.push(line);
            continue;
        }
        let text = statement(line, &mut lines);
        let is_key = text.starts_with("CREATE UNIQUE INDEX") && text.contains("_by_sys_id ON");
        if is_key
            || NOT_THERE.iter().any(|left_out| text.starts_with(left_out))
            || text.starts_with("CREATE TRIGGER")
            || text.starts_with("PRAGMA")
            || text.trim().is_empty()
        {
            comments.clear();
            continue;
        }
        if !text.starts_with("CREATE INDEX") && !text.starts_with("CREATE UNIQUE") {
            out.push('\n');
        }
        for comment in comments.drain(..) {
            writeln!(out, "{comment}").unwrap();
        }
        out.push_str(&match text.split_whitespace().nth(1) {
            Some("TABLE") => table(&text),
            Some("VIEW") => view(&text),
            _ => index(&text),
        });
    }
    out
}

/// The names of the triggers that a file of either schema makes.
pub fn triggers(schema: &str) -> Vec<&str> {
    let mut names: Vec<&str> =
        schema.lines().filter_map(|line| line.strip_prefix("CREATE TRIGGER ")).collect();
    names.sort_unstable();
    names
}

/// A statement to its end.
fn statement<'a>(first: &'a str, rest: &mut impl Iterator<Item = &'a str>) -> String {
    let end = if first.starts_with("CREATE TRIGGER") { "END;" } else { ";" };
    let mut text = first.to_owned();
    let ends =
        |line: &str| if end == "END;" { line == end } else { line.ends_with(end) && !is_comment(line) };
    if !first.is_empty() && !ends(first) {
        for line in rest {
            text.push('\n');
            text.push_str(line);
            if ends(line) {
                break;
            }
        }
    }
    text
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("-- ")
}

fn index(text: &str) -> String {
    let other = OTHER_INDEXES.iter().find(|(known, _)| text.contains(known));
    let text = other.map_or_else(|| text.to_owned(), |(known, other)| text.replace(known, other));
    text.replace("(user,", "(\"user\",").replace(" user,", " \"user\",") + "\n"
}

fn view(text: &str) -> String {
    let name = text.split_whitespace().nth(2).unwrap();
    let comment: Vec<&str> = text.lines().skip(1).take_while(|line| is_comment(line)).collect();
    let said: Vec<&str> = comment.iter().map(|line| line.trim_start_matches("-- ")).collect();
    let body: Vec<&str> = text.lines().filter(|line| !comment.contains(line)).collect();
    let body = body.join("\n").replace("char(", "chr(");
    format!("{body}\n{}", comment_on("VIEW", name, &said.join(" ")))
}

fn table(text: &str) -> String {
    let name = text.split_whitespace().nth(2).unwrap();
    let (mut out, mut after) = (String::new(), String::new());
    let mut said: Vec<&str> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if number == 1 {
            after.push_str(&comment_on("TABLE", name, line.trim().trim_start_matches("-- ")));
            continue;
        }
        if is_comment(line) {
            said.push(line.trim().trim_start_matches("-- "));
            continue;
        }
        if let Some(column) = column_of(line) {
            let of = format!("{name}.{}", quoted(column));
            after.push_str(&comment_on("COLUMN", &of, &said.join(" ")));
        }
        said.clear();
        let mut line = in_other_words(line);
        if name == BY_DAY {
            line = line.replace(" PRIMARY KEY", "").replace(");", ") PARTITION BY RANGE (sys_created_on);");
        }
        writeln!(out, "{line}").unwrap();
    }
    out + &after
}

/// The column that a line begins.
fn column_of(line: &str) -> Option<&str> {
    let name = line.strip_prefix("    ")?.split(' ').next()?;
    name.starts_with(|letter: char| letter.is_ascii_lowercase()).then_some(name)
}

fn quoted(column: &str) -> String {
    if column == "user" { "\"user\"".to_owned() } else { column.to_owned() }
}

/// A line of a CREATE TABLE.
fn in_other_words(line: &str) -> String {
    let mut line = line
        .replace("typeof(priority) = 'integer'", "true")
        .replace("typeof(count) = 'integer'", "true")
        .replace(" CHECK (true)", "")
        .replace("    sys_id TEXT NOT NULL DEFAULT", "    sys_id TEXT PRIMARY KEY NOT NULL DEFAULT")
        .replace("(lower(hex(randomblob(16))))", "new_sys_id()")
        .replace(
            "(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)) || lower(hex(randomblob(10))))",
            "new_sys_id_by_time()",
        )
        .replace("sys_id NOT GLOB '*[^0-9a-fA-F]*'", "sys_id !~ '[^0-9a-fA-F]'")
        .replace(" INTEGER PRIMARY KEY AUTOINCREMENT", " BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")
        .replace(" INTEGER PRIMARY KEY,", " BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,")
        .replace(" INTEGER", " BIGINT")
        .replace(" TEXT", " TEXT COLLATE \"C\"")
        .replace(" DATETEXT", " DATETIME")
        .replace(" BOOLEAN", " flag")
        .replace("    user ", "    \"user\" ")
        .replace(") WITHOUT ROWID;", ");");
    let worked_out = ", '+0 seconds')";
    while let Some(end) = line.find(worked_out) {
        let (before, after) = (&line[..end], &line[end + worked_out.len()..]);
        let (before, column) = before.rsplit_once("datetime(").unwrap();
        let before = before.strip_suffix(&format!("{column} IS ")).unwrap();
        line = format!("{before}is_moment({column}){after}");
    }
    line
}

fn comment_on(what: &str, name: &str, text: &str) -> String {
    format!("COMMENT ON {what} {name} IS '{}';\n", text.replace('\'', "''"))
}

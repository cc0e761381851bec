//! One statement asked of both engines, and the rows as text.

use postgres::types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};
use postgres::{Client, Row, Statement};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// A statement with `$1` instead of `:name`, and which name each stands for.
pub struct Numbered {
    pub text: String,
    pub names: Vec<String>,
}

/// Numbers the named parameters, past strings, quoted names, comments and casts.
pub fn numbered(text: &str) -> Numbered {
    let (mut out, mut names) = (String::new(), Vec::<String>::new());
    // What has failed is undone by the server in any case.
    let text = with_lists_of_json(&without_indexes(&text.replace(" OR FAIL ", " ")));
    let mut rest = text.as_str();
    while let Some(letter) = rest.chars().next() {
        let taken = match letter {
            '\'' | '"' => 2 + rest[1..].find(letter).unwrap_or(rest.len() - 2),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            ':' if rest.starts_with("::") => 2,
            ':' => 1 + rest[1..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len() - 1),
            letter => letter.len_utf8(),
        };
        let (token, after) = rest.split_at(taken);
        match token.strip_prefix(':').filter(|name| !name.is_empty() && *name != ":") {
            Some(name) => {
                let place = names.iter().position(|known| known == name).unwrap_or_else(|| {
                    names.push(name.to_owned());
                    names.len() - 1
                });
                out.push_str(&format!("${}", place + 1));
            }
            None => out.push_str(token),
        }
        rest = after;
    }
    Numbered { text: out, names }
}

/// A value that travels as text and takes the type that the server expects.
#[derive(Clone, Debug)]
pub struct AsText(pub Option<String>);

impl ToSql for AsText {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut bytes::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match &self.0 {
            Some(text) => {
                out.extend_from_slice(text.as_bytes());
                IsNull::No
            }
            None => IsNull::Yes,
        })
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> postgres::types::Format {
        postgres::types::Format::Text
    }

    to_sql_checked!();
}

/// A value of a row as SQLite would show it.
struct Shown(String);

impl<'a> FromSql<'a> for Shown {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        let ty = match ty.kind() {
            Kind::Domain(base) => base,
            _ => ty,
        };
        Ok(Self(match *ty {
            Type::BOOL => i32::from(bool::from_sql(ty, raw)?).to_string(),
            Type::INT8 => i64::from_sql(ty, raw)?.to_string(),
            Type::INT4 => i32::from_sql(ty, raw)?.to_string(),
            _ => String::from_sql(&Type::TEXT, raw)?,
        }))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A row as a line, with a word for NULL.
pub fn line(row: &Row, null: &str) -> String {
    let shown = |column| row.get::<_, Option<Shown>>(column).map_or(null.to_owned(), |shown| shown.0);
    (0..row.len()).map(shown).collect::<Vec<_>>().join("|")
}

/// The server takes the index that it likes.
fn without_indexes(text: &str) -> String {
    let mut parts = text.split(" INDEXED BY ");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |out, part| out + part.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'))
}

/// A list in JSON is read by another function there.
fn with_lists_of_json(text: &str) -> String {
    let mut parts = text.split("json_each(");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |out, part| {
        let (list, rest) = part.split_once(')').unwrap();
        format!("{out}jsonb_array_elements_text(CAST(CAST({list} AS text) AS jsonb)){rest}")
    })
}

/// The statement as PostgreSQL prepared it, and the names of its parameters, each with whether the server expects a number.
pub fn prepared(client: &mut Client, text: &str) -> (Statement, Vec<(String, bool)>) {
    let numbered = numbered(text);
    let prepared = client.prepare(&numbered.text).unwrap();
    let is_number = |ty: &Type| matches!(*ty, Type::INT8 | Type::INT4);
    let parameters = numbered.names.into_iter().zip(prepared.params().iter().map(is_number)).collect();
    (prepared, parameters)
}

/// The rows that PostgreSQL returns, a line each.
pub fn of_postgres(client: &mut Client, sql: &Statement, values: &[AsText]) -> Result<Vec<String>, String> {
    let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
    let rows = client.query(sql, &values);
    let said =
        |error: postgres::Error| error.as_db_error().map_or(error.to_string(), |said| said.to_string());
    rows.map(|rows| rows.iter().map(|row| line(row, "NULL")).collect()).map_err(said)
}

/// The rows that SQLite returns, a line each. What is a number for the one is a number for the other.
pub fn of_sqlite(
    connection: &Connection,
    text: &str,
    parameters: &[(String, bool)],
    values: &[AsText],
) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(text)?;
    for ((name, is_number), value) in parameters.iter().zip(values) {
        let Some(place) = statement.parameter_index(&format!(":{name}"))? else { continue };
        match (&value.0, is_number) {
            (Some(number), true) => statement.raw_bind_parameter(place, number.parse::<i64>().unwrap())?,
            (text, _) => statement.raw_bind_parameter(place, text)?,
        }
    }
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let shown = (0..columns).map(|column| match row.get_ref(column).unwrap() {
            ValueRef::Null => "NULL".to_owned(),
            ValueRef::Integer(integer) => integer.to_string(),
            ValueRef::Real(real) => real.to_string(),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        });
        lines.push(shown.collect::<Vec<_>>().join("|"));
    }
    Ok(lines)
}

//! A statement with a name: a file under `sql/`, or the SQL of a user's job.

/// A statement and the name that messages call it by.
#[derive(Clone, Copy, Debug)]
pub struct Sql<'a> {
    /// The file it stands in, as `sql/trigger/claim.sql`.
    pub name: &'a str,
    /// The statement.
    pub text: &'a str,
}

impl<'a> Sql<'a> {
    /// The statement `text`, known as `name`.
    pub const fn new(name: &'a str, text: &'a str) -> Self {
        Self { name, text }
    }

    /// Its first word in capitals, past comments and what else SQLite reads over: empty statements, a mark of byte order.
    pub fn verb(self) -> String {
        let is_nothing = |letter: char| letter.is_whitespace() || matches!(letter, ';' | '\u{feff}');
        let mut rest = self.text.trim_start_matches(is_nothing);
        loop {
            let after = match rest.get(..2) {
                Some("--") => rest.split_once('\n'),
                Some("/*") => rest.split_once("*/"),
                _ => break,
            };
            rest = after.map_or("", |(_, after)| after.trim_start_matches(is_nothing));
        }
        rest.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_uppercase()
    }
}

/// A statement without the names of indexes: it says the same, and takes whichever there are.
pub(super) fn without_indexes(text: &str) -> String {
    let mut parts = text.split(" INDEXED BY ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_'));
    }
    out
}

/// What the database says of a statement that it prepared but did not run.
pub struct Statement {
    /// Names of the columns of its rows; empty when it returns none.
    pub columns: Vec<String>,
    /// Names of the parameters that it asks for, without the colon.
    pub parameters: Vec<String>,
    /// Whether it changes nothing.
    pub only_reads: bool,
}

impl Statement {
    /// Whether it is there to find something. One that neither changes anything nor returns rows
    /// made something that is there already.
    pub fn finds(&self) -> bool {
        self.only_reads && !self.columns.is_empty()
    }
}

/// The statement in a file under `sql/`, built into the program.
macro_rules! sql {
    ($file:literal) => {
        $crate::db::Sql::new(
            concat!("sql/", $file),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/", $file)),
        )
    };
}
pub(crate) use sql;

/// Named parameters: `params![trigger, next_action: at]` binds `:trigger` to `trigger` and `:next_action` to `at`.
macro_rules! params {
    (@value $name:ident) => { $crate::db::Value::from($name) };
    (@value $name:ident $value:expr) => { $crate::db::Value::from($value) };
    ($($name:ident $(: $value:expr)?),* $(,)?) => {
        &[$((stringify!($name), $crate::db::params!(@value $name $($value)?))),*]
    };
}
pub(crate) use params;

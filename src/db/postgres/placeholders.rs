//! Named parameters as PostgreSQL takes them: `:name` becomes `$1`.

use crate::db::sql::without_indexes;

/// A statement with numbers, and which name each stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Numbered {
    pub text: String,
    pub names: Vec<String>,
}

/// Numbers the named parameters of a statement, past strings, quoted names, comments and casts.
pub(super) fn numbered(text: &str) -> Numbered {
    let (mut out, mut names) = (String::with_capacity(text.len()), Vec::<String>::new());
    let mut unnamed = 0;
    // What has failed is undone by the server in any case.
    let text = text.replace("INSERT OR FAIL", "INSERT").replace("UPDATE OR FAIL", "UPDATE");
    // The server takes the index that it likes.
    let text = &with_lists_of_json(&without_indexes(&text));
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (token, after) = rest.split_at(token_length(rest));
        match token.strip_prefix(':').filter(|name| is_name(name)) {
            Some(name) => {
                let known = names.iter().position(|known| known == name);
                let place = known.unwrap_or_else(|| {
                    names.push(name.to_owned());
                    names.len() - 1
                });
                out.push('$');
                out.push_str(&(place + 1).to_string());
            }
            // Many rows have a parameter for each value, without names; with a number where some share one.
            None if token == "?" && after.starts_with(|next: char| next.is_ascii_digit()) => out.push('$'),
            None if token == "?" => {
                unnamed += 1;
                out.push_str(&format!("${unnamed}"));
            }
            None => out.push_str(token),
        }
        rest = after;
    }
    Numbered { text: out, names }
}

/// A list in JSON is read by another function there, whose column has the same name.
fn with_lists_of_json(text: &str) -> String {
    let mut parts = text.split("json_each(");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (list, rest) = part.split_once(')').unwrap_or((part, ""));
        out.push_str(&format!("jsonb_array_elements_text(CAST(CAST({list} AS text) AS jsonb)){rest}"));
    }
    out
}

/// The words of a statement outside of strings, quoted names and comments, in capitals.
pub(super) fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut rest) = (Vec::new(), String::new(), text);
    while !rest.is_empty() {
        let (token, after) = rest.split_at(token_length(rest));
        match token.chars().next().filter(|_| token.chars().count() == 1) {
            Some(letter) if letter.is_alphanumeric() || letter == '_' => word.extend(letter.to_uppercase()),
            _ => words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty())),
        }
        rest = after;
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

fn token_length(rest: &str) -> usize {
    let until =
        |from: usize, end: &str| rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
    match rest.chars().next() {
        Some('\'') => until(1, "'"),
        Some('"') => until(1, "\""),
        Some('$') if rest.starts_with("$$") => until(2, "$$"),
        Some('-') if rest.starts_with("--") => until(2, "\n"),
        Some('/') if rest.starts_with("/*") => until(2, "*/"),
        Some(':') if rest.starts_with("::") => 2,
        Some(':') => 1 + rest[1..].find(|letter| !in_name(letter)).unwrap_or(rest.len() - 1),
        Some(letter) => letter.len_utf8(),
        None => 0,
    }
}

fn in_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(in_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_number_wherever_it_stands() {
        let found =
            numbered("UPDATE t -- :no\nSET a = :b, c = ':no' WHERE \":no\" = :d::text AND e = :b /* :no */");
        assert_eq!(
            found.text,
            "UPDATE t -- :no\nSET a = $1, c = ':no' WHERE \":no\" = $2::text AND e = $1 /* :no */"
        );
        assert_eq!(found.names, ["b", "d"]);
    }

    #[test]
    fn parameters_of_many_rows_keep_their_numbers() {
        assert_eq!(
            numbered("INSERT OR FAIL INTO t VALUES (?2, ?1), (?13, ?1)").text,
            "INSERT INTO t VALUES ($2, $1), ($13, $1)"
        );
        assert_eq!(numbered("VALUES (?, ?)").text, "VALUES ($1, $2)");
    }

    #[test]
    fn a_list_in_json_is_read_as_the_server_does() {
        let found = numbered("SELECT 1 WHERE a IN (SELECT value FROM json_each(:list)) OR :list IS NULL");
        let list = "jsonb_array_elements_text(CAST(CAST($1 AS text) AS jsonb))";
        assert_eq!(found.text, format!("SELECT 1 WHERE a IN (SELECT value FROM {list}) OR $1 IS NULL"));
    }

    #[test]
    fn an_index_that_a_statement_names_is_left_out() {
        let found = numbered("SELECT 1 FROM t AS a INDEXED BY a_by_b CROSS JOIN u WHERE b = :b");
        assert_eq!(found.text, "SELECT 1 FROM t AS a CROSS JOIN u WHERE b = $1");
    }

    #[test]
    fn words_are_those_outside_of_text() {
        assert_eq!(
            words("with x AS (Delete from t) -- insert\nselect 'update', \"drop\" /* create */ from x"),
            ["WITH", "X", "AS", "DELETE", "FROM", "T", "SELECT", "FROM", "X"]
        );
    }
}

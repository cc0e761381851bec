//! Whether the server would carry a statement out, without doing it: what prepares may still be refused.

use anyhow::Result;

use super::Server;
use super::placeholders::words;
use crate::db::{Sql, Tokens, Value};

/// What is said when it is there already: of that a first run is not to blame.
const IS_THERE: &str = "already exists";

impl Server {
    /// Rows are asked about by the plan, for which the server looks at rights; what is made is made and undone.
    pub(super) fn rehearse(&self, sql: Sql) -> Result<()> {
        match sql.verb().as_str() {
            "CREATE" | "ALTER" | "DROP" => self.make_and_undo(sql),
            _ => self.plan(sql),
        }
    }

    fn plan(&self, sql: Sql) -> Result<()> {
        let text = format!("EXPLAIN {}", sql.text.trim_start_matches([';', '\u{feff}']));
        let planned = Sql::new(sql.name, &text);
        self.on(|session| {
            let names = session.prepare(planned)?.names.len();
            session.execute_in_order(planned, &vec![&Value::Null; names]).map(drop)
        })
    }

    fn make_and_undo(&self, sql: Sql) -> Result<()> {
        let text = without_rows(sql.text);
        self.on(|session| session.batch("SAVEPOINT rehearsal"))?;
        let made = self.on(|session| session.execute(Sql::new(sql.name, &text), &[]));
        self.on(|session| {
            session.forget();
            session.batch("ROLLBACK TO rehearsal; RELEASE rehearsal")
        })?;
        match made {
            Err(error) if !format!("{error:#}").contains(IS_THERE) => Err(error),
            _ => {
                self.go_on();
                Ok(())
            }
        }
    }

    /// What failed was undone.
    fn go_on(&self) {
        if let Some(transaction) = self.transaction.borrow_mut().as_mut() {
            transaction.failed = false;
        }
    }
}

/// A table that is made of what is found, empty.
pub(super) fn without_rows(text: &str) -> String {
    let words = words(text);
    let begins = |word: &str| words.iter().take(3).any(|there| there == word);
    let finds = ["SELECT", "VALUES"].iter().any(|word| words.iter().any(|there| there == word));
    let says = words.iter().any(|word| word == "DATA");
    if !(begins("CREATE") && begins("TABLE") && finds && !says) {
        return text.to_owned();
    }
    format!("{}\nWITH NO DATA", &text[..Tokens::of(text).end()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_table_that_is_made_of_what_is_found_is_made_without_rows() {
        for (text, made) in [
            ("CREATE TABLE a AS SELECT 1; -- all\n", "CREATE TABLE a AS SELECT 1\nWITH NO DATA"),
            (
                "create table if not exists a as values (1)",
                "create table if not exists a as values (1)\nWITH NO DATA",
            ),
            ("CREATE TABLE a (b TEXT)", "CREATE TABLE a (b TEXT)"),
            ("CREATE VIEW a AS SELECT 1", "CREATE VIEW a AS SELECT 1"),
        ] {
            assert_eq!(without_rows(text), made);
        }
    }
}

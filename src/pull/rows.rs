//! The rows of an answer, as records with no more than the fields that were asked for.

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::import::stored_text;
use crate::intake::record::{Action, Record};
use crate::intake::tables::{InstanceTable, SYS_USER};

/// The records in `answer`, the whole JSON of one page of `table`.
///
/// # Errors
/// When it has no list of rows, or rows lack a field without which nothing can be done with them (a [`Refusal`]).
pub fn records(table: &InstanceTable, answer: &Value) -> Result<Vec<Record>> {
    let Some(Value::Array(rows)) = answer.get("result") else {
        bail!("the answer has no list of rows called \"result\": is this the Table API?");
    };
    let record = |(number, row): (u64, &Value)| {
        record(table, number, row.as_object().context("a row is not a JSON object")?)
    };
    (1..).zip(rows).map(record).collect()
}

/// Why rows without that column are not all that there is to know, and what to do.
pub fn hidden(table: &InstanceTable, column: &str) -> String {
    format!("the rows have no {column}: give the user read access to the field {}.{column}", table.name)
}

/// The fields without which a row is of nobody.
fn identity(table: &InstanceTable) -> &'static [&'static str] {
    if table.name == SYS_USER.name { &["sys_id", "user_name"] } else { &["sys_id"] }
}

fn record(table: &InstanceTable, number: u64, row: &Map<String, Value>) -> Result<Record> {
    if let Some(column) = identity(table).iter().find(|field| !row.contains_key(**field)) {
        bail!(Refusal::of_the_table(hidden(table, column)));
    }
    let fields =
        table.columns.iter().filter_map(|field| Some(((*field).to_owned(), stored_text(row.get(*field)?))));
    Ok(Record {
        table: Some(table.name.to_owned()),
        action: Action::Put,
        row: number,
        same_fields: false,
        fields: fields.collect(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::intake::tables::SYS_USER_ROLE;

    #[test]
    fn every_shape_of_a_value_is_read_and_an_empty_one_is_null() {
        for (value, expected) in [
            (json!("x"), Some("x")),
            (json!(""), None),
            (json!(null), None),
            (json!(true), Some("true")),
            (json!(3), Some("3")),
            (json!({"link": "https://i/api/now/table/x/7", "value": "7"}), Some("7")),
            (json!({"display_value": "", "value": ""}), None),
            (json!({"display_value": "Seven", "link": "https://i/7"}), Some("7")),
            (json!({"display_value": "Seven"}), None),
        ] {
            assert_eq!(stored_text(&value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn fields_that_were_not_asked_for_are_dropped() {
        let row = json!({"sys_id": "1", "user_name": "ann", "active": "true", "user_password": "x"});
        let records = records(&SYS_USER, &json!({"result": [row]})).unwrap();
        let names: Vec<&str> = records[0].fields.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["sys_id", "user_name", "active"]);
    }

    #[test]
    fn a_field_that_access_rules_hide_is_not_taken_for_empty() {
        let records = records(&SYS_USER_ROLE, &json!({"result": [{"sys_id": "1"}]})).unwrap();
        assert_eq!(records[0].fields, [("sys_id".to_owned(), Some("1".to_owned()))]);
    }

    #[test]
    fn rows_of_nobody_are_a_refusal_of_their_table_alone() {
        for (table, row) in [(&SYS_USER_ROLE, json!({"name": "x"})), (&SYS_USER, json!({"sys_id": "1"}))] {
            let error = records(table, &json!({"result": [row]})).unwrap_err();
            assert!(error.downcast_ref().is_some_and(Refusal::is_of_the_table), "{error}");
            assert!(error.to_string().contains("give the user read access"), "{error}");
        }
    }

    #[test]
    fn an_answer_without_rows_is_not_taken_for_an_empty_table() {
        assert!(records(&SYS_USER_ROLE, &json!({})).is_err());
        assert!(records(&SYS_USER_ROLE, &json!({"result": {"sys_id": "1"}})).is_err());
    }
}

//! The part of ServiceNow's encoded queries that the tests need, read and applied to rows.

use std::collections::BTreeMap;

use super::state::Row;

/// Longer operators before those that they begin with.
const OPERATORS: [&str; 7] = ["ISNOTEMPTY", "IN", "!=", ">=", "<=", "=", ">"];

/// The rows of `table` that meet `query`, in its order.
pub fn select<'a>(tables: &'a BTreeMap<String, Vec<Row>>, table: &str, query: &str) -> Vec<&'a Row> {
    let parts = split(query);
    let (order, conditions): (Vec<_>, Vec<_>) = parts.iter().partition(|part| part.starts_with("ORDERBY"));
    let alternatives = group(&conditions);
    let meets = |row: &Row| {
        alternatives.iter().any(|all| all.iter().all(|any| any.iter().any(|one| holds(tables, row, one))))
    };
    let mut rows: Vec<&Row> = tables[table].iter().filter(|row| meets(row)).collect();
    let fields: Vec<&str> = order.iter().map(|part| &part["ORDERBY".len()..]).collect();
    rows.sort_by_key(|row| fields.iter().map(|field| value(tables, row, field)).collect::<Vec<_>>());
    rows
}

/// The conditions between carets; two carets are one caret of a value.
fn split(query: &str) -> Vec<String> {
    let parts = query.replace("^^", "\0");
    parts.split('^').filter(|part| !part.is_empty()).map(|part| part.replace('\0', "^")).collect()
}

/// Queries of which one must hold (`^NQ`), of conditions that all must hold, of alternatives (`^OR`).
fn group<'a>(conditions: &[&'a String]) -> Vec<Vec<Vec<&'a str>>> {
    let mut queries = vec![Vec::<Vec<&str>>::new()];
    for condition in conditions {
        if let Some(condition) = condition.strip_prefix("NQ") {
            queries.push(vec![vec![condition]]);
        } else if let Some(condition) = condition.strip_prefix("OR") {
            queries.last_mut().unwrap().last_mut().expect("^OR follows a condition").push(condition);
        } else {
            queries.last_mut().unwrap().push(vec![condition]);
        }
    }
    queries
}

fn holds(tables: &BTreeMap<String, Vec<Row>>, row: &Row, condition: &str) -> bool {
    let field_end = condition
        .find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.')))
        .unwrap();
    let (field, rest) = condition.split_at(field_end);
    let operator = OPERATORS.into_iter().find(|operator| rest.starts_with(operator));
    let operator = operator.unwrap_or_else(|| panic!("no operator in {condition:?}"));
    let (value, wanted) = (value(tables, row, field), &rest[operator.len()..]);
    match operator {
        "ISNOTEMPTY" => !value.is_empty(),
        "IN" => wanted.split(',').any(|wanted| wanted == value),
        "!=" => value != wanted,
        ">=" => value.as_str() >= wanted,
        "<=" => value.as_str() <= wanted,
        "=" => value == wanted,
        _ => value.as_str() > wanted,
    }
}

/// The value of a field, or of a field of the row that it refers to (`role.name`).
fn value(tables: &BTreeMap<String, Vec<Row>>, row: &Row, field: &str) -> String {
    let Some((reference, field)) = field.split_once('.') else {
        return row.get(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    };
    let id = value(tables, row, reference);
    let target = tables.values().flatten().find(|row| row["sys_id"] == id.as_str());
    target.map_or(String::new(), |row| value(tables, row, field))
}

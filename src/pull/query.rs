//! ServiceNow's encoded query: conditions that all must hold, in the text form that `sysparm_query` takes.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What of a URL's query is written as it is; all else is percent-encoded.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Conditions joined by `^`: each must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<String>);

impl Query {
    /// The query that every row meets.
    pub fn all() -> Self {
        Self::default()
    }

    /// Also `field` `operator` `value`. A `^` in the value is doubled, or it would end the condition.
    pub fn and(mut self, field: &str, operator: &str, value: &str) -> Self {
        self.0.push(condition(field, operator, value));
        self
    }

    /// Also one of two conditions, each a field, an operator and a value. `^OR` binds tighter than `^`.
    pub fn and_either(mut self, one: (&str, &str, &str), other: (&str, &str, &str)) -> Self {
        let [one, other] = [one, other].map(|(field, operator, value)| condition(field, operator, value));
        self.0.push(format!("{one}^OR{other}"));
        self
    }

    /// Also in that order, by the first field first.
    pub fn ordered_by(mut self, fields: &[&str]) -> Self {
        self.0.extend(fields.iter().map(|field| format!("ORDERBY{field}")));
        self
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0.join("^"))
    }
}

fn condition(field: &str, operator: &str, value: &str) -> String {
    format!("{field}{operator}{}", value.replace('^', "^^"))
}

/// `text` as it stands in the query of a URL.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// The lists of `values` that each fit into `budget` bytes of a URL, commas included.
/// A value that alone is longer has a list of its own.
pub fn lists(values: &[String], budget: usize) -> Vec<&[String]> {
    let comma = encoded(",").len();
    let (mut lists, mut start, mut used) = (Vec::new(), 0, 0);
    for (end, value) in values.iter().enumerate() {
        let size = encoded(value).len() + comma;
        if used + size > budget && end > start {
            lists.push(&values[start..end]);
            (start, used) = (end, 0);
        }
        used += size;
    }
    if start < values.len() {
        lists.push(&values[start..]);
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_joined_and_a_caret_inside_a_value_is_doubled() {
        let query = Query::all()
            .and("user_name", "=", "a^b")
            .and_either(("sys_created_on", ">", "2026"), ("sys_id", ">", "7"))
            .ordered_by(&["sys_created_on", "sys_id"]);
        assert_eq!(
            query.to_string(),
            "user_name=a^^b^sys_created_on>2026^ORsys_id>7^ORDERBYsys_created_on^ORDERBYsys_id"
        );
    }

    #[test]
    fn what_has_a_meaning_in_a_url_is_encoded() {
        assert_eq!(encoded("a^b=ü &+#"), "a%5Eb%3D%C3%BC%20%26%2B%23");
    }

    #[test]
    fn lists_keep_to_the_budget_and_lose_nothing() {
        let values: Vec<String> = ["aaaa", "bb", "ü", "cccccccccccc", "d"].map(String::from).to_vec();
        let lists = lists(&values, 14);
        assert_eq!(lists, [&values[..2], &values[2..3], &values[3..4], &values[4..]]);
    }

    #[test]
    fn no_values_need_no_list() {
        assert_eq!(lists(&[], 14), Vec::<&[String]>::new());
    }
}

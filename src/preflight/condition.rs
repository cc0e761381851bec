//! The condition of a preserver, an encoded query as ServiceNow writes it: whether a row meets it, as far as that can be told.

/// Whether something is so. The surest yes is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cover {
    /// It is not.
    No,
    /// It cannot be told.
    Maybe,
    /// It is.
    Yes,
}

impl Cover {
    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }
}

/// What is known of a row: its fields, each with the values that may stand for it (a reference has a sys_id and a name).
pub(super) type Fields = Vec<(&'static str, Vec<String>)>;

/// The operators that are understood, and any that begins with another before that.
const OPERATORS: [&str; 10] =
    ["!=", "=", "NOT IN", "IN", "STARTSWITH", "ENDSWITH", "LIKE", "ISEMPTY", "ISNOTEMPTY", "ANYTHING"];

/// Stands for a caret inside a value while a query is taken apart.
const CARET: &str = "\u{0}";

/// Whether a row meets a condition. An empty condition is met by every row.
pub(super) fn meets(condition: &str, fields: &Fields) -> Cover {
    let condition = condition.replace("^^", CARET);
    let condition = condition.trim();
    if condition.is_empty() {
        return Cover::Yes;
    }
    condition.split("^NQ").map(|part| all_of(part, fields)).max().unwrap_or(Cover::Maybe)
}

/// `^` joins what must all hold; `^OR` binds tighter.
fn all_of(query: &str, fields: &Fields) -> Cover {
    let mut groups: Vec<Cover> = Vec::new();
    for term in query.split('^').filter(|term| is_condition(term)) {
        match (term.strip_prefix("OR"), groups.last_mut()) {
            (Some(term), Some(group)) => *group = (*group).max(holds(term, fields)),
            _ => groups.push(holds(term, fields)),
        }
    }
    groups.into_iter().min().unwrap_or(Cover::Yes)
}

/// The end of a query and its order say nothing about rows.
fn is_condition(term: &str) -> bool {
    !term.is_empty() && term != "EQ" && !term.starts_with("ORDERBY")
}

fn holds(term: &str, fields: &Fields) -> Cover {
    let is_of_name =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_.".contains(letter);
    let (field, rest) = term.split_at(term.find(|letter| !is_of_name(letter)).unwrap_or(term.len()));
    let Some((_, values)) = fields.iter().find(|(name, _)| *name == field) else { return Cover::Maybe };
    let operator = OPERATORS.into_iter().find(|operator| rest.starts_with(operator));
    let Some(operator) = operator else { return Cover::Maybe };
    let wanted = rest[operator.len()..].replace(CARET, "^");
    let any = |one: &dyn Fn(&str) -> Cover| values.iter().map(|value| one(value)).max().unwrap_or(Cover::No);
    let among =
        || wanted.split(',').map(|wanted| any(&|value| equal(value, wanted))).max().unwrap_or(Cover::No);
    match operator {
        "=" => any(&|value| equal(value, &wanted)),
        "!=" => any(&|value| equal(value, &wanted)).not(),
        "IN" => among(),
        "NOT IN" => among().not(),
        "STARTSWITH" => any(&|value| compared(value, &wanted, |value, wanted| value.starts_with(wanted))),
        "ENDSWITH" => any(&|value| compared(value, &wanted, |value, wanted| value.ends_with(wanted))),
        "LIKE" => any(&|value| compared(value, &wanted, |value, wanted| value.contains(wanted))),
        "ISNOTEMPTY" => any(&|value| if value.is_empty() { Cover::No } else { Cover::Yes }),
        "ISEMPTY" => any(&|value| if value.is_empty() { Cover::Yes } else { Cover::No }),
        _ => Cover::Maybe,
    }
}

fn equal(value: &str, wanted: &str) -> Cover {
    compared(value, wanted, |value, wanted| value == wanted)
}

/// Whether an instance tells capitals apart depends on its database.
fn compared(value: &str, wanted: &str, is: impl Fn(&str, &str) -> bool) -> Cover {
    if is(value, wanted) {
        return Cover::Yes;
    }
    if is(&value.to_lowercase(), &wanted.to_lowercase()) { Cover::Maybe } else { Cover::No }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(condition: &str) -> Cover {
        let fields: Fields = vec![
            ("user_name", vec!["svc.mid".to_owned()]),
            ("active", vec!["true".to_owned()]),
            ("user", vec!["abc".to_owned(), "svc^mid".to_owned()]),
        ];
        meets(condition, &fields)
    }

    #[test]
    fn what_is_understood_is_told_and_what_is_not_may_be() {
        for (condition, cover) in [
            ("", Cover::Yes),
            ("user_name=svc.mid", Cover::Yes),
            ("user_name=SVC.MID", Cover::Maybe),
            ("user_name=other", Cover::No),
            ("user_name!=other", Cover::Yes),
            ("user_nameINother,svc.mid^EQ", Cover::Yes),
            ("user_nameNOT INother,svc.mid", Cover::No),
            ("user_nameSTARTSWITHsvc.", Cover::Yes),
            ("user_nameENDSWITH.mid^active=false", Cover::No),
            ("user_nameLIKEmi^ORDERBYname", Cover::Yes),
            ("user_name=other^ORuser_name=svc.mid^active=true", Cover::Yes),
            ("user_name=other^NQactive=true", Cover::Yes),
            ("user=svc^^mid", Cover::Yes),
            ("department=x", Cover::Maybe),
            ("department=x^user_name=other", Cover::No),
            ("department=x^ORuser_name=svc.mid", Cover::Yes),
            ("user_name>svc", Cover::Maybe),
            ("user_nameISEMPTY", Cover::No),
        ] {
            assert_eq!(of(condition), cover, "{condition}");
        }
    }
}

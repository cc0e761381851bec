//! What somebody may have meant who wrote a name that there is not.

use anyhow::{Error, anyhow};

/// How many names a message lists.
const LISTED: usize = 12;

/// Shorter than this, the beginning of a name is the beginning of too many.
const A_BEGINNING: usize = 3;

/// The known name that is nearest to the one that was written, if one is near.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.trim().to_lowercase();
    let may_differ = (written.chars().count() / 3).max(1);
    let distance = |name: &'a str| {
        let folded = name.to_lowercase();
        let differs = strsim::damerau_levenshtein(&written, &folded);
        let begins = written.chars().count() >= A_BEGINNING && folded.contains(&written);
        let near = differs <= may_differ && differs < folded.chars().count();
        (near || begins).then_some((!near, differs, name))
    };
    known.into_iter().filter_map(distance).min().map(|(_, _, name)| name)
}

/// That there is no such thing: what was meant perhaps, what there is, and where to see it. `what` is as "job".
pub fn no_such(what: &str, written: &str, known: &[String], see: &str) -> Error {
    let mut message = format!("there is no {what} {written:?}");
    if let Some(name) = nearest(written, known.iter().map(String::as_str)) {
        message += &format!(": did you mean {name}?");
    }
    if !known.is_empty() {
        let begins = if message.ends_with('?') { " There" } else { "; there" };
        message += &format!("{begins} are: {}", listed(known));
    }
    if !see.is_empty() {
        message += &format!("; see {see}");
    }
    anyhow!(message)
}

/// The first of some names, and how many more there are.
pub fn listed(names: &[String]) -> String {
    let first = names[..names.len().min(LISTED)].join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_seen_and_what_is_far_is_not() {
        let known = ["MIDUserConnectivity", "PurgeAgentIssues", "PurgeHistory", "Down", "Up"];
        for (written, meant) in [
            ("miduserconnectivity", Some("MIDUserConnectivity")),
            ("MIDUserConectivity", Some("MIDUserConnectivity")),
            ("PurgeHistroy", Some("PurgeHistory")),
            ("history", Some("PurgeHistory")),
            ("Dwn", Some("Down")),
            ("Purge", Some("PurgeHistory")),
            ("Nope", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, known), meant, "{written}");
        }
    }

    #[test]
    fn a_message_lists_what_there_is_and_ends_where_there_is_nothing() {
        let known: Vec<String> = (0..20).map(|number| format!("mid-{number:02}")).collect();
        let text = no_such("MID Server", "mid-7", &known, "`midjobs mids`").to_string();
        assert!(text.starts_with("there is no MID Server \"mid-7\": did you mean mid-0"), "{text}");
        assert!(text.ends_with("mid-11 and 8 more; see `midjobs mids`"), "{text}");
        assert_eq!(no_such("job", "x", &[], "").to_string(), "there is no job \"x\"");
    }
}

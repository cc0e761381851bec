//! Names that are not there, and those that may be meant.

/// How alike two names must be for one to be meant, from 0 to 1.
const ALIKE: f64 = 0.75;

/// `; did you mean x?`, with the names that are most like it; nothing where none is.
pub fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let name = name.to_lowercase();
    let likeness = |known: &'a str| (strsim::jaro_winkler(&name, &known.to_lowercase()), known);
    let mut alike: Vec<(f64, &str)> =
        known.into_iter().map(likeness).filter(|(alike, _)| *alike >= ALIKE).collect();
    alike.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
    let names: Vec<&str> = alike.into_iter().map(|(_, known)| known).take(3).collect();
    if names.is_empty() { String::new() } else { format!("; did you mean {}?", names.join(" or ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_most_like_it_is_suggested_and_nothing_that_is_not() {
        let known = ["mid-emea-1", "mid-emea-2", "lab"];
        assert_eq!(suggestion("MID-EMEA1", known), "; did you mean mid-emea-1 or mid-emea-2?");
        assert_eq!(suggestion("zzz", known), "");
    }
}

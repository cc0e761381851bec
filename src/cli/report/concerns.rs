//! The verdict and what there is to say, as the status has it.

use super::tone;
use crate::cli::commands::status;
use crate::cli::exit::Exit;
use crate::coverage::STATUS;
use crate::printable::printable;
use crate::why::Class;

/// So many of the worst concerns fit into one headline.
const IN_HEADLINE: usize = 2;

/// The verdict.
pub struct Verdict {
    /// One word.
    pub label: &'static str,
    /// How it looks.
    pub tone: &'static str,
    /// What is worst, or that nothing is.
    pub headline: String,
}

/// Something that the status says.
pub struct Concern {
    /// How much it weighs, in a word.
    pub label: &'static str,
    /// How it looks.
    pub tone: &'static str,
    /// What it is, and what to do: text and what to type in turn.
    pub parts: Vec<String>,
}

/// The verdict of the status. Without rows of MID Servers to rely on nothing is well, whatever else is.
pub fn verdict(judged: &status::Verdict) -> Verdict {
    let is_unseen = judged.covered.doubt(&STATUS).is_some() && judged.exit != Exit::Critical;
    match (is_unseen, judged.exit) {
        (true, exit) => Verdict {
            label: if exit == Exit::Done { "NOT SEEN" } else { status::label(exit) },
            tone: "warning",
            headline: "Nobody can tell how the MID Servers are".to_owned(),
        },
        (false, exit) => {
            Verdict { label: status::label(exit), tone: tone::of_exit(exit), headline: headline(judged) }
        }
    }
}

fn headline(judged: &status::Verdict) -> String {
    if judged.exit == Exit::Done {
        return all_well(judged);
    }
    let worst: Vec<&str> = judged
        .concerns
        .iter()
        .filter(|concern| concern.weight == judged.exit)
        .map(|concern| concern.brief.as_str())
        .collect();
    let more = worst.len().saturating_sub(IN_HEADLINE);
    let rest = if more > 0 { format!(", and {more} more") } else { String::new() };
    let headline = format!("{}{rest}", worst[..worst.len().min(IN_HEADLINE)].join(", "));
    capitalized(&printable(&headline))
}

fn all_well(judged: &status::Verdict) -> String {
    let answers = &judged.told.answers;
    match answers.iter().all(|answer| answer.class == Class::Up) {
        true if answers.len() == 1 => "The one MID Server is Up".to_owned(),
        true => format!("All {} MID Servers are Up", answers.len()),
        false => "Nothing is left to do".to_owned(),
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// All that the status says, the worst first.
pub fn all(judged: &status::Verdict) -> Vec<Concern> {
    let concern = |concern: &status::Concern| Concern {
        label: if concern.weight == Exit::Done { "Detail" } else { label(concern.weight) },
        tone: if concern.weight == Exit::Done { "detail" } else { tone::of_exit(concern.weight) },
        parts: capitalized(&printable(&concern.text)).split('`').map(str::to_owned).collect(),
    };
    judged.concerns.iter().map(concern).collect()
}

fn label(weight: Exit) -> &'static str {
    if weight == Exit::Critical { "Critical" } else { "Warning" }
}

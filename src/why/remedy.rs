//! What to do, step by step, for all that is certain about one MID Server.

use super::Answer;
use super::causes::Cause;
use super::facts::Facts;

/// The steps: something is stopped first and started last; at the end it is checked.
pub fn of(answer: &Answer, facts: &Facts, mid_server: &str) -> Vec<String> {
    let certain = answer.certain_causes();
    let is = |name: &str| certain.iter().any(|cause| cause.name == name);
    // Of a shared account that logs in no event says that it was this MID Server.
    let is_its_own = |cause: &&&Cause| cause.name != "logged_in_yet_down" || !is("cannot_attribute");
    let mut steps: Vec<String> = Vec::new();
    for step in certain.iter().filter(is_its_own).flat_map(|cause| cause.remedy) {
        steps.extend(facts.fill(step).filter(|step| !steps.contains(step)));
    }
    if let Some(step) = facts.fill(IN_THE_DIRECTORY).filter(|_| MENDED_THERE.into_iter().any(is)) {
        steps.insert(0, step);
    }
    let mut steps = in_order(steps);
    if !steps.is_empty() {
        steps.push(check(mid_server));
    }
    steps
}

/// What of an account a directory decides.
const MENDED_THERE: [&str; 3] = ["account_inactive", "account_locked", "password_rejected"];

const IN_THE_DIRECTORY: &str =
    "the user {user} comes from a directory ({directory}): do there what is said here of the user";

/// What is stopped comes first and is started last; of several restarts the one that says why.
fn in_order(mut steps: Vec<String>) -> Vec<String> {
    let at_the_end = |step: &String| step.starts_with("start ") || step.starts_with("restart ");
    let starts: Vec<String> = steps.extract_if(.., |step| at_the_end(step)).collect();
    let first = steps.extract_if(.., |step| step.starts_with("stop ")).next();
    steps.retain(|step| !step.starts_with("stop "));
    let last = match first {
        Some(_) => starts.into_iter().find(|step| step.starts_with("start ")),
        None => starts.into_iter().max_by_key(String::len),
    };
    first.into_iter().chain(steps).chain(last).collect()
}

/// How to see that a MID Server is mended; all of them where there is no name.
pub fn check(mid_server: &str) -> String {
    let (why, says) = match mid_server {
        "" => ("midjobs why".to_owned(), "no longer name them"),
        name => (format!("midjobs why {name}"), "say Up"),
    };
    format!(
        "check after 5 minutes: load fresh rows (`midjobs pull`, or export ecc_agent and sysevent and `midjobs import` them); \
         then `{why}` should {says}, and `midjobs check-connectivity --window 5m` say who logs in"
    )
}

//! The status of many instances: one line about all, then a line for each, the worst first.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::Result;
use serde_json::json;

use super::instances::Instance;
use super::worst;
use crate::amount::amount;
use crate::cli::commands::status::{self, Args};
use crate::cli::context::{Context, Elsewhere};
use crate::cli::exit::Exit;
use crate::cli::output::{self, Shown};

/// As many are asked at once: one that does not answer keeps no other waiting.
const AT_ONCE: usize = 8;

/// The states of a monitor, the worst first.
const STATES: [(&str, Exit); 4] = [
    ("CRITICAL", Exit::Critical),
    ("UNKNOWN", Exit::CouldNot),
    ("WARNING", Exit::Warning),
    ("OK", Exit::Done),
];

/// What one instance answered.
struct Answer {
    name: String,
    exit: Exit,
    text: String,
    shown: Shown,
}

/// Says how all of them are.
pub fn tell(args: &Args, instances: &[Instance], context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let mut answers = ask(args, instances, &context.elsewhere());
    answers.sort_by_key(|answer| place_of(answer.exit));
    let exit = answers.iter().fold(Exit::Done, |exit, answer| worst(exit, answer.exit));
    if context.json() {
        let rows = answers.into_iter().map(|answer| answer.shown);
        output::show(context, out, "status", rows)?;
        return Ok(args.exit(exit));
    }
    output::tell(context, out, &first_line(&answers, exit))?;
    for answer in &answers {
        let state = STATES[place_of(answer.exit)].0.to_lowercase();
        output::tell(context, out, &format!("{state}: {}: {}", answer.name, answer.text.replace('|', "/")))?;
    }
    Ok(args.exit(exit))
}

fn place_of(exit: Exit) -> usize {
    STATES.iter().position(|(_, known)| *known == exit).unwrap_or_default()
}

fn first_line(answers: &[Answer], exit: Exit) -> String {
    let count = |state: Exit| answers.iter().filter(|answer| answer.exit == state).count();
    let counts = STATES.map(|(state, exit)| (state.to_lowercase(), count(exit)));
    let said: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| format!("{count} {state}"))
        .collect();
    let limits = [";;0;0", ";0;;0", ";0;;0", ";;;0"];
    let figures =
        counts.iter().zip(limits).map(|((state, count), limits)| format!("{state}={count}{limits}"));
    let said = if said.is_empty() { "none in this part".to_owned() } else { said.join(", ") };
    format!(
        "MIDJOBS {} - {}: {said} | instances={};;;0 {}",
        STATES[place_of(exit)].0,
        amount(answers.len(), "instance"),
        answers.len(),
        figures.collect::<Vec<_>>().join(" ")
    )
}

/// Asks all of them, a few at once; the answers in their order.
fn ask(args: &Args, instances: &[Instance], elsewhere: &Elsewhere) -> Vec<Answer> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut answers = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(instance) = instances.get(place) else { return answers };
            answers.push((place, ask_one(args, instance, elsewhere)));
        }
    };
    let mut answers = thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE.min(instances.len())).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect::<Vec<_>>()
    });
    answers.sort_by_key(|(place, _)| *place);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

fn ask_one(args: &Args, instance: &Instance, elsewhere: &Elsewhere) -> Answer {
    let name = instance.name.clone();
    let asked = status::look(args, &elsewhere.for_instance(instance));
    let said = asked.and_then(|seen| Ok((seen.verdict.exit, seen.words()?, seen.shown())));
    let (exit, text, mut shown) = match said {
        Ok(said) => said,
        Err(error) => {
            let text = format!("{error:#}");
            let shown = [("status", json!("UNKNOWN")), ("error", json!(text))];
            (Exit::CouldNot, text, output::row(shown))
        }
    };
    shown.insert_first("instance", name.clone().into());
    Answer { name, exit, text, shown }
}

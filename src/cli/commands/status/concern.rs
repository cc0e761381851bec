//! Concerns: what the status counts, how much each weighs, and its words.

use anyhow::Result;

use crate::amount::{agreeing, amount};
use crate::cli::exit::Exit;
use crate::db::Row;
use crate::standing::{Standing, Weight};

/// Something that the status says.
pub struct Concern {
    /// The column that it counts; none for what is not counted.
    pub column: &'static str,
    /// How much it weighs; `Done` for a detail.
    pub weight: Exit,
    /// A few words, for the first line.
    pub brief: String,
    /// The same in a line of its own.
    pub text: String,
}

/// A count of the status: its column, its weight, its words for one and for more with `#` for the number, and what to do.
struct Counted(&'static str, Exit, [&'static str; 2], &'static str);

/// The count of MID Servers that are Up and have shown no heartbeat since the clone.
pub const UP_WITHOUT_HEARTBEAT: &str = "up_without_heartbeat";

/// What MID Servers are Down and not acknowledged or so before the clone: what thresholds are for.
pub const DOWN: &str = "mid_servers_down";

/// What cannot be seen.
pub const DOUBT: &str = "doubt";

/// How much a count of that name weighs, if it does.
pub fn weight_of(column: &str) -> Option<Exit> {
    COUNTED.iter().find(|counted| counted.0 == column).map(|counted| counted.1)
}

/// What is counted, the worst first.
const COUNTED: &[Counted] = &[
    Counted(
        "triggers_in_error",
        Exit::Critical,
        ["# trigger in Error", "# triggers in Error"],
        "see `midjobs jobs`; `midjobs jobs retry JOB` brings one back",
    ),
    Counted(
        "jobs_failing",
        Exit::Critical,
        ["# job failed three times in a row", "# jobs failed three times in a row"],
        "see `midjobs runs`",
    ),
    Counted(
        UP_WITHOUT_HEARTBEAT,
        Exit::Warning,
        ["# Up without a heartbeat since the clone"; 2],
        "see `midjobs mids`",
    ),
    Counted(
        "clones_waiting",
        Exit::Warning,
        ["the check of # clone waits for rows", "the checks of # clones wait for rows"],
        "import or pull ecc_agent: the check is made again then",
    ),
    Counted("jobs_failed", Exit::Warning, ["# job failed", "# jobs failed"], "see `midjobs runs`"),
    Counted(
        "triggers_overdue",
        Exit::Warning,
        ["# trigger is overdue", "# triggers are overdue"],
        "no runner seems to be at work: is `midjobs run` in cron?",
    ),
    Counted(
        "jobs_always_skipped",
        Exit::Warning,
        ["# job is always skipped", "# jobs are always skipped"],
        "see `midjobs runs`",
    ),
    Counted(
        "issues_of_other_jobs",
        Exit::Warning,
        ["# new issue of another job", "# new issues of other jobs"],
        "see `midjobs issues`",
    ),
    Counted(
        "notifications_undelivered",
        Exit::Warning,
        ["# notification is undelivered", "# notifications are undelivered"],
        "see `midjobs notify`",
    ),
    Counted(
        "issues_unconfirmed",
        Exit::Done,
        ["# issue is unconfirmed", "# issues are unconfirmed"],
        "some of the rows that it takes were not seen",
    ),
    Counted(
        "users_not_associated",
        Exit::Done,
        [
            "# user with an issue is not associated with a MID Server",
            "# users with issues are not associated with a MID Server",
        ],
        "",
    ),
    Counted(
        "issues_over",
        Exit::Done,
        [
            "# clone issue is over and was not closed by the rule",
            "# clone issues are over and were not closed by the rule",
        ],
        "`midjobs issues resolve ID` closes one",
    ),
];

/// The concerns that the counts of the status make.
pub fn of_row(row: &Row) -> Result<Vec<Concern>> {
    let mut concerns = Vec::new();
    for Counted(column, weight, words, help) in COUNTED {
        let count: i64 = row.get(column)?;
        if count > 0 {
            let brief = words[usize::from(count > 1)].replace('#', &count.to_string());
            let help = if help.is_empty() { String::new() } else { format!("; {help}") };
            concerns.push(Concern { column, weight: *weight, text: format!("{brief}{help}"), brief });
        }
    }
    Ok(concerns)
}

/// The concerns about MID Servers, by their standing.
pub fn of_standing(standing: &Standing) -> Vec<Concern> {
    let mut causes: Vec<String> =
        standing.causes.iter().map(|(cause, count)| format!("{count} {cause}")).collect();
    let concern = |(weight, words, count): (Weight, &str, usize)| {
        let brief = format!("{count} {words}");
        let because = match weight {
            Weight::Critical if !causes.is_empty() => format!(": {}", std::mem::take(&mut causes).join(", ")),
            _ => String::new(),
        };
        let help = if weight == Weight::Detail { "" } else { "; see `midjobs why`" };
        let column = if is_down(weight, words) { DOWN } else { "" };
        Concern { column, weight: weight.into(), text: format!("{brief}{because}{help}"), brief }
    };
    standing.each().map(concern).collect()
}

/// How many MID Servers are Down and neither acknowledged nor so before the clone.
pub fn down(standing: &Standing) -> usize {
    standing.each().filter(|(weight, words, _)| is_down(*weight, words)).map(|(_, _, count)| count).sum()
}

fn is_down(weight: Weight, words: &str) -> bool {
    weight != Weight::Detail && (words.starts_with("Down") || words == "flapping")
}

/// The concern about triggers in Running that no runner seems to work on.
pub fn of_stuck(stuck: usize) -> Option<Concern> {
    let brief = format!("{} {} stuck in Running", amount(stuck, "trigger"), agreeing(stuck, "is", "are"));
    let text = format!("{brief}: its runner hangs or is gone; the next `midjobs run` takes up what was left");
    (stuck > 0).then_some(Concern { column: "", weight: Exit::Warning, brief, text })
}

/// The concern about job files that cannot be read.
pub fn of_faults(faults: usize) -> Option<Concern> {
    let brief = format!("{} in job files", amount(faults, "fault"));
    let text = format!("{brief}: their jobs do not run; see `midjobs check`");
    (faults > 0).then_some(Concern { column: "", weight: Exit::Warning, brief, text })
}

//! The metrics, a line each: name, kind, help, and where its numbers come from. docs/metrics.md has the same list.

use super::exposition::{Kind, Sample};
use super::seen::Seen;
use super::{jobs, mid_servers};
use crate::cli::commands::status;
use crate::cli::exit::Exit;
use crate::coverage::STATUS;
use crate::intake::tables;

/// One metric.
pub struct Family {
    /// Its name, with its unit.
    pub name: &'static str,
    /// Whether it only grows.
    pub kind: Kind,
    /// What it is.
    pub help: &'static str,
    /// Its numbers.
    pub samples: fn(&Seen) -> Vec<Sample>,
}

const fn gauge(name: &'static str, help: &'static str, samples: fn(&Seen) -> Vec<Sample>) -> Family {
    Family { name, kind: Kind::Gauge, help, samples }
}

/// Every metric but `midjobs_up`, in the order in which they are printed.
pub const FAMILIES: &[Family] = &[
    gauge("midjobs_build_info", "The version of midjobs.", |_| {
        vec![Sample::of([("version", env!("CARGO_PKG_VERSION"))], 1.0)]
    }),
    gauge("midjobs_generated_timestamp_seconds", "When these numbers were read.", |seen| {
        Sample::alone(as_number(seen.now.unix_seconds()))
    }),
    gauge("midjobs_status", "What midjobs status says: 0 OK, 1 warning, 2 critical, 3 unknown.", |seen| {
        Sample::alone(f64::from(seen.verdict.exit.code()))
    }),
    gauge("midjobs_concerns", "What midjobs status has to say, by level.", concerns),
    gauge(
        "midjobs_mid_servers",
        "MID Servers by status; not_seen where the rows are in doubt and do not say Down.",
        mid_servers::by_status,
    ),
    gauge(
        "midjobs_mid_servers_by_class",
        "MID Servers by what their state is due to, as midjobs why tells it.",
        mid_servers::by_class,
    ),
    gauge(
        "midjobs_mid_servers_by_cause",
        "Down MID Servers by what is wrong, as midjobs why tells it.",
        mid_servers::by_cause,
    ),
    gauge(
        "midjobs_issues_open",
        "Open issues by source and state: new or acknowledged.",
        mid_servers::issues,
    ),
    gauge(
        "midjobs_clone_completed_timestamp_seconds",
        "When the latest clone on record completed.",
        |seen| {
            seen.verdict
                .told
                .clone
                .into_iter()
                .flat_map(|at| Sample::alone(as_number(at.unix_seconds())))
                .collect()
        },
    ),
    gauge("midjobs_table_rows", "Rows of the last load of each table.", |seen| {
        of_tables(seen, |load, _| as_number(i64::try_from(load.rows).unwrap_or(i64::MAX)))
    }),
    gauge(
        "midjobs_table_extracted_timestamp_seconds",
        "When the instance had the rows of each table.",
        |seen| of_tables(seen, |load, _| as_number(load.extracted_on.unix_seconds())),
    ),
    gauge("midjobs_table_age_seconds", "How old the rows of each table are.", |seen| {
        of_tables(seen, |load, seen| seconds(seen.now.since(load.extracted_on).milliseconds()))
    }),
    gauge(
        "midjobs_table_in_doubt",
        "Whether what is not found in a table that jobs rest on may be there all the same.",
        in_doubt,
    ),
    gauge("midjobs_triggers", "Triggers by state; one that is paused is in no other.", jobs::triggers),
    gauge(
        "midjobs_runs_on_record",
        "Runs on record by job and outcome; old ones are purged.",
        jobs::on_record,
    ),
    Family {
        name: "midjobs_runs_total",
        kind: Kind::Counter,
        help: "Runs that ended, by repeating job and outcome: ran or failed.",
        samples: jobs::counted,
    },
    gauge("midjobs_job_last_duration_seconds", "How long the last run of a job took.", jobs::durations),
    gauge(
        "midjobs_job_last_lateness_seconds",
        "How long after it was due the last run of a job started.",
        jobs::lateness,
    ),
    gauge("midjobs_job_overdue_seconds", "How long a job has been due and has not started.", jobs::overdue),
    gauge(
        "midjobs_job_last_success_timestamp_seconds",
        "When the last run of a job that succeeded ended.",
        jobs::last_success,
    ),
    gauge(
        "midjobs_job_next_due_timestamp_seconds",
        "When a job is next due that is not paused.",
        jobs::next_due,
    ),
    gauge("midjobs_log_lines", "Lines of the log of the jobs.", |seen| {
        Sample::alone(as_number(seen.log_lines))
    }),
    gauge("midjobs_database_size_bytes", "Size of the database file.", |seen| {
        Sample::alone(bytes(seen.bytes.0))
    }),
    gauge("midjobs_database_log_size_bytes", "Size of the log of SQLite beside the database file.", |seen| {
        Sample::alone(bytes(seen.bytes.1))
    }),
];

fn concerns(seen: &Seen) -> Vec<Sample> {
    let count =
        |weight: Exit| seen.verdict.concerns.iter().filter(|concern| concern.weight == weight).count();
    let level =
        |weight: Exit| Sample::of([("level", &status::label(weight).to_lowercase())], number(count(weight)));
    vec![level(Exit::Critical), level(Exit::Warning)]
}

fn of_tables(seen: &Seen, value: impl Fn(&crate::coverage::Load, &Seen) -> f64) -> Vec<Sample> {
    let loads = tables::TABLES.iter().filter_map(|table| seen.verdict.covered.load(table.name));
    loads.map(|load| Sample::of([("table", &load.table)], value(load, seen))).collect()
}

/// Of a table that nothing rests on, or that is declared as not to be had, nothing is said. All rests on the MID Servers:
/// without them nothing is certain, whatever somebody declared.
fn in_doubt(seen: &Seen) -> Vec<Sample> {
    let doubts = &seen.verdict.doubts;
    let of = |name: &String| {
        let doubt = doubts.iter().find(|doubt| doubt.table == *name);
        let is_declared = doubt.is_some_and(|doubt| doubt.kind.is_declared()) && name != STATUS.table;
        (!is_declared).then(|| Sample::of([("table", name)], f64::from(u8::from(doubt.is_some()))))
    };
    seen.verdict.rests_on.iter().filter_map(of).collect()
}

/// A count.
pub fn number(count: usize) -> f64 {
    as_number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Whole numbers up to 2^53 stay what they are: more seconds or rows than there will ever be.
#[expect(clippy::cast_precision_loss, reason = "see above")]
pub fn as_number(whole: i64) -> f64 {
    whole as f64
}

/// Seconds of a length of time.
pub fn seconds(milliseconds: u64) -> f64 {
    as_number(i64::try_from(milliseconds).unwrap_or(i64::MAX)) / 1_000.0
}

fn bytes(size: u64) -> f64 {
    as_number(i64::try_from(size).unwrap_or(i64::MAX))
}

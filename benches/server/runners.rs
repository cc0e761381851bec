//! Jobs a second: by 1, 2 and 4 runners over schemas, over files, and in one file.

use super::fleet::{Fleet, Kind};
use super::server::Server;

const INSTANCES: usize = 20;
const JOBS: usize = 2_000;
/// Of those that take 20 ms.
const LONG_JOBS: usize = 400;
const ROUNDS: usize = 3;

/// Prints a line for each kind.
pub fn print(server: &Server) {
    println!("| jobs a second | 1 runner | 2 runners | 4 runners |\n|---|---|---|---|");
    let of = |kind, count| {
        let mut fleet = Fleet::new(server, kind);
        fleet.grow_to(count);
        fleet
    };
    let schemas = of(Kind::Schema, INSTANCES);
    line(&format!("{INSTANCES} schemas, jobs that do nothing"), &schemas, INSTANCES, "Nothing", &[1, 2, 4]);
    line(&format!("{INSTANCES} schemas, jobs of 20 ms"), &schemas, INSTANCES, "Slow", &[1, 2, 4]);
    line("one schema, jobs that do nothing", &of(Kind::Schema, 1), 1, "Nothing", &[1]);
    let files = of(Kind::File, INSTANCES);
    line(&format!("{INSTANCES} files, jobs that do nothing"), &files, INSTANCES, "Nothing", &[1, 2, 4]);
    line("one file, jobs that do nothing", &of(Kind::File, 1), 1, "Nothing", &[1]);
}

fn line(what: &str, fleet: &Fleet, instances: usize, job: &str, runners: &[usize]) {
    let cell = |count: &usize| {
        let mut rates: Vec<f64> = (0..ROUNDS).map(|_| rate(fleet, instances, job, *count)).collect();
        rates.sort_by(f64::total_cmp);
        format!("{:.0}/s", rates[ROUNDS / 2])
    };
    let mut cells: Vec<String> = runners.iter().map(cell).collect();
    cells.resize(3, "-".to_owned());
    println!("| {what} | {} |", cells.join(" | "));
}

fn rate(fleet: &Fleet, instances: usize, job: &str, runners: usize) -> f64 {
    let jobs = if job == "Slow" { LONG_JOBS } else { JOBS };
    fleet.make_due(job, jobs / instances);
    let took = fleet.all_done_by(runners);
    assert_eq!(fleet.left(job), 0, "some are left");
    jobs as f64 / took.as_secs_f64()
}

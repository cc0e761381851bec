//! effectum carries out jobs that do nothing: `peers FILE JOBS AT_ONCE` prints how many a second.
//!
//! effectum asks for WAL by a name that SQLite does not know, so the file is put into it before.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use effectum::{Error, Job, JobRunner, Queue, RunningJob, Worker};
use tokio::sync::Notify;

/// What the jobs count down together.
#[derive(Debug)]
struct Left {
    jobs: AtomicUsize,
    none: Notify,
}

async fn nothing(_job: RunningJob, left: Arc<Left>) -> Result<(), Error> {
    if left.jobs.fetch_sub(1, Ordering::SeqCst) == 1 {
        left.none.notify_one();
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let (file, jobs, at_once): (&Path, usize, u16) =
        (Path::new(&args[1]), args[2].parse()?, args[3].parse()?);
    rusqlite::Connection::open(file)?.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    let queue = Queue::new(file).await?;
    for _ in 0..jobs {
        queue.add_job(Job::builder("nothing").build()).await?;
    }
    let left = Arc::new(Left { jobs: jobs.into(), none: Notify::new() });
    let start = Instant::now();
    let worker = Worker::builder(&queue, left.clone())
        .max_concurrency(at_once)
        .jobs([JobRunner::builder("nothing", nothing).build()])
        .build()
        .await?;
    left.none.notified().await;
    println!("{}", jobs as f64 / start.elapsed().as_secs_f64());
    worker.unregister(Some(Duration::from_secs(5))).await?;
    queue.close(Duration::from_secs(5)).await?;
    Ok(())
}

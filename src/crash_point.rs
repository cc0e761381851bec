//! Points at which a test has the process killed, to see what a crash there leaves. Nothing of it is in a release build.
//!
//! `MIDJOBS_KILL_AT=before-work:2` kills at the second time that the point is reached, without `:2` at the
//! first; with `MIDJOBS_KILL_JOB=NAME` only the runs of that job count. `MIDJOBS_STOP_AT` has the process stand still there
//! instead, until it is woken by SIGCONT.

/// A part of a run, or of putting a backup in place, that a crash can fall into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The commit that says that an attempt starts.
    Claim,
    /// What a pull asks of its instance, in a thread of its own.
    Pull,
    /// One step of the job.
    Step,
    /// The commit of one part of a step that goes in parts.
    Part,
    /// The commit of everything that the job did.
    Work,
    /// The commit that records a failed attempt.
    Failure,
    /// The commit that takes up what a dead runner left.
    Takeover,
    /// Copying a backup beside the database that it is to replace.
    Copy,
    /// Having SQLite put the log of the old database into it, so that it can be taken away.
    Log,
    /// Giving the copy the name of the database.
    Place,
    /// The commit that makes a message of what happened.
    Gather,
    /// The commit that claims a message for a receiver.
    Take,
    /// The commit that records that a receiver acknowledged a message.
    Acknowledge,
    /// The commit that records that a receiver did not take a message.
    Refusal,
}

/// A point to be killed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrashPoint {
    /// When all of it is done, but for the commit; a step has not begun.
    Before(Act),
    /// When it is done for good.
    After(Act),
}

impl CrashPoint {
    /// The points of a restore, with what `MIDJOBS_KILL_AT` calls them, in order.
    pub const OF_A_RESTORE: [(Self, &'static str); 6] = [
        (Self::Before(Act::Copy), "before-copy"),
        (Self::After(Act::Copy), "after-copy"),
        (Self::Before(Act::Log), "before-log"),
        (Self::After(Act::Log), "after-log"),
        (Self::Before(Act::Place), "before-place"),
        (Self::After(Act::Place), "after-place"),
    ];

    /// The points of a run.
    pub const OF_A_RUN: [(Self, &'static str); 14] = [
        (Self::Before(Act::Claim), "before-claim"),
        (Self::After(Act::Claim), "after-claim"),
        (Self::Before(Act::Pull), "before-pull"),
        (Self::After(Act::Pull), "after-pull"),
        (Self::Before(Act::Step), "before-step"),
        (Self::Before(Act::Part), "before-part"),
        (Self::After(Act::Part), "after-part"),
        (Self::After(Act::Step), "after-step"),
        (Self::Before(Act::Work), "before-work"),
        (Self::After(Act::Work), "after-work"),
        (Self::Before(Act::Failure), "before-failure"),
        (Self::After(Act::Failure), "after-failure"),
        (Self::Before(Act::Takeover), "before-takeover"),
        (Self::After(Act::Takeover), "after-takeover"),
    ];

    /// The points on the way of a message to a receiver, in order.
    pub const OF_A_MESSAGE: [(Self, &'static str); 8] = [
        (Self::Before(Act::Gather), "before-gather"),
        (Self::After(Act::Gather), "after-gather"),
        (Self::Before(Act::Take), "before-take"),
        (Self::After(Act::Take), "after-take"),
        (Self::Before(Act::Acknowledge), "before-acknowledge"),
        (Self::After(Act::Acknowledge), "after-acknowledge"),
        (Self::Before(Act::Refusal), "before-refusal"),
        (Self::After(Act::Refusal), "after-refusal"),
    ];
}

/// Says that a run of `job` has come to this point. A test may end the process here.
#[cfg(not(debug_assertions))]
pub fn reached(_point: CrashPoint, _job: &str) {}

#[cfg(debug_assertions)]
pub use armed::reached;

#[cfg(debug_assertions)]
mod armed {
    use std::env;
    use std::sync::atomic::{AtomicU32, Ordering};

    use signal_hook::consts::{SIGKILL, SIGSTOP};
    use signal_hook::low_level::raise;

    use super::CrashPoint;

    static REACHED: AtomicU32 = AtomicU32::new(0);

    /// Says that a run of `job` has come to this point. A test may end the process here.
    pub fn reached(point: CrashPoint, job: &str) {
        // Neither signal can be refused: nothing comes after the one, and a wake-up after the other.
        for (variable, signal) in [("MIDJOBS_KILL_AT", SIGKILL), ("MIDJOBS_STOP_AT", SIGSTOP)] {
            if env::var(variable).is_ok_and(|wanted| is_wanted(&wanted, point, job)) {
                let _ = raise(signal);
            }
        }
    }

    fn is_wanted(wanted: &str, point: CrashPoint, job: &str) -> bool {
        let (name, time) = wanted.split_once(':').unwrap_or((wanted, "1"));
        let all = CrashPoint::OF_A_RUN.iter().chain(&CrashPoint::OF_A_RESTORE);
        let here = all.chain(&CrashPoint::OF_A_MESSAGE).any(|at| *at == (point, name));
        let counts = here && env::var("MIDJOBS_KILL_JOB").map_or(true, |wanted| wanted == job);
        counts && Ok(REACHED.fetch_add(1, Ordering::Relaxed) + 1) == time.parse()
    }
}

//! How far the rows can be trusted: where they came from, when, whether all came, and what they cannot say.

mod ages;
mod doubt;
mod judgement;
mod load;
mod never;
mod sight;
mod told;

pub use ages::{ages, ages_in_short};
pub use doubt::{Cause, Doubt, DoubtKind, causes, reasons};
pub use judgement::{
    ACCOUNT, CLONE_CHECK, CONFIGURED_USER, ISSUES, LOGIN, MID_SERVERS, Need, ROLE, ROLE_HELD, ROLES,
    SAMPLING, SAMPLING_IN_DETAIL, STATUS, is_of_instance, may_be_empty,
};
pub use load::{Load, LoadOrigin, last_load, last_whole_pull_of_events, record};
pub use never::{all as all_never, declare as declare_never, take_back as take_back_never};
pub use sight::{SETTLES, Sight, newest_load};
pub use told::{News, news};

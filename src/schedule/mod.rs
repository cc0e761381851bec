//! When a job comes due.

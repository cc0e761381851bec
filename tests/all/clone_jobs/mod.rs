//! The jobs after a clone, from the record of the clone to the purge of their issues.

mod acknowledging;
mod after_clone;
mod by_hand;
mod checks;
mod pausing;
mod purges;
mod purges_in_parts;
mod resolving;
mod run_now;

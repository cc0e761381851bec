//! Pulling from an instance, seen from outside: what is asked for, what arrives, and what is said when it does not.

#[path = "../table_api/mod.rs"]
mod table_api;

mod arriving;
mod failing;
mod fixture;
mod other_answers;
mod paging;
mod refused;
mod secrets;

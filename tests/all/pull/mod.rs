//! Pulling from an instance, seen from outside: what is asked for, what arrives, and what is said when it does not.

mod accounts;
mod arriving;
mod failing;
mod fixture;
mod other_answers;
mod paging;
mod refused;
mod secrets;
mod trust;

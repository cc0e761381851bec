//! Before a clone: which MID Servers of the target it will break, which are at risk, which are safe.

mod account;
mod command;
mod preserved;
mod unseen;
mod world;

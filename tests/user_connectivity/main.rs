//! The sampling of connectivity: its findings, its views, its commands, and what it reads.

#[path = "../support/mod.rs"]
mod support;

mod command;
mod example;
mod plan;
mod reference;
mod sight;
mod snapshot;

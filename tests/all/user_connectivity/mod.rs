//! The sampling of connectivity: its findings, its views, its commands, and what it reads.

mod command;
mod example;
mod plan;
mod reference;
mod sight;
mod snapshot;

//! The sampling of connectivity: its findings, its views, its commands, and what it reads.

mod again;
mod command;
mod example;
mod id_map;
mod names;
mod plan;
mod reference;
mod several;
mod sight;

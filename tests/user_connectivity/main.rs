//! The sampling of connectivity: its findings, its views and its commands.

mod reference;

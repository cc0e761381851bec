//! The promises that the folders make: what holds for every file, every statement, every command.

mod command_line;
mod modules;
mod schema;
pub mod source;
mod sql;

//! The promises that the folders make: what holds for every file, every statement, every command.

mod support;

#[path = "promises/command_line.rs"]
mod command_line;
#[path = "promises/modules.rs"]
mod modules;
#[path = "promises/schema.rs"]
mod schema;
#[path = "promises/source.rs"]
mod source;
#[path = "promises/sql.rs"]
mod sql;

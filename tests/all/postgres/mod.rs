//! What both engines must have in common: the schema, the statements, and what they answer.

mod answers;
mod both;
#[cfg(feature = "postgres")]
mod cut;
#[cfg(feature = "postgres")]
mod program;
mod schema;
mod server;
mod statements;
mod translation;
mod triggers;

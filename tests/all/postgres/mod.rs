//! What both engines must have in common: the schema, the statements, and what they answer.

mod answers;
mod both;
mod schema;
mod server;
mod statements;
mod translation;
mod triggers;

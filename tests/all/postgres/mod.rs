//! What both engines must have in common: the schema, the statements, and what they answer.

mod answers;
pub mod both;
#[cfg(feature = "postgres")]
mod checked;
#[cfg(feature = "postgres")]
mod cut;
#[cfg(feature = "postgres")]
mod days;
#[cfg(feature = "postgres")]
mod failures;
#[cfg(feature = "postgres")]
mod program;
mod schema;
#[cfg(feature = "postgres")]
mod secrets;
pub mod server;
mod statements;
#[cfg(feature = "postgres")]
mod together;
mod translation;
mod triggers;

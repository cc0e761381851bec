//! What the rows cannot say: nothing is well, nothing is over and nothing is certain because nobody could see.

mod clone_check;
mod pulled;
mod replay;
mod resolving;
mod signs;
mod skipping;
mod tables;
mod told;
mod users;
mod verdicts;
pub mod world;

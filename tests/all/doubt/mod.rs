//! What the rows cannot say: nothing is well, nothing is over and nothing is certain because nobody could see.

mod clone_check;
mod replay;
mod resolving;
mod skipping;
mod tables;
mod told;
mod users;
mod world;

//! What people see on a terminal: tables that fit it, one form of time, colours where they are wanted.

mod colors;
mod hostile;
mod tables;
mod world;

//! What people see on a terminal: tables that fit it, one form of time, colours where they are wanted.

mod changes;
mod colors;
mod doctor;
mod help;
mod hostile;
mod tables;
mod world;

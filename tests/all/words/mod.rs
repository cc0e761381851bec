//! What the program says: that there is no such thing, what was done, what to do next, how it is used.

mod changes;
mod filters;
mod help;
mod jobs;
mod json;
mod moments;
mod nulls;
mod variables;

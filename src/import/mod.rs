//! Rows from outside: exports in a file's form become rows of the tables.

pub mod record;

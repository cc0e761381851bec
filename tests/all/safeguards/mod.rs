//! What keeps a job from doing harm: the guard, the timeout, the limit of rows and the dry run.

mod dry_run;
mod fuzz;
mod guard;
mod many_rows;
mod max_rows;
mod other_files;
mod output;
mod ownership;
mod secrets;
mod timeout;

//! `jobs rules`: the steps that are written in Rust, as job files name them.

use std::io::Write;

use anyhow::Result;

use crate::cli::context::Context;
use crate::cli::output;
use crate::rules::{RULES, Rule};

/// List the rules that a step may name
#[derive(clap::Args)]
#[command(after_help = "Example:\n  midjobs jobs rules")]
pub struct Args {}

pub fn run(context: &Context, out: &mut dyn Write) -> Result<()> {
    output::show(context, out, "rules", RULES.iter().map(to_shown))
}

fn to_shown(rule: &Rule) -> output::Shown {
    let tables: Vec<&str> = rule.rests_on.iter().map(|need| need.table).collect();
    output::row([
        ("rule", rule.name.into()),
        ("parameters", rule.parameters.join(", ").into()),
        ("rests_on", tables.join(", ").into()),
        ("description", rule.description.into()),
    ])
}

//! `metrics`: what is measured, for Prometheus.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::metrics;

/// Print metrics for Prometheus, or write them for node_exporter to collect
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  midjobs metrics\n  \
    midjobs metrics --textfile /var/lib/node_exporter/midjobs.prom\n  \
    midjobs run --textfile /var/lib/node_exporter/midjobs.prom      after each run")]
pub struct Args {
    /// Write them to this file instead, whole and readable by all; node_exporter takes names that end in .prom
    #[arg(long, value_name = "FILE")]
    textfile: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    match &args.textfile {
        Some(path) => metrics::write_to(path, context)?,
        None => {
            let (text, read) = metrics::text(context);
            write!(out, "{text}")?;
            out.flush()?;
            read?;
        }
    }
    Ok(Exit::Done)
}

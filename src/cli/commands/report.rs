//! `report`: the state of everything as a page for a browser.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::report::{Page, mid_servers_in_words};
use crate::whole_file::WholeFile;

/// Write a page that says how everything is: one file, which loads nothing
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  midjobs report --html report.html\n  \
    midjobs report --html - > report.html")]
pub struct Args {
    /// The file to write, whole; `-` is standard output. A new one only you may read; one that it replaces keeps its mode
    #[arg(long, value_name = "FILE")]
    html: PathBuf,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let page = Page::read(context)?;
    let html = page.html()?;
    if args.html.as_os_str() == "-" {
        out.write_all(html.as_bytes())?;
        return Ok(Exit::Done);
    }
    write(&args.html, &html).with_context(|| format!("writing the page to {}", args.html.display()))?;
    tell(args, &page, html.len(), context, out)?;
    Ok(Exit::Done)
}

fn write(path: &Path, html: &str) -> io::Result<()> {
    let (whole, mut file) = WholeFile::begin(path)?;
    file.write_all(html.as_bytes())?;
    if let Ok(replaced) = fs::metadata(path) {
        file.set_permissions(replaced.permissions())?;
    }
    whole.keep()
}

fn tell(args: &Args, page: &Page, bytes: usize, context: &Context, out: &mut dyn Write) -> Result<()> {
    let file = args.html.display().to_string();
    if context.json() {
        let row = output::row([
            ("file", file.into()),
            ("bytes", bytes.into()),
            ("mid_servers", page.mid_servers().into()),
        ]);
        return output::show(context, out, "report", vec![row]);
    }
    let mid_servers = mid_servers_in_words(page.mid_servers());
    Ok(writeln!(out, "wrote {}: {mid_servers}, {} kB", output::printable(&file), bytes.div_ceil(1_000))?)
}

//! What is measured, for Prometheus: read in one go, written as text, to standard output or for node_exporter to collect.

mod exposition;
mod families;
mod jobs;
mod mid_servers;
mod seen;

use std::fs::Permissions;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::context::Context;
use super::exit::Exit;
use crate::whole_file::WholeFile;
use exposition::{Exposition, Kind, Sample};
use families::FAMILIES;
use seen::Seen;

/// node_exporter runs as a user of its own.
const MODE: u32 = 0o644;

/// All metrics as text. Where the file cannot be read, the text says at least that, beside the error.
pub fn text(context: &Context) -> (String, Result<()>) {
    match Seen::read(context) {
        Ok(seen) => (of(&seen), Ok(())),
        Err(error) => (nothing_seen(), Err(error)),
    }
}

/// Writes all metrics to a file, whole: nobody ever reads the half of it.
///
/// # Errors
/// When the database cannot be read, which the file then says, or the file cannot be written.
pub fn write_to(path: &Path, context: &Context) -> Result<()> {
    let (text, read) = text(context);
    let write = || {
        let (whole, mut file) = WholeFile::begin(path)?;
        file.write_all(text.as_bytes())?;
        file.set_permissions(Permissions::from_mode(MODE))?;
        whole.keep()
    };
    write().with_context(|| format!("writing the metrics to {}", path.display())).and(read)
}

fn of(seen: &Seen) -> String {
    let mut exposition = Exposition::default();
    up(&mut exposition, true);
    for family in FAMILIES {
        exposition.add(family.name, family.kind, family.help, &(family.samples)(seen));
    }
    exposition.text()
}

fn nothing_seen() -> String {
    let mut exposition = Exposition::default();
    up(&mut exposition, false);
    if let Some(family) = FAMILIES.iter().find(|family| family.name == "midjobs_status") {
        let unknown = Sample::alone(f64::from(Exit::CouldNot.code()));
        exposition.add(family.name, family.kind, family.help, &unknown);
    }
    exposition.text()
}

fn up(exposition: &mut Exposition, is_up: bool) {
    let help = "Whether the database could be read.";
    exposition.add("midjobs_up", Kind::Gauge, help, &Sample::alone(f64::from(u8::from(is_up))));
}

//! What says that a command is for many instances, and for which.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::instances::{self, Instance};
use super::shard::Shard;
use crate::cli::global::path_or_none;

/// The options of a command that may be for many instances.
#[derive(clap::Args, Clone, Default)]
pub struct Fleet {
    /// Do it for each instance that this file names instead of --db: NAME PLACE, a line each
    #[arg(long, env = "MIDJOBS_INSTANCES", value_name = "FILE", value_parser = path_or_none())]
    instances: Option<PathBuf>,
    /// Only for a part of them, from 0/N on; auto/N and auto go by Kubernetes, Slurm or Nomad
    #[arg(long, value_name = "I/N", requires = "instances")]
    shard: Option<Shard>,
}

impl Fleet {
    /// The file, if one was named.
    pub fn file(&self) -> Option<&Path> {
        self.instances.as_deref().filter(|file| !file.as_os_str().is_empty())
    }

    /// The instances that the command is for.
    pub(super) fn instances(&self, file: &Path) -> Result<Vec<Instance>> {
        let all = instances::read(file)?;
        Ok(self.shard.map_or(all.clone(), |shard| shard.of(all)))
    }
}

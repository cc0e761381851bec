//! `--shard I/N`: a part of the instances, to spread the load. It is a hint: parts may overlap or change at any time, because the
//! locks decide.

use std::env;
use std::str::FromStr;

use anyhow::{Context, Error, Result, ensure};

use super::instances::Instance;

/// Where a scheduler says which of its tasks this is, from 0 on.
const INDEXES: [&str; 2] = ["JOB_COMPLETION_INDEX", "NOMAD_ALLOC_INDEX"];

/// A part of the instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: usize,
    count: usize,
}

impl Shard {
    /// The instances of this part, in their order: each of them is in one part, and parts are alike in size.
    pub fn of(self, instances: Vec<Instance>) -> Vec<Instance> {
        let mut names: Vec<&str> = instances.iter().map(|instance| instance.name.as_str()).collect();
        names.sort_unstable();
        let mine: Vec<String> =
            names.into_iter().skip(self.index).step_by(self.count).map(str::to_owned).collect();
        instances.into_iter().filter(|instance| mine.contains(&instance.name)).collect()
    }

    fn read(text: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let (index, count) = match text.split_once('/') {
            Some(("auto", count)) => (index_of(&variable)?, number(count)?),
            Some((index, count)) => (number(index)?, number(count)?),
            None => {
                ensure!(text == "auto", "a part is I/N, from 0/N on, or auto, or auto/N: {text:?} is none");
                let count = variable("SLURM_ARRAY_TASK_COUNT").context(
                    "auto goes by the array of Slurm, and this is none: auto/N says how many tasks there are",
                )?;
                (index_of(&variable)?, number(&count)?)
            }
        };
        ensure!(index < count, "there is no part {index} of {count}: they begin with 0");
        Ok(Self { index, count })
    }
}

/// Which task of its scheduler's this is.
fn index_of(variable: &impl Fn(&str) -> Option<String>) -> Result<usize> {
    if let Some(id) = variable("SLURM_ARRAY_TASK_ID") {
        let or = |name: &str, usual| variable(name).map_or(Ok(usual), |text| number(&text));
        let (first, step) = (or("SLURM_ARRAY_TASK_MIN", 0)?, or("SLURM_ARRAY_TASK_STEP", 1)?);
        return Ok(number(&id)?.saturating_sub(first) / step.max(1));
    }
    let index = INDEXES.iter().find_map(|name| variable(name));
    number(&index.context(
        "auto goes by JOB_COMPLETION_INDEX (Kubernetes), SLURM_ARRAY_TASK_ID or NOMAD_ALLOC_INDEX, and none is set",
    )?)
}

fn number(text: &str) -> Result<usize> {
    text.parse().with_context(|| format!("{text:?} is no number"))
}

impl FromStr for Shard {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::read(text, |name| env::var(name).ok().filter(|value| !value.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, variables: &[(&str, &str)]) -> Result<(usize, usize), String> {
        let variable = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        let shard = Shard::read(text, variable).map_err(|error| format!("{error:#}"))?;
        Ok((shard.index, shard.count))
    }

    #[test]
    fn each_scheduler_says_which_part_this_is() {
        let slurm = [
            ("SLURM_ARRAY_TASK_ID", "7"),
            ("SLURM_ARRAY_TASK_COUNT", "4"),
            ("SLURM_ARRAY_TASK_MIN", "1"),
            ("SLURM_ARRAY_TASK_STEP", "2"),
        ];
        assert_eq!(read("2/4", &slurm), Ok((2, 4)));
        assert_eq!(read("auto", &slurm), Ok((3, 4)));
        assert_eq!(read("auto/8", &slurm), Ok((3, 8)));
        assert_eq!(read("auto/4", &[("JOB_COMPLETION_INDEX", "3")]), Ok((3, 4)));
        assert_eq!(read("auto/4", &[("NOMAD_ALLOC_INDEX", "0")]), Ok((0, 4)));
    }

    #[test]
    fn what_is_no_part_is_refused() {
        let gap =
            [("SLURM_ARRAY_TASK_ID", "9"), ("SLURM_ARRAY_TASK_COUNT", "3"), ("SLURM_ARRAY_TASK_MIN", "1")];
        for (text, variables, said) in [
            ("4/4", &[][..], "no part 4 of 4"),
            ("1", &[], "a part is I/N"),
            ("auto", &[("JOB_COMPLETION_INDEX", "1")], "auto/N says how many"),
            ("auto/2", &[], "none is set"),
            ("x/2", &[], "\"x\" is no number"),
            ("auto", &gap, "no part 8 of 3"),
        ] {
            let error = read(text, variables).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn every_instance_is_in_one_part_and_parts_are_alike_in_size() {
        let all: Vec<Instance> =
            (0..41).map(|number| Instance { name: format!("dev{number}"), place: "x".into() }).collect();
        let parts: Vec<Vec<Instance>> =
            (0..4).map(|index| Shard { index, count: 4 }.of(all.clone())).collect();
        let mut names: Vec<&str> = parts.iter().flatten().map(|it| it.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 41);
        assert!(parts.iter().all(|part| (10..=11).contains(&part.len())));
    }
}

//! The views of a sampling: the summary with counts alone, the details with everyone, and both as data.

mod detailed;
mod evidence;
mod id_map;
mod layout;
mod summary;

pub use id_map::IdMap;

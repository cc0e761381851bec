//! Why a MID Server is not working: example worlds and their answers, whole and with something left out.

mod pages;
mod plan;
mod play;
mod thinned;
mod worlds;

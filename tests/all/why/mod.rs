//! Why a MID Server is not working: example worlds and their answers, whole and with something left out.

mod alone;
mod causes;
mod classes;
mod decided_classes;
mod decided_events;
mod decided_rows;
mod decided_sign_in;
mod every;
mod gone;
mod kept;
mod model;
mod model_class;
mod model_rows;
mod pages;
mod pages_told;
mod play;
mod random;
mod random_thinned;
mod shown;
mod thinned;
mod world;
mod world_played;
mod worlds;

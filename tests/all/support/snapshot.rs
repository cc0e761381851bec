//! Text that must stay as it is, in files under tests/snapshots; UPDATE_SNAPSHOTS=1 writes them anew.

use std::path::Path;
use std::{env, fs};

/// Compares exactly with the file of that name.
#[track_caller]
pub fn assert_snapshot(name: &str, found: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, found).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        expected == found,
        "{} says\n{expected}\nbut found\n{found}\nUPDATE_SNAPSHOTS=1 accepts it",
        file.display()
    );
}

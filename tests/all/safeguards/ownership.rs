//! Job files that others may write to are refused.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::safeguards::Place;

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn place_with_a_job() -> Place {
    let place = Place::new();
    place.put("mine.sql", "DELETE FROM sysevent");
    place.put("mine.toml", "name = \"mine\"\ndescription = \"d\"\n[[steps]]\nfile = \"mine.sql\"\n");
    place
}

#[test]
fn a_directory_a_job_or_its_sql_that_others_may_write_to_is_refused_with_advice() {
    for (name, mode) in
        [("", 0o1777), ("", 0o775), ("mine.toml", 0o664), ("mine.toml", 0o646), ("mine.sql", 0o666)]
    {
        let place = place_with_a_job();
        let path = place.jobs().join(name);
        chmod(&path, mode);
        for words in [&["check"][..], &["run"], &["run-now", "mine"]] {
            place.midjobs(words).with_code(3).saying(&format!("`chmod go-w {}", place.jobs().display()));
        }
    }
}

#[test]
fn what_only_its_owner_may_write_to_runs_even_where_everybody_may_read() {
    for (directory, file) in [(0o755, 0o644), (0o700, 0o600), (0o555, 0o444)] {
        let place = place_with_a_job();
        for name in ["mine.toml", "mine.sql"] {
            chmod(&place.jobs().join(name), file);
        }
        chmod(&place.jobs(), directory);
        place.midjobs(&["run-now", "mine"]).done();
        chmod(&place.jobs(), 0o755);
    }
}

#[test]
fn a_step_reads_no_file_from_elsewhere() {
    let place = place_with_a_job();
    fs::write(place.directory.path().join("elsewhere.sql"), "DELETE FROM sys_user").unwrap();
    for file in ["../elsewhere.sql", "/etc/passwd", "..", ""] {
        place.put(
            "mine.toml",
            &format!("name = \"mine\"\ndescription = \"d\"\n[[steps]]\nfile = \"{file}\"\n"),
        );
        place.midjobs(&["check"]).with_code(3).saying("is no plain file name");
    }
}

//! The files of the repository, and what holds for every one of them.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the repository: its path from there, and its text.
pub struct SourceFile {
    pub path: String,
    pub text: String,
}

impl SourceFile {
    /// The text without the tests at its end; nothing of a file of tests.
    pub fn program(&self) -> &str {
        if self.path.ends_with("/tests.rs") {
            return "";
        }
        self.text.split("#[cfg(test)]\nmod ").next().unwrap()
    }

    /// The lines of the program that are no comments, each with its number.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.program().lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// Every file with that extension under a directory of the repository, in order.
pub fn files(directory: &str, extension: &str) -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join(directory), &mut found);
    found.retain(|path| path.extension().is_some_and(|found| found == extension));
    found.sort();
    assert!(!found.is_empty(), "no .{extension} file under {directory}");
    let read = |path: PathBuf| SourceFile {
        text: fs::read_to_string(&path).unwrap(),
        path: path.strip_prefix(root).unwrap().display().to_string(),
    };
    found.into_iter().map(read).collect()
}

fn walk(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

/// Every line of code under src/ with one of these words, but for the files that may have it.
fn lines_with(words: &[&str], may: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for file in files("src", "rs").iter().filter(|file| !may(&file.path)) {
        let lines = file.code().filter(|(_, line)| words.iter().any(|word| line.contains(word)));
        found.extend(lines.map(|(number, line)| format!("{}:{number}: {}", file.path, line.trim())));
    }
    found
}

fn none(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn only_main_reads_the_clock() {
    let clocks = ["Utc::now", "SystemTime", "Instant::now", "Local::now"];
    none(lines_with(&clocks, |path| path == "src/main.rs"));
}

#[test]
fn only_the_engine_that_is_a_file_knows_rusqlite() {
    none(lines_with(&["rusqlite"], |path| path.starts_with("src/db/sqlite/")));
}

#[test]
fn no_sql_stands_in_a_rust_string() {
    let words = ["SELECT ", "INSERT INTO", "DELETE FROM", " SET "];
    none(lines_with(&words, |_| false));
}

#[test]
fn every_file_begins_with_a_sentence_that_says_its_job() {
    let all = ["src", "tests"].into_iter().flat_map(|directory| files(directory, "rs"));
    let mute = all.filter(|file| !file.text.starts_with("//! "));
    none(mute.map(|file| file.path).collect());
}

#[test]
fn no_file_is_too_long_to_be_read_at_once() {
    let long = files("src", "rs").into_iter().filter(|file| file.text.lines().count() > 300);
    none(long.map(|file| file.path).collect());
}

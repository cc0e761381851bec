//! Who has the file open, and who holds which lock on it, as Linux shows it under /proc.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::Result;

use super::answer::{Answer, Verdict};
use super::patient::Patient;
use crate::db::health;
use crate::trigger;

/// The byte of the shared file that a writer locks in WAL mode, and the first bytes of the database that somebody locks
/// who shuts out everybody.
const WRITER: u64 = 120;
const EVERYBODY: u64 = 0x4000_0002;

/// So much of a command line is shown.
const LONGEST_COMMAND: usize = 60;

/// A process that has the file open.
struct Holder {
    id: u32,
    command: String,
    locks: Vec<Lock>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lock {
    /// It runs triggers.
    Runner,
    /// It writes, and no other may.
    Write,
    /// It shuts out everybody, readers too.
    All,
}

impl Lock {
    fn label(self) -> &'static str {
        match self {
            Self::Runner => "runner lock",
            Self::Write => "write lock",
            Self::All => "locks it for itself",
        }
    }
}

/// Who has the file open. Somebody else than midjobs who may not let go keeps every job waiting.
pub fn holders(patient: &Patient) -> Result<Answer> {
    if !Path::new("/proc/self/fd").is_dir() {
        let cure = format!("`fuser {}` or `lsof` may", patient.path.display());
        return Ok(Answer::new(Verdict::Note, "this system does not say who has it open", cure));
    }
    let (found, unseen) = find(patient)?;
    let words: Vec<String> = found.iter().map(in_words).collect();
    let others =
        |holder: &&Holder| !holder.is_midjobs() && holder.locks.iter().any(|lock| *lock != Lock::Runner);
    if let Some(other) = found.iter().find(others) {
        let cure = format!(
            "end its transaction (COMMIT or ROLLBACK at the prompt), or the process: kill {}; until then no job writes",
            other.id
        );
        return Ok(Answer::warning(format!("held by {}", words.join("; ")), cure));
    }
    if let Some(left) = left_behind(patient, &found, unseen)? {
        return Ok(left);
    }
    let nobody = match unseen {
        0 => "nobody has it open".to_owned(),
        _ => format!("none of your processes has it open; {unseen} of other users were not looked at"),
    };
    Ok(Answer::well(if words.is_empty() { nobody } else { format!("open in {}", words.join("; ")) }))
}

/// A trigger in Running while nobody runs: its runner died.
fn left_behind(patient: &Patient, found: &[Holder], unseen: usize) -> Result<Option<Answer>> {
    let runs = found.iter().any(|holder| holder.locks.contains(&Lock::Runner));
    let Ok(db) = patient.db() else { return Ok(None) };
    let running = trigger::running(db)?.len();
    Ok((running > 0 && !runs && unseen == 0).then(|| {
        Answer::new(
            Verdict::Note,
            format!("{running} in Running and no runner at work: it ended without a word"),
            "nothing: the next `midjobs run` takes it up within seconds and records it as abandoned",
        )
    }))
}

fn in_words(holder: &Holder) -> String {
    let locks: Vec<&str> = holder.locks.iter().map(|lock| lock.label()).collect();
    let locks = if locks.is_empty() { String::new() } else { format!(", {}", locks.join(", ")) };
    format!("process {} ({}{locks})", holder.id, holder.command)
}

impl Holder {
    fn is_midjobs(&self) -> bool {
        let program = self.command.split(' ').next().unwrap_or_default();
        program.rsplit('/').next() == Some("midjobs")
    }
}

/// The processes that have the file or what is beside it open, and how many could not be looked into.
fn find(patient: &Patient) -> Result<(Vec<Holder>, usize)> {
    let paths =
        [patient.path.clone(), health::log_beside(&patient.path), health::shared_beside(&patient.path)];
    let files: Vec<(u64, u64)> = paths
        .iter()
        .filter_map(|path| fs::metadata(path).ok())
        .map(|found| (found.dev(), found.ino()))
        .collect();
    let shared = fs::metadata(&paths[2]).map_or(0, |found| found.ino());
    let locks = fs::read_to_string("/proc/locks").unwrap_or_default();
    let (mut found, mut unseen) = (Vec::new(), 0);
    for id in processes()? {
        match has_open(id, &files) {
            Some(true) => {
                let locks = locks_of(&locks, id, patient.found.ino(), shared);
                found.push(Holder { id, command: command(id), locks });
            }
            Some(false) => {}
            None => unseen += 1,
        }
    }
    Ok((found, unseen))
}

fn processes() -> Result<Vec<u32>> {
    let own = std::process::id();
    let names = fs::read_dir("/proc")?.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    Ok(names.filter(|id| *id != own).collect())
}

/// Whether a process has one of the files open; `None` where it belongs to somebody else. One that ended has none.
fn has_open(id: u32, files: &[(u64, u64)]) -> Option<bool> {
    let open = match fs::read_dir(format!("/proc/{id}/fd")) {
        Ok(open) => open,
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => return None,
        Err(_) => return Some(false),
    };
    let mut found = open.filter_map(|entry| fs::metadata(entry.ok()?.path()).ok());
    Some(found.any(|found| files.contains(&(found.dev(), found.ino()))))
}

fn command(id: u32) -> String {
    let bytes = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
    let words = String::from_utf8_lossy(&bytes).trim_end_matches('\0').replace('\0', " ");
    words.chars().take(LONGEST_COMMAND).collect()
}

/// The locks of a process, of lines as `1: POSIX  ADVISORY  WRITE 1234 fe:00:5678 120 120`.
fn locks_of(lines: &str, id: u32, database: u64, shared: u64) -> Vec<Lock> {
    let mut locks = Vec::new();
    for line in lines.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, kind, _, mode, holder, file, first, last] = words[..] else { continue };
        let inode = file.rsplit(':').next().and_then(|inode| inode.parse::<u64>().ok());
        if holder.parse() != Ok(id) || mode != "WRITE" {
            continue;
        }
        let (first, last) = (first.parse().unwrap_or(0), last.parse().unwrap_or(u64::MAX));
        let covers = |byte: u64| first <= byte && byte <= last;
        let lock = match kind {
            "FLOCK" if inode == Some(database) => Lock::Runner,
            "POSIX" | "OFDLCK" if inode == Some(shared) && covers(WRITER) => Lock::Write,
            "POSIX" | "OFDLCK" if inode == Some(database) && covers(EVERYBODY) => Lock::All,
            _ => continue,
        };
        if !locks.contains(&lock) {
            locks.push(lock);
        }
    }
    locks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_are_told_apart_by_kind_file_and_byte() {
        let lines = "1: POSIX  ADVISORY  WRITE 7 fe:00:20 120 120\n\
                     2: POSIX  ADVISORY  READ 8 fe:00:20 123 123\n\
                     3: FLOCK  ADVISORY  WRITE 8 fe:00:10 0 EOF\n\
                     4: POSIX  ADVISORY  WRITE 9 fe:00:10 1073741824 1073742335\n\
                     5: -> FLOCK ADVISORY WRITE 6 fe:00:10 0 EOF\n\
                     6: FLOCK  ADVISORY  WRITE 7 fe:00:99 0 EOF";
        let locks = |id| locks_of(lines, id, 10, 20).iter().map(|lock| lock.label()).collect::<Vec<_>>();
        assert_eq!(locks(7), ["write lock"]);
        assert_eq!(locks(8), ["runner lock"]);
        assert_eq!(locks(9), ["locks it for itself"]);
        assert!(locks(6).is_empty() && locks(5).is_empty());
    }
}

//! One moment: what several statements read belongs together, whoever writes between them.

use anyhow::Result;

use super::engine::Scope;
use super::{Db, Reader};

impl Db {
    /// Does `work`, whose statements all read what there was at one moment. Within a transaction they do so anyway.
    ///
    /// # Errors
    /// Whatever `work` returns.
    pub fn at_one_moment<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        if self.engine.is_in_transaction() || self.is_at_one_moment.get() {
            return work();
        }
        self.engine.begin(Scope::Moment)?;
        self.is_at_one_moment.set(true);
        let done = work();
        self.is_at_one_moment.set(false);
        // Nothing was written: what went wrong in it is what there is to say.
        let ended = if done.is_ok() { self.engine.commit(Scope::Moment) } else { Ok(()) };
        if done.is_err()
            && let Err(error) = self.engine.roll_back(Scope::Moment)
        {
            log::debug!("{error:#}");
        }
        ended.and(done)
    }
}

impl Reader<'_> {
    /// As [`Db::at_one_moment`].
    pub fn at_one_moment<T>(self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.0.at_one_moment(work)
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;
    use crate::db::sql;
    use crate::time::Span;

    fn lines(db: &Db) -> i64 {
        db.row(sql!("look/count_log_lines.sql"), &[]).unwrap().unwrap().get("log_lines").unwrap()
    }

    #[test]
    fn what_is_committed_meanwhile_is_seen_afterwards_and_a_failure_ends_the_moment_too() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("moment.db");
        let db = Db::create(&file, Span::from_seconds(1)).unwrap();
        let beside = rusqlite::Connection::open(&file).unwrap();
        let write = || {
            beside
                .execute(
                    "INSERT INTO syslog (sys_created_on, source, message) VALUES ('2026-03-01 10:00:00', 'test', 'line')",
                    [],
                )
                .unwrap()
        };
        let seen = db.at_one_moment(|| {
            let before = lines(&db);
            write();
            Ok((before, db.at_one_moment(|| Ok(lines(&db)))?, lines(&db)))
        });
        assert_eq!((seen.unwrap(), lines(&db)), ((0, 0, 0), 1));
        let failed: Result<()> = db.at_one_moment(|| {
            assert_eq!(lines(&db), 1);
            write();
            bail!("in the middle")
        });
        assert_eq!((failed.unwrap_err().to_string().as_str(), lines(&db)), ("in the middle", 2));
    }
}

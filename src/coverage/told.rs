//! What was told of doubts: a doubt is told when it begins, when its kind changes and when it ends.

use std::collections::BTreeMap;

use anyhow::Result;

use super::doubt::Doubt;
use crate::db::{Db, params, sql};
use crate::time::Time;

/// What there is to tell about the doubts of a job.
#[derive(Default)]
pub struct News {
    /// Those that began, or are of another kind than before.
    pub begun: Vec<Doubt>,
    /// Those that were told before.
    pub lasting: Vec<Doubt>,
    /// The tables that are in doubt no longer.
    pub ended: Vec<String>,
}

/// Compares the doubts of a job with those that it told before, and keeps them as told. To be used within a
/// transaction.
pub fn news(db: &Db, job: &str, doubts: Vec<Doubt>, now: Time) -> Result<News> {
    let mut told = told(db, job)?;
    let mut news = News::default();
    for doubt in doubts {
        let kind = doubt.kind.on_record();
        if told.remove(&doubt.table).as_ref() == Some(&kind) {
            news.lasting.push(doubt);
        } else {
            db.execute(sql!("coverage/put_told.sql"), params![job, table: &doubt.table, kind, now])?;
            news.begun.push(doubt);
        }
    }
    for (table, _) in told {
        db.execute(sql!("coverage/delete_told.sql"), params![job, table: &table])?;
        news.ended.push(table);
    }
    Ok(news)
}

fn told(db: &Db, job: &str) -> Result<BTreeMap<String, String>> {
    let rows = db.rows(sql!("coverage/list_told.sql"), params![job])?;
    rows.iter().map(|row| Ok((row.get("table_name")?, row.get("kind")?))).collect()
}

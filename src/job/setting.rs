//! Settings: parameters of jobs that were set for good, rows of `job_setting`.

use anyhow::{Result, bail};

use crate::db::{Db, Row, params, sql};
use crate::password;
use crate::time::{Span, Time};

/// A parameter that was set for good.
pub struct Setting {
    /// The job.
    pub job: String,
    /// The parameter.
    pub name: String,
    /// Its value, as it would stand in the job's file.
    pub value: String,
}

/// Every setting, by job and name.
pub fn all(db: &Db) -> Result<Vec<Setting>> {
    let rows = db.rows(sql!("job/list_settings.sql"), &[])?;
    let setting =
        |row: &Row| Ok(Setting { job: row.get("job")?, name: row.get("name")?, value: row.get("value")? });
    rows.iter().map(setting).collect()
}

/// Gives a parameter of a job another value for good.
///
/// # Errors
/// When the value is an address with a password in it.
pub fn put(db: &Db, job: &str, name: &str, value: &str, now: Time) -> Result<()> {
    // Whatever it is for: what is stored here is shown and backed up.
    password::refuse_named(name, value)?;
    db.execute(sql!("job/put_setting.sql"), params![job, name, value, now]).map(drop)
}

/// Refuses to copy a file in which a password stands: a copy keeps it.
///
/// # Errors
/// Names the setting and how to take it out.
pub fn ensure_no_password(db: &Db) -> Result<()> {
    for Setting { job, name, value } in all(db)? {
        let is_user = name == "user" && value.contains(':');
        if is_user || password::refuse_named(&name, &value).is_err() {
            bail!(
                "a password stands in it, in the setting {name} of the job {job}: take it out with \
                 `midjobs jobs unset {job} {name}`, and give the account another password"
            );
        }
    }
    Ok(())
}

/// Sets how old rows may be before they are in doubt: a setting of no job.
pub fn put_stale_after(db: &Db, span: Span, now: Time) -> Result<()> {
    put(db, "", "stale_after", &span.to_string(), now)
}

/// Gives a parameter of a job the value of its file again.
pub fn delete(db: &Db, job: &str, name: &str) -> Result<()> {
    db.execute(sql!("job/delete_setting.sql"), params![job, name]).map(drop)
}

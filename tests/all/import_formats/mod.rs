//! Every form of an export, read from outside: whole, odd, cut and foreign.

mod csv;
mod damage;
mod json;
mod recognition;
mod round_trip;
mod workbook;
mod xlsx;
mod xml;

use midjobs::import::{self, Ending, Options};
use midjobs::intake::record::Record;

/// What reading gives: the rows and the ending, or the whole error in one line.
fn read(bytes: &[u8], name: &str, options: &Options) -> Result<(Vec<Record>, Ending), String> {
    let mut records = Vec::new();
    let ending = import::read(bytes, name, options, &mut |record| {
        records.push(record.clone());
        Ok(())
    });
    match ending {
        Ok(ending) => Ok((records, ending)),
        Err(error) => Err(format!("{error:#}")),
    }
}

/// The fields of each row of a file that is read without an option.
fn fields(text: &str) -> Vec<Vec<(String, Option<String>)>> {
    let (records, _) = read(text.as_bytes(), "-", &Options::default()).unwrap();
    records.into_iter().map(|record| record.fields).collect()
}

/// A row of fields; an empty value is NULL.
fn row(values: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
    let field =
        |(name, value): &(&str, &str)| (name.to_string(), Some(value.to_string()).filter(|v| !v.is_empty()));
    values.iter().map(field).collect()
}

/// Asserts that the file is refused, for each of these reasons.
#[track_caller]
fn assert_refused(text: &str, reasons: &[&str]) {
    let error = read(text.as_bytes(), "-", &Options::default()).unwrap_err();
    for reason in reasons {
        assert!(error.contains(reason), "{reason:?} is not in: {error}");
    }
}

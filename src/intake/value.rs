//! The text of a record as its column holds it.

use anyhow::{Result, bail};

use crate::db::{Column, Kind, Value};
use crate::time::Time;

/// Text as its column holds it. No value is named in an error: it may be anything.
pub(super) fn to_value(column: &Column, text: Option<String>) -> Result<Value> {
    let Some(text) = text else {
        return Ok(column.default.clone());
    };
    match column.kind {
        Kind::Text => Ok(text.into()),
        Kind::Integer => match text.parse::<i64>() {
            Ok(number) => Ok(number.into()),
            Err(_) => bail!("its {} is not a whole number", column.name),
        },
        // A spreadsheet writes them in capitals.
        Kind::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(true.into()),
            "false" | "0" => Ok(false.into()),
            _ => {
                bail!("its {} is neither true nor false: export XML, which holds what is stored", column.name)
            }
        },
        // As it is: a load of millions reads and writes them otherwise.
        Kind::Time if Time::is_stored_form(&text) => Ok(text.into()),
        Kind::Time => match Time::parse(&text) {
            Ok(time) => Ok(time.into()),
            Err(_) => bail!(
                "its {} is not a time as the database stores it, 'YYYY-MM-DD HH:MM:SS' in UTC: \
                 export XML, or import with --values display --tz ZONE, and --date-format 'MM/dd/yyyy hh:mm:ss a' \
                 where the user has a format of their own",
                column.name
            ),
        },
    }
}

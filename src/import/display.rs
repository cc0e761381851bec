//! What people see in a list, back to what is stored: labels, local times, grouped numbers.

use anyhow::Result;
use chrono_tz::Tz;

/// Which values an export holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Values {
    /// The stored ones: sys_ids, UTC times, choices by value.
    #[default]
    Stored,
    /// Those that people see: labels, and times in the time zone of the user who exported.
    Display {
        /// That user's time zone.
        zone: Tz,
    },
}

pub(super) fn stored(_table: Option<&str>, _column: &str, text: String, _zone: Tz) -> Result<String> {
    Ok(text)
}

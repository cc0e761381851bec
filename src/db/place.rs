//! What a database is named by: the path of a file, or the address of a schema.

use std::path::{Path, PathBuf};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What an address begins with.
pub(super) const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];

/// What names a file with the password alone in an address.
pub(super) const PASSWORD_FILE: &str = "password_file";

/// Whether that is the address of a schema, and no file.
pub fn is_address(place: &Path) -> bool {
    place.to_str().is_some_and(|text| SCHEMES.iter().any(|scheme| text.starts_with(scheme)))
}

/// The address with the file that holds its password; a path as it is.
pub fn with_password_file(place: &Path, file: &Path) -> PathBuf {
    let (Some(address), Some(file), true) = (place.to_str(), file.to_str(), is_address(place)) else {
        return place.to_owned();
    };
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}{PASSWORD_FILE}={}", utf8_percent_encode(file, NON_ALPHANUMERIC)).into()
}

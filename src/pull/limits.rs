//! How long to wait for an instance, how often to try, and how much to take at once.

use std::time::Duration;

/// The bounds of a pull. [`Limits::default`] suits an instance in the cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// To look up the name, connect and agree on TLS.
    pub connect: Duration,
    /// For the next bytes to come.
    pub read: Duration,
    /// For one request and its whole answer.
    pub total: Duration,
    /// How often one request is sent before it has failed.
    pub attempts: u32,
    /// The longest wait before the next attempt. An instance that asks for a longer one ends the pull.
    pub longest_wait: Duration,
    /// Rows in one answer (`sysparm_limit`).
    pub page_rows: u64,
    /// Bytes in one answer, unpacked.
    pub page_bytes: u64,
    /// Answers in one pull.
    pub pages: u64,
    /// Bytes of memory that all rows of one pull may take until they are stored.
    pub kept_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(60),
            total: Duration::from_secs(300),
            attempts: 5,
            longest_wait: Duration::from_secs(120),
            page_rows: 1000,
            page_bytes: 16 << 20,
            pages: 50_000,
            kept_bytes: 512 << 20,
        }
    }
}

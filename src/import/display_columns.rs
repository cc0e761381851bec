//! The columns whose display values differ from what is stored, of the tables that midjobs has.

/// Columns of times, whatever table they are in.
pub(super) const TIMES: &[&str] = &[
    "canceled",
    "claimed_on",
    "completed",
    "last_detected",
    "last_login_time",
    "last_refreshed",
    "next_action",
    "process_on",
    "processed",
    "resolved_on",
    "scheduled",
    "started",
    "stopped",
    "sys_created_on",
    "sys_updated_on",
];

/// Columns of whole numbers, which lists show in groups of three digits.
pub(super) const NUMBERS: &[&str] = &[
    "count",
    "error_count",
    "failed_attempts",
    "priority",
    "processing_duration",
    "run_count",
    "sequence",
    "sys_mod_count",
];

type Choices = &'static [(&'static str, &'static str)];

/// Table, column, and what is stored for each label. A status of ecc_agent is stored as it is shown.
pub(super) const CHOICES: &[(&str, &str, Choices)] = &[
    (
        "ecc_agent_issue",
        "state",
        &[("New", "new"), ("Acknowledged", "acknowledged"), ("Resolved", "resolved")],
    ),
    (
        "sysevent",
        "state",
        &[("Ready", "ready"), ("Processed", "processed"), ("Error", "error"), ("Transferred", "transferred")],
    ),
    ("sys_user_has_role", "state", &[("Active", "active")]),
    ("sys_trigger", "state", &[("Ready", "0"), ("Running", "1"), ("Queued", "2"), ("Error", "-1")]),
    (
        "sys_trigger",
        "trigger_type",
        &[("Run Once", "0"), ("Repeat", "1"), ("Daily", "2"), ("Weekly", "3"), ("Monthly", "4")],
    ),
    ("syslog", "level", &[("Debug", "-1"), ("Information", "0"), ("Warning", "1"), ("Error", "2")]),
];

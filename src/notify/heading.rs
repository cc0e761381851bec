//! The headings under which a message tells what happened.

/// What is told, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Heading {
    New,
    Overdue,
    GivenUp,
    InDoubt,
    Resolved,
    WorksAgain,
    Acknowledged,
    Trusted,
}

impl Heading {
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::New, "NEW"),
        (Self::Overdue, "NEW AGAIN, ACKNOWLEDGED UNTIL NOW"),
        (Self::GivenUp, "GIVEN UP"),
        (Self::InDoubt, "IN DOUBT"),
        (Self::Resolved, "RESOLVED"),
        (Self::WorksAgain, "WORKS AGAIN"),
        (Self::Acknowledged, "ACKNOWLEDGED"),
        (Self::Trusted, "IN DOUBT NO LONGER"),
    ];

    pub fn of(event: &str) -> Self {
        match event {
            "overdue" => Self::Overdue,
            "failed" => Self::GivenUp,
            "doubted" => Self::InDoubt,
            "resolved" => Self::Resolved,
            "ran" => Self::WorksAgain,
            "acknowledged" => Self::Acknowledged,
            "trusted" => Self::Trusted,
            _ => Self::New,
        }
    }
}

//! What keeps an answer from coming, and how long to wait before asking again.

use std::io::ErrorKind;
use std::time::Duration;

/// Why there is no answer to work with.
#[derive(Debug)]
pub enum Failure {
    /// It may be otherwise at the next attempt.
    Passing {
        /// What happened, as a clause about the instance.
        what: String,
        /// How long the instance asks to wait.
        wait: Option<Duration>,
    },
    /// The instance gave up what took it too long, in its words: fewer rows at once may do.
    Cancelled(String),
    /// Asking again changes nothing.
    Lasting(String),
}

impl From<ureq::Error> for Failure {
    fn from(error: ureq::Error) -> Self {
        let lasting = match &error {
            // A certificate that is refused comes as invalid data.
            ureq::Error::Io(io) => io.kind() == ErrorKind::InvalidData,
            ureq::Error::Timeout(_)
            | ureq::Error::ConnectionFailed
            | ureq::Error::Protocol(_)
            | ureq::Error::Decompress(..)
            | ureq::Error::BodyStalled => false,
            _ => true,
        };
        match lasting {
            true if error.to_string().contains("certificate") => {
                Self::Lasting(format!("it cannot be asked, {error}: {TRUST}"))
            }
            true => Self::Lasting(format!("it cannot be asked, {error}: {CHECK}")),
            false => Self::Passing { what: format!("the connection failed, {error}: {CHECK}"), wait: None },
        }
    }
}

/// What to try when its certificate is not trusted.
const TRUST: &str =
    "check its address and the proxy; where a certificate of your own stands between, name it with --ca-file";

/// What to try when an instance cannot be reached.
const CHECK: &str = "check its address, the network and the proxy (HTTPS_PROXY)";

/// The wait after the given attempt (the first is 1): it doubles from a second to `longest`, less up to half of it,
/// so that many who failed together do not come back together.
pub fn backoff(attempt: u32, longest: Duration, random: &mut fastrand::Rng) -> Duration {
    let doubled = Duration::from_secs(1 << attempt.saturating_sub(1).min(16));
    doubled.min(longest).mul_f64(1.0 - random.f64() / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_the_longest_and_is_never_under_half_of_that() {
        let mut random = fastrand::Rng::with_seed(7);
        for (attempt, seconds) in [(1, 1), (2, 2), (3, 4), (5, 16), (7, 30), (u32::MAX, 30)] {
            let full = Duration::from_secs(seconds);
            let wait = backoff(attempt, Duration::from_secs(30), &mut random);
            assert!(wait <= full && wait >= full / 2, "{attempt}: {wait:?}");
        }
    }

    #[test]
    fn a_wrong_name_or_certificate_lasts_and_a_broken_connection_passes() {
        let io = |kind| Failure::from(ureq::Error::Io(std::io::Error::from(kind)));
        assert!(matches!(Failure::from(ureq::Error::HostNotFound), Failure::Lasting(_)));
        assert!(matches!(io(ErrorKind::InvalidData), Failure::Lasting(_)));
        assert!(matches!(io(ErrorKind::ConnectionReset), Failure::Passing { .. }));
        assert!(matches!(io(ErrorKind::UnexpectedEof), Failure::Passing { .. }));
    }
}

//! The words of each finding: one line for each newest event and number of Down MID Servers.

use super::condition::LastLogin;
use super::examined::User;
use crate::finding::Finding;

impl User {
    /// What is wrong with its login; `None` where nothing is.
    pub fn finding(&self) -> Option<Finding> {
        Some(Finding {
            mid_server: None,
            user_name: Some(self.name.clone()),
            message: message(&self.name, self.last_login, self.down_mid_servers)?,
            sys_domain: self.sys_domain.clone(),
            unconfirmed: None,
        })
    }
}

/// What a message says of a user: its newest login event, and how many Down MID Servers are configured with it; `None`
/// where it is none of these messages.
pub fn parts(user: &str, text: &str) -> Option<(LastLogin, i64)> {
    let number = || text.rsplit_once(" down MID Server")?.0.rsplit_once(' ')?.1.parse().ok();
    // The name of a user may read like a number of MID Servers.
    let numbers = [0].into_iter().chain(number());
    let mut parts = numbers.flat_map(|down| LastLogin::ALL.map(|last| (last, down)));
    parts.find(|(last, down)| message(user, *last, *down).as_deref() == Some(text))
}

fn message(user: &str, last_login: LastLogin, down: i64) -> Option<String> {
    match last_login {
        LastLogin::AuthenticationFailed => Some(authentication_failed(user, down)),
        LastLogin::AuthorizationFailed => Some(authorization_failed(user, down)),
        LastLogin::Succeeded => succeeded(user, down),
        LastLogin::NotAttempted => Some(not_attempted(user, down)),
    }
}

fn authentication_failed(user: &str, down: i64) -> String {
    match down {
        0 => format!(
            "Login authentication failure for User {user} with mid_server role not associated with a MID Server."
        ),
        1 => format!(
            "Login authentication failure for User {user} associated with 1 down MID Server. \
             Check password on MID server."
        ),
        n => format!(
            "Login authentication failure for User {user} associated with {n} down MID Servers. \
             Check password on MID servers."
        ),
    }
}

fn authorization_failed(user: &str, down: i64) -> String {
    match down {
        0 => format!(
            "Login authorization failure for User {user} with mid_server role not associated with a MID Server."
        ),
        1 => format!(
            "Login authorization failure for User {user} associated with 1 down MID Server. \
             Re-assign mid_server role to grant all required roles."
        ),
        n => format!(
            "Login authorization failure for User {user} associated with {n} down MID Servers. \
             Re-assign mid_server role to grant all required roles."
        ),
    }
}

/// Nothing is wrong where a MID Server waits for the login.
fn succeeded(user: &str, down: i64) -> Option<String> {
    (down == 0).then(|| {
        format!(
            "User {user} with mid_server role successfully connected but not associated with a MID Server. \
             The mid-server role should be reserved for MID Server use only."
        )
    })
}

fn not_attempted(user: &str, down: i64) -> String {
    match down {
        0 => format!(
            "User {user} with mid_server role is not associated with a MID Server. \
             No login attempts within reporting period."
        ),
        1 => format!(
            "User {user} is associated with 1 down MID Server. No login attempts within reporting period."
        ),
        n => format!(
            "User {user} is associated with {n} down MID Servers. No login attempts within reporting period."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_says_what_it_was_made_of() {
        for user in ["svc.mid", "o'brien 2 down MID Servers", ""] {
            for last in LastLogin::ALL {
                for down in [0, 1, 2, 117] {
                    let text = message(user, last, down);
                    assert!(
                        text.is_none_or(|text| parts(user, &text) == Some((last, down))),
                        "{user} {last} {down}"
                    );
                }
            }
            assert_eq!(parts(user, "stands by"), None);
        }
    }
}

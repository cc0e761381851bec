//! The words of each finding: one line for each newest event and number of Down MID Servers.

use super::classify::User;
use super::condition::LastLogin;
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

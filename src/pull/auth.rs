//! Who asks: a user by name and password, or an OAuth client by its access token.

use std::fmt;

use anyhow::{Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use ureq::http::HeaderValue;

use super::secret::Secret;

/// What proves who asks.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// HTTP basic authentication.
    Basic {
        /// The name in `sys_user.user_name`.
        user: String,
        /// Its password.
        password: Secret,
    },
    /// OAuth 2.0 client credentials: an access token is fetched from `/oauth_token.do`.
    OAuth {
        /// The client id in the instance's application registry.
        client_id: String,
        /// Its client secret.
        client_secret: Secret,
    },
}

impl fmt::Display for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Basic { user, .. } => write!(f, "user {user:?}"),
            Self::OAuth { client_id, .. } => write!(f, "OAuth client {client_id:?}"),
        }
    }
}

/// Credentials and what came of them so far.
#[derive(Debug)]
pub struct Login {
    credentials: Credentials,
    token: Option<Secret>,
}

impl Login {
    /// A login that has not happened yet.
    ///
    /// # Errors
    /// When basic authentication cannot carry the user name.
    pub fn new(credentials: Credentials) -> Result<Self> {
        if let Credentials::Basic { user, .. } = &credentials {
            ensure!(
                !user.is_empty() && !user.contains([':', '\n']),
                "{user:?} is not a user name that basic authentication can carry: it must not hold a colon"
            );
        }
        Ok(Self { credentials, token: None })
    }

    /// Who asks.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The form to fetch an access token with, where one is wanted and not there.
    pub fn token_form(&self) -> Option<[(&'static str, String); 3]> {
        match &self.credentials {
            Credentials::OAuth { client_id, client_secret } if self.token.is_none() => Some([
                ("grant_type", "client_credentials".to_owned()),
                ("client_id", client_id.clone()),
                ("client_secret", client_secret.reveal().to_owned()),
            ]),
            _ => None,
        }
    }

    /// Takes the access token out of the answer to [`Self::token_form`]; whether there was one.
    pub fn take_token(&mut self, answer: &Value) -> bool {
        let token = answer.get("access_token").and_then(Value::as_str).filter(|token| !token.is_empty());
        self.token = token.map(|token| Secret::from(token.to_owned()));
        self.token.is_some()
    }

    /// Gives up a token that the instance no longer takes; whether there was one to give up.
    pub fn drop_token(&mut self) -> bool {
        self.token.take().is_some()
    }

    /// The value of the `Authorization` header, marked as sensitive.
    ///
    /// # Errors
    /// When it cannot stand in a header.
    pub fn header(&self) -> Result<HeaderValue> {
        let mut value = HeaderValue::from_str(&self.authorization())?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// `text` from outside, with all that is secret here struck out of it.
    pub fn struck_out(&self, text: &str) -> String {
        let secret = match &self.credentials {
            Credentials::Basic { password, .. } => password,
            Credentials::OAuth { client_secret, .. } => client_secret,
        };
        let sent = self.authorization();
        let sent = sent.split_once(' ').map_or("", |(_, sent)| sent);
        [secret.reveal(), sent]
            .iter()
            .filter(|secret| !secret.is_empty())
            .fold(text.to_owned(), |text, secret| text.replace(secret, "***"))
    }

    fn authorization(&self) -> String {
        match &self.credentials {
            Credentials::Basic { user, password } => {
                format!("Basic {}", STANDARD.encode(format!("{user}:{}", password.reveal())))
            }
            Credentials::OAuth { .. } => {
                format!("Bearer {}", self.token.as_ref().map_or("", Secret::reveal))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn basic(user: &str) -> Result<Login> {
        Login::new(Credentials::Basic { user: user.to_owned(), password: "hunter2".to_owned().into() })
    }

    #[test]
    fn a_user_name_with_a_colon_cannot_be_sent() {
        assert!(basic("a:b").is_err());
        assert!(basic("").is_err());
        assert_eq!(basic("ann").unwrap().header().unwrap(), "Basic YW5uOmh1bnRlcjI=");
    }

    #[test]
    fn a_token_is_asked_for_until_there_is_one_and_again_when_it_was_dropped() {
        let (client_id, client_secret) = ("midjobs".to_owned(), "hunter2".to_owned().into());
        let mut login = Login::new(Credentials::OAuth { client_id, client_secret }).unwrap();
        assert!(login.token_form().is_some() && !login.drop_token());
        assert!(!login.take_token(&json!({"access_token": ""})));
        assert!(login.take_token(&json!({"access_token": "t0k3n"})) && login.token_form().is_none());
        assert_eq!(login.header().unwrap(), "Bearer t0k3n");
        assert!(login.drop_token() && login.token_form().is_some());
    }

    #[test]
    fn what_is_secret_is_struck_out_of_text_and_shown_by_no_debugging_output() {
        let login = basic("ann").unwrap();
        assert_eq!(login.struck_out("no hunter2, no YW5uOmh1bnRlcjI=, ann"), "no ***, no ***, ann");
        let shown = format!("{login:?} {:?}", login.header().unwrap());
        assert!(!shown.contains("hunter2") && !shown.contains("YW5u"), "{shown}");
    }
}

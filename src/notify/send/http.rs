//! A request to a server whose address is a secret: no redirect is followed, and no error repeats the address.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use ureq::Agent;
use ureq::http::Uri;
use ureq::tls::TlsConfig;

use super::Failed;
use crate::notify::config::Place;
use crate::pull::instance::is_loopback;
use crate::pull::trust;
use crate::time::Span;

/// What a server answered.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// How long it asks to be left alone.
    pub wait: Option<Span>,
}

/// What is sent: JSON in a POST, or nothing in a GET.
pub enum Ask<'a> {
    /// A POST.
    Post { json: &'a str, id: &'a str },
    /// A GET of what the address is followed by.
    Get { then: &'a str },
}

impl Answer {
    /// Whether it took what was sent.
    pub fn accepted(self) -> Result<(), Failed> {
        let Self { status, wait } = self;
        let what = match status {
            200..=299 => return Ok(()),
            300..=399 => {
                format!("answered {status}, to send it elsewhere: write the last address into url_file")
            }
            401 | 403 => format!("answered {status}: the address or the token is not accepted any more"),
            404 | 410 => format!("answered {status}: there is nobody at that address any more"),
            429 => "answered 429: it is told too much".to_owned(),
            _ => format!("answered {status}"),
        };
        Err(Failed { what, wait })
    }
}

/// Asks the server.
///
/// # Errors
/// Why there is no answer, without the address.
pub fn ask(place: &Place, has_token: bool, asked: &Ask) -> Result<Answer, Failed> {
    let url = place.url()?;
    let token = if has_token { Some(place.token()?) } else { None };
    let uri = address(url.reveal())?;
    let agent = agent(place, &uri)?;
    let sent = match asked {
        Ask::Post { json, id } => {
            let mut request = agent
                .post(url.reveal())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", *id);
            if let Some(token) = &token {
                request = request.header("Authorization", format!("Bearer {}", token.reveal()));
            }
            request.send(*json)
        }
        Ask::Get { then } => agent.get(joined(url.reveal(), then)).call(),
    };
    let response = sent.map_err(|error| Failed::new(in_words(&error, place.timeout)))?;
    let wait = response.headers().get("Retry-After").and_then(|wait| wait.to_str().ok());
    let wait = wait.and_then(|wait| wait.trim().parse().ok()).map(Span::from_seconds);
    Ok(Answer { status: response.status().as_u16(), wait })
}

/// Whether the server answers, whatever it does: the root of its site is asked, as the address itself tells somebody something.
///
/// # Errors
/// Why there is no answer, without the address.
pub fn reach(place: &Place) -> Result<(), Failed> {
    let uri = address(place.url()?.reveal())?;
    let (scheme, host) = (uri.scheme_str().unwrap_or("https"), uri.authority().map_or("", |it| it.as_str()));
    let asked = agent(place, &uri)?.head(format!("{scheme}://{host}/")).call();
    asked.map(drop).map_err(|error| Failed::new(in_words(&error, place.timeout)))
}

/// Reads the address; says nothing of what it holds.
fn address(url: &str) -> Result<Uri> {
    let Ok(uri) = url.parse::<Uri>() else { bail!("the address in url_file is none: write https://...") };
    let host = uri.host().unwrap_or_default();
    ensure!(!host.is_empty(), "the address in url_file names no host: write https://...");
    let is_secure = uri.scheme_str() == Some("https");
    ensure!(
        is_secure || (uri.scheme_str() == Some("http") && is_loopback(host)),
        "the address in url_file would be asked in the clear: write https:// (http is for this machine alone)"
    );
    ensure!(
        !url.contains('@'),
        "the address in url_file holds a user or a password: write a token into token_file"
    );
    Ok(uri)
}

fn agent(place: &Place, uri: &Uri) -> Result<Agent> {
    let local = is_loopback(uri.host().unwrap_or_default());
    let mut config = Agent::config_builder()
        .user_agent(concat!("midjobs/", env!("CARGO_PKG_VERSION")))
        .https_only(!local)
        .max_redirects(0)
        .http_status_as_error(false)
        .timeout_global(Some(place.timeout));
    if local {
        config = config.proxy(None);
    }
    if uri.scheme_str() == Some("https") {
        let roots = trust::roots(place.ca_file.as_deref()).context("trusting its certificate")?;
        config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
    }
    Ok(config.build().into())
}

/// The address followed by `/start` or a code, before what is asked of it.
fn joined(url: &str, then: &str) -> String {
    let (path, query) = url.split_once('?').map_or((url, None), |(path, query)| (path, Some(query)));
    let query = query.map_or(String::new(), |query| format!("?{query}"));
    format!("{}{then}{query}", path.trim_end_matches('/'))
}

/// What went wrong, in words of ours: those of others may repeat the address.
fn in_words(error: &ureq::Error, timeout: Duration) -> String {
    match error {
        ureq::Error::Timeout(_) => format!("no answer within {} s", timeout.as_secs()),
        ureq::Error::HostNotFound => {
            "its host is not known here: check the address and the network".to_owned()
        }
        ureq::Error::ConnectionFailed => "nobody answers there: check the address and the network".to_owned(),
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            "its certificate is not trusted: name that of its authority in ca_file".to_owned()
        }
        ureq::Error::Io(error) => format!("the connection failed: {}", error.kind()),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
            "its certificate is not trusted: name that of its authority in ca_file".to_owned()
        }
        ureq::Error::Protocol(_) => "it does not speak HTTP".to_owned(),
        _ => "it cannot be asked: check the address and the proxy".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_the_address_comes_before_what_is_asked() {
        assert_eq!(joined("https://x/abc", "/start"), "https://x/abc/start");
        assert_eq!(joined("https://x/abc/?a=b", "/3"), "https://x/abc/3?a=b");
        assert_eq!(joined("https://x/abc", ""), "https://x/abc");
    }

    #[test]
    fn an_address_is_refused_without_repeating_it() {
        for url in [
            "hunter2",
            "http://example.com/hunter2",
            "https://a:hunter2@x/",
            "https:///hunter2",
            "ftp://x/hunter2",
        ] {
            let said = format!("{:#}", address(url).unwrap_err());
            assert!(said.contains("url_file") && !said.contains("hunter2"), "{said}");
        }
        assert!(address("http://127.0.0.1:8080/hunter2").is_ok());
    }

    #[test]
    fn only_a_status_of_success_acknowledges() {
        for status in [199, 301, 302, 400, 404, 429, 500] {
            assert!(Answer { status, wait: None }.accepted().is_err(), "{status}");
        }
        assert!(Answer { status: 204, wait: None }.accepted().is_ok());
    }
}

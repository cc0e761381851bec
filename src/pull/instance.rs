//! The address of an instance, checked before anything is sent to it.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Error, Result, bail, ensure};
use ureq::http::Uri;
use ureq::http::uri::Scheme;
use ureq::tls::RootCerts;

use super::trust;

/// The domain of an instance that is given by its bare name.
const DOMAIN: &str = "service-now.com";

/// An instance that may be asked: https, or plain http to this machine itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    scheme: Scheme,
    host: String,
    port: Option<u16>,
    ca_file: Option<PathBuf>,
}

impl Instance {
    /// `HOST[:PORT]`, in lower case.
    pub fn authority(&self) -> String {
        let port = self.port.map_or(String::new(), |port| format!(":{port}"));
        format!("{}{port}", self.host)
    }

    /// The host alone, in lower case.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The same, where the certificates in `ca_file` are trusted besides those of this machine; empty for no file.
    pub fn trusting(self, ca_file: &str) -> Self {
        Self { ca_file: Some(PathBuf::from(ca_file)).filter(|_| !ca_file.is_empty()), ..self }
    }

    /// Whose certificates are trusted; `None` where no certificate is shown.
    ///
    /// # Errors
    /// When the file with certificates cannot be read.
    pub(super) fn roots(&self) -> Result<Option<RootCerts>> {
        let is_secure = self.scheme == Scheme::HTTPS;
        is_secure.then(|| trust::roots(self.ca_file.as_deref())).transpose()
    }

    /// Whether the host is this machine itself.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }
}

/// The instance of that name or address.
///
/// # Errors
/// When none is named, or its address is none.
pub fn named(text: &str) -> Result<Instance> {
    ensure!(
        !text.is_empty(),
        "no instance is named: say which, as dev12345; the job PullInstance is told with \
         `midjobs jobs set PullInstance instance dev12345`"
    );
    text.parse()
}

/// Reads `https://HOST[:PORT]`, `http://` with a loopback host, `HOST`, or the bare name `dev12345`.
/// An error never repeats an address that may hold a password.
impl FromStr for Instance {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        ensure!(
            !text.contains('@') && !text.to_ascii_lowercase().contains("%40"),
            "the address of the instance holds a user name or password: leave it out, as in https://dev12345.{DOMAIN}"
        );
        let shown = shown(text);
        let Ok(uri) = completed(text).parse::<Uri>() else {
            bail!("{shown} is not the address of an instance: write https://dev12345.{DOMAIN} or dev12345");
        };
        ensure!(
            uri.query().is_none() && uri.path().len() <= 1 && !text.contains('#'),
            "{shown} says more than where the instance is: leave out all that follows the host"
        );
        ensure!(
            !has_more_than_a_port(text),
            "{shown} has a colon with no port behind it: write the host alone"
        );
        let host = uri.host().unwrap_or_default().to_ascii_lowercase();
        ensure!(!host.is_empty(), "{shown} names no host: write https://dev12345.{DOMAIN} or dev12345");
        let scheme = uri.scheme().cloned().unwrap_or(Scheme::HTTPS);
        ensure!(
            scheme == Scheme::HTTPS || (scheme == Scheme::HTTP && is_loopback(&host)),
            "{shown} would send the password in the clear: write https:// (http is for this machine alone)"
        );
        Ok(Self { scheme, host, port: uri.port_u16(), ca_file: None })
    }
}

/// `https://dev12345.service-now.com`, without a closing slash.
impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority())
    }
}

/// Whether anything but a port follows the last colon: what stands there may be a password.
fn has_more_than_a_port(text: &str) -> bool {
    let is_port = |port: &str| {
        port.starts_with("//") || port.trim_end_matches('/').bytes().all(|byte| byte.is_ascii_digit())
    };
    text.rsplit_once(':').is_some_and(|(_, port)| !is_port(port) && !port.contains(']'))
}

/// The address where it holds nothing but a host and a port; a password can stand in any other.
fn shown(text: &str) -> String {
    let is_plain = text.chars().all(|letter| letter.is_ascii_alphanumeric() || ".-_:/[]".contains(letter));
    if is_plain && !has_more_than_a_port(text) { format!("{text:?}") } else { "what is given".to_owned() }
}

/// The address with the scheme and the domain that a short form leaves out.
fn completed(text: &str) -> String {
    let bare = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    match text.contains("://") {
        true => text.to_owned(),
        false if bare && text != "localhost" => format!("https://{text}.{DOMAIN}"),
        false => format!("https://{text}"),
    }
}

pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_name_an_instance_gives_its_address() {
        for (text, address) in [
            ("dev12345", "https://dev12345.service-now.com"),
            ("Dev12345.Service-Now.com", "https://dev12345.service-now.com"),
            ("https://dev12345.service-now.com/", "https://dev12345.service-now.com"),
            ("https://sn.example.org:8443", "https://sn.example.org:8443"),
            ("sn.example.org:8443", "https://sn.example.org:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://127.9.9.9", "http://127.9.9.9"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
            ("http://localhost:8080", "http://localhost:8080"),
        ] {
            assert_eq!(text.parse::<Instance>().unwrap().to_string(), address, "{text}");
        }
    }

    #[test]
    fn without_an_instance_it_says_how_to_name_one() {
        assert!(named("").unwrap_err().to_string().contains("dev12345"));
    }

    #[test]
    fn plain_http_leaves_this_machine_for_nobody() {
        for text in [
            "http://dev12345.service-now.com",
            "http://10.0.0.1",
            "http://127.0.0.1.example.org",
            "http://localhost.example.org",
            "http://[::2]",
            "ftp://localhost",
        ] {
            let error = text.parse::<Instance>().unwrap_err().to_string();
            assert!(error.contains("in the clear"), "{text}: {error}");
        }
    }

    #[test]
    fn an_address_with_more_than_a_host_is_refused() {
        for text in [
            "",
            "https://",
            "https://dev12345.service-now.com/api",
            "https://dev12345.service-now.com?sysparm_query=x",
            "https://dev12345.service-now.com#top",
            "dev 12345",
        ] {
            assert!(text.parse::<Instance>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_password_in_the_address_is_refused_and_not_repeated() {
        for text in [
            "https://admin:hunter2@dev12345.service-now.com",
            "admin:hunter2@dev12345",
            "admin:hunter2",
            "https://admin:hunter2",
            "https://dev12345.service-now.com/?password=hunter2",
            "http://dev12345.service-now.com#hunter2",
            "https://admin%3Ahunter2@dev12345",
            "dev12345 hunter2",
        ] {
            let error = text.parse::<Instance>().unwrap_err();
            assert!(!format!("{error:?}").contains("hunter2"), "{text}: {error:?}");
        }
    }
}

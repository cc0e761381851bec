//! Whose certificates are trusted: those of this machine, and those of a file besides.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

use crate::ownership::ensure_own;

/// The most bytes of a file with certificates: more is a wrong file.
const LONGEST: u64 = 16 << 20;

/// The certificates to trust. Where this machine keeps none, as in a bare container, and no file is named, those are
/// trusted that are built in.
///
/// # Errors
/// When the file cannot be read or holds no certificate.
pub(crate) fn roots(ca_file: Option<&Path>) -> Result<RootCerts> {
    let mut certificates = of_this_machine();
    if let Some(file) = ca_file {
        certificates.extend(of_file(file).with_context(|| {
            format!(
                "reading the certificates in {}: name a PEM file, as `openssl x509` writes it",
                file.display()
            )
        })?);
    }
    if certificates.is_empty() {
        log::info!("this machine keeps no certificates: those that are built in are trusted");
        return Ok(RootCerts::WebPki);
    }
    Ok(certificates.into())
}

fn of_this_machine() -> Vec<Certificate<'static>> {
    let found = rustls_native_certs::load_native_certs();
    let level = if found.certs.is_empty() { log::Level::Warn } else { log::Level::Info };
    for error in &found.errors {
        log::log!(level, "looking for the certificates of this machine: {error}");
    }
    found.certs.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect()
}

fn of_file(file: &Path) -> Result<Vec<Certificate<'static>>> {
    let found = file.metadata()?;
    ensure!(found.is_file(), "it is not a file");
    ensure_own(file, &found)?;
    ensure!(found.len() <= LONGEST, "it is larger than {LONGEST} bytes");
    let pem = std::fs::read(file)?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(certificate) = item? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        bail!("it holds no certificate");
    }
    Ok(certificates)
}

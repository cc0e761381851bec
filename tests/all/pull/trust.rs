//! Certificates: those of this machine are trusted, and those of a file that is named.

use std::fs;

use anyhow::Result;
use midjobs::intake::tables::ECC_AGENT;
use midjobs::pull::client::Client;
use midjobs::pull::instance::Instance;
use midjobs::pull::limits::Limits;
use midjobs::pull::page;
use midjobs::pull::query::Query;
use serde_json::json;

use super::fixture::*;
use crate::support::Test;
use crate::table_api::PASSWORD;
use crate::table_api::wire::{CERTIFICATE, ok, saying_over_tls};

/// How many MID Servers come from an address whose certificate is trusted if it is in `ca_file`.
fn agents(url: &str, ca_file: &str) -> Result<u64> {
    let instance: Instance = url.parse()?;
    let limits = Limits { attempts: 1, ..limits() };
    let mut client = Client::new(instance.trusting(ca_file), basic(PASSWORD), limits, &|_| ())?;
    Ok(page::read(&mut client, &ECC_AGENT, &Query::all(), &mut |_| Ok(()))?.rows)
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused_unless_its_file_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("ca.pem");
    let page = json!({ "result": [agent("a1")] }).to_string();
    let address = saying_over_tls(vec![Vec::new(), ok(page.len(), &page)]);
    fs::write(&file, CERTIFICATE).unwrap();
    let url = format!("https://{address}");
    let error = format!("{:#}", agents(&url, "").unwrap_err());
    assert!(error.contains("certificate") && error.contains("name it with --ca-file"), "{error}");
    assert_eq!(agents(&url, file.to_str().unwrap()).unwrap(), 1);
}

#[test]
fn a_file_without_certificates_is_refused_before_anything_is_sent() {
    let test = Test::init();
    test.file("password", "x").file("empty.pem", "no certificate");
    crate::support::chmod(&test.path("password"), 0o600);
    for file in ["empty.pem", "missing.pem"] {
        let args =
            ["pull", "--instance", "https://127.0.0.1:9", "--user", "u", "--password-file", "password"];
        let args = [&args[..], &["--ca-file", file]].concat();
        test.run(&args).output().refuses(&["reading the certificates in", file, "name a PEM file"]);
    }
}

//! A connection to a server: encrypted and verified unless it stays on this machine, and given up when the other side is gone.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use postgres::config::{SslMode, TargetSessionAttrs};
use postgres::{Config, NoTls};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::Address;
use super::host::Host;
use super::{Session, password, trouble};
use crate::db::{Access, Trouble, params, sql};
use crate::time::Span;

/// A host that is gone without a word is noticed, on both sides, after 5 s of silence and three questions 5 s apart. The last is
/// that of the server, which looks every 5 s while it is in a statement: another host takes over in less than 30 s.
const IDLE: Duration = Duration::from_secs(5);
const INTERVAL: Duration = Duration::from_secs(5);
const RETRIES: u32 = 3;
const GONE_AFTER: Duration = Duration::from_secs(19);

/// How long a server may take to answer at all.
const CONNECT: Duration = Duration::from_secs(10);

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Purpose {
    pub access: Access,
    pub lock_timeout: Span,
}

/// Connects to the first host that will do, and has the schema be the one that is meant by names.
///
/// # Errors
/// Says where, and what to try.
pub(super) fn connect(address: &Address, purpose: Purpose) -> Result<Session> {
    let mut last = None;
    for host in &address.hosts {
        match reach(address, host) {
            Ok(mut session) => return set_up(&mut session, address, purpose).map(|()| session),
            Err(error) if Trouble::Connection.is_cause_of(&error) => {
                log::debug!("{error:#}");
                last = Some(error);
            }
            Err(error) => return Err(error),
        }
    }
    Err(last.context("it names no host")?)
}

fn reach(address: &Address, host: &Host) -> Result<Session> {
    let (config, tls) = (config(address, host)?, tls(address, host)?);
    let connected = match &tls {
        Some(tls) => config.connect(tls.clone()),
        None => config.connect(NoTls),
    };
    let client = connected.map_err(|error| trouble::not_connected(error, address, host))?;
    Ok(Session::of(client, tls))
}

fn config(address: &Address, host: &Host) -> Result<Config> {
    let mut config = Config::new();
    let user = match &address.user {
        Some(user) => user.clone(),
        None => system_user()?,
    };
    if let Some(password) = password::find(address, host, &user)? {
        config.password(password);
    }
    config.host(&host.name).port(host.port).dbname(&address.database).user(&user);
    config.application_name("midjobs").connect_timeout(CONNECT).tcp_user_timeout(GONE_AFTER);
    config.keepalives_idle(IDLE).keepalives_interval(INTERVAL).keepalives_retries(RETRIES);
    if address.must_be_writable() {
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
    if !host.is_local() {
        config.ssl_mode(SslMode::Require);
    }
    Ok(config)
}

/// Who runs this.
fn system_user() -> Result<String> {
    let id = rustix::process::geteuid().as_raw().to_string();
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let mut lines = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let line = lines.find(|fields| fields.get(2) == Some(&id.as_str()));
    let name = line.and_then(|fields| fields.first().map(|name| (*name).to_owned()));
    name.context("the address names no user: postgres://USER@HOST/DATABASE")
}

/// How a connection is encrypted that leaves this machine.
fn tls(address: &Address, host: &Host) -> Result<Option<MakeRustlsConnect>> {
    if host.is_local() {
        return Ok(None);
    }
    let mut roots = RootCertStore::empty();
    match &address.root_certificate {
        Some(file) => {
            for certificate in
                CertificateDer::pem_file_iter(file).with_context(|| format!("reading {}", file.display()))?
            {
                roots.add(certificate?)?;
            }
        }
        None => {
            let found = rustls_native_certs::load_native_certs();
            roots.add_parsable_certificates(found.certs);
        }
    }
    ensure!(
        !roots.is_empty(),
        "no certificate is known to verify {} by: install ca-certificates, or name one with sslrootcert=FILE",
        host.name
    );
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| anyhow!("{error}"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Some(MakeRustlsConnect::new(config)))
}

fn set_up(session: &mut Session, address: &Address, purpose: Purpose) -> Result<()> {
    let milliseconds = purpose.lock_timeout.milliseconds().clamp(1, 86_400_000);
    let set = params![
        schema: format!("\"{}\", pg_temp", address.schema),
        lock_timeout: format!("{milliseconds}ms"),
        read_only: if purpose.access == Access::Read { "on" } else { "off" },
    ];
    session.rows(sql!("postgres/set_up_session.sql"), set).map(drop)
}

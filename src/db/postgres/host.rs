//! Where a server listens: several where a standby may take the place of a primary.

use anyhow::{Context, Result, bail, ensure};

/// The port that is meant where none is named.
const USUAL_PORT: u16 = 5432;

/// A host and a port, or the directory of a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Host {
    pub name: String,
    pub port: u16,
}

/// Which of several will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The first that answers.
    Any,
    /// The one that takes writes: a standby does not.
    Writable,
}

impl Host {
    /// Whether what is sent stays on this machine.
    pub fn is_local(&self) -> bool {
        self.is_socket() || ["localhost", "127.0.0.1", "::1"].contains(&self.name.as_str())
    }

    pub fn is_socket(&self) -> bool {
        self.name.starts_with('/')
    }

    /// As an address names it.
    pub fn shown(&self) -> String {
        let name = if self.name.contains(':') { format!("[{}]", self.name) } else { self.name.clone() };
        if self.port == USUAL_PORT { name } else { format!("{name}:{}", self.port) }
    }
}

impl Target {
    /// Reads what stands behind `target_session_attrs`.
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "any" => Ok(Self::Any),
            "read-write" | "primary" => Ok(Self::Writable),
            other => bail!("target_session_attrs is read-write, primary or any, and not {other:?}"),
        }
    }
}

/// The hosts and the ports, each as a list, of `HOST[:PORT],HOST[:PORT]`; no port where none is named.
pub(super) fn names_and_ports(written: &str) -> (String, Option<String>) {
    let pairs: Vec<(&str, Option<&str>)> = written.split(',').map(name_and_port).collect();
    let names: Vec<&str> = pairs.iter().map(|(name, _)| *name).collect();
    let ports: Vec<&str> = pairs.iter().map(|(_, port)| port.unwrap_or_default()).collect();
    let has_any = ports.iter().any(|port| !port.is_empty());
    (names.join(","), has_any.then(|| ports.join(",")))
}

/// Colons within brackets are an address's own.
fn name_and_port(written: &str) -> (&str, Option<&str>) {
    match written.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, port)) => (name, port.strip_prefix(':')),
        None => written.rsplit_once(':').map_or((written, None), |(name, port)| (name, Some(port))),
    }
}

/// The hosts of a list of names and one of ports: a port for each, one for all, or none.
pub(super) fn paired(names: &str, ports: &str) -> Result<Vec<Host>> {
    let names: Vec<&str> = names.split(',').filter(|name| !name.is_empty()).collect();
    let ports: Vec<u16> = ports.split(',').map(port).collect::<Result<_>>()?;
    ensure!(
        ports.len() == 1 || ports.len() == names.len(),
        "it names {} hosts and {} ports",
        names.len(),
        ports.len()
    );
    let ports = ports.iter().cycle();
    Ok(names.into_iter().zip(ports).map(|(name, port)| Host { name: name.to_owned(), port: *port }).collect())
}

fn port(text: &str) -> Result<u16> {
    if text.is_empty() {
        Ok(USUAL_PORT)
    } else {
        text.parse().with_context(|| format!("{text:?} is no port"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(written: &str) -> Result<Vec<String>> {
        let (names, ports) = names_and_ports(written);
        Ok(paired(&names, &ports.unwrap_or_default())?.iter().map(Host::shown).collect())
    }

    #[test]
    fn each_host_has_its_own_port_or_the_usual_one() {
        assert_eq!(shown("one:6001,two,[::1]:6003").unwrap(), ["one:6001", "two", "[::1]:6003"]);
        assert_eq!(shown("[2001:db8::1]").unwrap(), ["[2001:db8::1]"]);
        assert!(shown("").unwrap().is_empty());
    }

    #[test]
    fn a_list_of_ports_is_one_for_all_or_as_long_as_that_of_hosts() {
        let all = paired("one,two", "6432").unwrap();
        assert_eq!(all.iter().map(|host| host.port).collect::<Vec<_>>(), [6432, 6432]);
        assert!(paired("one,two,three", "1,2").is_err());
        assert!(paired("one", "x").unwrap_err().to_string().contains("is no port"));
    }
}

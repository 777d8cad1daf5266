//! Configuration: one TOML file, read once at start, refused whole if any line is wrong.
//!
//! Only paths and addresses stand here; what nodes must agree on is code. Command-line flags
//! override single lines, and `musubi config show` prints what is in force.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where everything this laptop keeps is: journal, cache, secrets.
    pub data_dir: PathBuf,
    pub staff: Staff,
    pub public: Public,
    pub mesh: Mesh,
    pub laptop: Laptop,
}

/// What this program is told of the machine it runs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Laptop {
    /// Where the system tells of its battery. Where there is no such folder, the browser is asked.
    pub power_supplies: PathBuf,
}

/// The listener of the desk and of HQ: for this laptop's own browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Staff {
    pub listen: SocketAddr,
}

/// The listener for people's phones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Public {
    pub listen: SocketAddr,
    /// How it is reached where a name leads to it, `http://shelter.example`: a phone that probes for an
    /// internet is led there. Left out, or a number that is this laptop's no more: where it came.
    pub url: Option<String>,
    /// Also at port 80, if the operating system permits: an address is then typed without a number
    /// behind it, and probes come there. Only where phones are heard at all.
    pub port_80: bool,
}

/// How this laptop finds and is found by its neighbours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mesh {
    /// One address for both transports: QUIC on its UDP port, TCP on its TCP port.
    pub listen: SocketAddr,
    /// Neighbours to call where multicast is filtered: `/ip4/192.0.2.7/udp/4001/quic-v1`.
    pub peers: Vec<String>,
    /// Find neighbours on the local network by multicast DNS.
    pub discover: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: "data".into(),
            staff: Staff::default(),
            public: Public::default(),
            mesh: Mesh::default(),
            laptop: Laptop::default(),
        }
    }
}

impl Default for Laptop {
    fn default() -> Self {
        Self { power_supplies: crate::battery::POWER_SUPPLIES.into() }
    }
}

impl Default for Staff {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8080)) }
    }
}

impl Default for Public {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([0, 0, 0, 0], 8000)), url: None, port_80: true }
    }
}

impl Default for Mesh {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([0, 0, 0, 0], 4001)), peers: Vec::new(), discover: true }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read the configuration file {path}")]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the configuration file {path} is refused: {reason}")]
    Refused { path: PathBuf, reason: String },
    #[error("the staff pages must stay on this laptop; {listen} can be reached from outside")]
    StaffExposed { listen: SocketAddr },
}

impl Config {
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        Self::from_toml(&text)
            .map_err(|reason| ConfigError::Refused { path: path.to_owned(), reason })
    }

    fn from_toml(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// The whole configuration as a file would say it.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("paths given as text and addresses have a TOML form")
    }

    /// Staff pages carry people's data and passwords without TLS: loopback only.
    pub fn check(&self) -> Result<(), ConfigError> {
        let listen = self.staff.listen;
        if listen.ip().is_loopback() { Ok(()) } else { Err(ConfigError::StaffExposed { listen }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_refused() {
        let reason = Config::from_toml("[staf]\nlisten = '127.0.0.1:80'").unwrap_err();
        assert!(reason.contains("unknown field `staf`"), "{reason}");
    }

    #[test]
    fn what_is_shown_reads_back() {
        let mut config = Config::default();
        config.mesh.peers.push("/ip4/192.0.2.7/udp/4001/quic-v1".into());
        assert_eq!(Config::from_toml(&config.to_toml()), Ok(config));
    }

    #[test]
    fn staff_pages_are_never_offered_to_the_network() {
        let mut config = Config::default();
        assert!(config.check().is_ok());
        config.staff.listen = SocketAddr::from(([0, 0, 0, 0], 8080));
        assert!(matches!(config.check(), Err(ConfigError::StaffExposed { .. })));
    }
}

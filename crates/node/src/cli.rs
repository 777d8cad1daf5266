//! The command line: one file per command, each readable from its arguments to its last sentence.

use std::io::Read as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, Parser, Subcommand};
use musubi_store::disk::LockError;
use musubi_store::journal::OpenError;
use zeroize::Zeroizing;

use crate::config::Config;
use crate::runtime::RunError;
use crate::runtime::alone::AloneError;
use crate::runtime::keys::Passphrase;

mod city_revoke;
mod close;
mod config_show;
mod courier;
mod erase;
pub(crate) mod import;
mod join;
mod layer;
mod lock;
mod paper;
pub(crate) mod peacetime;
mod release;
mod revoke;
pub(crate) mod serve;
mod verify;

/// Offline-first coordination for disaster shelters.
#[derive(Debug, Parser)]
#[command(name = "musubi", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The city's root key: made once, in peacetime, on a computer that stays offline
    #[command(subcommand)]
    City(peacetime::City),
    /// Activations of the city's disaster response, real or drill
    #[command(subcommand)]
    Operation(peacetime::OperationCommand),
    /// Printed tickets, by which laptops join with no network
    #[command(subcommand)]
    Ticket(peacetime::TicketCommand),
    /// Take a ticket: makes this laptop a node
    Join(join::Join),
    /// The passphrase that locks this laptop's keys while it is off
    #[command(subcommand)]
    Lock(lock::LockCommand),
    /// Run this laptop's node
    Serve(serve::Serve),
    /// Run a demonstration city on this machine: headquarters, shelters, made-up people
    Demo(crate::demo::Demo),
    /// Bring in lists from outside
    #[command(subcommand)]
    Import(import::Import),
    /// Orthophotos and map tiles
    #[command(subcommand)]
    Layer(layer::LayerCommand),
    /// Signed programs for this city's laptops
    #[command(subcommand)]
    Release(release::ReleaseCommand),
    /// Replace this program by a newer one from a stick, if the city signed it
    Upgrade(release::Upgrade),
    /// Carry what this laptop holds by hand, where no cable or radio reaches
    #[command(subcommand)]
    Courier(courier::Courier),
    /// Cut a stolen laptop or ticket off, and give those who stay new keys. At headquarters
    Revoke(revoke::Revoke),
    /// The end of an operation: nothing new is recorded, nothing is destroyed
    #[command(subcommand)]
    Close(close::Close),
    /// Erase the people of a closed operation, everywhere and for good
    #[command(subcommand)]
    Erase(erase::Erase),
    /// Check every chain and signature on this laptop's disk
    Verify(verify::Verify),
    /// The configuration
    #[command(subcommand)]
    Config(config_show::ConfigCommand),
}

impl Cli {
    pub fn run(self) -> Result<()> {
        match self.command {
            Command::City(command) => command.run(),
            Command::Operation(command) => command.run(),
            Command::Ticket(command) => command.run(),
            Command::Join(command) => command.run(),
            Command::Lock(command) => command.run(),
            Command::Serve(command) => command.run(),
            Command::Demo(command) => command.run(),
            Command::Import(command) => command.run(),
            Command::Layer(command) => command.run(),
            Command::Release(command) => command.run(),
            Command::Upgrade(command) => command.run(),
            Command::Courier(command) => command.run(),
            Command::Revoke(command) => command.run(),
            Command::Close(command) => command.run(),
            Command::Erase(command) => command.run(),
            Command::Verify(command) => command.run(),
            Command::Config(command) => command.run(),
        }
    }
}

/// Where the configuration comes from: a file, and flags that override single lines of it.
#[derive(Debug, Clone, Default, Args)]
pub struct ConfigArguments {
    /// Configuration file (TOML)
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where this laptop keeps everything
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Address of the staff pages; loopback only
    #[arg(long, value_name = "ADDRESS")]
    staff: Option<SocketAddr>,
    /// Address of the pages for people's phones
    #[arg(long, value_name = "ADDRESS")]
    public: Option<SocketAddr>,
    /// Address on which neighbours are heard, QUIC and TCP
    #[arg(long, value_name = "ADDRESS")]
    mesh: Option<SocketAddr>,
    /// A neighbour to call, as a multiaddress; may be given several times
    #[arg(long = "peer", value_name = "MULTIADDRESS")]
    peers: Vec<String>,
    /// File whose first line is the passphrase of this laptop's keys, where one locks them
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Do not look for neighbours on the local network
    #[arg(long)]
    no_discovery: bool,
}

impl ConfigArguments {
    pub fn resolve(&self) -> Result<Config> {
        let mut config = match &self.config {
            Some(path) => Config::read(path)?,
            None => Config::default(),
        };
        let Self { data, staff, public, mesh, peers, .. } = self.clone();
        config.data_dir = data.unwrap_or(config.data_dir);
        config.staff.listen = staff.unwrap_or(config.staff.listen);
        config.public.listen = public.unwrap_or(config.public.listen);
        config.mesh.listen = mesh.unwrap_or(config.mesh.listen);
        config.mesh.peers.extend(peers);
        config.mesh.discover &= !self.no_discovery;
        config.check()?;
        Ok(config)
    }

    pub(crate) fn passphrase(&self) -> Result<Option<Passphrase>> {
        self.passphrase_file.as_deref().map(passphrase_from).transpose()
    }
}

/// What a command says that needs the node to itself, where somebody else runs it.
fn in_use(error: AloneError, instead: &str) -> anyhow::Error {
    match error {
        AloneError::Run(RunError::Open(OpenError::Lock(LockError::InUse { .. }))) => {
            anyhow::anyhow!("Musubi is running on this laptop: {instead}, or end it first (in_use)")
        }
        error => error.into(),
    }
}

fn passphrase_from(path: &Path) -> Result<Passphrase> {
    let text = std::fs::read_to_string(path)
        .map(Zeroizing::new)
        .with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Passphrase::new(text.lines().next().unwrap_or_default()))
}

/// A file from elsewhere: no more of it than a byte beyond `max`, by which its decoder sees that it
/// is too long.
fn read_at_most(path: &Path, max: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![];
    let read = std::fs::File::open(path)
        .and_then(|file| file.take(max as u64 + 1).read_to_end(&mut bytes));
    read.with_context(|| format!("cannot read {}", path.display()))?;
    Ok(bytes)
}

/// Only the current user may read what is written here.
pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options
        .open(path)
        .with_context(|| format!("{} exists already or cannot be written", path.display()))?;
    std::io::Write::write_all(&mut file, bytes)
        .and_then(|()| file.sync_all())
        .with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_too_long_is_not_read_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("facts");
        for (length, read) in [(0, 0), (7, 7), (8, 8), (9, 9), (10, 9), (100_000, 9)] {
            std::fs::write(&path, vec![1; length]).unwrap();
            assert_eq!(read_at_most(&path, 8).unwrap().len(), read, "{length}");
        }
        assert!(read_at_most(&folder.path().join("none"), 8).is_err());
    }
}

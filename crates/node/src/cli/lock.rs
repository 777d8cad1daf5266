//! `musubi lock`: the passphrase that this laptop's keys ask for at every start.

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use clap::{Args, Subcommand};
use musubi_store::journal::Journal;

use super::{ConfigArguments, passphrase_from};
use crate::runtime::enrol::JOURNAL;
use crate::runtime::keys::{Keys, Passphrase};

#[derive(Debug, Subcommand)]
pub(super) enum LockCommand {
    /// Set or change it; the one that holds now comes from --passphrase-file. Node stopped
    Set(Set),
    /// Take it away: the laptop then opens for whoever starts it. Node stopped
    Remove(Remove),
}

#[derive(Debug, Args)]
pub(super) struct Set {
    #[command(flatten)]
    config: ConfigArguments,
    /// File whose first line is the new passphrase. It is never an argument of its own, where other
    /// users of the laptop could read it
    #[arg(long, value_name = "FILE")]
    new_file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Remove {
    #[command(flatten)]
    config: ConfigArguments,
}

impl LockCommand {
    pub(super) fn run(self) -> Result<()> {
        match self {
            Self::Set(Set { config, new_file }) => {
                let new = passphrase_from(&new_file)?;
                if let Some(code) = new.weakness() {
                    bail!("this passphrase is too easy to guess or too long ({code})");
                }
                relock(&config, Some(&new))?;
                println!("locked: the passphrase is asked for at every start");
            }
            Self::Remove(Remove { config }) => {
                relock(&config, None)?;
                println!("open: no passphrase is asked for any more");
            }
        }
        Ok(())
    }
}

/// With the data directory held, so that no running node is surprised.
fn relock(arguments: &ConfigArguments, new: Option<&Passphrase>) -> Result<()> {
    let data = arguments.resolve()?.data_dir;
    let old = arguments.passphrase()?;
    let (_journal, _) = Journal::open(&data.join(JOURNAL))?;
    let mut keys = Keys::open(&data, None)?;
    ensure!(
        keys.has_ticket()? || keys.has_provisional()?,
        "this laptop has taken no ticket; there is nothing to lock yet"
    );
    match keys.relock(old.as_ref(), new) {
        Ok(()) => Ok(()),
        Err(error) => bail!("{error} ({})", error.code()),
    }
}

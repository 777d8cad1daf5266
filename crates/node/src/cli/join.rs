//! `musubi join`: a ticket makes this laptop a node, with no contact to anybody.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use super::ConfigArguments;
use crate::runtime::enrol;

#[derive(Debug, Args)]
pub(super) struct Join {
    #[command(flatten)]
    config: ConfigArguments,
    /// File with the ticket's text. A ticket holds secrets: it is never an argument of its own,
    /// where other users of the laptop could read it
    #[arg(long, value_name = "FILE")]
    ticket_file: PathBuf,
    /// File with the six digits that open a locked ticket
    #[arg(long, value_name = "FILE")]
    pin_file: Option<PathBuf>,
    /// The passphrase of this laptop is forgotten: set its old keys aside and read what lies on its
    /// disk by this ticket, of the same place or of headquarters. A new passphrase may come with
    /// --passphrase-file
    #[arg(long)]
    recover: bool,
}

impl Join {
    pub(super) fn run(self) -> Result<()> {
        let config = self.config.resolve()?;
        let read = |path: &PathBuf| {
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
        };
        let ticket = read(&self.ticket_file)?;
        let pin = self.pin_file.as_ref().map(read).transpose()?;
        let passphrase = self.config.passphrase()?;
        let take = if self.recover { enrol::recover } else { enrol::join };
        let pin = pin.as_deref().map(str::trim);
        let enrolled = match take(&config.data_dir, &ticket, pin, passphrase.as_ref()) {
            Ok(enrolled) => enrolled,
            Err(error) => bail!("{error} ({})", error.code()),
        };
        println!("place: {} {}", enrolled.place, enrolled.place_name);
        println!("letter: {}", enrolled.letter);
        println!("node: {}", enrolled.node);
        Ok(())
    }
}

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
}

impl Join {
    pub(super) fn run(self) -> Result<()> {
        let config = self.config.resolve()?;
        let read = |path: &PathBuf| {
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
        };
        let ticket = read(&self.ticket_file)?;
        let pin = self.pin_file.as_ref().map(read).transpose()?;
        let enrolled = enrol::join(&config.data_dir, &ticket, pin.as_deref().map(str::trim));
        let enrolled = match enrolled {
            Ok(enrolled) => enrolled,
            Err(error) => bail!("{error} ({})", error.code()),
        };
        println!("place: {} {}", enrolled.place, enrolled.place_name);
        println!("letter: {}", enrolled.letter);
        println!("node: {}", enrolled.node);
        Ok(())
    }
}

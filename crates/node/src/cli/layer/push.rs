//! `musubi layer push`: the layers of this laptop, where the world can read them.
//!
//! The records are held for a moment only, and not at all where a node runs: what is sent are files
//! that nobody changes. So a node runs on through a push of hours.

use std::io::{IsTerminal as _, Write as _};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use musubi_model::ids::RecordId;
use musubi_store::disk::LockError;
use musubi_store::journal::OpenError;

use super::shelf;
use crate::cli::{ConfigArguments, in_use};
use crate::config::Config;
use crate::layers::index::Index;
use crate::push::place::Place;
use crate::push::public::Public;
use crate::push::{self, Chosen, Outcome};
use crate::runtime::RunError;
use crate::runtime::alone::{Alone, AloneError};

#[derive(Debug, Args)]
pub(in crate::cli) struct Push {
    #[command(flatten)]
    config: ConfigArguments,
    /// `s3://BUCKET/PREFIX`, with credentials and endpoint in the environment (`AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT`), or `file:///PATH`
    #[arg(long, value_name = "PLACE")]
    to: String,
    /// Where the world will read it, if that is another address
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Every published layer
    #[arg(long, conflicts_with = "layer", required_unless_present = "layer")]
    all: bool,
    /// One layer, by its id
    #[arg(value_name = "LAYER")]
    layer: Option<RecordId>,
}

impl Push {
    pub(super) async fn run(self) -> Result<()> {
        let config = self.config.resolve()?;
        let public_url = self.public_url.as_deref().map(|url| url.trim_end_matches('/'));
        if let Some(url) = public_url
            && !(url.starts_with("https://") || url.starts_with("http://"))
        {
            bail!("{url} is no address of a web server (bad_public_url)");
        }
        let place = Place::open(&self.to, &config.data_dir)?;
        let public = self.public(&config).await?;
        let shelf = shelf(&config)?;
        let is_terminal = std::io::stderr().is_terminal();
        let tell = |layer: &str, done: usize, all: usize| {
            if is_terminal {
                eprint!("\r\x1b[K{layer}: {done} / {all}");
                let _ = std::io::stderr().flush();
            }
        };
        let push =
            push::Push { place: &place, public: &public, shelf: &shelf, public_url, tell: &tell };
        let done = push.run(self.layer.map_or(Chosen::All, Chosen::One)).await;
        if is_terminal {
            eprint!("\r\x1b[K");
        }
        report(&done?, public_url.unwrap_or(&place.address()));
        Ok(())
    }

    /// From the records, or as the node that holds them wrote it down.
    async fn public(&self, config: &Config) -> Result<Public> {
        match Alone::open(&config.data_dir, self.config.passphrase()?).await {
            Ok(node) => {
                let enrolled = node.handle.status().enrolled.as_ref().map(|it| it.operation);
                let index = Index::read(&node.handle);
                node.close().await?;
                let operation =
                    enrolled.context("a laptop that has a ticket is in an operation")?;
                Ok(Public::of(operation, &index))
            }
            Err(
                error @ AloneError::Run(RunError::Open(OpenError::Lock(LockError::InUse {
                    ..
                }))),
            ) => match Public::read(&config.data_dir) {
                Some(public) => Ok(public),
                None => Err(in_use(error, "wait until it has read its records")),
            },
            Err(error) => Err(error.into()),
        }
    }
}

fn report(outcome: &Outcome, address: &str) {
    println!("layers: {}", outcome.layers);
    println!("sent: {}\nbytes: {}", outcome.sent, outcome.sent_bytes);
    println!("there already: {}\nremoved: {}", outcome.kept, outcome.removed);
    for layer in &outcome.elsewhere {
        println!("not here: {layer}");
    }
    println!("catalogue: {address}/{}", musubi_exchange::layers::files::STAC);
}

//! `musubi revoke`: headquarters cuts a stolen laptop off by one command, where the pages are not at
//! hand; and its own laptops with the city's key, by a file that goes to the safe and comes back.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::{ArgGroup, Args};
use musubi_log::item::Item;
use musubi_model::field::Recorder;

use super::{ConfigArguments, in_use, read_at_most};
use crate::desk::Desk;
use crate::desk::trust::{Decide, TrustState};
use crate::runtime::alone::Alone;
use crate::runtime::handle::{Enrolee, NodeRole};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("whom").required(true).args(["node", "ticket", "signed"])))]
pub(super) struct Revoke {
    #[command(flatten)]
    config: ConfigArguments,
    /// The laptop: the beginning of its key as pages show it, 8 characters or more
    #[arg(long, value_name = "KEY")]
    node: Option<String>,
    /// The printed ticket's serial: it and every laptop that took it
    #[arg(long, value_name = "SERIAL")]
    ticket: Option<String>,
    /// Take the revocation back
    #[arg(long, conflicts_with_all = ["draft", "signed"])]
    lift: bool,
    /// Leave the keys of those who stay as they are; they can be renewed later, on the page
    #[arg(long)]
    keep_keys: bool,
    /// Headquarters' own: write here what the city's key is to sign (`musubi city revoke`)
    #[arg(long, value_name = "FILE", conflicts_with = "signed")]
    draft: Option<PathBuf>,
    /// Take in what the city's key signed
    #[arg(long, value_name = "FILE")]
    signed: Option<PathBuf>,
}

impl Revoke {
    pub(super) fn run(self) -> Result<()> {
        tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
            let config = self.config.resolve()?;
            let node = Alone::open(&config.data_dir, self.config.passphrase()?).await;
            let node = node.map_err(|error| in_use(error, "open the page for tickets"))?;
            let desk = Desk::new(node.handle.clone());
            let said = self.say(&node, &desk).await;
            node.close().await?;
            println!("{}", said?);
            Ok(())
        })
    }

    async fn say(&self, node: &Alone, desk: &Desk) -> Result<String> {
        if let Some(path) = &self.signed {
            return learn(desk, path).await;
        }
        let (node, serial) = self.whom(node)?;
        if let Some(path) = &self.draft {
            let drafted = desk.draft_for_city(node.as_deref().unwrap_or_default(), &serial).await?;
            std::fs::write(path, drafted.bytes)
                .with_context(|| format!("cannot write {}", path.display()))?;
            return Ok(format!(
                "draft: {}\nCarry it to the city's key: musubi city revoke --city FOLDER {}",
                path.display(),
                path.display()
            ));
        }
        let decide =
            if self.lift { Decide::Lift { node, serial } } else { Decide::Revoke { node, serial } };
        desk.decide_by(Recorder::Node, decide)
            .await
            .map_err(|error| anyhow::anyhow!("{error} ({})", error.code()))?;
        let mut said = vec![if self.lift { "lifted" } else { "revoked" }.to_owned()];
        let due = desk.trust().await?.groups_to_renew;
        if due > 0 && !self.keep_keys && !self.lift {
            let renewed = desk.decide_by(Recorder::Node, Decide::Renew {}).await?;
            said.push(format!("groups of readers with new keys: {due}"));
            said.push(format!("statements: {renewed}"));
        }
        said.extend(summary(&desk.trust().await?));
        Ok(said.join("\n"))
    }

    /// Key and serial.
    fn whom(&self, node: &Alone) -> Result<(Option<String>, String)> {
        let status = node.handle.status();
        let role = status.enrolled.as_ref().map(|enrolled| enrolled.role);
        ensure!(role == Some(NodeRole::Hq), "headquarters alone revokes (only_hq)");
        if let Some(serial) = &self.ticket {
            return Ok((None, serial.clone()));
        }
        let begins = self.node.as_deref().unwrap_or_default().to_ascii_lowercase();
        ensure!(begins.len() >= 8, "a laptop's key begins with 8 characters or more");
        let known = status.enrolees.iter();
        let found: Vec<&Enrolee> =
            known.filter(|it| it.node.to_string().starts_with(&begins)).collect();
        match found[..] {
            [one] => Ok((Some(one.node.to_string()), one.serial.to_string())),
            [] => bail!("no laptop whose key begins so is known here (not_found)"),
            _ => bail!("the keys of {} laptops begin so; give more of it", found.len()),
        }
    }
}

async fn learn(desk: &Desk, path: &Path) -> Result<String> {
    let bytes = read_at_most(path, Item::BYTES_MAX)?;
    let new = desk
        .learn_statement(&bytes)
        .await
        .map_err(|error| anyhow::anyhow!("{}: {error} ({})", path.display(), error.code()))?;
    Ok(format!("new statements: {new}"))
}

fn summary(state: &TrustState) -> Vec<String> {
    let laptops: usize = state.revoked.iter().map(|revoked| revoked.laptops.len()).sum();
    let held: u64 = state.revoked.iter().map(|revoked| revoked.held).sum();
    vec![
        format!("laptops that are cut off: {laptops}"),
        format!("entries of theirs that are held: {held}"),
    ]
}

//! `musubi close`: the end of an operation, as headquarters says it. Node stopped.

use anyhow::{Result, anyhow, bail};
use clap::{Args, Subcommand};
use musubi_log::ending::{Closing, Retention};
use musubi_log::role::Role;
use musubi_log::statement::Fact;
use musubi_model::ids::OperationId;
use musubi_model::time::Timestamp;

use super::ConfigArguments;
use crate::desk::ending::{FIGURES_DAYS, LOOKUPS_DAYS, PEOPLE_DAYS};
use crate::desk::{Desk, now};
use crate::runtime::alone::Alone;
use crate::runtime::handle::NodeRole;

const DAY_MS: i64 = 86_400_000;

#[derive(Debug, Subcommand)]
pub(super) enum Close {
    /// Close the operation: nothing new is recorded, nothing is destroyed
    Operation(Operation),
    /// Take headquarters' closing back
    Reopen(Reopen),
}

#[derive(Debug, Args)]
pub(super) struct Operation {
    #[command(flatten)]
    config: ConfigArguments,
    /// Days for which people's records are kept from now on; the city's rules say how many
    #[arg(long, default_value_t = PEOPLE_DAYS)]
    keep_people_days: i64,
    /// Days for which it is kept who looked at whom
    #[arg(long, default_value_t = LOOKUPS_DAYS)]
    keep_lookups_days: i64,
    /// Days for which figures without people are kept
    #[arg(long, default_value_t = FIGURES_DAYS)]
    keep_figures_days: i64,
    /// The operation's id, typed by a second person who is there
    #[arg(long)]
    confirm: OperationId,
}

#[derive(Debug, Args)]
pub(super) struct Reopen {
    #[command(flatten)]
    config: ConfigArguments,
}

impl Close {
    pub(super) fn run(self) -> Result<()> {
        tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
            match self {
                Self::Operation(operation) => operation.run().await,
                Self::Reopen(reopen) => reopen.run().await,
            }
        })
    }
}

impl Operation {
    async fn run(self) -> Result<()> {
        let days = [self.keep_people_days, self.keep_lookups_days, self.keep_figures_days];
        if days.iter().any(|days| !(0..=36_500).contains(days)) {
            bail!("a period is 0 to 36500 days");
        }
        let at = now();
        let [people, lookups, figures] = days.map(|days| at.plus_millis(days * DAY_MS));
        let keep = Retention { people, lookups, figures, layers: None };
        let node = open(&self.config).await?;
        let operation = node.handle.status().enrolled.as_ref().map(|enrolled| enrolled.operation);
        if operation != Some(self.confirm) {
            node.close().await?;
            bail!("this laptop's operation is another one than was typed; nothing was closed");
        }
        let said = node.handle.say(Fact::Closing(Closing { at, keep })).await;
        if said.is_ok() {
            Desk::new(node.handle.clone()).managers_outlast(people).await;
        }
        node.close().await?;
        said.map_err(|error| anyhow!("{error} ({})", error.code()))?;
        println!("closed: it travels by mesh and stick; nothing was destroyed");
        for (word, until) in [("people", people), ("look-ups", lookups), ("figures", figures)] {
            println!("{word} until: {}", day(until));
        }
        Ok(())
    }
}

impl Reopen {
    async fn run(self) -> Result<()> {
        let node = open(&self.config).await?;
        let said = node.handle.say(Fact::Reopening { at: now() }).await;
        let closed = node.handle.status().ending.closed.is_some();
        node.close().await?;
        said.map_err(|error| anyhow!("{error} ({})", error.code()))?;
        if closed {
            bail!("the city closed this operation, and the city alone opens it again");
        }
        println!("open: new records are taken again, as it becomes known");
        Ok(())
    }
}

/// At headquarters alone.
pub(super) async fn open(config: &ConfigArguments) -> Result<Alone> {
    let data = config.resolve()?.data_dir;
    let node = Alone::open(&data, config.passphrase()?).await?;
    let role = node.handle.status().enrolled.as_ref().map(|enrolled| enrolled.role);
    if role != Some(NodeRole::Hq) {
        node.close().await?;
        bail!("this is done at headquarters ({})", Role::Hq.word());
    }
    Ok(node)
}

/// In Japan, as the paper's reader counts days.
pub(super) fn day(at: Timestamp) -> String {
    crate::sheets::day(at)
}

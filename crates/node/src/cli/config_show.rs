use anyhow::Result;
use clap::Subcommand;

use super::ConfigArguments;

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print the configuration that is in force: defaults, file and flags
    Show(ConfigArguments),
}

impl ConfigCommand {
    pub(super) fn run(self) -> Result<()> {
        let Self::Show(arguments) = self;
        print!("{}", arguments.resolve()?.to_toml());
        Ok(())
    }
}

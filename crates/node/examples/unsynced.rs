//! The node with its journal's syncs left out: the control of the durability tests, which must see
//! it lose records. It takes the same commands as `musubi`.

use clap::Parser as _;
use musubi_node::cli::Cli;

fn main() -> anyhow::Result<()> {
    Cli::parse().run()
}

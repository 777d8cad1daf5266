//! The binary `musubi`.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser as _;
use musubi_node::cli::Cli;

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("MUSUBI_LOG")
        .unwrap_or_else(|_| "info,libp2p=warn,object_store=warn".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    musubi_node::harden::keep_memory_private();
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let reasons: Vec<String> = error.chain().map(ToString::to_string).collect();
            eprintln!("musubi: {}", reasons.join(": "));
            ExitCode::FAILURE
        }
    }
}

//! `musubi verify`: what is on a disk or in a bundle, as evidence, from the city's public key up.
//!
//! Changes nothing, needs no network and no secret. Whatever does not hold is named with log,
//! position and place in the files, the first first, and ends the command with status 1.

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use data_encoding::HEXLOWER_PERMISSIVE;
use musubi_log::city::CityKey;
use musubi_log::erasure::SignedErasure;
use musubi_log::evidence::{Counts, Examination, Outcome};
use musubi_log::heads::Heads;
use musubi_model::ids::NodeKey;
use musubi_store::evidence::examine;

use super::{ConfigArguments, read_at_most};
use crate::courier::{evidence as bundle, name};
use crate::desk;
use crate::runtime::enrol;
use crate::runtime::keys::{Keys, Passphrase};

/// Lines of what does not hold; one altered entry is enough to know, a thousand help nobody.
const LINES_MAX: usize = 100;

#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    config: ConfigArguments,
    /// The city's public key, 64 hexadecimal digits; without it the one this laptop enrolled under
    #[arg(long, value_name = "KEY", value_parser = city_key)]
    city: Option<CityKey>,
    /// A bundle (*.musubi) instead of this laptop's disk
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    /// Check a certificate of erasure instead, with nothing but the city's public key
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Signed heads that were kept elsewhere since; may be given several times
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
    /// Write the signed heads of all logs into a new file, to be kept elsewhere
    #[arg(long, value_name = "FILE")]
    heads: Option<PathBuf>,
}

impl Verify {
    pub(super) fn run(self) -> Result<()> {
        let data = self.config.resolve()?.data_dir;
        let own = own(&data, self.config.passphrase()?.as_ref());
        let city = match (&self.city, &own) {
            (Some(city), _) | (None, Ok((city, _))) => *city,
            (None, Err(_)) => bail!(
                "give the city's public key with --city; this laptop has none of its own to offer"
            ),
        };
        if let Some(path) = &self.certificate {
            let signed = read_at_most(path, SignedErasure::BYTES_MAX)?;
            super::erase::tell(&signed, &city)?;
            println!("the certificate holds");
            return Ok(());
        }
        let against =
            self.against.iter().map(|path| read_heads(path)).collect::<Result<Vec<_>>>()?;
        let whole = match &self.bundle {
            Some(path) => self.of_bundle(path, city, &against)?,
            None => self.of_disk(&data, own.ok().map(|(_, node)| node), city, &against)?,
        };
        if !whole {
            bail!("not everything holds");
        }
        println!("everything holds");
        Ok(())
    }

    fn of_disk(
        &self,
        data: &Path,
        own: Option<NodeKey>,
        city: CityKey,
        against: &[Heads],
    ) -> Result<bool> {
        let mut examination = Examination::new(city);
        if let Some(node) = own {
            examination = examination.of_node(node);
        }
        let flaws = examine(&data.join(enrol::JOURNAL), &mut examination)?;
        let flaws = flaws.iter().map(|flaw| (flaw.place(), flaw.to_string())).collect();
        self.conclude(city, examination, against, flaws)
    }

    fn of_bundle(&self, path: &Path, city: CityKey, against: &[Heads]) -> Result<bool> {
        let file =
            fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let bundle::Examined { header, maker, flaws, examination } =
            bundle::examine(file, city, against)?;
        println!("bundle: {} by node {}", name(header.made, header.to, &city), maker.node);
        let flaws = flaws.iter().map(|flaw| (flaw.place, flaw.to_string())).collect();
        self.conclude(city, examination, against, flaws)
    }

    /// Says what holds and what does not; whether everything does.
    fn conclude<P: Copy + Ord + Display>(
        &self,
        city: CityKey,
        examination: Examination<P>,
        against: &[Heads],
        flaws: Vec<(P, String)>,
    ) -> Result<bool> {
        let outcome = examination
            .finish(against)
            .map_err(|error| anyhow::anyhow!("{}: {error}", error.code()))?;
        let whole = tell(city, &outcome, flaws);
        if let Some(path) = &self.heads {
            write_heads(path, city, &outcome)?;
        }
        Ok(whole)
    }
}

fn city_key(text: &str) -> Result<CityKey, String> {
    let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok();
    let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    key.map(CityKey::new).ok_or_else(|| "64 hexadecimal digits are needed".to_owned())
}

/// City and node of the laptop whose data this is, if it took a ticket and its secrets are there.
fn own(data: &Path, passphrase: Option<&Passphrase>) -> Result<(CityKey, NodeKey)> {
    if !data.join(enrol::SECRETS).is_dir() {
        bail!("there are no secrets");
    }
    let enrolment = Keys::open(data, passphrase)?.ticket()?.context("no ticket was taken")?;
    Ok((enrolment.city, enrolment.node.key()))
}

fn read_heads(path: &Path) -> Result<Heads> {
    let bytes = read_at_most(path, Heads::BYTES_MAX)?;
    let heads = Heads::from_bytes(&bytes)
        .map_err(|error| anyhow::anyhow!("{}: {}: {error}", path.display(), error.code()))?;
    println!("against: {} (fingerprint {})", path.display(), heads.hash());
    Ok(heads)
}

fn write_heads<P>(path: &Path, city: CityKey, outcome: &Outcome<P>) -> Result<()> {
    let operation = outcome.operation.context("there is nothing to write heads of")?;
    let (heads, facts) = (outcome.heads.clone(), outcome.facts.clone());
    let heads = Heads { city, operation, written: desk::now(), heads, facts };
    super::write_secret(path, &heads.to_bytes())?;
    println!("heads: {} (fingerprint {})", path.display(), heads.hash());
    Ok(())
}

fn tell<P: Copy + Ord + Display>(
    city: CityKey,
    outcome: &Outcome<P>,
    flaws: Vec<(P, String)>,
) -> bool {
    println!("city: {city}");
    if let Some(operation) = outcome.operation {
        println!("operation: {operation}");
    }
    let Counts { nodes, statements, proofs, receipts, logs, entries, repeated } = outcome.counts;
    for (word, count) in [
        ("nodes", nodes),
        ("statements", statements),
        ("proofs", proofs),
        ("receipts", receipts),
        ("logs", logs),
        ("entries", entries),
        ("repeated entries", repeated),
    ] {
        println!("{word}: {count}");
    }
    for note in &outcome.notes {
        println!("note: {note}");
    }
    let mut lines: Vec<(Option<P>, String)> =
        flaws.into_iter().map(|(place, line)| (Some(place), line)).collect();
    let findings = outcome.findings.iter();
    lines.extend(findings.map(|finding| (finding.place, finding.to_string())));
    lines.sort_by_key(|(place, _)| (place.is_none(), *place));
    for (at, (_, line)) in lines.iter().take(LINES_MAX).enumerate() {
        println!("{}: {line}", if at == 0 { "first" } else { "also" });
    }
    if lines.len() > LINES_MAX {
        println!("and {} more", lines.len() - LINES_MAX);
    }
    lines.is_empty()
}

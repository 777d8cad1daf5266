//! `musubi city revoke`: the city's key revokes a laptop or ticket of headquarters. Offline, from a
//! draft that another laptop of headquarters wrote, which it shows before it signs.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::{ArgGroup, Args};
use musubi_log::city::CitySecret;
use musubi_log::draft::Draft;
use musubi_log::hash::Hash;
use musubi_log::item::Item;
use musubi_log::statement::{Culprit, Fact, Revocation};

use super::{paper, peacetime, read_at_most};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("key").required(true).args(["city", "sheet_files"])))]
pub(super) struct CityRevoke {
    /// The city's folder
    #[arg(long, value_name = "FOLDER")]
    city: Option<PathBuf>,
    /// In place of the folder: file with a sheet's text; twice
    #[arg(long = "sheet-file", value_name = "FILE")]
    sheet_files: Vec<PathBuf>,
    /// A statement of that laptop that shall not stand: the beginning of its number below
    #[arg(long, value_name = "NUMBER")]
    void: Vec<String>,
    /// Where to write what headquarters takes in
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The draft from headquarters' page or from `musubi revoke --draft`
    #[arg(value_name = "FILE")]
    draft: PathBuf,
}

impl CityRevoke {
    pub(super) fn run(self) -> Result<()> {
        let mut draft = read(&self.draft)?;
        let Fact::Revocation(revocation) = &mut draft.fact else {
            bail!("{} asks for something else than a revocation", self.draft.display());
        };
        for begins in &self.void {
            leave_out(&mut revocation.standing, begins)?;
        }
        let said = describe(&draft);
        let statement = draft
            .sign(&self.key()?)
            .map_err(|error| anyhow::anyhow!("{error} ({})", error.code()))?;
        let bytes = Item::Statement(statement).to_bytes();
        std::fs::write(&self.out, bytes)
            .with_context(|| format!("cannot write {}", self.out.display()))?;
        println!("{said}");
        println!("signed: {}", self.out.display());
        println!(
            "Take it in at headquarters: on the page for revocations, or musubi revoke --signed"
        );
        Ok(())
    }

    fn key(&self) -> Result<CitySecret> {
        match &self.city {
            Some(folder) => peacetime::read_city(folder),
            None => paper::restore(&self.sheet_files),
        }
    }
}

fn read(path: &Path) -> Result<Draft> {
    let bytes = read_at_most(path, Draft::BYTES_MAX)?;
    Draft::from_bytes(&bytes).with_context(|| format!("{} is no draft", path.display()))
}

fn leave_out(standing: &mut Vec<Hash>, begins: &str) -> Result<()> {
    let begins = begins.to_ascii_lowercase();
    let found: Vec<Hash> =
        standing.iter().filter(|hash| hash.to_string().starts_with(&begins)).copied().collect();
    ensure!(found.len() == 1, "{} statements that stand have a number like {begins}", found.len());
    standing.retain(|hash| *hash != found[0]);
    Ok(())
}

fn describe(draft: &Draft) -> String {
    let Fact::Revocation(Revocation { culprit, cuts, standing }) = &draft.fact else {
        return String::new();
    };
    let mut lines = vec![match culprit {
        Culprit::Node { node, serial } => format!("revokes: laptop {node}, ticket {serial}"),
        Culprit::Ticket { serial } => format!("revokes: ticket {serial} and all its laptops"),
    }];
    lines.extend(draft.members().iter().map(|member| {
        format!(
            "that is: {} {} {}, laptop {}",
            member.role.word(),
            member.place_name,
            member.letter(),
            member.node
        )
    }));
    let entries: u64 = cuts.iter().map(|cut| cut.position).sum();
    lines.push(format!("of what it wrote, {entries} entries in {} logs stand", cuts.len()));
    lines.push(format!(
        "of what it said, {} statements stand; all others are void:",
        standing.len()
    ));
    lines.extend(standing.iter().map(|hash| format!("  {hash}")));
    lines.join("\n")
}

//! `musubi import`: lists from outside, taken whole or not at all.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::{Args, Subcommand};
use musubi_exchange::problem::{Problem, Source};
use musubi_exchange::register;
use musubi_exchange::snapshot::Snapshot;
use musubi_log::city::CityKey;
use musubi_log::hash::place_id;
use musubi_model::field::{Noted, Recorder};
use musubi_model::ids::{DocumentId, Kind, PlaceId};
use musubi_model::place::{NewRegisterEntry, PlaceKind};
use musubi_model::record::{Edit, View};
use musubi_model::text::Line;

use super::ConfigArguments;
use crate::desk::places::wire::Opening;
use crate::desk::{Desk, fresh_id, now};
use crate::runtime::alone::Alone;
use crate::runtime::handle::{CommitError, Handle, NodeRole};

mod catalogue;

/// Edits written in one commit; where they are too much for one entry, in two.
const EDITS_PER_COMMIT: usize = 1_000;

#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// The register of shelters: GSI `GeoJSON`, or a table or workbook (XLSX) by its headers. At headquarters, node stopped
    Shelters(Files),
    /// The goods that places may ask for: one CSV by its headers. At headquarters, node stopped
    Catalogue(Files),
    /// Published lists of open shelters with counts, oldest first: become place reports
    OpenShelters(Files),
}

#[derive(Debug, Args)]
pub(super) struct Files {
    #[command(flatten)]
    config: ConfigArguments,
    /// Whose list it is, for the credit line
    #[arg(long)]
    credit: Option<String>,
    /// Of open shelters: write here, list by list, what headquarters' overview then shows: file,
    /// open places, people in shelters
    #[arg(long, value_name = "FILE", hide = true)]
    report: Option<PathBuf>,
    /// Only read the files and say what is wrong with them; nothing is imported
    #[arg(long)]
    check: bool,
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
}

impl Import {
    pub(super) fn run(self) -> Result<()> {
        tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
            match self {
                Self::Shelters(files) => files.shelters().await,
                Self::Catalogue(files) => files.catalogue().await,
                Self::OpenShelters(files) => files.open_shelters().await,
            }
        })
    }
}

impl Files {
    async fn shelters(&self) -> Result<()> {
        let credit = self.credit("国土地理院")?;
        let files = self.read()?;
        let sources: Vec<Source<'_>> = files.iter().map(source).collect();
        let rows = register::read(&sources, PlaceKind::Voluntary, Some(&credit))
            .map_err(|problems| refused(&problems))?;
        if self.check {
            println!("places: {}", rows.len());
            return Ok(());
        }
        let node = self.open().await?;
        let city = node.handle.city().context("only an enrolled node knows its city")?;
        let entries: Vec<(PlaceId, NewRegisterEntry)> = rows
            .into_iter()
            .map(|row| {
                let own = row.list_id.as_ref().map(|id| id.as_str().to_owned());
                let id = row.common_id.map_or_else(|| own.unwrap_or_default(), String::from);
                (place_id(&city, &id), row.entry)
            })
            .collect();
        let written = write_register(&node.handle, &entries).await?;
        node.close().await?;
        println!("places: {}", entries.len());
        println!("values that were new: {written}");
        Ok(())
    }

    async fn open_shelters(&self) -> Result<()> {
        let credit = self.credit("公開された避難所一覧")?;
        let files = self.read()?;
        let lists: Vec<Snapshot> = files
            .iter()
            .map(|file| Snapshot::read(source(file)).map_err(|problems| refused(&problems)))
            .collect::<Result<_>>()?;
        if self.check {
            println!("lists: {}", lists.len());
            return Ok(());
        }
        let node = self.open().await?;
        let city = node.handle.city().context("only an enrolled node knows its city")?;
        let desk = Desk::new(node.handle.clone());
        let (mut reports, mut shown) = (0, String::new());
        let mut before = None;
        for ((name, _), list) in files.iter().zip(&lists) {
            reports += write_list(&node.handle, &city, list, before, &credit).await?;
            before = Some(list);
            if self.report.is_some() {
                writeln!(shown, "{name} {}", overview(&desk)?)?;
            }
        }
        node.close().await?;
        if let Some(path) = &self.report {
            std::fs::write(path, shown)
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        println!("lists: {}", lists.len());
        println!("reports: {reports}");
        Ok(())
    }

    /// The node of this laptop, which must be headquarters'.
    async fn open(&self) -> Result<Alone> {
        let config = self.config.resolve()?;
        let node = Alone::open(&config.data_dir, self.config.passphrase()?).await?;
        let role = node.handle.status().enrolled.as_ref().map(|enrolled| enrolled.role);
        if role == Some(NodeRole::Hq) {
            return Ok(node);
        }
        node.close().await?;
        bail!("lists are imported at headquarters; this laptop's ticket is another one")
    }

    fn credit(&self, otherwise: &str) -> Result<Line<120>> {
        let credit = self.credit.as_deref().unwrap_or(otherwise);
        credit.parse().context("the credit line is too long")
    }

    fn read(&self) -> Result<Vec<(String, Vec<u8>)>> {
        self.paths
            .iter()
            .map(|path| {
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                let bytes = std::fs::read(path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                Ok((name.into_owned(), bytes))
            })
            .collect()
    }
}

fn source((name, bytes): &(String, Vec<u8>)) -> Source<'_> {
    Source { name, bytes }
}

fn refused(problems: &[Problem]) -> anyhow::Error {
    let line = |problem: &Problem| format!("{problem} ({})", problem.what.code());
    let lines: Vec<String> = problems.iter().map(line).collect();
    anyhow!("nothing was imported:\n{}", lines.join("\n"))
}

/// Open places and the people in shelters; `-` where nothing is known.
fn overview(desk: &Desk) -> Result<String> {
    let overview = desk.overview().map_err(|error| anyhow!("no overview: {}", error.code()))?;
    let open = overview.places.iter().filter(|place| place.opening == Some(Opening::Open)).count();
    let people = overview.in_shelter.sum.map_or("-".to_owned(), |sum| sum.to_string());
    Ok(format!("{open} {people}"))
}

/// Writes what the register does not already say, and tells how many values that were. So a list
/// that is imported twice changes nothing.
pub(crate) async fn write_register(
    handle: &Handle,
    entries: &[(PlaceId, NewRegisterEntry)],
) -> Result<usize> {
    let enrolled = handle.status().enrolled.clone().context("the node is enrolled")?;
    let register = DocumentId::new(enrolled.operation, Kind::City, PlaceId::CITY);
    let edits: Vec<Edit> = {
        let views = handle.views();
        let empty = View::default();
        let view = views.get(&register).unwrap_or(&empty);
        let is_new = |edit: &Edit| match edit {
            Edit::Put { key, value } => view
                .values
                .get(key)
                .is_none_or(|held| held.all().iter().any(|seen| seen.value != *value)),
            _ => true,
        };
        entries.iter().flat_map(|(place, entry)| entry.edits(*place)).filter(is_new).collect()
    };
    commit_in_parts(handle, register, &edits).await?;
    Ok(edits.len())
}

/// Not one commit: what is in by the time of a power cut is not written again by the next import.
async fn commit_in_parts(handle: &Handle, document: DocumentId, edits: &[Edit]) -> Result<()> {
    let mut rest: Vec<&[Edit]> = edits.chunks(EDITS_PER_COMMIT).rev().collect();
    while let Some(part) = rest.pop() {
        match handle.commit(document, part.to_vec()).await {
            Err(CommitError::TooLarge { .. }) if part.len() > 1 => {
                let (first, second) = part.split_at(part.len() / 2);
                rest.extend([second, first]);
            }
            outcome => {
                outcome?;
            }
        }
    }
    Ok(())
}

/// Each place of the list gets its report and count, in its own document.
async fn write_list(
    handle: &Handle,
    city: &CityKey,
    list: &Snapshot,
    before: Option<&Snapshot>,
    credit: &Line<120>,
) -> Result<usize> {
    let enrolled = handle.status().enrolled.clone().context("the node is enrolled")?;
    let mut by_place: BTreeMap<PlaceId, Vec<Edit>> = BTreeMap::new();
    let mut reports = 0;
    for news in list.news(before, credit) {
        let noted = Noted {
            observed_at: news.observed_at,
            recorded_at: now(),
            recorded_by: Recorder::Import,
            reissue_of: None,
        };
        let edits = by_place.entry(place_id(city, news.list_id.as_str())).or_default();
        edits.push(musubi_model::place::choose_name(&news.name));
        edits.extend(news.report.create(fresh_id(), &noted)?);
        if let Some(count) = news.headcount {
            edits.extend(count.create(fresh_id(), &noted)?);
        }
        reports += 1;
    }
    // All at once, so that one flush serves them all.
    futures::future::try_join_all(by_place.into_iter().map(|(place, edits)| {
        handle.commit(DocumentId::new(enrolled.operation, Kind::Place, place), edits)
    }))
    .await?;
    Ok(reports)
}

//! What outlives an erasure at headquarters: figures without people, and look-ups under a key of
//! their own.
//!
//! Written whole before anything is destroyed; writing it again replaces it. Free text is left out,
//! for a remark may name somebody.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use musubi_exchange::figures::{FigureRow, figures};
use musubi_log::ending::{Closing, Kept, KeptClass, kept_hash};
use musubi_model::account::Account;
use musubi_model::facts::Facts;
use musubi_model::field::{Field, Recorder};
use musubi_model::headcount::{Headcount, People};
use musubi_model::ids::{DocumentId, Kind, OperationId, PlaceId, RecordId};
use musubi_model::lookup::Lookup;
use musubi_model::place::{self, RegisterEntry};
use musubi_model::record::View;
use musubi_store::disk::sync_directory;
use serde::Serialize;

use super::enrol::JoinError;
use super::handle::Views;
use super::keys::Keys;
use crate::desk::people::text;

pub(crate) const KEPT: &str = "kept";
pub(crate) const FIGURES: &str = "figures.csv";
pub(crate) const LOOKUPS: &str = "lookups.sealed";
const TEMPORARY: &str = "new";

/// Nothing may be destroyed before this is mended.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeepError {
    #[error("{} cannot be written", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Keys(#[from] JoinError),
}

/// One look-up, as it is kept: who, with whom, when, where, what, whose card. The reason is not: what
/// somebody typed may name who was looked for, and they are to be forgotten.
#[derive(Serialize)]
struct KeptLookup {
    id: RecordId,
    at_ms: Option<i64>,
    account: Option<RecordId>,
    account_name: Option<String>,
    second: Option<RecordId>,
    second_name: Option<String>,
    /// `None`: what a later version noted.
    action: Option<&'static str>,
    place: PlaceId,
    place_name: String,
    household: Option<RecordId>,
    household_place: PlaceId,
}

/// What is read for it.
#[derive(Clone, Copy)]
pub(crate) struct Sources<'a> {
    pub(crate) shown: &'a Views,
    /// All look-ups; pages show the newest alone.
    pub(crate) lookups: &'a Views,
}

pub(crate) fn write(
    data_dir: &Path,
    keys: &Keys,
    operation: OperationId,
    closing: &Closing,
    sources: Sources<'_>,
) -> Result<Vec<Kept>, KeepError> {
    let all = Kinds { operation, sources };
    let table = figures(&all.figures());
    let key = keys.make_kept_key()?;
    let json = serde_json::to_vec(&all.lookups()).expect("plain values are JSON");
    let sealed = key.seal_lookups(operation, &json, &mut rand::rng());
    let folder = data_dir.join(KEPT);
    put(&folder, FIGURES, &table)?;
    put(&folder, LOOKUPS, &sealed)?;
    let (figures, lookups) = (closing.keep.figures, closing.keep.lookups);
    Ok(vec![
        Kept { class: KeptClass::Lookups, hash: kept_hash(&sealed), until: lookups },
        Kept { class: KeptClass::Figures, hash: kept_hash(&table), until: figures },
    ])
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), KeepError> {
    let path = folder.join(name);
    let written = fs::create_dir_all(folder).and_then(|()| {
        let temporary = path.with_extension(TEMPORARY);
        let mut file = fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, &path)?;
        sync_directory(folder)?;
        sync_directory(folder.parent().unwrap_or(folder))
    });
    written.map_err(|source| KeepError::Write { path, source })
}

/// The documents of one operation, by kind.
struct Kinds<'a> {
    operation: OperationId,
    sources: Sources<'a>,
}

impl<'a> Kinds<'a> {
    fn of(&self, kind: Kind) -> impl Iterator<Item = (PlaceId, &'a View)> {
        let operation = self.operation;
        let views = match kind {
            Kind::Lookups => self.sources.lookups,
            _ => self.sources.shown,
        };
        let documents = views
            .iter()
            .filter(move |(id, _)| id.operation == operation && id.kind == kind.number());
        documents.map(|(id, view)| (id.owner, view))
    }

    fn register(&self) -> BTreeMap<PlaceId, RegisterEntry> {
        let city = DocumentId::new(self.operation, Kind::City, PlaceId::CITY);
        self.sources
            .shown
            .get(&city)
            .map(|view| place::register(&Facts::of(view)))
            .unwrap_or_default()
    }

    fn figures(&self) -> Vec<FigureRow> {
        let register = self.register();
        let mut rows = Vec::new();
        for (owner, view) in self.of(Kind::Place) {
            let facts = Facts::of(view);
            let own = text(&place::own_name(&facts));
            let entry = register.get(&owner);
            let name = entry.and_then(|entry| text(&entry.name)).or(own).unwrap_or_default();
            let common_id = entry.and_then(|entry| text(&entry.common_id)).unwrap_or_default();
            rows.extend(Headcount::all(&facts).map(|count| FigureRow {
                place: owner.to_string(),
                common_id: common_id.clone(),
                name: name.clone(),
                observed_at: count.meta.observed_at,
                in_shelter: people(&count.in_shelter),
                households: people(&count.households),
                known_outside: people(&count.known_outside),
                infants: people(&count.infants),
                needs_care: people(&count.needs_care),
                is_clash: count.in_shelter.is_clash(),
            }));
        }
        rows.sort_by(|a, b| (&a.place, a.observed_at).cmp(&(&b.place, b.observed_at)));
        rows
    }

    fn lookups(&self) -> Vec<KeptLookup> {
        let register = self.register();
        let desks: BTreeMap<PlaceId, &View> = self.of(Kind::Desk).collect();
        let mut kept = Vec::new();
        for (owner, view) in self.of(Kind::Lookups) {
            let place_name = register.get(&owner).and_then(|entry| text(&entry.name));
            kept.extend(Lookup::all(&Facts::of(view)).map(|lookup| {
                let account = lookup.meta.recorded_by.iter().find_map(|by| match by {
                    Recorder::Account(account) => Some(*account),
                    _ => None,
                });
                let name_of = |id: RecordId| {
                    let account = Account::read(id, desks.get(&owner)?.records.get(&id)?)?;
                    account.name.shown().map(|name| name.as_str().to_owned())
                };
                let second = lookup.second.shown().copied();
                KeptLookup {
                    id: lookup.id,
                    at_ms: lookup.meta.recorded_at.map(musubi_model::time::Timestamp::millis),
                    account,
                    account_name: account.and_then(name_of),
                    second,
                    second_name: second.and_then(name_of),
                    action: lookup.action.shown().map(|action| action.code()),
                    place: owner,
                    place_name: place_name.clone().unwrap_or_default(),
                    household: lookup.household.shown().copied(),
                    household_place: lookup.place.shown().copied().unwrap_or(owner),
                }
            }));
        }
        kept
    }
}

fn people(field: &Field<People>) -> Option<i64> {
    field.shown().map(|people| people.get())
}

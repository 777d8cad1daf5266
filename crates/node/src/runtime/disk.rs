//! A node's disk as the engine uses it: the journal, the cache of documents, the room that is left.
//!
//! Invariant: the cache is never believed where the journal does not bear it out; a fault of it
//! costs time and a warning, never data.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use musubi_log::hash::LogId;
use musubi_log::item::Item;
use musubi_log::keyring::Keyring;
use musubi_log::node::Member;
use musubi_log::span::{LogName, Span};
use musubi_log::statements::Statements;
use musubi_log::ticket::Enrolment;
use musubi_model::ids::{DocumentId, OperationId, PlaceId};
use musubi_replica::input::{Saved, Stored, StoredLog};
use musubi_replica::output::Shown;
use musubi_store::cache::{Cache, CacheError, CacheFault, CacheFound, Change, Shelf};
use musubi_store::disk::RealDisk;
use musubi_store::journal::{Journal, OpenError, Opened, WriteError};
use musubi_store::room::{Ballast, Released, Room};

use super::enrol::{CACHE, JOURNAL};
use super::handle::{Shared, Warning};
use super::kept::Kept;
use super::words::Words;

/// Bytes of one log that are read at once.
const READ_BYTES_MAX: usize = 8 << 20;
/// With less room than this the ballast is given up, and the cache is not written any more.
const LAST_BYTES: u64 = 4 << 20;
/// With less room than this, bundles of others are left on their sticks.
const OTHERS_BYTES_MIN: u64 = 64 << 20;

/// The disk failed the node, which must stop: nothing since the last saving is saved.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("the journal cannot be read")]
    Read(#[source] io::Error),
}

pub(crate) struct Disk {
    data_dir: PathBuf,
    journal: Journal,
    opened: Opened,
    cache: Option<Cache>,
    /// Who writes each log, and into which document.
    authors: BTreeMap<LogId, LogName>,
    /// Logs in which damage was met.
    lost: BTreeSet<LogId>,
    warnings: BTreeSet<Warning>,
}

impl Disk {
    /// Holds the data directory for this process alone and recovers the journal.
    pub(crate) fn lock(data_dir: &Path, segment_bytes: u32) -> Result<Self, OpenError> {
        make_room(data_dir);
        let directory = RealDisk::lock(&data_dir.join(JOURNAL))?;
        let (journal, opened) = Journal::open_on(directory, segment_bytes)?;
        let disk = Self {
            data_dir: data_dir.to_owned(),
            journal,
            opened,
            cache: None,
            authors: BTreeMap::new(),
            lost: BTreeSet::new(),
            warnings: BTreeSet::new(),
        };
        Ok(disk)
    }

    /// What the replica starts from; fills the views that the cache holds.
    pub(crate) fn open(
        &mut self,
        enrolment: &Enrolment,
        member: &Member,
        shared: &Shared,
    ) -> Result<Stored, DiskError> {
        self.tell_what_opening_found();
        let facts = self.journal.read_facts().map_err(DiskError::Read)?;
        let logs = self.journal.read_logs().map_err(DiskError::Read)?;
        for damage in facts.damaged.iter().chain(&logs.damaged) {
            tracing::error!(%damage, "the journal is damaged");
            self.warnings.insert(Warning::JournalDamaged);
        }
        let holed = self.journal.logs().filter(|log| !self.journal.holes(log).is_empty());
        let holed: BTreeSet<LogId> = holed.map(|log| LogId::new(*log)).collect();
        if !holed.is_empty() {
            tracing::error!("entries of the journal are missing since it was damaged");
            self.warnings.insert(Warning::JournalDamaged);
        }
        let keyring = keyring(enrolment, member, &facts.items);
        let mut stored = Stored {
            facts: facts.items,
            logs: logs
                .items
                .into_iter()
                .map(|log| StoredLog { header: log.header, tip: log.tip })
                .collect(),
            holed,
            kept: BTreeMap::new(),
        };
        let names = stored.logs.iter().map(|log| LogName::from(&log.header));
        self.authors = names.map(|name| (name.id(), name)).collect();
        for (document, kept) in self.open_cache(&keyring, !stored.logs.is_empty()) {
            stored.kept.insert(document, kept.applied);
            shared.show(document, Shown::Whole(kept.view));
            let mut status = shared.status_mut();
            let shown = status.documents.entry(document).or_default();
            (shown.changed_at, shown.came) = (kept.changed_at, kept.came);
        }
        let ballast = Ballast::new(&self.data_dir).keep();
        if let Err(error) = ballast {
            tracing::warn!(%error, "no ballast file could be kept");
        }
        Ok(stored)
    }

    fn tell_what_opening_found(&mut self) {
        if let Some(torn) = &self.opened.torn {
            tracing::warn!(place = %torn.place, bytes = torn.bytes, "the end of the journal was torn and is kept aside");
            self.warnings.insert(Warning::JournalTorn);
        }
        for damage in &self.opened.damaged {
            tracing::error!(%damage, "the journal is damaged");
            self.warnings.insert(Warning::JournalDamaged);
        }
    }

    /// A journal with logs in it had a cache, whatever became of it.
    fn open_cache(&mut self, keyring: &Keyring, has_logs: bool) -> Vec<(DocumentId, Kept)> {
        let (cache, found) = match Cache::open(&self.data_dir.join(CACHE)) {
            Ok(opened) => opened,
            Err(error) => {
                self.go_without_cache(&error);
                return Vec::new();
            }
        };
        let is_bad = match found {
            CacheFound::Whole { .. } => false,
            CacheFound::New => has_logs,
            CacheFound::Replaced { .. } => true,
        };
        if is_bad {
            tracing::warn!("the cache could not be used; it is built again from the journal");
            self.warnings.insert(Warning::CacheRebuilt);
        }
        let cache = self.cache.insert(cache);
        let scanned = match cache.scan(Shelf::Views, &[]) {
            Ok(scanned) => scanned,
            Err(fault) => {
                self.distrust(&fault);
                return Vec::new();
            }
        };
        let kept = scanned.into_iter().filter_map(|(key, sealed)| {
            let document = document(&key)?;
            Some((document, Kept::decode(&keyring.open_view(&document, &sealed)?)?))
        });
        kept.collect()
    }

    fn distrust(&mut self, fault: &CacheFault) {
        tracing::warn!(%fault, "the cache is built again from the journal");
        self.warnings.insert(Warning::CacheRebuilt);
        if let Some(cache) = &mut self.cache
            && let Err(error) = cache.replace()
        {
            self.go_without_cache(&error);
        }
    }

    /// On a disk that takes no new cache everything is read from the journal, until the next start.
    fn go_without_cache(&mut self, error: &CacheError) {
        tracing::error!(%error, source = %error.source, "there is no cache until the next start");
        self.warnings.insert(Warning::CacheRebuilt);
        self.cache = None;
    }

    /// Durable after [`Disk::sync`].
    pub(crate) fn persist(&mut self, item: &Item) -> Result<(), DiskError> {
        self.journal.append_item(item)?;
        if let Item::Span(span) = item
            && span.from() == 0
            && let Ok(first) = span.verify_first()
        {
            self.authors.extend(first.header.as_ref().map(|it| (span.log(), LogName::from(it))));
        }
        Ok(())
    }

    /// Of a log of which anything is on the disk.
    pub(crate) fn author(&self, log: &LogId) -> Option<LogName> {
        self.authors.get(log).copied()
    }

    pub(crate) fn sync(&mut self) -> Result<(), DiskError> {
        Ok(self.journal.sync()?)
    }

    /// The journalled spans that hold any of the positions, in order. Damaged ones are left out,
    /// and [`Disk::take_lost`] tells of them.
    pub(crate) fn spans(
        &mut self,
        log: &LogId,
        from: u64,
        to: u64,
    ) -> Result<Vec<Span>, DiskError> {
        let found =
            self.journal.read_log_spans(log, from, to, READ_BYTES_MAX).map_err(DiskError::Read)?;
        for damage in &found.damaged {
            tracing::error!(%damage, "the journal is damaged");
            self.lost.insert(*log);
            self.warnings.insert(Warning::JournalDamaged);
        }
        Ok(found.items)
    }

    /// Logs in which reading met damage, and what the journal still holds of them, since the last
    /// call. The journal remembers it, so that a start asks for what is missing, too.
    pub(crate) fn take_lost(&mut self) -> Result<Vec<(LogId, Option<StoredLog>)>, DiskError> {
        let lost = std::mem::take(&mut self.lost);
        lost.into_iter()
            .map(|log| {
                self.journal.recount(log.bytes())?;
                let held = self.journal.read_log(&log).map_err(DiskError::Read)?;
                Ok((log, held.map(|log| StoredLog { header: log.header, tip: log.tip })))
            })
            .collect()
    }

    /// Writes a document into the cache, sealed, whole or not at all. A fault is told and mended,
    /// never fatal.
    pub(crate) fn keep(
        &mut self,
        keyring: &Keyring,
        document: DocumentId,
        save: &[u8],
        kept: &[u8],
    ) {
        if is_out_of_room(&self.data_dir) {
            return;
        }
        let seal = |bytes: &[u8]| keyring.seal_view(&document, bytes, &mut rand::rng());
        let (Some(save), Some(kept), Some(cache)) = (seal(save), seal(kept), &self.cache) else {
            return;
        };
        let key = document.to_bytes();
        let changes = [
            Change::Put { shelf: Shelf::Saves, key: &key, value: &save },
            Change::Put { shelf: Shelf::Views, key: &key, value: &kept },
        ];
        if let Err(fault) = cache.write(&changes).and_then(|()| cache.flush()) {
            self.distrust(&fault);
        }
    }

    /// A document as it was last kept. `None`: build it from the journal.
    pub(crate) fn saved(&mut self, keyring: &Keyring, document: DocumentId) -> Option<Saved> {
        let cache = self.cache.as_ref()?;
        let key = document.to_bytes();
        let read = |shelf| cache.get(shelf, &key);
        match read(Shelf::Saves).and_then(|save| Ok((save, read(Shelf::Views)?))) {
            Ok((Some(save), Some(kept))) => {
                let save = keyring.open_view(&document, &save)?;
                let kept = Kept::decode(&keyring.open_view(&document, &kept)?)?;
                Some(Saved { save: save.to_vec(), applied: kept.applied })
            }
            Ok(_) => None,
            Err(fault) => {
                self.distrust(&fault);
                None
            }
        }
    }

    /// Below this, only what is written on this laptop itself is taken.
    pub(crate) fn has_room_for_others(&self) -> bool {
        Room::at(&self.data_dir).map_or(true, |room| room.free >= OTHERS_BYTES_MIN)
    }

    pub(crate) fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// What other places' nodes said they hold.
    pub(crate) fn words(&self) -> Words {
        Words::new(&self.data_dir)
    }

    /// Warns while there is still time to make room, and gives up the ballast when there is none.
    /// Says what is still taken from others; where the system does not tell, everything.
    pub(crate) fn look_at_room(&mut self) -> musubi_replica::Room {
        make_room(&self.data_dir);
        let Ok(room) = Room::at(&self.data_dir) else { return musubi_replica::Room::Enough };
        if room.is_nearly_full() {
            self.warnings.insert(Warning::DiskNearlyFull);
        }
        taken_with(room)
    }

    /// The last reserve is used up: what room is left is for what people register.
    pub(crate) fn is_out_of_room(&self) -> bool {
        is_out_of_room(&self.data_dir)
    }

    /// Codes of sentences a person should see, since the last call.
    pub(crate) fn take_warnings(&mut self) -> BTreeSet<Warning> {
        std::mem::take(&mut self.warnings)
    }

    pub(crate) fn close(mut self) {
        if let Some(cache) = self.cache.take()
            && let Err(fault) = cache.close()
        {
            tracing::warn!(%fault, "the cache did not close well; it is checked at the next start");
        }
    }
}

/// Layers are refused first, then other places' records, never one's own.
fn taken_with(room: Room) -> musubi_replica::Room {
    if room.is_for_own_alone() {
        musubi_replica::Room::OwnAlone
    } else if room.is_nearly_full() {
        musubi_replica::Room::NoLayers
    } else {
        musubi_replica::Room::Enough
    }
}

/// Time to write nothing but the journal.
fn is_out_of_room(data_dir: &Path) -> bool {
    Room::at(data_dir).is_ok_and(|room| room.free < LAST_BYTES)
}

/// What the ballast held lasts for some more hours of work.
fn make_room(data_dir: &Path) {
    if !is_out_of_room(data_dir) {
        return;
    }
    match Ballast::new(data_dir).release() {
        Ok(Released::Now) => {
            tracing::warn!("the disk is full; the last reserve of room is given up");
        }
        Ok(Released::Before) => {}
        Err(error) => tracing::error!(%error, "the last reserve of room could not be given up"),
    }
}

/// With all epochs that the statements on this disk give to this node.
fn keyring(enrolment: &Enrolment, member: &Member, facts: &[Item]) -> Keyring {
    let mut statements = Statements::new(enrolment.city, member.operation.id);
    // What does not hold gives no epoch; the replica reports it.
    for fact in facts {
        if let Item::Certificate(certificate) = fact {
            let _ = statements.admit(certificate);
        }
    }
    statements.add_all(facts.iter().filter_map(|fact| match fact {
        Item::Statement(statement) => Some(statement.clone()),
        _ => None,
    }));
    let mut keyring = Keyring::new(member, enrolment.readers.clone());
    keyring.learn(&statements, member, &enrolment.node);
    keyring
}

fn document(key: &[u8]) -> Option<DocumentId> {
    let (operation, rest) = key.split_first_chunk()?;
    let (kind, owner) = rest.split_first()?;
    Some(DocumentId {
        operation: OperationId::new(*operation),
        kind: *kind,
        owner: PlaceId::new(owner.try_into().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fuller_the_disk_the_less_is_taken_from_others() {
        let at = |free| taken_with(Room { free, total: 64 << 30 });
        assert_eq!(at(10 << 30), musubi_replica::Room::Enough);
        assert_eq!(at(1 << 30), musubi_replica::Room::NoLayers);
        assert_eq!(at(63 << 20), musubi_replica::Room::OwnAlone);
    }
}

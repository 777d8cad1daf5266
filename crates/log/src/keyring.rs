//! What a node can read: group secrets from its ticket, later epochs from wraps, and every key that
//! follows from them.
//!
//! A group's secret gives its documents' keys, a document's key its logs' keys. HQ holds the
//! operation's master and derives all groups; a place's laptop holds the city group and its own;
//! a relay holds nothing. Readers keep all epochs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use musubi_model::ids::{DocumentId, Kind, OperationId, PlaceId};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::entry::Entry;
use crate::hash::{EpochId, KeyId, LogId, h};
use crate::header::Header;
use crate::keyfile::{open, seal};
use crate::letterbox::{BoxKey, BoxSecret};
use crate::node::{Member, NodeSecret};
use crate::role::Role;
use crate::seal::{LogKey, Opening, Wait};
use crate::secret::Secret;
use crate::statement::{Wrap, Wrapped, wrap_context};
use crate::statements::Statements;
use crate::wire::{Fields, Map, WireError};

/// Who may read together: the whole city's laptops, or one place's (and HQ).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group([u8; 16]);

impl Group {
    pub const CITY: Self = Self([0; 16]);

    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub fn of_place(place: PlaceId) -> Self {
        Self(*place.bytes())
    }

    /// To whom a document is sealed; `None` for kinds this version does not know.
    pub fn of_document(document: &DocumentId) -> Option<Self> {
        Some(match Kind::from_number(document.kind)? {
            Kind::City | Kind::Place | Kind::Staff | Kind::Layers => Self::CITY,
            Kind::People | Kind::Desk | Kind::Lookups => Self::of_place(document.owner),
        })
    }

    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What every first secret of an operation comes from; later generations for later epochs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderMaster(Secret);

impl ReaderMaster {
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self(Secret::generate(rng))
    }

    pub const fn from_secret(secret: Secret) -> Self {
        Self(secret)
    }

    pub const fn secret(&self) -> &Secret {
        &self.0
    }

    /// A group's secret in its first epoch.
    pub fn group(&self, operation: OperationId, group: Group) -> Secret {
        self.0.derive("group", &[operation.bytes(), group.bytes()])
    }

    /// A group's secret in a later epoch that this generation opened.
    pub fn epoch(&self, group: Group, epoch: EpochId) -> Secret {
        self.0.derive("epoch", &[group.bytes(), epoch.bytes()])
    }
}

/// Shows that a secret is the one an epoch statement announced.
pub fn epoch_check(secret: &Secret) -> [u8; 16] {
    h("epoch check", &[secret.expose()]).first_16()
}

/// The reader secrets that a ticket of each role carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReaderSecrets {
    /// HQ: the operation's master.
    Everything { master: ReaderMaster },
    /// Shelters and patrols: the city group's secret and their own place's.
    Place { city: Secret, place: Secret },
    /// Relays.
    Nothing,
}

impl ReaderSecrets {
    /// Fields 1 to 3 of the map.
    pub(crate) fn write(&self, map: Map) -> Map {
        match self {
            Self::Everything { master } => map.bytes(1, master.0.expose()),
            Self::Place { city, place } => map.bytes(2, city.expose()).bytes(3, place.expose()),
            Self::Nothing => map,
        }
    }

    pub(crate) fn read(fields: &Fields<'_>) -> Result<Self, WireError> {
        if fields.has(1) {
            let master = ReaderMaster(Secret::new(fields.array(1)?));
            return Ok(Self::Everything { master });
        }
        if fields.has(2) {
            let (city, place) = (Secret::new(fields.array(2)?), Secret::new(fields.array(3)?));
            return Ok(Self::Place { city, place });
        }
        Ok(Self::Nothing)
    }

    pub(crate) fn fit(&self, role: Role) -> bool {
        matches!(
            (self, role),
            (Self::Everything { .. }, Role::Hq)
                | (Self::Place { .. }, Role::Shelter | Role::Patrol)
                | (Self::Nothing, Role::Relay)
        )
    }
}

/// The key of one document in one epoch of its group.
#[derive(Clone, Debug)]
pub struct DocumentKey {
    document: DocumentId,
    secret: Secret,
}

impl DocumentKey {
    fn new(document: DocumentId, group: &Secret) -> Self {
        Self { document, secret: group.derive("document", &[&document.to_bytes()]) }
    }

    pub fn document(&self) -> DocumentId {
        self.document
    }

    /// What stands in the headers of logs under this key.
    pub fn id(&self) -> KeyId {
        KeyId::new(h("key id", &[self.secret.expose()]).first_16())
    }

    pub fn log_key(&self, log: LogId) -> LogKey {
        LogKey::new(log, self.secret.derive("log key", &[log.bytes()]))
    }
}

/// All reader secrets of one node.
#[derive(Debug)]
pub struct Keyring {
    operation: OperationId,
    place: PlaceId,
    readers: ReaderSecrets,
    /// HQ only: generations of the master after the ticket's, newest last.
    masters: Vec<(EpochId, ReaderMaster)>,
    /// Secrets of epochs after the first.
    later: BTreeMap<(Group, EpochId), Secret>,
    /// Epochs to write in, the best first; the first epoch is always last and not listed.
    preferred: BTreeMap<Group, Vec<EpochId>>,
}

impl Keyring {
    pub fn new(member: &Member, readers: ReaderSecrets) -> Self {
        Self {
            operation: member.operation.id,
            place: member.place,
            readers,
            masters: Vec::new(),
            later: BTreeMap::new(),
            preferred: BTreeMap::new(),
        }
    }

    /// Takes in every epoch that the statements give to this node. Says whether anything became
    /// readable or the epoch to write in changed.
    pub fn learn(&mut self, statements: &Statements, me: &Member, node: &NodeSecret) -> bool {
        let before = (self.later.len(), self.masters.len(), self.preferred.clone());
        let mut groups: BTreeSet<Group> = BTreeSet::new();
        let wraps = statements.wraps_for(me);
        if matches!(self.readers, ReaderSecrets::Everything { .. }) {
            self.masters = wraps
                .iter()
                .filter_map(|wrap| match wrap.what {
                    Wrapped::Master { generation } => {
                        Some((generation, ReaderMaster(unwrap(node, me, wrap)?)))
                    }
                    Wrapped::Group { .. } => None,
                })
                .collect();
        }
        for (group, epoch, check) in statements.all_epochs() {
            groups.insert(group);
            if self.later.contains_key(&(group, epoch)) {
                continue;
            }
            let derived = self.all_masters().map(|(_, master)| master.epoch(group, epoch));
            let wrapped = wraps
                .iter()
                .filter(|wrap| wrap.what == Wrapped::Group { group, epoch })
                .filter_map(|wrap| unwrap(node, me, wrap));
            let found = derived.chain(wrapped).find(|secret| epoch_check(secret) == check);
            if let Some(secret) = found {
                self.later.insert((group, epoch), secret);
            }
        }
        for group in groups {
            self.preferred.insert(group, statements.epochs_to_write(group));
        }
        before != (self.later.len(), self.masters.len(), self.preferred.clone())
    }

    pub fn can_read(&self, document: &DocumentId) -> bool {
        self.writing_key(document).is_some()
    }

    /// The key for a new log: of the epoch reached by replacement, or, as long as that has not been
    /// wrapped to this node, of the newest one it knows, for a tired volunteer must be able to save.
    pub fn writing_key(&self, document: &DocumentId) -> Option<DocumentKey> {
        let group = self.group_of(document)?;
        let secret = self.writing_secret(group)?;
        Some(DocumentKey::new(*document, &secret))
    }

    /// The key a log's header names, if any epoch known here gives it.
    pub fn key_for(&self, document: &DocumentId, id: KeyId) -> Option<DocumentKey> {
        let group = self.group_of(document)?;
        self.secrets(group)
            .map(|secret| DocumentKey::new(*document, &secret))
            .find(|key| key.id() == id)
    }

    /// The epoch under which a log with this key was begun, if it is known here.
    pub fn epoch_of(&self, document: &DocumentId, id: KeyId) -> Option<EpochId> {
        let group = self.group_of(document)?;
        let is_it = |secret: &Secret| DocumentKey::new(*document, secret).id() == id;
        if self.first_secret(group).as_ref().is_some_and(is_it) {
            return Some(EpochId::FIRST);
        }
        let mut later = self.later.range(every_epoch(group));
        later.find(|(_, secret)| is_it(secret)).map(|((_, epoch), _)| *epoch)
    }

    /// Worth keeping where many entries of one log are opened.
    pub fn log_key(&self, header: &Header) -> Option<LogKey> {
        Some(self.key_for(&header.document, header.key)?.log_key(header.log()))
    }

    pub fn open(&self, header: &Header, entry: &Entry) -> Opening {
        match self.log_key(header) {
            Some(key) => key.open(header.document.kind, entry),
            None => Opening::Wait(Wait::Key),
        }
    }

    /// Where to box what only this place and HQ may read; in the first epoch, so that a register
    /// printed in peacetime holds it.
    pub fn place_box(&self, place: PlaceId) -> Option<BoxSecret> {
        let secret = self.first_secret(Group::of_place(place))?;
        Some(BoxSecret::from_secret(&secret.derive("group box", &[])))
    }

    pub fn place_box_key(&self, place: PlaceId) -> Option<BoxKey> {
        Some(self.place_box(place)?.public())
    }

    /// Seals what is shown of a document for this node's own cache.
    pub fn seal_view(
        &self,
        document: &DocumentId,
        view: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Option<Vec<u8>> {
        let secret = self.writing_secret(self.group_of(document)?)?;
        let (id, key) = view_key(&secret, document);
        Some([&id[..], &seal(&key, &document.to_bytes(), view, rng)].concat())
    }

    /// `None` where it was altered or no key known here fits.
    pub fn open_view(&self, document: &DocumentId, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (id, sealed) = sealed.split_first_chunk::<16>()?;
        let key = self
            .secrets(self.group_of(document)?)
            .map(|secret| view_key(&secret, document))
            .find(|(known, _)| known == id)?
            .1;
        open(&key, &document.to_bytes(), sealed)
    }

    /// For the author of an epoch or wrap statement: the secret of a group in an epoch.
    pub fn group_secret(&self, group: Group, epoch: EpochId) -> Option<Secret> {
        if epoch == EpochId::FIRST {
            return self.first_secret(group);
        }
        self.later.get(&(group, epoch)).cloned()
    }

    /// For HQ: the secret of an epoch it is about to open, from its newest master.
    pub fn open_epoch(&self, group: Group, epoch: EpochId) -> Option<Secret> {
        self.all_masters().last().map(|(_, master)| master.epoch(group, epoch))
    }

    /// HQ only: every generation of the master that is known here, the newest last.
    /// [`EpochId::FIRST`] is the ticket's.
    pub fn generations(&self) -> Vec<EpochId> {
        self.all_masters().map(|(generation, _)| generation).collect()
    }

    /// HQ only: a generation's master.
    pub fn master(&self, generation: EpochId) -> Option<&ReaderMaster> {
        self.all_masters().find(|(known, _)| *known == generation).map(|(_, master)| master)
    }

    /// HQ only: from which generation an announced epoch comes; `None` where it is not known here.
    pub fn generation_of(&self, group: Group, epoch: EpochId, check: [u8; 16]) -> Option<EpochId> {
        let comes = |master: &ReaderMaster| epoch_check(&master.epoch(group, epoch)) == check;
        self.all_masters().find(|(_, master)| comes(master)).map(|(generation, _)| generation)
    }

    /// The epoch that [`Keyring::writing_key`] would use for this group.
    pub fn writing_epoch(&self, group: Group) -> EpochId {
        self.preferred
            .get(&group)
            .into_iter()
            .flatten()
            .copied()
            .find(|&epoch| self.later.contains_key(&(group, epoch)))
            .unwrap_or(EpochId::FIRST)
    }

    fn writing_secret(&self, group: Group) -> Option<Secret> {
        self.group_secret(group, self.writing_epoch(group))
    }

    fn group_of(&self, document: &DocumentId) -> Option<Group> {
        if document.operation != self.operation {
            return None;
        }
        Group::of_document(document)
    }

    fn first_secret(&self, group: Group) -> Option<Secret> {
        match &self.readers {
            ReaderSecrets::Everything { master } => Some(master.group(self.operation, group)),
            ReaderSecrets::Place { city, .. } if group == Group::CITY => Some(city.clone()),
            ReaderSecrets::Place { place, .. } if group == Group::of_place(self.place) => {
                Some(place.clone())
            }
            ReaderSecrets::Place { .. } | ReaderSecrets::Nothing => None,
        }
    }

    fn secrets(&self, group: Group) -> impl Iterator<Item = Secret> {
        let later = self.later.range(every_epoch(group)).map(|(_, secret)| secret.clone());
        self.first_secret(group).into_iter().chain(later)
    }

    fn all_masters(&self) -> impl Iterator<Item = (EpochId, &ReaderMaster)> {
        let first = match &self.readers {
            ReaderSecrets::Everything { master } => Some((EpochId::FIRST, master)),
            ReaderSecrets::Place { .. } | ReaderSecrets::Nothing => None,
        };
        first
            .into_iter()
            .chain(self.masters.iter().map(|(generation, master)| (*generation, master)))
    }
}

fn every_epoch(group: Group) -> std::ops::RangeInclusive<(Group, EpochId)> {
    (group, EpochId::FIRST)..=(group, EpochId::new([0xff; 16]))
}

fn view_key(group: &Secret, document: &DocumentId) -> ([u8; 16], Secret) {
    let key = group.derive("view", &[&document.to_bytes()]);
    (h("view key id", &[key.expose()]).first_16(), key)
}

fn unwrap(node: &NodeSecret, me: &Member, wrap: &Wrap) -> Option<Secret> {
    let context = wrap_context(me.operation.id, &wrap.what, &me.node);
    let opened = node.boxes().open(context.bytes(), &wrap.sealed).ok()?;
    Some(Secret::new(opened.as_slice().try_into().ok()?))
}

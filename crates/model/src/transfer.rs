//! Transfers (転所): a household, or some of it, on the way from one place to another.
//!
//! A transfer is a record of the sender's people and, at each person who goes, an event of their
//! stay; all of them name the transfer's id. The destination cannot read the sender's people, and
//! the sender not the destination's, so headquarters stands between them: it puts a copy of the
//! household, sealed to the destination, into the destination's people, and when the destination
//! says that they came, it says so in the sender's ([`due`]). Without headquarters the family
//! carries the same copy as a QR code, and the destination names the same transfer.
//!
//! Invariants: what is due is a function of what both documents hold, so it does not matter which
//! of them came first, nor whether two laptops of headquarters do the same; doing it twice shows as
//! once. Nobody arrives by being announced. A person who is neither here nor confirmed there counts
//! as on the way, with an age, and after [`OVERDUE_MS`] as 行き先未確認.
//!
//! Deliberately absent: sealing, and what a copy holds (`musubi_exchange::household`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::facts::Facts;
use crate::field::{Follows, Scalar};
use crate::ids::{PlaceId, RecordId};
use crate::record::Value;
use crate::stay::{self, Events, NewStay, Stay, StayKind, WhereTo, Whereabouts};
use crate::table::record;
use crate::time::Timestamp;

/// From here on a transfer that nobody confirmed is shown as 行き先未確認: six hours.
pub const OVERDUE_MS: i64 = 6 * 3_600_000;

/// A copy that only its destination (and headquarters) can open.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// A household of thirty with every field filled fits.
    pub const BYTES_MAX: usize = 32_768;

    /// `None`: longer than a copy can be.
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        (bytes.len() <= Self::BYTES_MAX).then_some(Self(bytes))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

impl Scalar for Sealed {
    fn to_value(&self) -> Value {
        Value::Bytes(self.0.clone())
    }

    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Bytes(bytes) = value { Self::new(bytes.clone()) } else { None }
    }
}

impl serde::Serialize for Sealed {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Sealed {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Vec::<u8>::deserialize(deserializer)?;
        Self::new(bytes).ok_or_else(|| serde::de::Error::custom("a copy is shorter"))
    }
}

record! {
    /// A household that was sent on. In the sender's people.
    "transfer" pub Transfer, new NewTransfer;
    must {
        household: RecordId,
        from: PlaceId,
        to: PlaceId,
    }
    may {
        /// Absent where the sender does not know the destination's key.
        sealed: Sealed,
    }
    marks {}
}

record! {
    /// What headquarters puts into the destination's people.
    "transfer_copy" pub TransferCopy, new NewTransferCopy;
    change ChangeTransferCopy;
    must {
        /// The id of the [`Transfer`].
        transfer: RecordId,
        from: PlaceId,
    }
    may {
        sealed: Sealed,
        /// They did not go after all.
        withdrawn: bool,
    }
    marks {}
}

/// Where one person of a transfer is, as the sender's document says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// `sent_by` is the event that is to be followed.
    OnTheWay { sent_by: RecordId },
    /// The destination said that they came.
    Arrived,
    /// The sender took it back, or the person is somewhere else by now.
    TakenBack,
}

/// A transfer as the sender's document shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub household: RecordId,
    pub from: PlaceId,
    pub to: PlaceId,
    pub sealed: Option<Sealed>,
    pub at: Option<Timestamp>,
    pub persons: BTreeMap<RecordId, Step>,
}

/// A transfer as it was announced in the destination's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// Two laptops of headquarters may have announced it.
    pub copies: BTreeSet<RecordId>,
    pub from: PlaceId,
    pub sealed: Option<Sealed>,
    pub at: Option<Timestamp>,
    pub withdrawn: bool,
}

/// That people of a transfer came, as the destination's document says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    pub at: Option<Timestamp>,
    /// Their records at the sender's.
    pub counterparts: BTreeSet<RecordId>,
    /// Somebody came by hand: which of the sender's records is theirs is not known.
    pub unnamed: bool,
    /// Their records here.
    pub persons: BTreeSet<RecordId>,
}

/// Everything one document of people says about transfers, by the transfer's id. No names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Movements {
    pub sent: BTreeMap<RecordId, Sent>,
    pub announced: BTreeMap<RecordId, Announced>,
    pub arrived: BTreeMap<RecordId, Arrival>,
}

impl Sent {
    pub fn is_on_the_way(&self) -> bool {
        self.persons.values().any(|step| matches!(step, Step::OnTheWay { .. }))
    }

    pub fn has_arrived(&self) -> bool {
        !self.is_on_the_way() && self.persons.values().any(|step| *step == Step::Arrived)
    }

    /// 行き先未確認. A time that is not known counts as long ago.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        let long_ago = self.at.is_none_or(|at| now.millis_since(at) > OVERDUE_MS);
        self.is_on_the_way() && long_ago
    }
}

impl Movements {
    pub fn of(facts: &Facts<'_>) -> Self {
        let mut movements = Self::default();
        for transfer in Transfer::all(facts) {
            movements.add_sent(transfer);
        }
        for copy in TransferCopy::all(facts) {
            movements.add_announced(facts, copy);
        }
        let is_part = |stay: &Stay| !stay.transfer.is_absent();
        if !facts.records().values().any(|fields| fields.contains_key("transfer")) {
            return movements;
        }
        let stays: Events = Stay::all(facts).map(|stay| (stay.id, Arc::new(stay))).collect();
        let gone = stay::taken_back(&stays);
        let states = stay::states(&stays);
        for stay in stays.values().filter(|stay| is_part(stay)) {
            let (Some(person), Some(id)) = (stay.person.shown(), stay.transfer.shown()) else {
                continue;
            };
            let (person, id) = (facts.root(*person), facts.root(*id));
            let stands = !gone.contains(&stay.id);
            match kind(stay) {
                Some(StayKind::TransferOut) => {
                    let Some(sent) = movements.sent.get_mut(&id) else { continue };
                    let heads = states.get(&person).map(|state| &state.heads.0);
                    let step = step(stay, heads, &stays, id);
                    // Of several the one that is farthest from being forgotten.
                    let held = sent.persons.entry(person).or_insert(step);
                    *held = (*held).min(step);
                }
                Some(StayKind::TransferIn) if stands => {
                    let arrival = movements.arrived.entry(id).or_default();
                    arrival.at = arrival.at.max(stay.meta.observed_at);
                    arrival.persons.insert(person);
                    match stay.counterpart.shown() {
                        Some(counterpart) => drop(arrival.counterparts.insert(*counterpart)),
                        None => arrival.unnamed = true,
                    }
                }
                _ => {}
            }
        }
        movements
    }

    fn add_sent(&mut self, transfer: Transfer) {
        let known = (transfer.household.shown(), transfer.from.shown(), transfer.to.shown());
        let (Some(household), Some(from), Some(to)) = known else { return };
        let sent = Sent {
            household: *household,
            from: *from,
            to: *to,
            sealed: transfer.sealed.shown().cloned(),
            at: transfer.meta.observed_at,
            persons: BTreeMap::new(),
        };
        self.sent.insert(transfer.id, sent);
    }

    fn add_announced(&mut self, facts: &Facts<'_>, copy: TransferCopy) {
        let (Some(id), Some(from)) = (copy.transfer.shown(), copy.from.shown()) else { return };
        let withdrawn = copy.withdrawn.known().any(|withdrawn| *withdrawn);
        let announced = self.announced.entry(facts.root(*id)).or_insert_with(|| Announced {
            copies: BTreeSet::new(),
            from: *from,
            sealed: None,
            at: copy.meta.observed_at,
            withdrawn,
        });
        announced.copies.insert(copy.id);
        announced.withdrawn |= withdrawn;
        if announced.sealed.is_none() {
            announced.sealed = copy.sealed.shown().cloned();
        }
    }
}

fn kind(stay: &Stay) -> Option<StayKind> {
    match stay.kind.shown() {
        Some(StayKind::Correction) => stay.becomes.shown().copied(),
        kind => kind.copied(),
    }
}

/// Where the person of one departure is: by the heads of their stay.
fn step(
    departure: &Stay,
    heads: Option<&BTreeSet<RecordId>>,
    stays: &Events,
    transfer: RecordId,
) -> Step {
    let Some(heads) = heads else { return Step::TakenBack };
    if heads.contains(&departure.id) {
        return Step::OnTheWay { sent_by: departure.id };
    }
    let confirms = |id: &RecordId| {
        let head = stays.get(id);
        head.is_some_and(|head| {
            kind(head) == Some(StayKind::CheckOut)
                && head.transfer.known().any(|it| *it == transfer)
        })
    };
    if heads.iter().any(confirms) { Step::Arrived } else { Step::TakenBack }
}

/// What headquarters has to write for one transfer, where it may write in both documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Into the destination's people.
    pub announce: bool,
    /// Copies in the destination's people that hold no longer.
    pub withdraw: BTreeSet<RecordId>,
    /// Persons in the sender's people, each with the event that sent them.
    pub confirm: Vec<(RecordId, RecordId)>,
}

/// Nothing is due where everything was written before, by whomever.
pub fn due(id: RecordId, sent: &Sent, there: &Movements) -> Due {
    let (announced, arrival) = (there.announced.get(&id), there.arrived.get(&id));
    let mut due = Due::default();
    if let Some(arrival) = arrival {
        let came = |person: &RecordId| arrival.unnamed || arrival.counterparts.contains(person);
        due.confirm = sent
            .persons
            .iter()
            .filter(|(person, _)| came(person))
            .filter_map(|(person, step)| match step {
                Step::OnTheWay { sent_by } => Some((*person, *sent_by)),
                Step::Arrived | Step::TakenBack => None,
            })
            .collect();
    }
    due.announce = sent.is_on_the_way() && announced.is_none() && arrival.is_none();
    let all_back = sent.persons.values().all(|step| *step == Step::TakenBack);
    if let Some(announced) = announced.filter(|it| all_back && !it.withdrawn) {
        due.withdraw.clone_from(&announced.copies);
    }
    due
}

/// The event that says at the sender's that the destination has them.
pub fn confirmation(id: RecordId, sent: &Sent, person: RecordId, sent_by: RecordId) -> NewStay {
    let mut stay = NewStay::of(person, StayKind::CheckOut, Follows::only(sent_by));
    stay.place = Some(sent.from);
    stay.where_to = Some(WhereTo::OtherShelter);
    stay.other_place = Some(sent.to);
    stay.transfer = Some(id);
    stay
}

/// Who can be sent: on the list of the place, and nobody says otherwise.
pub fn may_be_sent(at: Option<Whereabouts>) -> bool {
    matches!(at, Some(Whereabouts::Present { .. } | Whereabouts::Away { .. }))
}

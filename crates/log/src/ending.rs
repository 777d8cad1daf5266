//! How an operation ends: closed, perhaps opened again, at last erased, and who has said to have done so.
//!
//! Closing stops new records and destroys nothing. An order to erase destroys every reader secret
//! of the operation and is never taken back by who obeyed it; so a real operation's is signed by the
//! city's root key alone. A destruction is a node's own word about its own secrets.
//!
//! Deliberately absent: what is removed from a disk, and when.

use musubi_model::ids::{NodeKey, PlaceId};
use musubi_model::time::Timestamp;

use crate::city::OperationKind;
use crate::hash::{Hash, Serial, h};
use crate::node::Member;
use crate::role::Role;
use crate::statement::{Fact, Statement, Subject};
use crate::statements::Statements;
use crate::wire::{Fields, Map, VEC, WireError, array};

/// Until when each class of data is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    pub people: Timestamp,
    pub lookups: Timestamp,
    pub figures: Timestamp,
    /// `None`: for good.
    pub layers: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    pub at: Timestamp,
    pub keep: Retention,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub at: Timestamp,
    /// The statement that closed the operation.
    pub closing: Hash,
    /// As the city's folder remembers them; empty where it does not.
    pub tickets: Vec<PrintedTicket>,
}

/// A ticket that was printed, whether anybody took it or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PrintedTicket {
    pub serial: Serial,
    pub role: Role,
    pub place: PlaceId,
    pub index: u8,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destruction {
    pub node: NodeKey,
    pub order: Hash,
    /// By its own clock.
    pub at: Timestamp,
    pub bundles: Vec<MadeBundle>,
    pub kept: Vec<Kept>,
}

/// A bundle that left a laptop: ciphertext, which only a secret that was not destroyed could open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MadeBundle {
    pub made: Timestamp,
    pub to: PlaceId,
}

impl MadeBundle {
    /// Under which a person ticks off that it is erased, as a paper is ticked off.
    pub fn serial(&self, maker: &NodeKey) -> Serial {
        let made = self.made.millis().to_le_bytes();
        let name = h("made bundle", &[maker.bytes(), &made, self.to.bytes()]);
        let first = name.bytes().first_chunk::<8>().expect("a hash has 32 bytes");
        Serial::new(*first)
    }
}

/// What outlives an erasure at headquarters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    pub class: KeptClass,
    /// [`kept_hash`] of the file.
    pub hash: Hash,
    pub until: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum KeptClass {
    Lookups = 1,
    Figures = 2,
}

/// A printed ticket, the city's copy of the operation's keys, or a bundle, that a person destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// [`CITY_FOLDER`] for the operation's keys in the city's folder, [`MadeBundle::serial`] for a bundle.
    pub serial: Serial,
    pub at: Timestamp,
}

/// No ticket has this serial.
pub const CITY_FOLDER: Serial = Serial::new([0; 8]);
pub const TICKETS_MAX: usize = 4_096;
pub const BUNDLES_MAX: usize = 256;
pub const KEPT_MAX: usize = 16;

pub fn kept_hash(file: &[u8]) -> Hash {
    h("kept", &[file])
}

/// What holds of an operation that was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Of the closings that count, the one with the lowest hash: what an order names.
    pub statement: Hash,
    /// The earliest time, and each class as long as any of them says.
    pub closing: Closing,
}

impl Statements {
    /// `None`: the operation is open.
    pub fn closed(&self) -> Option<Closed> {
        let closings = self.counting_about(Subject::Operation).filter_map(|(hash, statement)| {
            let Fact::Closing(closing) = statement.fact() else { return None };
            Some(Closed { statement: *hash, closing: *closing })
        });
        closings.reduce(|one, other| Closed {
            statement: one.statement.min(other.statement),
            closing: one.closing.strictest(&other.closing),
        })
    }

    /// The order that every node obeys, if one stands.
    pub fn order(&self) -> Option<(Hash, &Order)> {
        let until = self.closed()?.closing.keep.people;
        let counts = |closing: &Hash| {
            self.counting_about(Subject::Operation)
                .any(|(hash, it)| hash == closing && matches!(it.fact(), Fact::Closing(_)))
        };
        let orders = self.counting_about(Subject::Operation).filter_map(|(hash, statement)| {
            let Fact::Order(order) = statement.fact() else { return None };
            Some((*hash, order))
        });
        let is_drill = self.is_drill();
        orders
            .filter(|(_, order)| counts(&order.closing) && (is_drill || order.at >= until))
            .min_by_key(|(hash, _)| *hash)
    }

    /// As the city said on every ticket.
    fn is_drill(&self) -> bool {
        self.members().next().is_some()
            && self.members().all(|member| member.operation.kind == OperationKind::Drill)
    }

    /// A node's word that it obeyed this order. A revoked node's does not hold.
    pub fn destruction(&self, node: NodeKey, order: &Hash) -> Option<(Hash, &Destruction)> {
        let said = self.counting_about(Subject::Remains(node)).filter_map(|(hash, statement)| {
            let Fact::Destruction(destruction) = statement.fact() else { return None };
            (destruction.order == *order).then_some((*hash, destruction))
        });
        said.min_by_key(|(hash, _)| *hash)
    }

    /// When a person first said that a paper is gone.
    pub fn paper(&self, serial: Serial) -> Option<Timestamp> {
        let papers = self.counting_about(Subject::Paper(serial));
        papers
            .filter_map(|(_, statement)| match statement.fact() {
                Fact::Paper(paper) => Some(paper.at),
                _ => None,
            })
            .min()
    }

    /// What a new statement about a subject takes the place of.
    pub fn replaced_by(&self, fact: &Fact) -> Vec<Hash> {
        let replaces = |statement: &Statement| {
            matches!(
                (fact, statement.fact()),
                (Fact::Reopening { .. }, _)
                    | (Fact::Closing(_), Fact::Closing(_) | Fact::Reopening { .. })
                    | (Fact::Order(_), Fact::Order(_))
            )
        };
        let about = self.counting_about(fact.subject());
        let hashes = about.filter(|(_, it)| replaces(it)).map(|(hash, _)| *hash);
        hashes.take(Statement::REPLACES_MAX).collect()
    }
}

impl Closing {
    fn strictest(&self, other: &Self) -> Self {
        let (one, two) = (&self.keep, &other.keep);
        Self {
            at: self.at.min(other.at),
            keep: Retention {
                people: one.people.max(two.people),
                lookups: one.lookups.max(two.lookups),
                figures: one.figures.max(two.figures),
                layers: one.layers.zip(two.layers).map(|(one, two)| one.max(two)),
            },
        }
    }
}

impl KeptClass {
    pub const fn number(self) -> u8 {
        self as u8
    }

    pub fn from_number(number: u8) -> Option<Self> {
        [Self::Lookups, Self::Figures].into_iter().find(|class| class.number() == number)
    }
}

/// What a node of this role may say of an ending.
pub(crate) fn may_say(author: &Member, fact: &Fact) -> bool {
    let is_hq = author.role == Role::Hq;
    match fact {
        Fact::Destruction(destruction) => destruction.node == author.node,
        Fact::Order(_) => is_hq && author.operation.kind == OperationKind::Drill,
        Fact::Closing(_) | Fact::Reopening { .. } | Fact::Paper(_) => is_hq,
        _ => false,
    }
}

pub(crate) fn write_fact(map: Map, fact: &Fact) -> Map {
    match fact {
        Fact::Closing(Closing { at, keep }) => {
            let map = map
                .int(16, at.millis())
                .int(17, keep.people.millis())
                .int(18, keep.lookups.millis())
                .int(19, keep.figures.millis());
            match keep.layers {
                Some(until) => map.int(20, until.millis()),
                None => map,
            }
        }
        Fact::Reopening { at } => map.int(16, at.millis()),
        Fact::Order(Order { at, closing, tickets }) => {
            let map = map.int(16, at.millis()).bytes(17, closing.bytes());
            map.list(18, &ascending(tickets), |out, ticket| {
                out.array(4)
                    .and_then(|out| out.bytes(ticket.serial.bytes()))
                    .and_then(|out| out.u8(ticket.role.number()))
                    .and_then(|out| out.bytes(ticket.place.bytes()))
                    .and_then(|out| out.u8(ticket.index))
                    .expect(VEC);
            })
        }
        Fact::Destruction(Destruction { node, order, at, bundles, kept }) => {
            let map = map.bytes(16, node.bytes()).bytes(17, order.bytes()).int(18, at.millis());
            write_left(map, (19, bundles), (20, kept))
        }
        Fact::Paper(Paper { serial, at }) => map.bytes(16, serial.bytes()).int(17, at.millis()),
        _ => map,
    }
}

/// `None`: a kind that is not of an ending.
pub(crate) fn read_fact(kind: u64, fields: &Fields<'_>) -> Result<Option<Fact>, WireError> {
    let time = |field| fields.int(field).map(Timestamp::from_millis);
    Ok(Some(match kind {
        7 => Fact::Closing(Closing {
            at: time(16)?,
            keep: Retention {
                people: time(17)?,
                lookups: time(18)?,
                figures: time(19)?,
                layers: if fields.has(20) { Some(time(20)?) } else { None },
            },
        }),
        8 => Fact::Reopening { at: time(16)? },
        9 => {
            let tickets = fields.list(18, TICKETS_MAX, |decoder| {
                let four = decoder.array().ok()?? == 4;
                let serial = Serial::new(array(decoder)?);
                let role = Role::from_number(decoder.u8().ok()?)?;
                let place = PlaceId::new(array(decoder)?);
                let index = decoder.u8().ok()?;
                four.then_some(PrintedTicket { serial, role, place, index })
            })?;
            in_order(fields, 18, &tickets)?;
            Fact::Order(Order { at: time(16)?, closing: Hash::new(fields.array(17)?), tickets })
        }
        10 => {
            let (bundles, kept) = read_left(fields, 19, 20)?;
            Fact::Destruction(Destruction {
                node: NodeKey::new(fields.array(16)?),
                order: Hash::new(fields.array(17)?),
                at: time(18)?,
                bundles,
                kept,
            })
        }
        11 => Fact::Paper(Paper { serial: Serial::new(fields.array(16)?), at: time(17)? }),
        _ => return Ok(None),
    }))
}

/// Bundles and what is kept: of a destruction, and of the remains from which it is signed.
pub(crate) fn write_left(
    map: Map,
    (bundles_at, bundles): (u64, &[MadeBundle]),
    (kept_at, kept): (u64, &[Kept]),
) -> Map {
    let map = map.list(bundles_at, &ascending(bundles), |out, bundle| {
        out.array(2)
            .and_then(|out| out.i64(bundle.made.millis()))
            .and_then(|out| out.bytes(bundle.to.bytes()))
            .expect(VEC);
    });
    map.list(kept_at, &ascending(kept), |out, kept| {
        out.array(3)
            .and_then(|out| out.u8(kept.class.number()))
            .and_then(|out| out.bytes(kept.hash.bytes()))
            .and_then(|out| out.i64(kept.until.millis()))
            .expect(VEC);
    })
}

pub(crate) fn read_left(
    fields: &Fields<'_>,
    bundles_at: u64,
    kept_at: u64,
) -> Result<(Vec<MadeBundle>, Vec<Kept>), WireError> {
    let bundles = fields.list(bundles_at, BUNDLES_MAX, |decoder| {
        let two = decoder.array().ok()?? == 2;
        let made = Timestamp::from_millis(decoder.i64().ok()?);
        let to = PlaceId::new(array(decoder)?);
        two.then_some(MadeBundle { made, to })
    })?;
    in_order(fields, bundles_at, &bundles)?;
    let kept = fields.list(kept_at, KEPT_MAX, |decoder| {
        let three = decoder.array().ok()?? == 3;
        let class = KeptClass::from_number(decoder.u8().ok()?)?;
        let hash = Hash::new(array(decoder)?);
        let until = Timestamp::from_millis(decoder.i64().ok()?);
        three.then_some(Kept { class, hash, until })
    })?;
    in_order(fields, kept_at, &kept)?;
    Ok((bundles, kept))
}

pub(crate) fn ascending<T: Ord + Clone>(items: &[T]) -> Vec<T> {
    let mut items = items.to_vec();
    items.sort_unstable();
    items.dedup();
    items
}

/// Strictly ascending, so that one list has one form.
pub(crate) fn in_order<T: Ord>(
    fields: &Fields<'_>,
    field: u64,
    items: &[T],
) -> Result<(), WireError> {
    if items.is_sorted_by(|a, b| a < b) { Ok(()) } else { Err(fields.bad(field)) }
}

//! Signed facts outside the logs: revocation, lifting, epoch, wrap, time, ruling, and those that end
//! an operation ([`crate::ending`]).
//!
//! A statement names its subject, the statements of that subject it replaces, and its signer: the
//! city's root key, or a node by the hash of its certificate. Which statements hold is decided by
//! the set of all of them, see [`crate::statements`]; here stands what one of them says.

use musubi_model::ids::{NodeKey, OperationId};
use musubi_model::time::Timestamp;
use rand_core::CryptoRng;

use crate::city::{CityKey, CitySecret, is_signed_by};
use crate::ending::{self, Closing, Destruction, Order, Paper};
use crate::hash::{EpochId, Hash, LogId, Serial, h};
use crate::keyring::Group;
use crate::letterbox::BoxKey;
use crate::node::{Member, NodeSecret};
use crate::secret::Secret;
use crate::wire::{Fields, Map, Out, VEC, WireError, array};

/// Where a revoked author's log still counts: up to this position, on this chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    pub log: LogId,
    pub position: u64,
    pub chain: Hash,
}

/// Whom a revocation or lifting is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Culprit {
    /// One node. Its ticket is named too, for it is closed to others.
    Node { node: NodeKey, serial: Serial },
    /// A ticket, and every node it certified.
    Ticket { serial: Serial },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    pub culprit: Culprit,
    /// Logs not listed are cut at 0.
    pub cuts: Vec<Cut>,
    /// Of an HQ culprit: its statements that stand. All others of it are void.
    pub standing: Vec<Hash>,
}

/// What a wrap gives away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrapped {
    /// A group's secret in one epoch.
    Group { group: Group, epoch: EpochId },
    /// A fresh generation of the reader master, to an HQ node.
    Master { generation: EpochId },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrap {
    pub to: NodeKey,
    pub what: Wrapped,
    pub sealed: Vec<u8>,
}

/// What a statement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    Revocation(Revocation),
    /// Takes back the revocations it replaces.
    Lifting {
        culprit: Culprit,
    },
    /// A new epoch of a group. `check` is [`crate::keyring::epoch_check`] of its secret.
    Epoch {
        group: Group,
        epoch: EpochId,
        check: [u8; 16],
    },
    Wrap(Wrap),
    /// City time, confirmed by a person at HQ.
    Time {
        now: Timestamp,
    },
    /// Of a forked log, the branch that is applied: the one whose first differing leaf is this.
    Ruling {
        log: LogId,
        leaf: Hash,
    },
    Closing(Closing),
    /// Takes back the closings and orders it replaces.
    Reopening {
        at: Timestamp,
    },
    /// To erase the operation.
    Order(Order),
    Destruction(Destruction),
    Paper(Paper),
}

/// What statements can replace one another about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Node(NodeKey),
    Ticket(Serial),
    Group(Group),
    /// Wraps to one node.
    Key(NodeKey),
    Time,
    Log(LogId),
    Operation,
    /// What is left of a node's secrets.
    Remains(NodeKey),
    /// A printed ticket.
    Paper(Serial),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signer {
    City,
    /// The node that this certificate is about.
    Node {
        certificate: Hash,
    },
}

/// A statement as it travels and rests: signed bytes, kept verbatim, and what they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    bytes: Vec<u8>,
    payload: Vec<u8>,
    signature: [u8; 64],
    operation: OperationId,
    signer: Signer,
    replaces: Vec<Hash>,
    fact: Fact,
}

impl Fact {
    const fn number(&self) -> u8 {
        match self {
            Self::Revocation(_) => 1,
            Self::Lifting { .. } => 2,
            Self::Epoch { .. } => 3,
            Self::Wrap(_) => 4,
            Self::Time { .. } => 5,
            Self::Ruling { .. } => 6,
            Self::Closing(_) => 7,
            Self::Reopening { .. } => 8,
            Self::Order(_) => 9,
            Self::Destruction(_) => 10,
            Self::Paper(_) => 11,
        }
    }

    pub(crate) const fn is_of_an_ending(&self) -> bool {
        self.number() >= 7
    }

    pub fn subject(&self) -> Subject {
        match self {
            Self::Revocation(Revocation { culprit, .. }) | Self::Lifting { culprit } => {
                match culprit {
                    Culprit::Node { node, .. } => Subject::Node(*node),
                    Culprit::Ticket { serial } => Subject::Ticket(*serial),
                }
            }
            Self::Epoch { group, .. } => Subject::Group(*group),
            Self::Wrap(wrap) => Subject::Key(wrap.to),
            Self::Time { .. } => Subject::Time,
            Self::Ruling { log, .. } => Subject::Log(*log),
            Self::Closing(_) | Self::Reopening { .. } | Self::Order(_) => Subject::Operation,
            Self::Destruction(destruction) => Subject::Remains(destruction.node),
            Self::Paper(paper) => Subject::Paper(paper.serial),
        }
    }
}

impl Wrap {
    /// Closes `secret` so that the node with this letter box alone can open it.
    pub fn seal(
        operation: OperationId,
        what: Wrapped,
        to: NodeKey,
        letterbox: &BoxKey,
        secret: &Secret,
        rng: &mut impl CryptoRng,
    ) -> Self {
        let context = wrap_context(operation, &what, &to);
        Self { to, what, sealed: letterbox.seal(context.bytes(), secret.expose(), rng) }
    }
}

pub(crate) fn wrap_context(operation: OperationId, what: &Wrapped, to: &NodeKey) -> Hash {
    let (kind, group, epoch) = match what {
        Wrapped::Group { group, epoch } => (1, *group, *epoch),
        Wrapped::Master { generation } => (2, Group::CITY, *generation),
    };
    h("wrap", &[operation.bytes(), &[kind], group.bytes(), epoch.bytes(), to.bytes()])
}

impl Statement {
    pub const BYTES_MAX: usize = 190_000;
    pub const CUTS_MAX: usize = 1_792;
    pub const STANDING_MAX: usize = 1_024;
    pub const REPLACES_MAX: usize = 256;
    pub(crate) const WHAT: &str = "statement";
    const SEALED_BYTES_MAX: usize = 256;

    /// Lists over their limits are the caller's mistake, here and in [`Statement::by_node`].
    pub fn by_city(
        city: &CitySecret,
        operation: OperationId,
        fact: &Fact,
        replaces: &[Hash],
    ) -> Self {
        let payload = write(operation, Signer::City, fact, replaces);
        let signature = city.sign(&statement_hash(&payload));
        Self::assemble(&payload, &signature)
    }

    /// Whether this node may say it is decided by [`crate::statements::Statements::add`].
    pub fn by_node(node: &NodeSecret, author: &Member, fact: &Fact, replaces: &[Hash]) -> Self {
        let signer = Signer::Node { certificate: author.certificate };
        let payload = write(author.operation.id, signer, fact, replaces);
        let signature = node.sign(&statement_hash(&payload));
        Self::assemble(&payload, &signature)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let outer = Fields::parse(Self::WHAT, bytes, Self::BYTES_MAX)?;
        let payload = outer.bytes(0)?.to_vec();
        let fields = Fields::parse(Self::WHAT, &payload, Self::BYTES_MAX)?;
        fields.format(1)?;
        let signer = if fields.has(4) {
            Signer::Node { certificate: Hash::new(fields.array(4)?) }
        } else {
            Signer::City
        };
        Ok(Self {
            bytes: bytes.to_vec(),
            signature: outer.array(1)?,
            operation: OperationId::new(fields.array(1)?),
            signer,
            replaces: hashes(&fields, 3, Self::REPLACES_MAX)?,
            fact: read_fact(&fields)?,
            payload,
        })
    }

    pub fn to_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Over what was signed: a second signature over it makes no second statement.
    pub fn hash(&self) -> Hash {
        statement_hash(&self.payload)
    }

    pub fn operation(&self) -> OperationId {
        self.operation
    }

    pub fn signer(&self) -> Signer {
        self.signer
    }

    pub fn replaces(&self) -> &[Hash] {
        &self.replaces
    }

    pub fn fact(&self) -> &Fact {
        &self.fact
    }

    pub(crate) fn is_signed_by_city(&self, city: &CityKey) -> bool {
        is_signed_by(city.bytes(), &self.hash(), &self.signature)
    }

    pub(crate) fn is_signed_by(&self, author: &Member) -> bool {
        author.has_signed(&self.hash(), &self.signature)
    }

    fn assemble(payload: &[u8], signature: &[u8; 64]) -> Self {
        let bytes = Map::default().bytes(0, payload).bytes(1, signature).finish();
        Self::from_bytes(&bytes).expect("what is written here can be read here")
    }
}

fn statement_hash(payload: &[u8]) -> Hash {
    h("statement", &[payload])
}

pub(crate) fn write(
    operation: OperationId,
    signer: Signer,
    fact: &Fact,
    replaces: &[Hash],
) -> Vec<u8> {
    let map = Map::default()
        .uint(0, 1)
        .bytes(1, operation.bytes())
        .uint(2, fact.number().into())
        .list(3, &ascending(replaces), put_hash);
    let map = match signer {
        Signer::City => map,
        Signer::Node { certificate } => map.bytes(4, certificate.bytes()),
    };
    write_fact(map, fact).finish()
}

fn write_fact(map: Map, fact: &Fact) -> Map {
    match fact {
        Fact::Revocation(Revocation { culprit, cuts, standing }) => write_culprit(map, culprit)
            .list(18, &ascending(cuts), |out, cut| {
                out.array(3)
                    .and_then(|out| out.bytes(cut.log.bytes()))
                    .and_then(|out| out.u64(cut.position))
                    .and_then(|out| out.bytes(cut.chain.bytes()))
                    .expect(VEC);
            })
            .list(19, &ascending(standing), put_hash),
        Fact::Lifting { culprit } => write_culprit(map, culprit),
        Fact::Epoch { group, epoch, check } => {
            map.bytes(16, group.bytes()).bytes(17, epoch.bytes()).bytes(18, check)
        }
        Fact::Wrap(Wrap { to, what, sealed }) => {
            let map = map.bytes(16, to.bytes()).bytes(19, sealed);
            match what {
                Wrapped::Group { group, epoch } => {
                    map.bytes(17, group.bytes()).bytes(18, epoch.bytes())
                }
                Wrapped::Master { generation } => map.bytes(18, generation.bytes()),
            }
        }
        Fact::Time { now } => map.int(16, now.millis()),
        Fact::Ruling { log, leaf } => map.bytes(16, log.bytes()).bytes(17, leaf.bytes()),
        Fact::Closing(_)
        | Fact::Reopening { .. }
        | Fact::Order(_)
        | Fact::Destruction(_)
        | Fact::Paper(_) => ending::write_fact(map, fact),
    }
}

pub(crate) fn read_fact(fields: &Fields<'_>) -> Result<Fact, WireError> {
    Ok(match fields.uint(2)? {
        1 => Fact::Revocation(Revocation {
            culprit: read_culprit(fields)?,
            cuts: fields.list(18, Statement::CUTS_MAX, |decoder| {
                let three = decoder.array().ok()?? == 3;
                let log = LogId::new(array(decoder)?);
                let position = decoder.u64().ok()?;
                let chain = Hash::new(array(decoder)?);
                three.then_some(Cut { log, position, chain })
            })?,
            standing: hashes(fields, 19, Statement::STANDING_MAX)?,
        }),
        2 => Fact::Lifting { culprit: read_culprit(fields)? },
        3 => Fact::Epoch {
            group: Group::new(fields.array(16)?),
            epoch: later_epoch(fields, 17)?,
            check: fields.array(18)?,
        },
        4 => {
            let epoch = later_epoch(fields, 18)?;
            let sealed = fields.bytes(19)?;
            if sealed.len() > Statement::SEALED_BYTES_MAX {
                return Err(fields.bad(19));
            }
            Fact::Wrap(Wrap {
                to: NodeKey::new(fields.array(16)?),
                what: if fields.has(17) {
                    Wrapped::Group { group: Group::new(fields.array(17)?), epoch }
                } else {
                    Wrapped::Master { generation: epoch }
                },
                sealed: sealed.to_vec(),
            })
        }
        5 => Fact::Time { now: Timestamp::from_millis(fields.int(16)?) },
        6 => {
            Fact::Ruling { log: LogId::new(fields.array(16)?), leaf: Hash::new(fields.array(17)?) }
        }
        kind => return ending::read_fact(kind, fields)?.ok_or_else(|| fields.bad(2)),
    })
}

/// The first epoch needs no statement and can have none.
fn later_epoch(fields: &Fields<'_>, field: u64) -> Result<EpochId, WireError> {
    let epoch = EpochId::new(fields.array(field)?);
    if epoch == EpochId::FIRST { Err(fields.bad(field)) } else { Ok(epoch) }
}

fn write_culprit(map: Map, culprit: &Culprit) -> Map {
    match culprit {
        Culprit::Node { node, serial } => map.bytes(16, node.bytes()).bytes(17, serial.bytes()),
        Culprit::Ticket { serial } => map.bytes(17, serial.bytes()),
    }
}

fn read_culprit(fields: &Fields<'_>) -> Result<Culprit, WireError> {
    let serial = Serial::new(fields.array(17)?);
    if fields.has(16) {
        return Ok(Culprit::Node { node: NodeKey::new(fields.array(16)?), serial });
    }
    Ok(Culprit::Ticket { serial })
}

fn put_hash(out: &mut Out, hash: &Hash) {
    out.bytes(hash.bytes()).expect(VEC);
}

fn ascending<T: Ord + Clone>(items: &[T]) -> Vec<T> {
    let mut items = items.to_vec();
    items.sort_unstable();
    items.dedup();
    items
}

/// Strictly ascending, so that one list has one form.
pub(crate) fn hashes(fields: &Fields<'_>, field: u64, max: usize) -> Result<Vec<Hash>, WireError> {
    let hashes = fields.list(field, max, |decoder| array(decoder).map(Hash::new))?;
    if hashes.is_sorted_by(|a, b| a < b) { Ok(hashes) } else { Err(fields.bad(field)) }
}

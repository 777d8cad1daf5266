//! Proof that an author signed two branches of one log.
//!
//! It holds two heads signed for one log, with the leaves from their last common position, so that
//! anybody can check it who has never seen the log. It accuses entries, never a node: what lies
//! after the common position, on either branch.

use musubi_model::ids::{DocumentId, NodeKey, OperationId, PlaceId};

use crate::hash::{Hash, LogId, Run, chain, chain_start, h};
use crate::span::{CHECKPOINT_EVERY, Head, LogName, Verified};
use crate::wire::{Fields, Map, VEC, WireError, array};

/// One branch after the fork: the leaves up to a signed head.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Branch {
    leaves: Vec<Hash>,
    signature: [u8; 64],
}

/// A proof as it travels. [`Proof::verify`] says whether it proves anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    bytes: Vec<u8>,
    name: LogName,
    from: u64,
    before: Hash,
    branches: [Branch; 2],
}

/// What a proof that holds says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fork {
    pub log: LogId,
    /// The first position at which the branches differ: it and all after it are accused.
    pub from: u64,
    /// The chain up to the last common position.
    pub before: Hash,
    /// The first differing leaves, the lower one first.
    pub leaves: [Hash; 2],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error(transparent)]
    Wire(#[from] WireError),
    #[error("the two branches do not differ where they should")]
    NoFork,
    #[error("the author's signature does not hold")]
    Signature,
}

impl ProofError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Wire(error) => error.code(),
            Self::NoFork => "proof_no_fork",
            Self::Signature => "proof_signature",
        }
    }
}

impl Proof {
    pub const BYTES_MAX: usize = 8_192;
    const WHAT: &str = "fork proof";

    /// From two verified spans that begin at the same position on the same chain. `None` where one
    /// only goes on where the other ends.
    pub fn new(name: LogName, one: &Verified, other: &Verified) -> Option<Self> {
        let log = name.id();
        let start = |span: &Verified| (span.head.log, span.from, span.before);
        if start(one) != start(other) || one.head.log != log {
            return None;
        }
        let (from, before) = (one.from, one.before);
        let common = one.leaves.iter().zip(&other.leaves).take_while(|(a, b)| a == b).count();
        let before = one.leaves[..common].iter().fold(before, |before, leaf| chain(&before, leaf));
        let branch = |span: &Verified| Branch {
            leaves: span.leaves[common..].to_vec(),
            signature: span.head.signature,
        };
        let mut branches = [branch(one), branch(other)];
        if branches.iter().any(|branch| branch.leaves.is_empty()) {
            return None;
        }
        branches.sort_by_key(|branch| branch.leaves[0]);
        Some(Self::assemble(name, from + common as u64, before, &branches))
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let fields = Fields::parse(Self::WHAT, bytes, Self::BYTES_MAX)?;
        fields.format(1)?;
        let name = LogName {
            document: DocumentId {
                operation: OperationId::new(fields.array(1)?),
                kind: fields.byte(2)?,
                owner: PlaceId::new(fields.array(3)?),
            },
            node: NodeKey::new(fields.array(4)?),
            run: Run::new(fields.array(5)?),
        };
        let from = fields.uint(6)?;
        let before = if from == 0 { chain_start(&name.id()) } else { Hash::new(fields.array(7)?) };
        let branches = [read_branch(&fields, 8)?, read_branch(&fields, 10)?];
        Ok(Self { bytes: bytes.to_vec(), name, from, before, branches })
    }

    pub fn to_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Over what is proved, not over the signatures.
    pub fn hash(&self) -> Hash {
        let (log, from) = (self.name.id(), self.from.to_le_bytes());
        let [low, high] = self.branches.each_ref().map(|branch| join(&branch.leaves));
        h("proof", &[log.bytes(), &from, self.before.bytes(), &low, &high])
    }

    pub fn name(&self) -> &LogName {
        &self.name
    }

    /// The signed heads of both branches, the one with the lower first leaf first.
    pub fn heads(&self) -> [Head; 2] {
        self.branches.each_ref().map(|branch| {
            let chain = branch.leaves.iter().fold(self.before, |before, leaf| chain(&before, leaf));
            let position = self.from + (branch.leaves.len() as u64 - 1);
            Head { log: self.name.id(), position, chain, signature: branch.signature }
        })
    }

    pub fn verify(&self) -> Result<Fork, ProofError> {
        let leaves = self.branches.each_ref().map(|branch| branch.leaves[0]);
        if leaves[0] >= leaves[1] {
            return Err(ProofError::NoFork);
        }
        if !self.heads().iter().all(|head| head.is_signed_by(&self.name.node)) {
            return Err(ProofError::Signature);
        }
        Ok(Fork { log: self.name.id(), from: self.from, before: self.before, leaves })
    }

    fn assemble(name: LogName, from: u64, before: Hash, branches: &[Branch; 2]) -> Self {
        let map = Map::default()
            .uint(0, 1)
            .bytes(1, name.document.operation.bytes())
            .uint(2, name.document.kind.into())
            .bytes(3, name.document.owner.bytes())
            .bytes(4, name.node.bytes())
            .bytes(5, name.run.bytes())
            .uint(6, from);
        let map = if from == 0 { map } else { map.bytes(7, before.bytes()) };
        let put = |map: Map, field, branch: &Branch| {
            map.list(field, &branch.leaves, |out, leaf| {
                out.bytes(leaf.bytes()).expect(VEC);
            })
            .bytes(field + 1, &branch.signature)
        };
        let bytes = put(put(map, 8, &branches[0]), 10, &branches[1]).finish();
        Self::from_bytes(&bytes).expect("what is written here can be read here")
    }
}

/// Checkpoints are signed, so a branch needs at most that many leaves to reach a signed head.
fn read_branch(fields: &Fields<'_>, field: u64) -> Result<Branch, WireError> {
    let max = usize::try_from(CHECKPOINT_EVERY).expect("64");
    let leaves = fields.list(field, max, |decoder| array(decoder).map(Hash::new))?;
    let last = (leaves.len() as u64).checked_sub(1).ok_or(fields.bad(field))?;
    if fields.uint(6)?.checked_add(last).is_none() {
        return Err(fields.bad(6));
    }
    Ok(Branch { leaves, signature: fields.array(field + 1)? })
}

fn join(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.bytes()).collect()
}

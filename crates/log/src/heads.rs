//! A heads file: how far every log went when it was written, each word of it signed.
//!
//! Kept apart from a laptop, it shows later what of that laptop's logs was altered or cut off:
//! heads are signed by the logs' authors and facts by theirs, so nobody can make up a file that
//! accuses falsely, and its keeper need not be trusted.
//!
//! Deliberately absent: a signature over the file; leaving lines out of it only makes it say less.

use musubi_model::ids::{DocumentId, NodeKey, OperationId, PlaceId};
use musubi_model::time::Timestamp;

use crate::city::CityKey;
use crate::hash::{Hash, Run, h};
use crate::item::Item;
use crate::span::{Head, LogName};
use crate::statements::Statements;
use crate::wire::{Fields, Map, VEC, WireError, array};

/// The newest signed head of one log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedHead {
    pub name: LogName,
    pub position: u64,
    pub chain: Hash,
    pub signature: [u8; 64],
}

/// What was held when the file was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heads {
    pub city: CityKey,
    pub operation: OperationId,
    /// By the clock of the computer that wrote it.
    pub written: Timestamp,
    pub heads: Vec<NamedHead>,
    /// Certificates, statements, proofs and receipts.
    pub facts: Vec<Item>,
}

/// Why a heads file proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeadsError {
    #[error(transparent)]
    Wire(#[from] WireError),
    #[error("the file is about another city")]
    City,
    #[error("the file is about operation {theirs}, not {ours}")]
    Operation { theirs: OperationId, ours: OperationId },
    #[error("the author of a head in the file has no certificate of this city")]
    Author,
    #[error("a head in the file is not signed by its author")]
    Signature,
}

impl HeadsError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Wire(error) => error.code(),
            Self::City => "heads_city",
            Self::Operation { .. } => "heads_operation",
            Self::Author => "heads_author",
            Self::Signature => "heads_signature",
        }
    }
}

impl NamedHead {
    pub fn head(&self) -> Head {
        Head {
            log: self.name.id(),
            position: self.position,
            chain: self.chain,
            signature: self.signature,
        }
    }
}

impl Heads {
    /// 180 bytes a log, and the facts.
    pub const BYTES_MAX: usize = 64 << 20;
    const HEADS_MAX: usize = 400_000;
    const FACTS_MAX: usize = 100_000;
    const WHAT: &str = "heads file";

    pub fn to_bytes(&self) -> Vec<u8> {
        Map::default()
            .uint(0, 1)
            .bytes(1, self.city.bytes())
            .bytes(2, self.operation.bytes())
            .int(3, self.written.millis())
            .list(4, &self.heads, |out, head| {
                let document = &head.name.document;
                out.array(7)
                    .and_then(|out| out.u8(document.kind))
                    .and_then(|out| out.bytes(document.owner.bytes()))
                    .and_then(|out| out.bytes(head.name.node.bytes()))
                    .and_then(|out| out.bytes(head.name.run.bytes()))
                    .and_then(|out| out.u64(head.position))
                    .and_then(|out| out.bytes(head.chain.bytes()))
                    .and_then(|out| out.bytes(&head.signature))
                    .expect(VEC);
            })
            .list(5, &self.facts, |out, fact| {
                out.bytes(&fact.to_bytes()).expect(VEC);
            })
            .finish()
    }

    /// Facts of kinds that this version does not know are left out: they can accuse nobody here.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let fields = Fields::parse(Self::WHAT, bytes, Self::BYTES_MAX)?;
        fields.format(1)?;
        let operation = OperationId::new(fields.array(2)?);
        let heads = fields.list(4, Self::HEADS_MAX, |decoder| {
            let seven = decoder.array().ok()?? == 7;
            let kind = decoder.u8().ok()?;
            let owner = PlaceId::new(array(decoder)?);
            let name = LogName {
                document: DocumentId { operation, kind, owner },
                node: NodeKey::new(array(decoder)?),
                run: Run::new(array(decoder)?),
            };
            let position = decoder.u64().ok()?;
            let chain = Hash::new(array(decoder)?);
            let signature = array(decoder)?;
            seven.then_some(NamedHead { name, position, chain, signature })
        })?;
        let facts =
            fields.list(5, Self::FACTS_MAX, |decoder| Some(decoder.bytes().ok()?.to_vec()))?;
        Ok(Self {
            city: CityKey::new(fields.array(1)?),
            operation,
            written: Timestamp::from_millis(fields.int(3)?),
            heads,
            facts: facts.iter().filter_map(|fact| Item::from_bytes(fact).ok()).collect(),
        })
    }

    /// Short enough to be written on paper beside the file.
    pub fn hash(&self) -> Hash {
        h("heads", &[&self.to_bytes()])
    }

    /// Every head must be its author's, and every author the city's. `known` holds certificates
    /// from elsewhere; those of the file are admitted to it.
    pub fn verify(&self, known: &mut Statements) -> Result<(), HeadsError> {
        if self.city != known.city() {
            return Err(HeadsError::City);
        }
        if self.operation != known.operation() {
            return Err(HeadsError::Operation { theirs: self.operation, ours: known.operation() });
        }
        for fact in &self.facts {
            if let Item::Certificate(certificate) = fact {
                // One that does not hold vouches for nobody, which shows below.
                let _ = known.admit(certificate);
            }
        }
        for head in &self.heads {
            let certified = known.members().any(|member| {
                member.node == head.name.node && member.may_write(&head.name.document)
            });
            if !certified {
                return Err(HeadsError::Author);
            }
            if !head.head().is_signed_by(&head.name.node) {
                return Err(HeadsError::Signature);
            }
        }
        Ok(())
    }
}

//! HQ's signed word that it holds, flushed **and applied**, everything up to some heads (本部受領).
//!
//! Receipts are counted per HQ node, its run, and document; each lists only the logs that changed
//! since the one before. A receipt names the earlier runs of its HQ node that its run supersedes.

use musubi_model::ids::{DocumentId, OperationId, PlaceId};
use musubi_model::time::Timestamp;

use crate::hash::{Hash, LogId, Run, h};
use crate::node::{Member, NodeSecret};
use crate::role::Role;
use crate::wire::{Fields, Map, VEC, WireError, array};

/// Up to where a log is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    pub log: LogId,
    pub position: u64,
    pub chain: Hash,
}

/// What a receipt says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holdings {
    pub document: DocumentId,
    /// The HQ node's run.
    pub run: Run,
    /// From 1, without gaps, per HQ node, run and document.
    pub count: u64,
    /// Earlier runs of the same HQ node that this run supersedes.
    pub supersedes: Vec<Run>,
    pub held: Vec<Held>,
    /// HQ's wall clock when it signed.
    pub at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    bytes: Vec<u8>,
    hash: Hash,
    signature: [u8; 64],
    certificate: Hash,
    holdings: Holdings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    #[error("only HQ gives receipts")]
    NotHq,
    #[error("the receipt is from another operation or names another certificate")]
    Foreign,
    #[error("its signature does not hold")]
    Signature,
}

impl ReceiptError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotHq => "receipt_not_hq",
            Self::Foreign => "receipt_foreign",
            Self::Signature => "receipt_signature",
        }
    }
}

impl Receipt {
    pub const BYTES_MAX: usize = 131_072;
    pub const HELD_MAX: usize = 1_024;
    pub const SUPERSEDES_MAX: usize = 1_024;
    const WHAT: &str = "receipt";

    /// More than [`Receipt::HELD_MAX`] logs are the caller's to spread over several receipts.
    pub fn sign(node: &NodeSecret, author: &Member, holdings: &Holdings) -> Self {
        assert!(holdings.held.len() <= Self::HELD_MAX, "one receipt holds {}", Self::HELD_MAX);
        let payload = Map::default()
            .uint(0, 1)
            .bytes(1, holdings.document.operation.bytes())
            .uint(2, holdings.document.kind.into())
            .bytes(3, holdings.document.owner.bytes())
            .bytes(4, author.certificate.bytes())
            .bytes(5, holdings.run.bytes())
            .uint(6, holdings.count)
            .list(7, &holdings.supersedes, |out, run| {
                out.bytes(run.bytes()).expect(VEC);
            })
            .list(8, &holdings.held, |out, held| {
                out.array(3)
                    .and_then(|out| out.bytes(held.log.bytes()))
                    .and_then(|out| out.u64(held.position))
                    .and_then(|out| out.bytes(held.chain.bytes()))
                    .expect(VEC);
            });
        let payload = match holdings.at {
            Some(at) => payload.int(9, at.millis()),
            None => payload,
        };
        let payload = payload.finish();
        let signature = node.sign(&receipt_hash(&payload));
        let bytes = Map::default().bytes(0, &payload).bytes(1, &signature).finish();
        Self::from_bytes(&bytes).expect("what is written here can be read here")
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let outer = Fields::parse(Self::WHAT, bytes, Self::BYTES_MAX)?;
        let payload = outer.bytes(0)?;
        let fields = Fields::parse(Self::WHAT, payload, Self::BYTES_MAX)?;
        fields.format(1)?;
        let document = DocumentId {
            operation: OperationId::new(fields.array(1)?),
            kind: fields.byte(2)?,
            owner: PlaceId::new(fields.array(3)?),
        };
        let holdings = Holdings {
            document,
            run: Run::new(fields.array(5)?),
            count: fields.uint(6)?,
            supersedes: fields
                .list(7, Self::SUPERSEDES_MAX, |decoder| array(decoder).map(Run::new))?,
            held: fields.list(8, Self::HELD_MAX, |decoder| {
                let three = decoder.array().ok()?? == 3;
                let log = LogId::new(array(decoder)?);
                let position = decoder.u64().ok()?;
                let chain = Hash::new(array(decoder)?);
                three.then_some(Held { log, position, chain })
            })?,
            at: fields.has(9).then(|| fields.int(9)).transpose()?.map(Timestamp::from_millis),
        };
        Ok(Self {
            bytes: bytes.to_vec(),
            hash: receipt_hash(payload),
            signature: outer.array(1)?,
            certificate: Hash::new(fields.array(4)?),
            holdings,
        })
    }

    pub fn to_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// Whose certificate is needed to verify it.
    pub fn certificate(&self) -> Hash {
        self.certificate
    }

    pub fn document(&self) -> DocumentId {
        self.holdings.document
    }

    /// What it claims. Only [`Receipt::verify`] tells whether HQ says so.
    pub fn claims(&self) -> &Holdings {
        &self.holdings
    }

    /// What it says, if its author is HQ and signed it.
    pub fn verify(&self, author: &Member) -> Result<&Holdings, ReceiptError> {
        if author.certificate != self.certificate
            || author.operation.id != self.holdings.document.operation
        {
            return Err(ReceiptError::Foreign);
        }
        if author.role != Role::Hq {
            return Err(ReceiptError::NotHq);
        }
        if !author.has_signed(&self.hash(), &self.signature) {
            return Err(ReceiptError::Signature);
        }
        Ok(&self.holdings)
    }
}

fn receipt_hash(payload: &[u8]) -> Hash {
    h("receipt", &[payload])
}

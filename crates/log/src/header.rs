//! Frame 0 of every log: which document, who writes, in which run, sealed by which key.

use musubi_model::ids::{Actor, DocumentId, NodeKey, OperationId, PlaceId};

use crate::hash::{Hash, KeyId, LogId, Run, actor, log_id};
use crate::wire::{Fields, Map, WireError};

/// What stands in clear about a log. Parsed from its frame, which is kept by the span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub document: DocumentId,
    pub node: NodeKey,
    pub run: Run,
    /// Names the document key that the log's key comes from.
    pub key: KeyId,
    /// The author's certificate.
    pub certificate: Hash,
}

impl Header {
    /// The map's bytes, later versions' fields included.
    pub const BYTES_MAX: usize = 512;
    const WHAT: &str = "log header";

    pub fn log(&self) -> LogId {
        log_id(&self.document, &self.node, &self.run)
    }

    pub fn actor(&self) -> Actor {
        actor(&self.document, &self.node, &self.run)
    }

    /// `length u16 LE ‖ map`.
    pub(crate) fn to_frame(&self) -> Vec<u8> {
        let map = Map::default()
            .uint(0, 1)
            .bytes(1, self.document.operation.bytes())
            .uint(2, self.document.kind.into())
            .bytes(3, self.document.owner.bytes())
            .bytes(4, self.node.bytes())
            .bytes(5, self.run.bytes())
            .bytes(6, self.key.bytes())
            .bytes(7, self.certificate.bytes())
            .finish();
        let length = u16::try_from(map.len()).expect("a header's fields have fixed lengths");
        [&length.to_le_bytes()[..], &map].concat()
    }

    /// The header and the length of its frame at the beginning of `bytes`.
    pub(crate) fn read_frame(bytes: &[u8]) -> Result<(Self, usize), WireError> {
        let cut = WireError::Shape { what: Self::WHAT, at: bytes.len() };
        let (length, rest) = bytes.split_first_chunk::<2>().ok_or(cut)?;
        let length = usize::from(u16::from_le_bytes(*length));
        let fields = Fields::parse(Self::WHAT, rest.get(..length).ok_or(cut)?, Self::BYTES_MAX)?;
        fields.format(1)?;
        let header = Self {
            document: DocumentId {
                operation: OperationId::new(fields.array(1)?),
                kind: fields.byte(2)?,
                owner: PlaceId::new(fields.array(3)?),
            },
            node: NodeKey::new(fields.array(4)?),
            run: Run::new(fields.array(5)?),
            key: KeyId::new(fields.array(6)?),
            certificate: Hash::new(fields.array(7)?),
        };
        Ok((header, length + 2))
    }
}

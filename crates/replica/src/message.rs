//! What two replicas say to each other (`docs/format.md`, section 5).
//!
//! No message means anything only because of an earlier one: each is compared with what is stored
//! when it arrives, so any may be lost, doubled or overtaken. A decoder never allocates more than
//! its input, skips fields it does not know, and gives a kind it does not know a name of its own.
//!
//! Deliberately absent: who sent it, framing, retries.

use minicbor::{Decoder, Encoder};
use musubi_log::hash::{Hash, LogId};
use musubi_log::item::{Item, ItemError};
use musubi_model::ids::{DocumentId, OperationId, PlaceId};
use musubi_model::time::Timestamp;

use crate::runs;

/// No message is longer; a longer one is refused before it is decoded.
pub const MESSAGE_BYTES_MAX: usize = 262_144;

/// The first bytes of a hash: enough to see whether two things differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(pub [u8; Self::LEN]);

impl Digest {
    pub const LEN: usize = 16;
}

impl From<Hash> for Digest {
    fn from(hash: Hash) -> Self {
        Self(*hash.bytes().first_chunk().expect("32 bytes have 16"))
    }
}

/// The signed facts beside the logs, in the order in which they travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum FactClass {
    Statements = 0,
    Certificates = 1,
    Proofs = 2,
    Receipts = 3,
}

impl FactClass {
    pub const ALL: [Self; 4] = [Self::Statements, Self::Certificates, Self::Proofs, Self::Receipts];

    pub const fn number(self) -> u8 {
        self as u8
    }

    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.number() == number)
    }
}

/// A set of bucket numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Buckets([u8; 32]);

impl Buckets {
    pub fn insert(&mut self, bucket: u8) {
        self.0[usize::from(bucket / 8)] |= 1 << (bucket % 8);
    }

    pub fn contains(&self, bucket: u8) -> bool {
        self.0[usize::from(bucket / 8)] & (1 << (bucket % 8)) != 0
    }

    pub fn iter(&self) -> impl Iterator<Item = u8> + '_ {
        (0..=u8::MAX).filter(|&bucket| self.contains(bucket))
    }

    pub fn is_empty(&self) -> bool {
        self.0 == [0; 32]
    }
}

impl FromIterator<u8> for Buckets {
    fn from_iter<I: IntoIterator<Item = u8>>(buckets: I) -> Self {
        let mut set = Self::default();
        buckets.into_iter().for_each(|bucket| set.insert(bucket));
        set
    }
}

/// The newest stored entry of one log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownTip {
    pub log: LogId,
    pub position: u64,
    pub chain: Digest,
}

/// Every stored log of one document between two log ids, or all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub document: DocumentId,
    /// Only logs greater than this are listed.
    pub after: Option<LogId>,
    /// Only logs up to this are listed.
    pub until: Option<LogId>,
    pub tips: Vec<KnownTip>,
}

/// Entries of one log, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    pub log: LogId,
    pub from: u64,
    pub to: u64,
}

/// Whether the sender of tips waits for the receiver's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    Unwanted,
    Wanted,
}

/// Whether more messages follow in the answer to one want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Continues,
    Ends,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    Root {
        root: Hash,
        facts: [Digest; 4],
        wall: Timestamp,
    },
    Facts {
        class: FactClass,
        have: Vec<Digest>,
    },
    Items(Vec<Item>),
    Buckets {
        filled: Buckets,
        digests: Vec<Digest>,
    },
    Documents {
        buckets: Buckets,
        documents: Vec<(DocumentId, Digest)>,
    },
    Tips {
        reply: Reply,
        sections: Vec<Section>,
    },
    Want(Vec<Range>),
    Spans {
        answer: Answer,
        items: Vec<Item>,
    },
    Fetch {
        class: FactClass,
        hashes: Vec<Digest>,
    },
    /// Said by a later version.
    Unknown {
        kind: u64,
    },
}

/// Why bytes are not a message. Accuses the sender alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    #[error("a message of {bytes} bytes is longer than {MESSAGE_BYTES_MAX}")]
    TooLong { bytes: usize },
    #[error("the message breaks off or is malformed at byte {at}")]
    Malformed { at: usize },
    #[error("a byte string at byte {at} is not of whole records")]
    Records { at: usize },
    #[error("an item in the message: {0}")]
    Item(#[from] ItemError),
}

pub(crate) const VEC: &str = "writing into memory cannot fail";
const DOCUMENT_LEN: usize = 17;
const TIP_LEN: usize = 56;

pub(crate) type Out = Encoder<Vec<u8>>;

impl Message {
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Encoder::new(Vec::new());
        self.write(&mut out);
        out.into_writer()
    }

    fn write(&self, out: &mut Out) {
        match self {
            Self::Root { root, facts, wall } => {
                head(out, 3, 0);
                put(out, root.bytes());
                put(out, &joined(facts));
                out.i64(wall.millis()).expect(VEC);
            }
            Self::Facts { class, have } => {
                head(out, 2, 1);
                out.u8(class.number()).expect(VEC);
                put(out, &joined(have));
            }
            Self::Items(items) => {
                head(out, 1, 2);
                put_items(out, items);
            }
            Self::Buckets { filled, digests } => {
                head(out, 2, 3);
                put(out, &filled.0);
                put(out, &joined(digests));
            }
            Self::Documents { buckets, documents } => {
                head(out, 2, 4);
                put(out, &buckets.0);
                let mut bytes = Vec::with_capacity(documents.len() * 33);
                for (document, digest) in documents {
                    bytes.extend(document_bytes(document));
                    bytes.extend(digest.0);
                }
                put(out, &bytes);
            }
            Self::Tips { reply, sections } => {
                head(out, 2, 5);
                out.u8(u8::from(*reply == Reply::Wanted)).expect(VEC);
                out.array(sections.len() as u64).expect(VEC);
                for section in sections {
                    section.write(out);
                }
            }
            Self::Want(ranges) => {
                head(out, 1, 6);
                out.array(ranges.len() as u64).expect(VEC);
                for range in ranges {
                    out.array(3).expect(VEC);
                    put(out, range.log.bytes());
                    out.u64(range.from).expect(VEC).u64(range.to).expect(VEC);
                }
            }
            Self::Spans { answer, items } => {
                head(out, 2, 7);
                out.u8(u8::from(*answer == Answer::Ends)).expect(VEC);
                runs::write(out, items);
            }
            Self::Fetch { class, hashes } => {
                head(out, 2, 8);
                out.u8(class.number()).expect(VEC);
                put(out, &joined(hashes));
            }
            Self::Unknown { kind } => {
                out.array(1).expect(VEC).u64(*kind).expect(VEC);
            }
        }
    }

    /// `operation` is the connection's: a message cannot speak of another.
    pub fn decode(operation: OperationId, bytes: &[u8]) -> Result<Self, MessageError> {
        if bytes.len() > MESSAGE_BYTES_MAX {
            return Err(MessageError::TooLong { bytes: bytes.len() });
        }
        Reader { decoder: Decoder::new(bytes), bytes, operation }.message()
    }
}

fn head(out: &mut Out, fields: u64, kind: u8) {
    out.array(fields + 1).expect(VEC).u8(kind).expect(VEC);
}

fn put(out: &mut Out, bytes: &[u8]) {
    out.bytes(bytes).expect(VEC);
}

fn put_items(out: &mut Out, items: &[Item]) {
    out.array(items.len() as u64).expect(VEC);
    for item in items {
        out.writer_mut().extend(item.to_bytes());
    }
}

fn joined(digests: &[Digest]) -> Vec<u8> {
    digests.iter().flat_map(|digest| digest.0).collect()
}

fn document_bytes(document: &DocumentId) -> [u8; DOCUMENT_LEN] {
    *document.to_bytes().last_chunk().expect("33 bytes have 17")
}

impl Section {
    fn write(&self, out: &mut Out) {
        out.array(4).expect(VEC);
        put(out, &document_bytes(&self.document));
        for bound in [self.after, self.until] {
            match bound {
                Some(log) => put(out, log.bytes()),
                None => drop(out.null().expect(VEC)),
            }
        }
        let mut bytes = Vec::with_capacity(self.tips.len() * TIP_LEN);
        for tip in &self.tips {
            bytes.extend(tip.log.bytes());
            bytes.extend(tip.position.to_le_bytes());
            bytes.extend(tip.chain.0);
        }
        put(out, &bytes);
    }

    /// Whether a log of this document, if the sender held it, would be listed here.
    pub fn covers(&self, log: &LogId) -> bool {
        self.after.is_none_or(|after| *log > after) && self.until.is_none_or(|until| *log <= until)
    }
}

struct Reader<'b> {
    decoder: Decoder<'b>,
    bytes: &'b [u8],
    operation: OperationId,
}

impl<'b> Reader<'b> {
    fn message(mut self) -> Result<Message, MessageError> {
        let fields = self.count()?;
        let kind = self.uint()?;
        if fields == 0 {
            return Err(self.malformed());
        }
        let message = match kind {
            0 => {
                let root = Hash::new(self.array()?);
                let facts = self.digests()?;
                let facts = facts.try_into().map_err(|_| self.records())?;
                let at = self.decoder.position();
                let wall = self.decoder.i64().map_err(|_| MessageError::Malformed { at })?;
                Message::Root { root, facts, wall: Timestamp::from_millis(wall) }
            }
            1 => Message::Facts { class: self.class()?, have: self.digests()? },
            2 => Message::Items(self.items()?),
            3 => Message::Buckets { filled: Buckets(self.array()?), digests: self.digests()? },
            4 => {
                Message::Documents { buckets: Buckets(self.array()?), documents: self.documents()? }
            }
            5 => {
                let reply = if self.uint()? == 1 { Reply::Wanted } else { Reply::Unwanted };
                let mut sections = vec![];
                for _ in 0..self.count()? {
                    sections.push(self.section()?);
                }
                Message::Tips { reply, sections }
            }
            6 => {
                let mut ranges = vec![];
                for _ in 0..self.count()? {
                    ranges.push(self.range()?);
                }
                Message::Want(ranges)
            }
            7 => {
                let answer = if self.uint()? == 1 { Answer::Ends } else { Answer::Continues };
                Message::Spans { answer, items: self.runs()? }
            }
            8 => Message::Fetch { class: self.class()?, hashes: self.digests()? },
            kind => Message::Unknown { kind },
        };
        Ok(message)
    }

    fn section(&mut self) -> Result<Section, MessageError> {
        let fields = self.count()?;
        let document = self.array()?;
        let document = self.document(document);
        let after = self.bound()?;
        let until = self.bound()?;
        let bytes = self.string()?;
        let (tips, rest) = bytes.as_chunks::<TIP_LEN>();
        if !rest.is_empty() {
            return Err(self.records());
        }
        let tips = tips.iter().map(known_tip).collect();
        self.skip(fields, 4)?;
        Ok(Section { document, after, until, tips })
    }

    fn range(&mut self) -> Result<Range, MessageError> {
        let fields = self.count()?;
        let range = Range { log: LogId::new(self.array()?), from: self.uint()?, to: self.uint()? };
        self.skip(fields, 3)?;
        Ok(range)
    }

    fn skip(&mut self, fields: u64, known: u64) -> Result<(), MessageError> {
        let unknown = fields.checked_sub(known).ok_or_else(|| self.malformed())?;
        for _ in 0..unknown {
            self.decoder.skip().map_err(|_| self.malformed())?;
        }
        Ok(())
    }

    fn items(&mut self) -> Result<Vec<Item>, MessageError> {
        let mut items = vec![];
        for _ in 0..self.count()? {
            items.extend(self.item()?);
        }
        Ok(items)
    }

    /// `None`: an item of a later version.
    fn item(&mut self) -> Result<Option<Item>, MessageError> {
        let start = self.decoder.position();
        let rest = self.bytes.get(start..).unwrap_or_default();
        let (item, length) = match Item::read(rest) {
            Ok((item, length)) => (Some(item), length),
            Err(ItemError::UnknownKind { length, .. }) => (None, length),
            Err(error) => return Err(error.into()),
        };
        self.decoder.set_position(start + length);
        Ok(item)
    }

    fn runs(&mut self) -> Result<Vec<Item>, MessageError> {
        let mut items = vec![];
        for _ in 0..self.count()? {
            let start = self.decoder.position();
            match self.count()? {
                0..=2 => {
                    self.decoder.set_position(start);
                    items.extend(self.item()?);
                }
                fields => runs::read(&mut self.decoder, fields, &mut items)
                    .ok_or_else(|| self.malformed())?,
            }
        }
        Ok(items)
    }

    fn documents(&mut self) -> Result<Vec<(DocumentId, Digest)>, MessageError> {
        let bytes = self.string()?;
        let (records, rest) = bytes.as_chunks::<{ DOCUMENT_LEN + Digest::LEN }>();
        if !rest.is_empty() {
            return Err(self.records());
        }
        let read = |record: &[u8; DOCUMENT_LEN + Digest::LEN]| {
            let document = *record.first_chunk().expect("33 bytes have 17");
            let digest = *record.last_chunk().expect("33 bytes have 16");
            (self.document(document), Digest(digest))
        };
        Ok(records.iter().map(read).collect())
    }

    fn document(&self, bytes: [u8; DOCUMENT_LEN]) -> DocumentId {
        let owner = PlaceId::new(*bytes.last_chunk().expect("17 bytes have 16"));
        DocumentId { operation: self.operation, kind: bytes[0], owner }
    }

    fn digests(&mut self) -> Result<Vec<Digest>, MessageError> {
        let (digests, rest) = self.string()?.as_chunks();
        if rest.is_empty() {
            Ok(digests.iter().copied().map(Digest).collect())
        } else {
            Err(self.records())
        }
    }

    fn bound(&mut self) -> Result<Option<LogId>, MessageError> {
        if matches!(self.decoder.datatype(), Ok(minicbor::data::Type::Null)) {
            self.decoder.skip().map_err(|_| self.malformed())?;
            return Ok(None);
        }
        Ok(Some(LogId::new(self.array()?)))
    }

    fn class(&mut self) -> Result<FactClass, MessageError> {
        let number = self.uint()?;
        u8::try_from(number).ok().and_then(FactClass::from_number).ok_or_else(|| self.malformed())
    }

    fn count(&mut self) -> Result<u64, MessageError> {
        let at = self.decoder.position();
        self.decoder.array().ok().flatten().ok_or(MessageError::Malformed { at })
    }

    fn uint(&mut self) -> Result<u64, MessageError> {
        let at = self.decoder.position();
        self.decoder.u64().map_err(|_| MessageError::Malformed { at })
    }

    fn string(&mut self) -> Result<&'b [u8], MessageError> {
        let at = self.decoder.position();
        self.decoder.bytes().map_err(|_| MessageError::Malformed { at })
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], MessageError> {
        let at = self.decoder.position();
        self.string()?.try_into().map_err(|_| MessageError::Records { at })
    }

    fn malformed(&self) -> MessageError {
        MessageError::Malformed { at: self.decoder.position() }
    }

    fn records(&self) -> MessageError {
        MessageError::Records { at: self.decoder.position() }
    }
}

fn known_tip(bytes: &[u8; TIP_LEN]) -> KnownTip {
    let position = *bytes[32..].first_chunk().expect("24 bytes have 8");
    KnownTip {
        log: LogId::new(*bytes.first_chunk().expect("56 bytes have 32")),
        position: u64::from_le_bytes(position),
        chain: Digest(*bytes.last_chunk().expect("56 bytes have 16")),
    }
}

//! The unit of transfer: consecutive frames of one log, ended by the author's signature.
//!
//! Position i is a **checkpoint** if i mod 64 = 0 or the frames since the last checkpoint reach
//! 65,536 bytes with i; the author signs there in any case. A span ends at a signed head and never
//! crosses a checkpoint, so it is bounded, and a cut transfer loses at most one.
//!
//! Verifying needs only the [`Tip`] before it: nobody has to keep frames to check the next ones.

use musubi_model::ids::{DocumentId, NodeKey};

use crate::city::is_signed_by;
use crate::entry::{Entry, FRAME_BYTES_MAX, FrameError, RawEntry};
use crate::hash::{Hash, LogId, Run, chain, chain_start, h, leaf};
use crate::header::Header;
use crate::wire::{Fields, Map, Unknown, WireError};

/// Every position that is a multiple of this is a checkpoint.
pub const CHECKPOINT_EVERY: u64 = 64;
/// So many frame bytes since the last checkpoint make the next.
pub const CHECKPOINT_BYTES: u64 = 65_536;
/// More frame bytes than any span between two checkpoints can have.
pub const SPAN_FRAME_BYTES_MAX: usize = 65_535 + FRAME_BYTES_MAX;

/// What an author signed: "my log stands here".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub log: LogId,
    pub position: u64,
    pub chain: Hash,
    pub signature: [u8; 64],
}

impl Head {
    pub(crate) fn message(log: &LogId, position: u64, chain: &Hash) -> Hash {
        h("head", &[log.bytes(), &position.to_le_bytes(), chain.bytes()])
    }

    pub fn is_signed_by(&self, node: &NodeKey) -> bool {
        let message = Self::message(&self.log, self.position, &self.chain);
        is_signed_by(node.bytes(), &message, &self.signature)
    }
}

/// Where a verified branch of a log ends: all that is needed to verify what comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    pub log: LogId,
    pub node: NodeKey,
    pub position: u64,
    /// The chain up to and with `position`.
    pub chain: Hash,
    /// Bytes of frames since the last checkpoint; 0 if `position` is one.
    pub bytes_since_checkpoint: u64,
}

impl Tip {
    /// Steps over one more frame. Says whether the new position is a checkpoint.
    pub(crate) fn step(&mut self, leaf: &Hash, frame_bytes: usize) -> bool {
        self.position += 1;
        self.chain = chain(&self.chain, leaf);
        let since = self.bytes_since_checkpoint + frame_bytes as u64;
        let checkpoint = is_checkpoint(self.position, since);
        self.bytes_since_checkpoint = if checkpoint { 0 } else { since };
        checkpoint
    }
}

/// `since` counts the frames after the last checkpoint, the one at `position` included.
fn is_checkpoint(position: u64, since: u64) -> bool {
    position.is_multiple_of(CHECKPOINT_EVERY) || since >= CHECKPOINT_BYTES
}

/// A span as it travels and rests. Says nothing until verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    log: LogId,
    from: u64,
    before: Hash,
    frames: Vec<u8>,
    signature: [u8; 64],
    unknown: Unknown,
}

/// Why a span is refused. All but [`SpanError::Elsewhere`] accuse whoever sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    #[error(transparent)]
    Wire(#[from] WireError),
    #[error("frame {position}: {error}")]
    Frame { position: u64, error: FrameError },
    #[error("the span has no frames")]
    Empty,
    #[error("the span goes on beyond the checkpoint at {position}")]
    CrossesCheckpoint { position: u64 },
    #[error("the header is not this log's")]
    ForeignHeader,
    #[error("the span begins at {from}, where the branch known here ends at {tip}")]
    Elsewhere { from: u64, tip: u64 },
    #[error("the author's signature does not hold")]
    Signature,
}

impl SpanError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Wire(error) => error.code(),
            Self::Frame { .. } => "span_frame",
            Self::Empty => "span_empty",
            Self::CrossesCheckpoint { .. } => "span_crosses_checkpoint",
            Self::ForeignHeader => "span_foreign_header",
            Self::Elsewhere { .. } => "span_elsewhere",
            Self::Signature => "span_signature",
        }
    }
}

/// A span whose chain and signature hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Only in a log's first span.
    pub header: Option<Header>,
    pub entries: Vec<Entry>,
    pub head: Head,
    /// Leaves of all frames, the header's included; for proofs.
    pub leaves: Vec<Hash>,
    /// The position of its first frame, and the chain just before it.
    pub from: u64,
    pub before: Hash,
    /// Where the branch now ends. After [`Span::verify_alone`] its byte count is that of this span.
    pub tip: Tip,
}

/// One frame of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub leaf: Hash,
    /// Up to and with this frame.
    pub chain: Hash,
    pub bytes: u64,
}

impl Span {
    const WHAT: &str = "span";
    /// Log, signature, chain and the map around them take less than 200 bytes.
    pub const BYTES_MAX: usize = SPAN_FRAME_BYTES_MAX + 1_024;

    /// From its parts, as a message may carry them. `before` of a first span is fixed.
    pub fn new(log: LogId, from: u64, before: Hash, frames: Vec<u8>, signature: [u8; 64]) -> Self {
        Self { log, from, before, frames, signature, unknown: Unknown::new() }
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let fields = Fields::parse(Self::WHAT, bytes, Self::BYTES_MAX)?;
        let log = LogId::new(fields.array(0)?);
        let from = fields.uint(1)?;
        let before = if from == 0 { chain_start(&log) } else { Hash::new(fields.array(2)?) };
        Ok(Self {
            log,
            from,
            before,
            frames: fields.bytes(3)?.to_vec(),
            signature: fields.array(4)?,
            unknown: fields.unknown(if from == 0 { &[0, 1, 3, 4] } else { &[0, 1, 2, 3, 4] }),
        })
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let map = Map::default()
            .bytes(0, self.log.bytes())
            .uint(1, self.from)
            .bytes(3, &self.frames)
            .bytes(4, &self.signature);
        let map = if self.from == 0 { map } else { map.bytes(2, self.before.bytes()) };
        map.unknown(&self.unknown).finish()
    }

    pub fn log(&self) -> LogId {
        self.log
    }

    /// The position of its first frame.
    pub fn from(&self) -> u64 {
        self.from
    }

    /// The chain just before its first frame: which branch it continues.
    pub fn before(&self) -> Hash {
        self.before
    }

    /// The frames' bytes, end to end.
    pub fn frames(&self) -> &[u8] {
        &self.frames
    }

    /// The author's, over where the span ends.
    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }

    /// Whether its parts are all there is: no fields of a later version.
    pub fn is_plain(&self) -> bool {
        self.unknown.is_empty()
    }

    /// What a span that continues this one begins with: position and chain. `None` where the
    /// frames are malformed.
    pub fn end(&self) -> Option<(u64, Hash)> {
        if self.from == 0 {
            return Some((1, chain(&self.before, &leaf(&self.frames))));
        }
        let (mut next, mut at, mut rest) = (self.from, self.before, self.frames.as_slice());
        while !rest.is_empty() {
            let raw = RawEntry::read(rest).ok()?;
            rest = &rest[raw.frame().len()..];
            at = chain(&at, &leaf(raw.frame()));
            next = next.checked_add(1)?;
        }
        Some((next, at))
    }

    /// A log's first span: the header alone, for position 0 is a checkpoint.
    pub fn verify_first(&self) -> Result<Verified, SpanError> {
        if self.from != 0 {
            return Err(SpanError::ForeignHeader);
        }
        let (header, length) = Header::read_frame(&self.frames)?;
        if header.log() != self.log {
            return Err(SpanError::ForeignHeader);
        }
        if length != self.frames.len() {
            return Err(SpanError::CrossesCheckpoint { position: 0 });
        }
        let leaf = leaf(&self.frames);
        let tip = Tip {
            log: self.log,
            node: header.node,
            position: 0,
            chain: chain(&chain_start(&self.log), &leaf),
            bytes_since_checkpoint: 0,
        };
        self.finish(Some(header), vec![], vec![leaf], tip)
    }

    /// Continues a branch whose tip is known.
    pub fn verify_after(&self, tip: &Tip) -> Result<Verified, SpanError> {
        let follows = tip.position.checked_add(1) == Some(self.from);
        if self.log != tip.log || !follows || self.before != tip.chain {
            return Err(SpanError::Elsewhere { from: self.from, tip: tip.position });
        }
        self.walk(tip.clone())
    }

    /// Without the branch before it: signed by the author and bound to [`Span::before`], but how
    /// many bytes lie since the last checkpoint is not known. For reading one's own journal from
    /// the middle, and for the other branch of a fork.
    pub fn verify_alone(&self, header: &Header) -> Result<Verified, SpanError> {
        if self.log != header.log() {
            return Err(SpanError::ForeignHeader);
        }
        self.verify_by(header.node)
    }

    /// The caller knows that the log is this node's.
    pub(crate) fn verify_by(&self, node: NodeKey) -> Result<Verified, SpanError> {
        if self.from == 0 {
            return self.verify_first();
        }
        self.walk(Tip {
            log: self.log,
            node,
            position: self.from - 1,
            chain: self.before,
            bytes_since_checkpoint: 0,
        })
    }

    /// One span in place of several that follow each other and cross no checkpoint: one signature
    /// to carry and to check. `None` where they do not follow each other. The result says no more
    /// than its parts did; it must still be verified.
    pub fn join(spans: &[Self]) -> Option<Self> {
        let (first, rest) = spans.split_first()?;
        let mut joined = first.clone();
        let mut next = joined.from.checked_add(joined.count()?)?;
        for span in rest {
            if span.log != joined.log || span.from != next {
                return None;
            }
            next = span.from.checked_add(span.count()?)?;
            joined.frames.extend_from_slice(&span.frames);
            joined.signature = span.signature;
            joined.unknown.clone_from(&span.unknown);
        }
        (joined.frames.len() <= SPAN_FRAME_BYTES_MAX).then_some(joined)
    }

    /// Its frames from `from` on, for a node that holds those before. `None` where it has none.
    pub fn tail(&self, from: u64) -> Option<Self> {
        let skipped = from.checked_sub(self.from)?;
        let (mut before, mut rest) = (self.before, self.frames.as_slice());
        for _ in 0..skipped {
            let length =
                if self.from == 0 { rest.len() } else { RawEntry::read(rest).ok()?.frame().len() };
            let (frame, after) = rest.split_at(length);
            before = chain(&before, &leaf(frame));
            rest = after;
        }
        (!rest.is_empty()).then(|| Self {
            from,
            before,
            frames: rest.to_vec(),
            unknown: self.unknown.clone(),
            ..*self
        })
    }

    /// The chain up to and with a position of its; `None` where it holds no such frame.
    pub fn chain_at(&self, position: u64) -> Option<Hash> {
        let index = usize::try_from(position.checked_sub(self.from)?).ok()?;
        self.steps()?.get(index).map(|step| step.chain)
    }

    /// What each of its frames adds to the chain; `None` where they are malformed.
    pub fn steps(&self) -> Option<Vec<Step>> {
        let (mut before, mut rest, mut steps) = (self.before, self.frames.as_slice(), vec![]);
        while !rest.is_empty() {
            let (frame, after) = self.split(rest)?;
            let leaf = leaf(frame);
            before = chain(&before, &leaf);
            steps.push(Step { leaf, chain: before, bytes: frame.len() as u64 });
            rest = after;
        }
        Some(steps)
    }

    /// The first of these frames, and the others.
    fn split<'f>(&self, frames: &'f [u8]) -> Option<(&'f [u8], &'f [u8])> {
        let length =
            if self.from == 0 { frames.len() } else { RawEntry::read(frames).ok()?.frame().len() };
        frames.split_at_checked(length)
    }

    /// How many frames it claims to have; `None` where they are malformed.
    pub fn count(&self) -> Option<u64> {
        if self.from == 0 {
            return Some(1);
        }
        let mut rest = self.frames.as_slice();
        let mut count = 0;
        while !rest.is_empty() {
            rest = &rest[RawEntry::length(rest).ok()?..];
            count += 1;
        }
        Some(count)
    }

    /// The position of its last frame, whose head it ends with; `None` where frames are malformed.
    pub fn to(&self) -> Option<u64> {
        self.from.checked_add(self.count()?.checked_sub(1)?)
    }

    fn walk(&self, mut tip: Tip) -> Result<Verified, SpanError> {
        let mut rest = self.frames.as_slice();
        let (mut entries, mut leaves) = (Vec::new(), Vec::new());
        let mut at_checkpoint = false;
        while !rest.is_empty() {
            if at_checkpoint {
                return Err(SpanError::CrossesCheckpoint { position: tip.position });
            }
            let position = tip.position.checked_add(1).ok_or(SpanError::Empty)?;
            let raw = RawEntry::read(rest).map_err(|error| SpanError::Frame { position, error })?;
            rest = &rest[raw.frame().len()..];
            let leaf = leaf(raw.frame());
            at_checkpoint = tip.step(&leaf, raw.frame().len());
            entries.push(Entry::verified(self.log, position, leaf, tip.chain, raw));
            leaves.push(leaf);
        }
        if entries.is_empty() {
            return Err(SpanError::Empty);
        }
        self.finish(None, entries, leaves, tip)
    }

    fn finish(
        &self,
        header: Option<Header>,
        entries: Vec<Entry>,
        leaves: Vec<Hash>,
        tip: Tip,
    ) -> Result<Verified, SpanError> {
        let (position, chain) = (tip.position, tip.chain);
        let head = Head { log: self.log, position, chain, signature: self.signature };
        if !head.is_signed_by(&tip.node) {
            return Err(SpanError::Signature);
        }
        let (from, before) = (self.from, self.before);
        Ok(Verified { header, entries, head, leaves, from, before, tip })
    }
}

/// Which log this is, without its header: enough to check signatures and to name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogName {
    pub document: DocumentId,
    pub node: NodeKey,
    pub run: Run,
}

impl LogName {
    pub fn id(&self) -> LogId {
        crate::hash::log_id(&self.document, &self.node, &self.run)
    }
}

impl From<&Header> for LogName {
    fn from(header: &Header) -> Self {
        Self { document: header.document, node: header.node, run: header.run }
    }
}

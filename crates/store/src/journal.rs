//! The journal: append-only segments of items in the very bytes of the wire, written by one hand.
//!
//! Invariants:
//! - Nothing an item says is shown by a read before a sync confirmed the item.
//! - After any crash the journal reopens with everything that was ever synced, in order; what
//!   follows is a prefix of what was appended, and nothing else. The rest is cut off, kept aside
//!   and reported.
//! - After a failed write nothing more is taken: what the disk really holds is only known after
//!   opening again.
//! - A frame that was synced and does not hold any more is *damage*, reported by place; all
//!   other frames stay readable.
//!
//! Deliberately absent: what items mean (an item is a tag and bytes; a span also says which
//! positions of which log it holds), deletion, an index per entry.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::Arc;

use crate::disk::{Disk, DiskFile, RealDisk};

mod check;
#[cfg(test)]
mod damage;
mod examine;
mod frame;
#[cfg(test)]
mod histories;
mod index;
mod open;
mod segment;

pub use check::Checker;
#[cfg(test)]
pub(crate) use examine::examine_files;
pub use examine::{ExamineError, Flaw, Frame, examine, examine_segment};
pub use open::{OpenError, Opened, Torn};

use frame::{HEAD_BYTES, Payload, Salt};
use index::{Index, Overlap};
use segment::{FRAMES_START, Segment};

/// Version of the segment files. A file of a newer one is refused, not guessed at.
pub const FORMAT: u32 = 1;
/// A segment is closed before it would grow beyond this.
pub const SEGMENT_BYTES: u32 = 64 << 20;
/// The largest item; a span of the wire is far smaller.
pub const ITEM_BYTES_MAX: usize = 1 << 20;
/// Tags from here on are the journal's own.
pub const TAG_MAX: u8 = 0xef;
/// The tag of a note that damage to a log was found; its bytes are the log's id.
const RECOUNTED: u8 = 0xf0;
/// The largest payload of a frame: a footer of a segment full of the smallest spans.
const FRAME_BYTES_MAX: usize = 64 << 20;
/// Appended bytes beyond this are handed to the system before they are synced.
const BUFFER_BYTES: usize = 1 << 20;

/// A log's id, as `musubi_log` derives it.
pub type LogId = [u8; 32];

/// Enough of a chain hash to tell which span follows which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link([u8; 16]);

impl Link {
    /// What stands before position 0.
    pub const START: Self = Self([0; 16]);

    pub fn to(chain: &[u8; 32]) -> Self {
        let (half, _) = chain.split_first_chunk().expect("16 of 32 bytes");
        Self(*half)
    }
}

/// Which positions of which log a span holds, and between which chain hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanMeta {
    pub log: LogId,
    pub first: u64,
    pub last: u64,
    /// The chain hash at `first - 1`.
    pub before: Link,
    /// The chain hash at `last`.
    pub after: [u8; 32],
    /// Bytes of frames since the last checkpoint, counted at `last`.
    pub since_checkpoint: u32,
}

/// The newest stored position of one chain of a log. A log has more than one only if it forked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Branch {
    pub last: u64,
    pub after: [u8; 32],
    pub since_checkpoint: u32,
}

/// Where a frame stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub segment: u32,
    pub offset: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "segment {} at byte {}", self.segment, self.offset)
    }
}

/// An item as it was appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub place: Place,
    pub tag: u8,
    pub span: Option<SpanMeta>,
    pub bytes: Vec<u8>,
}

/// Something that was synced once and does not hold any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// One or more frames. `spans` names what is known to have stood there.
    Frames { place: Place, bytes: u32, spans: Vec<LostSpan> },
    /// The list of a segment's contents; its frames were looked at one by one instead.
    Footer { segment: u32 },
    /// Both copies of a segment's header: none of its frames can be checked.
    Header { segment: u32 },
    /// A whole file.
    Missing { segment: u32 },
}

/// Positions to fetch again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LostSpan {
    pub log: LogId,
    pub first: u64,
    pub last: u64,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frames { place, bytes, .. } => {
                write!(f, "{bytes} bytes are damaged in {place}")
            }
            Self::Footer { segment } => {
                write!(f, "the list at the end of segment {segment} is damaged")
            }
            Self::Header { segment } => write!(f, "the beginning of segment {segment} is damaged"),
            Self::Missing { segment } => write!(f, "segment {segment} is missing"),
        }
    }
}

/// What a read found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub items: Vec<Stored>,
    pub damaged: Vec<Damage>,
    /// More stands there than the reader wanted at once; ask again from this position.
    pub next: Option<u64>,
}

/// Why the journal took nothing. After a failed write it takes nothing any more.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("an item of {bytes} bytes is larger than the {ITEM_BYTES_MAX} the journal takes")]
    TooLarge { bytes: usize },
    #[error("a span's frames are not frames; it was not verified")]
    Malformed,
    #[error("the disk is full; nothing since the last saving is saved, and nothing more is taken")]
    DiskFull { source: io::Error },
    #[error(
        "the disk refused segment {segment}; nothing since the last saving is saved, and nothing more is taken"
    )]
    Disk { segment: u32, source: io::Error },
    #[error(
        "the journal stopped at an earlier failed write; start again to see what the disk holds"
    )]
    Stopped,
}

/// The one writer of a directory of segments, and its reader.
#[derive(Debug)]
pub struct Journal<D: Disk = RealDisk> {
    disk: D,
    segment_bytes: u32,
    closed: BTreeMap<u32, Segment<D::File>>,
    current: Segment<D::File>,
    /// Of the current segment: handed to the system, and confirmed by it.
    written: u32,
    synced: u32,
    buffer: Vec<u8>,
    pending: Vec<Pending>,
    index: Index,
    stopped: bool,
}

#[derive(Debug)]
struct Pending {
    place: Place,
    tag: u8,
    span: Option<SpanMeta>,
    mends: bool,
}

impl<D: Disk> Journal<D> {
    /// Takes an item; it is neither durable nor readable before the next [`Journal::sync`].
    ///
    /// `span` must hold for the bytes; the journal does not look into them. A span that repeats
    /// positions up to a hash the journal holds, or held, is kept as a mend of these.
    pub fn append(
        &mut self,
        tag: u8,
        span: Option<&SpanMeta>,
        bytes: &[u8],
    ) -> Result<Place, WriteError> {
        assert!(tag <= TAG_MAX || tag == RECOUNTED, "tags above TAG_MAX are the journal's own");
        assert!(span.is_none_or(|span| span.first <= span.last), "a span holds a position");
        if self.stopped {
            return Err(WriteError::Stopped);
        }
        if bytes.len() > ITEM_BYTES_MAX {
            return Err(WriteError::TooLarge { bytes: bytes.len() });
        }
        let mends = match span {
            Some(span) => self.repeats(span).map_err(|source| self.stop(source))?,
            None => false,
        };
        let payload = Payload { tag, span: span.copied(), mends, bytes }.write();
        let frame_bytes = u32::try_from(HEAD_BYTES + payload.len()).expect("ITEM_BYTES_MAX");
        if self.end() + frame_bytes > self.segment_bytes && self.end() > FRAMES_START {
            self.begin_segment()?;
        }
        let place = Place { segment: self.current.number, offset: self.end() };
        frame::write(&mut self.buffer, self.current.salt, place.offset, self.synced, &payload);
        self.pending.push(Pending { place, tag, span: span.copied(), mends });
        if self.buffer.len() > BUFFER_BYTES {
            self.write_buffer().map_err(|source| self.stop(source))?;
        }
        Ok(place)
    }

    /// Returns once everything appended so far outlives a power cut.
    pub fn sync(&mut self) -> Result<(), WriteError> {
        if self.stopped {
            return Err(WriteError::Stopped);
        }
        if self.synced == self.end() {
            return Ok(());
        }
        self.write_buffer()
            .and_then(|()| self.current.file.sync())
            .map_err(|source| self.stop(source))?;
        self.synced = self.written;
        for item in self.pending.drain(..) {
            match item.span {
                Some(span) => self.index.add_span(item.place, &span, item.mends),
                None => self.index.add_other(item.place, item.tag),
            }
        }
        Ok(())
    }

    /// Every log with a durable span.
    pub fn logs(&self) -> impl Iterator<Item = &LogId> {
        self.index.logs()
    }

    /// How far each chain of the log is held without a hole. Positions behind one do not count.
    pub fn branches(&self, log: &LogId) -> Vec<Branch> {
        self.index.branches(log)
    }

    /// Positions, first and last, that are missing below ones that are held.
    pub fn holes(&self, log: &LogId) -> Vec<(u64, u64)> {
        self.index.holes(log)
    }

    /// The durable spans that hold any of the positions, of all branches, by first position.
    ///
    /// Ends after the span with which `bytes_max` is reached, and then says where to go on.
    pub fn read_spans(
        &self,
        log: &LogId,
        from: u64,
        to: u64,
        bytes_max: usize,
    ) -> io::Result<Found> {
        let mut found = Found::default();
        let mut bytes = 0;
        for (first, last, place) in self.index.spans(log, from, to) {
            if bytes >= bytes_max
                && found
                    .items
                    .last()
                    .is_some_and(|item| item.span.is_some_and(|span| span.first < first))
            {
                found.next = Some(first);
                break;
            }
            match self.read(place)? {
                Some(stored) => {
                    bytes += stored.bytes.len();
                    found.items.push(stored);
                }
                None => found.damaged.push(Damage::Frames {
                    place,
                    bytes: 0,
                    spans: vec![LostSpan { log: *log, first, last }],
                }),
            }
        }
        Ok(found)
    }

    /// All durable items with this tag that are no spans, oldest first.
    pub fn read_others(&self, tag: u8) -> io::Result<Found> {
        let mut found = Found::default();
        for place in self.index.others(tag) {
            match self.read(place)? {
                Some(stored) => found.items.push(stored),
                None => {
                    found.damaged.push(Damage::Frames { place, bytes: 0, spans: Vec::new() });
                }
            }
        }
        Ok(found)
    }

    /// One durable item, or `None` where its frame does not hold any more.
    pub fn read(&self, place: Place) -> io::Result<Option<Stored>> {
        let Some(segment) = self.segment(place.segment) else { return Ok(None) };
        let Some(payload) = segment.read_frame(place.offset)? else { return Ok(None) };
        Ok(Payload::read(&payload).map(|payload| Stored {
            place,
            tag: payload.tag,
            span: payload.span,
            bytes: payload.bytes.to_vec(),
        }))
    }

    /// Bytes of frames since the last checkpoint before `first`, on the branch with this hash.
    pub(crate) fn since_checkpoint(&self, log: &LogId, first: u64, before: &[u8; 32]) -> u32 {
        let pending = self.pending.iter().rev().filter_map(|item| item.span);
        let pending = pending.filter(|span| span.log == *log);
        let ends = pending.map(|span| (span.last, span.after, span.since_checkpoint));
        let branches = self.index.branches(log).into_iter();
        ends.chain(branches.map(|tip| (tip.last, tip.after, tip.since_checkpoint)))
            .find(|(last, after, _)| last.checked_add(1) == Some(first) && after == before)
            .map_or(0, |(.., since)| since)
    }

    /// Looks again which spans of a log still hold, after damage to it was found: branches then
    /// end before what is lost, so that it is asked for like anything else that is missing.
    ///
    /// The journal remembers this; opening looks again at the logs it was told of.
    pub fn recount(&mut self, log: &LogId) -> Result<(), WriteError> {
        self.append(RECOUNTED, None, log)?;
        self.sync()?;
        self.look_again(log).map_err(|source| self.stop(source))
    }

    fn look_again(&mut self, log: &LogId) -> io::Result<()> {
        let mut places: Vec<Place> =
            self.index.spans(log, 0, u64::MAX).into_iter().map(|(_, _, place)| place).collect();
        places.sort_unstable();
        let mut holding = Vec::new();
        for place in places {
            if let Some(span) = self.read_span_meta(place)? {
                holding.push((place, span));
            }
        }
        self.index.forget(log);
        for (place, (span, mends)) in holding {
            self.index.add_span(place, &span, mends);
        }
        Ok(())
    }

    fn read_span_meta(&self, place: Place) -> io::Result<Option<(SpanMeta, bool)>> {
        let Some(segment) = self.segment(place.segment) else { return Ok(None) };
        let Some(payload) = segment.read_frame(place.offset)? else { return Ok(None) };
        Ok(Payload::read(&payload).and_then(|payload| Some((payload.span?, payload.mends))))
    }

    /// Bytes of all segment files.
    pub fn disk_bytes(&self) -> io::Result<u64> {
        let mut bytes = self.current.file.bytes()?;
        for segment in self.closed.values() {
            bytes += segment.file.bytes()?;
        }
        Ok(bytes)
    }

    fn segment(&self, number: u32) -> Option<&Segment<D::File>> {
        if number == self.current.number { Some(&self.current) } else { self.closed.get(&number) }
    }

    /// Where the next frame will stand.
    fn end(&self) -> u32 {
        self.written + u32::try_from(self.buffer.len()).expect("the buffer is bounded")
    }

    fn write_buffer(&mut self) -> io::Result<()> {
        if !self.buffer.is_empty() {
            self.current.file.write_at(&self.buffer, u64::from(self.written))?;
            self.written = self.end();
            self.buffer.clear();
        }
        Ok(())
    }

    /// Closes the current segment with its footer and begins the next.
    ///
    /// The order matters: a segment that has a successor is wholly synced, and a segment that
    /// holds a frame has a header and a name that are synced.
    fn begin_segment(&mut self) -> Result<(), WriteError> {
        self.sync()?;
        let contents = self.index.contents(self.current.number);
        self.buffer = segment::footer(&contents, self.current.salt, self.written);
        self.write_buffer()
            .and_then(|()| self.current.file.sync())
            .and_then(|()| create_segment(&self.disk, self.current.number + 1))
            .map(|next| {
                let closed = std::mem::replace(&mut self.current, next);
                self.closed.insert(closed.number, closed);
                self.written = FRAMES_START;
                self.synced = FRAMES_START;
            })
            .map_err(|source| self.stop(source))
    }

    /// Whether the span ends at a hash that stands, or stood, in the journal below newer ones.
    fn repeats(&self, span: &SpanMeta) -> io::Result<bool> {
        let (ending, following) = match self.index.ends_within(span) {
            Overlap::None => return Ok(false),
            Overlap::Repeats => return Ok(true),
            Overlap::Look { ending, following } => (ending, following),
        };
        let after = |stored: &SpanMeta| stored.last == span.last && stored.after == span.after;
        let before =
            |stored: &SpanMeta| stored.first > span.last && stored.before == Link::to(&span.after);
        for (_, _, place) in ending.into_iter().chain(following) {
            let stored = self.read(place)?.and_then(|stored| stored.span);
            if stored.is_some_and(|stored| after(&stored) || before(&stored)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn stop(&mut self, source: io::Error) -> WriteError {
        self.stopped = true;
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                WriteError::DiskFull { source }
            }
            _ => WriteError::Disk { segment: self.current.number, source },
        }
    }
}

/// A new, empty segment whose header and name are durable.
fn create_segment<D: Disk>(disk: &D, number: u32) -> io::Result<Segment<D::File>> {
    let salt = Salt(disk.salt()?);
    let file = disk.create(&segment::name(number))?;
    segment::write_header(&file, number, salt)?;
    file.sync()?;
    disk.sync_names()?;
    Ok(Segment { number, file: Arc::new(file), salt })
}

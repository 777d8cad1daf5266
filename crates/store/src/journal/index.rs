//! Where every item stands: per log and per run of neighbouring spans, packed, never per entry.
//!
//! A *piece* is what one segment holds of one log without a gap. A span costs it two to five
//! bytes: how much further in the file it begins, and how many positions it has.

use std::collections::BTreeMap;

use super::frame::{read_varint, take, write_varint};
use super::{Branch, Link, LogId, Place, SpanMeta};

/// What one segment holds of one log without a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    segment: u32,
    pub(super) first: u64,
    pub(super) last: u64,
    before: Link,
    after: [u8; 32],
    since_checkpoint: u32,
    mends: bool,
    /// Where the last span begins.
    end: u32,
    packed: Vec<u8>,
}

impl Piece {
    fn new(place: Place, span: &SpanMeta, mends: bool) -> Self {
        let mut piece = Self {
            segment: place.segment,
            first: span.first,
            last: span.last,
            before: span.before,
            after: span.after,
            since_checkpoint: span.since_checkpoint,
            mends,
            end: 0,
            packed: Vec::new(),
        };
        piece.pack(place.offset, span);
        piece
    }

    fn pack(&mut self, offset: u32, span: &SpanMeta) {
        write_varint(&mut self.packed, u64::from(offset - self.end));
        write_varint(&mut self.packed, span.last - span.first);
        self.end = offset;
        self.last = span.last;
        self.after = span.after;
        self.since_checkpoint = span.since_checkpoint;
    }

    fn goes_on_with(&self, segment: u32, span: &SpanMeta, mends: bool) -> bool {
        self.segment == segment
            && self.mends == mends
            && self.last.checked_add(1) == Some(span.first)
            && Link::to(&self.after) == span.before
    }

    /// Every span: its first and last position and its place.
    pub(super) fn spans(&self) -> impl Iterator<Item = (u64, u64, Place)> {
        let (mut rest, mut offset, mut first) = (&self.packed[..], 0_u32, self.first);
        std::iter::from_fn(move || {
            let step = u32::try_from(read_varint(&mut rest)?).ok()?;
            let more = read_varint(&mut rest)?;
            offset = offset.checked_add(step)?;
            let last = first.checked_add(more)?;
            let span = (first, last, Place { segment: self.segment, offset });
            first = last.checked_add(1)?;
            Some(span)
        })
    }
}

/// Where the items of one tag begin in one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Offsets {
    segment: u32,
    end: u32,
    packed: Vec<u8>,
}

impl Offsets {
    fn places(&self) -> impl Iterator<Item = Place> {
        let (mut rest, mut offset) = (&self.packed[..], 0_u32);
        std::iter::from_fn(move || {
            offset = offset.checked_add(u32::try_from(read_varint(&mut rest)?).ok()?)?;
            Some(Place { segment: self.segment, offset })
        })
    }
}

/// What the footer of one segment says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Contents {
    logs: Vec<(LogId, Piece)>,
    others: Vec<(u8, Offsets)>,
}

impl Contents {
    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        write_varint(&mut out, self.logs.len() as u64);
        for (log, piece) in &self.logs {
            out.extend_from_slice(log);
            write_varint(&mut out, piece.first);
            write_varint(&mut out, piece.last - piece.first);
            write_varint(&mut out, u64::from(piece.since_checkpoint));
            out.push(u8::from(piece.mends));
            out.extend_from_slice(&piece.before.0);
            out.extend_from_slice(&piece.after);
            write_varint(&mut out, u64::from(piece.end));
            write_varint(&mut out, piece.packed.len() as u64);
            out.extend_from_slice(&piece.packed);
        }
        write_varint(&mut out, self.others.len() as u64);
        for (tag, offsets) in &self.others {
            out.push(*tag);
            write_varint(&mut out, u64::from(offsets.end));
            write_varint(&mut out, offsets.packed.len() as u64);
            out.extend_from_slice(&offsets.packed);
        }
        out
    }

    pub(super) fn read(mut bytes: &[u8], segment: u32) -> Option<Self> {
        let rest = &mut bytes;
        let mut contents = Self::default();
        for _ in 0..read_varint(rest)? {
            let log = take(rest)?;
            let first = read_varint(rest)?;
            let last = first.checked_add(read_varint(rest)?)?;
            let since_checkpoint = u32::try_from(read_varint(rest)?).ok()?;
            let mends = take::<1>(rest)? == [1];
            let (before, after) = (Link(take(rest)?), take(rest)?);
            let end = u32::try_from(read_varint(rest)?).ok()?;
            let packed = take_packed(rest)?;
            contents.logs.push((
                log,
                Piece { segment, first, last, before, after, since_checkpoint, mends, end, packed },
            ));
        }
        for _ in 0..read_varint(rest)? {
            let [tag] = take(rest)?;
            let end = u32::try_from(read_varint(rest)?).ok()?;
            let packed = take_packed(rest)?;
            contents.others.push((tag, Offsets { segment, end, packed }));
        }
        rest.is_empty().then_some(contents)
    }

    /// Every place in the segment with the span that should stand there.
    pub(super) fn places(&self) -> BTreeMap<u32, Option<(LogId, u64, u64)>> {
        let spans = self.logs.iter().flat_map(|(log, piece)| {
            piece.spans().map(|(first, last, place)| (place.offset, Some((*log, first, last))))
        });
        let others = self
            .others
            .iter()
            .flat_map(|(_, offsets)| offsets.places().map(|at| (at.offset, None)));
        spans.chain(others).collect()
    }
}

fn take_packed(bytes: &mut &[u8]) -> Option<Vec<u8>> {
    let length = usize::try_from(read_varint(bytes)?).ok()?;
    let (packed, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(packed.to_vec())
}

#[derive(Debug, Default)]
pub(super) struct Index {
    logs: BTreeMap<LogId, Vec<Piece>>,
    others: BTreeMap<u8, Vec<Offsets>>,
}

impl Index {
    pub(super) fn add_span(&mut self, place: Place, span: &SpanMeta, mends: bool) {
        let pieces = self.logs.entry(span.log).or_default();
        match pieces.iter_mut().rev().find(|piece| piece.goes_on_with(place.segment, span, mends)) {
            Some(piece) => piece.pack(place.offset, span),
            None => pieces.push(Piece::new(place, span, mends)),
        }
    }

    pub(super) fn add_other(&mut self, place: Place, tag: u8) {
        let all = self.others.entry(tag).or_default();
        if all.last().is_none_or(|last| last.segment != place.segment) {
            all.push(Offsets { segment: place.segment, end: 0, packed: Vec::new() });
        }
        let offsets = all.last_mut().expect("one was pushed above");
        write_varint(&mut offsets.packed, u64::from(place.offset - offsets.end));
        offsets.end = place.offset;
    }

    pub(super) fn add(&mut self, contents: Contents) {
        for (log, piece) in contents.logs {
            self.logs.entry(log).or_default().push(piece);
        }
        for (tag, offsets) in contents.others {
            self.others.entry(tag).or_default().push(offsets);
        }
    }

    pub(super) fn contents(&self, segment: u32) -> Contents {
        let logs = self.logs.iter().flat_map(|(log, pieces)| {
            pieces
                .iter()
                .filter(|piece| piece.segment == segment)
                .map(|piece| (*log, piece.clone()))
        });
        let others = self.others.iter().flat_map(|(tag, all)| {
            all.iter().filter(|one| one.segment == segment).map(|one| (*tag, one.clone()))
        });
        Contents { logs: logs.collect(), others: others.collect() }
    }

    pub(super) fn forget(&mut self, log: &LogId) {
        self.logs.remove(log);
    }

    pub(super) fn logs(&self) -> impl Iterator<Item = &LogId> {
        self.logs.keys()
    }

    pub(super) fn others(&self, tag: u8) -> impl Iterator<Item = Place> {
        self.others.get(&tag).into_iter().flatten().flat_map(Offsets::places)
    }

    /// Spans that hold any of the positions, mended ones after what they mend.
    pub(super) fn spans(&self, log: &LogId, from: u64, to: u64) -> Vec<(u64, u64, Place)> {
        let mut found: Vec<_> = self
            .pieces(log)
            .iter()
            .filter(|piece| piece.first <= to && piece.last >= from)
            .flat_map(|piece| piece.spans().map(|span| (piece.mends, span)))
            .filter(|(_, (first, last, _))| *first <= to && *last >= from)
            .collect();
        found.sort_by_key(|&(mends, (first, _, place))| (first, mends, place));
        found.into_iter().map(|(_, span)| span).collect()
    }

    /// The newest position of every chain that is held from position 0 on.
    pub(super) fn branches(&self, log: &LogId) -> Vec<Branch> {
        let pieces = self.pieces(log);
        let attached = attached(pieces);
        let mut tips: Vec<Branch> = pieces
            .iter()
            .zip(&attached)
            .filter(|(piece, attached)| **attached && !piece.mends)
            .filter(|(piece, _)| !pieces.iter().any(|next| !next.mends && follows(piece, next)))
            .map(|(piece, _)| Branch {
                last: piece.last,
                after: piece.after,
                since_checkpoint: piece.since_checkpoint,
            })
            .collect();
        tips.sort_unstable_by_key(|tip| (tip.last, tip.after));
        tips.dedup();
        tips
    }

    /// Positions that are missing below ones that are held.
    pub(super) fn holes(&self, log: &LogId) -> Vec<(u64, u64)> {
        let pieces = self.pieces(log);
        let attached = attached(pieces);
        let mut holes: Vec<_> = pieces
            .iter()
            .zip(&attached)
            .filter(|(piece, attached)| !**attached && !piece.mends)
            .filter_map(|(piece, _)| {
                let below = pieces
                    .iter()
                    .filter(|other| other.last < piece.first)
                    .map(|other| other.last)
                    .max();
                let from = below.map_or(0, |last| last + 1);
                (from < piece.first).then(|| (from, piece.first - 1))
            })
            .collect();
        holes.sort_unstable();
        holes.dedup();
        holes
    }

    /// Whether these positions, up to this very hash, are held already or were before damage.
    pub(super) fn ends_within(&self, span: &SpanMeta) -> Overlap {
        let pieces = self.pieces(&span.log);
        if !pieces.iter().any(|piece| piece.first <= span.last && piece.last >= span.last) {
            return Overlap::None;
        }
        if pieces.iter().any(|piece| piece.last == span.last && piece.after == span.after) {
            return Overlap::Repeats;
        }
        let next = span.last.saturating_add(1);
        Overlap::Look {
            ending: self.spans(&span.log, span.last, span.last),
            following: self.spans(&span.log, next, next),
        }
    }

    fn pieces(&self, log: &LogId) -> &[Piece] {
        self.logs.get(log).map_or(&[], Vec::as_slice)
    }
}

/// What the index alone can say about a span below positions that are held.
pub(super) enum Overlap {
    None,
    Repeats,
    /// These frames decide.
    Look {
        ending: Vec<(u64, u64, Place)>,
        following: Vec<(u64, u64, Place)>,
    },
}

fn follows(piece: &Piece, next: &Piece) -> bool {
    piece.last.checked_add(1) == Some(next.first) && Link::to(&piece.after) == next.before
}

/// A piece is attached if it begins the log, or if an attached one holds the position before it.
fn attached(pieces: &[Piece]) -> Vec<bool> {
    let mut attached: Vec<bool> = pieces.iter().map(|piece| piece.first == 0).collect();
    loop {
        let more: Vec<usize> = (0..pieces.len())
            .filter(|&at| {
                !attached[at]
                    && pieces.iter().zip(&attached).any(|(other, held)| {
                        let covers =
                            other.first < pieces[at].first && other.last >= pieces[at].first - 1;
                        *held
                            && (follows(other, &pieces[at])
                                || covers && other.last >= pieces[at].first)
                    })
            })
            .collect();
        if more.is_empty() {
            return attached;
        }
        for at in more {
            attached[at] = true;
        }
    }
}

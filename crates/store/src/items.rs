//! The journal in the words of `musubi_log`: items in, items out, and where each log ends.
//!
//! An item rests as its own bytes, [`Item::to_bytes`], under its kind as tag.
//!
//! Deliberately absent: verification. Only items that were verified are appended, and what comes
//! back is what was appended; signatures are the reader's to check again where it matters.

use std::io;

use musubi_log::entry::RawEntry;
use musubi_log::hash::{Hash, LogId, chain, leaf};
use musubi_log::header::Header;
use musubi_log::item::Item;
use musubi_log::span::{CHECKPOINT_BYTES, CHECKPOINT_EVERY, Span, Tip};

use crate::disk::Disk;
use crate::journal::{Damage, Found, Journal, Link, LostSpan, Place, SpanMeta, Stored, WriteError};

/// Tags of items: their kinds on the wire.
const STATEMENT: u8 = 1;
const CERTIFICATE: u8 = 2;
const PROOF: u8 = 3;
const SPAN: u8 = 4;
const RECEIPT: u8 = 5;
const FACTS: [u8; 4] = [STATEMENT, CERTIFICATE, PROOF, RECEIPT];

/// A log as the journal holds it: without a hole from its header to its tip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLog {
    pub header: Header,
    /// Of the longest branch.
    pub tip: Tip,
}

/// Items of one sort, and what of them is damaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Items<T> {
    pub items: Vec<T>,
    pub damaged: Vec<Damage>,
    /// Where a bounded read stopped.
    pub next: Option<u64>,
}

impl<D: Disk> Journal<D> {
    /// Takes a verified item; durable and readable after the next [`Journal::sync`].
    pub fn append_item(&mut self, item: &Item) -> Result<Place, WriteError> {
        let bytes = item.to_bytes();
        match item {
            Item::Statement(_) => self.append(STATEMENT, None, &bytes),
            Item::Certificate(_) => self.append(CERTIFICATE, None, &bytes),
            Item::Proof(_) => self.append(PROOF, None, &bytes),
            Item::Receipt(_) => self.append(RECEIPT, None, &bytes),
            Item::Span(span) => {
                let log = span.log();
                let since = self.since_checkpoint(log.bytes(), span.from(), span.before().bytes());
                let meta = describe(span, since).ok_or(WriteError::Malformed)?;
                self.append(SPAN, Some(&meta), &bytes)
            }
        }
    }

    /// Every statement, certificate, proof and receipt, each kind oldest first.
    pub fn read_facts(&self) -> io::Result<Items<Item>> {
        let mut facts = Items { items: Vec::new(), damaged: Vec::new(), next: None };
        for tag in FACTS {
            facts.take(self.read_others(tag)?, Some);
        }
        Ok(facts)
    }

    /// The header and tip of every log, and what of them is damaged.
    pub fn read_logs(&self) -> io::Result<Items<StoredLog>> {
        let mut logs = Items { items: Vec::new(), damaged: Vec::new(), next: None };
        for id in self.logs() {
            logs.items.extend(self.log(&LogId::new(*id), &mut logs.damaged)?);
        }
        Ok(logs)
    }

    /// The header and tip of one log; `None` where nothing of it is held from its beginning on.
    pub fn read_log(&self, log: &LogId) -> io::Result<Option<StoredLog>> {
        self.log(log, &mut Vec::new())
    }

    fn log(&self, log: &LogId, damaged: &mut Vec<Damage>) -> io::Result<Option<StoredLog>> {
        let Some(branch) = self.branches(log.bytes()).pop() else { return Ok(None) };
        let first = self.read_log_spans(log, 0, 0, 0)?;
        let header = first.items.iter().find_map(|span| span.verify_first().ok()?.header);
        let Some(header) = header else {
            damaged.extend(first.damaged);
            return Ok(None);
        };
        let tip = Tip {
            log: *log,
            node: header.node,
            position: branch.last,
            chain: Hash::new(branch.after),
            bytes_since_checkpoint: branch.since_checkpoint.into(),
        };
        Ok(Some(StoredLog { header, tip }))
    }

    /// The spans that hold any of the positions, by first position; see [`Journal::read_spans`].
    pub fn read_log_spans(
        &self,
        log: &LogId,
        from: u64,
        to: u64,
        bytes_max: usize,
    ) -> io::Result<Items<Span>> {
        let mut spans = Items { items: Vec::new(), damaged: Vec::new(), next: None };
        spans.take(self.read_spans(log.bytes(), from, to, bytes_max)?, |item| match item {
            Item::Span(span) => Some(span),
            _ => None,
        });
        Ok(spans)
    }
}

impl<T> Items<T> {
    fn take(&mut self, found: Found, sort: impl Fn(Item) -> Option<T>) {
        self.damaged.extend(found.damaged);
        self.next = found.next;
        for stored in found.items {
            match Item::from_bytes(&stored.bytes).ok().and_then(&sort) {
                Some(item) => self.items.push(item),
                // The frame's checks hold: another program wrote it.
                None => self.damaged.push(unreadable(&stored)),
            }
        }
    }
}

fn unreadable(stored: &Stored) -> Damage {
    let lost = |span: SpanMeta| LostSpan { log: span.log, first: span.first, last: span.last };
    Damage::Frames {
        place: stored.place,
        bytes: u32::try_from(stored.bytes.len()).unwrap_or(u32::MAX),
        spans: stored.span.map(lost).into_iter().collect(),
    }
}

/// What the index must know of a span; `None` where its frames are malformed.
pub(crate) fn describe(span: &Span, since_before: u32) -> Option<SpanMeta> {
    let before = span.before();
    let mut meta = SpanMeta {
        log: *span.log().bytes(),
        first: span.from(),
        last: span.from(),
        before: Link::to(before.bytes()),
        after: *before.bytes(),
        since_checkpoint: 0,
    };
    if span.from() == 0 {
        meta.after = *chain(&before, &leaf(span.frames())).bytes();
        return Some(meta);
    }
    let (mut rest, mut hash, mut since) = (span.frames(), before, u64::from(since_before));
    let mut position = span.from() - 1;
    while !rest.is_empty() {
        let (frame, after) = rest.split_at_checked(RawEntry::read(rest).ok()?.frame().len())?;
        rest = after;
        position = position.checked_add(1)?;
        hash = chain(&hash, &leaf(frame));
        since += frame.len() as u64;
        if position.is_multiple_of(CHECKPOINT_EVERY) || since >= CHECKPOINT_BYTES {
            since = 0;
        }
    }
    meta.last = position;
    meta.after = *hash.bytes();
    meta.since_checkpoint = u32::try_from(since).ok()?;
    (meta.last >= meta.first).then_some(meta)
}

//! Looking at every byte of closed segments, apart from the journal's own work.

use std::io;

use super::segment::{self, Segment, TRAILER_BYTES};
use super::{Damage, Journal, LostSpan, Place};
use crate::disk::{Disk, DiskFile};

/// Checks closed segments one by one; may live on another thread than the journal.
///
/// Holds one segment in memory while it looks at it.
#[derive(Debug)]
pub struct Checker<F> {
    segments: Vec<Segment<F>>,
}

impl<D: Disk> Journal<D> {
    /// A checker for the segments that are closed by now.
    pub fn checker(&self) -> Checker<D::File> {
        Checker { segments: self.closed.values().rev().cloned().collect() }
    }
}

impl<F: DiskFile> Checker<F> {
    /// Looks at the next segment, oldest first; `None` when all were looked at.
    pub fn check_next(&mut self) -> Option<io::Result<Vec<Damage>>> {
        let segment = self.segments.pop()?;
        Some(check(&segment))
    }
}

fn check<F: DiskFile>(segment: &Segment<F>) -> io::Result<Vec<Damage>> {
    let number = segment.number;
    let bytes = u32::try_from(segment.file.bytes()?).unwrap_or(u32::MAX);
    let footer = segment.read_footer()?;
    let (contents, end) = match footer {
        Some((contents, end)) => (Some(contents), end),
        None => (None, bytes),
    };
    let scan = segment::scan(&segment.read_all(end)?, segment.salt);
    let mut damaged = Vec::new();
    let places = contents.as_ref().map(|contents| contents.places()).unwrap_or_default();
    for (from, to) in scan.gaps {
        let is_trailer = contents.is_none() && to == bytes && to - from <= TRAILER_BYTES;
        if is_trailer {
            continue;
        }
        let spans = places
            .range(from..to)
            .filter_map(|(_, span)| span.map(|(log, first, last)| LostSpan { log, first, last }));
        let place = Place { segment: number, offset: from };
        damaged.push(Damage::Frames { place, bytes: to - from, spans: spans.collect() });
    }
    if contents.is_none() {
        damaged.push(Damage::Footer { segment: number });
    }
    Ok(damaged)
}

//! Looking at every byte of closed segments, apart from the journal's own work.

use std::io;

use super::frame::{HEAD_BYTES, Payload};
use super::index::Contents;
use super::segment::{self, FOOTER, Scan, Segment};
use super::{Damage, Journal, LostSpan, Place, Stored};
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

impl<D: Disk> Journal<D> {
    /// The segments there are, oldest first.
    pub fn segments(&self) -> Vec<u32> {
        self.closed.keys().copied().chain([self.current.number]).collect()
    }

    /// Hands out every durable item of one segment in the order of writing; says what is damaged.
    pub fn visit(&self, number: u32, mut visit: impl FnMut(Stored)) -> io::Result<Vec<Damage>> {
        let Some(segment) = self.segment(number) else { return Ok(Vec::new()) };
        let end = if number == self.current.number { Some(self.synced) } else { None };
        let looked = look(segment, end)?;
        for &(offset, length) in &looked.scan.frames {
            let start = offset as usize + HEAD_BYTES;
            let payload = Payload::read(&looked.bytes[start..start + length as usize]);
            let Some(payload) = payload.filter(|payload| payload.tag != FOOTER) else { continue };
            visit(Stored {
                place: Place { segment: number, offset },
                tag: payload.tag,
                span: payload.span,
                bytes: payload.bytes.to_vec(),
            });
        }
        Ok(looked.damaged)
    }
}

impl<F: DiskFile> Checker<F> {
    /// Looks at the next segment, oldest first; `None` when all were looked at.
    pub fn check_next(&mut self) -> Option<io::Result<Vec<Damage>>> {
        let segment = self.segments.pop()?;
        Some(look(&segment, None).map(|looked| looked.damaged))
    }
}

struct Looked {
    bytes: Vec<u8>,
    scan: Scan,
    damaged: Vec<Damage>,
}

/// Reads a whole segment; `end` is where the frames of one that is not closed end.
fn look<F: DiskFile>(segment: &Segment<F>, end: Option<u32>) -> io::Result<Looked> {
    let number = segment.number;
    let footer = if end.is_none() { segment.read_footer()? } else { None };
    let (contents, footer_at) = footer.unzip();
    let file_bytes = u32::try_from(segment.file.bytes()?).unwrap_or(u32::MAX);
    let bytes = segment.read_all(end.or(footer_at).unwrap_or(file_bytes))?;
    let scan = segment::scan(&bytes, segment.salt);
    let places = contents.as_ref().map(Contents::places).unwrap_or_default();
    let mut damaged = Vec::new();
    for &(from, to) in &scan.gaps {
        let spans = places
            .range(from..to)
            .filter_map(|(_, span)| span.map(|(log, first, last)| LostSpan { log, first, last }));
        let place = Place { segment: number, offset: from };
        damaged.push(Damage::Frames { place, bytes: to - from, spans: spans.collect() });
    }
    if end.is_none() && contents.is_none() {
        // What stands behind the last frame is what is left of the footer and its trailer.
        let frames_end = scan.frames_end();
        damaged.retain(
            |damage| !matches!(damage, Damage::Frames { place, .. } if place.offset >= frames_end),
        );
        damaged.push(Damage::Footer { segment: number });
    }
    Ok(Looked { bytes, scan, damaged })
}

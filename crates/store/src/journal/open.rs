//! Opening: footers of closed segments, every byte of the last one, and what to do with its end.
//!
//! Each frame says how much of its segment was synced before it was written. So, below the
//! greatest such mark, bytes that are no frame are damage; above it they are the torn end of
//! what nobody was ever told was saved.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::frame::{HEAD_BYTES, Payload};
use super::index::Index;
use super::segment::{self, FOOTER, FRAMES_START, Header, Scan, Segment};
use super::{Damage, Journal, LogId, Place, RECOUNTED, SEGMENT_BYTES, SpanMeta, create_segment};
use crate::disk::{Disk, DiskFile, LockError, RealDisk};

/// Why the journal stays shut. Nothing was changed, except that a torn end may be cut off.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(
        "the journal's {file} has format {version}, this program knows up to {}; use the newer program",
        super::FORMAT
    )]
    Newer { file: String, version: u32 },
    #[error("the disk is full; the journal needs room before it opens for writing")]
    DiskFull { source: io::Error },
    #[error("the journal cannot be read")]
    Disk { source: io::Error },
}

/// What opening found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    pub segments: usize,
    /// Frames that were looked at one by one; all others are known from footers.
    pub scanned: usize,
    pub torn: Option<Torn>,
    pub damaged: Vec<Damage>,
}

/// An end that was cut off because no sync had covered it, as far as this disk can tell.
///
/// Where a head or receipt known from elsewhere covers positions beyond what the journal still
/// holds, they had been announced, and this is damage: fetch them again, or reissue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Torn {
    pub place: Place,
    pub bytes: u64,
    /// The file in the journal's directory that keeps the bytes, if the disk had room for it.
    pub aside: Option<String>,
    /// Whole spans among the bytes.
    pub spans: Vec<SpanMeta>,
}

impl Journal<RealDisk> {
    /// Opens or creates the journal in a directory, for this process alone.
    pub fn open(directory: &Path) -> Result<(Self, Opened), OpenError> {
        Self::open_on(RealDisk::lock(directory)?, SEGMENT_BYTES)
    }
}

impl<D: Disk> Journal<D> {
    /// As [`Journal::open`], on any disk and with segments of any size.
    pub fn open_on(disk: D, segment_bytes: u32) -> Result<(Self, Opened), OpenError> {
        let mut opening =
            Opening { index: Index::default(), closed: BTreeMap::new(), found: Opened::default() };
        let (current, end) = opening.run(&disk).map_err(|failed| match failed {
            Failed::Newer { file, version } => OpenError::Newer { file, version },
            Failed::Disk(source) if source.kind() == io::ErrorKind::StorageFull => {
                OpenError::DiskFull { source }
            }
            Failed::Disk(source) => OpenError::Disk { source },
        })?;
        opening.found.segments = opening.closed.len() + 1;
        let mut journal = Self {
            disk,
            segment_bytes,
            closed: opening.closed,
            current,
            written: end,
            synced: end,
            buffer: Vec::new(),
            pending: Vec::new(),
            index: opening.index,
            stopped: false,
        };
        let recounted = journal.read_others(RECOUNTED).and_then(|notes| {
            let logs = notes.items.iter().filter_map(|note| note.bytes.as_slice().try_into().ok());
            logs.collect::<BTreeSet<LogId>>().iter().try_for_each(|log| journal.look_again(log))
        });
        recounted.map_err(|source| OpenError::Disk { source })?;
        Ok((journal, opening.found))
    }
}

enum Failed {
    Newer { file: String, version: u32 },
    Disk(io::Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

struct Opening<F> {
    index: Index,
    closed: BTreeMap<u32, Segment<F>>,
    found: Opened,
}

impl<F: DiskFile> Opening<F> {
    /// Reads everything and leaves one segment to write on, and where.
    fn run<D: Disk<File = F>>(&mut self, disk: &D) -> Result<(Segment<F>, u32), Failed> {
        let mut numbers: Vec<u32> =
            disk.names()?.iter().filter_map(|name| segment::number(name)).collect();
        numbers.sort_unstable();
        let Some(last) = numbers.pop() else {
            return Ok((create_segment(disk, 1)?, FRAMES_START));
        };
        let mut expected = 1;
        for number in numbers.into_iter().chain([last]) {
            self.found
                .damaged
                .extend((expected..number).map(|segment| Damage::Missing { segment }));
            expected = number + 1;
            if number != last {
                self.closed_segment(disk, number)?;
            }
        }
        match self.last_segment(disk, last)? {
            Some(current) => Ok(current),
            None => Ok((create_segment(disk, self.next_number(last))?, FRAMES_START)),
        }
    }

    /// The last number again, if its file was put aside for never having been begun.
    fn next_number(&self, last: u32) -> u32 {
        let unreadable = self.found.damaged.contains(&Damage::Header { segment: last });
        if self.closed.contains_key(&last) || unreadable { last + 1 } else { last }
    }

    fn closed_segment<D: Disk<File = F>>(&mut self, disk: &D, number: u32) -> Result<(), Failed> {
        let Some(segment) = open_segment(disk, number)? else {
            self.found.damaged.push(Damage::Header { segment: number });
            return Ok(());
        };
        if let Some((contents, _)) = segment.read_footer()? {
            self.index.add(contents);
        } else {
            self.scan_closed(&segment)?;
        }
        self.closed.insert(number, segment);
        Ok(())
    }

    /// Looks at every frame of a closed segment whose footer does not hold.
    fn scan_closed(&mut self, segment: &Segment<F>) -> io::Result<()> {
        let number = segment.number;
        let bytes = segment.read_all(u32::try_from(segment.file.bytes()?).unwrap_or(u32::MAX))?;
        let scan = segment::scan(&bytes, segment.salt);
        self.found.damaged.push(Damage::Footer { segment: number });
        let frames_end = scan.frames_end();
        let inner = scan.gaps.iter().filter(|gap| gap.0 < frames_end);
        self.found.damaged.extend(inner.map(|&(from, to)| frames(number, from, to)));
        self.keep(number, &bytes, &scan, u32::MAX);
        Ok(())
    }

    fn last_segment<D: Disk<File = F>>(
        &mut self,
        disk: &D,
        number: u32,
    ) -> Result<Option<(Segment<F>, u32)>, Failed> {
        // A process may have died between creating the file and syncing its name.
        disk.sync_names()?;
        let segment = open_segment(disk, number)?;
        let bytes = disk.open(&segment::name(number))?.bytes()?;
        let Some(segment) = segment.filter(|_| bytes >= u64::from(FRAMES_START)) else {
            if bytes > u64::from(FRAMES_START) {
                // Frames are written only after the header was synced.
                self.found.damaged.push(Damage::Header { segment: number });
            } else {
                self.put_file_aside(disk, number, bytes)?;
            }
            return Ok(None);
        };
        if let Some((contents, footer_at)) = segment.read_footer()? {
            // All frames were synced before the footer was written; it itself perhaps not.
            let mut footer =
                vec![0; usize::try_from(bytes).map_err(io::Error::other)? - footer_at as usize];
            segment.file.read_at(&mut footer, u64::from(footer_at))?;
            segment.file.write_at(&footer, u64::from(footer_at))?;
            segment.file.sync()?;
            self.index.add(contents);
            self.closed.insert(number, segment);
            return Ok(None);
        }
        let bytes = segment.read_all(u32::try_from(segment.file.bytes()?).unwrap_or(u32::MAX))?;
        let scan = segment::scan(&bytes, segment.salt);
        let end = self.settle_end(disk, &segment, &bytes, &scan)?;
        self.found.damaged.extend(
            scan.gaps
                .iter()
                .filter(|gap| gap.0 < scan.synced)
                .map(|&(from, to)| frames(number, from, to)),
        );
        self.keep(number, &bytes, &scan, end);
        Ok(Some((segment, end)))
    }

    /// Cuts off a torn end, and makes what stays durable beyond doubt.
    ///
    /// After a failed sync a system may hold bytes that it will never write and calls clean, so
    /// those that no frame vouches for are written again before they are synced.
    fn settle_end<D: Disk<File = F>>(
        &mut self,
        disk: &D,
        segment: &Segment<F>,
        bytes: &[u8],
        scan: &Scan,
    ) -> io::Result<u32> {
        let length = u32::try_from(bytes.len()).expect("segments are smaller than 4 GiB");
        let unfinished_footer = scan
            .frames
            .last()
            .filter(|&&(offset, length)| tag_of(bytes, offset, length) == Some(FOOTER))
            .map(|&(offset, _)| offset);
        let torn = scan.gaps.iter().map(|gap| gap.0).find(|&from| from >= scan.synced);
        let end = torn.into_iter().chain(unfinished_footer).min().unwrap_or(length);
        if end < length {
            let place = Place { segment: segment.number, offset: end };
            let cut = &bytes[end as usize..];
            let aside = keep_aside(disk, place, cut)?;
            let spans = scan.frames.iter().filter(|frame| frame.0 > end);
            let spans = spans.filter_map(|&frame| payload(bytes, frame)?.span).collect();
            self.found.torn = Some(Torn { place, bytes: cut.len() as u64, aside, spans });
            segment.file.cut(u64::from(end))?;
        }
        let doubtful = if scan.synced <= FRAMES_START { 0 } else { scan.synced.min(end) };
        if doubtful < end {
            segment.file.write_at(&bytes[doubtful as usize..end as usize], u64::from(doubtful))?;
        }
        segment.file.sync()?;
        Ok(end)
    }

    /// Puts the frames below `end` into the index.
    fn keep(&mut self, number: u32, bytes: &[u8], found: &Scan, end: u32) {
        for &(offset, length) in found.frames.iter().filter(|frame| frame.0 < end) {
            let Some(payload) = payload(bytes, (offset, length)) else { continue };
            let place = Place { segment: number, offset };
            self.found.scanned += 1;
            match payload.span {
                Some(span) => self.index.add_span(place, &span, payload.mends),
                None if payload.tag != FOOTER => self.index.add_other(place, payload.tag),
                None => {}
            }
        }
    }

    fn put_file_aside<D: Disk<File = F>>(
        &mut self,
        disk: &D,
        number: u32,
        bytes: u64,
    ) -> io::Result<()> {
        let place = Place { segment: number, offset: 0 };
        let aside = free_name(disk, place)?;
        disk.rename(&segment::name(number), &aside)?;
        disk.sync_names()?;
        self.found.torn = Some(Torn { place, bytes, aside: Some(aside), spans: Vec::new() });
        Ok(())
    }
}

fn open_segment<D: Disk>(disk: &D, number: u32) -> Result<Option<Segment<D::File>>, Failed> {
    let name = segment::name(number);
    let file = disk.open(&name)?;
    match segment::read_header(&file, number)? {
        Header::Good(salt) => Ok(Some(Segment { number, file: Arc::new(file), salt })),
        Header::Newer { version } => Err(Failed::Newer { file: name, version }),
        Header::Bad => Ok(None),
    }
}

fn frames(segment: u32, from: u32, to: u32) -> Damage {
    Damage::Frames { place: Place { segment, offset: from }, bytes: to - from, spans: Vec::new() }
}

fn payload(bytes: &[u8], (offset, length): (u32, u32)) -> Option<Payload<'_>> {
    let start = offset as usize + HEAD_BYTES;
    Payload::read(bytes.get(start..start + length as usize)?)
}

fn tag_of(bytes: &[u8], offset: u32, length: u32) -> Option<u8> {
    payload(bytes, (offset, length)).map(|payload| payload.tag)
}

/// Keeps torn bytes in a file of their own. A full disk may not hinder opening.
fn keep_aside<D: Disk>(disk: &D, place: Place, bytes: &[u8]) -> io::Result<Option<String>> {
    let name = free_name(disk, place)?;
    let kept = disk.create(&name).and_then(|file| {
        file.write_at(bytes, 0)?;
        file.sync()?;
        disk.sync_names()
    });
    match kept {
        Ok(()) => Ok(Some(name)),
        Err(error) if error.kind() == io::ErrorKind::StorageFull => Ok(None),
        Err(error) => Err(error),
    }
}

fn free_name<D: Disk>(disk: &D, place: Place) -> io::Result<String> {
    let taken = disk.names()?;
    let stem = format!("torn-{:08}-{}", place.segment, place.offset);
    let mut names = (1..).map(|count| format!("{stem}-{count}"));
    Ok(names.find(|name| !taken.contains(name)).expect("one of endless names is free"))
}

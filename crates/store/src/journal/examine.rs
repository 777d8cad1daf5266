//! Looking at a journal's files as evidence: every byte is read, nothing is changed, and nothing
//! that a footer or an index says is believed.
//!
//! Deliberately absent: what opening does to a torn end, and the lock of a journal that nobody
//! writes to (a copy on a medium that cannot be written is as good).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::frame::{self, Payload};
use super::index::Contents;
use super::segment::{self, FOOTER, FRAMES_START, Header, Segment};
use super::{FRAME_BYTES_MAX, LogId, LostSpan, Place, SEGMENT_BYTES, SpanMeta};
use crate::disk::{DiskFile, LockError, RealDisk};

/// More than any segment can have: its frames, and a footer.
const FILE_BYTES_MAX: u64 = SEGMENT_BYTES as u64 + FRAME_BYTES_MAX as u64 + 1024;

/// Missing files in a row that are named one by one.
const MISSING_MAX: usize = 100;

/// A frame of the journal as it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    pub place: Place,
    pub tag: u8,
    pub span: Option<SpanMeta>,
    pub bytes: Vec<u8>,
}

/// Something about the files themselves that is not as a journal leaves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Bytes that are no frame, in the middle. `spans` is what the segment's list names there.
    Frames { place: Place, bytes: u32, spans: Vec<LostSpan> },
    /// Bytes that are no frame at the very end: a program died while it wrote, or they were cut.
    Torn { place: Place, bytes: u32 },
    /// Both copies of a segment's header.
    Header { segment: u32 },
    /// What stands before the first frame beside a header that holds.
    HeaderArea { segment: u32 },
    /// The list at the end of a segment that was closed.
    Footer { segment: u32 },
    /// The list leaves something out, or names what is not there.
    FooterDiffers { place: Place },
    /// A whole file.
    Missing { segment: u32 },
    /// Of a later version, or larger than any segment.
    Foreign { segment: u32 },
    /// What the journal notes about a span beside it is not what the span says.
    Note { place: Place },
}

impl Flaw {
    /// Stable, for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Frames { .. } => "journal_bytes",
            Self::Torn { .. } => "journal_torn",
            Self::Header { .. } => "journal_header",
            Self::HeaderArea { .. } => "journal_header_area",
            Self::Footer { .. } => "journal_footer",
            Self::FooterDiffers { .. } => "journal_footer_differs",
            Self::Missing { .. } => "journal_segment_missing",
            Self::Foreign { .. } => "journal_foreign",
            Self::Note { .. } => "journal_note",
        }
    }

    /// Where it is; of a whole segment, its beginning.
    pub const fn place(&self) -> Place {
        match self {
            Self::Frames { place, .. }
            | Self::Torn { place, .. }
            | Self::FooterDiffers { place }
            | Self::Note { place } => *place,
            Self::Header { segment }
            | Self::HeaderArea { segment }
            | Self::Footer { segment }
            | Self::Missing { segment }
            | Self::Foreign { segment } => Place { segment: *segment, offset: 0 },
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.code())?;
        match self {
            Self::Frames { place, bytes, spans } => {
                write!(f, "{place}: {bytes} bytes were altered")?;
                for (at, span) in spans.iter().enumerate() {
                    let opening = if at == 0 { "; there stood" } else { "," };
                    let LostSpan { log, first, last } = span;
                    let log = musubi_log::hash::LogId::new(*log);
                    write!(f, "{opening} log {log} positions {first} to {last}")?;
                }
                Ok(())
            }
            Self::Torn { place, bytes } => write!(
                f,
                "{place}: the last {bytes} bytes are no whole entry; a program that was killed and \
                 not started since leaves this, and so does cutting"
            ),
            Self::Header { segment } => write!(f, "segment {segment}: its beginning was altered"),
            Self::HeaderArea { segment } => {
                write!(f, "segment {segment}: bytes before the first entry were altered")
            }
            Self::Footer { segment } => {
                write!(f, "segment {segment}: the list at its end was altered or cut off")
            }
            Self::FooterDiffers { place } => {
                write!(f, "{place}: the list at the segment's end says otherwise")
            }
            Self::Missing { segment } => write!(f, "segment {segment} is missing"),
            Self::Foreign { segment } => {
                write!(
                    f,
                    "segment {segment} was written by no version this program knows; \
                     use the newer program"
                )
            }
            Self::Note { place } => {
                write!(f, "{place}: what the journal notes about the span was altered")
            }
        }
    }
}

/// Why a directory cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum ExamineError {
    #[error("{} is in use; end that program first, or look at a copy", directory.display())]
    InUse { directory: std::path::PathBuf },
    #[error("there is no journal in {}", directory.display())]
    None { directory: std::path::PathBuf },
    #[error("the journal cannot be read")]
    Read { source: io::Error },
}

/// Hands out every frame of a journal in the order of writing, and gives back what is flawed.
pub fn examine(directory: &Path, mut visit: impl FnMut(Frame)) -> Result<Vec<Flaw>, ExamineError> {
    let none = || ExamineError::None { directory: directory.to_owned() };
    if !directory.is_dir() {
        return Err(none());
    }
    // Taken where it can be, so that nobody writes meanwhile.
    let _lock = match RealDisk::lock_existing(directory) {
        Err(LockError::InUse { directory }) => return Err(ExamineError::InUse { directory }),
        lock => lock.ok(),
    };
    let read = |source| ExamineError::Read { source };
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(directory).map_err(read)? {
        let entry = entry.map_err(read)?;
        let number = entry.file_name().to_str().and_then(segment::number);
        files.extend(number.map(|number| (number, move || read_whole(&entry.path()))));
    }
    if files.is_empty() {
        return Err(none());
    }
    examine_files(files, &mut visit).map_err(read)
}

/// `None` for a file that is larger than any segment.
fn read_whole(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let fits = fs::metadata(path)?.len() <= FILE_BYTES_MAX;
    if fits { fs::read(path).map(Some) } else { Ok(None) }
}

/// As [`examine`], of segments by number, each read when its turn comes.
pub(crate) fn examine_files<R: FnOnce() -> io::Result<Option<Vec<u8>>>>(
    files: BTreeMap<u32, R>,
    visit: &mut dyn FnMut(Frame),
) -> io::Result<Vec<Flaw>> {
    let last = files.last_key_value().map_or(0, |(number, _)| *number);
    let mut flaws = vec![];
    let mut expected = 1;
    for (number, read) in files {
        // A file may have any number as its name.
        let missing = (expected..number).take(MISSING_MAX);
        flaws.extend(missing.map(|segment| Flaw::Missing { segment }));
        expected = number.saturating_add(1);
        let Some(bytes) = read()? else {
            flaws.push(Flaw::Foreign { segment: number });
            continue;
        };
        let ending = if number == last { Ending::Open } else { Ending::Closed };
        look_at(number, bytes, ending, &mut flaws, visit)?;
    }
    Ok(flaws)
}

/// The bytes of one file, as if it were the last of its journal.
pub fn examine_segment(number: u32, bytes: Vec<u8>, visit: &mut dyn FnMut(Frame)) -> Vec<Flaw> {
    let mut flaws = vec![];
    look_at(number, bytes, Ending::Open, &mut flaws, visit).expect("memory can be read");
    flaws
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Open,
    Closed,
}

fn look_at(
    number: u32,
    bytes: Vec<u8>,
    ending: Ending,
    flaws: &mut Vec<Flaw>,
    visit: &mut dyn FnMut(Frame),
) -> io::Result<()> {
    let file = Held(bytes);
    let salt = match segment::read_header(&file, number)? {
        Header::Good(salt) => salt,
        Header::Newer { .. } => {
            flaws.push(Flaw::Foreign { segment: number });
            return Ok(());
        }
        Header::Bad => {
            flaws.push(Flaw::Header { segment: number });
            return Ok(());
        }
    };
    if file.0.get(..FRAMES_START as usize) != Some(&segment::header_area(number, salt)[..]) {
        flaws.push(Flaw::HeaderArea { segment: number });
    }
    let segment = Segment { number, file: Arc::new(file), salt };
    let footer = segment.read_footer()?;
    if footer.is_none() && ending == Ending::Closed {
        flaws.push(Flaw::Footer { segment: number });
    }
    let (contents, footer_at) = footer.unzip();
    let length = u32::try_from(segment.file.0.len()).unwrap_or(u32::MAX);
    let frames = &segment.file.0[..footer_at.unwrap_or(length) as usize];
    let scan = segment::scan(frames, salt);
    let listed = contents.as_ref().map(Contents::places).unwrap_or_default();
    let mut seen = BTreeMap::new();
    for &(offset, payload_bytes) in &scan.frames {
        let start = offset as usize + frame::HEAD_BYTES;
        let place = Place { segment: number, offset };
        let payload = Payload::read(&frames[start..start + payload_bytes as usize]);
        match payload {
            // Of a closing that was not finished, or a list whose trailer does not hold.
            Some(payload) if payload.tag == FOOTER => {}
            Some(Payload { tag, span, bytes, .. }) => {
                seen.insert(offset, span.map(|span| (span.log, span.first, span.last)));
                visit(Frame { place, tag, span, bytes: bytes.to_vec() });
            }
            None => flaws.push(Flaw::Note { place }),
        }
    }
    for &(from, to) in &scan.gaps {
        let place = Place { segment: number, offset: from };
        let bytes = to - from;
        if ending == Ending::Open && contents.is_none() && to == length {
            flaws.push(Flaw::Torn { place, bytes });
        } else if contents.is_some() || from < scan.frames_end() {
            let spans = listed.range(from..to).filter_map(|(_, span)| {
                span.map(|(log, first, last)| LostSpan { log, first, last })
            });
            flaws.push(Flaw::Frames { place, bytes, spans: spans.collect() });
        }
    }
    if contents.is_some() {
        compare_list(number, &listed, &seen, &scan.gaps, flaws);
    }
    Ok(())
}

type Listed = BTreeMap<u32, Option<(LogId, u64, u64)>>;

/// What a segment's list names against what stands there; gaps are named already.
fn compare_list(
    number: u32,
    listed: &Listed,
    seen: &Listed,
    gaps: &[(u32, u32)],
    flaws: &mut Vec<Flaw>,
) {
    let offsets: BTreeSet<u32> = listed.keys().chain(seen.keys()).copied().collect();
    for offset in offsets {
        let in_gap = gaps.iter().any(|(from, to)| (*from..*to).contains(&offset));
        if listed.get(&offset) != seen.get(&offset) && !in_gap {
            let place = Place { segment: number, offset };
            flaws.push(Flaw::FooterDiffers { place });
        }
    }
}

/// A file that was read whole. Cannot be written.
struct Held(Vec<u8>);

impl DiskFile for Held {
    fn bytes(&self) -> io::Result<u64> {
        Ok(self.0.len() as u64)
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let start = usize::try_from(offset).map_err(|_| io::ErrorKind::UnexpectedEof)?;
        let end = start.checked_add(buffer.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        let bytes = self.0.get(start..end).ok_or(io::ErrorKind::UnexpectedEof)?;
        buffer.copy_from_slice(bytes);
        Ok(())
    }

    fn write_at(&self, _: &[u8], _: u64) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn cut(&self, _: u64) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

//! One file of the journal: a header in two copies, frames, and, once closed, a footer.
//!
//! The first 36 bytes keep their layout in every later format version, so that an older
//! program can tell a newer file from a damaged one.

use std::io;
use std::sync::Arc;

use super::frame::{self, HEAD_BYTES, Head, Part, Payload, Salt};
use super::index::Contents;
use super::{FORMAT, FRAME_BYTES_MAX};
use crate::disk::DiskFile;

/// Where the first frame stands. The two copies of the header lie in different sectors.
pub(super) const FRAMES_START: u32 = 1024;
const COPIES_AT: [u64; 2] = [0, 512];
const MAGIC: [u8; 8] = *b"musubi-j";
const HEADER_BYTES: usize = 36;
const TRAILER_BYTES: u32 = 8;

/// The tag of the frame that ends a closed segment. No item has it.
pub(super) const FOOTER: u8 = 0xff;

pub(super) fn name(number: u32) -> String {
    format!("{number:08}.segment")
}

pub(super) fn number(name: &str) -> Option<u32> {
    let digits = name.strip_suffix(".segment")?;
    (digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| digits.parse().ok())?
}

/// A file whose frames can be checked.
#[derive(Debug)]
pub(super) struct Segment<F> {
    pub(super) number: u32,
    pub(super) file: Arc<F>,
    pub(super) salt: Salt,
}

impl<F> Clone for Segment<F> {
    fn clone(&self) -> Self {
        Self { number: self.number, file: Arc::clone(&self.file), salt: self.salt }
    }
}

pub(super) enum Header {
    Good(Salt),
    Newer { version: u32 },
    Bad,
}

pub(super) fn write_header(file: &impl DiskFile, number: u32, salt: Salt) -> io::Result<()> {
    file.write_at(&header_area(number, salt), 0)
}

/// All that stands before the first frame: the header twice, and zeros.
pub(super) fn header_area(number: u32, salt: Salt) -> Vec<u8> {
    let mut header = Vec::with_capacity(HEADER_BYTES);
    header.extend_from_slice(&MAGIC);
    header.extend_from_slice(&FORMAT.to_le_bytes());
    header.extend_from_slice(&number.to_le_bytes());
    header.extend_from_slice(&salt.0);
    let check = frame::check(Salt([0; 16]), Part::SegmentHeader, 0, &header);
    header.extend_from_slice(&check.to_le_bytes());
    let mut area = vec![0; FRAMES_START as usize];
    for at in COPIES_AT {
        let at = usize::try_from(at).expect("the copies lie within the first kilobyte");
        area[at..at + HEADER_BYTES].copy_from_slice(&header);
    }
    area
}

pub(super) fn read_header(file: &impl DiskFile, number: u32) -> io::Result<Header> {
    for at in COPIES_AT {
        let mut header = [0; HEADER_BYTES];
        match file.read_at(&mut header, at) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => continue,
            other => other?,
        }
        let mut rest = &header[..];
        let magic: Option<[u8; 8]> = frame::take(&mut rest);
        let version = frame::take(&mut rest).map(u32::from_le_bytes);
        let named = frame::take(&mut rest).map(u32::from_le_bytes);
        let salt = frame::take(&mut rest).map(Salt);
        let checked = frame::take(&mut rest).map(u32::from_le_bytes);
        let sum = frame::check(Salt([0; 16]), Part::SegmentHeader, 0, &header[..HEADER_BYTES - 4]);
        if magic != Some(MAGIC) || named != Some(number) || checked != Some(sum) {
            continue;
        }
        match (version, salt) {
            (Some(version), _) if version > FORMAT => return Ok(Header::Newer { version }),
            (_, Some(salt)) => return Ok(Header::Good(salt)),
            _ => {}
        }
    }
    Ok(Header::Bad)
}

impl<F: DiskFile> Segment<F> {
    /// The whole frame at `offset`, or `None` where the bytes are not that frame any more.
    pub(super) fn read_frame(&self, offset: u32) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = [0; HEAD_BYTES];
        if !read_or_end(&*self.file, &mut bytes, u64::from(offset))? {
            return Ok(None);
        }
        let Some(head) = Head::read(self.salt, offset, &bytes) else { return Ok(None) };
        let mut payload = vec![0; head.payload_bytes as usize];
        let at = u64::from(offset) + HEAD_BYTES as u64;
        if !read_or_end(&*self.file, &mut payload, at)? {
            return Ok(None);
        }
        Ok(head.covers(self.salt, offset, &payload).then_some(payload))
    }

    /// What the footer says, and where it begins. `None` where there is none that holds.
    pub(super) fn read_footer(&self) -> io::Result<Option<(Contents, u32)>> {
        let Ok(bytes) = u32::try_from(self.file.bytes()?) else { return Ok(None) };
        let Some(trailer_at) = bytes.checked_sub(TRAILER_BYTES) else { return Ok(None) };
        let mut trailer = [0; TRAILER_BYTES as usize];
        self.file.read_at(&mut trailer, u64::from(trailer_at))?;
        let (at, sum) = trailer.split_at(4);
        let offset = u32::from_le_bytes(at.try_into().expect("split at four"));
        let sum = u32::from_le_bytes(sum.try_into().expect("four are left"));
        if frame::check(self.salt, Part::Trailer, trailer_at, at) != sum {
            return Ok(None);
        }
        let Some(payload) = self.read_frame(offset)? else { return Ok(None) };
        Ok(read_contents(&payload, self.number).map(|contents| (contents, offset)))
    }

    /// Everything in the file up to `end`.
    pub(super) fn read_all(&self, end: u32) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; end as usize];
        self.file.read_at(&mut bytes, 0)?;
        Ok(bytes)
    }
}

fn read_or_end(file: &impl DiskFile, buffer: &mut [u8], offset: u64) -> io::Result<bool> {
    match file.read_at(buffer, offset) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

pub(super) fn read_contents(payload: &[u8], segment: u32) -> Option<Contents> {
    let payload = Payload::read(payload)?;
    (payload.tag == FOOTER).then(|| Contents::read(payload.bytes, segment))?
}

/// Footer and trailer as they will stand at `offset`, where all frames before are synced.
pub(super) fn footer(contents: &Contents, salt: Salt, offset: u32) -> Vec<u8> {
    let payload =
        Payload { tag: FOOTER, span: None, mends: false, bytes: &contents.write() }.write();
    let mut out = Vec::with_capacity(payload.len() + 32);
    frame::write(&mut out, salt, offset, offset, &payload);
    let trailer_at = offset + u32::try_from(out.len()).expect("a footer is smaller than a segment");
    let at = offset.to_le_bytes();
    out.extend_from_slice(&at);
    out.extend_from_slice(&frame::check(salt, Part::Trailer, trailer_at, &at).to_le_bytes());
    out
}

/// What a look at every byte finds.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Offset and payload length of every frame whose checks hold, in order.
    pub(super) frames: Vec<(u32, u32)>,
    /// Stretches between frames that are none.
    pub(super) gaps: Vec<(u32, u32)>,
    /// Below here everything was synced before some later frame was written.
    pub(super) synced: u32,
}

impl Scan {
    /// Where the last frame that holds ends.
    pub(super) fn frames_end(&self) -> u32 {
        let head = u32::try_from(HEAD_BYTES).expect("it is 16");
        self.frames.last().map_or(FRAMES_START, |&(offset, length)| offset + head + length)
    }
}

/// Reads frames from `FRAMES_START` on; `bytes` is the file from its beginning.
pub(super) fn scan(bytes: &[u8], salt: Salt) -> Scan {
    let end = u32::try_from(bytes.len()).expect("segments are smaller than 4 GiB");
    let mut found = Scan { synced: FRAMES_START.min(end), ..Scan::default() };
    let mut offset = FRAMES_START.min(end);
    while offset < end {
        let head = head_at(bytes, salt, offset);
        if let Some(head) = head.filter(|head| payload_at(bytes, salt, offset, head).is_some()) {
            found.frames.push((offset, head.payload_bytes));
            found.synced = found.synced.max(head.synced);
            offset += u32::try_from(head.frame_bytes()).expect("the frame lies within the file");
            continue;
        }
        // A good head still tells where the next frame begins; else every byte is tried.
        let next = head
            .and_then(|head| u32::try_from(u64::from(offset) + head.frame_bytes()).ok())
            .filter(|&next| next < end)
            .or_else(|| {
                (offset + 1..end).find(|&at| {
                    head_at(bytes, salt, at)
                        .is_some_and(|head| payload_at(bytes, salt, at, &head).is_some())
                })
            })
            .unwrap_or(end);
        match found.gaps.last_mut() {
            Some(gap) if gap.1 == offset => gap.1 = next,
            _ => found.gaps.push((offset, next)),
        }
        offset = next;
    }
    found
}

fn head_at(bytes: &[u8], salt: Salt, offset: u32) -> Option<Head> {
    let head = bytes.get(offset as usize..)?.first_chunk()?;
    Head::read(salt, offset, head)
}

fn payload_at<'a>(bytes: &'a [u8], salt: Salt, offset: u32, head: &Head) -> Option<&'a [u8]> {
    let start = offset as usize + HEAD_BYTES;
    let payload = bytes.get(start..start.checked_add(head.payload_bytes as usize)?)?;
    head.covers(salt, offset, payload).then_some(payload)
}

const _: () = assert!(FRAME_BYTES_MAX < u32::MAX as usize / 2);

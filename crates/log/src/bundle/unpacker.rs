//! Reading a bundle piece by piece, as it comes off a stick or out of an upload.

use super::{
    BLOB, BlobPart, BundleError, Claim, END, FORMAT, HEAD_LEN, HEADER, HOLDINGS, Header, ITEM,
    MAGIC, PAYLOAD_BYTES_MAX, PREFIX_LEN, head_check,
};
use crate::item::Item;

/// One frame of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Comes first, and once. To be verified before anything after it is used.
    Header(Box<Header>),
    Holdings(Claim),
    Item(Box<Item>),
    Blob(BlobPart),
    /// A frame of a kind that this version does not know.
    Later,
    /// Its check holds, and yet this version cannot read it.
    Unreadable,
    /// Its check does not hold.
    Damaged,
}

/// How the bytes of a bundle came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Everything that was packed was read.
    Whole,
    /// The file ends too early. What stands before the cut was read.
    Cut,
    /// Something in it does not hold. All that holds before it was read, and after it where the
    /// frames could still be told apart.
    Damaged,
}

/// What reading a bundle found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub ending: Ending,
    /// Of the file, as far as it was read.
    pub bytes: u64,
    /// Of these, in frames that hold.
    pub usable_bytes: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Prefix,
    Header,
    Frames,
    /// Nothing more is read.
    Over(Ending),
}

/// Takes a bundle's bytes in any pieces and gives its parts.
#[derive(Debug)]
pub struct Unpacker {
    stage: Stage,
    /// Bytes that came; those before `taken` are done with.
    bytes: Vec<u8>,
    taken: usize,
    /// Where `bytes[taken]` stands in the file.
    offset: u64,
    came: u64,
    usable: u64,
    /// Frames of items, damaged ones included.
    items: u64,
    is_damaged: bool,
}

impl Default for Unpacker {
    fn default() -> Self {
        Self {
            stage: Stage::Prefix,
            bytes: vec![],
            taken: 0,
            offset: 0,
            came: 0,
            usable: 0,
            items: 0,
            is_damaged: false,
        }
    }
}

impl Unpacker {
    /// Takes the bytes that follow. Call [`Unpacker::part`] until it gives nothing, then again.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.came += bytes.len() as u64;
        if matches!(self.stage, Stage::Over(_)) {
            return;
        }
        self.bytes.drain(..self.taken);
        self.taken = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// The next part; `None` where more bytes are needed, or nothing more is read. After an error
    /// the file is none of ours and nothing of it may be used.
    pub fn part(&mut self) -> Result<Option<Part>, BundleError> {
        if self.stage == Stage::Prefix {
            let Some(prefix) = self.rest().first_chunk::<PREFIX_LEN>().copied() else {
                let begun = &self.rest()[..self.rest().len().min(MAGIC.len())];
                let may_be = MAGIC.starts_with(begun);
                return if may_be { Ok(None) } else { Err(BundleError::NotABundle) };
            };
            self.read_prefix(prefix)?;
        }
        loop {
            match self.stage {
                Stage::Prefix | Stage::Header | Stage::Frames => {}
                Stage::Over(_) => return Ok(None),
            }
            let Some(head) = self.rest().first_chunk::<HEAD_LEN>().copied() else {
                return Ok(None);
            };
            let Some((kind, length, check)) = read_head(&head, self.offset) else {
                if self.stage == Stage::Header {
                    return Err(BundleError::Header);
                }
                self.stage = Stage::Over(Ending::Damaged);
                return Ok(None);
            };
            let Some(payload) = self.rest().get(HEAD_LEN..HEAD_LEN + length) else {
                return Ok(None);
            };
            let holds = crc32fast::hash(payload) == check;
            let part = if holds { read_part(kind, payload) } else { None };
            let counted = payload.first_chunk().map(|count| u64::from_le_bytes(*count));
            self.taken += HEAD_LEN + length;
            self.offset += (HEAD_LEN + length) as u64;
            if holds {
                self.usable += (HEAD_LEN + length) as u64;
            }
            if self.stage == Stage::Header {
                self.stage = Stage::Frames;
                let header = part.filter(|part| matches!(part, Part::Header(_)));
                return header.map(Some).ok_or(BundleError::Header);
            }
            self.is_damaged |= !holds;
            self.items += u64::from(kind == ITEM);
            if kind == END && holds {
                let all = !self.is_damaged && counted == Some(self.items);
                self.stage = Stage::Over(if all { Ending::Whole } else { Ending::Damaged });
                continue;
            }
            let part = part.filter(|part| !matches!(part, Part::Header(_)));
            let stepped_over = match kind {
                _ if !holds => Part::Damaged,
                HOLDINGS | ITEM | BLOB => Part::Unreadable,
                _ => Part::Later,
            };
            return Ok(Some(part.unwrap_or(stepped_over)));
        }
    }

    /// Where the next frame begins, or would.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// After the last byte was fed and the last part was taken.
    pub fn finish(self) -> Result<Found, BundleError> {
        let ending = match self.stage {
            Stage::Prefix if self.came < MAGIC.len() as u64 => return Err(BundleError::NotABundle),
            Stage::Prefix | Stage::Header => return Err(BundleError::Header),
            Stage::Frames if self.is_damaged => Ending::Damaged,
            Stage::Frames => Ending::Cut,
            Stage::Over(ending) => ending,
        };
        Ok(Found { ending, bytes: self.came, usable_bytes: self.usable })
    }

    fn read_prefix(&mut self, prefix: [u8; PREFIX_LEN]) -> Result<(), BundleError> {
        let format = prefix.strip_prefix(MAGIC).ok_or(BundleError::NotABundle)?;
        let format = u32::from_le_bytes(*format.first_chunk().expect("12 bytes without 8"));
        if format != FORMAT {
            return Err(BundleError::Format { format });
        }
        self.taken = PREFIX_LEN;
        self.offset = PREFIX_LEN as u64;
        self.usable = PREFIX_LEN as u64;
        self.stage = Stage::Header;
        Ok(())
    }

    fn rest(&self) -> &[u8] {
        &self.bytes[self.taken..]
    }
}

/// Kind, length and check of the payload, if the head holds at this place.
fn read_head(head: &[u8; HEAD_LEN], offset: u64) -> Option<(u8, usize, u32)> {
    let word = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    if word(12) != head_check(&head[..12], offset) {
        return None;
    }
    let length = usize::try_from(word(4)).ok().filter(|length| *length <= PAYLOAD_BYTES_MAX)?;
    Some((head[0], length, word(8)))
}

/// `None`: malformed, or of a later version.
fn read_part(kind: u8, payload: &[u8]) -> Option<Part> {
    match kind {
        HEADER => Header::from_bytes(payload).ok().map(|header| Part::Header(Box::new(header))),
        HOLDINGS => Claim::from_bytes(payload).map(Part::Holdings),
        ITEM => Item::from_bytes(payload).ok().map(|item| Part::Item(Box::new(item))),
        BLOB => BlobPart::from_bytes(payload).map(Part::Blob),
        _ => None,
    }
}

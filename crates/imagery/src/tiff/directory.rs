//! TIFF and `BigTIFF` directories: fields by tag, read from where they lie, never further than
//! the file goes.
//!
//! Own, because every number here comes from outside: a field may claim any place and any count,
//! directories may form rings, and each of these has its own refusal.

use std::collections::BTreeMap;
use std::fs::File;

use crate::file::read_at;
use crate::refusal::Reason;

/// A real file has a few dozen fields in a directory, and a dozen directories.
const FIELDS_MAX: u64 = 1_024;
const DIRECTORIES_MAX: usize = 64;
/// The block offsets of an image of 500,000² in blocks of 256².
const FIELD_BYTES_MAX: u64 = 64 << 20;

#[derive(Clone, Copy)]
struct Field {
    kind: u16,
    count: u64,
    /// Where its values lie in the file.
    at: u64,
}

pub(super) struct Directory<'a> {
    file: &'a File,
    big_endian: bool,
    file_bytes: u64,
    fields: BTreeMap<u16, Field>,
}

struct Head<'a> {
    file: &'a File,
    file_bytes: u64,
    big_endian: bool,
    /// `BigTIFF`: 8-byte offsets.
    wide: bool,
}

/// All directories of the file in order.
pub(super) fn read(file: &File, file_bytes: u64) -> Result<Vec<Directory<'_>>, Reason> {
    let mut start = [0; 16];
    read_at(file, &mut start[..8], 0).map_err(|_| Reason::NotAnImage)?;
    let big_endian = match &start[..2] {
        b"II" => false,
        b"MM" => true,
        _ => return Err(Reason::NotAnImage),
    };
    let head = Head { file, file_bytes, big_endian, wide: start[2] == 43 || start[3] == 43 };
    let mut next = match (head.number(&start[2..4]), head.wide) {
        (42, false) => head.number(&start[4..8]),
        (43, true) => {
            head.fill(&mut start, 0)?;
            head.number(&start[8..16])
        }
        _ => return Err(Reason::NotAnImage),
    };
    let mut directories = Vec::new();
    while next != 0 && directories.len() < DIRECTORIES_MAX {
        let (directory, after) = head.directory(next)?;
        directories.push(directory);
        next = after;
    }
    if directories.is_empty() { Err(Reason::Truncated) } else { Ok(directories) }
}

impl<'a> Head<'a> {
    fn fill(&self, buffer: &mut [u8], at: u64) -> Result<(), Reason> {
        let end = at.checked_add(buffer.len() as u64).ok_or(Reason::Truncated)?;
        if end > self.file_bytes {
            return Err(Reason::Truncated);
        }
        Ok(read_at(self.file, buffer, at)?)
    }

    fn number(&self, bytes: &[u8]) -> u64 {
        number(bytes, self.big_endian)
    }

    fn directory(&self, at: u64) -> Result<(Directory<'a>, u64), Reason> {
        let (count_bytes, field_bytes, next_bytes) =
            if self.wide { (8, 20, 8) } else { (2, 12, 4) };
        let mut count = [0; 8];
        self.fill(&mut count[..count_bytes], at)?;
        let count = self.number(&count[..count_bytes]);
        if count > FIELDS_MAX {
            return Err(Reason::Truncated);
        }
        let table_at = at + count_bytes as u64;
        let mut table = vec![0; count as usize * field_bytes + next_bytes];
        self.fill(&mut table, table_at)?;
        let (rows, next) = table.split_at(count as usize * field_bytes);
        let mut fields = BTreeMap::new();
        for (index, row) in rows.chunks_exact(field_bytes).enumerate() {
            let tag = self.number(&row[..2]) as u16;
            let kind = self.number(&row[2..4]) as u16;
            let value = 4 + (field_bytes - 4) / 2;
            let count = self.number(&row[4..value]);
            let Some(size) = size_of(kind) else { continue };
            let bytes = count.checked_mul(size).ok_or(Reason::BadField { tag })?;
            let at = if bytes <= (field_bytes - value) as u64 {
                table_at + (index * field_bytes + value) as u64
            } else {
                self.number(&row[value..])
            };
            fields.insert(tag, Field { kind, count, at });
        }
        let directory = Directory {
            file: self.file,
            big_endian: self.big_endian,
            file_bytes: self.file_bytes,
            fields,
        };
        Ok((directory, self.number(next)))
    }
}

impl Directory<'_> {
    pub(super) fn big_endian(&self) -> bool {
        self.big_endian
    }

    pub(super) fn has(&self, tag: u16) -> bool {
        self.fields.contains_key(&tag)
    }

    fn bytes(&self, tag: u16, field: Field) -> Result<Vec<u8>, Reason> {
        let size = size_of(field.kind).expect("fields of other kinds were left out");
        let bytes = field.count * size;
        let end = field.at.checked_add(bytes).ok_or(Reason::BadField { tag })?;
        if bytes > FIELD_BYTES_MAX {
            return Err(Reason::BadField { tag });
        }
        if end > self.file_bytes {
            return Err(Reason::Truncated);
        }
        let mut buffer = vec![0; bytes as usize];
        read_at(self.file, &mut buffer, field.at)?;
        Ok(buffer)
    }

    /// Whole numbers; an absent field has none.
    pub(super) fn numbers(&self, tag: u16) -> Result<Vec<u64>, Reason> {
        let Some(&field) = self.fields.get(&tag) else { return Ok(Vec::new()) };
        if !matches!(field.kind, 1 | 3 | 4 | 16) {
            return Err(Reason::BadField { tag });
        }
        let size = size_of(field.kind).expect("listed above") as usize;
        let bytes = self.bytes(tag, field)?;
        Ok(bytes.chunks_exact(size).map(|b| number(b, self.big_endian)).collect())
    }

    /// The first whole number, or what the specification says where there is none.
    pub(super) fn number(&self, tag: u16, default: u64) -> Result<u64, Reason> {
        let Some(&field) = self.fields.get(&tag) else { return Ok(default) };
        if field.count == 0 || !matches!(field.kind, 1 | 3 | 4 | 16) {
            return Err(Reason::BadField { tag });
        }
        let bytes = self.bytes(tag, Field { count: 1, ..field })?;
        Ok(number(&bytes, self.big_endian))
    }

    pub(super) fn small(&self, tag: u16, default: u16) -> Result<u16, Reason> {
        let value = self.number(tag, u64::from(default))?;
        u16::try_from(value).map_err(|_| Reason::BadField { tag })
    }

    pub(super) fn doubles(&self, tag: u16) -> Result<Vec<f64>, Reason> {
        let Some(&field) = self.fields.get(&tag) else { return Ok(Vec::new()) };
        if field.kind != 12 || field.count > 4_096 {
            return Err(Reason::BadField { tag });
        }
        let bytes = self.bytes(tag, field)?;
        let double = |b: &[u8]| f64::from_bits(number(b, self.big_endian));
        Ok(bytes.chunks_exact(8).map(double).collect())
    }

    pub(super) fn text(&self, tag: u16) -> Result<String, Reason> {
        let Some(&field) = self.fields.get(&tag) else { return Ok(String::new()) };
        if field.kind != 2 || field.count > 65_536 {
            return Err(Reason::BadField { tag });
        }
        let text = String::from_utf8_lossy(&self.bytes(tag, field)?).into_owned();
        Ok(text.trim_matches(['\0', ' ', '\n']).to_owned())
    }

    pub(super) fn blob(&self, tag: u16) -> Result<Vec<u8>, Reason> {
        match self.fields.get(&tag) {
            Some(&field) => self.bytes(tag, field),
            None => Ok(Vec::new()),
        }
    }
}

fn number(bytes: &[u8], big_endian: bool) -> u64 {
    let add = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
    if big_endian { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) }
}

fn size_of(kind: u16) -> Option<u64> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 | 13 => Some(4),
        5 | 10 | 12 | 16 | 17 | 18 => Some(8),
        _ => None,
    }
}

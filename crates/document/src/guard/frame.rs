//! The frame of a change chunk, checked without automerge.
//!
//! automerge walks every row of a chunk while parsing it, and 160 bytes can hold 10,000,000
//! rows. So rows are counted here first, run by run, and nothing is parsed that shape 1 does
//! not have.

use super::{Unfit, limits};
use crate::body::{ACTOR_BYTES, CHANGE_CHUNK, CHECKSUM, HASH_BYTES, MAGIC};
use crate::leb::Reader;

/// The columns of shape 1. Other columns are unfit.
mod column {
    pub(super) const OBJECT_ACTOR: u64 = 1;
    pub(super) const OBJECT_COUNTER: u64 = 2;
    pub(super) const KEY: u64 = 21;
    pub(super) const INSERT: u64 = 52;
    pub(super) const ACTION: u64 = 66;
    pub(super) const VALUE_META: u64 = 86;
    pub(super) const VALUE: u64 = 87;
    pub(super) const PREDECESSOR_COUNT: u64 = 112;
    pub(super) const PREDECESSOR_ACTOR: u64 = 113;
    pub(super) const PREDECESSOR_COUNTER: u64 = 115;
    /// More than shape 1 has; bounds the list before it is read.
    pub(super) const COUNT_MAX: u64 = 16;
}

pub(super) fn check(chunk: &[u8]) -> Result<(), Unfit> {
    if chunk.len() > limits::CHUNK_BYTES {
        return Err(Unfit::Bytes);
    }
    let mut reader = Reader::new(chunk);
    let framed = reader.take(4) == Some(&MAGIC)
        && reader.take(CHECKSUM.len() as u64).is_some()
        && reader.take(1) == Some(&[CHANGE_CHUNK])
        && reader.unsigned() == Some(reader.rest().len() as u64);
    if !framed {
        return Err(Unfit::Frame);
    }
    history_fields(&mut reader).ok_or(Unfit::Frame)?;
    if reader.signed().ok_or(Unfit::Frame)? != 0 || reader.unsigned().ok_or(Unfit::Frame)? != 0 {
        return Err(Unfit::TimeOrMessage);
    }
    let others = other_actors(&mut reader).ok_or(Unfit::Frame)?;
    columns(&mut reader, others + 1)?;
    if reader.is_empty() { Ok(()) } else { Err(Unfit::Frame) }
}

/// Dependencies, own actor, sequence number, first operation.
fn history_fields(reader: &mut Reader<'_>) -> Option<()> {
    let count = reader.unsigned()?;
    reader.take(count.checked_mul(HASH_BYTES as u64)?)?;
    actor(reader)?;
    reader.unsigned()?;
    reader.unsigned()?;
    Some(())
}

fn actor(reader: &mut Reader<'_>) -> Option<()> {
    (reader.unsigned()? == ACTOR_BYTES).then_some(())?;
    reader.take(ACTOR_BYTES)?;
    Some(())
}

fn other_actors(reader: &mut Reader<'_>) -> Option<u64> {
    let count = reader.unsigned()?;
    (0..count).try_for_each(|_| actor(reader))?;
    Some(count)
}

fn columns(reader: &mut Reader<'_>, actors: u64) -> Result<(), Unfit> {
    let count = reader.unsigned().ok_or(Unfit::Frame)?;
    if count > column::COUNT_MAX {
        return Err(Unfit::Column);
    }
    let mut list = vec![];
    for _ in 0..count {
        let kind = reader.unsigned().ok_or(Unfit::Frame)?;
        list.push((kind, reader.unsigned().ok_or(Unfit::Frame)?));
    }
    for (kind, length) in list {
        let data = Reader::new(reader.take(length).ok_or(Unfit::Frame)?);
        rows(kind, data, actors)?;
    }
    Ok(())
}

fn rows(kind: u64, data: Reader<'_>, actors: u64) -> Result<(), Unfit> {
    let counted = match kind {
        column::OBJECT_ACTOR => run_lengths(data, Item::Below(actors), limits::ROWS),
        column::OBJECT_COUNTER | column::ACTION | column::VALUE_META => {
            run_lengths(data, Item::Unsigned, limits::ROWS)
        }
        column::KEY => run_lengths(data, Item::Text, limits::ROWS),
        column::INSERT => boolean_rows(data),
        column::PREDECESSOR_COUNT => run_lengths(data, Item::Unsigned, limits::ROWS)
            .filter(|counted| counted.sum <= limits::PREDECESSORS),
        column::PREDECESSOR_ACTOR => run_lengths(data, Item::Below(actors), limits::PREDECESSORS),
        column::PREDECESSOR_COUNTER => run_lengths(data, Item::Signed, limits::PREDECESSORS),
        // Bytes that the rows of VALUE_META share out; bounded by the chunk.
        column::VALUE => return Ok(()),
        _ => return Err(Unfit::Column),
    };
    counted.map(|_| ()).ok_or(Unfit::Rows)
}

#[derive(Clone, Copy)]
enum Item {
    /// An index into the actors of the chunk; automerge panics at greater ones.
    Below(u64),
    Unsigned,
    Signed,
    Text,
}

#[derive(Clone, Copy, Default)]
struct Counted {
    rows: u64,
    /// Of all values, each as often as it stands there. Only for unsigned items.
    sum: u64,
}

/// Walks a run-length encoded column without unrolling it: `n` rows of one value for n > 0,
/// −n values for n < 0, and for n = 0 a count of empty rows.
fn run_lengths(mut data: Reader<'_>, item: Item, rows_max: u64) -> Option<Counted> {
    let mut counted = Counted::default();
    while !data.is_empty() {
        let length = data.signed()?;
        let (repeats, values) = match length {
            0 => (data.unsigned()?, 0),
            1.. => (length.unsigned_abs(), 1),
            _ => (1, length.unsigned_abs()),
        };
        let rows = if values > 1 { values } else { repeats };
        counted.rows = counted.rows.checked_add(rows).filter(|&rows| rows <= rows_max)?;
        for _ in 0..values {
            match item {
                Item::Below(bound) => {
                    data.unsigned().filter(|&index| index < bound)?;
                }
                Item::Unsigned => {
                    let all = data.unsigned()?.checked_mul(repeats)?;
                    counted.sum = counted.sum.checked_add(all)?;
                }
                Item::Signed => {
                    data.signed()?;
                }
                Item::Text => {
                    let length = data.unsigned()?;
                    data.take(length)?;
                }
            }
        }
    }
    Some(counted)
}

/// A boolean column is a list of run lengths, of `false` and `true` in turn.
fn boolean_rows(mut data: Reader<'_>) -> Option<Counted> {
    let mut counted = Counted::default();
    while !data.is_empty() {
        counted.rows =
            counted.rows.checked_add(data.unsigned()?).filter(|&rows| rows <= limits::ROWS)?;
    }
    Some(counted)
}

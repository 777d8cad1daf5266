//! The body of an entry in shape 1: what of its changes cannot be known from the log.
//!
//! Drawn in `docs/format.md`, section 4. A change chunk of automerge loses its magic, checksum,
//! type and length, its own actor, and the previous change of its actor among the dependencies;
//! [`StoredChange::restore`] puts them back, byte for byte. Nothing is judged here but the
//! cutting: a wrong change restores to wrong bytes, and the guard refuses those.

use automerge::ChangeHash;
use musubi_model::ids::Actor;

use crate::leb::{Reader, push_unsigned};

/// Changes in one body.
pub const BODY_CHANGES_MAX: usize = 64;
/// Bytes of one unpacked body.
pub const BODY_BYTES_MAX: usize = 262_144;

pub(crate) const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
pub(crate) const CHANGE_CHUNK: u8 = 1;
pub(crate) const ACTOR_BYTES: u64 = 16;
pub(crate) const HASH_BYTES: usize = 32;
/// Where the checksum stands in a chunk; restoring leaves it zero, for the guard to fill.
pub(crate) const CHECKSUM: std::ops::Range<usize> = 4..8;

/// One change as it stands in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StoredChange<'a> {
    /// The dependencies other than the previous change, in the author's order.
    dependencies: &'a [[u8; HASH_BYTES]],
    /// The chunk's content after its own actor.
    rest: &'a [u8],
}

/// Cuts a body; `None` where it is not 1 to 64 changes and nothing else.
pub(crate) fn cut(body: &[u8]) -> Option<Vec<StoredChange<'_>>> {
    if body.is_empty() || body.len() > BODY_BYTES_MAX {
        return None;
    }
    let mut reader = Reader::new(body);
    let mut changes = vec![];
    while !reader.is_empty() {
        if changes.len() == BODY_CHANGES_MAX {
            return None;
        }
        let length = reader.shortest_unsigned()?;
        let mut change = Reader::new(reader.take(length)?);
        let count = change.shortest_unsigned()?;
        let hashes = change.take(count.checked_mul(HASH_BYTES as u64)?)?;
        let (dependencies, _) = hashes.as_chunks();
        changes.push(StoredChange { dependencies, rest: change.rest() });
    }
    Some(changes)
}

impl StoredChange<'_> {
    /// The whole chunk, its checksum still zero.
    pub(crate) fn restore(&self, actor: Actor, previous: Option<ChangeHash>) -> Vec<u8> {
        let mut dependencies = self.dependencies.to_vec();
        if let Some(ChangeHash(previous)) = previous {
            let place = dependencies.iter().position(|other| *other >= previous);
            dependencies.insert(place.unwrap_or(dependencies.len()), previous);
        }
        let mut content =
            Vec::with_capacity(self.rest.len() + HASH_BYTES * dependencies.len() + 20);
        push_unsigned(&mut content, dependencies.len() as u64);
        content.extend(dependencies.as_flattened());
        push_unsigned(&mut content, ACTOR_BYTES);
        content.extend(actor.bytes());
        content.extend(self.rest);
        chunk(&content)
    }
}

/// Frames the content of a change; the checksum stays zero.
pub(crate) fn chunk(content: &[u8]) -> Vec<u8> {
    let mut chunk = Vec::with_capacity(content.len() + 12);
    chunk.extend(MAGIC);
    chunk.extend([0; 4]);
    chunk.push(CHANGE_CHUNK);
    push_unsigned(&mut chunk, content.len() as u64);
    chunk.extend(content);
    chunk
}

/// Appends one change, given as its whole chunk, to a body.
///
/// `None` where the chunk is no change chunk or does not name `previous`.
pub(crate) fn append(body: &mut Vec<u8>, chunk: &[u8], previous: Option<ChangeHash>) -> Option<()> {
    let mut content = Reader::new(chunk.get(9..)?);
    content.unsigned()?;
    let count = content.unsigned()?;
    let (all, _) = content.take(count.checked_mul(HASH_BYTES as u64)?)?.as_chunks::<HASH_BYTES>();
    let actor_length = content.unsigned()?;
    content.take(actor_length)?;
    let others: Vec<_> =
        all.iter().filter(|hash| previous != Some(ChangeHash(**hash))).copied().collect();
    if all.len() - others.len() != usize::from(previous.is_some()) {
        return None;
    }
    let mut change = vec![];
    push_unsigned(&mut change, others.len() as u64);
    change.extend(others.as_flattened());
    change.extend(content.rest());
    push_unsigned(body, change.len() as u64);
    body.extend(change);
    Some(())
}

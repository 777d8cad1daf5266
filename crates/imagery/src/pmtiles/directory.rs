//! A directory: which tile ids lie where, in columns of variable-length numbers.

/// Tiles `id .. id + run` have the same `length` bytes at `offset` of the tile data; a run of 0
/// points to a leaf directory, which begins with `id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: u64,
    pub offset: u64,
    pub length: u32,
    pub run: u32,
}

/// More would be read by nobody: our own leaves hold a few thousand.
pub(crate) const ENTRIES_MAX: u64 = 1_000_000;

pub(crate) fn to_bytes(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(entries.len() * 6);
    put(&mut bytes, entries.len() as u64);
    let mut last = 0;
    for entry in entries {
        put(&mut bytes, entry.id - last);
        last = entry.id;
    }
    for entry in entries {
        put(&mut bytes, entry.run.into());
    }
    for entry in entries {
        put(&mut bytes, entry.length.into());
    }
    let mut next = None;
    for entry in entries {
        put(&mut bytes, if next == Some(entry.offset) { 0 } else { entry.offset + 1 });
        next = Some(entry.offset + u64::from(entry.length));
    }
    bytes
}

/// `None` where the bytes are not exactly one directory with ascending, disjoint runs.
pub(crate) fn from_bytes(mut bytes: &[u8]) -> Option<Vec<Entry>> {
    let count = take(&mut bytes)?;
    // Each entry takes at least four bytes, so a lie about the count costs nothing.
    if count == 0 || count > ENTRIES_MAX || count > bytes.len() as u64 / 4 {
        return None;
    }
    let mut entries = Vec::with_capacity(count as usize);
    let mut id = 0_u64;
    for index in 0..count {
        let delta = take(&mut bytes)?;
        if index > 0 && delta == 0 {
            return None;
        }
        id = id.checked_add(delta)?;
        entries.push(Entry { id, offset: 0, length: 0, run: 0 });
    }
    for entry in &mut entries {
        entry.run = u32::try_from(take(&mut bytes)?).ok()?;
    }
    for entry in &mut entries {
        entry.length = u32::try_from(take(&mut bytes)?).ok()?;
        if entry.length == 0 {
            return None;
        }
    }
    let mut next = None;
    for entry in &mut entries {
        entry.offset = match take(&mut bytes)? {
            0 => next?,
            more => more - 1,
        };
        next = Some(entry.offset.checked_add(u64::from(entry.length))?);
    }
    let apart = entries.windows(2).all(|pair| pair[0].id + u64::from(pair[0].run) <= pair[1].id);
    (bytes.is_empty() && apart).then_some(entries)
}

/// The entry that may hold the id: the last that does not begin after it.
pub(crate) fn find(entries: &[Entry], id: u64) -> Option<&Entry> {
    let after = entries.partition_point(|entry| entry.id <= id);
    let entry = entries.get(after.checked_sub(1)?)?;
    (entry.run == 0 || id - entry.id < u64::from(entry.run)).then_some(entry)
}

fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let part = u64::from(byte & 0x7F);
        if shift == 63 && part > 1 {
            return None;
        }
        value |= part << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let parts = (1_u64..1 << 40, 0_u32..5, 1_u32..1 << 20, 0_u64..1 << 40, any::<bool>());
        prop::collection::vec(parts, 1..60).prop_map(|parts| {
            let (mut id, mut end) = (0, 0);
            let mut entries = Vec::new();
            for (gap, run, length, offset, contiguous) in parts {
                let offset = if contiguous { end } else { offset };
                entries.push(Entry { id, offset, length, run });
                id += gap + u64::from(run);
                end = offset + u64::from(length);
            }
            entries
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(entries in entries()) {
            prop_assert_eq!(from_bytes(&to_bytes(&entries)), Some(entries));
        }

        #[test]
        fn every_run_is_found_and_nothing_else(entries in entries(), beyond in 0_u64..1 << 45) {
            for entry in &entries {
                for id in entry.id..entry.id + u64::from(entry.run) {
                    prop_assert_eq!(find(&entries, id), Some(entry));
                }
            }
            let holds = |e: &Entry| e.run == 0 || (e.id..e.id + u64::from(e.run)).contains(&beyond);
            prop_assert!(find(&entries, beyond).is_none_or(holds));
        }

        #[test]
        fn any_bytes_are_read_or_not_believed(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Some(entries) = from_bytes(&bytes) {
                prop_assert_eq!(from_bytes(&to_bytes(&entries)), Some(entries));
            }
        }
    }
}

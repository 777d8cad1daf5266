//! A change chunk taken apart below automerge, to be put together wrongly.

use automerge::Change;

use crate::support::{Entry, read_unsigned, stored, unsigned};

#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) dependencies: Vec<[u8; 32]>,
    pub(crate) actor: Vec<u8>,
    pub(crate) seq: u64,
    pub(crate) start_op: u64,
    /// As it is written: a signed integer.
    pub(crate) time: Vec<u8>,
    pub(crate) message: Vec<u8>,
    pub(crate) other_actors: Vec<Vec<u8>>,
    pub(crate) columns: Vec<(u64, Vec<u8>)>,
    pub(crate) extra: Vec<u8>,
}

impl Parts {
    pub(crate) fn of(change: &Change) -> Self {
        let bytes = change.raw_bytes();
        let mut at = 9;
        let take = |at: &mut usize, count: u64| {
            let start = *at;
            *at += usize::try_from(count).unwrap();
            bytes[start..*at].to_vec()
        };
        read_unsigned(bytes, &mut at);
        let count = read_unsigned(bytes, &mut at);
        let dependencies = (0..count).map(|_| take(&mut at, 32).try_into().unwrap()).collect();
        let length = read_unsigned(bytes, &mut at);
        let actor = take(&mut at, length);
        let seq = read_unsigned(bytes, &mut at);
        let start_op = read_unsigned(bytes, &mut at);
        let time = take(&mut at, 1);
        assert_eq!(time, [0]);
        let length = read_unsigned(bytes, &mut at);
        let message = take(&mut at, length);
        let count = read_unsigned(bytes, &mut at);
        let other_actors = (0..count)
            .map(|_| {
                let length = read_unsigned(bytes, &mut at);
                take(&mut at, length)
            })
            .collect();
        let count = read_unsigned(bytes, &mut at);
        let list: Vec<_> = (0..count)
            .map(|_| (read_unsigned(bytes, &mut at), read_unsigned(bytes, &mut at)))
            .collect();
        let columns =
            list.into_iter().map(|(kind, length)| (kind, take(&mut at, length))).collect();
        let extra = bytes[at..].to_vec();
        Self { dependencies, actor, seq, start_op, time, message, other_actors, columns, extra }
    }

    pub(crate) fn chunk(&self) -> Vec<u8> {
        let mut content = unsigned(self.dependencies.len() as u64);
        content.extend(self.dependencies.concat());
        let sized = |bytes: &[u8], content: &mut Vec<u8>| {
            content.extend(unsigned(bytes.len() as u64));
            content.extend(bytes);
        };
        sized(&self.actor, &mut content);
        content.extend(unsigned(self.seq));
        content.extend(unsigned(self.start_op));
        content.extend(&self.time);
        sized(&self.message, &mut content);
        content.extend(unsigned(self.other_actors.len() as u64));
        self.other_actors.iter().for_each(|actor| sized(actor, &mut content));
        content.extend(unsigned(self.columns.len() as u64));
        for (kind, data) in &self.columns {
            content.extend(unsigned(*kind));
            content.extend(unsigned(data.len() as u64));
        }
        self.columns.iter().for_each(|(_, data)| content.extend(data));
        content.extend(&self.extra);
        let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1];
        chunk.extend(unsigned(content.len() as u64));
        chunk.extend(content);
        chunk
    }

    pub(crate) fn column(&mut self, kind: u64) -> &mut Vec<u8> {
        let place = self.columns.iter().position(|(other, _)| *other == kind).unwrap();
        &mut self.columns[place].1
    }

    /// An entry like `honest`, with this change as its only one.
    pub(crate) fn entry(&self, honest: &Entry) -> Entry {
        Entry { body: stored(&self.chunk(), honest.previous), ..honest.clone() }
    }
}

#[test]
fn taking_a_chunk_apart_loses_nothing() {
    let history = crate::support::History::random(3, 3, 60);
    for change in history.changes.iter().flatten() {
        let mut chunk = Parts::of(change).chunk();
        chunk[4..8].copy_from_slice(&change.hash().0[..4]);
        assert_eq!(chunk, change.raw_bytes());
    }
}

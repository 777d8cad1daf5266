//! What was just written here, for all neighbours: at once while it is quiet, gathered while much is
//! written. A hundred phones that send at the same instant would otherwise have every neighbour check
//! and flush a hundred times, and this laptop share its network with that.
//!
//! Invariants: hints leave in the order in which they were written; none is larger than the mesh takes,
//! but where one span alone is; nothing waits longer than [`GATHER_MS`]. Nothing depends on a hint: what
//! is lost of them, the next comparison finds.

use musubi_log::item::Item;
use musubi_mesh::HINT_BYTES_MAX;
use musubi_replica::message::{Answer, Message};

/// No two rounds of hints leave closer to each other.
const GATHER_MS: u64 = 200;
/// Around one item and around the message, at most.
const ENVELOPE_BYTES: usize = 32;

#[derive(Default)]
pub(super) struct Hints {
    waiting: Vec<Item>,
    /// Of the node's own clock.
    next_ms: u64,
}

impl Hints {
    pub(super) fn add(&mut self, items: Vec<Item>) {
        self.waiting.extend(items);
    }

    /// When [`Hints::due`] has something; `None`: not before something is added.
    pub(super) fn deadline_ms(&self) -> Option<u64> {
        (!self.waiting.is_empty()).then_some(self.next_ms)
    }

    /// What leaves now.
    pub(super) fn due(&mut self, now_ms: u64) -> Vec<Message> {
        if self.deadline_ms().is_none_or(|at| now_ms < at) {
            return Vec::new();
        }
        self.next_ms = now_ms + GATHER_MS;
        self.all()
    }

    /// What waits, whether it is due or not.
    pub(super) fn all(&mut self) -> Vec<Message> {
        let (mut full, mut items, mut bytes) = (Vec::new(), Vec::new(), ENVELOPE_BYTES);
        for item in std::mem::take(&mut self.waiting) {
            let more = ENVELOPE_BYTES + item.to_bytes().len();
            if bytes + more > HINT_BYTES_MAX && !items.is_empty() {
                full.push(std::mem::take(&mut items));
                bytes = ENVELOPE_BYTES;
            }
            bytes += more;
            items.push(item);
        }
        full.push(items);
        let filled = full.into_iter().filter(|items| !items.is_empty());
        filled.map(|items| Message::Spans { answer: Answer::Ends, items }).collect()
    }
}

#[cfg(test)]
mod tests {
    use musubi_log::hash::{Hash, LogId};
    use musubi_log::span::Span;

    use super::*;

    fn item(from: u64, bytes: usize) -> Item {
        let (log, before) = (LogId::new([7; 32]), Hash::new([0; 32]));
        Item::Span(Span::new(log, from, before, vec![0; bytes], [0; 64]))
    }

    fn told(messages: &[Message]) -> Vec<Vec<u64>> {
        let from = |item: &Item| match item {
            Item::Span(span) => span.from(),
            other => panic!("{other:?}"),
        };
        let items = |message: &Message| match message {
            Message::Spans { items, .. } => items.iter().map(from).collect(),
            other => panic!("{other:?}"),
        };
        messages.iter().map(items).collect()
    }

    #[test]
    fn the_first_leaves_at_once_and_what_follows_is_gathered_in_its_order() {
        let mut hints = Hints::default();
        assert_eq!((hints.deadline_ms(), told(&hints.due(5_000))), (None, vec![]));
        hints.add(vec![item(1, 900)]);
        assert_eq!(told(&hints.due(5_000)), [[1]]);
        for from in 2..5 {
            hints.add(vec![item(from, 900)]);
            assert!(hints.due(5_000 + 10 * from).is_empty());
        }
        assert_eq!(hints.deadline_ms(), Some(5_000 + GATHER_MS));
        assert!(hints.due(5_000 + GATHER_MS - 1).is_empty());
        assert_eq!(told(&hints.due(5_000 + GATHER_MS)), [[2, 3, 4]]);
        assert_eq!(hints.deadline_ms(), None);
    }

    #[test]
    fn nothing_waits_longer_though_it_was_quiet_before() {
        let mut hints = Hints::default();
        hints.add(vec![item(1, 10)]);
        assert_eq!(told(&hints.due(0)), [[1]]);
        hints.add(vec![item(2, 10)]);
        assert_eq!(told(&hints.due(60_000)), [[2]]);
    }

    #[test]
    fn none_is_larger_than_the_mesh_takes_and_none_is_left_out() {
        let mut hints = Hints::default();
        for from in 0..400_u64 {
            hints.add(vec![item(from, usize::try_from(from * 37 % 4_100).unwrap())]);
        }
        // Alone too large; what is to be done with it the mesh says.
        hints.add(vec![item(400, HINT_BYTES_MAX), item(401, 10)]);
        let messages = hints.all();
        let told = told(&messages);
        assert_eq!(told.concat(), (0..402).collect::<Vec<u64>>());
        assert_eq!(told[told.len() - 2..], [vec![400], vec![401]]);
        for (message, told) in messages.iter().zip(&told) {
            let fits = message.encode().len() <= HINT_BYTES_MAX;
            assert_eq!(fits, *told != [400], "{told:?}");
        }
        // Full ones, not one each.
        let bytes: u64 = (0..400).map(|from| from * 37 % 4_100).sum();
        assert!(
            told.len() as u64 <= bytes / 26_000 + 4,
            "{} messages of {bytes} bytes",
            told.len()
        );
        assert!(hints.all().is_empty());
    }
}

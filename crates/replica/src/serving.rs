//! How journalled spans become the answer to a want.
//!
//! Consecutive spans are joined up to the next checkpoint, so that a log costs one signature for
//! many entries, and messages are filled to their limit. An answer ends when it is long enough;
//! what did not fit is asked for again.
//!
//! A loop makes one [`Answering`] for each `Output::Serve`, pushes for each part the journalled
//! spans that touch `Answering::read_from(part)..=part.range.to`, and sends what comes out.

use musubi_log::item::Item;
use musubi_log::span::{CHECKPOINT_BYTES, CHECKPOINT_EVERY, Span};

use crate::branches::{Place, Stretch};
use crate::message::{Answer, MESSAGE_BYTES_MAX, Message, Range};

/// What of a log is to be served: a range, and of a forked log on which branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub range: Range,
    pub(crate) branch: Option<Stretch>,
}

/// Frame bytes in answer to one want.
pub const ANSWER_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Room for a message's own fields.
const ROOM: usize = MESSAGE_BYTES_MAX - 64;

/// One answer in the making.
#[derive(Debug, Default)]
pub struct Answering {
    messages: Vec<Message>,
    items: Vec<Item>,
    item_bytes: usize,
    answer_bytes: usize,
    run: Vec<Span>,
    /// Frame bytes since the last checkpoint, the collected run included.
    since_checkpoint: u64,
}

impl Answering {
    /// Where to begin to read: after a checkpoint, so that the next one is known, and no later than
    /// a fork, so that branches can be told apart.
    pub fn read_from(part: &Part) -> u64 {
        match (&part.branch, part.range.from) {
            (Some(stretch), from) => stretch.reading_from(from),
            (None, 0) => 0,
            (None, from) => (from - 1) / CHECKPOINT_EVERY * CHECKPOINT_EVERY + 1,
        }
    }

    /// Nothing more is taken: the loop can stop reading.
    pub fn is_full(&self) -> bool {
        self.answer_bytes >= ANSWER_BYTES_MAX
    }

    /// Takes the spans of one part in their order. The first is the one at `read_from`.
    pub fn push(&mut self, part: &Part, spans: impl IntoIterator<Item = Span>) {
        let range = &part.range;
        self.since_checkpoint = 0;
        if let Some(stretch) = &part.branch {
            return self.push_branch(range, stretch.follow(spans));
        }
        for span in spans {
            if self.is_full() || span.from() > range.to {
                break;
            }
            self.take(range, span);
        }
        self.join();
    }

    /// Spans of a forked log are sent as they stand: what straddles the fork is joined with nothing.
    fn push_branch(&mut self, range: &Range, followed: Vec<(Span, Place)>) {
        for (span, _) in followed {
            if self.is_full() || span.from() > range.to {
                break;
            }
            if span.to().is_some_and(|to| to >= range.from) {
                self.put(span);
            }
        }
    }

    fn take(&mut self, range: &Range, span: Span) {
        let Some(count) = span.count() else { return };
        let (from, next) = (span.from(), span.from() + count);
        let frame_bytes = span.frames().len() as u64;
        let wanted = if from >= range.from { Some(span) } else { span.tail(range.from) };
        self.run.extend(wanted.filter(|_| next > range.from));
        self.since_checkpoint += frame_bytes;
        let last = next - 1;
        if last.is_multiple_of(CHECKPOINT_EVERY) || self.since_checkpoint >= CHECKPOINT_BYTES {
            self.since_checkpoint = 0;
            self.join();
        }
    }

    /// Closes the collected run into one item.
    fn join(&mut self) {
        let run = std::mem::take(&mut self.run);
        if run.is_empty() {
            return;
        }
        match Span::join(&run) {
            Some(span) => self.put(span),
            None => run.into_iter().for_each(|span| self.put(span)),
        }
    }

    fn put(&mut self, span: Span) {
        let item = Item::Span(span);
        let bytes = item.to_bytes().len();
        if self.item_bytes + bytes > ROOM {
            self.flush(Answer::Continues);
        }
        self.item_bytes += bytes;
        self.answer_bytes += bytes;
        self.items.push(item);
    }

    fn flush(&mut self, answer: Answer) {
        let items = std::mem::take(&mut self.items);
        self.item_bytes = 0;
        self.messages.push(Message::Spans { answer, items });
    }

    /// The messages to send, in order. There is always one, which ends the answer.
    pub fn finish(mut self) -> Vec<Message> {
        self.flush(Answer::Ends);
        self.messages
    }
}

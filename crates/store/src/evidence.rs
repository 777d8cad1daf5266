//! A journal looked at from outside: its files byte by byte, and every item as evidence.
//!
//! Nothing is written, nothing a footer says is believed, and no key but the city's is needed.

use std::path::Path;

use musubi_log::evidence::Examination;
use musubi_log::hash::LogId;
use musubi_log::item::Item;

use crate::items::describe;
use crate::journal::{self, ExamineError, Flaw, Frame, Place, SpanMeta, TAG_MAX};

/// Hands every item of a journal to an examination, and gives back what is flawed in the files.
pub fn examine(
    directory: &Path,
    examination: &mut Examination<Place>,
) -> Result<Vec<Flaw>, ExamineError> {
    look(examination, |visit| journal::examine(directory, visit))
}

fn look<E>(
    examination: &mut Examination<Place>,
    read: impl FnOnce(&mut dyn FnMut(Frame)) -> Result<Vec<Flaw>, E>,
) -> Result<Vec<Flaw>, E> {
    let mut wrong = vec![];
    let mut flaws = read(&mut |frame: Frame| {
        if frame.tag > TAG_MAX {
            return;
        }
        let Ok(item) = Item::from_bytes(&frame.bytes) else {
            let lost = frame.span.map(|span| (LogId::new(span.log), span.first, span.last));
            examination.unreadable(frame.place, lost);
            return;
        };
        if !is_noted_rightly(&frame, &item) {
            wrong.push(Flaw::Note { place: frame.place });
        }
        examination.take(frame.place, item);
    })?;
    for flaw in &flaws {
        if let Flaw::Frames { spans, .. } = flaw {
            for span in spans {
                examination.lost(LogId::new(span.log), span.first, span.last);
            }
        }
    }
    flaws.extend(wrong);
    flaws.sort_by_key(Flaw::place);
    Ok(flaws)
}

/// Whether what the journal notes beside an item, from which its index is built, follows from it.
fn is_noted_rightly(frame: &Frame, item: &Item) -> bool {
    let (tag, said) = match item {
        Item::Statement(_) => (1, None),
        Item::Certificate(_) => (2, None),
        Item::Proof(_) => (3, None),
        Item::Span(span) => (4, describe(span, 0)),
        Item::Receipt(_) => (5, None),
    };
    // Bytes since the last checkpoint are counted along the chain; they prove nothing.
    let without = |meta| SpanMeta { since_checkpoint: 0, ..meta };
    frame.tag == tag && frame.span.map(without) == said.map(without)
}

#[cfg(test)]
mod tests;

//! Spans of one log that follow each other, written without what the first of them already says.
//!
//! An item that is no span, or a span with fields of a later version, is written as it is. A run
//! is `[log, from, before, frames, signature, frames, signature, …]`; where the second begins, and
//! on which chain, follows from the first.

use minicbor::Decoder;
use minicbor::data::Type;
use musubi_log::hash::{Hash, LogId, chain_start};
use musubi_log::item::Item;
use musubi_log::span::Span;

use crate::message::{Out, VEC};

/// Fields before the first part.
const HEAD: u64 = 3;

pub(crate) fn write(out: &mut Out, items: &[Item]) {
    let mut runs: Vec<Vec<&Item>> = vec![];
    let mut end = None;
    for item in items {
        let continues = match (item, &end) {
            (Item::Span(span), Some((log, (next, chain)))) => {
                span.is_plain() && (span.log(), span.from(), span.before()) == (*log, *next, *chain)
            }
            _ => false,
        };
        match runs.last_mut().filter(|_| continues) {
            Some(run) => run.push(item),
            None => runs.push(vec![item]),
        }
        end = match item {
            Item::Span(span) if span.is_plain() => span.end().map(|end| (span.log(), end)),
            _ => None,
        };
    }
    out.array(runs.len() as u64).expect(VEC);
    for run in runs {
        match run[0] {
            Item::Span(first) if first.is_plain() => write_run(out, first, &run),
            other => out.writer_mut().extend(other.to_bytes()),
        }
    }
}

fn write_run(out: &mut Out, first: &Span, run: &[&Item]) {
    out.array(HEAD + 2 * run.len() as u64).expect(VEC);
    out.bytes(first.log().bytes()).expect(VEC).u64(first.from()).expect(VEC);
    if first.from() == 0 {
        out.null().expect(VEC);
    } else {
        out.bytes(first.before().bytes()).expect(VEC);
    }
    for item in run {
        let Item::Span(span) = item else { unreachable!("only spans continue a run") };
        out.bytes(span.frames()).expect(VEC).bytes(span.signature()).expect(VEC);
    }
}

/// Reads a run whose array of so many fields was just opened. `None`: it is malformed.
pub(crate) fn read(decoder: &mut Decoder<'_>, fields: u64, items: &mut Vec<Item>) -> Option<()> {
    let parts = fields.checked_sub(HEAD).filter(|rest| *rest > 0 && rest.is_multiple_of(2))? / 2;
    let log = LogId::from_slice(decoder.bytes().ok()?)?;
    let mut from = decoder.u64().ok()?;
    let mut before = match decoder.datatype().ok()? {
        Type::Null => {
            decoder.null().ok()?;
            chain_start(&log)
        }
        _ => Hash::from_slice(decoder.bytes().ok()?)?,
    };
    if from == 0 {
        before = chain_start(&log);
    }
    for part in 0..parts {
        let frames = decoder.bytes().ok()?;
        let signature = decoder.bytes().ok()?.try_into().ok()?;
        if frames.len() > musubi_log::span::SPAN_FRAME_BYTES_MAX {
            return None;
        }
        let span = Span::new(log, from, before, frames.to_vec(), signature);
        if part + 1 < parts {
            (from, before) = span.end()?;
        }
        items.push(Item::Span(span));
    }
    Some(())
}

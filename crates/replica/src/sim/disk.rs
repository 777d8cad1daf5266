//! A disk that keeps what was synced and may lose the rest.

use std::collections::{BTreeMap, BTreeSet};

use musubi_log::hash::{Hash, LogId};
use musubi_log::item::Item;
use musubi_log::span::Span;
use musubi_model::ids::{DocumentId, NodeKey};
use musubi_model::record::View;

use crate::branches::step_over;
use crate::input::{Saved, Stored, StoredLog};
use crate::message::Range;

#[derive(Clone, Debug)]
pub(super) struct Cached {
    pub(super) saved: Saved,
    pub(super) view: View,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Disk {
    facts: Vec<Item>,
    spans: BTreeMap<LogId, BTreeMap<u64, Span>>,
    /// Logs of which there are several branches, and their spans as they came.
    pub(super) forked: BTreeSet<LogId>,
    branches: BTreeMap<LogId, Vec<Span>>,
    /// Per log, the first position that is not synced.
    next: BTreeMap<LogId, u64>,
    unsynced: Vec<Item>,
    pub(super) cache: BTreeMap<DocumentId, Cached>,
}

impl Disk {
    pub(super) fn append(&mut self, item: Item) {
        self.unsynced.push(item);
    }

    pub(super) fn has_unsynced(&self) -> bool {
        !self.unsynced.is_empty()
    }

    /// Writes down what was appended. Each entry must be written once, after the one before it.
    pub(super) fn sync(&mut self) -> Result<(), String> {
        for item in std::mem::take(&mut self.unsynced) {
            self.write(item)?;
        }
        Ok(())
    }

    fn write(&mut self, item: Item) -> Result<(), String> {
        let Item::Span(span) = item else {
            if self.facts.contains(&item) {
                return Err("a fact is written twice".to_owned());
            }
            self.facts.push(item);
            return Ok(());
        };
        let (log, from) = (span.log(), span.from());
        if self.forked.contains(&log) {
            return self.write_branch(span);
        }
        let next = self.next.entry(log).or_default();
        if from != *next {
            return Err(format!("log {log} grows from {next}, but {from} is written"));
        }
        *next += span.count().ok_or("a malformed span is written")?;
        self.spans.entry(log).or_default().insert(from, span);
        Ok(())
    }

    fn write_branch(&mut self, span: Span) -> Result<(), String> {
        let (next, _) = span.end().ok_or("a malformed span is written")?;
        let held = self.branches.entry(span.log()).or_default();
        if held.contains(&span) {
            return Err("a span of a forked log is written twice".to_owned());
        }
        let longest = self.next.entry(span.log()).or_default();
        *longest = next.max(*longest);
        held.push(span);
        held.sort_by_key(Span::from);
        Ok(())
    }

    /// Power fails: of what was not synced, at most the first `kept` items were written.
    pub(super) fn crash(&mut self, kept: usize) -> Result<(), String> {
        self.unsynced.truncate(kept);
        self.sync()
    }

    /// Whether an entry with this chain is here.
    pub(super) fn holds(&self, log: &LogId, position: u64, chain: &Hash) -> bool {
        let Some(spans) = self.branches.get(log) else { return position < self.next(log) };
        spans.iter().any(|span| span.chain_at(position).as_ref() == Some(chain))
    }

    pub(super) fn unsynced(&self) -> usize {
        self.unsynced.len()
    }

    /// The first position of a log that is not on this disk.
    pub(super) fn next(&self, log: &LogId) -> u64 {
        self.next.get(log).copied().unwrap_or(0)
    }

    /// Of logs that are not forked: of the others disks may hold different branches.
    pub(super) fn lengths(&self) -> BTreeMap<LogId, u64> {
        let plain = self.next.iter().filter(|(log, _)| !self.forked.contains(log));
        plain.map(|(log, next)| (*log, *next)).collect()
    }

    /// Spans that touch a range, as they were written.
    pub(super) fn spans(&self, range: &Range) -> Vec<Span> {
        if let Some(spans) = self.branches.get(&range.log) {
            let touches = |span: &&Span| {
                span.from() <= range.to && span.to().is_some_and(|to| to >= range.from)
            };
            return spans.iter().filter(touches).cloned().collect();
        }
        let Some(log) = self.spans.get(&range.log) else { return vec![] };
        let first = log.range(..=range.from).next_back().map_or(range.from, |(from, _)| *from);
        log.range(first..)
            .take_while(|(from, _)| **from <= range.to)
            .map(|(_, span)| span.clone())
            .collect()
    }

    /// Of each log of a node, every place where a span ends.
    pub(super) fn ends_of(&self, node: &NodeKey) -> Vec<Vec<(LogId, u64, Hash)>> {
        let written_by = |spans: &&BTreeMap<u64, Span>| {
            let header = spans.get(&0).and_then(|first| first.verify_first().ok()?.header);
            header.is_some_and(|header| header.node == *node)
        };
        let ends = |spans: &BTreeMap<u64, Span>| {
            let end = |span: &Span| span.end().map(|(next, chain)| (span.log(), next - 1, chain));
            spans.values().filter_map(end).collect()
        };
        self.spans.values().filter(written_by).map(ends).collect()
    }

    /// What a node finds when it starts.
    pub(super) fn stored(&self) -> Result<Stored, String> {
        let mut logs = vec![];
        for spans in self.spans.values() {
            logs.push(indexed(spans)?);
        }
        for spans in self.branches.values() {
            logs.push(longest(spans)?);
        }
        let kept =
            self.cache.iter().map(|(document, cached)| (*document, cached.saved.applied.clone()));
        Ok(Stored { facts: self.facts.clone(), logs, kept: kept.collect(), ..Stored::default() })
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let spans = self.spans.values().flatten().map(|(_, span)| Item::Span(span.clone()));
        let spans = spans.chain(self.branches.values().flatten().cloned().map(Item::Span));
        self.facts.iter().cloned().chain(spans).flat_map(|item| item.to_bytes()).collect()
    }
}

fn indexed(spans: &BTreeMap<u64, Span>) -> Result<StoredLog, String> {
    let mut spans = spans.values();
    let first = spans.next().ok_or("a log without spans")?;
    let verified = first.verify_first().map_err(|error| error.to_string())?;
    let header = verified.header.ok_or("a first span without a header")?;
    let mut tip = verified.tip;
    for span in spans {
        tip = span.verify_after(&tip).map_err(|error| error.to_string())?.tip;
    }
    Ok(StoredLog { header, tip })
}

/// The longest branch, as a journal's index finds it.
fn longest(spans: &[Span]) -> Result<StoredLog, String> {
    let first = spans.first().ok_or("a log without spans")?;
    let verified = first.verify_first().map_err(|error| error.to_string())?;
    let header = verified.header.ok_or("a first span without a header")?;
    let mut tips = BTreeMap::from([(verified.tip.chain, verified.tip)]);
    for span in &spans[1..] {
        // Another header.
        if span.from() == 0 {
            let verified = span.verify_first().map_err(|error| error.to_string())?;
            tips.insert(verified.tip.chain, verified.tip);
            continue;
        }
        let Some(mut tip) = tips.get(&span.before()).cloned() else { continue };
        let steps = span.steps().ok_or("a malformed span is on the disk")?;
        for (position, step) in (span.from()..).zip(steps) {
            step_over(&mut tip, position, &step);
            tips.insert(tip.chain, tip.clone());
        }
    }
    let tip = tips.into_values().max_by_key(|tip| (tip.position, tip.chain));
    Ok(StoredLog { header, tip: tip.expect("the header is there") })
}

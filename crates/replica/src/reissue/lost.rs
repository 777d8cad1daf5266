//! What of own work is lost: found by comparing what it said with what shows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use musubi_document::{Document, Salvaged};
use musubi_log::entry::Entry;
use musubi_log::hash::{Hash, LogId, Run, h};
use musubi_log::header::Header;
use musubi_log::seal::Opening;
use musubi_log::span::Span;
use musubi_model::facts::Facts;
use musubi_model::ids::{Actor, DocumentId, Kind, RecordId};
use musubi_model::record::{Edit, Reading, TABLE_FIELD, Value, View};
use musubi_model::time::Now;

use super::Way;
use crate::applied::{Fresh, Open, Opened};
use crate::branches::Place;
use crate::input::Applied;
use crate::replica::Replica;

const REISSUE_FIELD: &str = "reissue_of";

/// Of each own author the number of its last change that is applied.
type Applying = BTreeMap<Actor, u64>;

/// Which own change of which record is written again. Positions and numbers of changes are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Origin {
    record: RecordId,
    by: Actor,
    at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum At {
    Seq(u64),
    Position(u64),
}

impl Origin {
    /// For the id of the record that repeats it, which nobody else draws.
    fn chance(&self, run: &Run) -> [u8; 10] {
        let (tag, number) = match self.at {
            At::Seq(number) => ([0], number),
            At::Position(number) => ([1], number),
        };
        let number = number.to_le_bytes();
        let fields = [run.bytes(), &self.record.bytes()[..], self.by.bytes(), &tag, &number];
        let hash: Hash = h("reissue", &fields);
        *hash.bytes().first_chunk().expect("32 bytes have 10")
    }
}

/// What own applied entries have written: if something of it does not show, somebody has replaced it
/// since. Records under the id of what they repeat.
#[derive(Debug, Default)]
struct Said {
    fields: BTreeSet<(RecordId, String, Value)>,
    values: BTreeSet<(String, Value)>,
}

/// What is to be written again.
#[derive(Debug, Default)]
struct Lost {
    records: BTreeMap<Origin, BTreeMap<String, Value>>,
    values: BTreeMap<String, Value>,
}

impl Replica {
    pub(super) fn reissue_held(&mut self, now: Now, document: &DocumentId, spans: &[Span]) {
        let by_log = by_log(spans);
        let mut left = self.own_work(document, &by_log);
        for way in self.ways(&by_log) {
            if left.is_empty() {
                return;
            }
            let Some(open) = self.documents.get(document) else { return };
            let shows = open.document().view();
            let applying = self.applying(document);
            let Some(together) = self.put_together(document, &by_log, &way) else { continue };
            let before = left.len();
            left.retain(|entry| !together.holds.contains(entry));
            // Nothing of it is own that was not looked at before.
            if left.len() == before {
                continue;
            }
            let showed = together.shows;
            let facts = Facts::of(&shows);
            let mut lost = unshown(&shows, &showed, &applying);
            lost.leave_out(&self.said(document, spans, &facts), &facts);
            let table = |id: &RecordId| showed.records.get(id).and_then(|of| of.get(TABLE_FIELD));
            let table = |id: &RecordId| table(id).map(|reading| reading.winner().value.clone());
            let edits = lost.again(&self.me.run, table, now);
            self.write_again(now, document, &edits);
        }
    }

    /// What own entries say that cannot be put in place, for what they build on is missing.
    pub(super) fn reissue_stranded(&mut self, now: Now, document: &DocumentId, spans: &[Span]) {
        let Some(open) = self.documents.get(document) else { return };
        let shows = open.document().view();
        let facts = Facts::of(&shows);
        let mut lost = Lost::default();
        for (log, (header, entries)) in self.own_entries(document, spans) {
            if self.accused.contains_key(&log) || self.logs.branch(&log).is_some() {
                continue;
            }
            let next = open.progress(&log).next_position;
            let stray = entries.into_iter().filter(|(position, _)| *position >= next);
            let (positions, bodies): (Vec<u64>, Vec<Vec<u8>>) = stray.unzip();
            let bodies: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
            let salvaged = open.document().salvage(header.actor(), &bodies);
            lost.stranded(&facts, header.actor(), positions.into_iter().zip(salvaged));
        }
        lost.leave_out(&self.said(document, spans, &facts), &facts);
        let made = lost.tables();
        let table = |id: &RecordId| {
            let shown = facts.records().get(&facts.root(*id)).and_then(|of| of.get(TABLE_FIELD));
            let shown = shown.cloned().map(|reading| reading.winner().value.clone());
            shown.or_else(|| made.get(id).cloned())
        };
        let edits = lost.again(&self.me.run, table, now);
        self.write_again(now, document, &edits);
    }

    fn applying(&self, document: &DocumentId) -> Applying {
        let applied = self.documents.applied(document);
        let own = self.logs.all_of_node(document, &self.me.key()).into_iter();
        own.map(|(log, actor)| {
            let progress = applied.and_then(|applied| applied.get(&log));
            let common =
                self.logs.branch(&log).map_or(u64::MAX, |branch| branch.from().saturating_sub(1));
            (actor, progress.map_or(0, |progress| progress.seq_at(common)))
        })
        .collect()
    }

    /// All own entries that these spans hold, on whatever branch.
    fn own_work(&self, document: &DocumentId, by_log: &BTreeMap<LogId, Vec<Span>>) -> Entries {
        let own = self.logs.all_of_node(document, &self.me.key());
        let logs = by_log.iter().filter(|(log, _)| own.contains_key(log));
        let entries = |(log, spans): (&LogId, &Vec<Span>)| {
            let steps =
                spans.iter().flat_map(|span| (span.from()..).zip(span.steps().unwrap_or_default()));
            let entries = steps.filter(|(position, _)| *position > 0);
            entries.map(|(_, step)| (*log, step.chain)).collect::<Vec<_>>()
        };
        logs.flat_map(entries).collect()
    }

    /// The document with all that is accused, on these branches.
    fn put_together(
        &self,
        document: &DocumentId,
        by_log: &BTreeMap<LogId, Vec<Span>>,
        way: &Way,
    ) -> Option<Together> {
        let mut fresh = Fresh::new();
        for (log, spans) in by_log {
            let followed = self.choose(log, spans, way);
            let Some((header, entries)) = self.open_all(log, &followed) else { continue };
            let actor = header.actor();
            let opened = entries.into_iter().map(|(entry, body)| {
                let (position, chain) = (entry.position(), entry.chain());
                Opened { position, chain, actor, body }
            });
            fresh.insert(*log, opened.collect::<VecDeque<_>>());
        }
        let kind = Kind::from_number(document.kind)?;
        let mut open = Open::new(Document::new(kind), Applied::new());
        // What follows an entry that had to wait is forgotten each time.
        while open.apply(fresh.clone(), &BTreeMap::new()).ok()?.moved {}
        let holds = fresh.iter().flat_map(|(log, entries)| {
            let next = open.progress(log).next_position;
            let applied = entries.iter().filter(move |entry| entry.position < next);
            applied.map(|entry| (*log, entry.chain))
        });
        Some(Together { holds: holds.collect(), shows: open.document().view() })
    }

    /// Own entries of the followed branches that come out of their seals, wherever they stand.
    fn own_entries(
        &self,
        document: &DocumentId,
        spans: &[Span],
    ) -> BTreeMap<LogId, (Header, Bodies)> {
        let own = self.logs.all_of_node(document, &self.me.key());
        let logs = by_log(spans).into_iter().filter(|(log, _)| own.contains_key(log));
        logs.filter_map(|(log, spans)| {
            let followed = self.choose(&log, &spans, &Way::new());
            let (header, entries) = self.open_all(&log, &followed)?;
            let bodies = entries.into_iter().filter_map(|(entry, body)| {
                let body = body.ok()?;
                Some((entry.position(), body))
            });
            Some((log, (header, bodies.collect())))
        })
        .collect()
    }

    fn said(&self, document: &DocumentId, spans: &[Span], facts: &Facts<'_>) -> Said {
        let mut said = Said::default();
        let Some(open) = self.documents.get(document) else { return said };
        for (log, (header, entries)) in self.own_entries(document, spans) {
            let next = open.progress(&log).next_position;
            let applied = entries.iter().filter(|(position, _)| *position < next);
            let bodies: Vec<&[u8]> = applied.map(|(_, body)| body.as_slice()).collect();
            for entry in open.document().salvage(header.actor(), &bodies) {
                said.values.extend(entry.values);
                for (record, fields) in entry.records {
                    let root = facts.root(record);
                    said.fields.extend(fields.into_iter().map(|(name, value)| (root, name, value)));
                }
            }
        }
        said
    }

    fn open_all(
        &self,
        log: &LogId,
        followed: &[(Span, Place)],
    ) -> Option<(Header, Vec<OpenedEntry>)> {
        let header = self.header(log, followed)?;
        let key = self.keyring.log_key(&header)?;
        let mut opened = vec![];
        for (span, place) in followed {
            let Ok(verified) = span.verify_alone(&header) else { continue };
            let entries = verified.entries.into_iter();
            for entry in entries.filter(|entry| place.counts(entry.position())) {
                let body = match key.open(header.document.kind, &entry) {
                    Opening::Opened(body) => Ok(body.bytes),
                    Opening::Unfit(reason) => Err(reason.into()),
                    Opening::Wait(_) => break,
                };
                opened.push((entry, body));
            }
        }
        Some((header, opened))
    }
}

/// Entries by their logs and chains.
type Entries = BTreeSet<(LogId, Hash)>;

/// A document that was put together.
struct Together {
    holds: Entries,
    shows: View,
}

/// By position.
type Bodies = Vec<(u64, Vec<u8>)>;
type OpenedEntry = (Entry, Result<Vec<u8>, crate::output::UnfitEntry>);

fn by_log(spans: &[Span]) -> BTreeMap<LogId, Vec<Span>> {
    let mut by_log: BTreeMap<LogId, Vec<Span>> = BTreeMap::new();
    for span in spans {
        by_log.entry(span.log()).or_default().push(span.clone());
    }
    by_log
}

fn shows_value(reading: Option<&Reading>, value: &Value) -> bool {
    reading.is_some_and(|reading| reading.all().iter().any(|seen| seen.value == *value))
}

/// What own entries that are not applied showed, and does not show now.
fn unshown(shows: &View, showed: &View, applying: &Applying) -> Lost {
    let facts = Facts::of(shows);
    let mut lost = Lost::default();
    let is_own = |by: &Actor, seq: u64| applying.get(by).is_some_and(|last| seq > *last);
    for (id, fields) in &showed.records {
        let held = facts.records().get(&facts.root(*id));
        let mut first = None;
        for (name, reading) in fields.iter().filter(|(name, _)| *name != REISSUE_FIELD) {
            for seen in reading.all() {
                let now = held.and_then(|held| held.get(name));
                if !is_own(&seen.by, seen.seq) || shows_value(now, &seen.value) {
                    continue;
                }
                let origin = Origin { record: *id, by: seen.by, at: At::Seq(seen.seq) };
                first.get_or_insert(origin);
                let of = lost.records.entry(origin).or_default();
                of.insert(name.clone(), seen.value.clone());
            }
        }
        // A record that is not there at all is written whole, whoever wrote the rest of it.
        if let (None, Some(first)) = (held, first) {
            for (name, reading) in fields {
                let of = lost.records.entry(first).or_default();
                of.entry(name.clone()).or_insert_with(|| reading.winner().value.clone());
            }
        }
    }
    for (key, reading) in &showed.values {
        let mut seen = reading.all().iter().rev();
        let now = shows.values.get(key);
        let seen = seen.find(|seen| is_own(&seen.by, seen.seq) && !shows_value(now, &seen.value));
        lost.values.extend(seen.map(|seen| (key.clone(), seen.value.clone())));
    }
    lost
}

impl Lost {
    /// What entries of one log say and does not show, the last of each name.
    fn stranded(
        &mut self,
        facts: &Facts<'_>,
        by: Actor,
        entries: impl DoubleEndedIterator<Item = (u64, Salvaged)>,
    ) {
        let mut taken = BTreeSet::new();
        for (position, entry) in entries.rev() {
            for (record, fields) in entry.records {
                let held = facts.records().get(&facts.root(record));
                let origin = Origin { record, by, at: At::Position(position) };
                for (name, value) in fields.into_iter().filter(|(name, _)| name != REISSUE_FIELD) {
                    let is_new = taken.insert((record, name.clone()));
                    let now = held.and_then(|held| held.get(&name));
                    if is_new && !shows_value(now, &value) {
                        self.records.entry(origin).or_default().insert(name, value);
                    }
                }
            }
            for (key, value) in entry.values {
                let now = facts.values().get(&key);
                if !self.values.contains_key(&key) && !shows_value(now, &value) {
                    self.values.insert(key, value);
                }
            }
        }
    }

    /// What the records are that are made by what was lost.
    fn tables(&self) -> BTreeMap<RecordId, Value> {
        let tables = self
            .records
            .iter()
            .filter_map(|(origin, fields)| Some((origin.record, fields.get(TABLE_FIELD)?.clone())));
        tables.collect()
    }

    /// Without what was written again before.
    fn leave_out(&mut self, said: &Said, facts: &Facts<'_>) {
        self.values.retain(|key, value| !said.values.contains(&(key.clone(), value.clone())));
        for (origin, fields) in &mut self.records {
            let root = facts.root(origin.record);
            let is_new = |(name, value): (&String, &Value)| {
                !said.fields.contains(&(root, name.clone(), value.clone()))
            };
            if !fields.iter().filter(|(name, _)| *name != TABLE_FIELD).any(is_new) {
                fields.clear();
            }
            fields.retain(|name, value| name == TABLE_FIELD || is_new((name, value)));
        }
    }

    /// Records that repeat what was lost, and loose values.
    fn again(self, run: &Run, table: impl Fn(&RecordId) -> Option<Value>, now: Now) -> Vec<Edit> {
        let records = self.records.into_iter().filter_map(|(origin, mut fields)| {
            if fields.is_empty() {
                return None;
            }
            let Some(Value::Text(table)) = fields.remove(TABLE_FIELD).or(table(&origin.record))
            else {
                return None;
            };
            fields.remove(REISSUE_FIELD);
            let mut fields: Vec<(String, Value)> = fields.into_iter().collect();
            fields.retain(|(_, value)| *value != Value::Unreadable);
            let original = Value::Bytes(origin.record.bytes().to_vec());
            fields.push((REISSUE_FIELD.to_owned(), original));
            let id = RecordId::mint(now.wall, origin.chance(run));
            Some(Edit::Create { id, table, fields })
        });
        let values = self.values.into_iter().filter(|(_, value)| *value != Value::Unreadable);
        records.chain(values.map(|(key, value)| Edit::Put { key, value })).collect()
    }
}

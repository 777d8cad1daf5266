//! What of own work is lost: found by comparing what it said with what shows.

use std::cell::LazyCell;
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

use super::{Way, Why, others};
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
        self.reissuing.looked_at.retain(|log, _| !by_log.contains_key(log));
        for way in self.ways(&by_log) {
            if left.is_empty() {
                break;
            }
            let Some(open) = self.documents.get(document) else {
                return self.look_again(*document, Why::Held);
            };
            let shows = open.document().view();
            let applying = self.applying(document);
            let Some(together) = self.put_together(document, &by_log, &way) else { continue };
            let before = left.len();
            let holds = together.holds();
            left.retain(|entry| !holds.contains(entry));
            // Nothing of it is own that was not looked at before.
            if left.len() == before {
                continue;
            }
            self.note_looked_at(document, &together);
            let showed = together.open.document().view();
            let facts = Facts::of(&shows);
            let mut lost = unshown(&shows, &showed, &applying);
            lost.leave_out(&self.said(document, spans, &facts), &facts);
            let first_said = LazyCell::new(|| together.tables());
            let table = |id: &RecordId| {
                let shown = showed.records.get(id).and_then(|of| of.get(TABLE_FIELD));
                named(shown).or_else(|| first_said.get(id).cloned())
            };
            let edits = lost.again(&self.me.run, table, now);
            self.write_again(now, document, &edits);
        }
        self.note_stranded(now, *document);
    }

    fn note_looked_at(&mut self, document: &DocumentId, together: &Together) {
        let Some(open) = self.documents.get(document) else { return };
        for log in self.logs.all_of_node(document, &self.me.key()).into_keys() {
            let waits = open.progress(&log).next_position;
            let end = together.open.progress(&log).next_position;
            let known = self.reissuing.looked_at.get(&log).map_or(0, |known| *known.end() + 1);
            if end > waits.max(known) {
                self.reissuing.looked_at.insert(log, waits..=end - 1);
            }
        }
    }

    /// What own entries say that cannot be put in place, for what they build on is missing.
    pub(super) fn reissue_stranded(&mut self, now: Now, document: &DocumentId, spans: &[Span]) {
        let Some(open) = self.documents.get(document) else { return };
        let shows = open.document().view();
        let facts = Facts::of(&shows);
        let mut lost = Lost::default();
        let doubtful = self.doubtful(document, spans);
        let is_sure = |by: Actor, seq: u64| doubtful.get(&by).is_none_or(|common| seq <= *common);
        for (log, (header, entries)) in self.own_entries(document, spans) {
            if self.accused.contains_key(&log) || self.logs.branch(&log).is_some() {
                continue;
            }
            let looked_at = self.reissuing.looked_at.get(&log);
            let next = open.progress(&log).next_position;
            let stray = entries.into_iter().filter(|(position, _)| {
                *position >= next && looked_at.is_none_or(|it| !it.contains(position))
            });
            let (positions, bodies): (Vec<u64>, Vec<Vec<u8>>) = stray.unzip();
            let bodies: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
            let salvaged = open.document().salvage(header.actor(), &bodies, is_sure);
            lost.stranded(&facts, header.actor(), positions.into_iter().zip(salvaged));
        }
        lost.leave_out(&self.said(document, spans, &facts), &facts);
        if let Some(run) = self.writers.get(document).map(|writer| writer.header().actor()) {
            lost.leave_newer(run, &facts);
        }
        let made = lost.tables();
        let table = |id: &RecordId| {
            let shown = facts.records().get(&facts.root(*id)).and_then(|of| of.get(TABLE_FIELD));
            named(shown).or_else(|| made.get(id).cloned())
        };
        let edits = lost.again(&self.me.run, table, now);
        self.write_again(now, document, &edits);
    }

    /// Of authors whose other branches are here, too, the number of the last change that all have in
    /// common: after that one name may stand for two records.
    fn doubtful(&self, document: &DocumentId, spans: &[Span]) -> Applying {
        let by_log = by_log(spans);
        let applied = self.documents.applied(document);
        let forked = self.logs.of(document).filter_map(|(log, stored)| {
            let branch = self.logs.branch(log)?;
            let is_doubtful = by_log.get(log).is_none_or(|spans| !others(branch, spans).is_empty());
            let progress = applied.and_then(|applied| applied.get(log));
            let common = branch.from().saturating_sub(1);
            let seq = progress.map_or(0, |progress| progress.seq_at(common));
            is_doubtful.then_some((stored.header.actor(), seq))
        });
        forked.collect()
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
        Some(Together { open, entries: fresh })
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
            for entry in open.document().salvage(header.actor(), &bodies, |_, _| true) {
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

/// A document that was put together, and of what.
struct Together {
    open: Open,
    entries: Fresh,
}

impl Together {
    fn applied(&self, log: &LogId) -> impl Iterator<Item = &Opened> {
        let next = self.open.progress(log).next_position;
        let entries = self.entries.get(log).into_iter().flatten();
        entries.filter(move |entry| entry.position < next)
    }

    fn holds(&self) -> Entries {
        let logs = self.entries.keys();
        logs.flat_map(|log| self.applied(log).map(|entry| (*log, entry.chain))).collect()
    }

    /// What records were said to be when they were made, though somebody has taken that away since.
    fn tables(&self) -> BTreeMap<RecordId, String> {
        let mut tables = BTreeMap::new();
        for log in self.entries.keys() {
            let entries: Vec<&Opened> = self.applied(log).collect();
            let Some(actor) = entries.first().map(|entry| entry.actor) else { continue };
            let bodies = entries.iter().filter_map(|entry| entry.body.as_deref().ok());
            let bodies: Vec<&[u8]> = bodies.collect();
            for said in self.open.document().salvage(actor, &bodies, |_, _| true) {
                let said = said.records.into_iter();
                let said = said.filter_map(|(id, of)| Some((id, text(of.get(TABLE_FIELD)?)?)));
                for (id, table) in said {
                    tables.entry(id).or_insert(table);
                }
            }
        }
        tables
    }
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

/// The table that a record names, the winner first.
fn named(table: Option<&Reading>) -> Option<String> {
    let table = table?;
    let values = table.all().iter().map(|seen| &seen.value);
    std::iter::once(&table.winner().value).chain(values).find_map(text)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
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
        let (mut taken, mut keys) = (BTreeSet::new(), BTreeSet::new());
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
                if keys.insert(key.clone()) && !shows_value(now, &value) {
                    self.values.entry(key).or_insert(value);
                }
            }
        }
    }

    /// What the records are that are made by what was lost.
    fn tables(&self) -> BTreeMap<RecordId, String> {
        let tables = self
            .records
            .iter()
            .filter_map(|(origin, fields)| Some((origin.record, text(fields.get(TABLE_FIELD)?)?)));
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

    /// Without loose values in whose place one of the run that writes shows: it began after all that is
    /// stranded, and a loose value cannot be joined with the one that it repeats.
    fn leave_newer(&mut self, run: Actor, facts: &Facts<'_>) {
        self.values.retain(|key, _| {
            let shown = facts.values().get(key).map_or(&[][..], |reading| reading.all());
            shown.iter().all(|seen| seen.by != run)
        });
    }

    /// Records that repeat what was lost, and loose values.
    fn again(self, run: &Run, table: impl Fn(&RecordId) -> Option<String>, now: Now) -> Vec<Edit> {
        let records = self.records.into_iter().filter_map(|(origin, mut fields)| {
            if fields.is_empty() {
                return None;
            }
            let said = fields.remove(TABLE_FIELD).as_ref().and_then(text);
            let table = said.or_else(|| table(&origin.record))?;
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

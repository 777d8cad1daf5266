//! Which documents are in memory, which are on their way, and how they are kept.
//!
//! A document is loaded when it is written to or when entries for it arrive, fed from the journal
//! until nothing stored is left to apply, and dropped again when others were used more recently.
//! Start-up reads how far each is applied, never the documents themselves.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use musubi_document::{CommitError, Document};
use musubi_log::entry::Entry;
use musubi_log::hash::LogId;
use musubi_log::header::Header;
use musubi_log::seal::Opening;
use musubi_log::span::Span;
use musubi_model::ids::{DocumentId, Kind};
use musubi_model::time::Now;

use crate::applied::{Fresh, NOTHING_APPLIED, Open, Opened, Round};
use crate::branches::Place;
use crate::input::{Applied, Saved, Standing};
use crate::message::Range;
use crate::output::{Output, Refusal, Report, Shown, WithSave};
use crate::replica::{Commands, Replica};
use crate::stored::urgency;
use crate::vouched::Vouching;

/// Documents in memory at once.
const OPEN_MAX: usize = 64;
/// What open documents hold together in changes or records, about a kilobyte each.
const WEIGHT_MAX: usize = 16_384;
/// So many are open whatever they hold: a place's own.
const OPEN_MIN: usize = 8;
/// Documents being read from disk at once.
pub(crate) const LOADS_MAX: usize = 4;
/// A document that changed is written into the cache after this.
pub(crate) const KEEP_AFTER_MS: u64 = 20_000;
/// So often a document is built again after it failed.
const BROKEN_MAX: u32 = 3;

#[derive(Debug)]
pub(crate) struct Documents {
    pub(crate) open_max: usize,
    open: BTreeMap<DocumentId, Open>,
    /// How far the save in the cache goes, of every document that has one.
    kept: BTreeMap<DocumentId, Applied>,
    loading: BTreeMap<DocumentId, Loading>,
    /// To be looked at for something to load, the urgent first.
    wanted: BTreeSet<(u8, DocumentId)>,
    pub(crate) commands: Commands,
    broken: BTreeMap<DocumentId, u32>,
    /// What people see of these is no longer so: shown anew even if nothing is left to apply.
    outdated: BTreeSet<DocumentId>,
    uses: u64,
}

/// What was asked of the loop.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Loading {
    Save,
    FromTheStart,
    More {
        asked: Vec<Range>,
    },
    /// Asked for before something made it useless.
    Stale,
}

impl Documents {
    pub(crate) fn open(kept: BTreeMap<DocumentId, Applied>) -> Self {
        Self {
            open_max: OPEN_MAX,
            open: BTreeMap::new(),
            kept,
            loading: BTreeMap::new(),
            wanted: BTreeSet::new(),
            commands: Commands::new(),
            broken: BTreeMap::new(),
            outdated: BTreeSet::new(),
            uses: 0,
        }
    }

    pub(crate) fn get(&self, document: &DocumentId) -> Option<&Open> {
        self.open.get(document)
    }

    pub(crate) fn get_mut(&mut self, document: &DocumentId) -> Option<&mut Open> {
        self.uses += 1;
        let open = self.open.get_mut(document)?;
        open.used = self.uses;
        Some(open)
    }

    fn is_too_much_open(&self) -> bool {
        let weight = || self.open.values().map(|open| open.document().weight()).sum::<usize>();
        self.open.len() > self.open_max || (self.open.len() > OPEN_MIN && weight() > WEIGHT_MAX)
    }

    /// Something of it may have to be read.
    pub(crate) fn want(&mut self, document: DocumentId) {
        let urgency =
            if self.commands.contains_key(&document) { 0 } else { 1 + urgency(&document) };
        self.wanted.insert((urgency, document));
    }

    pub(crate) fn deadline_ms(&self) -> Option<u64> {
        let since = self.open.values().filter_map(|open| open.unsaved_since_ms).min()?;
        Some(since + KEEP_AFTER_MS)
    }

    /// It failed again and again.
    pub(crate) fn is_given_up(&self, document: &DocumentId) -> bool {
        self.broken.get(document).is_some_and(|times| *times > BROKEN_MAX)
    }

    /// How far a document is applied, in memory or in the cache.
    pub(crate) fn applied(&self, document: &DocumentId) -> Option<&Applied> {
        self.open.get(document).map(Open::applied).or_else(|| self.kept.get(document))
    }

    fn drop_document(&mut self, document: &DocumentId) {
        self.open.remove(document);
        self.kept.remove(document);
        if let Some(loading) = self.loading.get_mut(document) {
            *loading = Loading::Stale;
        }
    }
}

impl Replica {
    /// Asks for spans to look at them; what is loaded meanwhile is asked for again.
    pub(crate) fn load_to_look(&mut self, document: DocumentId, ranges: Vec<Range>) -> bool {
        let idle = !self.documents.loading.contains_key(&document);
        if idle {
            self.documents.loading.insert(document, Loading::Stale);
            let save = WithSave::Unwanted;
            self.out.push(Output::Load { document, save, ranges });
        }
        idle
    }

    /// Asks for what wanted documents lack, as far as may be read at once.
    pub(crate) fn load_more(&mut self, _now: Now) {
        self.load_branches();
        self.load_for_reissue();
        self.load_marks();
        let mut later = BTreeSet::new();
        while self.documents.loading.len() < LOADS_MAX {
            let Some((urgency, document)) = self.documents.wanted.pop_first() else { break };
            if self.documents.loading.contains_key(&document) {
                later.insert((urgency, document));
                continue;
            }
            let mut ranges = self.unapplied(&document);
            ranges.extend(self.accused_to_try(&document));
            if self.documents.is_given_up(&document) {
                continue;
            }
            let is_open = self.documents.get(&document).is_some();
            let needed = self.documents.commands.contains_key(&document)
                || self.reissuing.is_due(&document)
                || self.documents.outdated.contains(&document);
            if ranges.is_empty() && is_open && !self.holds_own(&document) {
                if self.waits_itself(&document) {
                    self.await_run();
                } else {
                    self.refuse_waiting(document);
                }
            }
            if ranges.is_empty() && (is_open || !needed) {
                continue;
            }
            let (loading, save) = if is_open {
                (Loading::More { asked: ranges.clone() }, WithSave::Unwanted)
            } else if self.documents.kept.contains_key(&document) {
                (Loading::Save, WithSave::Wanted)
            } else {
                (Loading::FromTheStart, WithSave::Unwanted)
            };
            self.documents.loading.insert(document, loading);
            let ranges = ranges.into_iter().map(|range| self.logs.reading(range)).collect();
            self.out.push(Output::Load { document, save, ranges });
        }
        self.documents.wanted.extend(later);
    }

    /// What is stored, readable and not accused, and not yet applied.
    pub(crate) fn unapplied(&self, document: &DocumentId) -> Vec<Range> {
        let open = self.documents.get(document);
        let applied = self.documents.applied(document);
        self.logs
            .of(document)
            .filter_map(|(log, stored)| {
                let progress =
                    applied.and_then(|applied| applied.get(log)).unwrap_or(&NOTHING_APPLIED);
                let accused = self.accused.get(log).copied().unwrap_or(u64::MAX);
                let to = stored.tip.position.min(accused.saturating_sub(1));
                let due = progress.standing == Standing::Going
                    && progress.next_position <= to
                    && open.is_none_or(|open| open.is_hungry(log))
                    && self.reads(&stored.header);
                due.then_some(Range { log: *log, from: progress.next_position, to })
            })
            .collect()
    }

    /// Accused entries, where some entry waits that may build on them.
    fn accused_to_try(&mut self, document: &DocumentId) -> Vec<Range> {
        let due = self
            .documents
            .get_mut(document)
            .is_some_and(|open| std::mem::take(&mut open.vouching_due));
        if !due || self.accused.is_empty() {
            return vec![];
        }
        let applied = self.documents.applied(document);
        let held = self.logs.of(document).filter(|(log, _)| self.accused.contains_key(log));
        held.filter_map(|(log, stored)| {
            let progress = applied.and_then(|applied| applied.get(log)).unwrap_or(&NOTHING_APPLIED);
            let from = progress.next_position;
            let to = stored.tip.position;
            let due =
                progress.standing == Standing::Going && from <= to && self.reads(&stored.header);
            due.then_some(Range { log: *log, from, to })
        })
        .collect()
    }

    fn reads(&self, header: &Header) -> bool {
        let is_known = Kind::from_number(header.document.kind).is_some();
        is_known && self.keyring.log_key(header).is_some()
    }

    pub(crate) fn loaded(
        &mut self,
        now: Now,
        document: DocumentId,
        save: Option<Saved>,
        spans: Vec<Span>,
    ) {
        let Some(loading) = self.documents.loading.remove(&document) else { return };
        self.compare_branches(now, &spans);
        self.place_branch(now, &document, &spans);
        self.note_marks(&document, &spans);
        self.reissue(now, &document, &spans);
        let shown = match &loading {
            Loading::More { .. } if self.documents.get(&document).is_some() => Show::Changes,
            Loading::Save => {
                let Some(open) = save.and_then(|saved| self.reopen(&document, saved)) else {
                    self.documents.kept.remove(&document);
                    self.documents.outdated.insert(document);
                    self.documents.want(document);
                    return;
                };
                self.documents.open.insert(document, open);
                Show::Changes
            }
            Loading::FromTheStart => {
                let kind = Kind::from_number(document.kind).expect("only known kinds are loaded");
                let open = Open::new(Document::new(kind), Applied::new());
                self.documents.outdated.remove(&document);
                self.documents.open.insert(document, open);
                Show::Whole
            }
            // It was closed, or became useless, while it was being read.
            Loading::More { .. } | Loading::Stale => {
                self.documents.want(document);
                return;
            }
        };
        let fresh = self.open_spans(&document, spans);
        self.feed(now, document, fresh, shown);
        self.write_waiting(now, document);
        if let Loading::More { asked } = loading {
            self.give_up_reading(&document, &asked);
        }
    }

    /// What was read of a log did not hold, if it is due again from the very position that was asked
    /// for: it would be asked for without end.
    fn give_up_reading(&mut self, document: &DocumentId, asked: &[Range]) {
        let due = self.unapplied(document);
        let Some(open) = self.documents.get_mut(document) else { return };
        for range in asked {
            if due.iter().any(|due| (due.log, due.from) == (range.log, range.from)) {
                open.sleep(range.log);
            }
        }
    }

    /// A save is used only if the journal still holds all that it says is applied.
    fn reopen(&self, document: &DocumentId, saved: Saved) -> Option<Open> {
        let kind = Kind::from_number(document.kind)?;
        if !self.is_backed(&saved.applied) {
            return None;
        }
        let loaded = Document::load(kind, &saved.save).ok()?;
        Some(Open::new(loaded, saved.applied))
    }

    fn is_backed(&self, applied: &Applied) -> bool {
        applied.iter().all(|(log, progress)| {
            let stored = self.logs.log(log).is_some_and(|stored| {
                progress.next_position <= stored.tip.position.saturating_add(1)
            });
            let accused = self.accused.get(log).is_some_and(|from| progress.next_position > *from);
            let branch = self.logs.branch(log);
            let other = branch.is_some_and(|branch| progress.next_position > branch.from());
            stored && !accused && !other
        })
    }

    /// The cache may be younger than the journal, after damage: then it is built again.
    pub(crate) fn distrust_kept(&mut self) {
        let kept = std::mem::take(&mut self.documents.kept);
        let (backed, outdated): (BTreeMap<_, _>, BTreeMap<_, _>) =
            kept.into_iter().partition(|(_, applied)| self.is_backed(applied));
        self.documents.kept = backed;
        self.documents.outdated.extend(outdated.into_keys());
        for document in self.documents.outdated.clone() {
            self.documents.want(document);
        }
    }

    fn open_spans(&mut self, document: &DocumentId, spans: Vec<Span>) -> Fresh {
        let mut fresh = Fresh::new();
        for (span, place) in self.of_followed_branches(spans) {
            let log = span.log();
            let Some(stored) = self.logs.log(&log) else { continue };
            let header = stored.header.clone();
            if header.document != *document {
                continue;
            }
            let Ok(verified) = span.verify_alone(&header) else { continue };
            let entries = verified.entries.into_iter();
            let entries = entries.filter(|entry| place.counts(entry.position())).collect();
            let opened = self.open_entries(&header, entries);
            fresh.entry(log).or_default().extend(opened);
        }
        fresh
    }

    /// Without the spans of branches that are not followed.
    fn of_followed_branches(&self, spans: Vec<Span>) -> Vec<(Span, Place)> {
        let mut by_log: BTreeMap<LogId, Vec<Span>> = BTreeMap::new();
        for span in spans {
            by_log.entry(span.log()).or_default().push(span);
        }
        by_log.into_iter().flat_map(|(log, spans)| self.logs.follow(&log, spans)).collect()
    }

    /// Takes entries out of their seals, up to the first that has to wait for a key or a version.
    fn open_entries(&mut self, header: &Header, entries: Vec<Entry>) -> VecDeque<Opened> {
        let mut opened = VecDeque::new();
        let log = header.log();
        let Some(key) = self.keyring.log_key(header) else { return opened };
        let Some(open) = self.documents.get_mut(&header.document) else { return opened };
        let next = open.progress(&log).next_position;
        let actor = header.actor();
        for entry in entries {
            let position = entry.position();
            if position < next {
                continue;
            }
            let body = match key.open(header.document.kind, &entry) {
                Opening::Opened(body) => Ok(body.bytes),
                Opening::Unfit(reason) => Err(reason.into()),
                Opening::Wait(_) => {
                    open.sleep(log);
                    break;
                }
            };
            opened.push_back(Opened { position, chain: entry.chain(), actor, body });
        }
        opened
    }

    /// A log grew by these entries, which are about to be persisted. What can be applied now is put
    /// with what else came, so that a document is fed once.
    pub(crate) fn grown(
        &mut self,
        log: &LogId,
        entries: Vec<Entry>,
        opened: &mut BTreeMap<DocumentId, Fresh>,
    ) {
        let Some(stored) = self.logs.log(log) else { return };
        let header = stored.header.clone();
        let document = header.document;
        self.changed.entry(document).or_default().insert(*log);
        self.accuse_log(log);
        if self.accused.contains_key(log)
            && let Some(open) = self.documents.get_mut(&document)
        {
            open.vouching_due = true;
        }
        if self.documents.get(&document).is_none_or(|open| !open.is_hungry(log)) {
            self.documents.want(document);
            return;
        }
        let entries = self.open_entries(&header, entries);
        opened.entry(document).or_default().entry(*log).or_default().extend(entries);
    }

    pub(crate) fn feed_changes(&mut self, now: Now, document: DocumentId, fresh: Fresh) {
        self.feed(now, document, fresh, Show::Changes);
    }

    fn feed(&mut self, now: Now, document: DocumentId, fresh: Fresh, show: Show) {
        let Some(open) = self.documents.get_mut(&document) else { return };
        let held: Fresh = fresh
            .iter()
            .filter(|(log, _)| self.accused.contains_key(log))
            .map(|(log, entries)| (*log, entries.clone()))
            .collect();
        let Ok(round) = open.apply(fresh, &self.accused) else {
            self.broken(document);
            return;
        };
        let vouched = if held.is_empty() {
            Ok(Vouching::default())
        } else {
            open.vouch(&held, &self.accused)
        };
        let Ok(Vouching { brought }) = vouched else {
            self.broken(document);
            return;
        };
        // What was brought in may be what others waited for.
        let behind = if brought.is_empty() {
            Ok(Round::default())
        } else {
            open.apply(Fresh::new(), &self.accused)
        };
        let Ok(behind) = behind else {
            self.broken(document);
            return;
        };
        let show = if brought.is_empty() { show } else { Show::Whole };
        for (log, to) in &brought {
            self.out.push(Output::Report(Report::Vouched { document, log: *log, to: *to }));
        }
        let Round { changes, mut unfit, moved } = round;
        unfit.extend(behind.unfit);
        let moved = moved || !brought.is_empty();
        // What came may be what an accused entry waited for, and others behind it.
        open.vouching_due |= moved && !open.waiting_entries().is_empty();
        // The end of a log is kept like what is applied, or it were forgotten when the document closes.
        if moved || !unfit.is_empty() {
            open.unsaved_since_ms.get_or_insert(now.elapsed_ms);
        }
        if moved {
            self.confirm_soon(document);
        }
        let open = self.documents.get_mut(&document).expect("it was just fed");
        let shown = match show {
            Show::Whole => Shown::Whole(open.document().view()),
            Show::Changes => Shown::Changes(changes),
        };
        if shown != Shown::Changes(vec![]) {
            self.out.push(Output::View { document, shown });
        }
        for (log, position, reason) in unfit {
            self.out.push(Output::Report(Report::Unfit { document, log, position, reason }));
        }
        self.documents.want(document);
        self.note_stranded(now, document);
        if moved && self.documents.commands.contains_key(&document) {
            self.write_waiting(now, document);
        }
    }

    /// A document that failed is built again from the log; one that fails again and again stays
    /// closed until the node starts anew, rather than taking all its time.
    pub(crate) fn broken(&mut self, document: DocumentId) {
        let times = self.documents.broken.entry(document).or_default();
        *times += 1;
        if *times <= BROKEN_MAX {
            self.rebuild(document);
            return;
        }
        self.documents.drop_document(&document);
        self.refuse_waiting(document);
        self.out.push(Output::Report(Report::Rebuilding { document }));
    }

    fn refuse_waiting(&mut self, document: DocumentId) {
        for (id, _) in self.documents.commands.remove(&document).unwrap_or_default() {
            self.out.push(Output::Refused { id, why: Refusal::Command(CommitError::Broken) });
        }
    }

    /// Throws a document away and builds it again from the log alone.
    pub(crate) fn rebuild(&mut self, document: DocumentId) {
        self.documents.drop_document(&document);
        self.documents.outdated.insert(document);
        self.documents.want(document);
        self.look_for_unvouched(document);
        self.out.push(Output::Report(Report::Rebuilding { document }));
    }

    pub(crate) fn wake_sleepers(&mut self) {
        self.documents.open.values_mut().for_each(Open::wake_all);
        let documents: Vec<DocumentId> = self.logs.documents().copied().collect();
        for document in documents {
            self.documents.want(document);
        }
    }

    pub(crate) fn keep_old(&mut self, now: Now) {
        let due = |open: &Open| {
            open.unsaved_since_ms.is_some_and(|since| since + KEEP_AFTER_MS <= now.elapsed_ms)
        };
        self.keep_where(due);
    }

    pub(crate) fn keep_all(&mut self) {
        self.keep_where(|open| open.unsaved_since_ms.is_some());
    }

    fn keep_where(&mut self, due: impl Fn(&Open) -> bool) {
        let documents: Vec<DocumentId> = self
            .documents
            .open
            .iter()
            .filter(|(_, open)| due(open))
            .map(|(document, _)| *document)
            .collect();
        for document in documents {
            self.keep(document);
        }
    }

    fn keep(&mut self, document: DocumentId) {
        let Some(open) = self.documents.open.get_mut(&document) else { return };
        let Ok(save) = open.document().save() else {
            self.rebuild(document);
            return;
        };
        let applied = open.applied().clone();
        open.unsaved_since_ms = None;
        self.documents.kept.insert(document, applied.clone());
        self.out.push(Output::Keep { document, save, applied });
    }

    /// Closes what was used least recently, where too much is open.
    pub(crate) fn close_old(&mut self) {
        while self.documents.is_too_much_open() {
            let idle = self
                .documents
                .open
                .iter()
                .filter(|(document, _)| !self.documents.loading.contains_key(document))
                .min_by_key(|(_, open)| open.used)
                .map(|(document, open)| (*document, open.unsaved_since_ms.is_some()));
            let Some((document, unsaved)) = idle else { return };
            if unsaved {
                self.keep(document);
            }
            self.documents.open.remove(&document);
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Show {
    Changes,
    Whole,
}

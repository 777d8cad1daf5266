//! Accused entries that are applied all the same, because a fit, unaccused entry builds on them.
//!
//! What is brought in is exactly the past of that entry and nothing more, worked out on a copy, so
//! that an entry that turns out unfit brings in nothing. The result is a function of the entries
//! and accusations alone: the union of the pasts of all fit entries that are not accused.

use std::collections::BTreeMap;

use musubi_document::{Broken, ChangeHash, Document, Outcome};
use musubi_log::hash::LogId;

use crate::applied::{Fresh, Incomings, Open, Opened};
use crate::input::{Applied, Progress};

/// A copy of a document in which an entry's past is put together.
struct Copy {
    document: Document,
    applied: Applied,
}

/// What stands where after something was vouched for.
#[derive(Debug, Default)]
pub(crate) struct Vouching {
    /// Accused logs, and up to where they are now applied.
    pub(crate) brought: Vec<(LogId, u64)>,
}

impl Open {
    /// Tries every waiting entry on the accused ones it may build on.
    pub(crate) fn vouch(
        &mut self,
        held: &Fresh,
        accused: &BTreeMap<LogId, u64>,
    ) -> Result<Vouching, Broken> {
        let mut vouching = Vouching::default();
        let is_accused = |log: &LogId, entry: &Opened| {
            accused.get(log).is_some_and(|from| entry.position >= *from)
        };
        loop {
            let mut moved = false;
            let mut waiting = self.waiting_entries();
            waiting.retain(|(log, entry, _)| !is_accused(log, entry));
            if waiting.is_empty() {
                return Ok(vouching);
            }
            // What cannot be put in place with everything that is held is not tried by itself.
            let all = self.with_all(held)?;
            waiting.retain(|(.., missing)| missing.iter().all(|hash| all.document.holds(hash)));
            for (log, entry, _) in waiting {
                let Some(copy) = self.with_past(held, log, &entry)? else { continue };
                for (held_log, progress) in &copy.applied {
                    let before = self.progress(held_log).next_position;
                    if *held_log != log && progress.next_position > before {
                        vouching.brought.push((*held_log, progress.next_position - 1));
                    }
                }
                self.adopt(copy.document, copy.applied, &log);
                moved = true;
            }
            if !moved {
                return Ok(vouching);
            }
        }
    }

    /// The document with all held entries that can be put in place.
    fn with_all(&self, held: &Fresh) -> Result<Copy, Broken> {
        let mut copy = self.copy()?;
        while copy.bring_more(held)? {}
        Ok(copy)
    }

    /// The document with this entry and its past; `None` where the past is not all there, or
    /// something of it, or the entry itself, is unfit.
    fn with_past(&self, held: &Fresh, log: LogId, entry: &Opened) -> Result<Option<Copy>, Broken> {
        let mut copy = self.copy()?;
        loop {
            match copy.apply(log, entry)? {
                Outcome::Applied { .. } => return Ok(Some(copy)),
                Outcome::Waiting { missing } => {
                    let Some(first) = missing.first() else { return Ok(None) };
                    if !copy.bring(held, *first)? {
                        return Ok(None);
                    }
                }
                Outcome::Unfit(_) | Outcome::Rival { .. } => return Ok(None),
            }
        }
    }

    fn copy(&self) -> Result<Copy, Broken> {
        let document = copied(self.document())?;
        Ok(Copy { document, applied: self.applied().clone() })
    }
}

fn copied(document: &Document) -> Result<Document, Broken> {
    let save = document.save().map_err(|_| Broken)?;
    Document::load(document.kind(), &save).map_err(|_| Broken)
}

impl Copy {
    fn progress(&self, log: &LogId) -> Progress {
        self.applied.get(log).cloned().unwrap_or(Progress::START)
    }

    fn apply(&mut self, log: LogId, entry: &Opened) -> Result<Outcome, Broken> {
        let progress = self.progress(&log);
        let Some(incoming) = Incomings::of(&progress, entry) else {
            return Ok(Outcome::Waiting { missing: vec![] });
        };
        let mut applied = self.document.apply(&[incoming])?;
        let outcome = applied.outcomes.pop().expect("one entry, one outcome");
        if let Outcome::Applied { next_seq, last } = outcome {
            self.applied.insert(log, progress.after(entry.chain, next_seq, last));
        }
        Ok(outcome)
    }

    fn next<'f>(&self, held: &'f Fresh, log: &LogId) -> Option<&'f Opened> {
        let next = self.progress(log).next_position;
        held.get(log)?.iter().find(|entry| entry.position == next)
    }

    /// Applies accused entries until this change is there, and no other but their past.
    fn bring(&mut self, held: &Fresh, wanted: ChangeHash) -> Result<bool, Broken> {
        let mut needed = vec![wanted];
        while let Some(hash) = needed.last().copied() {
            if self.document.holds(&hash) {
                needed.pop();
                continue;
            }
            let Some(log) = self.bearer(held, hash)? else { return Ok(false) };
            let Some(entry) = self.next(held, &log) else { return Ok(false) };
            match self.apply(log, entry)? {
                Outcome::Applied { .. } => {}
                Outcome::Waiting { missing } => match missing.first() {
                    Some(first) if !needed.contains(first) => needed.push(*first),
                    _ => return Ok(false),
                },
                Outcome::Unfit(_) | Outcome::Rival { .. } => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Which accused log brings a change, found by applying all of them to one more copy.
    fn bearer(&self, held: &Fresh, hash: ChangeHash) -> Result<Option<LogId>, Broken> {
        let document = copied(&self.document)?;
        let mut probe = Self { document, applied: self.applied.clone() };
        loop {
            let mut moved = false;
            for log in held.keys() {
                while let Some(entry) = probe.next(held, log) {
                    if !matches!(probe.apply(*log, entry)?, Outcome::Applied { .. }) {
                        break;
                    }
                    if probe.document.holds(&hash) {
                        return Ok(Some(*log));
                    }
                    moved = true;
                }
            }
            if !moved {
                return Ok(None);
            }
        }
    }

    /// Applies of each log what can be applied; `false`: nothing could.
    fn bring_more(&mut self, held: &Fresh) -> Result<bool, Broken> {
        let mut moved = false;
        for log in held.keys() {
            while let Some(entry) = self.next(held, log) {
                if !matches!(self.apply(*log, entry)?, Outcome::Applied { .. }) {
                    break;
                }
                moved = true;
            }
        }
        Ok(moved)
    }
}

//! Bodies of entries in, verdicts and view changes out.
//!
//! Entries are judged one by one, those that are fit are held in the guard's overlay, and the
//! held ones are applied together. An entry is applied as a whole or not at all.

use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, ChangeHash};
use musubi_model::ids::Actor;
use musubi_model::record::ViewChange;

use crate::body;
use crate::changes::AutomergeDocument;
use crate::genesis::genesis_hash;
use crate::guard::{self, Claim, Fit, Numbered, Unfit, Verdict};
use crate::view::{self, Part};

/// Changes that are applied at once.
const BATCH_CHANGES_MAX: usize = 1_000;

/// The body of one entry, and where in its log its changes stand.
#[derive(Clone, Copy)]
pub struct Incoming<'a> {
    pub actor: Actor,
    /// The sequence number of the body's first change: 1 for the first change of a log.
    pub first_seq: u64,
    /// The change before it on the same branch of the log; `None` exactly where `first_seq` is 1.
    pub previous: Option<ChangeHash>,
    pub body: &'a [u8],
}

/// Nothing of what people wrote.
impl fmt::Debug for Incoming<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("Incoming");
        fields.field("actor", &self.actor).field("first_seq", &self.first_seq);
        fields.field("body_bytes", &self.body.len()).finish_non_exhaustive()
    }
}

/// Bodies of entries that follow each other in one log.
#[derive(Clone, Debug)]
pub struct IncomingLog<'a> {
    pub actor: Actor,
    /// As in [`Incoming`], of the first body.
    pub first_seq: u64,
    pub previous: Option<ChangeHash>,
    pub bodies: Vec<&'a [u8]>,
}

/// What a batch of logs did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedLogs {
    /// For each log one outcome a body, up to the first that is not applied.
    pub outcomes: Vec<Vec<Outcome>>,
    pub changes: Vec<ViewChange>,
}

/// What became of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every change of the entry is in the document, now or from before.
    Applied { next_seq: u64, last: ChangeHash },
    /// Changes it builds on are not in the document. Judge it again when they are.
    Waiting { missing: Vec<ChangeHash> },
    /// Never applied, in no document.
    Unfit(Unfit),
    /// Another change of the same actor and number is applied here: the log forked, and which
    /// branch is applied is decided before a batch is built.
    Rival { seq: u64 },
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Waiting(missing) => Self::Waiting { missing },
            Verdict::Unfit(reason) => Self::Unfit(reason),
        }
    }
}

/// What a batch did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// One for each incoming entry, in their order.
    pub outcomes: Vec<Outcome>,
    pub changes: Vec<ViewChange>,
}

/// The document failed on a batch that the guard had passed, and must be dropped.
///
/// Build it again from the last save and the log. Which entry did it is told by
/// [`crate::Document::judge_alone`], which works on a broken document too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the document failed while changes were applied and must be built again")]
pub struct Broken;

impl AutomergeDocument {
    /// Judges the entries in their order and applies those that are fit.
    ///
    /// An entry that is held already is judged and applied again without effect, so that a log
    /// may be replayed over a save.
    pub(crate) fn apply(&mut self, batch: &[Incoming<'_>]) -> Result<Applied, Broken> {
        self.sound()?;
        for Incoming { first_seq, previous, .. } in batch {
            let is_first = *first_seq == 1;
            assert_eq!(is_first, previous.is_none(), "only the first change has none before it");
        }
        catch_unwind(AssertUnwindSafe(|| self.apply_all(batch)))
            .unwrap_or(Err(Broken))
            .map_err(|Broken| self.give_up())
    }

    /// As [`crate::Document::apply`], for many entries of each log at once.
    pub(crate) fn apply_logs(&mut self, logs: &[IncomingLog<'_>]) -> Result<AppliedLogs, Broken> {
        self.sound()?;
        catch_unwind(AssertUnwindSafe(|| self.apply_all_logs(logs)))
            .unwrap_or(Err(Broken))
            .map_err(|Broken| self.give_up())
    }

    /// What becomes of one entry in a copy that holds exactly its past. Slow: for suspects.
    ///
    /// Changes nothing here; an entry that passes accuses nobody. `Broken` where not even its
    /// past can be copied from this document.
    pub(crate) fn judge_alone(&self, suspect: Incoming<'_>) -> Result<Outcome, Broken> {
        let mut past = outer_dependencies(suspect);
        past.retain(|hash| self.holds(hash));
        past.push(genesis_hash(self.kind));
        let copy = copy_at(&self.automerge, &past)?;
        let mut alone = Self::of(self.kind, copy);
        let breaks = Outcome::Unfit(Unfit::Breaks);
        let Ok(Applied { mut outcomes, .. }) = alone.apply(&[suspect]) else { return Ok(breaks) };
        let outcome = outcomes.pop().expect("one entry, one outcome");
        let passes = !matches!(outcome, Outcome::Applied { .. }) || alone.save().is_ok();
        Ok(if passes { outcome } else { breaks })
    }

    fn apply_all(&mut self, batch: &[Incoming<'_>]) -> Result<Applied, Broken> {
        let mut outcomes = Vec::with_capacity(batch.len());
        let mut touched = BTreeSet::new();
        let mut fits = vec![];
        for &incoming in batch {
            let before = fits.len();
            let outcome = self.hold_entry(incoming, &mut fits).unwrap_or_else(|outcome| {
                self.guard.take_back(before);
                fits.truncate(before);
                outcome
            });
            outcomes.push(outcome);
            if fits.len() >= BATCH_CHANGES_MAX {
                self.apply_held(&mut fits, &mut touched)?;
            }
        }
        self.apply_held(&mut fits, &mut touched)?;
        Ok(Applied { outcomes, changes: self.read_parts(touched) })
    }

    fn apply_all_logs(&mut self, logs: &[IncomingLog<'_>]) -> Result<AppliedLogs, Broken> {
        let mut outcomes = vec![];
        let mut touched = BTreeSet::new();
        let mut fits = vec![];
        for log in logs {
            let (mut seq, mut previous) = (log.first_seq, log.previous);
            let mut of_log = vec![];
            for &body in &log.bodies {
                let incoming = Incoming { actor: log.actor, first_seq: seq, previous, body };
                let before = fits.len();
                let outcome = self.hold_entry(incoming, &mut fits).unwrap_or_else(|outcome| {
                    self.guard.take_back(before);
                    fits.truncate(before);
                    outcome
                });
                of_log.push(outcome);
                let Some(Outcome::Applied { next_seq, last }) = of_log.last() else { break };
                (seq, previous) = (*next_seq, Some(*last));
                if fits.len() >= BATCH_CHANGES_MAX {
                    self.apply_held(&mut fits, &mut touched)?;
                }
            }
            outcomes.push(of_log);
        }
        self.apply_held(&mut fits, &mut touched)?;
        Ok(AppliedLogs { outcomes, changes: self.read_parts(touched) })
    }

    /// Judges the changes of one entry and holds those that are new.
    fn hold_entry(
        &mut self,
        incoming: Incoming<'_>,
        fits: &mut Vec<Fit>,
    ) -> Result<Outcome, Outcome> {
        let Incoming { actor, first_seq, previous, body } = incoming;
        let stored = body::cut(body).ok_or(Outcome::Unfit(Unfit::Body))?;
        let mut last = previous;
        let mut seq = first_seq;
        for change in stored {
            let claim = Claim { actor, seq };
            let fit = self.guard.judge(&self.automerge, claim, change.restore(actor, last))?;
            let hash = fit.change.hash();
            match self.guard.change(actor, seq) {
                Some(held) if held == hash => {}
                Some(_) => return Err(Outcome::Rival { seq }),
                None => {
                    self.guard.hold(&fit);
                    fits.push(fit);
                }
            }
            last = Some(hash);
            seq += 1;
        }
        Ok(Outcome::Applied { next_seq: seq, last: last.expect("a body has a change") })
    }

    fn apply_held(
        &mut self,
        fits: &mut Vec<Fit>,
        touched: &mut BTreeSet<Part>,
    ) -> Result<(), Broken> {
        if fits.is_empty() {
            return Ok(());
        }
        let mut heads = BTreeSet::from_iter(self.automerge.get_heads());
        for fit in fits.iter() {
            fit.change.deps().iter().for_each(|dependency| {
                heads.remove(dependency);
            });
            heads.insert(fit.change.hash());
        }
        let (changes, operations): (Vec<_>, Vec<_>) =
            fits.drain(..).map(|fit| (fit.change, fit.operations)).unzip();
        self.automerge.apply_changes(changes).map_err(|_| Broken)?;
        // automerge keeps back in silence what it believes to be not ready.
        if !self.automerge.get_heads().iter().eq(&heads) {
            return Err(Broken);
        }
        self.settle(&operations, touched);
        Ok(())
    }

    /// The document holds these changes now.
    pub(crate) fn settle<'a>(
        &mut self,
        changes: impl IntoIterator<Item = &'a Numbered>,
        touched: &mut BTreeSet<Part>,
    ) {
        self.guard.settle();
        for operations in changes {
            touched.extend(operations.iter().filter_map(|(id, op)| self.records.note(id, op)));
        }
    }

    pub(crate) fn read_parts(&self, parts: BTreeSet<Part>) -> Vec<ViewChange> {
        let read = |part| view::read_part(&self.automerge, &self.guard, &self.records, part);
        parts.into_iter().map(read).collect()
    }
}

/// What the changes of an entry build on outside of the entry, as far as they can be read.
fn outer_dependencies(incoming: Incoming<'_>) -> Vec<ChangeHash> {
    let mut outer = BTreeSet::new();
    let mut own = BTreeSet::new();
    let mut last = incoming.previous;
    for change in body::cut(incoming.body).unwrap_or_default() {
        let Ok((change, _)) = guard::read(change.restore(incoming.actor, last)) else { break };
        outer.extend(change.deps());
        own.insert(change.hash());
        last = Some(change.hash());
    }
    outer.difference(&own).copied().collect()
}

/// A copy of a document that holds exactly these changes and their past.
pub(crate) fn copy_at(document: &Automerge, heads: &[ChangeHash]) -> Result<Automerge, Broken> {
    catch_unwind(AssertUnwindSafe(|| document.fork_at(heads)))
        .ok()
        .and_then(Result::ok)
        .ok_or(Broken)
}

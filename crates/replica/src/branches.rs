//! Which branch of a forked log is followed here.
//!
//! Of a log that is proved to be forked every node follows one branch. Where a proof says that
//! branches part it goes on with the one of HQ's ruling, else with the one whose first differing leaf
//! is lowest; and so on where that branch parts again. A log that parts too often is followed up
//! to there. That is a function of the known facts alone. What a node had stored of another branch
//! stays in its journal and is not read any more.
//!
//! A node that learns of a proof first walks through its journal, a bounded block at a time, to find
//! out what it holds of the chosen branch; until then it says no more of the log than what all
//! branches have in common. On its way it notes the chain at some places, so that no later reading
//! has to begin at the fork.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use musubi_log::hash::{Hash, LogId, chain_start};
use musubi_log::header::Header;
use musubi_log::proof::Fork;
use musubi_log::span::{CHECKPOINT_BYTES, CHECKPOINT_EVERY, LogName, Span, Step, Tip};
use musubi_model::ids::DocumentId;
use musubi_model::time::Now;

use crate::facts::FORKS_MAX;
use crate::input::Progress;
use crate::message::Range;
use crate::replica::Replica;

/// Where branches of a log part, and which way is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// The first position at which branches differ, and the chain up to the one before it.
    pub(crate) from: u64,
    pub(crate) before: Hash,
    /// The leaf at `from`.
    pub(crate) leaf: Hash,
}

/// The branch of a forked log that is followed: all turns that are known of, by position. Those of
/// other branches are met by nobody who follows this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    turns: Arc<[Turn]>,
}

/// The chain of a branch at some places after the fork where spans end.
pub(crate) type Milestones = BTreeMap<u64, Hash>;

/// Positions from one milestone to the next, or more. So few that even where a log has several
/// branches of the largest entries, what lies between is read at once.
const MILESTONE_EVERY: u64 = 16;

/// A branch, and where to begin to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub(crate) branch: Branch,
    /// What is read begins after this place, whose chain is known; without one, at the fork.
    pub(crate) after: Option<(u64, Hash)>,
}

/// What a span is to a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Of this branch, or of what all have in common.
    On,
    /// Only its frames before this position; the others are of another branch.
    Until(u64),
    Off,
}

impl Place {
    /// Whether a position of the span is of the branch.
    pub(crate) fn counts(self, position: u64) -> bool {
        match self {
            Self::On => true,
            Self::Until(end) => position < end,
            Self::Off => false,
        }
    }
}

impl Branch {
    /// There is at least one turn. They are in ascending order.
    pub(crate) fn new(turns: Vec<Turn>) -> Self {
        assert!(!turns.is_empty(), "a log without a proof is not forked");
        Self { turns: turns.into() }
    }

    /// The first position at which branches are known to differ.
    pub(crate) fn from(&self) -> u64 {
        self.turns[0].from
    }

    /// The chain up to the position before.
    pub(crate) fn before(&self) -> Hash {
        self.turns[0].before
    }

    pub(crate) fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// Whether a frame after this chain goes on with the branch.
    fn goes_on(&self, position: u64, before: &Hash, leaf: &Hash) -> bool {
        let is_full = self.turns.len() == FORKS_MAX;
        let last = self.turns.last().expect("there is one");
        let here = self.turns.iter().filter(|turn| (turn.from, turn.before) == (position, *before));
        let ends = is_full && position >= last.from;
        !ends && here.into_iter().all(|turn| turn.leaf == *leaf)
    }

    /// Where a span stands that begins on the branch.
    pub(crate) fn place(&self, span: &Span) -> Place {
        let mut before = if span.from() == 0 { chain_start(&span.log()) } else { span.before() };
        for (position, step) in (span.from()..).zip(span.steps().unwrap_or_default()) {
            if position >= self.from() && !self.goes_on(position, &before, &step.leaf) {
                return if position == span.from() { Place::Off } else { Place::Until(position) };
            }
            before = step.chain;
        }
        Place::On
    }

    /// Of journalled spans of all branches, by first position, those to be read. They must begin
    /// no later than the fork does, or with what follows it or one of these milestones.
    pub(crate) fn follow(
        &self,
        spans: impl IntoIterator<Item = Span>,
        milestones: &Milestones,
    ) -> Vec<(Span, Place)> {
        let mut chains = BTreeMap::new();
        let mut followed = vec![];
        for span in spans {
            let begins_on = span.from() <= self.from() || {
                let at = span.from() - 1;
                let is_known = |chain: &Hash| *chain == span.before();
                milestones.get(&at).is_some_and(is_known) || chains.get(&at).is_some_and(is_known)
            };
            let place = if begins_on { self.place(&span) } else { Place::Off };
            if place != Place::Off {
                let steps = (span.from()..).zip(span.steps().unwrap_or_default());
                let on = steps.filter(|(position, _)| place.counts(*position));
                chains.extend(on.map(|(position, step)| (position, step.chain)));
                followed.push((span, place));
            }
        }
        followed
    }

    /// Those that say what stands at a position of this branch.
    pub(crate) fn read(
        &self,
        spans: impl IntoIterator<Item = Span>,
        milestones: &Milestones,
        position: u64,
    ) -> Vec<Span> {
        let followed = self.follow(spans, milestones).into_iter();
        followed.filter(|(_, place)| place.counts(position)).map(|(span, _)| span).collect()
    }
}

impl Stretch {
    /// Where to begin to read a range of this branch.
    pub(crate) fn reading_from(&self, from: u64) -> u64 {
        self.after.map_or(self.branch.from().min(from), |(position, _)| position + 1)
    }

    /// The same branch, to be read on after what was read.
    pub(crate) fn going_on(self, from: u64, chain: Hash) -> Self {
        if from <= self.branch.from() {
            return self;
        }
        Self { after: Some((from - 1, chain)), ..self }
    }

    pub(crate) fn follow(&self, spans: impl IntoIterator<Item = Span>) -> Vec<(Span, Place)> {
        self.branch.follow(spans, &self.after.into_iter().collect())
    }
}

/// What of the chosen branch was found in the journal so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Walk {
    /// Of the branch, where the log is forked at its header.
    pub(crate) header: Option<Header>,
    /// Where what was found ends.
    pub(crate) tip: Option<Tip>,
    pub(crate) milestones: Milestones,
    /// The document has applied the branch as far as it has applied the log.
    pub(crate) agrees: bool,
    /// Positions at which it turned.
    pub(crate) turned: BTreeSet<u64>,
}

impl Walk {
    /// Where to go on reading. It begins at a checkpoint, so that the next one is known.
    pub(crate) fn next(&self, branch: &Branch) -> u64 {
        self.tip.as_ref().map_or_else(|| begin(branch), |tip| tip.position + 1)
    }

    /// Goes on with journalled spans; `false`: nothing of them follows.
    pub(crate) fn go_on(
        &mut self,
        name: &LogName,
        branch: &Branch,
        spans: impl IntoIterator<Item = Span>,
        applied: Option<(u64, Option<Hash>)>,
    ) -> bool {
        let before = self.next(branch);
        let mut known = self.milestones.clone();
        known.extend(self.tip.as_ref().map(|tip| (tip.position, tip.chain)));
        for (span, place) in branch.follow(spans, &known) {
            if span.from() == 0 {
                self.header = span.verify_first().ok().and_then(|first| first.header);
            }
            for (position, step) in (span.from()..).zip(span.steps().unwrap_or_default()) {
                if position != self.next(branch) || !place.counts(position) {
                    continue;
                }
                let Some(tip) = self.tip.take().or_else(|| base(name, &span, position)) else {
                    break;
                };
                self.agrees |= applied == Some((position, Some(step.chain)));
                self.step(branch, tip, position, &step);
            }
            self.note_milestone(branch);
        }
        self.next(branch) > before
    }

    fn step(&mut self, branch: &Branch, mut tip: Tip, position: u64, step: &Step) {
        let turns = branch.turns().iter();
        let here = turns.filter(|turn| (turn.from, turn.before) == (position, tip.chain));
        self.turned.extend(here.map(|turn| turn.from));
        step_over(&mut tip, position, step);
        self.tip = Some(tip);
    }

    /// What follows on the branch was taken in, or written.
    pub(crate) fn grow(&mut self, branch: &Branch, before: Option<Tip>, span: &Span, tip: Tip) {
        if let Some(mut last) = before {
            let steps = span.steps().unwrap_or_default();
            for (position, step) in (span.from()..=tip.position).zip(steps) {
                self.step(branch, last.clone(), position, &step);
                step_over(&mut last, position, &step);
            }
        }
        self.tip = Some(tip);
        self.note_milestone(branch);
    }

    fn note_milestone(&mut self, branch: &Branch) {
        let Some(tip) = self.tip.as_ref().filter(|tip| tip.position >= branch.from()) else {
            return;
        };
        let last = self.milestones.last_key_value().map_or(0, |(position, _)| *position);
        if tip.position >= last + MILESTONE_EVERY {
            self.milestones.insert(tip.position, tip.chain);
        }
    }
}

/// The checkpoint after which the fork's block begins.
fn begin(branch: &Branch) -> u64 {
    match branch.from() {
        0 => 0,
        from => (from - 1) / CHECKPOINT_EVERY * CHECKPOINT_EVERY + 1,
    }
}

/// The checkpoint before a span that begins at this position.
fn base(name: &LogName, span: &Span, position: u64) -> Option<Tip> {
    let log = name.id();
    let chain = if position == 0 { chain_start(&log) } else { span.before() };
    let before = position.saturating_sub(1);
    let tip = Tip { log, node: name.node, position: before, chain, bytes_since_checkpoint: 0 };
    (span.from() == position).then_some(tip)
}

/// Moves a tip over a frame that follows it.
pub(crate) fn step_over(tip: &mut Tip, position: u64, step: &Step) {
    let since = tip.bytes_since_checkpoint + step.bytes;
    let ends = position.is_multiple_of(CHECKPOINT_EVERY) || since >= CHECKPOINT_BYTES;
    (tip.position, tip.chain) = (position, step.chain);
    tip.bytes_since_checkpoint = if ends { 0 } else { since };
}

impl Replica {
    /// Follows the branches that the facts choose now.
    pub(crate) fn choose_branches(&mut self) {
        let statements = self.facts.statements();
        let chosen = self.facts.forks().map(|(name, forks)| {
            let ruling = statements.ruling(&name.id());
            let ruled = ruling.map(|leaf| ruled_turn(&forks, &leaf));
            let turn = |(index, fork): (usize, &Fork)| {
                let leaf = ruling.filter(|_| ruled == Some(index)).unwrap_or(fork.leaves[0]);
                Turn { from: fork.from, before: fork.before, leaf }
            };
            (*name, Branch::new(forks.iter().enumerate().map(turn).collect()))
        });
        let chosen: Vec<(LogName, Branch)> = chosen.filter(|_| self.follows()).collect();
        self.logs.set_branches(chosen);
    }

    #[cfg(not(feature = "sim"))]
    #[expect(clippy::unused_self, reason = "the simulator's twin of this reads its mutation")]
    fn follows(&self) -> bool {
        true
    }

    #[cfg(feature = "sim")]
    fn follows(&self) -> bool {
        self.mutation != Some(crate::sim::Mutation::ForkChoice)
    }

    /// From where on the known forks of a log accuse it. What HQ ruled for is accused by no fork but
    /// those that come after.
    pub(crate) fn forked_from(&self, log: &LogId) -> Option<u64> {
        let forks = self.facts.forks_of(log);
        let first = forks.first()?.from;
        let Some(leaf) = self.facts.statements().ruling(log).filter(|_| self.logs.is_placed(log))
        else {
            return Some(first);
        };
        let ruled = ruled_turn(&forks, &leaf);
        let others = forks.iter().enumerate().filter(|(index, _)| *index != ruled);
        let met =
            others.filter(|(index, fork)| *index == 0 || self.logs.has_turned(log, fork.from));
        met.map(|(_, fork)| fork.from).min()
    }

    /// Reads from the journal what it holds of chosen branches.
    pub(crate) fn load_branches(&mut self) {
        for (document, log, from) in self.logs.unplaced() {
            if self.load_to_look(document, vec![Range { log, from, to: u64::MAX }]) {
                self.placing.insert(document, (log, from));
            }
        }
    }

    /// Takes in what was read of a chosen branch. Once nothing more of it is found, it is known
    /// where it ends here.
    pub(crate) fn place_branch(&mut self, now: Now, document: &DocumentId, spans: &[Span]) {
        let Some((log, from)) = self.placing.remove(document) else { return };
        // Something else may be looked for meanwhile.
        if !self.logs.unplaced().contains(&(*document, log, from)) {
            return;
        }
        let progress = self.documents.applied(document).and_then(|applied| applied.get(&log));
        let applied = progress.map(|progress| (progress.next_position - 1, progress.chain));
        let unfit = progress.and_then(Progress::unfit);
        let of_log = spans.iter().filter(|span| span.log() == log).cloned();
        let Some(agrees) = self.logs.go_on(&log, of_log, applied) else { return };
        let from = self.logs.branch(&log).map_or(0, Branch::from);
        self.forget_marks(&log);
        // What is unfit may be an entry of another branch.
        let judged_other = unfit.is_some_and(|position| position >= from);
        if judged_other || applied.is_some_and(|(last, _)| last >= from.max(1) && !agrees) {
            self.rebuild(*document);
        }
        if let Some(open) = self.documents.get_mut(document) {
            open.wake(&log);
        }
        self.accuse_log(&log);
        self.reissue_soon(*document);
        self.documents.want(*document);
        self.compare_soon(now, None);
    }
}

/// Which of the forks a ruling is about: the one that has its leaf, or else the first.
fn ruled_turn(forks: &[Fork], leaf: &Hash) -> usize {
    forks.iter().position(|fork| fork.leaves.contains(leaf)).unwrap_or(0)
}

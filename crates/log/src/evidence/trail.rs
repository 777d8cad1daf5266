//! What was seen of one log: runs of entries whose chain and signatures hold, and the gaps between.

use std::collections::BTreeMap;

use musubi_model::ids::NodeKey;

use super::finding::What;
use crate::hash::{Hash, LogId};
use crate::header::Header;
use crate::heads::NamedHead;
use crate::span::{LogName, Span, Tip, Verified};

#[derive(Debug)]
pub(super) struct Trail<P> {
    log: LogId,
    /// Whose log it is: by its header, or by what was known before.
    pub(super) name: Option<LogName>,
    pub(super) header: Option<Header>,
    /// By first position; the first begins at 0 where there is a header.
    runs: BTreeMap<u64, Run<P>>,
    /// Positions that something stood for which does not hold, or which the source lost.
    pub(super) refused: Vec<(u64, u64)>,
    /// Where spans stand that came before any header.
    early: Vec<(u64, P)>,
    pub(super) repeated: u64,
}

/// Consecutive entries on one chain.
#[derive(Debug)]
struct Run<P> {
    before: Hash,
    chains: Vec<Hash>,
    /// Bytes since the last checkpoint, where the run begins with the log.
    since: Option<u64>,
    /// The last position of every span, and where it stands.
    places: Vec<(u64, P)>,
    signature: [u8; 64],
}

impl<P: Copy + Ord> Trail<P> {
    pub(super) fn new(log: LogId, name: Option<LogName>) -> Self {
        Self {
            log,
            name,
            header: None,
            runs: BTreeMap::new(),
            refused: vec![],
            early: vec![],
            repeated: 0,
        }
    }

    /// Takes in the next span of the source, and says what is wrong with it.
    pub(super) fn take(&mut self, place: P, span: &Span) -> Option<What> {
        let found = self.judge(place, span);
        if matches!(found, Some(What::Altered(_))) {
            // However many frames it claims, it stands for the one it begins with at least.
            let last = span.to().unwrap_or(span.from()).max(span.from());
            self.refused.push((span.from(), last));
        }
        found
    }

    fn judge(&mut self, place: P, span: &Span) -> Option<What> {
        if span.from() == 0 {
            return self.take_header(place, span);
        }
        let Some(LogName { node, .. }) = self.name else {
            self.early.push((span.from(), place));
            return None;
        };
        let run = self.runs.iter().find(|(first, run)| run.next(**first) == span.from());
        if let Some((&first, run)) = run {
            let tip = run.tip(self.log, node, first);
            let verified = match (&run.since, span.before() == tip.chain) {
                (Some(_), true) => span.verify_after(&tip),
                _ => span.verify_by(node),
            };
            return match verified {
                Err(error) => Some(What::Altered(error)),
                Ok(_) if span.before() != tip.chain => Some(What::OtherBranch),
                Ok(verified) => self.extend(first, place, &verified),
            };
        }
        match span.verify_by(node) {
            Err(error) => Some(What::Altered(error)),
            Ok(verified) if self.position_is_held(span.from()) => self.repeat(&verified),
            Ok(verified) => self.begin(place, &verified, None),
        }
    }

    fn take_header(&mut self, place: P, span: &Span) -> Option<What> {
        let verified = match span.verify_first() {
            Ok(verified) => verified,
            Err(error) => return Some(What::Altered(error)),
        };
        if self.header.is_some() {
            return self.repeat(&verified);
        }
        self.name = verified.header.as_ref().map(LogName::from);
        self.header.clone_from(&verified.header);
        let early = !std::mem::take(&mut self.early).is_empty();
        let found = self.begin(place, &verified, Some(0));
        if early { Some(What::Reordered) } else { found }
    }

    fn begin(&mut self, place: P, verified: &Verified, since: Option<u64>) -> Option<What> {
        let run = Run {
            before: verified.before,
            chains: vec![],
            since,
            places: vec![],
            signature: verified.head.signature,
        };
        self.runs.insert(verified.from, run);
        self.extend(verified.from, place, verified)
    }

    /// Lengthens a run, and joins it with the one it now reaches.
    fn extend(&mut self, first: u64, place: P, verified: &Verified) -> Option<What> {
        let run = self.runs.get_mut(&first).expect("the caller found it");
        let mut chain = verified.before;
        run.chains.extend(verified.leaves.iter().map(|leaf| {
            chain = crate::hash::chain(&chain, leaf);
            chain
        }));
        run.since = run.since.map(|_| verified.tip.bytes_since_checkpoint);
        run.places.push((verified.tip.position, place));
        run.signature = verified.head.signature;
        let next = run.next(first);
        let last = run.last_chain();
        let written_later = self.runs.range(next..).next().is_some();
        if self.runs.get(&next).is_some_and(|after| after.before == last) {
            let after = self.runs.remove(&next).expect("it was just seen");
            let run = self.runs.get_mut(&first).expect("the caller found it");
            run.chains.extend(after.chains);
            run.places.extend(after.places);
            run.signature = after.signature;
            // Where checkpoints lie between is not known any more.
            run.since = None;
        }
        // What stands in for something lost is fetched later, and rightly stands behind it.
        let mends = self
            .refused
            .iter()
            .any(|&(from, to)| from <= verified.tip.position && to >= verified.from);
        (written_later && !mends).then_some(What::Reordered)
    }

    /// Positions that are held: the same again, or another branch.
    fn repeat(&mut self, verified: &Verified) -> Option<What> {
        let mut chain = verified.before;
        for (offset, leaf) in verified.leaves.iter().enumerate() {
            chain = crate::hash::chain(&chain, leaf);
            match self.chain_at(verified.from.saturating_add(offset as u64)) {
                Some(held) if held != chain => return Some(What::OtherBranch),
                Some(_) => self.repeated += 1,
                None => {}
            }
        }
        None
    }

    fn position_is_held(&self, position: u64) -> bool {
        self.chain_at(position).is_some()
    }

    pub(super) fn chain_at(&self, position: u64) -> Option<Hash> {
        let (first, run) = self.runs.range(..=position).next_back()?;
        run.chains.get(usize::try_from(position - first).ok()?).copied()
    }

    /// The chain before a run, where one begins right after this position.
    pub(super) fn chain_before_run(&self, position: u64) -> Option<Hash> {
        self.runs.get(&position.checked_add(1)?).map(|run| run.before)
    }

    /// The first position of which anything stands here, and its place.
    pub(super) fn begins(&self) -> Option<(u64, P)> {
        let run = self.runs.first_key_value();
        let run = run.and_then(|(first, run)| Some((*first, run.places.first()?.1)));
        self.early.iter().copied().chain(run).min()
    }

    pub(super) fn place_of(&self, position: u64) -> Option<P> {
        let (_, run) = self.runs.range(..=position).next_back()?;
        run.places.iter().find(|(last, _)| *last >= position).map(|(_, place)| *place)
    }

    pub(super) fn header_place(&self) -> Option<P> {
        self.place_of(0)
    }

    pub(super) fn last_place(&self) -> Option<P> {
        let (_, run) = self.runs.last_key_value()?;
        run.places.last().map(|(_, place)| *place)
    }

    /// The position after the last that is held anywhere.
    pub(super) fn next(&self) -> u64 {
        self.runs.last_key_value().map_or(0, |(first, run)| run.next(*first))
    }

    /// Entries that hold, the header left out.
    pub(super) fn entries(&self) -> u64 {
        let frames: usize = self.runs.values().map(|run| run.chains.len()).sum();
        frames as u64 - u64::from(self.runs.contains_key(&0))
    }

    /// Gaps that nothing refused accounts for, with the place before them or else behind. What
    /// should stand here begins at `from`.
    pub(super) fn missing(&self, from: u64) -> Vec<((u64, u64), Option<P>)> {
        if self.header.is_none() && from == 0 {
            let first = self.early.first().map(|(_, place)| *place);
            let accounted = self.early.is_empty() || self.accounts_for(0);
            return if accounted { vec![] } else { vec![((0, 0), first)] };
        }
        let mut missing = vec![];
        let (mut expected, mut place) = (from, None);
        for (first, run) in &self.runs {
            if expected < *first {
                let gaps = self.unaccounted(expected, first - 1);
                let place = place.or(run.places.first().map(|(_, place)| *place));
                missing.extend(gaps.into_iter().map(|gap| (gap, place)));
            }
            expected = run.next(*first);
            place = run.places.last().map(|(_, place)| *place);
        }
        missing
    }

    fn accounts_for(&self, position: u64) -> bool {
        self.refused.iter().any(|(from, to)| (*from..=*to).contains(&position))
    }

    /// The parts of a gap that no refused span stands for.
    fn unaccounted(&self, from: u64, to: u64) -> Vec<(u64, u64)> {
        let mut refused = self.refused.clone();
        refused.sort_unstable();
        let mut left = vec![];
        let mut next = from;
        for (first, last) in refused {
            if last < next || first > to {
                continue;
            }
            if first > next {
                left.push((next, first - 1));
            }
            next = last.saturating_add(1);
        }
        if next <= to {
            left.push((next, to));
        }
        left
    }

    /// Positions that were lost somewhere and yet are held.
    pub(super) fn mended(&self) -> impl Iterator<Item = (u64, u64)> {
        let held = |(from, to): &&(u64, u64)| (*from..=*to).all(|at| self.position_is_held(at));
        self.refused.iter().filter(held).copied()
    }

    /// The newest head, where the log is whole up to it.
    pub(super) fn head(&self) -> Option<NamedHead> {
        let run = self.runs.get(&0)?;
        Some(NamedHead {
            name: self.name?,
            position: run.next(0) - 1,
            chain: run.last_chain(),
            signature: run.signature,
        })
    }
}

impl<P> Run<P> {
    fn next(&self, first: u64) -> u64 {
        first.saturating_add(self.chains.len() as u64)
    }

    fn last_chain(&self) -> Hash {
        *self.chains.last().unwrap_or(&self.before)
    }

    fn tip(&self, log: LogId, node: NodeKey, first: u64) -> Tip {
        Tip {
            log,
            node,
            position: self.next(first) - 1,
            chain: self.last_chain(),
            bytes_since_checkpoint: self.since.unwrap_or(0),
        }
    }
}

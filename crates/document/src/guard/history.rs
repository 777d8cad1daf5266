//! Who wrote which change on top of what: the causal past of every change, as clocks.
//!
//! automerge keeps its own graph but does not show ancestry, so this table answers it. A clock
//! gives for each actor the greatest operation counter in a past. A change's own actor is kept
//! apart from the others, so that a run of changes by one actor shares one list.

use std::collections::BTreeMap;
use std::sync::Arc;

use automerge::{Change, ChangeHash};
use musubi_model::ids::Actor;

use super::{OperationId, Unfit, Verdict, actor_of, limits};

#[derive(Clone, Debug, Default)]
pub(super) struct History {
    actors: BTreeMap<Actor, u32>,
    /// By actor: its changes, the k-th with sequence number k + 1.
    logs: Vec<Vec<u32>>,
    nodes: Vec<Node>,
    index: BTreeMap<ChangeHash, u32>,
}

#[derive(Clone, Debug)]
struct Node {
    hash: ChangeHash,
    actor: u32,
    seq: u32,
    counter_max: u32,
    /// By actor, zero for the change's own; no zeros at the end.
    others: Arc<[u32]>,
}

impl Node {
    fn clock(&self, actor: u32) -> u32 {
        if actor == self.actor {
            return self.counter_max;
        }
        self.others.get(actor as usize).copied().unwrap_or(0)
    }
}

/// By actor, the greatest operation counter of a past.
#[derive(Clone, Debug)]
pub(super) struct Clock(Vec<u32>);

/// What the place of a change in the history gives to the judgement of its operations.
pub(super) struct Place {
    pub(super) clock: Clock,
    pub(super) first_counter: u32,
}

impl History {
    pub(super) fn holds(&self, change: &ChangeHash) -> bool {
        self.index.contains_key(change)
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The change of an actor with this number, counted from 1.
    pub(super) fn change(&self, actor: Actor, seq: u64) -> Option<ChangeHash> {
        let log = &self.logs[*self.actors.get(&actor)? as usize];
        let place = usize::try_from(seq.checked_sub(1)?).ok()?;
        Some(self.nodes[*log.get(place)? as usize].hash)
    }

    pub(super) fn changes_of(&self, actor: Actor) -> u64 {
        self.actors.get(&actor).map_or(0, |&actor| self.logs[actor as usize].len() as u64)
    }

    /// The number of the change in which an actor made an operation.
    pub(super) fn seq_of(&self, id: OperationId) -> u64 {
        let Some(&actor) = self.actors.get(&id.actor) else { return 0 };
        let log = &self.logs[actor as usize];
        let before = |&node: &u32| self.nodes[node as usize].counter_max < id.counter;
        log.partition_point(before) as u64 + 1
    }

    pub(super) fn covers(&self, clock: &Clock, id: OperationId) -> bool {
        self.actors
            .get(&id.actor)
            .and_then(|&actor| clock.0.get(actor as usize))
            .is_some_and(|&counter_max| counter_max >= id.counter)
    }

    /// Rule 3 of the guard: dependencies, sequence number, first operation.
    pub(super) fn place(&self, change: &Change, operations: usize) -> Result<Place, Verdict> {
        let dependencies = change.deps();
        let ascending = dependencies.windows(2).all(|pair| pair[0] < pair[1]);
        if !ascending || !(1..=limits::DEPENDENCIES).contains(&dependencies.len()) {
            return Err(Verdict::Unfit(Unfit::Dependencies));
        }
        let nodes = self.known(dependencies).map_err(Verdict::Waiting)?;
        let clock = self.join(&nodes);
        let author = self.actors.get(&actor_of(change.actor_id())).copied();
        check_previous(&nodes, author, change.seq(), &clock).map_err(Verdict::Unfit)?;
        check_antichain(&nodes, author).map_err(Verdict::Unfit)?;
        let counter_max = clock.0.iter().copied().max().unwrap_or(0);
        let first_counter = counter_max + 1;
        let last = u64::from(counter_max) + operations as u64;
        if change.start_op().get() != u64::from(first_counter) || last >= limits::COUNTERS {
            return Err(Verdict::Unfit(Unfit::StartOp));
        }
        Ok(Place { clock, first_counter })
    }

    fn known(&self, hashes: &[ChangeHash]) -> Result<Vec<&Node>, Vec<ChangeHash>> {
        let missing: Vec<_> = hashes.iter().filter(|hash| !self.holds(hash)).copied().collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        Ok(hashes.iter().map(|hash| &self.nodes[self.index[hash] as usize]).collect())
    }

    fn join(&self, nodes: &[&Node]) -> Clock {
        let mut clock = vec![0; self.logs.len()];
        for node in nodes {
            for (joined, &other) in clock.iter_mut().zip(node.others.iter()) {
                *joined = other.max(*joined);
            }
            let own = &mut clock[node.actor as usize];
            *own = node.counter_max.max(*own);
        }
        Clock(clock)
    }

    /// Takes in a change whose dependencies are all here.
    pub(super) fn record(
        &mut self,
        actor: Actor,
        counter_max: u32,
        dependencies: &[ChangeHash],
        hash: ChangeHash,
    ) {
        let nodes = self.known(dependencies).expect("a change is recorded after its past");
        let Clock(mut clock) = self.join(&nodes);
        let next = u32::try_from(self.logs.len()).expect("actors are bounded by changes");
        let actor = *self.actors.entry(actor).or_insert(next);
        if actor == next {
            self.logs.push(vec![]);
        }
        if let Some(own) = clock.get_mut(actor as usize) {
            *own = 0;
        }
        let used = clock.iter().rposition(|&counter| counter != 0).map_or(0, |last| last + 1);
        clock.truncate(used);
        let log = &mut self.logs[actor as usize];
        let shared = log
            .last()
            .map(|&previous| &self.nodes[previous as usize].others)
            .filter(|others| others[..] == clock[..]);
        let others = shared.map_or_else(|| clock.into(), Arc::clone);
        let place = u32::try_from(self.nodes.len()).expect("changes are bounded by counters");
        log.push(place);
        let seq = u32::try_from(log.len()).expect("changes are bounded by counters");
        self.nodes.push(Node { hash, actor, seq, counter_max, others });
        self.index.insert(hash, place);
    }

    /// Forgets all but the first `count` changes, in the order in which they were recorded.
    pub(super) fn truncate(&mut self, count: usize) {
        for node in self.nodes.drain(count..).rev() {
            self.index.remove(&node.hash);
            self.logs[node.actor as usize].pop();
        }
    }
}

/// The change of the same author before this one is a dependency itself: automerge names it
/// even where it is no head.
fn check_previous(
    dependencies: &[&Node],
    author: Option<u32>,
    seq: u64,
    clock: &Clock,
) -> Result<(), Unfit> {
    let mut own = dependencies.iter().filter(|node| Some(node.actor) == author);
    let follows = match (own.next(), own.next()) {
        (None, None) => seq == 1 && author.is_none_or(|author| clock.0[author as usize] == 0),
        (Some(previous), None) => {
            u64::from(previous.seq) + 1 == seq
                && clock.0[previous.actor as usize] == previous.counter_max
        }
        _ => false,
    };
    if follows { Ok(()) } else { Err(Unfit::Previous) }
}

/// Honest dependencies are heads: none lies in the past of another, but for the own previous
/// change.
fn check_antichain(dependencies: &[&Node], author: Option<u32>) -> Result<(), Unfit> {
    for node in dependencies.iter().filter(|node| Some(node.actor) != author) {
        let buried = dependencies
            .iter()
            .any(|other| other.hash != node.hash && other.clock(node.actor) >= node.counter_max);
        if buried {
            return Err(Unfit::PastOfAnother);
        }
    }
    Ok(())
}

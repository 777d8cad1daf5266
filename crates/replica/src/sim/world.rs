//! The story of one seed: what happens when, to whom.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use musubi_document::CommitError;
use musubi_log::city::CitySecret;
use musubi_log::hash::{LogId, Run};
use musubi_log::item::Item;
use musubi_log::keyring::ReaderSecrets;
use musubi_log::ticket::Enrolment;
use musubi_model::ids::DocumentId;
use musubi_model::record::{View, ViewChange};

use crate::input::{CarryId, Input, Saved};
use crate::message::Message;
use crate::output::{Output, Refusal, Report, Shown};
use crate::reissue::REISSUE;
use crate::replica::Replica;
use crate::serving::Answering;
use crate::sim::disk::Cached;
use crate::sim::faults::Fault;
use crate::sim::forger::Forger;
use crate::sim::model::{Model, shown};
use crate::sim::network::{Dice, Network};
use crate::sim::node::{Node, Running};
use crate::sim::sticks::Stick;
use crate::sim::{Mutation, mutated};

/// What a seed went through, for those who count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub nodes: usize,
    pub commits: usize,
    pub acknowledged: usize,
    pub crashes: u64,
    pub restored: u64,
    pub revoked: u64,
    pub sticks: u64,
    pub clones: u64,
    /// Acknowledged, held by all, built on what only exchanged disks held, and written again.
    pub mended: usize,
    /// The same, and not written again: they change records of which nobody holds anything any more.
    pub waiting: usize,
    /// Commits that some page showed as received by HQ.
    pub ticked: u64,
    /// Entries that nodes wrote again by themselves.
    pub reissued: u64,
    pub messages: u64,
    pub message_bytes: u64,
    pub simulated_ms: u64,
}

#[derive(Debug)]
pub(super) enum Event {
    Deliver { to: usize, from: usize, bytes: Vec<u8> },
    Hint { to: usize, bytes: Vec<u8> },
    Loaded { to: usize, boot: u64, input: Box<Input> },
    Synced { node: usize, boot: u64 },
    Wake { node: usize, boot: u64 },
    Write { node: usize },
    Stick { to: usize, stick: Stick },
    Fault(Fault),
}

#[derive(Debug)]
pub struct World {
    pub(super) dice: Dice,
    pub(super) mutation: Option<Mutation>,
    pub(super) now_ms: u64,
    events: BTreeMap<(u64, u64), Event>,
    posted: u64,
    pub(super) nodes: Vec<Node>,
    pub(super) documents: Vec<DocumentId>,
    pub(super) network: Network,
    pub(super) model: Model,
    pub(super) figures: Figures,
    pub(super) values: u64,
    pub(super) city: Option<CitySecret>,
    /// The laptop that was stolen, once the city has revoked it.
    pub(super) revoked: Option<usize>,
    /// A laptop that signs two branches.
    pub(super) forger: Option<Forger>,
    /// Its ticket, and keys that nobody else has.
    pub(super) forger_enrolment: Option<(Enrolment, ReaderSecrets)>,
    /// A laptop whose image runs twice, and its twin.
    pub(super) twin: Option<(usize, usize)>,
    /// Logs of which there may be several branches.
    pub(super) forked: BTreeSet<LogId>,
    pub(super) carries: u64,
    /// What a disk must hold after the reading with this number.
    pub(super) whole_sticks: BTreeMap<CarryId, BTreeMap<LogId, u64>>,
    /// The first thing that did not hold.
    pub(super) failure: Option<String>,
}

impl World {
    pub(super) fn empty(seed: u64, mutation: Option<Mutation>) -> Self {
        Self {
            dice: Dice::new(seed),
            mutation,
            now_ms: 0,
            events: BTreeMap::new(),
            posted: 0,
            nodes: vec![],
            documents: vec![],
            network: Network::default(),
            model: Model::default(),
            figures: Figures::default(),
            values: 0,
            city: None,
            revoked: None,
            forger: None,
            forger_enrolment: None,
            twin: None,
            forked: BTreeSet::new(),
            carries: 0,
            whole_sticks: BTreeMap::new(),
            failure: None,
        }
    }

    pub(super) fn fail(&mut self, what: impl Into<String>) {
        let now_ms = self.now_ms;
        self.failure.get_or_insert_with(|| format!("at {now_ms} ms: {}", what.into()));
    }

    pub(super) fn at(&mut self, time_ms: u64, event: Event) {
        self.posted += 1;
        self.events.insert((time_ms, self.posted), event);
    }

    /// Lets everything happen up to a time.
    pub(super) fn run_until(&mut self, end_ms: u64) {
        while self.failure.is_none() {
            let Some(next) = self.events.first_entry() else { break };
            if next.key().0 > end_ms {
                break;
            }
            let ((time_ms, _), event) = next.remove_entry();
            self.now_ms = time_ms;
            self.happen(event);
        }
        self.now_ms = self.now_ms.max(end_ms);
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Deliver { to, from, bytes } => {
                let operation = self.nodes[to].member.operation.id;
                let message = match Message::decode(operation, &bytes) {
                    Ok(message) => message,
                    Err(error) => return self.fail(format!("a message is refused: {error}")),
                };
                if self.network.is_linked(to, from) {
                    let from = self.nodes[from].key();
                    self.input(to, Input::Received { from, message });
                }
            }
            Event::Hint { to, bytes } => {
                let operation = self.nodes[to].member.operation.id;
                let message = Message::decode(operation, &bytes).expect("it was just encoded");
                self.input(to, Input::Hint(message));
            }
            Event::Loaded { to, boot, input } => {
                if self.is_boot(to, boot) {
                    self.input(to, *input);
                }
            }
            Event::Synced { node, boot } => {
                if self.is_boot(node, boot) {
                    self.synced(node);
                }
            }
            Event::Wake { node, boot } => {
                if self.is_boot(node, boot) {
                    self.wake(node);
                }
            }
            Event::Write { node } => self.write_something(node),
            Event::Stick { to, stick } => self.read_stick(to, stick),
            Event::Fault(fault) => self.strike(fault),
        }
    }

    fn is_boot(&self, node: usize, boot: u64) -> bool {
        self.nodes[node].running.as_ref().is_some_and(|running| running.boot == boot)
    }

    pub(super) fn is_up(&self, node: usize) -> bool {
        self.nodes[node].running.is_some()
    }

    pub(super) fn input(&mut self, node: usize, input: Input) {
        if let Some(running) = &mut self.nodes[node].running {
            running.inbox.push_back(input);
            self.work(node);
        }
    }

    fn wake(&mut self, node: usize) {
        let now = self.nodes[node].now(self.now_ms);
        let running = self.nodes[node].running.as_mut().expect("it was just seen to run");
        running.wakes_at_ms = u64::MAX;
        if running.replica.deadline() <= now.elapsed_ms {
            running.inbox.push_back(Input::Deadline);
        }
        self.work(node);
    }

    /// One turn of the loop: decide, obey, wait for the disk where that is due.
    fn work(&mut self, node: usize) {
        loop {
            self.obey(node);
            let now = self.nodes[node].now(self.now_ms);
            let grouped = self.nodes[node].grouped;
            let Some(running) = &mut self.nodes[node].running else { return };
            if running.syncing || running.inbox.is_empty() {
                break;
            }
            let taken = if grouped { running.inbox.len().min(16) } else { 1 };
            let mut outputs = vec![];
            for input in running.inbox.drain(..taken) {
                let decided = running.replica.handle(now, input);
                self.model.note_pasts(&running.replica, &decided);
                outputs.extend(decided);
            }
            self.decided(node, outputs);
        }
        self.set_alarm(node);
    }

    /// Takes the outputs in; a grouping loop may obey all persists first.
    pub(super) fn decided(&mut self, node: usize, outputs: Vec<Output>) {
        self.note(node, &outputs);
        let outputs = mutated(self.mutation, outputs);
        let grouped = self.nodes[node].grouped;
        let running = self.nodes[node].running.as_mut().expect("it decided just now");
        if grouped && self.mutation.is_none() {
            let (persist, rest): (Vec<Output>, Vec<Output>) =
                outputs.into_iter().partition(|output| matches!(output, Output::Persist(_)));
            running.pending.extend(persist);
            running.pending.extend(rest);
        } else {
            running.pending.extend(outputs);
        }
    }

    /// Tells the model what was written and what its writer saw.
    fn note(&mut self, node: usize, outputs: &[Output]) {
        self.check_signed(node, outputs);
        let running = self.nodes[node].running.as_mut().expect("it decided just now");
        let (mut at, mut again) = (None, None);
        let mut before: Option<View> = None;
        for (index, output) in outputs.iter().enumerate() {
            match output {
                Output::Persist(Item::Span(span)) => {
                    let count = span.count().expect("a replica persists whole spans");
                    let (_, chain) = span.end().expect("a replica persists whole spans");
                    at = Some(((span.log(), span.from() + count - 1), chain));
                }
                Output::View { document, shown } => {
                    let view = running.decided.entry(*document).or_default();
                    if let Some(Output::Saved { id }) = outputs.get(index + 1) {
                        before = Some(view.clone());
                        if let (REISSUE, Shown::Changes(changes)) = (*id, shown) {
                            again = Some(self.model.written_again(node, *document, changes));
                            self.figures.reissued += 1;
                        }
                    }
                    show(view, shown);
                }
                Output::Saved { id } => {
                    let id = if *id == REISSUE { again.take() } else { Some(*id) };
                    if let (Some(id), Some((at, chain)), Some(before)) = (id, at, &before) {
                        self.model.written(id, at, chain, before);
                    }
                }
                _ => {}
            }
        }
    }

    fn obey(&mut self, node: usize) {
        loop {
            let Some(running) = &mut self.nodes[node].running else { return };
            if running.syncing {
                return;
            }
            let Some(output) = running.pending.front() else { return self.look_at_ticks(node) };
            let persists = matches!(output, Output::Persist(_));
            if !persists && self.nodes[node].disk.has_unsynced() {
                return self.begin_sync(node);
            }
            let running = self.nodes[node].running.as_mut().expect("it was just seen to run");
            let output = running.pending.pop_front().expect("it was just seen");
            self.obey_one(node, output);
            if self.failure.is_some() {
                return;
            }
        }
    }

    fn begin_sync(&mut self, node: usize) {
        let takes_ms = self.dice.roll(self.nodes[node].sync_ms_max + 1);
        let running = self.nodes[node].running.as_mut().expect("it was just seen to run");
        running.syncing = true;
        let boot = running.boot;
        self.at(self.now_ms + takes_ms, Event::Synced { node, boot });
    }

    fn synced(&mut self, node: usize) {
        if let Err(what) = self.nodes[node].disk.sync() {
            self.fail(format!("node {node}: {what}"));
        }
        self.nodes[node].running.as_mut().expect("it was just seen to run").syncing = false;
        self.work(node);
    }

    fn obey_one(&mut self, node: usize, output: Output) {
        match output {
            Output::Persist(item) => self.nodes[node].disk.append(item),
            Output::Saved { id: REISSUE } => {}
            Output::Carried { id, brought } => self.check_carried(node, id, &brought),
            Output::Saved { id } => {
                self.model.acknowledged(id);
                self.figures.acknowledged += 1;
            }
            Output::Refused { why: Refusal::Revoked, .. } if self.is_revoked(node) => {}
            // The record that was to be changed is held meanwhile.
            Output::Refused {
                why: Refusal::Command(CommitError::UnknownRecord { .. }), ..
            } if self.revoked.is_some() || self.forger.is_some() || self.twin.is_some() => {}
            Output::Refused { id, why } => self.fail(format!("commit {id:?} is refused: {why}")),
            Output::View { document, shown } => {
                // There the same value may have been written again, in another entry.
                if !self.is_forked(&document) {
                    self.check_shown(node, &shown);
                }
                let running = self.nodes[node].running.as_mut().expect("it is obeyed");
                show(running.views.entry(document).or_default(), &shown);
            }
            Output::Send { to, message } => {
                self.check_revealed(node, &message);
                let to = self.neighbour(node, to);
                self.post(node, to.expect("a peer is a node"), &message);
            }
            Output::Serve { to, parts } => {
                let to = self.neighbour(node, to);
                let mut answering = Answering::default();
                for part in &parts {
                    let from = Answering::read_from(part);
                    let reading = crate::message::Range { from, ..part.range };
                    answering.push(part, self.nodes[node].disk.spans(&reading));
                }
                for message in answering.finish() {
                    self.post(node, to.expect("a peer is a node"), &message);
                }
            }
            Output::Load { document, save, ranges } => {
                let disk = &self.nodes[node].disk;
                let wanted = save == crate::output::WithSave::Wanted;
                let save = disk.cache.get(&document).filter(|_| wanted);
                let save = save.map(|cached| cached.saved.clone());
                let spans = ranges.iter().flat_map(|range| disk.spans(range)).collect();
                let input = Box::new(Input::Loaded { document, save, spans });
                let boot = self.nodes[node].running.as_ref().expect("it is obeyed").boot;
                let takes_ms = self.dice.roll(self.nodes[node].sync_ms_max + 1);
                self.at(self.now_ms + takes_ms, Event::Loaded { to: node, boot, input });
            }
            Output::Keep { document, save, applied } => {
                let running = self.nodes[node].running.as_ref().expect("it is obeyed");
                let view = running.views.get(&document).cloned().unwrap_or_default();
                let cached = Cached { saved: Saved { save, applied }, view };
                self.nodes[node].disk.cache.insert(document, cached);
            }
            Output::Gossip(message) => {
                self.check_revealed(node, &message);
                for to in self.network.neighbours(node) {
                    if self.dice.percent(80) {
                        let delay = self.dice.roll(500);
                        let bytes = message.encode();
                        self.at(self.now_ms + delay, Event::Hint { to, bytes });
                    }
                }
            }
            Output::DrawRun => {
                let run = Run::new(self.dice.bytes());
                self.nodes[node].last_run = Some(run);
                self.input(node, Input::Run(run));
            }
            Output::Report(Report::Confirmed { document }) => {
                let running = self.nodes[node].running.as_mut().expect("it is obeyed");
                running.confirmed.insert(document);
            }
            Output::Report(report) => self.check_report(node, &report),
        }
    }

    /// What is shown stands on this disk.
    fn check_shown(&mut self, node: usize, shows: &Shown) {
        let Shown::Changes(changes) = shows else { return };
        for value in changes.iter().flat_map(shown) {
            let sources = self.model.sources(&value);
            let disk = &self.nodes[node].disk;
            let is_here = sources.iter().any(|(log, position)| *position < disk.next(log));
            if !sources.is_empty() && !is_here {
                self.fail(format!("node {node} shows what is not on its disk"));
            }
        }
    }

    /// What is told to others stands on this disk.
    fn check_revealed(&mut self, node: usize, message: &Message) {
        let (disk, me) = (&self.nodes[node].disk, &self.nodes[node].member);
        let on_disk = match message {
            Message::Tips { sections, .. } => {
                let mut tips = sections.iter().flat_map(|section| &section.tips);
                tips.all(|tip| tip.position < disk.next(&tip.log))
            }
            Message::Spans { items, .. } => items.iter().all(|item| match item {
                Item::Span(span) => span.from() < disk.next(&span.log()),
                _ => true,
            }),
            Message::Items(items) => items.iter().all(|item| match item {
                Item::Receipt(receipt) if receipt.certificate() == me.certificate => {
                    let says = receipt.claims();
                    let of_this_boot = self.nodes[node].last_run == Some(says.run);
                    !of_this_boot
                        || says.held.iter().all(|held| held.position < disk.next(&held.log))
                }
                _ => true,
            }),
            _ => true,
        };
        if !on_disk {
            self.fail(format!("node {node} sends what is not on its disk"));
        }
    }

    fn check_report(&mut self, node: usize, report: &Report) {
        if let (Report::Vouched { log, .. }, Some(forger)) = (report, &mut self.forger) {
            forger.is_vouched |= *log == forger.log;
        }
        match report {
            Report::Held { .. } | Report::Rebuilding { .. } if self.revoked.is_some() => {}
            Report::Held { document, .. }
            | Report::Forked { document, .. }
            | Report::Rebuilding { document }
                if self.is_forked(document) => {}
            Report::Unfit { log, .. } if self.forger.as_ref().is_some_and(|it| it.log == *log) => {}
            Report::Misbehaved { .. }
            | Report::Flooded { .. }
            | Report::Unfit { .. }
            | Report::Held { .. }
            | Report::Forked { .. }
            | Report::Rebuilding { .. } => {
                self.fail(format!("node {node} accuses where all are honest: {report:?}"));
            }
            Report::Confirmed { .. }
            | Report::Vouched { .. }
            | Report::Skewed { .. }
            | Report::Distance { .. }
            | Report::Level { .. } => {}
        }
    }

    fn post(&mut self, from: usize, to: usize, message: &Message) {
        let bytes = message.encode();
        if bytes.len() > crate::message::MESSAGE_BYTES_MAX {
            return self.fail(format!("a message of {} bytes is sent", bytes.len()));
        }
        self.network.sent += 1;
        self.network.sent_bytes += bytes.len() as u64;
        for delay in self.network.arrivals(&mut self.dice) {
            let bytes = bytes.clone();
            self.at(self.now_ms + delay, Event::Deliver { to, from, bytes });
        }
    }

    fn set_alarm(&mut self, node: usize) {
        let Some(running) = &mut self.nodes[node].running else { return };
        let due_ms = running.started_ms.saturating_add(running.replica.deadline());
        let due_ms = due_ms.max(self.now_ms + 1);
        if running.replica.deadline() == u64::MAX || running.wakes_at_ms <= due_ms {
            return;
        }
        running.wakes_at_ms = due_ms;
        let boot = running.boot;
        self.at(due_ms, Event::Wake { node, boot });
    }

    pub(super) fn boot(&mut self, node: usize) {
        if self.is_up(node) || self.nodes[node].unborn {
            return;
        }
        let now_ms = self.now_ms;
        let fresh = Run::new(self.dice.bytes());
        let same_again = self.mutation == Some(Mutation::RunPerOpening);
        let laptop = &mut self.nodes[node];
        let run = laptop.next_run.take().unwrap_or(fresh);
        let run = laptop.last_run.filter(|_| same_again).unwrap_or(run);
        laptop.last_run = Some(run);
        laptop.boots += 1;
        let stored = match laptop.disk.stored() {
            Ok(stored) => stored,
            Err(what) => return self.fail(format!("node {node} cannot start: {what}")),
        };
        let views: BTreeMap<DocumentId, View> =
            laptop.disk.cache.iter().map(|(id, cached)| (*id, cached.view.clone())).collect();
        let opened = Replica::open(laptop.now(now_ms), laptop.enrolment(), run, stored);
        let (mut replica, outputs) = opened.expect("the city issued this ticket");
        replica.mutation = self.mutation;
        replica.set_documents_open_max(2);
        let boot = laptop.boots;
        laptop.running = Some(Running {
            replica,
            boot,
            started_ms: now_ms,
            inbox: VecDeque::new(),
            pending: VecDeque::new(),
            syncing: false,
            wakes_at_ms: u64::MAX,
            confirmed: BTreeSet::new(),
            decided: views.clone(),
            views,
        });
        self.decided(node, outputs);
        for other in self.network.neighbours(node) {
            self.meet(node, other);
        }
        self.work(node);
    }

    /// Two running nodes see each other.
    pub(super) fn meet(&mut self, one: usize, other: usize) {
        if !self.is_up(one) || !self.is_up(other) {
            return;
        }
        for (node, peer) in [(one, other), (other, one)] {
            let certificate = self.nodes[peer].certificate().to_bytes().to_vec();
            let peer = self.nodes[peer].key();
            self.input(node, Input::PeerUp { node: peer, certificate });
        }
    }

    pub(super) fn part(&mut self, one: usize, other: usize) {
        for (node, peer) in [(one, other), (other, one)] {
            let peer = self.nodes[peer].key();
            self.input(node, Input::PeerDown { node: peer });
        }
    }
}

fn show(view: &mut View, shown: &Shown) {
    match shown {
        Shown::Whole(whole) => view.clone_from(whole),
        Shown::Changes(changes) => {
            changes.iter().cloned().for_each(|change: ViewChange| view.apply(change));
        }
    }
}

//! A replica and its disk, stepped together: inputs in, obligations obeyed, what is left is for the
//! network.
//!
//! Invariant: everything a batch of inputs must persist is appended and flushed **once**, before
//! any page, neighbour or waiting caller learns of it. A failed write ends the engine with nothing
//! announced.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;

use musubi_log::hash::{Hash, Run};
use musubi_log::item::Item;
use musubi_log::node::Member;
use musubi_log::role::Role;
use musubi_model::ids::{DocumentId, Kind, NodeKey};
use musubi_model::record::{Edit, View};
use musubi_model::time::Now;
use musubi_replica::courier::Brought;
use musubi_replica::input::{CarryId, CommitId};
use musubi_replica::message::{Message, Range};
use musubi_replica::output::{Refusal, Report, Shown, WithSave};
use musubi_replica::serving::{Answering, Part};
use musubi_replica::{Input, Output, Replica, Room};
use tokio::sync::oneshot;

use super::courier::CourierError;
use super::disk::{Disk, DiskError};
use super::handle::{CommitError, Saved, Shared, Warning};
use super::kept::Kept;
use super::reports;

mod courier;
mod hearing;
mod keeping;
mod lookups;
mod trust;

/// What is left to do after a step: hand these to the mesh.
#[derive(Debug)]
pub(crate) enum Outgoing {
    Message {
        to: NodeKey,
        bytes: Vec<u8>,
    },
    /// What was written here just now.
    Hint {
        items: Vec<Item>,
    },
    /// The city's statements changed: who is admitted may have, too.
    Statements,
}

type Answer = oneshot::Sender<Result<Saved, CommitError>>;

pub(crate) struct Engine {
    replica: Replica,
    disk: Disk,
    shared: Arc<Shared>,
    commits: BTreeMap<CommitId, (DocumentId, Answer)>,
    /// Outcomes of this step.
    outcomes: Vec<(CommitId, Result<(), CommitError>)>,
    next_commit: u64,
    /// Who waits for what came out of a bundle, and what is to be told to them.
    carries: BTreeMap<CarryId, oneshot::Sender<Result<Brought, CourierError>>>,
    brought: Vec<courier::Carried>,
    /// Who waits for what was said here to be on the disk.
    learning: BTreeMap<CarryId, trust::Learning>,
    /// Documents to be counted anew for the pages.
    touched: BTreeSet<DocumentId>,
    /// Documents of which HQ may have more, or less, than was shown.
    ticked: BTreeSet<DocumentId>,
    hearing: hearing::Hearing,
    /// When all documents are counted, those too that this node cannot read.
    count_all_at_ms: u64,
    /// Answers to each neighbour in this step.
    served: BTreeMap<NodeKey, usize>,
    /// Certificates that were new since the last look, and the neighbour that brought each.
    certified: Vec<(Hash, Option<NodeKey>)>,
    /// What the disk takes, and what the replica was told of it.
    room: Room,
    told_room: Room,
}

/// Wants of one neighbour that are answered in one step: as much as the mesh keeps for it. It has
/// one under way at a time and asks again for what it did not get.
const SERVED_MAX: usize = 2;

/// Documents that only pass through show their growth this late at most.
const COUNT_ALL_MS: u64 = 10_000;

impl Engine {
    /// `opening` is what the replica asked for when it was opened.
    pub(crate) fn start(
        now: Now,
        replica: Replica,
        opening: Vec<Output>,
        disk: Disk,
        shared: Arc<Shared>,
    ) -> Result<(Self, Vec<Outgoing>), DiskError> {
        let mut engine = Self {
            replica,
            disk,
            shared,
            commits: BTreeMap::new(),
            outcomes: Vec::new(),
            next_commit: 0,
            carries: BTreeMap::new(),
            brought: Vec::new(),
            learning: BTreeMap::new(),
            touched: BTreeSet::new(),
            ticked: BTreeSet::new(),
            hearing: hearing::Hearing::default(),
            count_all_at_ms: 0,
            served: BTreeMap::new(),
            certified: Vec::new(),
            room: Room::Enough,
            told_room: Room::Enough,
        };
        let all: Vec<DocumentId> = engine.replica.documents().copied().collect();
        reports::count(&mut engine.shared.status_mut(), &engine.replica, all.into_iter(), None);
        if engine.replica.member().role == Role::Hq {
            let statements = engine.replica.statements();
            engine.hearing.unread = statements.members().map(|member| member.place).collect();
        }
        let outgoing = engine.obey(now, opening)?;
        engine.show_status(now);
        Ok((engine, outgoing))
    }

    pub(crate) fn deadline_ms(&self) -> u64 {
        self.replica.deadline()
    }

    pub(crate) fn member(&self) -> &Member {
        self.replica.member()
    }

    pub(crate) fn replica(&self) -> &Replica {
        &self.replica
    }

    /// What a document shows now; empty where nobody has written to it.
    pub(crate) fn view(&self, document: DocumentId) -> View {
        self.shared.views().get(&document).cloned().unwrap_or_default()
    }

    pub(crate) fn data_dir(&self) -> &Path {
        self.disk.data_dir()
    }

    pub(crate) fn warn(&self, warning: Warning) {
        self.shared.status_mut().warnings.insert(warning);
    }

    /// Registers a caller and gives back the input that will answer it.
    pub(crate) fn commit(
        &mut self,
        document: DocumentId,
        edits: Vec<Edit>,
        answer: Answer,
    ) -> Input {
        let id = CommitId(self.next_commit);
        self.next_commit += 1;
        self.commits.insert(id, (document, answer));
        let views = self.shared.views();
        let edits = match views.get(&document) {
            Some(view) if edits.iter().any(|edit| matches!(edit, Edit::Set { .. })) => {
                self.shared.facts(document, view).aimed(edits)
            }
            _ => edits,
        };
        drop(views);
        Input::Commit { id, document, edits }
    }

    /// Handles a batch; whoever waits hears of it with [`Engine::answer_all`]. After an error the engine must
    /// not be used again.
    pub(crate) fn step(
        &mut self,
        now: Now,
        inputs: impl IntoIterator<Item = Input>,
    ) -> Result<Vec<Outgoing>, DiskError> {
        self.served.clear();
        let room = (self.room != self.told_room).then_some(Input::Room(self.room));
        self.told_room = self.room;
        let mut outputs = Vec::new();
        for input in room.into_iter().chain(inputs) {
            let from = match &input {
                Input::Received { from, .. } => Some(*from),
                Input::PeerUp { node, .. } => Some(*node),
                _ => None,
            };
            let by = self.road(now, &input);
            let more = self.replica.handle(now, input);
            self.note_grown(by, &more);
            let new = more.iter().filter_map(|output| match output {
                Output::Persist(Item::Certificate(certificate)) => Some(certificate.hash()),
                _ => None,
            });
            self.certified.extend(new.map(|certificate| (certificate, from)));
            outputs.extend(more);
        }
        let outgoing = self.obey(now, outputs)?;
        self.show_status(now);
        Ok(outgoing)
    }

    /// Since the last call.
    pub(crate) fn take_certified(&mut self) -> Vec<(Hash, Option<NodeKey>)> {
        std::mem::take(&mut self.certified)
    }

    /// After the last step.
    pub(crate) fn close(self) {
        self.disk.close();
    }

    fn obey(&mut self, now: Now, outputs: Vec<Output>) -> Result<Vec<Outgoing>, DiskError> {
        let mut outgoing = Vec::new();
        let mut batch = outputs;
        let mut statements = false;
        while !batch.is_empty() {
            let mut rest = VecDeque::new();
            for output in batch {
                match output {
                    Output::Persist(item) => {
                        statements |= matches!(item, Item::Statement(_) | Item::Certificate(_));
                        self.disk.persist(&item)?;
                    }
                    other => rest.push_back(other),
                }
            }
            self.disk.sync()?;
            batch = Vec::new();
            for output in rest {
                let more = self.reveal(now, output, &mut outgoing)?;
                batch.extend(more);
            }
        }
        if statements {
            self.touched.extend(self.replica.documents());
            outgoing.push(Outgoing::Statements);
        }
        Ok(outgoing)
    }

    /// Obeys one output; everything before it is on the disk. Loading gives new outputs.
    fn reveal(
        &mut self,
        now: Now,
        output: Output,
        outgoing: &mut Vec<Outgoing>,
    ) -> Result<Vec<Output>, DiskError> {
        match output {
            Output::Persist(_) => unreachable!("persisted before anything is revealed"),
            Output::Saved { id } => self.outcomes.push((id, Ok(()))),
            Output::Refused { id, why } => self.outcomes.push((id, Err(refused(&why)))),
            Output::Carried { id, brought } => self.brought.push((id, brought)),
            Output::View { document, shown } => self.show(document, shown),
            Output::Send { to, message } => {
                outgoing.push(Outgoing::Message { to, bytes: message.encode() });
            }
            Output::Gossip(message) => {
                // Nothing else is ever gossiped.
                if let Message::Spans { items, .. } = message {
                    outgoing.push(Outgoing::Hint { items });
                }
            }
            Output::Serve { to, parts } => return self.serve(now, to, &parts, outgoing),
            Output::Load { document, save, ranges } => {
                return self.load(now, document, save, &ranges);
            }
            Output::Keep { document, save, applied } => {
                let shown = self.shared.status().documents.get(&document).cloned();
                let (changed_at, came) =
                    shown.map_or((None, None), |shown| (shown.changed_at, shown.came));
                let views = self.shared.views();
                let empty = View::default();
                let view = views.get(&document).unwrap_or(&empty);
                let kept = Kept::encode(&applied, view, changed_at, came);
                drop(views);
                self.disk.keep(self.replica.keyring(), document, &save, &kept);
            }
            Output::DrawRun => {
                let run = Run::new(rand::random());
                return Ok(self.replica.handle(now, Input::Run(run)));
            }
            Output::Report(report) => self.report(now, &report),
        }
        Ok(Vec::new())
    }

    fn answer(&mut self, id: CommitId, outcome: Result<(), CommitError>) {
        let Some((document, answer)) = self.commits.remove(&id) else { return };
        // A caller that went away has still been served.
        let _ = answer.send(outcome.map(|()| Saved { document }));
    }

    fn show(&mut self, document: DocumentId, shown: Shown) {
        self.touched.insert(document);
        self.shared.show(document, shown);
        if document.kind == Kind::Lookups.number() && self.replica.member().role == Role::Hq {
            lookups::let_old_ones_go(&mut self.shared.views_mut());
        }
        self.shared.announce(document);
    }

    fn serve(
        &mut self,
        now: Now,
        to: NodeKey,
        parts: &[Part],
        outgoing: &mut Vec<Outgoing>,
    ) -> Result<Vec<Output>, DiskError> {
        let served = self.served.entry(to).or_default();
        *served += 1;
        if *served > SERVED_MAX {
            return Ok(Vec::new());
        }
        let mut answering = Answering::default();
        for part in parts {
            if answering.is_full() {
                break;
            }
            let (range, from) = (&part.range, Answering::read_from(part));
            answering.push(part, self.disk.spans(&range.log, from, range.to)?);
        }
        let more = self.lost(now)?;
        let messages = answering.finish();
        outgoing.extend(
            messages.into_iter().map(|message| Outgoing::Message { to, bytes: message.encode() }),
        );
        Ok(more)
    }

    /// Tells the replica what reading found to be damaged.
    fn lost(&mut self, now: Now) -> Result<Vec<Output>, DiskError> {
        let lost = self.disk.take_lost()?;
        let inputs = lost.into_iter().map(|(log, held)| Input::Lost { log, held });
        Ok(inputs.flat_map(|input| self.replica.handle(now, input)).collect())
    }

    fn load(
        &mut self,
        now: Now,
        document: DocumentId,
        save: WithSave,
        ranges: &[Range],
    ) -> Result<Vec<Output>, DiskError> {
        let save = match save {
            WithSave::Wanted => self.disk.saved(self.replica.keyring(), document),
            WithSave::Unwanted => None,
        };
        let mut spans = Vec::new();
        for range in ranges {
            spans.extend(self.disk.spans(&range.log, range.from, range.to)?);
        }
        let mut outputs = self.lost(now)?;
        outputs.extend(self.replica.handle(now, Input::Loaded { document, save, spans }));
        Ok(outputs)
    }

    fn report(&mut self, now: Now, report: &Report) {
        match report {
            Report::Confirmed { document } => {
                self.touched.insert(*document);
                self.ticked.insert(*document);
            }
            Report::Held { document, .. }
            | Report::Vouched { document, .. }
            | Report::Forked { document, .. }
            | Report::Unfit { document, .. } => drop(self.touched.insert(*document)),
            _ => {}
        }
        reports::log(report);
        reports::note(&mut self.shared.status_mut(), now, report);
    }

    /// Last of all: whoever hears "saved" or "brought" sees it in the views and in the status.
    pub(crate) fn answer_all(&mut self) {
        for (id, outcome) in std::mem::take(&mut self.outcomes) {
            self.answer(id, outcome);
        }
        self.answer_carried();
    }

    fn show_status(&mut self, now: Now) {
        if now.elapsed_ms >= self.count_all_at_ms {
            self.count_all_at_ms = now.elapsed_ms + COUNT_ALL_MS;
            self.touched.extend(self.replica.documents());
            self.room = self.disk.look_at_room();
            self.shared.status_mut().out_of_room = self.disk.is_out_of_room();
        }
        let mut status = self.shared.status_mut();
        status.warnings.extend(self.disk.take_warnings());
        let touched = std::mem::take(&mut self.touched);
        reports::count(&mut status, &self.replica, touched.into_iter(), Some(now.wall));
        drop(status);
        self.tell_what_came(now);
        self.read_a_kept_word(now);
        for document in std::mem::take(&mut self.ticked) {
            self.shared.announce_ticks(document);
        }
    }
}

fn refused(why: &Refusal) -> CommitError {
    match why {
        Refusal::Revoked => CommitError::Revoked,
        Refusal::NotAllowed | Refusal::NoKey | Refusal::Kind => CommitError::NotAllowed,
        Refusal::Command(_) | Refusal::EntrySize => {
            CommitError::TooLarge { reason: why.to_string() }
        }
        Refusal::Closed => CommitError::Closed,
        Refusal::Busy => CommitError::Busy,
    }
}

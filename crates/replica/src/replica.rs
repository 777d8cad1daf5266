//! One node's decisions: inputs in, ordered outputs out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use musubi_log::city::CityKey;
use musubi_log::hash::{Hash, LogId, Run};
use musubi_log::item::Item;
use musubi_log::keyring::Keyring;
use musubi_log::node::{Certificate, CertificateError, Member, NodeSecret};
use musubi_log::seal::Clock;
use musubi_log::span::Span;
use musubi_log::statements::Statements;
use musubi_log::ticket::Enrolment;
use musubi_log::writer::LogWriter;
use musubi_model::ids::{DocumentId, NodeKey, OperationId};
use musubi_model::record::Edit;
use musubi_model::time::Now;

use crate::closing::Ended;
use crate::confirming::Confirming;
use crate::documents::Documents;
use crate::exchange::Peer;
use crate::facts::{Facts, Learned};
use crate::input::{CommitId, Input, Stored, StoredLog};
use crate::marks::Marks;
use crate::message::{Answer, FactClass, Message};
use crate::output::{Misbehaviour, Output};
use crate::quota::Quotas;
use crate::reissue::Reissuing;
use crate::room::Room;
use crate::stored::{Bad, Logs, Taken};
use crate::ticks::Compared;

/// Everything one node decides. Pure: time, randomness and all bytes come in as arguments.
///
/// The loop that owns it obeys the outputs of [`Replica::handle`] in order and calls again with
/// [`Input::Deadline`] when [`Replica::deadline`] has passed.
#[derive(Debug)]
pub struct Replica {
    pub(crate) me: Me,
    pub(crate) keyring: Keyring,
    pub(crate) facts: Facts,
    pub(crate) logs: Logs,
    /// Logs of this run.
    pub(crate) writers: BTreeMap<DocumentId, LogWriter>,
    pub(crate) documents: Documents,
    /// Where accused entries begin, of logs that have any.
    pub(crate) accused: BTreeMap<LogId, u64>,
    /// Signed spans of a branch that is not ours, and who sent them, until they are compared.
    pub(crate) suspects: BTreeMap<LogId, (Option<NodeKey>, Vec<Span>)>,
    /// Blocks that were asked for to be compared with ours: their first and last positions.
    pub(crate) probed: BTreeMap<LogId, (u64, u64)>,
    /// Forked logs whose branches are being read, and from where on.
    pub(crate) placing: BTreeMap<DocumentId, (LogId, u64)>,
    pub(crate) marks: Marks,
    pub(crate) reissuing: Reissuing,
    pub(crate) compared: Compared,
    pub(crate) confirming: Confirming,
    pub(crate) peers: BTreeMap<NodeKey, Peer>,
    /// Logs that grew since the neighbours were told.
    pub(crate) changed: BTreeMap<DocumentId, BTreeSet<LogId>>,
    pub(crate) out: Vec<Output>,
    pub(crate) clock: Clock,
    pub(crate) room: Room,
    pub(crate) ended: Ended,
    pub(crate) quotas: Quotas,
    #[cfg(feature = "sim")]
    pub(crate) mutation: Option<crate::sim::Mutation>,
}

/// Who this node is, in this run.
#[derive(Debug)]
pub(crate) struct Me {
    pub(crate) secret: NodeSecret,
    pub(crate) member: Member,
    pub(crate) run: Run,
    pub(crate) writing: Writing,
}

/// Whether this run may be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writing {
    Goes,
    /// New logs are due, and a new run for them was asked for.
    AwaitsRun,
}

impl Me {
    pub(crate) fn key(&self) -> NodeKey {
        self.member.node
    }
}

/// Commands that wait for their document; one more is refused.
pub(crate) const COMMANDS_MAX: usize = 4_096;

pub(crate) type Commands = BTreeMap<DocumentId, VecDeque<(CommitId, Vec<Edit>)>>;

impl Replica {
    /// A node as it starts, and what the loop has to do first.
    ///
    /// `run` is 16 random bytes drawn for this opening of the store and never used before.
    pub fn open(
        now: Now,
        enrolment: Enrolment,
        run: Run,
        stored: Stored,
    ) -> Result<(Self, Vec<Output>), CertificateError> {
        let member = enrolment.member()?;
        let Enrolment { city, node, certificate, readers } = enrolment;
        let mut facts = Facts::new(city, member.operation.id);
        facts.open(stored.facts);
        let keyring = Keyring::new(&member, readers);
        let mut replica = Self {
            me: Me { secret: node, member, run, writing: Writing::Goes },
            keyring,
            facts,
            logs: Logs::open(stored.logs),
            writers: BTreeMap::new(),
            documents: Documents::open(stored.kept),
            accused: BTreeMap::new(),
            suspects: BTreeMap::new(),
            placing: BTreeMap::new(),
            probed: BTreeMap::new(),
            marks: Marks::default(),
            reissuing: Reissuing::default(),
            compared: Compared::default(),
            confirming: Confirming::default(),
            peers: BTreeMap::new(),
            changed: BTreeMap::new(),
            out: vec![],
            clock: Clock::default(),
            room: Room::default(),
            ended: Ended::default(),
            quotas: Quotas::default(),
            #[cfg(feature = "sim")]
            mutation: None,
        };
        for log in stored.holed {
            replica.note_hole(now, log);
        }
        replica.start(now, certificate);
        let outputs = std::mem::take(&mut replica.out);
        Ok((replica, outputs))
    }

    fn start(&mut self, now: Now, certificate: Certificate) {
        let own = Item::Certificate(certificate);
        if let Learned::New(_) = self.facts.learn(&own) {
            self.out.push(Output::Persist(own));
        }
        self.keyring.learn(self.facts.statements(), &self.me.member, &self.me.secret);
        self.look_at_ending();
        self.choose_branches();
        self.accuse(now);
        self.distrust_kept();
        let documents: Vec<DocumentId> = self.logs.documents().copied().collect();
        for document in documents {
            self.documents.want(document);
            self.compare_receipts(&document);
            self.confirm_soon(document);
        }
        self.load_more(now);
        self.confirm(now);
    }

    pub fn city(&self) -> CityKey {
        self.facts.statements().city()
    }

    pub fn operation(&self) -> OperationId {
        self.me.member.operation.id
    }

    /// What the own certificate says of this node.
    pub fn member(&self) -> &Member {
        &self.me.member
    }

    /// All statements and certificates known here, and what follows from them.
    pub fn statements(&self) -> &Statements {
        self.facts.statements()
    }

    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// When to call [`Replica::handle`] with [`Input::Deadline`], if nothing else happens; in
    /// `Now::elapsed_ms`.
    pub fn deadline(&self) -> u64 {
        let peers = self.peers.values().map(Peer::deadline_ms);
        let others = self.documents.deadline_ms().into_iter().chain(self.confirming_deadline_ms());
        peers.chain(others).chain(self.reissuing.deadline_ms()).min().unwrap_or(u64::MAX)
    }

    #[must_use = "outputs are obligations"]
    pub fn handle(&mut self, now: Now, input: Input) -> Vec<Output> {
        let from = match input {
            Input::Commit { id, document, edits } => {
                self.commit(now, id, document, edits);
                None
            }
            Input::PeerUp { node, certificate } => {
                self.peer_up(now, node, &certificate);
                None
            }
            Input::PeerDown { node } => {
                self.peers.remove(&node);
                None
            }
            Input::Received { from, message } => {
                if self.peers.contains_key(&from) {
                    self.received(now, from, message);
                }
                Some(from)
            }
            Input::Carried { id, items } => {
                self.carried(now, id, items);
                None
            }
            Input::Hint(message) => {
                self.hinted(now, message);
                None
            }
            Input::Loaded { document, save, spans } => {
                self.loaded(now, document, save, spans);
                None
            }
            Input::Lost { log, held } => {
                self.lost(now, log, held);
                None
            }
            Input::Clock { node, wall } => {
                self.on_clock(now, node, wall);
                None
            }
            Input::Run(run) => {
                self.begin_run(now, run);
                None
            }
            Input::ClockConfirmed => {
                self.clock.confirmed = true;
                None
            }
            Input::Room(room) => {
                self.on_room(now, room);
                None
            }
            Input::Deadline => {
                self.on_peer_deadline(now);
                self.keep_old(now);
                self.give_up_waiting(now);
                None
            }
            Input::Closing => {
                self.keep_all();
                None
            }
        };
        self.announce(from);
        self.load_more(now);
        self.close_old();
        self.confirm(now);
        std::mem::take(&mut self.out)
    }

    /// A log of this run is not taken back: what it says next goes on from what it said.
    fn lost(&mut self, now: Now, log: LogId, held: Option<StoredLog>) {
        if self.writers.values().any(|writer| writer.tip().log == log) {
            return;
        }
        self.logs.unplace(&log);
        self.logs.cut(&log, held);
        self.note_hole(now, log);
        self.forget_marks(&log);
        self.compare_soon(now, None);
    }

    fn peer_up(&mut self, now: Now, node: NodeKey, certificate: &[u8]) {
        let item = Certificate::from_bytes(certificate).map(Item::Certificate);
        let Ok(item) = item else {
            self.misbehaved(now, Some(node), Misbehaviour::Certificate);
            return;
        };
        self.peers.insert(node, Peer::new());
        self.on_items(now, Some(node), vec![item]);
        if self.facts.node(&node).is_none() {
            self.peers.remove(&node);
            return;
        }
        self.send_root(now, node);
    }

    fn received(&mut self, now: Now, from: NodeKey, message: Message) {
        match message {
            Message::Root { root, facts, wall } => {
                self.on_clock(now, from, wall);
                self.on_root(now, from, root, facts);
            }
            Message::Facts { class, have } => self.on_facts(from, class, have),
            // A neighbour that says too much that cannot be is not listened to for a while.
            Message::Items(_) | Message::Spans { .. }
                if self.quotas.is_muted(now.elapsed_ms, &from) => {}
            Message::Items(items) => self.on_items(now, Some(from), items),
            Message::Buckets { filled, digests } => self.on_buckets(from, filled, &digests),
            Message::Documents { buckets, documents } => {
                self.on_documents(from, buckets, documents);
            }
            Message::Tips { reply, sections } => self.on_tips(now, from, reply, sections),
            Message::Want(ranges) => self.on_want(from, &ranges),
            Message::Spans { answer, items } => {
                self.on_spans(now, Some(from), items);
                match answer {
                    Answer::Continues => self.still_answering(now, from),
                    Answer::Ends => self.answered(now, from),
                }
            }
            Message::Fetch { class, hashes } => self.on_fetch(from, class, hashes),
            Message::Unknown { .. } => {}
        }
    }

    /// Gossip brings entries early or tells nothing: only what it carries whole is used.
    fn hinted(&mut self, now: Now, message: Message) {
        match message {
            Message::Spans { items, .. } => self.on_spans(now, None, items),
            Message::Items(items) => self.on_items(now, None, items),
            _ => {}
        }
    }

    pub(crate) fn on_spans(&mut self, now: Now, from: Option<NodeKey>, items: Vec<Item>) {
        let mut others = vec![];
        let mut opened = BTreeMap::new();
        let mut blocks: BTreeMap<LogId, Vec<Span>> = BTreeMap::new();
        for item in items {
            let Item::Span(span) = item else {
                others.push(item);
                continue;
            };
            let log = span.log();
            if !self.has_room_for_span(&span) || !self.has_quota(now, &span) {
                continue;
            }
            if self.is_probed(&span) {
                blocks.entry(log).or_default().push(span.clone());
            }
            let (facts, lax) = (&self.facts, self.lax());
            match self.logs.take(span, |hash| facts.member(hash), lax) {
                Taken::New { span, verified } => {
                    self.out.push(Output::Persist(Item::Span(span)));
                    self.leave_a_run_of_two(&log);
                    self.charge(now, &log, &verified);
                    self.grown(&log, verified.entries, &mut opened);
                }
                Taken::Known => {}
                Taken::Early => self.compare_soon(now, from),
                Taken::OtherBranch(span) => self.other_branch(from, log, vec![span]),
                Taken::Bad(bad) => {
                    let what = match bad {
                        Bad::Header => Misbehaviour::Header,
                        Bad::Author => Misbehaviour::Author,
                        Bad::Span => Misbehaviour::Span,
                    };
                    self.misbehaved(now, from, what);
                }
            }
        }
        for (log, block) in blocks {
            self.other_branch(from, log, block);
        }
        for (document, fresh) in opened {
            self.feed_changes(now, document, fresh);
        }
        if !others.is_empty() {
            self.on_items(now, from, others);
        }
    }

    /// Follows up what new facts mean for what is read and applied.
    pub(crate) fn learned(&mut self, now: Now, classes: &BTreeSet<FactClass>) {
        if classes.contains(&FactClass::Statements) {
            self.look_at_ending();
            let learned =
                self.keyring.learn(self.facts.statements(), &self.me.member, &self.me.secret);
            if learned {
                self.wake_sleepers();
                self.leave_old_epochs();
            }
        }
        if classes.contains(&FactClass::Proofs) || classes.contains(&FactClass::Statements) {
            self.choose_branches();
            self.leave_forked_logs();
        }
        if classes.iter().any(|class| *class != FactClass::Receipts) {
            self.accuse(now);
        }
    }

    /// The digest of everything stored: equal where two nodes hold the same.
    pub fn root(&self) -> Hash {
        self.logs.tree.root(&self.facts.digests())
    }

    #[cfg(feature = "sim")]
    pub(crate) fn set_documents_open_max(&mut self, max: usize) {
        self.documents.open_max = max;
    }

    /// Own work waits for what may come, or is about to be written again.
    #[cfg(feature = "sim")]
    pub(crate) fn waits_for_own(&self) -> bool {
        self.reissuing.deadline_ms().is_some() || self.reissuing.is_busy()
    }

    #[cfg(not(feature = "sim"))]
    #[expect(clippy::unused_self, reason = "the simulator's twin of this reads its mutation")]
    fn lax(&self) -> crate::stored::Lax {
        crate::stored::Lax::default()
    }

    #[cfg(feature = "sim")]
    fn lax(&self) -> crate::stored::Lax {
        use crate::sim::Mutation;
        crate::stored::Lax {
            gaps: self.mutation == Some(Mutation::GapCheck),
            repeats: self.mutation == Some(Mutation::Dedupe),
        }
    }
}

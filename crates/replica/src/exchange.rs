//! Finding out what a neighbour holds, and asking for what is missing here.
//!
//! Each message is answered from what is stored when it arrives. What a node lacks it asks for
//! itself, at its own pace: one want in flight a neighbour, no log asked of two at once, urgent
//! kinds first. An announcement after each flush makes it fast; a timer makes it certain.
//!
//! Deliberately absent: frames (they are served from the journal), retries of single messages.

use std::collections::{BTreeMap, BTreeSet};

use musubi_log::hash::{Hash, LogId};
use musubi_model::ids::{DocumentId, NodeKey};
use musubi_model::time::{Now, Timestamp};

use crate::message::{
    Buckets, Digest, KnownTip, MESSAGE_BYTES_MAX, Message, Range, Reply, Section,
};
use crate::output::{Output, Report};
use crate::replica::Replica;
use crate::room::Room;
use crate::stored::urgency;

/// A neighbour at rest is compared with this often.
pub const ROUND_MS: u64 = 10_000;
/// A neighbour that was seen to differ is compared with again after this.
pub const RETRY_MS: u64 = 2_000;
/// A want that brought nothing for this long is given up: a message may take that long on a bad
/// link.
pub(crate) const WANT_TIMEOUT_MS: u64 = 10_000;
/// Ranges in one want.
pub(crate) const RANGES_MAX: usize = 256;
/// Logs remembered as missing, a neighbour. What does not fit is found by the next comparison.
pub(crate) const BACKLOG_MAX: usize = 16_384;
/// Of all neighbours together; beyond it [`RANGES_MAX`] each.
pub(crate) const BACKLOGS_MAX: usize = 262_144;
/// Messages in answer to one message, wants aside.
pub(crate) const ANSWERS_MAX: usize = 8;
/// Room for a message's own fields.
const ROOM: usize = MESSAGE_BYTES_MAX - 4_096;
/// A clock further off than this is shown to a person.
const SKEW_MS: u64 = 120_000;

/// What this node knows of one neighbour.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) compare_at_ms: u64,
    root_sent_ms: Option<u64>,
    level: bool,
    skew_ms: Option<i64>,
    /// The distance that was reported last.
    reported: Option<[u64; 2]>,
    /// Missing here and held there: the position it reaches there.
    backlog: BTreeMap<(u8, DocumentId, LogId), u64>,
    /// Held here and not said to be held there: the first position it has not said it holds.
    lacks: BTreeMap<LogId, u64>,
    want: Want,
}

#[derive(Debug)]
pub(crate) enum Want {
    Idle,
    /// Each log with the position it had here when it was asked for.
    Asked {
        until_ms: u64,
        had: BTreeMap<LogId, Option<u64>>,
    },
}

impl Peer {
    pub(crate) fn new() -> Self {
        Self {
            compare_at_ms: 0,
            root_sent_ms: None,
            level: false,
            skew_ms: None,
            reported: None,
            backlog: BTreeMap::new(),
            lacks: BTreeMap::new(),
            want: Want::Idle,
        }
    }

    pub(crate) fn deadline_ms(&self) -> u64 {
        match self.want {
            Want::Idle => self.compare_at_ms,
            Want::Asked { until_ms, .. } => self.compare_at_ms.min(until_ms),
        }
    }
}

impl Replica {
    pub(crate) fn send(&mut self, to: NodeKey, message: Message) {
        self.out.push(Output::Send { to, message });
    }

    pub(crate) fn send_root(&mut self, now: Now, to: NodeKey) {
        let facts = self.facts.digests();
        let root = self.logs.tree.root(&facts);
        if let Some(peer) = self.peers.get_mut(&to) {
            peer.root_sent_ms = Some(now.elapsed_ms);
            peer.compare_at_ms = now.elapsed_ms + if peer.level { ROUND_MS } else { RETRY_MS };
        }
        self.send(to, Message::Root { root, facts: facts.map(Digest::from), wall: now.wall });
    }

    pub(crate) fn on_root(&mut self, now: Now, from: NodeKey, root: Hash, facts: [Digest; 4]) {
        let ours = self.facts.digests();
        let level = self.logs.tree.root(&ours) == root;
        let Some(peer) = self.peers.get_mut(&from) else { return };
        if level {
            peer.backlog.clear();
            peer.lacks.clear();
            // Hearing it is no reason to say it later: the other side waits to hear it, too.
            let sent = peer.root_sent_ms;
            peer.compare_at_ms = sent.map_or(now.elapsed_ms, |sent| sent + ROUND_MS);
            if !std::mem::replace(&mut peer.level, true) {
                self.out.push(Output::Report(Report::Level { node: from }));
                if sent.is_none_or(|sent| now.elapsed_ms >= sent + RETRY_MS / 4) {
                    self.send_root(now, from);
                }
            }
            self.report_distance(from);
            return;
        }
        peer.level = false;
        peer.compare_at_ms = peer.compare_at_ms.min(now.elapsed_ms + RETRY_MS);
        // One side leads, so that nothing is said twice; the other makes sure the leader knows.
        if self.me.key() > from {
            if peer.root_sent_ms.is_none_or(|sent| now.elapsed_ms >= sent + RETRY_MS / 4) {
                self.send_root(now, from);
            }
            return;
        }
        self.compare_facts(from, ours.map(Digest::from), facts);
        let (filled, digests) = self.logs.tree.summary();
        self.send(from, Message::Buckets { filled, digests });
    }

    pub(crate) fn on_buckets(&mut self, from: NodeKey, filled: Buckets, digests: &[Digest]) {
        let differing = self.logs.tree.differing(filled, digests);
        let (mut buckets, mut documents, mut sent) = (Buckets::default(), vec![], 0);
        for bucket in differing.iter() {
            let listed: Vec<_> = self.logs.tree.documents(bucket).collect();
            if (documents.len() + listed.len()) * 33 > ROOM && !buckets.is_empty() {
                let documents = std::mem::take(&mut documents);
                self.send(from, Message::Documents { buckets, documents });
                buckets = Buckets::default();
                sent += 1;
                if sent == ANSWERS_MAX {
                    return;
                }
            }
            buckets.insert(bucket);
            documents.extend(listed.into_iter().take(ROOM / 33));
        }
        if !buckets.is_empty() {
            self.send(from, Message::Documents { buckets, documents });
        }
    }

    pub(crate) fn on_documents(
        &mut self,
        from: NodeKey,
        buckets: Buckets,
        documents: Vec<(DocumentId, Digest)>,
    ) {
        let theirs: BTreeMap<DocumentId, Digest> = documents.into_iter().collect();
        let ours = buckets.iter().flat_map(|bucket| self.logs.tree.documents(bucket));
        let all: BTreeSet<DocumentId> =
            ours.map(|(document, _)| document).chain(theirs.keys().copied()).collect();
        let mut differing: Vec<DocumentId> = all
            .into_iter()
            .filter(|document| self.logs.tree.get(document) != theirs.get(document).copied())
            .collect();
        differing.sort_by_key(|document| (urgency(document), *document));
        let sections = differing
            .into_iter()
            .flat_map(|document| sections(document, self.logs.tips(&document)))
            .collect();
        self.send_tips(from, Reply::Wanted, sections);
    }

    pub(crate) fn send_tips(&mut self, to: NodeKey, reply: Reply, all: Vec<Section>) {
        for message in tips_messages(reply, all).into_iter().take(ANSWERS_MAX) {
            self.send(to, message);
        }
    }

    pub(crate) fn on_tips(
        &mut self,
        now: Now,
        from: NodeKey,
        reply: Reply,
        sections: Vec<Section>,
    ) {
        let mut ahead = vec![];
        let mut room = ANSWERS_MAX * ROOM / 56;
        for section in sections {
            let theirs: BTreeMap<LogId, KnownTip> =
                section.tips.iter().map(|tip| (tip.log, *tip)).collect();
            for tip in theirs.values() {
                self.heard_of(from, section.document, tip);
                self.says_it_holds(from, tip.log, tip.position.saturating_add(1));
            }
            if reply == Reply::Unwanted {
                continue;
            }
            let tips = self.logs.of(&section.document).filter(|(log, _)| section.covers(log));
            let tips: Vec<KnownTip> = tips
                .filter_map(|(_, stored)| self.logs.known(&stored.tip))
                .filter(|ours| {
                    theirs.get(&ours.log).is_none_or(|theirs| theirs.position < ours.position)
                })
                .take(room)
                .collect();
            // Whoever asks for the same again and again is answered once.
            room -= tips.len();
            for unheard in tips.iter().filter(|tip| !theirs.contains_key(&tip.log)) {
                self.says_it_holds(from, unheard.log, 0);
            }
            if !tips.is_empty() {
                ahead.push(Section { tips, ..section });
            }
        }
        self.send_tips(from, Reply::Unwanted, ahead);
        self.ask(now, from);
        self.report_distance(from);
    }

    /// Notes which of our entries a neighbour has not said it holds: those from `next` on.
    fn says_it_holds(&mut self, node: NodeKey, log: LogId, next: u64) {
        let known = self.logs.log(&log).and_then(|stored| self.logs.known(&stored.tip));
        let ours = known.map(|known| known.position);
        let fits = self.fits(node, |peer| peer.lacks.len());
        let Some(peer) = self.peers.get_mut(&node) else { return };
        if ours.is_none_or(|ours| ours < next) {
            peer.lacks.remove(&log);
        } else if fits {
            peer.lacks.insert(log, next);
        }
    }

    /// Whether one more may be remembered of a neighbour, for there may be many.
    fn fits(&self, node: NodeKey, length: impl Fn(&Peer) -> usize) -> bool {
        let its = self.peers.get(&node).map_or(0, &length);
        let all = || self.peers.values().map(&length).sum::<usize>();
        its < RANGES_MAX || (its < BACKLOG_MAX && all() < BACKLOGS_MAX)
    }

    /// How far the two are from each other, in entries, as far as it was said.
    fn report_distance(&mut self, node: NodeKey) {
        let logs = &self.logs;
        let next = |log: &LogId| logs.log(log).map_or(0, |stored| stored.tip.position + 1);
        let Some(peer) = self.peers.get_mut(&node) else { return };
        let missing_here = peer
            .backlog
            .iter()
            .map(|((.., log), target)| target.saturating_add(1).saturating_sub(next(log)));
        let lacking_here = missing_here.fold(0, u64::saturating_add);
        let missing_there = peer.lacks.iter().map(|(log, from)| next(log).saturating_sub(*from));
        let lacking_there = missing_there.fold(0, u64::saturating_add);
        if peer.reported.replace([lacking_here, lacking_there])
            != Some([lacking_here, lacking_there])
        {
            self.out.push(Output::Report(Report::Distance { node, lacking_here, lacking_there }));
        }
    }

    /// A neighbour holds this log up to here.
    fn heard_of(&mut self, from: NodeKey, document: DocumentId, tip: &KnownTip) {
        if !self.logs.is_placed(&tip.log) {
            return;
        }
        let ours = self.logs.log(&tip.log).map(|stored| &stored.tip);
        let ahead = ours.is_none_or(|ours| tip.position > ours.position);
        let other = ours.is_some_and(|ours| {
            tip.position == ours.position && tip.chain != Digest::from(ours.chain)
        });
        if other {
            self.suspect(from, tip.log);
        }
        let fits = self.has_room_for(&document) && self.fits(from, |peer| peer.backlog.len());
        let Some(peer) = self.peers.get_mut(&from) else { return };
        if ahead && fits {
            peer.level = false;
            peer.backlog.insert((urgency(&document), document, tip.log), tip.position);
        }
    }

    /// Asks this neighbour for the most urgent of what it has and nobody was asked for.
    pub(crate) fn ask(&mut self, now: Now, from: NodeKey) {
        let taken: BTreeSet<LogId> = self
            .peers
            .iter()
            .filter(|(node, _)| **node != from)
            .flat_map(|(_, peer)| match &peer.want {
                Want::Asked { had, .. } => had.keys().copied().collect::<Vec<_>>(),
                Want::Idle => vec![],
            })
            .collect();
        let (logs, room, me) = (&self.logs, self.room(), &self.me.member);
        let Some(peer) = self.peers.get_mut(&from) else { return };
        if matches!(peer.want, Want::Asked { .. }) {
            return;
        }
        peer.backlog.retain(|(_, document, _), _| room.takes(me, document));
        let position = |log: &LogId| logs.log(log).map(|stored| stored.tip.position);
        peer.backlog.retain(|(.., log), target| position(log).is_none_or(|at| at < *target));
        let ranges: Vec<Range> = peer
            .backlog
            .iter()
            .filter(|((.., log), _)| !taken.contains(log))
            .take(RANGES_MAX)
            .map(|((.., log), target)| Range {
                log: *log,
                from: position(log).map_or(0, |at| at + 1),
                to: *target,
            })
            .collect();
        if ranges.is_empty() {
            return;
        }
        let had = ranges.iter().map(|range| (range.log, position(&range.log))).collect();
        peer.want = Want::Asked { until_ms: now.elapsed_ms + WANT_TIMEOUT_MS, had };
        self.send(from, Message::Want(ranges));
    }

    /// Something came: a slow link is given more time.
    pub(crate) fn still_answering(&mut self, now: Now, from: NodeKey) {
        if let Some(Peer { want: Want::Asked { until_ms, .. }, .. }) = self.peers.get_mut(&from) {
            *until_ms = now.elapsed_ms + WANT_TIMEOUT_MS;
        }
    }

    /// The answer to a want is over: what it did not bring is not asked for again by itself.
    pub(crate) fn answered(&mut self, now: Now, from: NodeKey) {
        let logs = &self.logs;
        let Some(peer) = self.peers.get_mut(&from) else { return };
        let Want::Asked { had, .. } = std::mem::replace(&mut peer.want, Want::Idle) else { return };
        let mut brought = false;
        peer.backlog.retain(|(.., log), _| {
            let stays = had
                .get(log)
                .is_none_or(|had| logs.log(log).map(|stored| stored.tip.position) != *had);
            brought |= stays && had.contains_key(log);
            stays
        });
        self.ask(now, from);
        self.report_distance(from);
        let drained = self.peers.get(&from).is_some_and(|peer| {
            peer.backlog.is_empty() && matches!(peer.want, Want::Idle) && !peer.level
        });
        if drained && brought && self.was_compared(now, from) {
            self.send_root(now, from);
        }
        let idle: Vec<NodeKey> = self
            .peers
            .iter()
            .filter(|(_, peer)| matches!(peer.want, Want::Idle) && !peer.backlog.is_empty())
            .map(|(node, _)| *node)
            .collect();
        for node in idle {
            self.ask(now, node);
        }
    }

    /// Whether a comparison with this neighbour is under way, rather than an announcement.
    fn was_compared(&self, now: Now, from: NodeKey) -> bool {
        let sent = self.peers.get(&from).and_then(|peer| peer.root_sent_ms);
        sent.is_some_and(|sent| now.elapsed_ms < sent + RETRY_MS)
    }

    pub(crate) fn on_want(&mut self, from: NodeKey, ranges: &[Range]) {
        for range in ranges.iter().take(RANGES_MAX) {
            self.says_it_holds(from, range.log, range.from);
        }
        self.report_distance(from);
        // What is to be erased is not spread any more.
        let ranges = if self.room() == Room::Nothing { &[] } else { ranges };
        let parts = ranges.iter().take(RANGES_MAX).filter_map(|range| self.logs.held(range));
        let parts = parts.collect();
        self.out.push(Output::Serve { to: from, parts });
    }

    /// Tells the neighbours which logs grew, except the one they came from.
    pub(crate) fn announce(&mut self, except: Option<NodeKey>) {
        let changed = std::mem::take(&mut self.changed);
        if changed.is_empty() {
            return;
        }
        for document in changed.keys() {
            self.compare_receipts(document);
        }
        let mut sections: Vec<Section> = changed
            .into_iter()
            .map(|(document, logs)| {
                let tips = logs.iter().filter_map(|log| self.logs.known(&self.logs.log(log)?.tip));
                Section { document, after: None, until: None, tips: tips.collect() }
            })
            .collect();
        sections.sort_by_key(|section| (urgency(&section.document), section.document));
        let peers: Vec<NodeKey> =
            self.peers.keys().copied().filter(|node| Some(*node) != except).collect();
        for peer in peers {
            self.send_tips(peer, Reply::Unwanted, sections.clone());
        }
    }

    pub(crate) fn on_peer_deadline(&mut self, now: Now) {
        let nodes: Vec<NodeKey> = self.peers.keys().copied().collect();
        for node in nodes {
            let peer = self.peers.get_mut(&node).expect("nobody leaves in between");
            if matches!(peer.want, Want::Asked { until_ms, .. } if until_ms <= now.elapsed_ms) {
                peer.want = Want::Idle;
                self.ask(now, node);
            }
            if self.peers[&node].compare_at_ms <= now.elapsed_ms {
                self.send_root(now, node);
            }
        }
    }

    /// Compares soon, for something was heard that cannot be placed yet.
    pub(crate) fn compare_soon(&mut self, now: Now, node: Option<NodeKey>) {
        for (other, peer) in &mut self.peers {
            if node.is_none_or(|node| node == *other) {
                peer.compare_at_ms = peer.compare_at_ms.min(now.elapsed_ms + RETRY_MS / 4);
            }
        }
    }

    pub(crate) fn on_clock(&mut self, now: Now, node: NodeKey, wall: Timestamp) {
        let Some(peer) = self.peers.get_mut(&node) else { return };
        let skew_ms = wall.millis_since(now.wall);
        let before = peer.skew_ms.replace(skew_ms);
        let was = before.is_some_and(|before| before.unsigned_abs() > SKEW_MS);
        if skew_ms.unsigned_abs() > SKEW_MS && !was {
            self.out.push(Output::Report(Report::Skewed { node, skew_ms }));
        }
    }
}

/// Cuts sections into messages, the first ones first.
pub(crate) fn tips_messages(reply: Reply, all: Vec<Section>) -> Vec<Message> {
    let (mut messages, mut sections, mut bytes) = (vec![], vec![], 0);
    for section in all {
        let size = 96 + 56 * section.tips.len();
        if bytes + size > ROOM {
            messages.push(Message::Tips { reply, sections: std::mem::take(&mut sections) });
            bytes = 0;
        }
        bytes += size;
        sections.push(section);
    }
    if !sections.is_empty() {
        messages.push(Message::Tips { reply, sections });
    }
    messages
}

/// All tips of a document, in as many sections as messages need.
pub(crate) fn sections(document: DocumentId, tips: Vec<KnownTip>) -> Vec<Section> {
    const TIPS_MAX: usize = ROOM / 56 - 8;
    if tips.len() <= TIPS_MAX {
        return vec![Section { document, after: None, until: None, tips }];
    }
    let chunks: Vec<&[KnownTip]> = tips.chunks(TIPS_MAX).collect();
    let last = chunks.len() - 1;
    let mut after = None;
    let mut sections = vec![];
    for (index, chunk) in chunks.into_iter().enumerate() {
        let until = chunk.last().map(|tip| tip.log).filter(|_| index < last);
        sections.push(Section { document, after, until, tips: chunk.to_vec() });
        after = until;
    }
    sections
}

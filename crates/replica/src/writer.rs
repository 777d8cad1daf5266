//! Commands become entries: the document writes, the log signs, and nothing is revealed before it
//! is told to be persisted.

use std::collections::VecDeque;

use musubi_document::{CommitError, Committed, Written};
use musubi_log::hash::{LogId, Run};
use musubi_log::item::Item;
use musubi_log::seal::Body;
use musubi_log::span::Span;
use musubi_log::writer::LogWriter;
use musubi_model::ids::{DocumentId, Kind};
use musubi_model::record::Edit;
use musubi_model::time::Now;

use crate::confirming::Confirming;
use crate::input::CommitId;
use crate::message::{Answer, Message};
use crate::output::{Output, Refusal, Shown};
use crate::replica::{COMMANDS_MAX, Replica, Writing};

/// Larger commits are announced by their tips alone.
const HINT_BYTES_MAX: usize = 32_768;

impl Replica {
    pub(crate) fn commit(
        &mut self,
        now: Now,
        id: CommitId,
        document: DocumentId,
        edits: Vec<Edit>,
    ) {
        let may = self.may_commit(&document).and_then(|()| self.is_open_to(id, &document));
        if let Err(why) = may {
            self.out.push(Output::Refused { id, why });
            return;
        }
        let goes = self.me.writing == Writing::Goes;
        if goes && self.documents.get(&document).is_some() && self.holds_own(&document) {
            self.write(now, id, document, &edits);
            return;
        }
        let waiting = self.documents.commands.values().map(VecDeque::len).sum::<usize>();
        if waiting >= COMMANDS_MAX {
            self.out.push(Output::Refused { id, why: Refusal::Busy });
            return;
        }
        self.documents.commands.entry(document).or_default().push_back((id, edits));
        self.documents.want(document);
    }

    /// Whether all that this run wrote to a document is in it. While it is being built anew, own
    /// entries may be missing for a moment, and the next would carry a number given already.
    pub(crate) fn holds_own(&self, document: &DocumentId) -> bool {
        let (Some(writer), Some(open)) = (self.writers.get(document), self.documents.get(document))
        else {
            return true;
        };
        open.progress(&writer.log()).next_position > writer.tip().position
    }

    /// Whether what this run wrote waits for entries that are not applied, and so would all that
    /// follows it in the same log.
    pub(crate) fn waits_itself(&self, document: &DocumentId) -> bool {
        let open = self.documents.get(document);
        let own = self.writers.get(document).map(LogWriter::log);
        open.zip(own).is_some_and(|(open, log)| open.waits(&log))
    }

    /// Logs in an epoch that is not the one to write in any more are not gone on with.
    pub(crate) fn leave_old_epochs(&mut self) {
        let keyring = &self.keyring;
        let is_old = self.writers.values().any(|writer| {
            let header = writer.header();
            keyring.writing_key(&header.document).is_some_and(|key| key.id() != header.key)
        });
        if is_old {
            self.await_run();
        }
    }

    /// A log of this run that somebody forked is not gone on with, on either branch.
    pub(crate) fn leave_forked_logs(&mut self) {
        let facts = &self.facts;
        if self.writers.values().any(|writer| facts.fork(&writer.log()).is_some()) {
            self.await_run();
        }
    }

    /// Somebody else writes in this run: the image of this laptop runs twice.
    pub(crate) fn leave_a_run_of_two(&mut self, log: &LogId) {
        let (me, run) = (self.me.key(), self.me.run);
        let stored = self.logs.log(log);
        if stored.is_some_and(|stored| (stored.header.node, stored.header.run) == (me, run)) {
            self.await_run();
        }
    }

    pub(crate) fn await_run(&mut self) {
        if self.me.writing == Writing::Goes {
            self.me.writing = Writing::AwaitsRun;
            self.out.push(Output::DrawRun);
        }
    }

    /// From here on everything is written into new logs.
    pub(crate) fn begin_run(&mut self, now: Now, run: Run) {
        self.writers.clear();
        (self.me.run, self.me.writing) = (run, Writing::Goes);
        self.confirming = Confirming::default();
        let documents: Vec<DocumentId> = self.logs.documents().copied().collect();
        for document in documents {
            self.confirm_soon(document);
        }
        let waiting: Vec<DocumentId> = self.documents.commands.keys().copied().collect();
        for document in waiting {
            self.write_waiting(now, document);
            self.documents.want(document);
        }
    }

    pub(crate) fn may_commit(&self, document: &DocumentId) -> Result<(), Refusal> {
        Kind::from_number(document.kind).ok_or(Refusal::Kind)?;
        if !self.me.member.may_write(document) {
            return Err(Refusal::NotAllowed);
        }
        if self.facts.statements().is_revoked(&self.me.member) {
            return Err(Refusal::Revoked);
        }
        if self.documents.is_given_up(document) {
            return Err(CommitError::Broken.into());
        }
        if self.keyring.can_read(document) { Ok(()) } else { Err(Refusal::NoKey) }
    }

    /// Writes the commands that waited for their document.
    pub(crate) fn write_waiting(&mut self, now: Now, document: DocumentId) {
        for (id, edits) in self.documents.commands.remove(&document).unwrap_or_default() {
            self.commit(now, id, document, edits);
        }
    }

    fn write(&mut self, now: Now, id: CommitId, document: DocumentId, edits: &[Edit]) {
        let (mut writer, header) = self.writer(document);
        let actor = writer.header().actor();
        let open = self.documents.get_mut(&document).expect("the caller looked");
        let committed = match open.document_mut().commit(actor, edits) {
            Ok(committed) => committed,
            Err(CommitError::Broken) => {
                self.put_back(document, writer, header.as_ref());
                self.documents
                    .commands
                    .entry(document)
                    .or_default()
                    .push_back((id, edits.to_vec()));
                self.broken(document);
                return;
            }
            Err(error) => {
                self.put_back(document, writer, header.as_ref());
                self.out.push(Output::Refused { id, why: error.into() });
                return;
            }
        };
        let Committed { written, changes } = committed;
        let Some(Written { body, next_seq, last, .. }) = written else {
            self.put_back(document, writer, header.as_ref());
            self.saved(document, id, changes);
            return;
        };
        let kind = Kind::from_number(document.kind).expect("asked before writing");
        let body = Body { body_type: Body::type_of(kind), clock: self.clock, bytes: body };
        let Ok(spans) = writer.append(&self.me.secret, &[body]) else {
            // The document holds what cannot be logged: it is dropped and read again.
            self.put_back(document, writer, header.as_ref());
            self.rebuild(document);
            self.out.push(Output::Refused { id, why: Refusal::EntrySize });
            return;
        };
        let tip = writer.tip().clone();
        self.logs.put(writer.header().clone(), tip.clone());
        let open = self.documents.get_mut(&document).expect("the caller looked");
        open.advance(tip.log, open.progress(&tip.log).after(tip.chain, next_seq, last));
        open.unsaved_since_ms.get_or_insert(now.elapsed_ms);
        self.changed.entry(document).or_default().insert(tip.log);
        self.confirm_soon(document);
        self.writers.insert(document, writer);
        let spans: Vec<Span> = header.into_iter().chain(spans).collect();
        self.out.extend(spans.iter().cloned().map(|span| Output::Persist(Item::Span(span))));
        self.saved(document, id, changes);
        self.hint(spans);
    }

    /// The log of this run, begun if this is its first entry.
    fn writer(&mut self, document: DocumentId) -> (LogWriter, Option<Span>) {
        if let Some(writer) = self.writers.remove(&document) {
            return (writer, None);
        }
        let key = self.keyring.writing_key(&document).expect("asked before writing");
        let certificate = self.me.member.certificate;
        let (writer, header) = LogWriter::begin(&self.me.secret, certificate, self.me.run, &key);
        (writer, Some(header))
    }

    /// After nothing was written: a log that has not begun is forgotten.
    fn put_back(&mut self, document: DocumentId, writer: LogWriter, header: Option<&Span>) {
        if header.is_none() {
            self.writers.insert(document, writer);
        }
    }

    fn saved(
        &mut self,
        document: DocumentId,
        id: CommitId,
        changes: Vec<musubi_model::record::ViewChange>,
    ) {
        if !changes.is_empty() {
            self.out.push(Output::View { document, shown: Shown::Changes(changes) });
        }
        self.out.push(Output::Saved { id });
    }

    fn hint(&mut self, spans: Vec<Span>) {
        let bytes: usize = spans.iter().map(|span| span.frames().len()).sum();
        if bytes <= HINT_BYTES_MAX {
            let items = spans.into_iter().map(Item::Span).collect();
            self.out.push(Output::Gossip(Message::Spans { answer: Answer::Ends, items }));
        }
    }
}

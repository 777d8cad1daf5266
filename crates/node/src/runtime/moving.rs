//! 仮 becomes real: what this laptop wrote without a ticket is written again into the operation of
//! the ticket it took, exactly once, wherever the power fails.
//!
//! The steps on the disk, each whole before the next: the seed of the new ids; the ticket; the
//! records, command by command through the ordinary way of writing; the end. A start that finds
//! ticket and provisional keys goes on: what stands there under its new id already is not written
//! again. Until the end the provisional journal and its key stay untouched; then the key goes first,
//! and with it every reading of that journal.
//!
//! Deliberately absent: what records mean (`musubi_model::carry`).

use std::collections::BTreeMap;
use std::path::Path;

use musubi_log::hash::{Run, carried_id};
use musubi_log::node::Member;
use musubi_log::ticket::Enrolment;
use musubi_model::carry::{self, BEFORE_FIELD, Carried, Names};
use musubi_model::ids::{Actor, DocumentId, Kind, PlaceId, RecordId};
use musubi_model::place::OWN_NAME;
use musubi_model::record::{Edit, Reading, Seen, Value, View};
use musubi_model::time::Now;
use musubi_replica::{Input, Replica};
use tokio::sync::oneshot;

use super::disk::Disk;
use super::engine::{Engine, Outgoing};
use super::enrol::{JoinError, PROVISIONAL};
use super::handle::{self, Warning};
use super::keys::{Keys, Moving, Progress};
use super::run::RunError;

/// The table of the record that says that loose values of a document have come over.
const MARK_TABLE: &str = "moved";
/// More steps than any document takes to be read from the disk.
const STEPS_MAX: usize = 10_000;

/// What the laptop wrote while it had no ticket.
struct Before {
    place: PlaceId,
    views: BTreeMap<DocumentId, View>,
}

/// Brings everything over, if there is anything. Nothing of the laptop's is shown before.
pub(super) fn run(
    now: Now,
    data_dir: &Path,
    segment_bytes: u32,
    keys: &Keys,
    engine: &mut Engine,
) -> Result<Vec<Outgoing>, RunError> {
    let mut outgoing = Vec::new();
    let Some(provisional) = keys.provisional()? else {
        clear_away(data_dir);
        return Ok(outgoing);
    };
    let moving = keys.moving()?.unwrap_or(Moving { seed: [0; 16], progress: Progress::Going });
    if moving.progress == Progress::EndedWithRest {
        engine.warn(Warning::ProvisionalLeft);
        return Ok(outgoing);
    }
    let before = read(now, data_dir, segment_bytes, provisional)?;
    let member = engine.member().clone();
    let names = Names::of(
        before.views.values(),
        |old| carried_id(&moving.seed, &old),
        before.place,
        member.place,
    );
    let mut mover = Mover { now, engine, outgoing: &mut outgoing, left: 0 };
    for (document, view) in &before.views {
        if let Some(target) = target(&member, *document, before.place) {
            mover.bring(target, view, &names, &moving.seed)?;
        } else {
            mover.left += view.records.len();
        }
    }
    if mover.left > 0 {
        tracing::error!(
            records = mover.left,
            "records could not be taken over; they are kept aside"
        );
        engine.warn(Warning::ProvisionalLeft);
        keys.set_moving(Moving { progress: Progress::EndedWithRest, ..moving })?;
    } else {
        keys.forget_provisional().map_err(JoinError::from)?;
        clear_away(data_dir);
    }
    Ok(outgoing)
}

/// Opens the provisional journal for reading; nobody sees its views.
fn read(
    now: Now,
    data_dir: &Path,
    segment_bytes: u32,
    enrolment: Enrolment,
) -> Result<Before, RunError> {
    let (_, end) = handle::pair();
    let member = enrolment.member().map_err(JoinError::from)?;
    let mut disk = Disk::lock(&data_dir.join(PROVISIONAL), segment_bytes)?;
    let stored = disk.open(&enrolment, &member, &end.shared)?;
    let (replica, opening) =
        Replica::open(now, enrolment, Run::new(rand::random()), stored).map_err(JoinError::from)?;
    let (engine, _) = Engine::start(now, replica, opening, disk, end.shared.clone())?;
    engine.close();
    let mut views = std::mem::take(&mut *end.shared.views_mut());
    // The name that was typed at the beginning is the place's own, unless another was chosen since.
    let document = DocumentId::new(member.operation.id, Kind::Place, member.place);
    let name = Seen { value: Value::Text(member.place_name), by: Actor::new([0; 16]), seq: 1 };
    if let Some(name) = Reading::new(vec![name]) {
        let place = views.entry(document).or_default();
        place.values.entry(OWN_NAME.to_owned()).or_insert(name);
    }
    Ok(Before { place: member.place, views })
}

/// The document of the same kind in the new operation. `None`: this laptop may not write there.
fn target(member: &Member, from: DocumentId, before: PlaceId) -> Option<DocumentId> {
    let kind = Kind::from_number(from.kind)?;
    let target = DocumentId::new(member.operation.id, kind, member.place);
    (from.owner == before && member.may_write(&target)).then_some(target)
}

struct Mover<'a> {
    now: Now,
    engine: &'a mut Engine,
    outgoing: &'a mut Vec<Outgoing>,
    left: usize,
}

impl Mover<'_> {
    fn bring(
        &mut self,
        target: DocumentId,
        view: &View,
        names: &Names,
        seed: &[u8; 16],
    ) -> Result<(), RunError> {
        let there = self.engine.view(target);
        let Carried { commands, left } = carry::records(view, names);
        self.left += left;
        for command in commands {
            let missing: Vec<Edit> = command
                .into_iter()
                .filter(|again| !there.records.contains_key(&again.id))
                .map(|again| again.edit)
                .collect();
            self.write(target, missing)?;
        }
        let mark = mark_of(seed, &target);
        let is_named = !self.engine.member().place_name.is_empty();
        let mut loose = carry::values(view, &there, names);
        // The ticket's own name of the place is the city's; what was typed without it steps back.
        loose.retain(|edit| !is_named || !matches!(edit, Edit::Put { key, .. } if key == OWN_NAME));
        if there.records.contains_key(&mark) || loose.is_empty() {
            return Ok(());
        }
        let fields = vec![(BEFORE_FIELD.to_owned(), Value::Flag(true))];
        loose.insert(0, Edit::Create { id: mark, table: MARK_TABLE.to_owned(), fields });
        self.write(target, loose)
    }

    /// Returns once it is on the disk. What is refused is counted, not lost.
    fn write(&mut self, document: DocumentId, edits: Vec<Edit>) -> Result<(), RunError> {
        if edits.is_empty() {
            return Ok(());
        }
        let records = edits.len();
        let (answer, mut answered) = oneshot::channel();
        let mut input = self.engine.commit(document, edits, answer);
        for _ in 0..STEPS_MAX {
            self.outgoing.extend(self.engine.step(self.now, [input])?);
            self.engine.answer_all();
            match answered.try_recv() {
                Ok(Ok(_)) => return Ok(()),
                Ok(Err(error)) => {
                    tracing::error!(%error, ?document, "a record could not be taken over");
                    self.left += records;
                    return Ok(());
                }
                Err(oneshot::error::TryRecvError::Empty) => input = Input::Deadline,
                Err(oneshot::error::TryRecvError::Closed) => break,
            }
        }
        self.left += records;
        Ok(())
    }
}

/// The record that marks a document's loose values as brought over.
fn mark_of(seed: &[u8; 16], document: &DocumentId) -> RecordId {
    let mut name = *document.owner.bytes();
    name[..6].copy_from_slice(&[0, 0, 0, 0, 0, document.kind]);
    carried_id(seed, &RecordId::new(name))
}

/// What is left of the provisional journal is unreadable by now; it only takes room.
fn clear_away(data_dir: &Path) {
    let folder = data_dir.join(PROVISIONAL);
    if folder.exists()
        && let Err(error) = std::fs::remove_dir_all(&folder)
    {
        tracing::warn!(%error, "the folder of the time without a ticket could not be removed");
    }
}

//! What headquarters writes between two places of a transfer, and the keys by which places seal.

use std::sync::Arc;
use std::time::Duration;

use musubi_model::field::{Change, Noted, Recorder};
use musubi_model::ids::{DocumentId, Kind, NodeKey, PlaceId, RecordId};
use musubi_model::place;
use musubi_model::record::{Edit, Value};
use musubi_model::roster::Rights;
use musubi_model::transfer::{
    self, ChangeTransferCopy, Due, Movements, NewTransferCopy, Sealed, Sent,
};
use tokio::sync::broadcast::error::RecvError;

use super::code;
use crate::desk::{Desk, DeskError, fresh_id, noted, now};
use crate::runtime::handle::NodeRole;

/// Changes come in bursts; one look answers for all of them.
const GATHER: Duration = Duration::from_millis(500);
/// Keys in one commit.
const KEYS_MAX: usize = 200;

/// Looks again whenever something has changed. Only headquarters has anything to do.
pub async fn keep(desk: Desk) {
    let mut changes = desk.changes();
    loop {
        if desk.role() == Some(NodeRole::Hq) {
            // What is not saved now is still due at the next look.
            let all = [
                desk.publish_keys().await,
                desk.publish_inquiry_key().await,
                desk.carry_transfers().await,
                desk.carry_answers().await,
            ];
            for kept in all {
                if let Err(error) = kept {
                    tracing::warn!(code = error.code(), "something between places is still due");
                }
            }
        }
        match changes.recv().await {
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
        tokio::time::sleep(GATHER).await;
        while let Ok(_) | Err(tokio::sync::broadcast::error::TryRecvError::Lagged(_)) =
            changes.try_recv()
        {}
    }
}

impl Desk {
    /// Into the register the key of every place that has none there, so that others can seal to it.
    pub(crate) async fn publish_keys(&self) -> Result<(), DeskError> {
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let lacking: Vec<PlaceId> = self.read(city, |facts| {
            let register = place::register(facts);
            register.values().filter(|it| it.public_key.is_absent()).map(|it| it.place).collect()
        });
        for places in lacking.chunks(KEYS_MAX) {
            let keys = self.0.handle.place_keys(places.to_vec()).await;
            let put = |(place, key): (PlaceId, musubi_log::letterbox::BoxKey)| Edit::Put {
                key: format!("{}|{place}|public_key", place::REGISTER),
                value: Value::Bytes(NodeKey::new(*key.bytes()).bytes().to_vec()),
            };
            let edits: Vec<Edit> = keys.into_iter().map(put).collect();
            if !edits.is_empty() {
                self.0.handle.commit(city, edits).await?;
            }
        }
        Ok(())
    }

    /// Says at each place what the other one said.
    pub(crate) async fn carry_transfers(&self) -> Result<(), DeskError> {
        let mut of_places: Vec<(PlaceId, Arc<Movements>)> = Vec::new();
        for place in self.owners(Kind::People)? {
            let movements = self.movements(self.document(Kind::People, place)?);
            of_places.push((place, movements));
        }
        let there = |place: PlaceId| {
            let found = of_places.iter().find(|(owner, _)| *owner == place);
            found.map_or_else(Arc::default, |(_, movements)| Arc::clone(movements))
        };
        for (from, movements) in &of_places {
            for (id, sent) in &movements.sent {
                let there = there(sent.to);
                let due = transfer::due(*id, sent, &there);
                if due != Due::default() {
                    self.write_due(*from, *id, sent, &there, due).await?;
                }
            }
        }
        Ok(())
    }

    async fn write_due(
        &self,
        from: PlaceId,
        id: RecordId,
        sent: &Sent,
        there: &Movements,
        due: Due,
    ) -> Result<(), DeskError> {
        let source = self.document(Kind::People, from)?;
        let destination = self.document(Kind::People, sent.to)?;
        let mut into_destination = Vec::new();
        let noted_at = |at| Noted { observed_at: at, ..noted(None, Recorder::Node) };
        if due.announce {
            let mut copy = NewTransferCopy::of(id, sent.from);
            copy.sealed = match &sent.sealed {
                Some(sealed) => Some(sealed.clone()),
                None => self.sealed_by_us(source, id, sent).await,
            };
            let at = sent.at.unwrap_or_else(now);
            into_destination.extend(copy.create(fresh_id(), &noted_at(at))?);
        }
        for copy in due.withdraw {
            let change =
                ChangeTransferCopy { withdrawn: Change::To(true), ..ChangeTransferCopy::default() };
            into_destination.extend(change.edits(copy, &noted(None, Recorder::Node)));
        }
        if !into_destination.is_empty() {
            self.0.handle.commit(destination, into_destination).await?;
        }
        let came_at = there.arrived.get(&id).and_then(|arrival| arrival.at).unwrap_or_else(now);
        let mut into_source = Vec::new();
        for (person, sent_by) in due.confirm {
            let stay = transfer::confirmation(id, sent, person, sent_by);
            into_source.extend(stay.create(fresh_id(), &noted_at(came_at))?);
        }
        if !into_source.is_empty() {
            self.0.handle.commit(source, into_source).await?;
        }
        Ok(())
    }

    /// For a sender who did not know the destination's key.
    async fn sealed_by_us(&self, source: DocumentId, id: RecordId, sent: &Sent) -> Option<Sealed> {
        let roster = self.roster(source, Rights::Protected);
        let copy = super::copy(&roster, sent.household, &super::sending::on_the_way(sent))?;
        let key = self.0.handle.place_keys(vec![sent.to]).await.remove(&sent.to)?;
        let context = code::context(source.operation, id, sent.to);
        Sealed::new(key.seal(&context, &copy.to_bytes(), &mut rand::rng()))
    }
}

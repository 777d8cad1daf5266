//! A bundle being made.

use std::collections::VecDeque;

use musubi_log::bundle::{BlobPart, Packer, Scope};
use musubi_log::ending::MadeBundle;
use musubi_log::item::Item;
use musubi_model::ids::PlaceId;
use musubi_model::time::Timestamp;
use musubi_replica::courier::Parcel;

use crate::blobs::carried::Loading;
use crate::runtime::courier::{CourierError, Packed};
use crate::runtime::handle::Handle;

/// A piece is handed on when it has so many bytes.
const PIECE_BYTES: usize = 256 * 1024;

/// Gives the bytes of one bundle. What the laptop writes meanwhile is for the next one.
pub struct Exporting {
    handle: Handle,
    packer: Option<Packer>,
    beginning: Vec<u8>,
    facts: VecDeque<Item>,
    parcels: VecDeque<Parcel>,
    blobs: Option<Loading>,
    entries: u64,
    heard: Vec<Timestamp>,
}

impl Exporting {
    pub async fn begin(
        handle: Handle,
        made: Timestamp,
        to: PlaceId,
        scope: Scope,
        blobs: Option<Loading>,
    ) -> Result<Self, CourierError> {
        let Packed { packing, heard } = handle.pack(made, to, scope).await?;
        handle.note_made(MadeBundle { made, to }).await?;
        let (mut packer, mut beginning) = Packer::begin(&packing.header);
        packing.claims.iter().for_each(|claim| beginning.extend(packer.holdings(claim)));
        let parcels: VecDeque<Parcel> = packing.parcels.into();
        Ok(Self {
            handle,
            packer: Some(packer),
            beginning,
            facts: packing.facts.into(),
            entries: parcels.iter().map(Parcel::entries).sum(),
            parcels,
            blobs,
            heard,
        })
    }

    /// Chunks of blobs that are still to come.
    pub fn chunks_left(&self) -> u64 {
        self.blobs.as_ref().map_or(0, Loading::chunks_left)
    }

    /// Entries in the whole bundle.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// Entries that are still to come.
    pub fn entries_left(&self) -> u64 {
        self.parcels.iter().map(Parcel::entries).sum()
    }

    /// When each node of the destination of which anything is known said what it holds.
    pub fn heard(&self) -> &[Timestamp] {
        &self.heard
    }

    /// The next piece; `None` after the last. A bundle is whole only with its last piece.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, CourierError> {
        let Some(mut packer) = self.packer.take() else { return Ok(None) };
        let mut piece = std::mem::take(&mut self.beginning);
        while piece.len() < PIECE_BYTES {
            if let Some(fact) = self.facts.pop_front() {
                piece.extend(packer.item(&fact));
            } else if let Some(parcel) = self.parcels.pop_front() {
                let (items, rest) = self.handle.unfold(parcel).await?;
                items.iter().for_each(|item| piece.extend(packer.item(item)));
                if let Some(rest) = rest {
                    self.parcels.push_front(rest);
                }
            } else if let Some(part) = self.next_blob().await? {
                piece.extend(packer.blob(&part));
            } else {
                piece.extend(packer.end());
                return Ok(Some(piece));
            }
        }
        self.packer = Some(packer);
        Ok(Some(piece))
    }

    async fn next_blob(&mut self) -> Result<Option<BlobPart>, CourierError> {
        let Some(mut blobs) = self.blobs.take() else { return Ok(None) };
        let read = tokio::task::spawn_blocking(move || (blobs.next_part(), blobs)).await;
        let (part, blobs) = read.map_err(|_| CourierError::Stopping)?;
        self.blobs = Some(blobs);
        part.map_err(|error| {
            tracing::warn!(%error, "a blob cannot be read");
            CourierError::Unreadable
        })
    }
}

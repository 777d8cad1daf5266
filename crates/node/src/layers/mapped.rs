//! Files that mappers gave back of a layer, on this laptop's shelf: taken in, found, shown as one
//! collection for the map.
//!
//! A file is a blob like an archive, and lies there before its record says so. What came from another
//! laptop is judged once more before it is shown: its record says what it is, not that it is good.

use std::fs;
use std::io;
use std::sync::Arc;

use musubi_exchange::layers::mapped::{About, Mapped as Read, collection};
use musubi_log::blob::{CHUNK_BYTES, Namer};
use musubi_model::ids::{DocumentId, RecordId};
use musubi_model::layer::{ArchiveHash, Mapped, MappedFormat};

use super::{Shelf, lock};
use crate::desk::people::text;

/// Of one layer; what was added first is shown.
const SHOWN_MAX: usize = 50;
/// Collections that stay in memory.
const KEPT_MAX: usize = 8;

/// One file, as its record has it.
#[derive(Clone)]
pub struct Given {
    pub document: DocumentId,
    pub record: Mapped,
}

impl Given {
    pub fn hash(&self) -> Option<ArchiveHash> {
        self.record.file_hash.shown().copied()
    }

    pub fn format(&self) -> Option<MappedFormat> {
        self.record.format.shown().copied()
    }

    pub fn layer(&self) -> Option<RecordId> {
        self.record.layer.shown().copied()
    }

    fn about(&self) -> Option<About> {
        Some(About {
            id: self.record.id,
            kind: *self.record.kind.shown()?,
            title: text(&self.record.title)?,
            author: text(&self.record.author)?,
            imagery: text(&self.record.imagery),
            made_at: self.record.made_at.shown().copied(),
        })
    }
}

/// A collection, and of which files it was made.
#[derive(Clone)]
pub struct Collected {
    of: Vec<(Option<About>, Option<ArchiveHash>)>,
    pub document: Arc<str>,
}

impl Collected {
    /// Differs where the document does.
    pub fn tag(&self) -> String {
        let mut namer = Namer::default();
        self.document.as_bytes().chunks(CHUNK_BYTES).for_each(|chunk| namer.push(chunk));
        let name = namer.finish().map(|list| list.name().to_string()).unwrap_or_default();
        format!("\"{name}\"")
    }
}

/// As programs are told.
pub fn media_type(format: MappedFormat) -> &'static str {
    match format {
        MappedFormat::Osm => "application/vnd.openstreetmap.data+xml",
        MappedFormat::Osc => "application/xml",
        MappedFormat::Geojson => "application/geo+json",
    }
}

impl Shelf {
    /// Puts a file under its name among the blobs. Blocks.
    pub(crate) fn take_in(&self, id: RecordId, bytes: &[u8]) -> io::Result<ArchiveHash> {
        let folder = self.folder().ok_or(io::ErrorKind::NotFound)?;
        fs::create_dir_all(folder)?;
        let coming = self.coming(folder, id);
        let name = fs::write(&coming.path, bytes)
            .and_then(|()| self.place(&coming.path).map_err(io::Error::other))?;
        Ok(ArchiveHash(*name.bytes()))
    }

    /// All files of a layer that are here, as one collection. Blocks; one is made at a time, and kept until
    /// something about them changes.
    pub(crate) fn mapped(&self, layer: RecordId, given: &[Given]) -> Collected {
        let here = |it: &&Given| it.hash().is_some_and(|hash| self.holds(hash));
        let given: Vec<&Given> = given.iter().filter(here).take(SHOWN_MAX).collect();
        let of: Vec<_> = given.iter().map(|it| (it.about(), it.hash())).collect();
        let mut kept = lock(&self.0.mapped);
        if let Some(same) = kept.get(&layer).filter(|kept| kept.of == of) {
            return same.clone();
        }
        let read = |it: &&Given| {
            let path = self.path(it.hash()?)?;
            let read = Read::read(it.format()?, &fs::read(path).ok()?);
            let id = it.record.id;
            let refused = |error| tracing::warn!(%error, %id, "a mapper's file is not shown");
            Some((it.about()?, read.map_err(refused).ok()?))
        };
        let files: Vec<(About, Read)> = given.iter().filter_map(read).collect();
        let all = collection(files.iter().map(|(about, file)| (about, file)));
        let collected = Collected { of, document: all.to_string().into() };
        if kept.len() >= KEPT_MAX {
            kept.pop_first();
        }
        kept.insert(layer, collected.clone());
        collected
    }
}

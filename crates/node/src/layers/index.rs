//! What the records say of all layers, as pages and catalogues need it: read once for each change.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex};

use musubi_exchange::layers as catalogue;
use musubi_model::facts::Facts;
use musubi_model::field::Field;
use musubi_model::ids::{DocumentId, Kind, OperationId, RecordId};
use musubi_model::layer::{ArchiveHash, Layer, LayerState, Mapped, TileFormat};
use musubi_model::text::Whole;
use musubi_model::time::Timestamp;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

use super::lock;
use super::mapped::Given;
use crate::desk::people::text;
use crate::runtime::handle::{Changed, Handle};

/// One layer.
pub struct Shown {
    pub document: DocumentId,
    pub layer: Layer,
    pub standing: LayerState,
    /// `None`: the record does not say, or the layer is of photos.
    pub tiles: Option<Tiles>,
    pub photos: Option<Photos>,
    /// As catalogues tell of it; public layers of tiles alone have one.
    pub entry: Option<catalogue::Layer>,
    /// The same of photos.
    pub album: Option<catalogue::photos::Photos>,
}

/// Which photos an album has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Photos {
    pub hash: ArchiveHash,
    pub photos: u64,
    /// West, south, east, north in degrees.
    pub bounds: [f64; 4],
}

/// A file that everybody may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Public {
    pub archive: catalogue::Archive,
    pub published_at: Timestamp,
}

impl Shown {
    /// Of its file; nothing where there is none that could be shown.
    pub fn hash(&self) -> Option<ArchiveHash> {
        self.tiles.map(|it| it.hash).or(self.photos.map(|it| it.hash))
    }

    /// West, south, east, north in degrees.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        self.tiles.map(|it| it.bounds).or(self.photos.map(|it| it.bounds))
    }

    pub fn public(&self) -> Option<Public> {
        let of_tiles = || self.entry.as_ref().map(|it| (it.archive, it.published_at));
        let of_photos = || self.album.as_ref().map(|it| (it.archive, it.published_at));
        let (archive, published_at) = of_tiles().or_else(of_photos)?;
        Some(Public { archive, published_at })
    }
}

/// Which tiles an archive has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tiles {
    pub hash: ArchiveHash,
    pub format: TileFormat,
    pub zooms: (u8, u8),
    /// West, south, east, north in degrees.
    pub bounds: [f64; 4],
}

#[derive(Default)]
pub struct Index {
    layers: BTreeMap<RecordId, Shown>,
    tokens: BTreeMap<String, RecordId>,
    /// What mappers gave back, by layer; the oldest first.
    given: BTreeMap<RecordId, Vec<Given>>,
    /// What they took back again.
    taken_back: BTreeSet<ArchiveHash>,
}

impl Index {
    pub fn read(handle: &Handle) -> Self {
        let Some(operation) = handle.status().enrolled.as_ref().map(|it| it.operation) else {
            return Self::default();
        };
        let mut index = Self::default();
        for (document, view) in handle.views().iter() {
            if document.operation != operation || document.kind != Kind::Layers.number() {
                continue;
            }
            let facts = Facts::of(view);
            for record in Mapped::all(&facts) {
                index.add(Given { document: *document, record });
            }
            for layer in Layer::all(&facts) {
                if let Some(token) = layer.draft_token.shown() {
                    index.tokens.insert(token.as_str().to_owned(), layer.id);
                }
                index.layers.insert(layer.id, shown(*document, layer));
            }
        }
        for given in index.given.values_mut() {
            given.sort_by_key(|given| given.record.id);
        }
        index
    }

    fn add(&mut self, given: Given) {
        match (given.layer(), given.record.is_withdrawn()) {
            (_, true) => self.taken_back.extend(given.record.file_hash.known().copied()),
            (Some(layer), false) => self.given.entry(layer).or_default().push(given),
            (None, false) => {}
        }
    }

    /// What mappers gave back of a layer; the oldest first.
    pub fn given(&self, layer: RecordId) -> &[Given] {
        self.given.get(&layer).map_or(&[], Vec::as_slice)
    }

    /// Whether a layer or a mapper's file is made of these bytes.
    pub fn names(&self, file: ArchiveHash) -> bool {
        let archives = self.all().flat_map(|it| it.layer.archive_hash.known());
        let given = self.given.values().flatten().filter_map(Given::hash);
        archives.copied().chain(given).any(|known| known == file)
    }

    /// Files that mappers took back.
    pub(super) fn taken_back(&self) -> impl Iterator<Item = ArchiveHash> {
        self.taken_back.iter().copied()
    }

    pub fn of(&self, id: RecordId) -> Option<&Shown> {
        self.layers.get(&id)
    }

    pub fn by_token(&self, token: &str) -> Option<&Shown> {
        self.of(*self.tokens.get(token)?)
    }

    /// The newest first.
    pub fn all(&self) -> impl Iterator<Item = &Shown> {
        self.layers.values().rev()
    }
}

fn shown(document: DocumentId, layer: Layer) -> Shown {
    let standing = layer.standing();
    let (tiles, photos) =
        if layer.is_of_photos() { (None, photos(&layer)) } else { (tiles(&layer), None) };
    let is_public = standing.is_public();
    let entry = tiles.filter(|_| is_public).and_then(|tiles| entry(&layer, &tiles));
    let album = photos.filter(|_| is_public).and_then(|photos| album(&layer, &photos));
    Shown { document, layer, standing, tiles, photos, entry, album }
}

fn photos(layer: &Layer) -> Option<Photos> {
    Some(Photos {
        hash: *layer.archive_hash.shown()?,
        photos: u64::try_from(layer.photos.shown()?.get()).ok()?,
        bounds: bounds(layer)?,
    })
}

fn bounds(layer: &Layer) -> Option<[f64; 4]> {
    let degrees = |e7: i64| f64::from(i32::try_from(e7).unwrap_or_default()) / 1e7;
    Some([
        degrees(layer.west_e7.shown()?.get()),
        degrees(layer.south_e7.shown()?.get()),
        degrees(layer.east_e7.shown()?.get()),
        degrees(layer.north_e7.shown()?.get()),
    ])
}

fn tiles(layer: &Layer) -> Option<Tiles> {
    Some(Tiles {
        hash: *layer.archive_hash.shown()?,
        format: *layer.tile_format.shown()?,
        zooms: (zoom(&layer.zoom_min)?, zoom(&layer.zoom_max)?),
        bounds: bounds(layer)?,
    })
}

fn zoom(field: &Field<Whole<0, 26>>) -> Option<u8> {
    u8::try_from(field.shown()?.get()).ok()
}

impl Tiles {
    pub fn catalogue_format(&self) -> catalogue::TileFormat {
        match self.format {
            TileFormat::Jpeg => catalogue::TileFormat::Jpeg,
            TileFormat::Png => catalogue::TileFormat::Png,
            TileFormat::Webp => catalogue::TileFormat::Webp,
        }
    }
}

fn captured(layer: &Layer) -> Option<RangeInclusive<Timestamp>> {
    let from = *layer.captured_at.shown()?;
    let until = layer.captured_until.shown().copied().filter(|until| *until >= from);
    Some(from..=until.unwrap_or(from))
}

fn licence(layer: &Layer) -> Option<catalogue::Licence> {
    Some(catalogue::Licence { name: text(&layer.licence)?, url: text(&layer.licence_url) })
}

fn archive(layer: &Layer, hash: ArchiveHash) -> Option<catalogue::Archive> {
    let bytes = u64::try_from(layer.archive_bytes.shown()?.get()).ok()?;
    Some(catalogue::Archive { bytes, hash: hash.0 })
}

fn recorded(layer: &Layer) -> Timestamp {
    layer.meta.recorded_at.unwrap_or(Timestamp::from_millis(0))
}

/// `None`: something that everybody is told cannot be read.
fn album(layer: &Layer, photos: &Photos) -> Option<catalogue::photos::Photos> {
    Some(catalogue::photos::Photos {
        id: layer.id,
        title: text(&layer.title)?,
        note: text(&layer.note),
        provider: text(&layer.provider)?,
        licence: licence(layer)?,
        captured: captured(layer)?,
        tracing: tracing(layer),
        photos: photos.photos,
        footprint: footprint(layer)?,
        archive: archive(layer, photos.hash)?,
        published_at: layer.published_at.shown().copied().unwrap_or_else(|| recorded(layer)),
    })
}

/// `None`: something that every catalogue asks for cannot be read.
fn entry(layer: &Layer, tiles: &Tiles) -> Option<catalogue::Layer> {
    Some(catalogue::Layer {
        id: layer.id,
        title: text(&layer.title)?,
        note: text(&layer.note),
        provider: text(&layer.provider)?,
        contact: text(&layer.contact)?,
        licence: licence(layer)?,
        captured: captured(layer)?,
        platform: *layer.platform.shown()?,
        sensor: text(&layer.sensor),
        gsd_mm: u32::try_from(layer.gsd_mm.shown()?.get()).ok()?,
        tracing: tracing(layer),
        place: place(layer),
        footprint: footprint(layer)?,
        zooms: tiles.zooms.0..=tiles.zooms.1,
        tiles: tiles.catalogue_format(),
        archive: archive(layer, tiles.hash)?,
        published_at: layer.published_at.shown().copied().unwrap_or_else(|| recorded(layer)),
        changed_at: recorded(layer),
    })
}

/// Where people say different things about it, nobody permitted it.
fn tracing(layer: &Layer) -> catalogue::Tracing {
    let said = layer.tracing_permitted.said().len();
    let yes = layer.tracing_permitted.known().filter(|permitted| **permitted).count();
    let by = text(&layer.tracing_by);
    match by.filter(|_| yes > 0 && yes == said) {
        Some(by) => {
            let words = text(&layer.tracing_text).unwrap_or_default();
            let is_address = words.starts_with("https://") || words.starts_with("http://");
            let url = (is_address && !words.contains(char::is_whitespace)).then_some(words);
            catalogue::Tracing::Permitted { by, url }
        }
        None => catalogue::Tracing::NotPermitted,
    }
}

fn place(layer: &Layer) -> catalogue::Georeference {
    let cm = |field: &Field<Whole<-100_000, 100_000>>| {
        field.shown().and_then(|cm| i32::try_from(cm.get()).ok()).unwrap_or_default()
    };
    let (east_cm, north_cm) = (cm(&layer.offset_east_cm), cm(&layer.offset_north_cm));
    if (east_cm, north_cm) != (0, 0) {
        catalogue::Georeference::Off { east_cm, north_cm }
    } else if layer.georeference_checked.shown() == Some(&true) {
        catalogue::Georeference::Checked
    } else {
        catalogue::Georeference::Unchecked
    }
}

fn footprint(layer: &Layer) -> Option<catalogue::Footprint> {
    let degrees = |point: &[i32; 2]| point.map(|e7| f64::from(e7) / 1e7);
    let ring = |ring: &Vec<[i32; 2]>| ring.iter().chain(ring.first()).map(degrees).collect();
    let rings = |rings: &Vec<Vec<[i32; 2]>>| rings.iter().map(ring).collect();
    let outline = layer.footprint.shown()?;
    catalogue::Footprint::new(outline.polygons().iter().map(rings).collect())
}

/// The index as it was after the last change.
#[derive(Default)]
pub struct Cached(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    operation: Option<OperationId>,
    changes: Option<Receiver<Changed>>,
    index: Option<Arc<Index>>,
}

impl Cached {
    pub fn now(&self, handle: &Handle) -> Arc<Index> {
        let mut kept = lock(&self.0);
        // Changes are heard of from before the reading on.
        let changes = kept.changes.get_or_insert_with(|| handle.subscribe());
        let mut stale = false;
        loop {
            match changes.try_recv() {
                Ok(changed) => stale |= changed.document.kind == Kind::Layers.number(),
                Err(TryRecvError::Lagged(_)) => stale = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        let operation = handle.status().enrolled.as_ref().map(|enrolled| enrolled.operation);
        if stale || kept.operation != operation {
            kept.operation = operation;
            kept.index = None;
        }
        Arc::clone(kept.index.get_or_insert_with(|| Arc::new(Index::read(handle))))
    }
}

//! Publishing beyond the local network: published layers and their whole catalogue, as files in any
//! S3-compatible store or in a folder.
//!
//! Reading downwards: [`public`] is what there is to publish, [`place`] where it goes, [`sending`] one
//! archive and its tiles, [`photos`] one album and its pictures, [`documents`] everything that names them.
//!
//! What always holds: a document is written after all that it names, and what is taken away is taken
//! out of the documents first, so that the catalogue never names what is not there. The name of what
//! is large says its hash, so what is there already is never sent again, and a push that broke goes on
//! where it stopped. What was pushed before is kept up to date with the rest.
//!
//! Deliberately absent: drafts, personal data, and credentials, which [`object_store`] takes from the
//! environment and nobody prints.

pub mod documents;
mod photos;
pub mod place;
pub mod public;
pub mod sending;

use std::collections::{BTreeMap, BTreeSet};

use musubi_exchange::layers::{Layer, files, stac};
use musubi_imagery::photos::album::AlbumError;
use musubi_imagery::pmtiles::ArchiveError;
use musubi_model::ids::RecordId;
use musubi_model::layer::ArchiveHash;

use crate::layers::Shelf;
use crate::push::place::{Kind, Large, Place, PlaceError};
use crate::push::public::Public;

/// Which layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    All,
    One(RecordId),
}

/// What a push did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub layers: usize,
    pub sent: u64,
    pub sent_bytes: u64,
    /// They were there.
    pub kept: u64,
    pub removed: u64,
    /// Published, but not whole on this laptop, nor there.
    pub elsewhere: Vec<RecordId>,
}

/// Why a push ended before its end. What was sent is there, and is not sent again.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    #[error("{0} is no layer that is known here (not_found)")]
    Unknown(RecordId),
    #[error("{0} is not published (not_published)")]
    NotPublished(RecordId),
    #[error("the tiles of {0} are not whole on this laptop (elsewhere)")]
    Elsewhere(RecordId),
    #[error("{layer} has more than {max} tiles, too many for single files (too_many_tiles)")]
    TooManyTiles { layer: RecordId, max: usize },
    #[error("the archive of {layer} cannot be read: {source} (unreadable)")]
    Archive { layer: RecordId, source: ArchiveError },
    #[error("the photos of {layer} cannot be read: {source} (unreadable)")]
    Album { layer: RecordId, source: AlbumError },
    #[error("the archive of {layer} cannot be read: {source} (disk)")]
    Disk { layer: RecordId, source: std::io::Error },
    #[error(transparent)]
    Place(#[from] PlaceError),
}

/// Everything of one push.
pub struct Push<'a> {
    pub place: &'a Place,
    pub public: &'a Public,
    pub shelf: &'a Shelf,
    /// Where the files will be read, where that is not what the place calls itself.
    pub public_url: Option<&'a str>,
    /// Hears of each layer that begins, and of how many files of how many are there.
    pub tell: &'a dyn Fn(&str, usize, usize),
}

impl Push<'_> {
    pub async fn run(&self, chosen: Chosen) -> Result<Outcome, PushError> {
        self.check(chosen)?;
        let mut outcome = Outcome::default();
        let there = self.layers_there().await?;
        let mut shown: Vec<Layer> = Vec::new();
        let mut stale: BTreeSet<String> = BTreeSet::new();
        for layer in &self.public.layers {
            let is_chosen = chosen == Chosen::All || chosen == Chosen::One(layer.id);
            if !is_chosen && !there.contains(&layer.id) {
                continue;
            }
            let files = self.place.list(&files::layer(layer.id)).await?;
            let Some(expected) = self.layer(layer, &files, &mut outcome).await? else {
                if chosen == Chosen::One(layer.id) {
                    return Err(PushError::Elsewhere(layer.id));
                }
                outcome.elsewhere.push(layer.id);
                continue;
            };
            stale.extend(files.into_keys().filter(|file| !expected.contains(file)));
            shown.push(layer.clone());
        }
        let mut albums = Vec::new();
        for photos in &self.public.photos {
            let is_chosen = chosen == Chosen::All || chosen == Chosen::One(photos.id);
            if !is_chosen && !there.contains(&photos.id) {
                continue;
            }
            let files = self.place.list(&files::layer(photos.id)).await?;
            let Some((expected, points)) = self.album(photos, &files, &mut outcome).await? else {
                if chosen == Chosen::One(photos.id) {
                    return Err(PushError::Elsewhere(photos.id));
                }
                outcome.elsewhere.push(photos.id);
                continue;
            };
            stale.extend(files.into_keys().filter(|file| !expected.contains(file)));
            albums.push((photos.clone(), points));
        }
        outcome.layers = shown.len() + albums.len();
        let (url, own) = (self.public_url, self.place.address());
        let documents = documents::all(self.public, &shown, &albums, url, &own);
        for document in &documents {
            match &document.body {
                Some(body) => self.write(document, body, &mut outcome).await?,
                None => stale
                    .extend(self.place.size(&document.file).await?.map(|_| document.file.clone())),
            }
        }
        stale.extend(self.of_withdrawn().await?);
        outcome.removed = self.place.remove(&stale).await?;
        Ok(outcome)
    }

    fn check(&self, chosen: Chosen) -> Result<(), PushError> {
        let Chosen::One(id) = chosen else { return Ok(()) };
        let is_public = self.public.layers.iter().any(|layer| layer.id == id)
            || self.public.photos.iter().any(|photos| photos.id == id);
        if is_public || self.public.withdrawn.contains(&id) {
            Ok(())
        } else if self.public.drafts.contains(&id) {
            Err(PushError::NotPublished(id))
        } else {
            Err(PushError::Unknown(id))
        }
    }

    fn collection(&self) -> stac::Collection<'_> {
        stac::Collection {
            id: &self.public.operation,
            title: "",
            description: "",
            layers: &[],
            photos: &[],
        }
    }

    /// Whose items were written, after all that they name.
    async fn layers_there(&self) -> Result<BTreeSet<RecordId>, PushError> {
        let items = self.place.list(&files::stac_items_below(self.collection())).await?;
        let name =
            |file: &String| Some(file.rsplit('/').next()?.strip_suffix(".json")?.parse().ok());
        Ok(items.keys().filter_map(name).flatten().collect())
    }

    /// Sends what is missing of one layer. Gives the names of all its files; `None` where it is
    /// neither here nor there.
    async fn layer(
        &self,
        layer: &Layer,
        there: &BTreeMap<String, u64>,
        outcome: &mut Outcome,
    ) -> Result<Option<BTreeSet<String>>, PushError> {
        let archive = files::archive(layer);
        let mut expected = BTreeSet::from([archive.clone(), files::tilejson(layer)]);
        let hash = ArchiveHash(layer.archive.hash);
        let opened = self.shelf.archive(hash);
        let opened = opened.map_err(|source| PushError::Archive { layer: layer.id, source })?;
        let (Some(opened), Some(path)) = (opened, self.shelf.path(hash)) else {
            let version = format!("{}/", files::version(layer));
            expected.extend(there.keys().filter(|file| file.starts_with(&version)).cloned());
            return Ok((there.get(&archive) == Some(&layer.archive.bytes)).then_some(expected));
        };
        let tiles = sending::Tiles::of(layer, &opened)?;
        expected.extend(tiles.names());
        tiles.send(self, layer, there, outcome).await?;
        if there.get(&archive) == Some(&layer.archive.bytes) {
            outcome.kept += 1;
        } else {
            let large = Large { of: layer.id, bytes: layer.archive.bytes, kind: Kind::Archive };
            self.place.send(&archive, &path, large).await?;
            outcome.sent += 1;
            outcome.sent_bytes += layer.archive.bytes;
        }
        Ok(Some(expected))
    }

    async fn write(
        &self,
        document: &documents::Document,
        body: &str,
        outcome: &mut Outcome,
    ) -> Result<(), PushError> {
        if self.place.holds(&document.file, body.as_bytes()).await? {
            outcome.kept += 1;
            return Ok(());
        }
        self.place.put(&document.file, body.to_owned().into(), document.kind).await?;
        outcome.sent += 1;
        outcome.sent_bytes += body.len() as u64;
        Ok(())
    }

    /// Files of what was taken back. No document names them any more.
    async fn of_withdrawn(&self) -> Result<Vec<String>, PushError> {
        let mut found = Vec::new();
        for id in &self.public.withdrawn {
            found.extend(self.place.list(&files::layer(*id)).await?.into_keys());
            let single =
                [files::qgis(*id), files::oam(*id), files::stac_item(self.collection(), *id)];
            for file in single {
                if self.place.size(&file).await?.is_some() {
                    found.push(file);
                }
            }
        }
        Ok(found)
    }
}

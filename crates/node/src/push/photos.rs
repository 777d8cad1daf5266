//! One album, and its pictures as files of their own, for maps that read no ZIP files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use musubi_exchange::layers::files;
use musubi_exchange::layers::photos::Photos;
use musubi_imagery::photos::album::Album;
use musubi_model::layer::ArchiveHash;

use super::documents::Points;
use super::place::{Kind, Large};
use super::sending::AT_ONCE;
use super::{Outcome, Push, PushError};

impl Push<'_> {
    /// Sends what is missing of one layer of photos. Gives the names of all its files; `None` where it
    /// is neither here nor there.
    pub(super) async fn album(
        &self,
        photos: &Photos,
        there: &BTreeMap<String, u64>,
        outcome: &mut Outcome,
    ) -> Result<Option<(BTreeSet<String>, Points)>, PushError> {
        let file = files::album(photos);
        let mut expected = BTreeSet::from([file.clone(), files::photos(photos.id)]);
        let is_there = there.get(&file) == Some(&photos.archive.bytes);
        let hash = ArchiveHash(photos.archive.hash);
        let opened = self.shelf.album(hash);
        let opened = opened.map_err(|source| PushError::Album { layer: photos.id, source })?;
        let (Some(album), Some(path)) = (opened, self.shelf.path(hash)) else {
            let pictures = format!("{}/", files::pictures(photos));
            expected.extend(there.keys().filter(|file| file.starts_with(&pictures)).cloned());
            return Ok(is_there.then_some((expected, None)));
        };
        expected.extend(self.pictures(photos, &album, there, outcome).await?);
        if is_there {
            outcome.kept += 1;
        } else {
            let bytes = photos.archive.bytes;
            let large = Large { of: photos.id, bytes, kind: Kind::Album };
            self.place.send(&file, &path, large).await?;
            outcome.sent += 1;
            outcome.sent_bytes += bytes;
        }
        let points =
            move |pictures: &str| album.geojson(|number| format!("{pictures}/{number}.jpg"));
        Ok(Some((expected, Some(Box::new(points)))))
    }

    /// A picture that is there is the right one, for its folder says of which album it is.
    async fn pictures(
        &self,
        photos: &Photos,
        album: &Arc<Album>,
        there: &BTreeMap<String, u64>,
        outcome: &mut Outcome,
    ) -> Result<Vec<String>, PushError> {
        let folder = files::pictures(photos);
        let names = (0..album.shots().len()).map(|number| format!("{folder}/{number}.jpg"));
        let names: Vec<String> = names.collect();
        let missing = names.iter().enumerate().filter(|(_, name)| !there.contains_key(*name));
        let sending = missing.map(|(number, name)| async move {
            let picture = album.thumbnail(number);
            let picture =
                picture.map_err(|source| PushError::Album { layer: photos.id, source })?;
            let length = picture.len() as u64;
            self.place.put(name, picture.into(), Kind::Photo).await?;
            Ok::<u64, PushError>(length)
        });
        let mut sending = stream::iter(sending).buffer_unordered(AT_ONCE);
        let mut sent = 0;
        while let Some(bytes) = sending.try_next().await? {
            sent += 1;
            outcome.sent += 1;
            outcome.sent_bytes += bytes;
            (self.tell)(&photos.title, sent, names.len());
        }
        drop(sending);
        outcome.kept += (names.len() - sent) as u64;
        Ok(names)
    }
}

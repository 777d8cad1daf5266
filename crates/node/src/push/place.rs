//! Where a catalogue goes: a bucket of an S3-compatible store, or a folder.
//!
//! Large archives go in parts. In a bucket, what was taken of them is remembered here, part by part; in
//! a folder, what is there already is compared. Credentials come from the environment alone (`AWS_…`)
//! and are in no address, file or sentence; what a store says when it refuses is reduced to its code,
//! for its words repeat the key.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use musubi_exchange::layers::TileFormat;
use musubi_model::ids::RecordId;
use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::client::{HttpError, HttpErrorKind};
use object_store::local::LocalFileSystem;
use object_store::multipart::{MultipartStore as _, PartId};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt as _,
    PutMultipartOptions, PutOptions, RetryConfig,
};
use serde::{Deserialize, Serialize};

use super::public::{PUSH, write_whole};

/// The least that S3 takes, so that little is lost where the line breaks.
const PART_BYTES: u64 = 5 << 20;
/// S3 takes 10,000.
const PARTS_MAX: u64 = 9_000;
/// A part over a thin line.
const REQUEST_MAX: Duration = Duration::from_mins(10);
const CONNECT_MAX: Duration = Duration::from_secs(10);
const BACKOFF: Duration = Duration::from_millis(300);
const RETRIES_MAX: usize = 6;
const RETRY_MAX: Duration = Duration::from_mins(1);
/// Compared at once.
const PIECE: usize = 1 << 20;

/// What a file is, for those who fetch it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Tile(TileFormat),
    Archive,
    Album,
    Photo,
    Json,
    GeoJson,
    Xml,
    Qgis,
}

/// A layer's one file, whole on this laptop.
#[derive(Debug, Clone, Copy)]
pub struct Large {
    pub of: RecordId,
    pub bytes: u64,
    pub kind: Kind,
}

/// Why a place does not take something.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    #[error(
        "{0} is no place for a catalogue: write s3://BUCKET/PREFIX or file:///PATH (bad_target)"
    )]
    BadTarget(String),
    #[error("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment (no_credentials)")]
    NoCredentials,
    #[error("the environment's AWS_… values do not describe a store (bad_settings)")]
    BadSettings,
    #[error("there is no bucket of this name (no_bucket)")]
    NoBucket,
    #[error("the store does not let these credentials in: {0} (refused)")]
    Refused(String),
    #[error("the store cannot be reached (no_network)")]
    NoNetwork,
    #[error("the store does not take it: {0} (store_failed)")]
    Failed(String),
    #[error("{} cannot be written or read: {source} (disk)", path.display())]
    Disk { path: PathBuf, source: io::Error },
}

pub struct Place {
    store: Arc<dyn ObjectStore>,
    top: Path,
    site: Site,
    address: String,
    /// How far archives are, below the data directory.
    progress: PathBuf,
}

enum Site {
    Folder(PathBuf),
    Bucket(AmazonS3),
}

/// How far one archive is in a bucket.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    /// The whole address, so that nothing is mixed up between places.
    to: String,
    upload: String,
    part_bytes: u64,
    /// What the store called each part.
    parts: Vec<String>,
}

impl Kind {
    fn media_type(self) -> &'static str {
        match self {
            Self::Tile(format) => format.media_type(),
            Self::Archive => "application/vnd.pmtiles",
            Self::Album => "application/zip",
            Self::Photo => "image/jpeg",
            Self::Json => "application/json",
            Self::GeoJson => "application/geo+json",
            Self::Xml => "application/xml; charset=utf-8",
            Self::Qgis => "application/x-qgis-layer-definition",
        }
    }

    /// What its name says the hash of may be kept for good.
    fn keep(self) -> &'static str {
        match self {
            Self::Tile(_) | Self::Archive | Self::Album | Self::Photo => {
                "public, max-age=31536000, immutable"
            }
            Self::Json | Self::GeoJson | Self::Xml | Self::Qgis => "no-cache",
        }
    }

    fn attributes(self) -> Attributes {
        Attributes::from_iter([
            (Attribute::ContentType, self.media_type()),
            (Attribute::CacheControl, self.keep()),
        ])
    }
}

impl Place {
    /// `s3://bucket/prefix` or `file:///path`.
    pub fn open(to: &str, data_dir: &FilePath) -> Result<Self, PlaceError> {
        let progress = data_dir.join(PUSH);
        if let Some(path) = to.strip_prefix("file://").filter(|path| path.starts_with('/')) {
            return Self::folder(PathBuf::from(path), progress);
        }
        let bad = || PlaceError::BadTarget(shown(to));
        let rest = to.strip_prefix("s3://").ok_or_else(bad)?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        if bucket.is_empty() || !bucket.bytes().all(plain) {
            return Err(bad());
        }
        let top = Path::parse(prefix.trim_matches('/')).map_err(|_| bad())?;
        Self::bucket(bucket, top, progress)
    }

    fn folder(path: PathBuf, progress: PathBuf) -> Result<Self, PlaceError> {
        let failed = |source| PlaceError::Disk { path: path.clone(), source };
        fs::create_dir_all(&path).map_err(failed)?;
        let whole = path.canonicalize().map_err(failed)?;
        let store = LocalFileSystem::new_with_prefix(&whole);
        let store = store.map_err(|error| from_store(&error, Some(&whole)))?.with_fsync(true);
        Ok(Self {
            store: Arc::new(store),
            top: Path::default(),
            address: format!("file://{}", whole.display()),
            site: Site::Folder(whole),
            progress,
        })
    }

    fn bucket(bucket: &str, top: Path, progress: PathBuf) -> Result<Self, PlaceError> {
        let builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
        let said = |key| builder.get_config_value(&key);
        let is_signed = said(AmazonS3ConfigKey::SkipSignature).is_none_or(|it| it != "true");
        let keys = [AmazonS3ConfigKey::AccessKeyId, AmazonS3ConfigKey::SecretAccessKey];
        if is_signed && keys.into_iter().any(|key| said(key).is_none()) {
            return Err(PlaceError::NoCredentials);
        }
        let region = said(AmazonS3ConfigKey::Region).unwrap_or_else(|| "us-east-1".to_owned());
        let endpoint = said(AmazonS3ConfigKey::Endpoint);
        let mut address = match &endpoint {
            Some(endpoint) => format!("{}/{bucket}", endpoint.trim_end_matches('/')),
            None => format!("https://{bucket}.s3.{region}.amazonaws.com"),
        };
        if !top.as_ref().is_empty() {
            address = format!("{address}/{top}");
        }
        let is_plain = endpoint.is_some_and(|endpoint| endpoint.starts_with("http://"));
        let options = ClientOptions::new()
            .with_timeout(REQUEST_MAX)
            .with_connect_timeout(CONNECT_MAX)
            .with_allow_http(is_plain);
        let retry = RetryConfig {
            backoff: BackoffConfig { init_backoff: BACKOFF, ..BackoffConfig::default() },
            max_retries: RETRIES_MAX,
            retry_timeout: RETRY_MAX,
        };
        let builder = builder.with_client_options(options).with_retry(retry);
        let store = builder.build().map_err(|_| PlaceError::BadSettings)?;
        let site = Site::Bucket(store.clone());
        Ok(Self { store: Arc::new(store), top, site, address, progress })
    }

    /// What it calls itself, without a slash at the end.
    pub fn address(&self) -> String {
        self.address.clone()
    }

    fn at(&self, file: &str) -> Path {
        if self.top.as_ref().is_empty() {
            Path::from(file)
        } else {
            Path::from(format!("{}/{file}", self.top))
        }
    }

    fn failed(&self, error: &object_store::Error) -> PlaceError {
        let folder = match &self.site {
            Site::Folder(path) => Some(path.as_path()),
            Site::Bucket(_) => None,
        };
        from_store(error, folder)
    }

    /// All files below a folder, and their sizes.
    pub async fn list(&self, below: &str) -> Result<BTreeMap<String, u64>, PlaceError> {
        let cut = if self.top.as_ref().is_empty() { 0 } else { self.top.as_ref().len() + 1 };
        let below = self.at(below);
        let found = self.store.list(Some(&below)).map_ok(|file| {
            (file.location.as_ref().get(cut..).unwrap_or_default().to_owned(), file.size)
        });
        found.try_collect().await.map_err(|error| self.failed(&error))
    }

    /// `None` where it is not there.
    pub async fn size(&self, file: &str) -> Result<Option<u64>, PlaceError> {
        match self.store.head(&self.at(file)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(error) => self.absent(&error).map(|()| None),
        }
    }

    /// Whether these bytes are there.
    pub async fn holds(&self, file: &str, bytes: &[u8]) -> Result<bool, PlaceError> {
        if self.size(file).await? != Some(bytes.len() as u64) {
            return Ok(false);
        }
        let found = match self.store.get(&self.at(file)).await {
            Ok(found) => found.bytes().await,
            Err(error) => return self.absent(&error).map(|()| false),
        };
        Ok(found.map_err(|error| self.failed(&error))? == bytes)
    }

    /// A file that is not there is no failure; a bucket is.
    fn absent(&self, error: &object_store::Error) -> Result<(), PlaceError> {
        match (error, self.failed(error)) {
            (_, no_bucket @ PlaceError::NoBucket) => Err(no_bucket),
            (object_store::Error::NotFound { .. }, _) => Ok(()),
            (_, failed) => Err(failed),
        }
    }

    pub async fn put(&self, file: &str, bytes: Bytes, kind: Kind) -> Result<(), PlaceError> {
        let options = PutOptions { attributes: self.attributes(kind), ..PutOptions::default() };
        let put = self.store.put_opts(&self.at(file), bytes.into(), options).await;
        put.map(drop).map_err(|error| self.failed(&error))
    }

    /// A folder has no place for them.
    fn attributes(&self, kind: Kind) -> Attributes {
        match self.site {
            Site::Folder(_) => Attributes::default(),
            Site::Bucket(_) => kind.attributes(),
        }
    }

    /// Gives how many there were.
    pub async fn remove(&self, files: &BTreeSet<String>) -> Result<u64, PlaceError> {
        let paths: Vec<Path> = files.iter().map(|file| self.at(file)).collect();
        let mut removing = self.store.delete_stream(stream::iter(paths).map(Ok).boxed());
        let mut removed = 0;
        while let Some(gone) = removing.next().await {
            match gone {
                Ok(_) => removed += 1,
                Err(error) => self.absent(&error)?,
            }
        }
        Ok(removed)
    }

    /// A whole archive, from where an earlier push stopped.
    pub async fn send(&self, file: &str, from: &FilePath, large: Large) -> Result<(), PlaceError> {
        match &self.site {
            Site::Folder(folder) => copy(from, &folder.join(file)),
            Site::Bucket(store) if large.bytes > PART_BYTES => {
                self.send_parts(store, file, from, large).await
            }
            Site::Bucket(_) => {
                let bytes = fs::read(from).map_err(|source| disk(from, source))?;
                self.put(file, bytes.into(), large.kind).await
            }
        }
    }

    async fn send_parts(
        &self,
        store: &AmazonS3,
        file: &str,
        from: &FilePath,
        large: Large,
    ) -> Result<(), PlaceError> {
        let (path, note) = (self.at(file), self.note(large.of));
        let known = self.known(&note, file);
        let is_new = known.is_none();
        let begun = match known {
            Some(known) => known,
            None => self.begin(store, file, &path, large).await?,
        };
        match self.go_on(store, &path, begun, from, large).await {
            // The store has forgotten what was begun.
            Err(PlaceError::Failed(code)) if code == "NoSuchUpload" && !is_new => {
                let begun = self.begin(store, file, &path, large).await?;
                self.go_on(store, &path, begun, from, large).await?;
            }
            sent => sent?,
        }
        fs::remove_file(&note).map_err(|source| disk(&note, source))
    }

    fn note(&self, layer: RecordId) -> PathBuf {
        self.progress.join(format!("{layer}.json"))
    }

    fn known(&self, note: &FilePath, file: &str) -> Option<Progress> {
        let known: Progress = serde_json::from_slice(&fs::read(note).ok()?).ok()?;
        (known.to == format!("{}/{file}", self.address)).then_some(known)
    }

    async fn begin(
        &self,
        store: &AmazonS3,
        file: &str,
        path: &Path,
        large: Large,
    ) -> Result<Progress, PlaceError> {
        let options =
            PutMultipartOptions { attributes: large.kind.attributes(), ..Default::default() };
        let upload = store.create_multipart_opts(path, options).await;
        Ok(Progress {
            to: format!("{}/{file}", self.address),
            upload: upload.map_err(|error| self.failed(&error))?,
            part_bytes: PART_BYTES.max(large.bytes.div_ceil(PARTS_MAX)),
            parts: Vec::new(),
        })
    }

    async fn go_on(
        &self,
        store: &AmazonS3,
        path: &Path,
        mut progress: Progress,
        from: &FilePath,
        large: Large,
    ) -> Result<(), PlaceError> {
        let io = |source| disk(from, source);
        let failed = |error| self.failed(&error);
        let note = self.note(large.of);
        let mut archive = fs::File::open(from).map_err(io)?;
        let count = large.bytes.div_ceil(progress.part_bytes);
        while (progress.parts.len() as u64) < count {
            let start = progress.parts.len() as u64 * progress.part_bytes;
            let mut part = Vec::new();
            archive.seek(SeekFrom::Start(start)).map_err(io)?;
            (&mut archive).take(progress.part_bytes).read_to_end(&mut part).map_err(io)?;
            let index = progress.parts.len();
            let taken = store.put_part(path, &progress.upload, index, part.into()).await;
            progress.parts.push(taken.map_err(failed)?.content_id);
            let words = serde_json::to_vec(&progress).expect("plain words");
            write_whole(&note, &words).map_err(|source| disk(&note, source))?;
        }
        let parts = progress.parts.iter().cloned().map(|content_id| PartId { content_id });
        let whole = store.complete_multipart(path, &progress.upload, parts.collect()).await;
        whole.map(drop).map_err(failed)
    }
}

/// Copies what is missing, and puts the whole under its name.
fn copy(from: &FilePath, to: &FilePath) -> Result<(), PlaceError> {
    let part = to.with_added_extension("part");
    let failed = |source| disk(&part, source);
    part.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
    let mut source = fs::File::open(from).map_err(|source| disk(from, source))?;
    let mut options = fs::File::options();
    let mut target = options.read(true).write(true).create(true).truncate(false).open(&part);
    let target = target.as_mut().map_err(|error| disk(&part, io::Error::from(error.kind())))?;
    let same = same_bytes(&mut source, target).map_err(failed)?;
    target.set_len(same).map_err(failed)?;
    for file in [&mut source, &mut *target] {
        file.seek(SeekFrom::Start(same)).map_err(failed)?;
    }
    io::copy(&mut source, target).map_err(failed)?;
    target.sync_all().map_err(failed)?;
    fs::rename(&part, to).map_err(|source| disk(to, source))
}

/// How far two files agree, in whole pieces.
fn same_bytes(one: &mut fs::File, other: &mut fs::File) -> io::Result<u64> {
    let mut same = 0;
    loop {
        let [mut left, mut right] = [const { Vec::new() }; 2];
        one.take(PIECE as u64).read_to_end(&mut left)?;
        other.take(PIECE as u64).read_to_end(&mut right)?;
        if left.is_empty() || left != right {
            return Ok(same);
        }
        same += left.len() as u64;
    }
}

fn disk(path: &FilePath, source: io::Error) -> PlaceError {
    PlaceError::Disk { path: path.to_owned(), source }
}

/// Without what may stand before an `@`.
fn shown(to: &str) -> String {
    to.rsplit('@').next().unwrap_or_default().chars().take(200).collect()
}

fn from_store(error: &object_store::Error, folder: Option<&FilePath>) -> PlaceError {
    use object_store::Error as Store;
    let mut chain: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(link) = chain {
        if let Some(source) = link.downcast_ref::<io::Error>()
            && let Some(path) = folder
        {
            return disk(path, source.kind().into());
        }
        if let Some(http) = link.downcast_ref::<HttpError>()
            && http.kind() != HttpErrorKind::Decode
        {
            return PlaceError::NoNetwork;
        }
        chain = link.source();
    }
    let code = code(&error.to_string());
    match (error, code.as_str()) {
        (_, "NoSuchBucket") => PlaceError::NoBucket,
        (Store::PermissionDenied { .. } | Store::Unauthenticated { .. }, _)
        | (
            _,
            "AccessDenied"
            | "ExpiredToken"
            | "InvalidAccessKeyId"
            | "InvalidToken"
            | "SignatureDoesNotMatch",
        ) => PlaceError::Refused(code),
        _ => PlaceError::Failed(code),
    }
}

/// The name by which S3 calls a failure. Nothing else of what a store says is repeated.
fn code(words: &str) -> String {
    let code = words.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    let plain = code
        .map(|(code, _)| code)
        .filter(|code| code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    plain.unwrap_or("unknown").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_refusal_only_its_code_is_repeated() {
        let refused = "403: <Error><Code>InvalidAccessKeyId</Code>\
                       <AWSAccessKeyId>AKIAGEHEIM</AWSAccessKeyId></Error>";
        assert_eq!(code(refused), "InvalidAccessKeyId");
        for odd in ["", "<Code>AKIA GEHEIM</Code>", "<Code>cut off", "timed out at AKIAGEHEIM"] {
            assert_eq!(code(odd), "unknown");
        }
        assert_eq!(shown("s3://user:geheim@bucket/x"), "bucket/x");
    }

    #[test]
    fn a_copy_goes_on_behind_what_agrees() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("below/to"));
        let whole: Vec<u8> = (0_u8..251).cycle().take(3 * PIECE + 7).collect();
        fs::write(&from, &whole).unwrap();
        for held in [0, 1, PIECE, 2 * PIECE + 5, whole.len(), whole.len() + 9] {
            let mut part = whole.clone();
            part.resize(held, 7);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to.with_added_extension("part"), &part).unwrap();
            copy(&from, &to).unwrap();
            assert!(fs::read(&to).unwrap() == whole, "{held}");
        }
        // What does not agree is written anew.
        fs::write(to.with_added_extension("part"), vec![9; 2 * PIECE]).unwrap();
        copy(&from, &to).unwrap();
        assert!(fs::read(&to).unwrap() == whole);
    }
}

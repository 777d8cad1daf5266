//! Blobs: files beside the records, whole or in parts (`docs/format.md`, section 10).
//!
//! A part is written chunk by chunk, each proved before it is written, and counts from then on. A
//! process that is killed loses no chunk that was written; after a power cut, what a part says it
//! has is hashed again before anything of it is believed. A blob stands under its name only once all
//! of it is there and synced.
//!
//! Deliberately absent: which blobs are wanted, and whom to ask.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use musubi_log::blob::{BlobError, BlobName, CHUNK_BYTES, ChunkList, Chunks, Namer, chunks};

use crate::disk::{create_directory, sync_directory};

/// All blobs of a node, in one folder.
#[derive(Debug, Clone)]
pub struct Blobs {
    folder: PathBuf,
}

/// How much of a blob is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holding {
    Nothing,
    Part(Chunks),
    Whole { bytes: u64 },
}

/// Why a chunk or list was not taken. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    #[error(transparent)]
    Blob(#[from] BlobError),
    #[error("these bytes are not chunk {index} of {name}")]
    Chunk { name: BlobName, index: u32 },
    #[error("the list of {name} has not come yet")]
    NoList { name: BlobName },
    #[error("cannot write a part of {name}")]
    Disk {
        name: BlobName,
        #[source]
        source: io::Error,
    },
}

impl Blobs {
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        create_directory(&folder)?;
        Ok(Self { folder })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a blob lies once it is whole.
    pub fn path(&self, name: &BlobName) -> PathBuf {
        self.folder.join(name.to_string())
    }

    /// Where its parts lie, in their places, until it is.
    pub fn part_path(&self, name: &BlobName) -> PathBuf {
        self.beside(name, "part")
    }

    fn beside(&self, name: &BlobName, what: &str) -> PathBuf {
        self.folder.join(format!("{name}.{what}"))
    }

    /// As far as was written down; a part that has just been left by a power cut may say too much
    /// until it is opened.
    pub fn holding(&self, name: &BlobName) -> io::Result<Holding> {
        if let Some(bytes) = length(&self.path(name))? {
            return Ok(Holding::Whole { bytes });
        }
        let Some(bytes) = length(&self.part_path(name))? else { return Ok(Holding::Nothing) };
        let (Ok(count), Some(bits)) = (chunks(bytes), whole_file(&self.beside(name, "have"))?)
        else {
            return Ok(Holding::Nothing);
        };
        Ok(Chunks::from_bits(bits, count).map_or(Holding::Nothing, Holding::Part))
    }

    /// How long the blob is that is here, in whole or in part.
    pub fn bytes(&self, name: &BlobName) -> io::Result<Option<u64>> {
        match length(&self.path(name))? {
            None => length(&self.part_path(name)),
            known => Ok(known),
        }
    }

    /// A chunk that is here. Whoever gets it checks it.
    pub fn chunk(&self, name: &BlobName, index: u32) -> io::Result<Option<Vec<u8>>> {
        let path = match self.holding(name)? {
            Holding::Whole { bytes } if offset(index) < bytes => self.path(name),
            Holding::Part(chunks) if chunks.has(index) => self.part_path(name),
            _ => return Ok(None),
        };
        read_at(&path, offset(index), CHUNK_BYTES).map(Some)
    }

    /// Chaining values from a chunk on, as they lie here; nothing where there are none.
    pub fn list(&self, name: &BlobName, from: u32, count: usize) -> io::Result<Option<Vec<u8>>> {
        match read_at(&self.beside(name, "list"), 32 * u64::from(from), 32 * count) {
            Ok(list) => Ok(Some(list)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Takes over a file that is ready, by renaming it; it must lie on the same disk. One that is
    /// here already is left as it is, and the other taken away.
    pub fn adopt(&self, path: &Path) -> Result<ChunkList, AdoptError> {
        let (list, file) = named(path)?;
        file.sync_all()?;
        write_synced(&self.beside(&list.name(), "list"), &list.to_bytes())?;
        fs::rename(path, self.path(&list.name()))?;
        self.take_away(&list.name(), &["part", "have"])?;
        sync_directory(&self.folder)?;
        Ok(list)
    }

    /// Opens or begins the part of a blob that is to come. Hashes what is here of it: call it where
    /// that may take a while.
    pub fn begin(&self, name: BlobName, bytes: u64) -> Result<Incoming, TakeError> {
        let count = chunks(bytes)?;
        let disk = |source| TakeError::Disk { name, source };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let part = options.open(self.part_path(&name)).map_err(disk)?;
        let is_new = part.metadata().map_err(disk)?.len() != bytes;
        if is_new {
            part.set_len(bytes).map_err(disk)?;
        }
        let list = whole_file(&self.beside(&name, "list")).map_err(disk)?;
        let list = list.and_then(|list| ChunkList::verify(name, bytes, &list).ok());
        let bits = whole_file(&self.beside(&name, "have")).map_err(disk)?;
        let said = bits.filter(|_| !is_new).and_then(|bits| Chunks::from_bits(bits, count));
        let have = Chunks::none(count);
        let mut incoming = Incoming { blobs: self.clone(), name, bytes, part, list, have };
        if count == 1 {
            incoming.list = Some(ChunkList::verify(name, bytes, &[])?);
        }
        incoming.believe(&said.unwrap_or(Chunks::none(count))).map_err(disk)?;
        Ok(incoming)
    }

    /// Nothing of it is here any more.
    pub fn remove(&self, name: &BlobName) -> io::Result<()> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        self.take_away(name, &["part", "have", "list"])?;
        sync_directory(&self.folder)
    }

    fn take_away(&self, name: &BlobName, files: &[&str]) -> io::Result<()> {
        for what in files {
            match fs::remove_file(self.beside(name, what)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

/// A blob of which some is here and more is to come.
#[derive(Debug)]
pub struct Incoming {
    blobs: Blobs,
    name: BlobName,
    bytes: u64,
    part: File,
    list: Option<ChunkList>,
    have: Chunks,
}

impl Incoming {
    pub fn name(&self) -> BlobName {
        self.name
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn needs_list(&self) -> bool {
        self.list.is_none()
    }

    pub fn chunks(&self) -> &Chunks {
        &self.have
    }

    fn believe(&mut self, said: &Chunks) -> io::Result<()> {
        for index in (0..said.count()).filter(|index| said.has(*index)) {
            let Some(list) = &self.list else { break };
            let chunk = chunk_of(&mut self.part, index)?;
            if list.holds(index, &chunk) {
                self.have.add(index);
            }
        }
        fs::write(self.blobs.beside(&self.name, "have"), self.have.bits())
    }

    /// Takes in all chaining values.
    pub fn take_list(&mut self, list: &[u8]) -> Result<(), TakeError> {
        let verified = ChunkList::verify(self.name, self.bytes, list)?;
        fs::write(self.blobs.beside(&self.name, "list"), list).map_err(|it| self.disk(it))?;
        self.list = Some(verified);
        Ok(())
    }

    /// Takes in a chunk, if it is one. With the last that was missing the blob is whole.
    pub fn take(&mut self, index: u32, chunk: &[u8]) -> Result<Taken, TakeError> {
        let name = self.name;
        let list = self.list.as_ref().ok_or(TakeError::NoList { name })?;
        if !list.holds(index, chunk) {
            return Err(TakeError::Chunk { name, index });
        }
        let is_known = self.have.has(index);
        if !is_known {
            self.write(index, chunk).map_err(|error| self.disk(error))?;
        }
        if self.have.held() < self.have.count() {
            return Ok(if is_known { Taken::Known } else { Taken::Part });
        }
        if is_known {
            return Ok(Taken::Whole);
        }
        self.settle().map_err(|error| self.disk(error))?;
        Ok(Taken::Whole)
    }

    fn write(&mut self, index: u32, chunk: &[u8]) -> io::Result<()> {
        self.part.seek(SeekFrom::Start(offset(index)))?;
        self.part.write_all(chunk)?;
        let mut have = self.have.clone();
        have.add(index);
        let byte = index as usize / 8;
        let mut file =
            OpenOptions::new().write(true).open(self.blobs.beside(&self.name, "have"))?;
        file.seek(SeekFrom::Start(byte as u64))?;
        file.write_all(&have.bits()[byte..=byte])?;
        self.have = have;
        Ok(())
    }

    /// Puts the blob under its name.
    fn settle(&mut self) -> io::Result<()> {
        self.part.sync_all()?;
        let list = self.blobs.beside(&self.name, "list");
        // Of one chunk there is none.
        if length(&list)?.is_some() {
            File::open(list)?.sync_all()?;
        }
        fs::rename(self.blobs.part_path(&self.name), self.blobs.path(&self.name))?;
        self.blobs.take_away(&self.name, &["have"])?;
        sync_directory(&self.blobs.folder)
    }

    fn disk(&self, source: io::Error) -> TakeError {
        TakeError::Disk { name: self.name, source }
    }
}

/// How far a blob is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was here before, and more is missing.
    Known,
    Part,
    /// It stands under its name now, and outlives a power cut.
    Whole,
}

/// Why a file did not become a blob. It is where it was.
#[derive(Debug, thiserror::Error)]
pub enum AdoptError {
    #[error(transparent)]
    Blob(#[from] BlobError),
    #[error("cannot take over a file as a blob")]
    Disk(#[from] io::Error),
}

fn named(path: &Path) -> Result<(ChunkList, File), AdoptError> {
    let mut file = File::open(path)?;
    let mut namer = Namer::default();
    let mut chunk = Vec::with_capacity(CHUNK_BYTES);
    loop {
        chunk.clear();
        Read::by_ref(&mut file).take(CHUNK_BYTES as u64).read_to_end(&mut chunk)?;
        if chunk.is_empty() {
            break;
        }
        namer.push(&chunk);
        if chunk.len() < CHUNK_BYTES {
            break;
        }
    }
    Ok((namer.finish()?, file))
}

fn offset(index: u32) -> u64 {
    u64::from(index) * CHUNK_BYTES as u64
}

fn chunk_of(file: &mut File, index: u32) -> io::Result<Vec<u8>> {
    let mut chunk = Vec::with_capacity(CHUNK_BYTES);
    file.seek(SeekFrom::Start(offset(index)))?;
    Read::by_ref(file).take(CHUNK_BYTES as u64).read_to_end(&mut chunk)?;
    Ok(chunk)
}

fn read_at(path: &Path, offset: u64, bytes: usize) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut read = Vec::new();
    file.take(bytes as u64).read_to_end(&mut read)?;
    Ok(read)
}

fn length(path: &Path) -> io::Result<Option<u64>> {
    match fs::metadata(path) {
        Ok(file) => Ok(Some(file.len())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn whole_file(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

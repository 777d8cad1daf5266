//! A disk in memory that keeps exactly what was promised and no more.
//!
//! It remembers what each sync covered. A power cut keeps that, and of everything else an
//! arbitrary part: nothing, all, a beginning torn at any byte, or single sectors out of order,
//! with zeros or older bytes between them. Names come and go in order but late. A sync can
//! fail, after which the system holds bytes that it calls clean and never writes (as Linux
//! does). Room can run out in the middle of a write. Everything follows from one seed.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Disk, DiskFile};

const SECTOR_BYTES: usize = 512;

/// A small generator of chances (splitmix64), so that a seed is a whole history.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is not zero.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.draw() % limit as u64).expect("it is below a usize")
    }

    pub fn byte(&mut self) -> u8 {
        self.draw().to_le_bytes()[0]
    }

    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

/// The disk; clones are handles of the same one.
#[derive(Clone, Debug)]
pub struct FailingDisk(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    chance: Chance,
    files: Vec<FileState>,
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    late_names: Vec<NameChange>,
    /// Changes until the power fails.
    power: Option<u64>,
    /// Syncs until one fails.
    sound_syncs: Option<u64>,
    /// Bytes by which files may still grow.
    room: Option<u64>,
}

#[derive(Clone, Debug, Default)]
struct FileState {
    /// What reads see.
    seen: Vec<u8>,
    durable: Vec<u8>,
    late: Vec<Change>,
}

#[derive(Clone, Debug)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Cut { bytes: usize },
}

/// Lengths are the file system's own affair: a failed sync of bytes does not make it forget them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cuts {
    Kept,
    Perhaps,
}

#[derive(Clone, Debug)]
enum NameChange {
    Create { name: String, file: usize },
    Rename { from: String, to: String },
}

impl FailingDisk {
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State {
            chance: Chance::new(seed),
            files: Vec::new(),
            names: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            late_names: Vec::new(),
            power: None,
            sound_syncs: None,
            room: None,
        })))
    }

    /// The power fails in the middle of the change after `changes` more.
    pub fn cut_power_after(&self, changes: u64) {
        self.state().power = Some(changes);
    }

    /// The sync after `syncs` more fails, once.
    pub fn fail_sync_after(&self, syncs: u64) {
        self.state().sound_syncs = Some(syncs);
    }

    pub fn leave_room(&self, bytes: Option<u64>) {
        self.state().room = bytes;
    }

    /// Takes back every fault that was asked for and has not come yet.
    pub fn mend(&self) {
        let mut state = self.state();
        (state.power, state.sound_syncs, state.room) = (None, None, None);
    }

    pub fn has_power(&self) -> bool {
        self.state().power != Some(0)
    }

    /// What the next process finds. Old handles see the old machine and change nothing here.
    #[must_use]
    pub fn after_power_cut(&self) -> Self {
        let mut state = self.state();
        let mut chance = Chance::new(state.chance.draw());
        let mut names = state.durable_names.clone();
        let kept = chance.below(state.late_names.len() + 1);
        for change in &state.late_names[..kept] {
            change.apply(&mut names);
        }
        let files = state.files.iter().map(|file| file.after_power_cut(&mut chance)).collect();
        Self(Arc::new(Mutex::new(State {
            chance,
            files,
            names: names.clone(),
            durable_names: names,
            late_names: Vec::new(),
            power: None,
            sound_syncs: None,
            room: None,
        })))
    }

    /// Damages a bit where it rests.
    pub fn flip(&self, name: &str, byte: usize, bit: u8) {
        let mut state = self.state();
        let file = state.names[name];
        for bytes in {
            let FileState { seen, durable, .. } = &mut state.files[file];
            [seen, durable]
        } {
            if let Some(byte) = bytes.get_mut(byte) {
                *byte ^= 1 << bit;
            }
        }
    }

    /// What a file holds, as reads see it.
    pub fn contents(&self, name: &str) -> Vec<u8> {
        let state = self.state();
        state.files[state.names[name]].seen.clone()
    }

    /// Puts bytes in a file's place, durably.
    pub fn put(&self, name: &str, bytes: &[u8]) {
        let mut state = self.state();
        state.files.push(FileState { seen: bytes.to_vec(), durable: bytes.to_vec(), late: vec![] });
        let file = state.files.len() - 1;
        state.names.insert(name.to_owned(), file);
        state.durable_names.insert(name.to_owned(), file);
    }

    pub fn remove(&self, name: &str) {
        let mut state = self.state();
        state.names.remove(name);
        state.durable_names.remove(name);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Counts a change towards the power cut. The change that meets it still happens, unsynced.
    fn powered(&mut self) -> io::Result<bool> {
        match &mut self.power {
            None => Ok(true),
            Some(0) => Err(io::Error::other("the power is off")),
            Some(left) => {
                *left -= 1;
                Ok(*left > 0)
            }
        }
    }

    /// Counts a sync; says whether this one fails.
    fn sync_fails(&mut self) -> bool {
        match &mut self.sound_syncs {
            Some(0) => {
                self.sound_syncs = None;
                true
            }
            Some(left) => {
                *left -= 1;
                false
            }
            None => false,
        }
    }

    fn change(&mut self, file: usize, change: Change) {
        let file = &mut self.files[file];
        change.apply(&mut file.seen);
        file.late.push(change);
    }
}

impl FileState {
    fn after_power_cut(&self, chance: &mut Chance) -> Self {
        let mut durable = self.durable.clone();
        match chance.below(4) {
            0 => {}
            1 => self.late.iter().for_each(|change| change.apply(&mut durable)),
            2 => {
                let kept = chance.below(self.late.len() + 1);
                self.late[..kept].iter().for_each(|change| change.apply(&mut durable));
                if let Some(Change::Write { offset, bytes }) = self.late.get(kept) {
                    let torn = bytes[..chance.below(bytes.len() + 1)].to_vec();
                    Change::Write { offset: *offset, bytes: torn }.apply(&mut durable);
                }
            }
            _ => self.scatter(&mut durable, chance, Cuts::Perhaps),
        }
        Self { seen: durable.clone(), durable, late: Vec::new() }
    }

    /// Lets an arbitrary choice of sectors reach the disk.
    fn scatter(&self, durable: &mut Vec<u8>, chance: &mut Chance, cuts: Cuts) {
        for change in &self.late {
            let Change::Write { offset, bytes } = change else {
                if cuts == Cuts::Kept || chance.one_in(2) {
                    change.apply(durable);
                }
                continue;
            };
            let mut at = 0;
            while at < bytes.len() {
                let sector_end = (offset + at + 1).next_multiple_of(SECTOR_BYTES) - offset;
                let end = sector_end.min(bytes.len());
                let kept = match chance.below(8) {
                    0..=3 => end - at,
                    4 => chance.below(end - at + 1),
                    _ => 0,
                };
                if kept > 0 {
                    let bytes = bytes[at..at + kept].to_vec();
                    Change::Write { offset: offset + at, bytes }.apply(durable);
                }
                at = end;
            }
        }
    }
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>) {
        match self {
            Self::Write { offset, bytes } => {
                let end = offset + bytes.len();
                if file.len() < end {
                    file.resize(end, 0);
                }
                file[*offset..end].copy_from_slice(bytes);
            }
            Self::Cut { bytes } => file.resize(*bytes, 0),
        }
    }
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Self::Create { name, file } => {
                names.insert(name.clone(), *file);
            }
            Self::Rename { from, to } => {
                if let Some(file) = names.remove(from) {
                    names.insert(to.clone(), file);
                }
            }
        }
    }
}

/// An open file of a [`FailingDisk`].
#[derive(Debug)]
pub struct FailingFile {
    disk: FailingDisk,
    file: usize,
}

impl Disk for FailingDisk {
    type File = FailingFile;

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.state().names.keys().cloned().collect())
    }

    fn open(&self, name: &str) -> io::Result<FailingFile> {
        let file = self.state().names.get(name).copied();
        let file = file.ok_or(io::ErrorKind::NotFound)?;
        Ok(FailingFile { disk: self.clone(), file })
    }

    fn create(&self, name: &str) -> io::Result<FailingFile> {
        let mut state = self.state();
        state.powered()?;
        if state.names.contains_key(name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        if state.room == Some(0) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        state.files.push(FileState::default());
        let file = state.files.len() - 1;
        let change = NameChange::Create { name: name.to_owned(), file };
        change.apply(&mut state.names);
        state.late_names.push(change);
        Ok(FailingFile { disk: self.clone(), file })
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.state();
        state.powered()?;
        let change = NameChange::Rename { from: from.to_owned(), to: to.to_owned() };
        change.apply(&mut state.names);
        state.late_names.push(change);
        Ok(())
    }

    fn sync_names(&self) -> io::Result<()> {
        let mut state = self.state();
        if !state.powered()? {
            return Err(io::Error::other("the power fails"));
        }
        if state.sync_fails() {
            return Err(io::Error::other("the disk refuses to sync names"));
        }
        for change in std::mem::take(&mut state.late_names) {
            change.apply(&mut state.durable_names);
        }
        Ok(())
    }

    fn salt(&self) -> io::Result<[u8; 16]> {
        let mut state = self.state();
        let halves = [state.chance.draw(), state.chance.draw()];
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(&halves[0].to_le_bytes());
        salt[8..].copy_from_slice(&halves[1].to_le_bytes());
        Ok(salt)
    }
}

impl DiskFile for FailingFile {
    fn bytes(&self) -> io::Result<u64> {
        Ok(self.disk.state().files[self.file].seen.len() as u64)
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let state = self.disk.state();
        let start = usize::try_from(offset).map_err(io::Error::other)?;
        let bytes = state.files[self.file].seen.get(start..start + buffer.len());
        buffer.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let mut state = self.disk.state();
        let powered = state.powered()?;
        let offset = usize::try_from(offset).map_err(io::Error::other)?;
        let seen = state.files[self.file].seen.len();
        let growth = ((offset + bytes.len()).saturating_sub(seen)) as u64;
        let lacking = match &mut state.room {
            Some(room) => {
                let lacking = growth.saturating_sub(*room);
                *room -= growth - lacking;
                usize::try_from(lacking).expect("it is at most the bytes' length")
            }
            None => 0,
        };
        let fits = bytes[..bytes.len() - lacking.min(bytes.len())].to_vec();
        state.change(self.file, Change::Write { offset, bytes: fits });
        match (powered, lacking) {
            (false, _) => Err(io::Error::other("the power fails")),
            (true, 0) => Ok(()),
            (true, _) => Err(io::ErrorKind::StorageFull.into()),
        }
    }

    fn cut(&self, bytes: u64) -> io::Result<()> {
        let mut state = self.disk.state();
        let powered = state.powered()?;
        let bytes = usize::try_from(bytes).map_err(io::Error::other)?;
        state.change(self.file, Change::Cut { bytes });
        if powered { Ok(()) } else { Err(io::Error::other("the power fails")) }
    }

    fn sync(&self) -> io::Result<()> {
        let mut state = self.disk.state();
        if !state.powered()? {
            return Err(io::Error::other("the power fails"));
        }
        let fails = state.sync_fails();
        let mut chance = Chance::new(state.chance.draw());
        let file = &mut state.files[self.file];
        if fails {
            let mut durable = file.durable.clone();
            file.scatter(&mut durable, &mut chance, Cuts::Kept);
            file.durable = durable;
            file.late.clear();
            return Err(io::Error::other("the disk refuses to sync"));
        }
        for change in std::mem::take(&mut file.late) {
            change.apply(&mut file.durable);
        }
        Ok(())
    }
}

//! What other places' nodes said they hold, as it stood in their bundles: the beginning of the
//! newest bundle of each, in a file of its own.
//!
//! Losing a file makes the next bundle for that place larger and nothing else, so a fault here is
//! logged and never fatal; what was altered is nobody's word and is not believed.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use musubi_log::ending::{BUNDLES_MAX, MadeBundle};
use musubi_model::ids::PlaceId;
use musubi_model::time::Timestamp;
use musubi_replica::courier::Word;

/// All of them; the one that was read longest ago is forgotten first.
const BYTES_MAX: u64 = 64 << 20;
/// One of them: 500,000 logs.
pub(crate) const WORD_BYTES_MAX: usize = 32 << 20;
const ENDING: &str = ".musubi";
const TEMPORARY: &str = "new";
/// Which bundles were made here, line by line.
const MADE: &str = "made";
/// Below the data directory.
pub(crate) const COURIER: &str = "courier";

pub(crate) struct Words {
    directory: PathBuf,
}

impl Words {
    pub(crate) fn new(data_dir: &Path) -> Self {
        Self { directory: data_dir.join(COURIER) }
    }

    /// Of every node of a place.
    pub(crate) fn of(&self, place: PlaceId) -> Vec<Vec<u8>> {
        let begins = format!("{place}-");
        let found = self.files().unwrap_or_default().into_iter();
        let found = found.filter(|file| file.name.starts_with(&begins));
        found.filter_map(|file| fs::read(self.directory.join(file.name)).ok()).collect()
    }

    /// Keeps a word, unless a newer one of the same node is there. `read` reads what is there.
    pub(crate) fn keep(&self, word: &Word, bytes: &[u8], read: impl Fn(&[u8]) -> Option<Word>) {
        let name = format!("{}-{}{ENDING}", word.maker.place, word.maker.node);
        let path = self.directory.join(&name);
        let held = fs::read(&path).ok().and_then(|held| read(&held));
        if bytes.len() > WORD_BYTES_MAX || held.is_some_and(|held| held.made > word.made) {
            return;
        }
        let kept = self.write(&path, bytes).and_then(|()| self.forget_oldest(&name));
        if let Err(error) = kept {
            tracing::warn!(%error, "what another place holds could not be written down");
        }
    }

    /// A bundle leaves this laptop.
    pub(crate) fn note_made(&self, bundle: MadeBundle) {
        let noted = fs::create_dir_all(&self.directory).and_then(|()| {
            let path = self.directory.join(MADE);
            let mut file = fs::File::options().append(true).create(true).open(path)?;
            writeln!(file, "{} {}", bundle.made.millis(), bundle.to)?;
            file.sync_all()
        });
        if let Err(error) = noted {
            tracing::warn!(%error, "a bundle that was made could not be written down");
        }
    }

    /// The newest bundles that were made here, as many as a destruction lists.
    pub(crate) fn made(&self) -> Vec<MadeBundle> {
        let text = fs::read_to_string(self.directory.join(MADE)).unwrap_or_default();
        let lines = text.lines().filter_map(|line| {
            let (made, to) = line.split_once(' ')?;
            let made = Timestamp::from_millis(made.parse().ok()?);
            Some(MadeBundle { made, to: to.parse().ok()? })
        });
        let mut made: Vec<MadeBundle> = lines.collect();
        made.sort_unstable();
        made.dedup();
        made.split_off(made.len().saturating_sub(BUNDLES_MAX))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.directory)?;
        let temporary = path.with_extension(TEMPORARY);
        let mut file = fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    }

    fn forget_oldest(&self, newest: &str) -> io::Result<()> {
        let mut files = self.files()?;
        files.sort_by_key(|file| (file.name == newest, file.changed));
        let mut bytes: u64 = files.iter().map(|file| file.bytes).sum();
        for file in files {
            if bytes <= BYTES_MAX || file.name == newest {
                break;
            }
            fs::remove_file(self.directory.join(&file.name))?;
            bytes -= file.bytes;
        }
        Ok(())
    }

    /// Before the first word there is no directory.
    fn files(&self) -> io::Result<Vec<Kept>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let about = entry.metadata()?;
            if name.ends_with(ENDING) && about.is_file() {
                let changed = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                files.push(Kept { name, bytes: about.len(), changed });
            }
        }
        Ok(files)
    }
}

struct Kept {
    name: String,
    bytes: u64,
    changed: SystemTime,
}

#[cfg(test)]
mod tests {
    use musubi_log::city::{CitySecret, OperationKind};
    use musubi_log::hash::place_id;
    use musubi_log::node::Member;
    use musubi_log::role::Role;
    use musubi_log::safe::OperationSecret;
    use musubi_log::ticket::Order;
    use musubi_replica::courier::Known;

    use super::*;

    fn laptop(common_id: &str) -> Member {
        let rng = &mut rand::rng();
        let city = CitySecret::generate(rng);
        let operation = OperationSecret::mint(OperationKind::Drill, "a test", rng);
        let order = Order {
            operation: &operation.operation,
            role: Role::Shelter,
            place: place_id(&city.public(), common_id),
            place_name: "a place",
            index: 0,
            not_after: Timestamp::from_millis(i64::MAX),
        };
        city.issue(&order, &operation.master, rng).enrol(rng).member().unwrap()
    }

    fn said(maker: &Member, at: &[u8]) -> Option<Word> {
        let made = Timestamp::from_millis(std::str::from_utf8(at).ok()?.parse().ok()?);
        Some(Word { maker: maker.clone(), made, known: Known::default() })
    }

    #[test]
    fn of_each_node_the_newest_word_is_kept_whatever_the_order_of_reading() {
        let folder = tempfile::tempdir().unwrap();
        let words = Words::new(folder.path());
        let (one, other) = (laptop("E1"), laptop("E2"));
        assert_eq!(words.of(one.place), Vec::<Vec<u8>>::new());
        for (maker, at) in [(&one, "20"), (&one, "10"), (&other, "5"), (&one, "30"), (&one, "25")] {
            let word = said(maker, at.as_bytes()).unwrap();
            words.keep(&word, at.as_bytes(), |held| said(maker, held));
        }
        assert_eq!(words.of(one.place), [b"30".to_vec()]);
        assert_eq!(words.of(other.place), [b"5".to_vec()]);
        // What does not hold any more is nobody's word.
        let path = folder.path().join(format!("courier/{}-{}.musubi", one.place, one.node));
        fs::write(path, b"garbage").unwrap();
        words.keep(&said(&one, b"7").unwrap(), b"7", |held| said(&one, held));
        assert_eq!(words.of(one.place), [b"7".to_vec()]);
    }

    #[test]
    fn the_newest_bundles_that_were_made_here_are_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let words = Words::new(folder.path());
        assert_eq!(words.made(), []);
        let place = laptop("E1").place;
        let count = i64::try_from(BUNDLES_MAX).unwrap();
        for at in 0..count + 3 {
            words.note_made(MadeBundle { made: Timestamp::from_millis(at), to: place });
        }
        let made = words.made();
        assert_eq!(made.len(), BUNDLES_MAX);
        assert_eq!(made[0], MadeBundle { made: Timestamp::from_millis(3), to: place });
    }

    #[test]
    fn what_was_read_longest_ago_is_forgotten_first_when_there_is_too_much() {
        let folder = tempfile::tempdir().unwrap();
        let words = Words::new(folder.path());
        let laptops = [laptop("E1"), laptop("E2"), laptop("E3")];
        let word = vec![b'0'; usize::try_from(BYTES_MAX / 2).unwrap()];
        for (age, maker) in laptops.iter().enumerate() {
            words.keep(&said(maker, b"1").unwrap(), &word, |_| None);
            let path = folder.path().join(format!("courier/{}-{}.musubi", maker.place, maker.node));
            let at = SystemTime::now() - std::time::Duration::from_secs(100 - age as u64);
            fs::File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
        }
        let held: Vec<usize> = laptops.iter().map(|maker| words.of(maker.place).len()).collect();
        assert_eq!(held, [0, 1, 1]);
    }
}

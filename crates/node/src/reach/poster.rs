//! The address on the poster, in a small file of its own beside the journal (`docs/format.md` §7).

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use musubi_model::time::Timestamp;
use musubi_store::disk::sync_directory;
use serde::{Deserialize, Serialize};

const TEMPORARY: &str = "new";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poster {
    pub url: String,
    pub printed_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum PosterError {
    #[error("this laptop does not have that address now")]
    NotOurs,
    #[error("the poster's address cannot be written down")]
    Write(#[from] io::Error),
}

#[derive(Serialize, Deserialize)]
struct Kept {
    format: u8,
    url: String,
    printed_at_ms: i64,
}

impl Poster {
    /// `None`: there is none, or it cannot be read; then it is printed and noted again.
    pub(super) fn read(file: &Path) -> Option<Self> {
        let kept: Kept = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
        let printed_at = Timestamp::from_millis(kept.printed_at_ms);
        (kept.format == 1).then_some(Self { url: kept.url, printed_at })
    }

    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let kept =
            Kept { format: 1, url: self.url.clone(), printed_at_ms: self.printed_at.millis() };
        let new = path.with_extension(TEMPORARY);
        let mut file = fs::File::create(&new)?;
        file.write_all(&serde_json::to_vec(&kept).expect("two values are JSON"))?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        path.parent().map_or(Ok(()), sync_directory)
    }
}

//! What leaves for other people's programs: golden files of every format, and what must hold of each.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod facts;
mod interop;
mod ledger;
mod pfif;
mod shelters;
mod table;

use std::path::Path;

use musubi_exchange::table::{Exercise, Head};
use musubi_model::time::Timestamp;

/// 2026-11-26 18:09:30 in Japan.
const AS_OF: Timestamp = Timestamp::from_millis(1_795_684_170_000);

fn head(exercise: Exercise) -> Head {
    Head {
        operation: "令和8年熊本地震".to_owned(),
        exercise,
        as_of: AS_OF,
        unknown: vec!["8時間連絡のない場所 2か所".to_owned()],
    }
}

/// The bytes are those of the file in `tests/golden`.
#[track_caller]
fn golden(name: &str, bytes: &[u8]) {
    goldens(&[(name, bytes.to_vec())]);
}

/// What differs is left beside the build, to be looked at and, where it is meant, put there.
#[track_caller]
fn goldens(all: &[(&str, Vec<u8>)]) {
    let (made, kept) = (Path::new(env!("CARGO_TARGET_TMPDIR")), Path::new("tests/golden"));
    let differs = |(name, bytes): &&(&str, Vec<u8>)| {
        std::fs::write(made.join(name), bytes).unwrap();
        std::fs::read(kept.join(name)).unwrap_or_default() != *bytes
    };
    let differing: Vec<&str> = all.iter().filter(differs).map(|(name, _)| *name).collect();
    assert!(differing.is_empty(), "{differing:?} in {} differ", made.display());
}

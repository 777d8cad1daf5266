//! What neighbours are told of the blobs that are here.

use std::sync::atomic::{AtomicU64, Ordering};

use musubi_log::blob::{BlobName, VALUES_MAX};
use musubi_mesh::Question as Asked;
use musubi_replica::transfers::{Holdings, Question};
use musubi_store::blobs::{Blobs, Holding};

/// Answers one question; dropping it says that there is nothing to say. Blocks. Counts chunks.
pub(super) fn answer(files: &Blobs, asked: Asked, given: &AtomicU64) {
    let Some(question) = Question::from_bytes(&asked.bytes) else {
        return tracing::debug!(from = %asked.from, "a question of another version");
    };
    match said(files, question) {
        Ok(said) => {
            if matches!(question, Question::Chunk { .. }) && said.len() > 1 {
                given.fetch_add(1, Ordering::Relaxed);
            }
            // Whoever asked may be gone.
            drop(asked.answer.send(said));
        }
        Err(error) => tracing::warn!(%error, "a blob cannot be read"),
    }
}

fn said(files: &Blobs, question: Question) -> std::io::Result<Vec<u8>> {
    let found = match question {
        Question::Holdings { name } => return Ok(holdings(files, name)?.to_bytes()),
        Question::List { name, from } => files.list(&name, from, VALUES_MAX)?,
        Question::Chunk { name, index } => files.chunk(&name, index)?,
    };
    Ok(found.map_or(vec![0], |found| [&[1], &found[..]].concat()))
}

fn holdings(files: &Blobs, name: BlobName) -> std::io::Result<Holdings> {
    Ok(match (files.holding(&name)?, files.bytes(&name)?) {
        (Holding::Whole { bytes }, _) => Holdings::Whole { bytes },
        (Holding::Part(chunks), Some(bytes)) => Holdings::Part { bytes, chunks },
        _ => Holdings::Nothing,
    })
}

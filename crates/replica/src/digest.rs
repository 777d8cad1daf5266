//! The tree of digests by which two nodes find out what they do not share.
//!
//! Over what is stored alone: log ids, positions and chains; hashes of facts. Signatures,
//! checkpoints and the cutting of spans are in no digest (`docs/format.md`, section 5).

use std::cell::Cell;
use std::collections::BTreeMap;

use musubi_log::hash::{Hash, LogId, bucket, h};
use musubi_model::ids::DocumentId;

use crate::message::{Buckets, Digest, FactClass};

/// The digest of an empty class or bucket.
const NOTHING: Hash = Hash::new([0; 32]);

/// Digests of all stored documents, by bucket.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    buckets: BTreeMap<u8, BTreeMap<DocumentId, Hash>>,
    /// The last root that was asked for, and with which facts: heartbeats ask again and again.
    root: Cell<Option<([Hash; 4], Hash)>>,
}

impl Tree {
    pub(crate) fn set(&mut self, document: DocumentId, digest: Hash) {
        self.root.set(None);
        self.buckets.entry(bucket(&document)).or_default().insert(document, digest);
    }

    pub(crate) fn remove(&mut self, document: &DocumentId) {
        self.root.set(None);
        let number = bucket(document);
        if let Some(documents) = self.buckets.get_mut(&number) {
            documents.remove(document);
            if documents.is_empty() {
                self.buckets.remove(&number);
            }
        }
    }

    pub(crate) fn get(&self, document: &DocumentId) -> Option<Digest> {
        let digest = self.buckets.get(&bucket(document))?.get(document)?;
        Some(Digest::from(*digest))
    }

    pub(crate) fn root(&self, facts: &[Hash; 4]) -> Hash {
        if let Some((_, root)) = self.root.get().filter(|(of, _)| of == facts) {
            return root;
        }
        let buckets: Vec<Hash> = (0..=u8::MAX).map(|bucket| self.bucket(bucket)).collect();
        let fields: Vec<&[u8]> =
            facts.iter().chain(&buckets).map(|digest| &digest.bytes()[..]).collect();
        let root = h("root", &fields);
        self.root.set(Some((*facts, root)));
        root
    }

    fn bucket(&self, number: u8) -> Hash {
        let Some(documents) = self.buckets.get(&number) else { return NOTHING };
        let lines: Vec<Vec<u8>> = documents
            .iter()
            .map(|(document, digest)| [&document.to_bytes()[..], digest.bytes()].concat())
            .collect();
        let mut fields: Vec<&[u8]> = vec![std::slice::from_ref(&number)];
        fields.extend(lines.iter().map(Vec::as_slice));
        h("bucket digest", &fields)
    }

    /// Which buckets hold something, and their digests in ascending order.
    pub(crate) fn summary(&self) -> (Buckets, Vec<Digest>) {
        let filled: Buckets = self.buckets.keys().copied().collect();
        let digests = filled.iter().map(|bucket| Digest::from(self.bucket(bucket))).collect();
        (filled, digests)
    }

    /// The buckets in which a summary differs from ours, ours and theirs.
    pub(crate) fn differing(&self, filled: Buckets, digests: &[Digest]) -> Buckets {
        let theirs: BTreeMap<u8, Digest> = filled.iter().zip(digests.iter().copied()).collect();
        let (ours, digests) = self.summary();
        let ours: BTreeMap<u8, Digest> = ours.iter().zip(digests).collect();
        (0..=u8::MAX).filter(|bucket| ours.get(bucket) != theirs.get(bucket)).collect()
    }

    pub(crate) fn documents(&self, number: u8) -> impl Iterator<Item = (DocumentId, Digest)> + '_ {
        let documents = self.buckets.get(&number).into_iter().flatten();
        documents.map(|(document, digest)| (*document, Digest::from(*digest)))
    }
}

/// `tips` ascend by log id.
pub(crate) fn document(
    document: &DocumentId,
    tips: impl Iterator<Item = (LogId, u64, Hash)>,
) -> Hash {
    let lines: Vec<[u8; 72]> = tips
        .map(|(log, position, chain)| {
            let mut line = [0; 72];
            line[..32].copy_from_slice(log.bytes());
            line[32..40].copy_from_slice(&position.to_le_bytes());
            line[40..].copy_from_slice(chain.bytes());
            line
        })
        .collect();
    let id = document.to_bytes();
    let mut fields: Vec<&[u8]> = vec![&id];
    fields.extend(lines.iter().map(<[u8; 72]>::as_slice));
    h("document digest", &fields)
}

/// `hashes` ascend.
pub(crate) fn facts<'a>(class: FactClass, hashes: impl Iterator<Item = &'a Hash>) -> Hash {
    let number = [class.number()];
    let mut fields: Vec<&[u8]> = vec![&number];
    fields.extend(hashes.map(|hash| &hash.bytes()[..]));
    if fields.len() == 1 { NOTHING } else { h("facts", &fields) }
}

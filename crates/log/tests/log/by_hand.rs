//! `docs/format.md` §1–3 done once more from the page, with nothing of ours but the page: to show
//! that the page is right, and to write what no honest writer would.

use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use ed25519_dalek::{Signer, SigningKey};

pub(crate) fn h(domain: &str, fields: &[&[u8]]) -> [u8; 32] {
    let mut bytes = Vec::new();
    for field in fields {
        bytes.extend_from_slice(&u32::try_from(field.len()).unwrap().to_le_bytes());
        bytes.extend_from_slice(field);
    }
    blake3::derive_key(&format!("musubi v1 {domain}"), &bytes)
}

/// A CBOR head: major type and argument, shortest form.
pub(crate) fn head(major: u8, value: u64) -> Vec<u8> {
    let first = major << 5;
    let be = value.to_be_bytes();
    match value {
        0..=23 => vec![first | be[7]],
        24..=0xff => vec![first | 0x18, be[7]],
        0x100..=0xffff => [&[first | 0x19], &be[6..]].concat(),
        0x1_0000..=0xffff_ffff => [&[first | 0x1a], &be[4..]].concat(),
        _ => [&[first | 0x1b], &be[..]].concat(),
    }
}

pub(crate) fn bytes(value: &[u8]) -> Vec<u8> {
    [head(2, value.len() as u64), value.to_vec()].concat()
}

pub(crate) fn uint(value: u64) -> Vec<u8> {
    head(0, value)
}

pub(crate) fn map(fields: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut out = head(5, fields.len() as u64);
    for (key, value) in fields {
        out.extend(head(0, *key));
        out.extend(value);
    }
    out
}

/// One log, from its secrets up.
pub(crate) struct Log {
    pub(crate) signing: SigningKey,
    pub(crate) document: [u8; 33],
    pub(crate) run: [u8; 16],
    pub(crate) certificate: [u8; 32],
    pub(crate) group_secret: [u8; 32],
}

impl Log {
    pub(crate) fn node(&self) -> [u8; 32] {
        self.signing.verifying_key().to_bytes()
    }

    pub(crate) fn id(&self) -> [u8; 32] {
        h("log", &[&self.document, &self.node(), &self.run])
    }

    pub(crate) fn document_key(&self) -> [u8; 32] {
        h("document", &[&self.group_secret, &self.document])
    }

    pub(crate) fn key(&self) -> [u8; 32] {
        h("log key", &[&self.document_key(), &self.id()])
    }

    pub(crate) fn header(&self) -> Vec<u8> {
        let fields = map(&[
            (0, uint(1)),
            (1, bytes(&self.document[..16])),
            (2, uint(self.document[16].into())),
            (3, bytes(&self.document[17..])),
            (4, bytes(&self.node())),
            (5, bytes(&self.run)),
            (6, bytes(&h("key id", &[&self.document_key()])[..16])),
            (7, bytes(&self.certificate)),
        ]);
        [&u16::try_from(fields.len()).unwrap().to_le_bytes()[..], &fields].concat()
    }

    /// `laid_out` is what stands in the blocks: length, zstd, zeros.
    pub(crate) fn entry(&self, position: u64, numbers: [u8; 3], laid_out: &[u8]) -> Vec<u8> {
        assert_eq!(laid_out.len() % 32, 0);
        let [body_type, shape, dictionary] = numbers;
        let mut nonce = [0; 12];
        nonce[..8].copy_from_slice(&position.to_le_bytes());
        let aad = [&self.id()[..], &numbers].concat();
        let sealed = Aes256GcmSiv::new(&self.key().into())
            .encrypt(&Nonce::from(nonce), Payload { msg: laid_out, aad: &aad })
            .unwrap();
        let first = u16::try_from(laid_out.len() / 32).unwrap() | u16::from(body_type) << 11;
        [&first.to_le_bytes()[..], &[shape, dictionary], &sealed].concat()
    }

    pub(crate) fn chain(&self, frames: &[Vec<u8>]) -> [u8; 32] {
        frames.iter().fold(self.id(), |before, frame| h("chain", &[&before, &h("leaf", &[frame])]))
    }

    /// Signs up to and with the last of `frames`, which are all frames of the log.
    pub(crate) fn sign(&self, frames: &[Vec<u8>]) -> [u8; 64] {
        let position = frames.len() as u64 - 1;
        let head = h("head", &[&self.id(), &position.to_le_bytes(), &self.chain(frames)]);
        self.signing.sign(&head).to_bytes()
    }

    /// The last `count` of `frames` as a span.
    pub(crate) fn span(&self, frames: &[Vec<u8>], count: usize) -> Vec<u8> {
        let from = frames.len() - count;
        let mut fields = vec![(0, bytes(&self.id())), (1, uint(from as u64))];
        if from > 0 {
            fields.push((2, bytes(&self.chain(&frames[..from]))));
        }
        fields.push((3, bytes(&frames[from..].concat())));
        fields.push((4, bytes(&self.sign(frames))));
        map(&fields)
    }
}

pub(crate) fn lay_out(packed: &[u8]) -> Vec<u8> {
    let mut out = u32::try_from(packed.len()).unwrap().to_le_bytes().to_vec();
    out.extend_from_slice(packed);
    out.resize(out.len().next_multiple_of(32), 0);
    out
}

/// `plain` begins with the clock's flags.
pub(crate) fn pack(plain: &[u8]) -> Vec<u8> {
    lay_out(&zstd::bulk::compress(plain, 9).unwrap())
}

//! The first bytes on every connection, drawn in `docs/format.md`, section 6.
//!
//! Reading is total: any bytes give a hello or a refusal, and nothing is allocated that the length
//! limit does not cover.

use std::io;

use futures::{AsyncRead, AsyncReadExt};
use musubi_model::ids::OperationId;

use crate::admission::{CERTIFICATE_BYTES_MAX, RefusalCode};

const MAGIC: &[u8; 7] = b"musubi\0";
const VERSION: u8 = 1;
/// Magic, version, operation, length of the certificate.
const HEAD_BYTES: usize = 7 + 1 + 16 + 2;
const SIGNATURE_BYTES: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hello {
    pub(crate) operation: OperationId,
    pub(crate) certificate: Vec<u8>,
    pub(crate) signature: [u8; SIGNATURE_BYTES],
}

impl Hello {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let length = u16::try_from(self.certificate.len())
            .expect("the length was checked when the mesh was started");
        let mut bytes = Vec::with_capacity(HEAD_BYTES + self.certificate.len() + SIGNATURE_BYTES);
        bytes.extend_from_slice(MAGIC);
        bytes.push(VERSION);
        bytes.extend_from_slice(self.operation.bytes());
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&self.certificate);
        bytes.extend_from_slice(&self.signature);
        bytes
    }

    pub(crate) async fn read(io: &mut (impl AsyncRead + Unpin)) -> Result<Self, RefusalCode> {
        let mut head = [0; HEAD_BYTES];
        fill(io, &mut head).await?;
        let (magic, rest) = head.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(RefusalCode::Malformed);
        }
        let (version, rest) = rest.split_at(1);
        if version != [VERSION] {
            return Err(RefusalCode::OtherVersion);
        }
        let (operation, length) = rest.split_at(16);
        let operation =
            OperationId::new(operation.try_into().expect("the head was split at 16 bytes"));
        let length = usize::from(u16::from_le_bytes(
            length.try_into().expect("two bytes of the head are left"),
        ));
        if length > CERTIFICATE_BYTES_MAX {
            return Err(RefusalCode::Malformed);
        }
        let mut certificate = vec![0; length];
        fill(io, &mut certificate).await?;
        let mut signature = [0; SIGNATURE_BYTES];
        fill(io, &mut signature).await?;
        Ok(Self { operation, certificate, signature })
    }
}

async fn fill(io: &mut (impl AsyncRead + Unpin), buffer: &mut [u8]) -> Result<(), RefusalCode> {
    io.read_exact(buffer).await.map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => RefusalCode::Malformed,
        _ => RefusalCode::Closed,
    })
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> Result<Hello, RefusalCode> {
        block_on(Hello::read(&mut futures::io::Cursor::new(bytes)))
    }

    fn hello(certificate: Vec<u8>) -> Hello {
        Hello { operation: OperationId::new([7; 16]), certificate, signature: [9; 64] }
    }

    #[test]
    fn the_drawn_bytes_are_the_bytes_on_the_wire() {
        let mut drawn = b"musubi\0\x01".to_vec();
        drawn.extend([7; 16]);
        drawn.extend([3, 0]);
        drawn.extend(b"abc");
        drawn.extend([9; 64]);
        assert_eq!(hello(b"abc".to_vec()).to_bytes(), drawn);
    }

    #[test]
    fn a_cut_hello_is_malformed_at_every_length() {
        let whole = hello(b"certificate".to_vec()).to_bytes();
        for length in 0..whole.len() {
            assert_eq!(read(&whole[..length]), Err(RefusalCode::Malformed), "cut at {length}");
        }
        assert_eq!(read(&whole), Ok(hello(b"certificate".to_vec())));
    }

    #[test]
    fn another_version_and_a_giant_certificate_are_told_apart() {
        let mut other = hello(Vec::new()).to_bytes();
        other[7] = 2;
        assert_eq!(read(&other), Err(RefusalCode::OtherVersion));
        let giant = hello(vec![0; CERTIFICATE_BYTES_MAX + 1]).to_bytes();
        assert_eq!(read(&giant), Err(RefusalCode::Malformed));
        assert!(read(&hello(vec![0; CERTIFICATE_BYTES_MAX]).to_bytes()).is_ok());
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_hello_or_a_refusal(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
            let _ = read(&bytes);
        }

        #[test]
        fn any_hello_reads_back(certificate in proptest::collection::vec(any::<u8>(), 0..1_024)) {
            let hello = hello(certificate);
            prop_assert_eq!(read(&hello.to_bytes()), Ok(hello));
        }

        #[test]
        fn a_changed_byte_is_another_hello_or_a_refusal(position in 0usize..101, change in 1u8..) {
            let hello = hello(b"certificate".to_vec());
            let mut bytes = hello.to_bytes();
            bytes[position] ^= change;
            prop_assert_ne!(read(&bytes), Ok(hello));
        }
    }
}

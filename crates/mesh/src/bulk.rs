//! How one message travels: a stream of its own, the bytes, the end of the stream; back comes one
//! byte that says whether the reader took it (`docs/format.md`, section 6).

use std::io;

use futures::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use libp2p::StreamProtocol;
use libp2p::request_response;

use crate::outbox::MESSAGE_BYTES_MAX;

pub(crate) const PROTOCOL: StreamProtocol = StreamProtocol::new("/musubi/bulk/1");

/// What the reader did with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    Yes,
    /// The reader holds as much of this peer as it will; the message is lost.
    NoRoom,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct BulkCodec;

impl request_response::Codec for BulkCodec {
    type Protocol = StreamProtocol;
    type Request = Vec<u8>;
    type Response = Taken;

    async fn read_request<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Vec<u8>>
    where
        T: AsyncRead + Unpin + Send,
    {
        let mut message = Vec::new();
        io.take(MESSAGE_BYTES_MAX as u64 + 1).read_to_end(&mut message).await?;
        if message.len() > MESSAGE_BYTES_MAX {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a message over the limit"));
        }
        Ok(message)
    }

    async fn read_response<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Taken>
    where
        T: AsyncRead + Unpin + Send,
    {
        let mut byte = [0];
        io.read_exact(&mut byte).await?;
        match byte {
            [0] => Ok(Taken::Yes),
            [1] => Ok(Taken::NoRoom),
            _ => Err(io::Error::new(io::ErrorKind::InvalidData, "an unknown answer")),
        }
    }

    async fn write_request<T>(
        &mut self,
        _: &StreamProtocol,
        io: &mut T,
        message: Vec<u8>,
    ) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        io.write_all(&message).await
    }

    async fn write_response<T>(
        &mut self,
        _: &StreamProtocol,
        io: &mut T,
        taken: Taken,
    ) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        let byte = match taken {
            Taken::Yes => 0,
            Taken::NoRoom => 1,
        };
        io.write_all(&[byte]).await
    }
}

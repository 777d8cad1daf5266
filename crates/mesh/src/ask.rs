//! How a question and its answer travel: a stream of its own each (`docs/format.md`, section 6).
//!
//! Questions wait for nobody: where the owner is busy, or knows no answer, an empty one goes back at
//! once. What they mean is the owner's business.

use std::collections::{BTreeMap, VecDeque};
use std::io;

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, FutureExt};
use libp2p::StreamProtocol;
use libp2p::request_response::{self, OutboundRequestId, ResponseChannel};
use musubi_model::ids::NodeKey;
use tokio::sync::{mpsc, oneshot};

pub(crate) const PROTOCOL: StreamProtocol = StreamProtocol::new("/musubi/ask/1");
pub const QUESTION_BYTES_MAX: usize = 64;
pub const ANSWER_BYTES_MAX: usize = 256 * 1_024 + 64;
/// Questions to one peer that are not answered yet.
pub const ASKED_MAX: usize = 4;

/// A peer wants to know something. Dropping it answers that there is nothing to say.
#[derive(Debug)]
pub struct Question {
    pub from: NodeKey,
    pub bytes: Vec<u8>,
    /// Takes at most [`ANSWER_BYTES_MAX`] bytes; more are not sent.
    pub answer: oneshot::Sender<Vec<u8>>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    #[error("node {node} is not connected")]
    NotConnected { node: NodeKey },
    #[error("a question of {bytes} bytes; at most {max} can be asked")]
    TooLarge { bytes: usize, max: usize },
    #[error("too many questions wait for node {node} already")]
    Full { node: NodeKey },
    #[error("node {node} has nothing to say, or no time")]
    Nothing { node: NodeKey },
    #[error("the answer of node {node} did not arrive")]
    Lost { node: NodeKey },
}

/// A question on its way from the handle to the loop.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) node: NodeKey,
    pub(crate) question: Vec<u8>,
    pub(crate) answer: oneshot::Sender<Result<Vec<u8>, AskError>>,
}

/// Questions under way, ours and theirs.
pub(crate) struct Asking {
    owner: Option<mpsc::Sender<Question>>,
    ours: BTreeMap<OutboundRequestId, Asked>,
    pub(crate) answers: FuturesUnordered<BoxFuture<'static, Answered>>,
}

/// What the owner says to a peer; without bytes: nothing.
pub(crate) struct Answered {
    pub(crate) channel: ResponseChannel<Vec<u8>>,
    pub(crate) answer: Vec<u8>,
}

impl Asking {
    pub(crate) fn new(owner: Option<mpsc::Sender<Question>>) -> Self {
        Self { owner, ours: BTreeMap::new(), answers: FuturesUnordered::new() }
    }

    /// Whether one more question to this node may go out.
    pub(crate) fn has_room(&self, node: NodeKey) -> bool {
        self.ours.values().filter(|asked| asked.node == node).count() < ASKED_MAX
    }

    pub(crate) fn sent(&mut self, request: OutboundRequestId, asked: Asked) {
        self.ours.insert(request, asked);
    }

    pub(crate) fn answered(&mut self, request: OutboundRequestId, answer: Option<Vec<u8>>) {
        let Some(Asked { node, answer: to, .. }) = self.ours.remove(&request) else { return };
        let answer = match answer {
            Some(answer) if answer.is_empty() => Err(AskError::Nothing { node }),
            Some(answer) => Ok(answer),
            None => Err(AskError::Lost { node }),
        };
        // Whoever asked may not wait any more.
        let _ = to.send(answer);
    }

    /// Nothing comes from this node any more.
    pub(crate) fn down(&mut self, node: NodeKey) {
        let gone: Vec<OutboundRequestId> =
            self.ours.iter().filter(|(_, asked)| asked.node == node).map(|(id, _)| *id).collect();
        gone.into_iter().for_each(|request| self.answered(request, None));
    }

    /// Hands a peer's question to the owner, if it takes one.
    pub(crate) fn hear(
        &mut self,
        from: NodeKey,
        bytes: Vec<u8>,
        channel: ResponseChannel<Vec<u8>>,
    ) {
        let (answer, answered) = oneshot::channel();
        if let Some(owner) = &self.owner {
            // Full: the sender is dropped with the question, and so there is no answer.
            let _ = owner.try_send(Question { from, bytes, answer });
        }
        let answer = answered.map(|answer| {
            let fits = |answer: &Vec<u8>| answer.len() <= ANSWER_BYTES_MAX;
            Answered { channel, answer: answer.ok().filter(fits).unwrap_or_default() }
        });
        self.answers.push(answer.boxed());
    }
}

/// Questions that wait for the loop; the owner asks at its own pace.
const WAITING_MAX: usize = 256;

/// Puts a question where the loop finds it.
pub(crate) fn put(waiting: &mut VecDeque<Asked>, asked: Asked) -> Result<(), AskError> {
    let (node, bytes) = (asked.node, asked.question.len());
    if bytes > QUESTION_BYTES_MAX {
        return Err(AskError::TooLarge { bytes, max: QUESTION_BYTES_MAX });
    }
    if waiting.len() >= WAITING_MAX {
        return Err(AskError::Full { node });
    }
    waiting.push_back(asked);
    Ok(())
}

#[derive(Debug, Clone, Default)]
pub(crate) struct AskCodec;

async fn read(io: &mut (impl AsyncRead + Unpin + Send), max: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io.take(max as u64 + 1).read_to_end(&mut bytes).await?;
    if bytes.len() > max {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "over the limit"));
    }
    Ok(bytes)
}

impl request_response::Codec for AskCodec {
    type Protocol = StreamProtocol;
    type Request = Vec<u8>;
    type Response = Vec<u8>;

    async fn read_request<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Vec<u8>>
    where
        T: AsyncRead + Unpin + Send,
    {
        read(io, QUESTION_BYTES_MAX).await
    }

    async fn read_response<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Vec<u8>>
    where
        T: AsyncRead + Unpin + Send,
    {
        read(io, ANSWER_BYTES_MAX).await
    }

    async fn write_request<T>(
        &mut self,
        _: &StreamProtocol,
        io: &mut T,
        question: Vec<u8>,
    ) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        io.write_all(&question).await
    }

    async fn write_response<T>(
        &mut self,
        _: &StreamProtocol,
        io: &mut T,
        answer: Vec<u8>,
    ) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        io.write_all(&answer).await
    }
}

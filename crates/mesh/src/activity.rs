//! When something was last heard over a connection, counted where the bytes arrive.
//!
//! A heartbeat may wait behind megabytes on a slow link; any byte read is a sign of life, so only
//! a link that carries nothing at all counts as dead. The wrapper also keeps a dead TCP connection
//! from hanging in its goodbye, which would leave the peer "connected" for ever.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use futures::{AsyncRead, AsyncWrite};
use libp2p::core::StreamMuxer;
use libp2p::core::muxing::{StreamMuxerBox, StreamMuxerEvent, SubstreamBox};
use tokio::time::Sleep;

/// A polite goodbye may take this long, then the connection is dropped.
const GOODBYE_MAX: Duration = Duration::from_millis(300);

/// Milliseconds since the mesh was started; copied into everything that tells the time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Uptime(Instant);

impl Uptime {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn now_ms(self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

#[derive(Debug)]
pub(crate) struct Activity {
    uptime: Uptime,
    heard_ms: AtomicU64,
    received_bytes: AtomicU64,
}

impl Activity {
    pub(crate) fn new(uptime: Uptime) -> Self {
        Self {
            uptime,
            heard_ms: AtomicU64::new(uptime.now_ms()),
            received_bytes: AtomicU64::new(0),
        }
    }

    fn heard(&self, bytes: usize) {
        if bytes > 0 {
            self.heard_ms.store(self.uptime.now_ms(), Ordering::Relaxed);
            self.received_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        }
    }

    pub(crate) fn heard_ms(&self) -> u64 {
        self.heard_ms.load(Ordering::Relaxed)
    }

    pub(crate) fn silent_ms(&self, now_ms: u64) -> u64 {
        now_ms.saturating_sub(self.heard_ms())
    }

    pub(crate) fn received_bytes(&self) -> u64 {
        self.received_bytes.load(Ordering::Relaxed)
    }
}

/// An admitted connection whose streams report to its [`Activity`].
pub(crate) struct Watched {
    inner: StreamMuxerBox,
    activity: Arc<Activity>,
    goodbye: Option<Pin<Box<Sleep>>>,
}

impl Watched {
    pub(crate) fn new(inner: StreamMuxerBox, activity: Arc<Activity>) -> Self {
        Self { inner, activity, goodbye: None }
    }

    fn watch(&self, inner: SubstreamBox) -> WatchedStream {
        WatchedStream { inner, activity: Arc::clone(&self.activity) }
    }
}

impl StreamMuxer for Watched {
    type Substream = WatchedStream;
    type Error = io::Error;

    fn poll_inbound(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<WatchedStream>> {
        let stream = ready!(Pin::new(&mut self.inner).poll_inbound(cx))?;
        Poll::Ready(Ok(self.watch(stream)))
    }

    fn poll_outbound(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<WatchedStream>> {
        let stream = ready!(Pin::new(&mut self.inner).poll_outbound(cx))?;
        Poll::Ready(Ok(self.watch(stream)))
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Poll::Ready(closed) = Pin::new(&mut self.inner).poll_close(cx) {
            return Poll::Ready(closed);
        }
        let goodbye = self.goodbye.get_or_insert_with(|| Box::pin(tokio::time::sleep(GOODBYE_MAX)));
        goodbye.as_mut().poll(cx).map(Ok)
    }

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<StreamMuxerEvent>> {
        Pin::new(&mut self.inner).poll(cx)
    }
}

pub(crate) struct WatchedStream {
    inner: SubstreamBox,
    activity: Arc<Activity>,
}

impl AsyncRead for WatchedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let bytes = ready!(Pin::new(&mut self.inner).poll_read(cx, buffer))?;
        self.activity.heard(bytes);
        Poll::Ready(Ok(bytes))
    }
}

impl AsyncWrite for WatchedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_close(cx)
    }
}

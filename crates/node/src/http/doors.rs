//! How many connections a listener holds, and how long one may be still.
//!
//! Both listeners, the mesh and the journal share what this process may open. Without a bound one
//! phone that opens connections and says nothing would leave the journal without its next file.

use std::future::Future as _;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};

/// A gym of phones, each with a few connections. More wait in the system's queue.
pub(crate) const PUBLIC_MAX: usize = 256;
/// The browser tabs of one laptop, each with a stream of events.
pub(crate) const STAFF_MAX: usize = 128;
/// Longer than any answer takes, and than the stream of events is silent.
const STILL_MAX: Duration = Duration::from_secs(40);

/// A listener that takes no more than so many connections at a time.
pub(crate) struct Doors {
    listener: TcpListener,
    places: Arc<Semaphore>,
    still_max: Duration,
}

impl Doors {
    pub(crate) fn new(listener: TcpListener, connections_max: usize) -> Self {
        let places = Arc::new(Semaphore::new(connections_max));
        Self { listener, places, still_max: STILL_MAX }
    }

    /// Another listener that takes from the same number.
    pub(crate) fn beside(&self, listener: TcpListener) -> Self {
        Self { listener, places: Arc::clone(&self.places), still_max: self.still_max }
    }
}

impl Listener for Doors {
    type Io = Visit;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Visit, SocketAddr) {
        let places = Arc::clone(&self.places);
        let place = places.acquire_owned().await.expect("the semaphore is never closed");
        let (stream, address) = Listener::accept(&mut self.listener).await;
        let silence = Box::pin(sleep(self.still_max));
        (Visit { stream, silence, still_max: self.still_max, _place: place }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection that ends when nothing was read or written for too long.
pub(crate) struct Visit {
    stream: TcpStream,
    silence: Pin<Box<Sleep>>,
    still_max: Duration,
    _place: OwnedSemaphorePermit,
}

impl Visit {
    /// `None`: it is gone already.
    pub(crate) fn local_addr(&self) -> Option<SocketAddr> {
        self.stream.local_addr().ok()
    }

    /// Something passed, or the wait for it is over.
    fn watch<T>(
        &mut self,
        context: &mut Context<'_>,
        passed: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if passed.is_ready() {
            let until = Instant::now() + self.still_max;
            self.silence.as_mut().reset(until);
            return passed;
        }
        ready!(self.silence.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Visit {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.watch(context, read)
    }
}

impl AsyncWrite for Visit {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    async fn door(connections_max: usize, still_max: Duration) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let doors = Doors { still_max, ..Doors::new(listener, connections_max) };
        let router = axum::Router::new().route("/", axum::routing::get(async || "here"));
        tokio::spawn(axum::serve(doors, router).into_future());
        address
    }

    async fn ask(address: SocketAddr) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn connections_that_say_nothing_end_and_make_room() {
        let address = door(4, Duration::from_millis(300)).await;
        let mut silent = Vec::new();
        for _ in 0..4 {
            silent.push(TcpStream::connect(address).await.unwrap());
        }
        let answer = tokio::time::timeout(Duration::from_secs(20), ask(address)).await;
        assert!(answer.expect("the silent ones had to go").ends_with("here"));
        for mut stream in silent {
            assert_eq!(stream.read(&mut [0; 8]).await.unwrap(), 0, "it was ended");
        }
    }

    #[tokio::test]
    async fn beyond_the_bound_a_connection_waits() {
        let address = door(2, Duration::from_mins(10)).await;
        let held: Vec<TcpStream> = [
            TcpStream::connect(address).await.unwrap(),
            TcpStream::connect(address).await.unwrap(),
        ]
        .into();
        let mut waiting = Box::pin(ask(address));
        // Nobody but a waiting connection can be answered once these are gone.
        assert!(tokio::time::timeout(Duration::from_millis(300), &mut waiting).await.is_err());
        drop(held);
        assert!(waiting.await.ends_with("here"));
    }
}

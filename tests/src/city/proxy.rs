//! The link between two laptops, outside both: a TCP proxy that can be cut and healed.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

/// Begins cut. Dropping it cuts it for good.
pub(crate) struct Link {
    address: SocketAddr,
    wire: Arc<Mutex<Wire>>,
    pace: Arc<Pace>,
}

/// How much may still come from the far end.
#[derive(Default)]
struct Pace {
    /// `None`: as much as there is.
    left: Mutex<Option<usize>>,
    more: Condvar,
}

#[derive(Default)]
struct Wire {
    /// Where the other end is; `None` while the link is cut.
    to: Option<SocketAddr>,
    open: Vec<TcpStream>,
    /// Connections that were carried.
    carried: usize,
}

impl Link {
    pub(crate) fn cut() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        Self::between(listener, |to| TcpStream::connect(to).ok())
    }

    /// From where the listener is to wherever `connect` reaches.
    pub(crate) fn between(
        listener: TcpListener,
        connect: impl Fn(SocketAddr) -> Option<TcpStream> + Send + 'static,
    ) -> Self {
        let address = listener.local_addr().expect("it is bound");
        let (wire, pace) = (Arc::new(Mutex::new(Wire::default())), Arc::new(Pace::default()));
        let shared = (Arc::clone(&wire), Arc::clone(&pace));
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                carry(near, &shared.0, &shared.1, &connect);
            }
        });
        Self { address, wire, pace }
    }

    /// From now on no more than this comes from the far end, and then nothing.
    pub(crate) fn allow(&self, bytes: usize) {
        *self.pace.lock() = Some(bytes);
        self.pace.more.notify_all();
    }

    pub(crate) fn allow_everything(&self) {
        *self.pace.lock() = None;
        self.pace.more.notify_all();
    }

    /// What the laptop on this side is told of the other.
    pub(crate) fn as_peer(&self) -> String {
        format!("/ip4/127.0.0.1/tcp/{}", self.address.port())
    }

    /// From now on the link leads to `peer`, a multiaddress over TCP.
    pub(crate) fn heal(&self, peer: &str) {
        let port = peer.rsplit('/').next().and_then(|port| port.parse().ok());
        let port: u16 = port.expect("the address ends with its port");
        self.lock().to = Some(SocketAddr::from(([127, 0, 0, 1], port)));
    }

    /// Ends what is open and refuses what comes.
    pub(crate) fn sever(&self) {
        let mut wire = self.lock();
        wire.to = None;
        for stream in wire.open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    pub(crate) fn carried(&self) -> usize {
        self.lock().carried
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Wire> {
        self.wire.lock().expect("nothing panics under it")
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.sever();
    }
}

impl Pace {
    fn lock(&self) -> MutexGuard<'_, Option<usize>> {
        self.left.lock().expect("nothing panics under it")
    }

    /// Waits until something may come. Takes at most `bytes` of it.
    fn take(&self, bytes: usize) -> usize {
        let left = self.more.wait_while(self.lock(), |left| *left == Some(0));
        let mut left = left.expect("nothing panics under it");
        let taken = left.map_or(bytes, |left| left.min(bytes));
        if let Some(left) = left.as_mut() {
            *left -= taken;
        }
        taken
    }
}

fn carry(
    near: TcpStream,
    wire: &Mutex<Wire>,
    pace: &Arc<Pace>,
    connect: &impl Fn(SocketAddr) -> Option<TcpStream>,
) {
    let mut wire = wire.lock().expect("nothing panics under it");
    let Some(far) = wire.to.and_then(connect) else { return };
    wire.carried += 1;
    for (from, to, pace) in [(&near, &far, None), (&far, &near, Some(Arc::clone(pace)))] {
        let [Ok(from), Ok(to), Ok(kept)] = [from, to, from].map(TcpStream::try_clone) else {
            return;
        };
        wire.open.push(kept);
        std::thread::spawn(move || match pace {
            Some(pace) => pump_at(from, to, |bytes| pace.take(bytes)),
            None => pump(from, to),
        });
    }
}

/// Bytes from one end to the other, until either is gone; then both are.
pub(crate) fn pump(from: TcpStream, to: TcpStream) {
    pump_at(from, to, |bytes| bytes);
}

/// `may` is asked how many of the bytes that came may go on.
fn pump_at(mut from: TcpStream, mut to: TcpStream, may: impl Fn(usize) -> usize) {
    let mut buffer = [0; 16_384];
    'carried: while let Ok(count @ 1..) = from.read(&mut buffer) {
        let mut coming = &buffer[..count];
        while !coming.is_empty() {
            let (now, later) = coming.split_at(may(coming.len()));
            if to.write_all(now).is_err() {
                break 'carried;
            }
            coming = later;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

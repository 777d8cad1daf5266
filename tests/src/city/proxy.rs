//! The link between two laptops, outside both: a TCP proxy that can be cut and healed.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Begins cut. Dropping it cuts it for good.
pub(crate) struct Link {
    address: SocketAddr,
    wire: Arc<Mutex<Wire>>,
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
        let address = listener.local_addr().expect("it is bound");
        let wire = Arc::new(Mutex::new(Wire::default()));
        let shared = Arc::clone(&wire);
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                carry(near, &shared);
            }
        });
        Self { address, wire }
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

fn carry(near: TcpStream, wire: &Mutex<Wire>) {
    let mut wire = wire.lock().expect("nothing panics under it");
    let Some(far) = wire.to.and_then(|to| TcpStream::connect(to).ok()) else { return };
    wire.carried += 1;
    for (from, to) in [(&near, &far), (&far, &near)] {
        let [Ok(from), Ok(to), Ok(kept)] = [from, to, from].map(TcpStream::try_clone) else {
            return;
        };
        wire.open.push(kept);
        std::thread::spawn(move || pump(from, to));
    }
}

/// Bytes from one end to the other, until either is gone; then both are.
pub(crate) fn pump(mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 16_384];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

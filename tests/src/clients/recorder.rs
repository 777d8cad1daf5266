//! What a node's public listener is asked for: it is read through this, which writes down each request.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use crate::city::proxy::pump;

/// A second door of the listener.
pub(crate) struct Recorder {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) at: Instant,
    /// The path alone.
    pub(crate) path: String,
    pub(crate) agent: String,
}

impl Recorder {
    /// Of the listener at `public`, an `http://` address.
    pub(crate) fn before(public: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let inner: SocketAddr =
            public.trim_start_matches("http://").parse().expect("an address and a port");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || carry(near, inner, &kept));
            }
        });
        Self { url, asked }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("nothing panics under it").clone()
    }
}

/// Both ways, until one of them closes.
fn carry(mut near: TcpStream, inner: SocketAddr, asked: &Mutex<Vec<Asked>>) {
    let Ok(mut far) = TcpStream::connect(inner) else { return };
    let (Ok(from), Ok(to)) = (far.try_clone(), near.try_clone()) else { return };
    let back = std::thread::spawn(move || pump(from, to));
    let (mut buffer, mut head) = ([0; 16_384], String::new());
    while let Ok(read @ 1..) = near.read(&mut buffer) {
        // Requests have no bodies here: everything is heads.
        head.push_str(&String::from_utf8_lossy(&buffer[..read]));
        while let Some(end) = head.find("\r\n\r\n") {
            let request: String = head.drain(..end + 4).collect();
            note(&request, asked);
        }
        if far.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    let _ = far.shutdown(Shutdown::Write);
    let _ = back.join();
}

fn note(request: &str, asked: &Mutex<Vec<Asked>>) {
    let mut lines = request.lines();
    let path = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
    let agent = lines.find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("user-agent").then(|| value.to_owned())
    });
    let asked_now = Asked { at: Instant::now(), path, agent: agent.unwrap_or_default() };
    asked.lock().expect("nothing panics under it").push(asked_now);
}

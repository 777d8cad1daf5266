//! Peers that speak the transport and then misbehave in the admission, and peers that do not even.

use std::io::Write;
use std::time::{Duration, Instant};

use futures::future::poll_fn;
use futures::{AsyncReadExt, AsyncWriteExt};
use libp2p::core::muxing::{StreamMuxerBox, StreamMuxerExt, SubstreamBox};
use libp2p::core::transport::{Boxed, DialOpts, PortUse};
use libp2p::core::upgrade::Version;
use libp2p::core::{Endpoint, Transport as _};
use libp2p::identity::Keypair;
use libp2p::{PeerId, noise, quic, tcp, yamux};
use musubi_mesh::{MeshEvent, Multiaddr, RefusalCode, RefusedBy};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

use crate::city::City;
use crate::harness::{Running, Transport};

/// The transports of a node, without the admission.
fn bare(transport: Transport) -> Boxed<(PeerId, StreamMuxerBox)> {
    let keys = Keypair::generate_ed25519();
    match transport {
        Transport::Tcp => tcp::tokio::Transport::new(tcp::Config::default())
            .upgrade(Version::V1Lazy)
            .authenticate(noise::Config::new(&keys).unwrap())
            .multiplex(yamux::Config::default())
            .boxed(),
        Transport::Quic => quic::tokio::Transport::new(quic::Config::new(&keys))
            .map(|(peer, connection), _| (peer, StreamMuxerBox::new(connection)))
            .boxed(),
    }
}

/// Keeps the transport alive beside the connection, which QUIC needs.
struct Intruder {
    muxer: StreamMuxerBox,
    _transport: Boxed<(PeerId, StreamMuxerBox)>,
}

impl Intruder {
    async fn connect(transport: Transport, address: Multiaddr) -> Self {
        let mut bare = bare(transport);
        let options = DialOpts { role: Endpoint::Dialer, port_use: PortUse::New };
        let (_, muxer) = bare.dial(address, options).unwrap().await.unwrap();
        Self { muxer, _transport: bare }
    }

    async fn open(&mut self) -> SubstreamBox {
        poll_fn(|cx| {
            let _ = self.muxer.poll_unpin(cx);
            self.muxer.poll_outbound_unpin(cx)
        })
        .await
        .unwrap()
    }

    /// Runs `work` until it ends or the connection is closed by the other side.
    async fn drive<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = std::pin::pin!(work);
        poll_fn(|cx| {
            if let std::task::Poll::Ready(done) = work.as_mut().poll(cx) {
                return std::task::Poll::Ready(Some(done));
            }
            match self.muxer.poll_unpin(cx) {
                std::task::Poll::Ready(Err(_)) => std::task::Poll::Ready(None),
                _ => std::task::Poll::Pending,
            }
        })
        .await
    }
}

async fn still_open_to_friends(city: &City, inside: &mut Running, transport: Transport) {
    let friend = Running::start(&city.laptop(9), transport);
    friend.handle.dial(inside.handle.local_addresses().remove(0));
    inside.up(friend.node).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_bytes_in_place_of_an_admission_are_malformed() {
    let seed = 50;
    println!("seed {seed}");
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    for transport in Transport::BOTH {
        let city = City::new(seed);
        let mut inside = Running::start(&city.laptop(1), transport);
        let address = inside.address().await;
        for round in 0..12 {
            let mut junk = vec![0; 1 << round];
            rng.fill_bytes(&mut junk);
            let mut intruder = Intruder::connect(transport, address.clone()).await;
            let mut stream = intruder.open().await;
            let talk = async {
                // Cut off in the middle of writing is as good as being read.
                let _ = stream.write_all(&junk).await;
                let _ = stream.close().await;
                let mut answer = Vec::new();
                let _ = stream.read_to_end(&mut answer).await;
                answer
            };
            let answer = intruder.drive(talk).await.unwrap_or_default();
            let (by, reason) = inside.refused().await;
            assert_eq!((by, reason.code), (RefusedBy::Us, RefusalCode::Malformed));
            if let Some(verdict) = answer.last() {
                assert_eq!(*verdict, RefusalCode::Malformed.number());
            }
        }
        still_open_to_friends(&city, &mut inside, transport).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admission_that_stalls_is_cut_after_three_seconds_wherever_it_stalls() {
    for transport in Transport::BOTH {
        let city = City::new(51);
        let mut inside = Running::start(&city.laptop(1), transport);
        let address = inside.address().await;
        let mut hello = b"musubi\0\x01".to_vec();
        hello.extend(inside.node.bytes());
        for written in [0, 1, 8, 20] {
            let mut intruder = Intruder::connect(transport, address.clone()).await;
            let began = Instant::now();
            let mut stream = intruder.open().await;
            let talk = async {
                stream.write_all(&hello[..written]).await.unwrap();
                stream.flush().await.unwrap();
                let mut answer = Vec::new();
                // Its hello comes; then nothing, until the connection ends.
                let _ = stream.read_to_end(&mut answer).await;
            };
            let refused = async {
                let (by, reason) = inside.refused().await;
                assert_eq!((by, reason.code), (RefusedBy::Us, RefusalCode::TooSlow));
                began.elapsed()
            };
            let (_, after) = tokio::join!(intruder.drive(talk), refused);
            println!("{transport:?}, stalled after {written} bytes: cut after {after:?}");
            assert!(after >= Duration::from_millis(2_900), "cut too soon: {after:?}");
            assert!(after < Duration::from_secs(6), "cut too late: {after:?}");
        }
        still_open_to_friends(&city, &mut inside, transport).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plain_libp2p_node_that_opens_streams_instead_gets_none() {
    for transport in Transport::BOTH {
        let city = City::new(52);
        let mut inside = Running::start(&city.laptop(1), transport);
        let address = inside.address().await;
        let mut intruder = Intruder::connect(transport, address).await;
        let mut streams = Vec::new();
        for _ in 0..8 {
            streams.push(intruder.open().await);
        }
        let talk = async {
            for stream in &mut streams {
                // What a libp2p node says first on a stream that it wants.
                let _ = stream.write_all(b"\x13/multistream/1.0.0\n\x0f/musubi/bulk/1\n").await;
                let _ = stream.flush().await;
            }
            let mut answers = Vec::new();
            for stream in &mut streams {
                let mut answer = Vec::new();
                let _ = stream.read_to_end(&mut answer).await;
                answers.push(answer);
            }
            answers
        };
        let answers = intruder.drive(talk).await.unwrap_or_default();
        for answer in answers {
            let text = String::from_utf8_lossy(&answer);
            assert!(!text.contains("multistream"), "a stream was negotiated: {text}");
        }
        let (by, reason) = inside.refused().await;
        assert_eq!(by, RefusedBy::Us);
        assert!(matches!(reason.code, RefusalCode::Malformed | RefusalCode::TooSlow));
        still_open_to_friends(&city, &mut inside, transport).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_that_are_not_even_a_transport_do_no_harm() {
    let seed = 53;
    println!("seed {seed}");
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let city = City::new(seed);
    let mut inside = Running::start(&city.laptop(1), Transport::Tcp);
    let tcp = inside.address().await;
    let port = tcp.iter().find_map(|part| match part {
        libp2p::multiaddr::Protocol::Tcp(port) => Some(port),
        _ => None,
    });
    let mut held = Vec::new();
    for _ in 0..200 {
        let mut socket = std::net::TcpStream::connect(("127.0.0.1", port.unwrap())).unwrap();
        let mut junk = vec![0; usize::try_from(rng.next_u32() % 4_096).unwrap()];
        rng.fill_bytes(&mut junk);
        let _ = socket.write_all(&junk);
        held.push(socket);
    }
    drop(held);
    still_open_to_friends(&city, &mut inside, Transport::Tcp).await;

    let mut inside = Running::start(&city.laptop(2), Transport::Quic);
    let quic = inside.address().await;
    let port = quic.iter().find_map(|part| match part {
        libp2p::multiaddr::Protocol::Udp(port) => Some(port),
        _ => None,
    });
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    for _ in 0..2_000 {
        let mut junk = vec![0; usize::try_from(rng.next_u32() % 1_500).unwrap()];
        rng.fill_bytes(&mut junk);
        let _ = socket.send_to(&junk, ("127.0.0.1", port.unwrap()));
    }
    still_open_to_friends(&city, &mut inside, Transport::Quic).await;
    let admitted = inside.wait_for(Duration::ZERO, |event| match event {
        MeshEvent::PeerUp { node, .. } => Some(node),
        _ => None,
    });
    assert_eq!(admitted.await, None);
}

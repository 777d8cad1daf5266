//! One mesh node as a process, for tests that kill or freeze it and for network namespaces.
//!
//! `peer CITY LAPTOP [--listen ADDRESS]… [--dial ADDRESS]… [--mdns]`: CITY and LAPTOP are numbers
//! from which keys and certificates are made, so that two processes of one city know each other.
//! Prints what happens, one line each, after the milliseconds since the start. A line `gossip` on
//! standard input sends a hint; the end of standard input ends the process.

#[expect(dead_code, reason = "the tests use all of it")]
#[path = "../tests/mesh/city.rs"]
mod city;

use std::io::Write;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use musubi_mesh::{Discovery, Mesh, MeshConfig, MeshEvent};
use musubi_model::time::Timestamp;
use tokio::sync::mpsc;

fn wall() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let began = Instant::now();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let mut arguments = std::env::args().skip(1);
    let mut number = || -> u64 {
        let argument = arguments.next().expect("CITY and LAPTOP come first");
        argument.parse().expect("CITY and LAPTOP are numbers")
    };
    let city = city::City::new(number());
    let laptop = city.laptop(number());
    let mut config = MeshConfig::new(laptop.operation, 0, Arc::new(wall));
    config.listen.clear();
    config.discovery = Discovery::ManualOnly;
    while let Some(option) = arguments.next() {
        let mut address = || {
            let text = arguments.next().expect("an address follows");
            text.parse().expect("a multiaddress")
        };
        match option.as_str() {
            "--listen" => config.listen.push(address()),
            "--dial" => config.manual.push(address()),
            "--mdns" => config.discovery = Discovery::Mdns,
            other => panic!("unknown option {other}"),
        }
    }
    let (handle, mut events) = Mesh::start(config, laptop.admission()).expect("the mesh starts");
    let (line, mut lines) = mpsc::channel(1);
    std::thread::spawn(move || {
        for text in std::io::stdin().lines().map_while(Result::ok) {
            if line.blocking_send(text).is_err() {
                break;
            }
        }
    });
    loop {
        let text = tokio::select! {
            event = events.recv() => match event {
                Some(event) => told(event),
                None => break,
            },
            line = lines.recv() => match line {
                Some(line) => {
                    let hint = format!("{line} {:?}", Instant::now());
                    handle.gossip(hint.into_bytes()).expect("a short line");
                    continue;
                }
                None => break,
            },
        };
        let mut out = std::io::stdout().lock();
        if writeln!(out, "{} {text}", began.elapsed().as_millis())
            .and_then(|()| out.flush())
            .is_err()
        {
            break;
        }
    }
}

fn told(event: MeshEvent) -> String {
    match event {
        MeshEvent::Listening { address } => format!("listening {address}"),
        MeshEvent::PeerUp { node, address, .. } => format!("up {node} {address}"),
        MeshEvent::PeerDown { node } => format!("down {node}"),
        MeshEvent::Received { from, bytes } => format!("received {from} {}", bytes.len()),
        MeshEvent::Hint { from, bytes } => format!("hint {from} {}", bytes.len()),
        MeshEvent::Refused { address, by, reason, .. } => {
            format!("refused {address} {by:?} {}", reason.code)
        }
        MeshEvent::Clock { node, theirs, ours } => {
            format!("clock {node} {}", theirs.millis_since(ours))
        }
    }
}

//! Peers that die without a goodbye: killed, or frozen so that the network alone stays silent.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use musubi_mesh::{Mesh, MeshEvent, Multiaddr};
use musubi_model::ids::NodeKey;

use crate::city::{City, Laptop};
use crate::harness::{DEADLINE, Running, Transport, config, gossip_until_heard};

const NOTICED_MAX: Duration = Duration::from_secs(4);

/// The example `peer`, in a process of its own. Killed when dropped.
struct Process(Child);

impl Process {
    fn start(city: u64, laptop: u64, dial: &Multiaddr) -> Self {
        let mut path: PathBuf = std::env::current_exe().unwrap();
        path.pop();
        path.pop();
        path.push("examples");
        path.push(format!("peer{}", std::env::consts::EXE_SUFFIX));
        let child = Command::new(&path)
            .args([city.to_string(), laptop.to_string(), "--dial".into(), dial.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn();
        Self(child.unwrap_or_else(|error| panic!("{} does not start: {error}", path.display())))
    }

    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    fn gossip(&mut self) {
        use std::io::Write;
        writeln!(self.0.stdin.as_mut().unwrap(), "gossip").unwrap();
    }

    #[cfg(unix)]
    fn signal(&self, name: &str) {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Lets the process gossip until its hint is heard here.
async fn hears(inside: &mut Running, process: &mut Process) -> Duration {
    let began = Instant::now();
    loop {
        assert!(began.elapsed() < Duration::from_secs(30), "no hint from the process");
        process.gossip();
        let heard = inside
            .wait_for(Duration::from_millis(100), |event| match event {
                MeshEvent::Hint { .. } => Some(()),
                _ => None,
            })
            .await;
        if heard.is_some() {
            return began.elapsed();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_peer_is_noticed_and_is_itself_again_after_a_restart() {
    for transport in Transport::BOTH {
        let city = City::new(60);
        let other: NodeKey = city.laptop(2).node();
        let mut inside = Running::start(&city.laptop(1), transport);
        let address = inside.address().await;
        let mut process = Process::start(60, 2, &address);
        inside.up(other).await;
        hears(&mut inside, &mut process).await;
        let killed = Instant::now();
        process.kill();
        inside.down(other).await;
        let noticed = killed.elapsed();
        // At once, while traces of the dead boot are fresh.
        let restarted = Instant::now();
        let mut process = Process::start(60, 2, &address);
        inside.up(other).await;
        let back = restarted.elapsed();
        let gossip = hears(&mut inside, &mut process).await;
        println!(
            "{transport:?}: noticed after {noticed:?}, back after {back:?}, gossip {gossip:?}"
        );
        assert!(noticed <= NOTICED_MAX, "noticed after {noticed:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_restarted_before_its_death_was_noticed_replaces_itself() {
    let city = City::new(61);
    let other = city.laptop(2).node();
    let mut inside = Running::start(&city.laptop(1), Transport::Quic);
    let address = inside.address().await;
    let mut process = Process::start(61, 2, &address);
    inside.up(other).await;
    process.kill();
    let mut process = Process::start(61, 2, &address);
    inside.down(other).await;
    inside.up(other).await;
    hears(&mut inside, &mut process).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_peer_is_noticed_and_comes_back_with_gossip_when_it_thaws() {
    for transport in Transport::BOTH {
        let city = City::new(62);
        let other = city.laptop(2).node();
        let mut inside = Running::start(&city.laptop(1), transport);
        let address = inside.address().await;
        let mut process = Process::start(62, 2, &address);
        inside.up(other).await;
        hears(&mut inside, &mut process).await;
        let frozen = Instant::now();
        process.signal("STOP");
        inside.down(other).await;
        let noticed = frozen.elapsed();
        let thawed = Instant::now();
        process.signal("CONT");
        inside.up(other).await;
        let back = thawed.elapsed();
        let gossip = hears(&mut inside, &mut process).await;
        println!(
            "{transport:?}: noticed after {noticed:?}, back after {back:?}, gossip {gossip:?}"
        );
        assert!(noticed <= NOTICED_MAX, "noticed after {noticed:?}");
    }
}

/// Starts on the very address that another mesh of this process has just left; a QUIC socket goes
/// only when its last connection has been drained.
async fn rebound(laptop: &Laptop, transport: Transport, address: &Multiaddr) -> Running {
    let began = Instant::now();
    loop {
        let mut same = config(laptop.operation, transport);
        same.listen = vec![address.clone()];
        match Mesh::start(same, laptop.admission()) {
            Ok((handle, events)) => return Running::around(laptop.node(), handle, events),
            Err(error) => assert!(began.elapsed() < DEADLINE, "{error}"),
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_listens_is_found_again_by_the_one_it_had_dialled() {
    for transport in Transport::BOTH {
        let city = City::new(63);
        let mut a = Running::start(&city.laptop(1), transport);
        let mut b = Running::start(&city.laptop(2), transport);
        // Only b dials, then forgets: a must have learnt where b listens.
        let address = a.address().await;
        b.handle.dial(address.clone());
        a.up(b.node).await;
        gossip_until_heard(&b, &mut a).await;
        let port = b.handle.local_addresses().remove(0);
        let node = b.node;
        b.handle.end();
        a.down(node).await;
        while b.events.recv().await.is_some() {}
        let laptop = city.laptop(2);
        let mut b = rebound(&laptop, transport, &port).await;
        a.up(node).await;
        gossip_until_heard(&a, &mut b).await;
    }
}

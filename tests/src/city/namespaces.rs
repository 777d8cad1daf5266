//! Laptops in network namespaces of their own, on one switch: they find each other by themselves,
//! and a cut is a cable that is pulled.

use std::fs::File;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::thread;

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use serde_json::Value;

use super::book::Book;
use super::harness::{City, GYM_A, GYM_B, eventually, hold_the_same, neighbours, until_level};
use super::proxy::pump;
use crate::client::Desk;
use crate::process::{Node, musubi};
use crate::{share_of, skip};

#[test]
fn a_gym_whose_cable_is_pulled_finds_the_others_again_and_all_agree() {
    let Some(switch) = Switch::new(3) else {
        return skip("network namespaces need Linux, root and iproute2");
    };
    let city = City::create();
    let data = [city.hq("hq"), city.gym("a", GYM_A, 0), city.gym("b", GYM_B, 0)];
    let mut nodes = Vec::new();
    for (port, data) in data.iter().enumerate() {
        nodes.push(switch.serve(port, data));
    }
    let desks: Vec<Desk> = nodes.iter().map(|node| Desk::first_run(&node.staff)).collect();
    let [hq, a, b] = &desks[..] else { panic!("three were started") };
    eventually("everybody found everybody by discovery alone", || {
        desks.iter().all(|desk| neighbours(desk).len() == 2).then_some(())
    });
    let mut book_a = Book::register(a, "netns-before-a", 10, 2);
    until_level(&[hq, a, b]);

    switch.pull(1);
    eventually("A is alone", || neighbours(a).is_empty().then_some(()));
    eventually("HQ misses A", || (neighbours(hq).len() == 1).then_some(()));
    let [on_a, on_b] = thread::scope(|scope| {
        [(a, "netns-cut-a", share_of(50, 500)), (b, "netns-cut-b", share_of(30, 300))]
            .map(|(desk, name, count)| scope.spawn(move || Book::register(desk, name, count, 4)))
            .map(|clients| clients.join().expect("a client failed"))
    });
    assert!(neighbours(a).is_empty());
    on_a.is_hidden_from(hq);
    book_a.add(on_a);

    switch.plug(1);
    until_level(&[hq, a, b]);
    for (desk, whose) in [(a, "A"), (hq, "HQ")] {
        book_a.agrees_with(desk, whose);
    }
    for (desk, whose) in [(b, "B"), (hq, "HQ")] {
        on_b.agrees_with(desk, whose);
    }
    book_a.is_hidden_from(b);
    on_b.is_hidden_from(a);
    until_level(&[hq, a, b]);
    assert_eq!(hq.get("/sync")["peers"].as_array().map(Vec::len), Some(2));
    nodes.into_iter().for_each(Node::stop);
    hold_the_same(&data.each_ref().map(std::path::PathBuf::as_path));
    assert_eq!(hq.try_get("/sync").map_err(|gone| gone.status), Err::<Value, _>(0));
}

/// A switch and what is plugged into it; all of it is gone when this is dropped.
struct Switch {
    tag: String,
    ports: usize,
}

impl Switch {
    /// `None`: not possible for this user on this machine.
    fn new(ports: usize) -> Option<Self> {
        let tag = format!("mst{}", std::process::id());
        try_ip(&format!("netns add {tag}-sw"))?;
        let switch = Self { tag, ports };
        let tag = &switch.tag;
        ip(&format!("-n {tag}-sw link add name switch0 type bridge"));
        ip(&format!("-n {tag}-sw link set dev switch0 up"));
        for port in 0..ports {
            ip(&format!("netns add {tag}-{port}"));
            ip(&format!(
                "-n {tag}-{port} link add name eth0 type veth peer name p{port} netns {tag}-sw"
            ));
            ip(&format!("-n {tag}-sw link set dev p{port} master switch0"));
            ip(&format!("-n {tag}-sw link set dev p{port} up"));
            ip(&format!("-n {tag}-{port} addr add 10.77.0.{}/24 dev eth0", port + 1));
            ip(&format!("-n {tag}-{port} link set dev lo up"));
            ip(&format!("-n {tag}-{port} link set dev eth0 up"));
            ip(&format!("-n {tag}-{port} route add default dev eth0"));
        }
        Some(switch)
    }

    fn pull(&self, port: usize) {
        ip(&format!("-n {}-sw link set dev p{port} down", self.tag));
    }

    fn plug(&self, port: usize) {
        ip(&format!("-n {}-sw link set dev p{port} up", self.tag));
    }

    /// A laptop at this port, with nothing told of any other.
    fn serve(&self, port: usize, data: &Path) -> Node {
        serve_inside(&format!("{}-{port}", self.tag), data)
    }
}

/// A laptop in a namespace, with nothing told of any other. Its pages, which are on its own
/// loopback, are reached through the same port of ours.
pub(super) fn serve_inside(name: &str, data: &Path) -> Node {
    serve_inside_with(name, data, &["--mesh", "0.0.0.0:4001"])
}

pub(super) fn serve_inside_with(name: &str, data: &Path, more: &[&str]) -> Node {
    // Pages that are to be somewhere else are not reached from here.
    let own = ["--staff", "--public"].into_iter().filter(|page| !more.contains(page));
    let pages: Vec<_> = own
        .map(|page| {
            let here = TcpListener::bind("127.0.0.1:0").expect("a free port");
            (page, here.local_addr().expect("it is bound"), here)
        })
        .collect();
    let addresses: Vec<String> = pages.iter().map(|(_, address, _)| address.to_string()).collect();
    let mut command = Command::new("ip");
    command.args(["netns", "exec", name]).arg(musubi().get_program());
    let faces: Vec<&str> =
        pages.iter().zip(&addresses).flat_map(|((page, ..), at)| [*page, at.as_str()]).collect();
    let node = Node::start(command, data, &[&faces, more].concat());
    for (_, address, here) in pages {
        let connect = from_inside(name);
        thread::spawn(move || {
            for near in here.incoming().map_while(Result::ok) {
                let Some(far) = connect(address) else { continue };
                for (from, to) in [(&near, &far), (&far, &near)] {
                    let [Ok(from), Ok(to)] = [from, to].map(TcpStream::try_clone) else { break };
                    thread::spawn(move || pump(from, to));
                }
            }
        });
    }
    node
}

/// Does something where a namespace's laptops are.
pub(super) fn inside<T: Send>(name: &str, act: impl FnOnce() -> T + Send) -> T {
    use std::os::fd::AsFd as _;
    let inside = File::open(format!("/var/run/netns/{name}")).expect("the namespace is there");
    let enter = move || {
        let kind = Some(LinkNameSpaceType::Network);
        move_into_link_name_space(inside.as_fd(), kind).expect("root may enter");
        act()
    };
    thread::scope(|scope| scope.spawn(enter).join().expect("it does not panic"))
}

/// Connects to addresses of a namespace.
pub(super) fn from_inside(name: &str) -> impl Fn(SocketAddr) -> Option<TcpStream> + Send + 'static {
    let name = name.to_owned();
    move |to| inside(&name, || TcpStream::connect(to).ok())
}

impl Drop for Switch {
    fn drop(&mut self) {
        for port in 0..self.ports {
            let _ = try_ip(&format!("netns del {}-{port}", self.tag));
        }
        let _ = try_ip(&format!("netns del {}-sw", self.tag));
    }
}

pub(super) fn ip(words: &str) {
    try_ip(words).unwrap_or_else(|| panic!("ip {words} failed"));
}

pub(super) fn try_ip(words: &str) -> Option<()> {
    let output = Command::new("ip").args(words.split(' ')).output().ok()?;
    output.status.success().then_some(())
}

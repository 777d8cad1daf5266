//! Laptops in network namespaces that only see their neighbours: a line and a grid. Cables stop
//! carrying, everybody writes, the cables carry again, and everybody has everything.
//!
//! A cable is a bridge of its own that stops forwarding, so that no laptop's system tells it: it has
//! to notice by itself. `MUSUBI_LONG` runs the sizes and the rounds of the promise and holds the
//! release build to its limit; a share of it shows every time that the tests work.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::book::Book;
use super::harness::{City, PATIENCE, neighbours};
use super::namespaces::{ip, serve_inside, try_ip};
use crate::client::Desk;
use crate::process::Node;
use crate::{share_of, skip};

/// From the heal until all hold the same, in the release build.
const HEALED_MAX: Duration = Duration::from_secs(10);
/// Asked no more often than this: the answers take the laptops' own time.
const ASK_EVERY: Duration = Duration::from_millis(50);
const SKIP: &str = "network namespaces need Linux, root and iproute2";

#[test]
fn a_line_of_laptops_that_was_cut_in_the_middle_agrees_again() {
    let length = usize::try_from(share_of(4, 10)).expect("small");
    let cables = (1..length).map(|at| (at - 1, at)).collect();
    let middle = |&(from, _): &(usize, usize)| from == length / 2 - 1;
    converge("line", length, cables, middle);
}

#[test]
fn a_grid_of_laptops_that_was_cut_in_two_agrees_again() {
    let side = usize::try_from(share_of(2, 5)).expect("small");
    let along = (0..side * side).filter(|at| at % side + 1 < side).map(|at| (at, at + 1));
    let down = (0..side * (side - 1)).map(|at| (at, at + side));
    let cables = along.chain(down).collect();
    let column = side / 2 - 1;
    let between = |&(from, to): &(usize, usize)| to == from + 1 && from % side == column;
    converge("grid", side * side, cables, between);
}

/// Cuts the chosen cables, lets everybody write, heals them, and takes the time, again and again.
fn converge(
    name: &str,
    laptops: usize,
    cables: Vec<(usize, usize)>,
    cut: impl Fn(&(usize, usize)) -> bool,
) {
    let Some(net) = Net::new(name, laptops, cables) else { return skip(SKIP) };
    let city = City::create();
    let data: Vec<PathBuf> = (0..laptops)
        .map(|at| match at {
            0 => city.hq("hq"),
            _ => city.gym(&format!("gym-{at}"), &format!("E99999{at:05}111"), 0),
        })
        .collect();
    let nodes: Vec<Node> = data.iter().enumerate().map(|(at, data)| net.serve(at, data)).collect();
    let desks: Vec<Desk> = nodes.iter().map(|node| Desk::first_run(&node.staff)).collect();
    net.until_seen(&desks, |_| true);
    until_all_hold(&desks, written(&desks), Instant::now() + PATIENCE);

    let (all, mut worst) = (share_of(1, 20), Duration::ZERO);
    for round in 0..all {
        net.cables.iter().filter(|cable| cut(cable)).for_each(|cable| net.pull(*cable));
        net.until_seen(&desks, |cable| !cut(cable));
        for (at, desk) in desks.iter().enumerate() {
            Book::register(desk, &format!("{name}-{round}-{at}"), 1, 1);
        }
        let written = written(&desks);
        net.cables.iter().filter(|cable| cut(cable)).for_each(|cable| net.plug(*cable));
        let healed = Instant::now();
        until_all_hold(&desks, written, healed + PATIENCE);
        let took = healed.elapsed();
        println!("{name} of {laptops}, round {round}: {:.2} s", took.as_secs_f64());
        worst = worst.max(took);
        net.until_seen(&desks, |_| true);
    }
    println!("{name} of {laptops}: {all} heals, the slowest {:.2} s", worst.as_secs_f64());
    if !cfg!(debug_assertions) {
        assert!(worst <= HEALED_MAX, "{name}: {worst:?}");
    }
}

type Document = (String, String);

/// How many entries there are of each document, by what each laptop says it wrote itself.
fn written(desks: &[Desk]) -> BTreeMap<Document, u64> {
    let mut all = BTreeMap::new();
    for desk in desks {
        for (document, [_, own]) in held(desk) {
            *all.entry(document).or_default() += own;
        }
    }
    all
}

/// Of each document: entries on this disk, and those that this laptop wrote.
fn held(desk: &Desk) -> BTreeMap<Document, [u64; 2]> {
    let documents = desk.get("/sync")["documents"].as_array().cloned().unwrap_or_default();
    let text = |it: &Value| it.as_str().expect("a text").to_owned();
    let one = |it: &Value| {
        let counts = ["saved_here", "own"].map(|name| it[name].as_u64().expect("a number"));
        ((text(&it["kind"]), text(&it["owner"])), counts)
    };
    documents.iter().map(one).collect()
}

/// One after the other: who holds everything that was written holds it from then on. What a laptop writes
/// by itself meanwhile counts, too.
fn until_all_hold(desks: &[Desk], mut all: BTreeMap<Document, u64>, deadline: Instant) {
    for (at, desk) in desks.iter().enumerate() {
        asking(deadline, || {
            let held = held(desk);
            let here = |document: &Document| held.get(document).map_or(0, |it| it[0]);
            if all.iter().any(|(document, count)| here(document) > *count) {
                all = written(desks);
            }
            let mut of = all.iter();
            let (document, count) = of.find(|(document, count)| here(document) != **count)?;
            let (kind, _) = document;
            Some(format!("laptop {at} holds {} of {count} entries of a {kind}", here(document)))
        });
    }
}

/// Until nothing is missing any more.
fn asking(deadline: Instant, mut missing: impl FnMut() -> Option<String>) {
    let (_never, nothing) = mpsc::channel::<()>();
    while let Some(missing) = missing() {
        assert!(Instant::now() < deadline, "still so: {missing}");
        let _ = nothing.recv_timeout(ASK_EVERY);
    }
}

/// Laptops' namespaces, and a bridge between two ends for every cable.
struct Net {
    tag: String,
    laptops: usize,
    /// The lower laptop first.
    cables: Vec<(usize, usize)>,
}

impl Net {
    /// `None`: not possible for this user on this machine.
    fn new(name: &str, laptops: usize, cables: Vec<(usize, usize)>) -> Option<Self> {
        let tag = format!("m{}{}", &name[..1], std::process::id());
        try_ip(&format!("netns add {tag}-sw"))?;
        let net = Self { tag, laptops, cables };
        let tag = &net.tag;
        for at in 0..laptops {
            ip(&format!("netns add {tag}-{at}"));
            ip(&format!("-n {tag}-{at} link set dev lo up"));
        }
        for (number, (from, to)) in net.cables.iter().enumerate() {
            ip(&format!("-n {tag}-sw link add name b{number} type bridge"));
            ip(&format!("-n {tag}-sw link set dev b{number} up"));
            for (end, at) in [from, to].into_iter().enumerate() {
                let (near, far) = (format!("e{number}"), format!("p{number}-{end}"));
                ip(&format!(
                    "-n {tag}-{at} link add name {near} type veth peer name {far} netns {tag}-sw"
                ));
                ip(&format!("-n {tag}-sw link set dev {far} master b{number}"));
                ip(&format!("-n {tag}-sw link set dev {far} up"));
                ip(&format!("-n {tag}-{at} addr add 10.78.{number}.{}/24 dev {near}", end + 1));
                ip(&format!("-n {tag}-{at} link set dev {near} up"));
            }
        }
        Some(net)
    }

    fn serve(&self, at: usize, data: &std::path::Path) -> Node {
        serve_inside(&format!("{}-{at}", self.tag), data)
    }

    fn number(&self, cable: (usize, usize)) -> usize {
        self.cables.iter().position(|it| *it == cable).expect("it is one of ours")
    }

    fn pull(&self, cable: (usize, usize)) {
        ip(&format!("-n {}-sw link set dev p{}-0 nomaster", self.tag, self.number(cable)));
    }

    fn plug(&self, cable: (usize, usize)) {
        let number = self.number(cable);
        ip(&format!("-n {}-sw link set dev p{number}-0 master b{number}", self.tag));
    }

    /// Every laptop has as many neighbours as it has cables that carry.
    fn until_seen(&self, desks: &[Desk], carries: impl Fn(&(usize, usize)) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        for (at, desk) in desks.iter().enumerate() {
            let cables = self.cables.iter().filter(|cable| carries(cable));
            let want = cables.filter(|(from, to)| [*from, *to].contains(&at)).count();
            asking(deadline, || {
                let seen = neighbours(desk).len();
                (seen != want).then(|| format!("laptop {at} has {seen} neighbours, not {want}"))
            });
        }
    }
}

impl Drop for Net {
    fn drop(&mut self) {
        for at in 0..self.laptops {
            let _ = try_ip(&format!("netns del {}-{at}", self.tag));
        }
        let _ = try_ip(&format!("netns del {}-sw", self.tag));
    }
}

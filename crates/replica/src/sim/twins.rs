//! A live clone: the image of a laptop that is just starting runs twice, in one run.
//!
//! Both are honest, both are used, and neither knows of the other. Nobody sees both at once: a mesh
//! keeps the newer of two connections with one node.

use musubi_log::hash::{Run, log_id};

use crate::sim::faults::Fault;
use crate::sim::node::Node;
use crate::sim::world::{Event, World};

impl World {
    /// One laptop of a shelter will run twice from some time on.
    pub(super) fn plan_twin(&mut self, length_ms: u64) {
        let node = 1 + usize::try_from(self.dice.roll(3)).expect("a shelter's");
        let twin = self.nodes.len();
        let enrolment = self.nodes[node].enrolment();
        let mut laptop = Node::new(enrolment);
        laptop.unborn = true;
        laptop.wall_offset_ms = self.nodes[node].wall_offset_ms;
        laptop.grouped = self.dice.percent(50);
        self.nodes.push(laptop);
        self.figures.nodes += 1;
        let others: Vec<usize> = (0..twin).filter(|other| *other != node).collect();
        let friend = *self.dice.pick(&others);
        let others: Vec<usize> = others.into_iter().filter(|other| *other != friend).collect();
        let between = *self.dice.pick(&others);
        self.network.unwire(node, friend);
        self.network.wire(node, between);
        self.network.wire(between, friend);
        self.network.wire(twin, friend);
        self.twin = Some((node, twin));
        let time_ms = self.dice.roll(length_ms);
        self.at(time_ms, Event::Fault(Fault::Clone { node, twin }));
    }

    pub(super) fn clone_live(&mut self, node: usize, twin: usize) {
        self.crash(node);
        let run = Run::new(self.dice.bytes());
        let member = self.nodes[node].member.clone();
        for document in self.documents.clone() {
            let log = log_id(&document, &member.node, &run);
            self.forked.insert(log);
        }
        self.nodes[twin].disk = self.nodes[node].disk.clone();
        self.nodes[twin].unborn = false;
        for laptop in &mut self.nodes {
            laptop.disk.forked.extend(&self.forked);
        }
        for laptop in [node, twin] {
            self.nodes[laptop].next_run = Some(run);
            self.boot(laptop);
        }
        self.figures.clones += 1;
    }

    /// Which of the laptops with this key a node means.
    pub(super) fn neighbour(&self, of: usize, key: musubi_model::ids::NodeKey) -> Option<usize> {
        let with_key = |other: &usize| self.nodes[*other].key() == key;
        let mut all = (0..self.nodes.len()).filter(with_key);
        let wired = all.clone().find(|other| self.network.is_wired(of, *other));
        wired.or_else(|| all.next())
    }
}

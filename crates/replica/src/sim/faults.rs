//! How a seed becomes a story: who takes part, what they write, what goes wrong when.

use musubi_log::city::{CitySecret, OperationKind};
use musubi_log::hash::{hq_place, place_id};
use musubi_log::item::Item;
use musubi_log::role::Role;
use musubi_log::safe::OperationSecret;
use musubi_log::statement::{Culprit, Cut, Fact, Revocation, Statement};
use musubi_log::ticket::Order;
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_model::time::Timestamp;
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng as _;

use crate::input::Input;
use crate::message::Message;
use crate::sim::Mutation;
use crate::sim::node::Node;
use crate::sim::world::{Event, World};

#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    Boot {
        node: usize,
    },
    /// Power fails. Of what was not synced, a part may have been written.
    Crash {
        node: usize,
    },
    LoseCache {
        node: usize,
    },
    TakeImage {
        node: usize,
    },
    /// Power fails, and the disk that comes back is the image taken earlier.
    RestoreImage {
        node: usize,
    },
    Cut {
        one: usize,
        other: usize,
    },
    Mend {
        one: usize,
        other: usize,
    },
    Weather {
        loss_percent: u64,
        doubling_percent: u64,
    },
    /// A laptop was stolen: the city cuts its logs somewhere in what HQ holds of them.
    Revoke {
        hq: usize,
        node: usize,
    },
    /// One branch of a forked log reaches some nodes.
    Forge {
        part: usize,
    },
    CutForger,
    Rule,
    /// Somebody carries a stick from here to there, which may be cut.
    Pack {
        node: usize,
        reader: usize,
        cut: bool,
    },
    /// The image of a laptop runs twice from here on.
    Clone {
        node: usize,
        twin: usize,
    },
}

/// A value that would betray a frame that is not sealed.
pub(super) const MARK: &str = "mark of a secret";
const DAY_MS: i64 = 86_400_000;
const LOSSES: [u64; 4] = [0, 10, 30, 50];

impl World {
    pub(super) fn new_story(seed: u64, mutation: Option<Mutation>) -> Self {
        let mut world = Self::empty(seed, mutation);
        world.enrol_all(seed);
        world.wire_all();
        let length_ms = 20_000 + world.dice.roll(100_000);
        for node in 0..world.nodes.len() {
            let late = if world.dice.percent(25) { world.dice.roll(length_ms) } else { 0 };
            world.at(late, Event::Fault(Fault::Boot { node }));
        }
        for _ in 0..10 + world.dice.roll(40) {
            let (time_ms, node) = (world.dice.roll(length_ms), world.any_node());
            let times = if world.dice.percent(4) { 70 } else { 1 };
            for _ in 0..times {
                world.at(time_ms, Event::Write { node });
            }
        }
        if world.dice.percent(20) {
            world.plan_twin(length_ms);
        }
        for _ in 0..world.dice.roll(14) {
            world.plan_trouble(length_ms);
        }
        for _ in 0..world.dice.roll(4) {
            world.plan_stick(length_ms);
        }
        if world.dice.percent(25) {
            let node = 1 + usize::try_from(world.dice.roll(3)).expect("a shelter's");
            for _ in 0..=world.dice.roll(2) {
                world.plan_revocation(node, length_ms);
            }
        }
        if world.dice.percent(30) {
            let (forger, strange) = world.forger_enrolment.take().expect("it was just enrolled");
            let documents = [world.documents[1], world.documents[3]];
            let document = *world.dice.pick(&documents);
            world.plan_forger(forger, strange, document, length_ms);
        }
        world.figures.simulated_ms = length_ms;
        world
    }

    /// HQ, two laptops of one gym, another gym, a relay, and sometimes a patrol and a second HQ.
    fn enrol_all(&mut self, seed: u64) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let city = CitySecret::generate(&mut rng);
        let operation = OperationSecret::mint(OperationKind::Drill, "simulated", &mut rng);
        let hq = hq_place(&city.public());
        let [gym, school, spare] =
            ["gym", "school", "spare"].map(|name| place_id(&city.public(), name));
        let mut seats = vec![
            (Role::Hq, hq),
            (Role::Shelter, gym),
            (Role::Shelter, gym),
            (Role::Shelter, school),
            (Role::Relay, PlaceId::new([7; 16])),
        ];
        if self.dice.percent(40) {
            seats.push((Role::Patrol, spare));
        }
        if self.dice.percent(30) {
            seats.push((Role::Hq, hq));
        }
        for (index, (role, place)) in seats.into_iter().enumerate() {
            let order = Order {
                operation: &operation.operation,
                role,
                place,
                place_name: "a place",
                index: u8::try_from(index).expect("few laptops"),
                not_after: Timestamp::from_millis(4_000_000_000_000),
            };
            let ticket = city.issue(&order, &operation.master, &mut rng);
            let mut node = Node::new(ticket.enrol(&mut rng));
            let day = [0, 0, 0, DAY_MS, -DAY_MS, 3_000];
            node.wall_offset_ms = *self.dice.pick(&day);
            node.sync_ms_max = *self.dice.pick(&[0, 5, 5, 50, 1_500]);
            node.grouped = self.dice.percent(50);
            self.nodes.push(node);
        }
        let order = Order {
            operation: &operation.operation,
            role: Role::Shelter,
            place: gym,
            place_name: "a place",
            index: 20,
            not_after: Timestamp::from_millis(4_000_000_000_000),
        };
        let ticket = city.issue(&order, &operation.master, &mut rng);
        let strange = OperationSecret::mint(OperationKind::Drill, "another", &mut rng);
        let strange = city.issue(&order, &strange.master, &mut rng).enrol(&mut rng);
        self.forger_enrolment = Some((ticket.enrol(&mut rng), strange.readers));
        let id = |kind, owner| DocumentId::new(operation.operation.id, kind, owner);
        self.documents = vec![
            id(Kind::City, PlaceId::CITY),
            id(Kind::Place, gym),
            id(Kind::Place, school),
            id(Kind::People, gym),
            id(Kind::People, school),
            id(Kind::People, hq),
            id(Kind::Staff, gym),
            id(Kind::Desk, school),
        ];
        self.city = Some(city);
        self.figures.nodes = self.nodes.len();
    }

    /// Everybody with everybody, a chain, or spokes of one node.
    fn wire_all(&mut self) {
        let count = self.nodes.len();
        let hub = self.any_node();
        let shape = self.dice.roll(3);
        for one in 0..count {
            match shape {
                0 => (one + 1..count).for_each(|other| self.network.wire(one, other)),
                1 => self.network.wire(one, (one + 1).min(count - 1)),
                _ => self.network.wire(hub, one),
            }
        }
        self.network.loss_percent = *self.dice.pick(&LOSSES);
        self.network.doubling_percent = *self.dice.pick(&[0, 0, 20]);
    }

    pub(super) fn any_node(&mut self) -> usize {
        usize::try_from(self.dice.roll(self.nodes.len() as u64)).expect("an index")
    }

    /// HQ revokes a laptop, maybe while it sees nobody, maybe on a disk that is lost before anybody
    /// heard of it.
    fn plan_revocation(&mut self, node: usize, length_ms: u64) {
        let hqs = (0..self.nodes.len()).filter(|node| self.nodes[*node].is_hq());
        let hqs: Vec<usize> = hqs.collect();
        let hq = *self.dice.pick(&hqs);
        let start = self.dice.roll(length_ms);
        let plan = |world: &mut Self, time_ms, fault| world.at(time_ms, Event::Fault(fault));
        if self.dice.percent(50) {
            let end = start + 5_000 + self.dice.roll(30_000);
            for (one, other) in self.network.wires() {
                if one == hq || other == hq {
                    plan(self, start, Fault::Cut { one, other });
                    plan(self, end, Fault::Mend { one, other });
                }
            }
            if self.dice.percent(40) {
                plan(self, start, Fault::TakeImage { node: hq });
                plan(self, end - 1_000, Fault::RestoreImage { node: hq });
                plan(self, end - 500, Fault::Boot { node: hq });
            }
        }
        plan(self, start + 1, Fault::Revoke { hq, node });
    }

    fn plan_trouble(&mut self, length_ms: u64) {
        let node = self.any_node();
        let start = self.dice.roll(length_ms);
        let end = start + self.dice.roll(30_000);
        let plan = |world: &mut Self, time_ms, fault| world.at(time_ms, Event::Fault(fault));
        match self.dice.roll(6) {
            0 | 1 => {
                plan(self, start, Fault::Crash { node });
                if self.dice.percent(30) {
                    plan(self, start, Fault::LoseCache { node });
                }
                plan(self, end, Fault::Boot { node });
            }
            2 => {
                plan(self, start, Fault::TakeImage { node });
                plan(self, end, Fault::RestoreImage { node });
                plan(self, end + 500, Fault::Boot { node });
            }
            3 => {
                // A place is cut off from everybody.
                for (one, other) in self.network.wires() {
                    if one == node || other == node {
                        plan(self, start, Fault::Cut { one, other });
                        plan(self, end, Fault::Mend { one, other });
                    }
                }
            }
            4 => {
                let wires = self.network.wires();
                let (one, other) = *self.dice.pick(&wires);
                plan(self, start, Fault::Cut { one, other });
                plan(self, end, Fault::Mend { one, other });
            }
            _ => {
                let loss_percent = *self.dice.pick(&LOSSES);
                let doubling_percent = *self.dice.pick(&[0, 20, 50]);
                plan(self, start, Fault::Weather { loss_percent, doubling_percent });
            }
        }
    }

    pub(super) fn strike(&mut self, fault: Fault) {
        match fault {
            Fault::Boot { node } => self.boot(node),
            Fault::Crash { node } => self.crash(node),
            Fault::LoseCache { node } => {
                if !self.is_up(node) {
                    self.nodes[node].disk.cache.clear();
                }
            }
            Fault::TakeImage { node } => {
                if self.is_up(node) && !self.nodes[node].disk.has_unsynced() {
                    self.nodes[node].image = Some(self.nodes[node].disk.clone());
                }
            }
            Fault::RestoreImage { node } => self.restore(node),
            Fault::Cut { one, other } => {
                if self.network.is_linked(one, other) {
                    self.network.cut(one, other);
                    self.part(one, other);
                }
            }
            Fault::Mend { one, other } => {
                if !self.network.is_linked(one, other) {
                    self.network.mend(one, other);
                    self.meet(one, other);
                }
            }
            Fault::Weather { loss_percent, doubling_percent } => {
                self.network.loss_percent = loss_percent;
                self.network.doubling_percent = doubling_percent;
            }
            Fault::Revoke { hq, node } => self.revoke(hq, node),
            Fault::Pack { node, reader, cut } => self.pack(node, reader, cut),
            Fault::Clone { node, twin } => self.clone_live(node, twin),
            Fault::Forge { part } => self.forge(part),
            Fault::CutForger => self.cut_forger(),
            Fault::Rule => self.rule(),
        }
    }

    fn revoke(&mut self, hq: usize, node: usize) {
        let member = self.nodes[node].member.clone();
        if self.revoked.is_some_and(|revoked| revoked != node) || !self.is_up(hq) {
            return;
        }
        let Some(city) = &self.city else { return };
        let mut cuts = vec![];
        for ends in self.nodes[hq].disk.ends_of(&member.node) {
            let (log, position, chain) = *self.dice.pick(&ends);
            cuts.push(Cut { log, position, chain });
        }
        let culprit = Culprit::Node { node: member.node, serial: member.serial };
        let fact = Fact::Revocation(Revocation { culprit, cuts, standing: vec![] });
        let statement = Statement::by_city(city, member.operation.id, &fact, &[]);
        self.revoked = Some(node);
        self.figures.revoked += 1;
        let message = Message::Items(vec![Item::Statement(statement)]);
        self.input(hq, Input::Hint(message));
    }

    pub(super) fn crash(&mut self, node: usize) {
        if !self.is_up(node) {
            return;
        }
        self.figures.crashes += 1;
        self.nodes[node].running = None;
        let unsynced = self.nodes[node].disk.unsynced() as u64;
        let kept = usize::try_from(self.dice.roll(unsynced + 1)).expect("few items");
        if let Err(what) = self.nodes[node].disk.crash(kept) {
            self.fail(format!("node {node}: {what}"));
        }
        for other in self.network.neighbours(node) {
            let peer = self.nodes[node].key();
            self.input(other, Input::PeerDown { node: peer });
        }
    }

    /// What only this disk held is physically gone; nobody can be asked to have it.
    fn restore(&mut self, node: usize) {
        let Some(image) = self.nodes[node].image.clone() else { return };
        self.crash(node);
        self.figures.restored += 1;
        self.nodes[node].disk = image;
        self.nodes[node].disk.forked.extend(&self.forked);
        for commit in self.model.commits.values_mut() {
            let Some(((log, position), chain)) = commit.at.zip(commit.chain) else { continue };
            let held = self.nodes.iter().any(|other| other.disk.holds(&log, position, &chain));
            commit.acknowledged &= held;
            commit.ticked &= held;
        }
    }

    /// Somebody saves something in a document that this node may write.
    pub(super) fn write_something(&mut self, node: usize) {
        let Some(running) = &self.nodes[node].running else { return };
        let member = &self.nodes[node].member;
        let keyring = running.replica.keyring();
        let documents: Vec<DocumentId> = self
            .documents
            .iter()
            .filter(|id| member.may_write(id) && keyring.can_read(id))
            .copied()
            .collect();
        if documents.is_empty() {
            return;
        }
        let document = *self.dice.pick(&documents);
        let count = 1 + self.dice.roll(3);
        let edits: Vec<Edit> = (0..count).map(|_| self.edit(node, &document)).collect();
        let id = self.model.asked(node, document, edits.clone());
        self.figures.commits += 1;
        self.input(node, Input::Commit { id, document, edits });
    }

    fn edit(&mut self, node: usize, document: &DocumentId) -> Edit {
        let running = self.nodes[node].running.as_ref().expect("it writes");
        let records: Vec<RecordId> = running
            .views
            .get(document)
            .map(|view| view.records.keys().copied().collect())
            .unwrap_or_default();
        match self.dice.roll(6) {
            0 | 1 if !records.is_empty() => {
                let id = *self.dice.pick(&records);
                let field = (*self.dice.pick(&["a", "b", "c"])).to_owned();
                Edit::Set { id, field, value: self.value() }
            }
            2 => {
                let key = format!("k|{}", self.dice.roll(4));
                Edit::Put { key, value: self.value() }
            }
            3 => {
                let change = i64::try_from(self.dice.roll(40)).expect("small") + 1;
                Edit::Add { prefix: "stock|rice".to_owned(), change }
            }
            _ => {
                let wall = self.nodes[node].now(self.now_ms).wall;
                let id = RecordId::mint(wall, self.dice.bytes());
                let fields = ["a", "b"].map(|field| (field.to_owned(), self.value()));
                Edit::Create { id, table: "t".to_owned(), fields: fields.to_vec() }
            }
        }
    }

    /// Never the same twice; sometimes too random to be compressed.
    fn value(&mut self) -> Value {
        self.values += 1;
        let mut text = format!("{MARK} {}", self.values);
        if self.dice.percent(3) {
            for _ in 0..self.dice.roll(800) {
                text.push_str(&self.dice.number().to_string());
            }
        }
        Value::Text(text)
    }
}

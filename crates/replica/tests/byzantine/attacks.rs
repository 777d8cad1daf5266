//! What Eve writes: logs that begin honestly and then say what no honest node says.

use automerge::legacy::{ObjectId, Op, OpId};
use automerge::{ActorId, Change, ExpandedChange};
use ed25519_dalek::SigningKey;
use musubi_log::hash::{LogId, Run, actor};
use musubi_log::keyring::ReaderSecrets;
use musubi_log::span::Span;
use musubi_log::ticket::Enrolment;
use musubi_model::ids::{Actor, DocumentId};

use crate::by_hand::{self, lay_out, pack};
use crate::forge::mutant;
use crate::parts::Parts;
use crate::support::{Dice, Entry, GENESIS_ACTOR, History};

/// Entries of Eve's honest beginning and of what should have followed.
const STEPS: usize = 6;
/// Body type 0, shape 1, dictionary 0.
const PLAIN: [u8; 3] = [0, 1, 0];

/// One log, in one way or in two.
pub(crate) struct Attack {
    pub(crate) name: &'static str,
    pub(crate) log: LogId,
    /// All spans of the log; two lists where Eve signed two branches.
    pub(crate) branches: Vec<Vec<Span>>,
}

/// Everything on the list, by name; the last is a mutant made by dice.
pub(crate) const NAMES: [&str; 22] = [
    "a sequence gap",
    "an unknown actor",
    "an object that is missing",
    "a scalar used as an object",
    "no predecessor",
    "a wrong predecessor",
    "a low first operation",
    "a huge first operation",
    "extra bytes",
    "bytes that are not canonical",
    "a row bomb",
    "thousands of dependencies",
    "dependencies nobody has",
    "two branches",
    "two branches from position 1 on",
    "two branches, one of them long",
    "two branches, one of which parts again",
    "two branches under two headers",
    "a compressed bomb",
    "a body that is noise",
    "a broken seal",
    "a mutant",
];

pub(crate) struct Eve {
    pub(crate) enrolment: Enrolment,
}

impl Eve {
    /// One attack, in a run of its own on one document.
    pub(crate) fn attack(&self, name: &'static str, document: DocumentId, seed: u64) -> Attack {
        let mut dice = Dice::new(seed);
        let run: [u8; 16] = dice.bytes();
        let node = self.enrolment.node.key();
        let history = loop {
            let actor = actor(&document, &node, &Run::new(run));
            let history = History::of(actor, dice.below(1 << 20) as u64, STEPS);
            if history.entries.len() > 3 {
                break history;
            }
        };
        let city = match &self.enrolment.readers {
            ReaderSecrets::Place { city, .. } => *city.expose(),
            _ => unreachable!("Eve holds a patrol's ticket"),
        };
        let log = by_hand::Log {
            signing: SigningKey::from_bytes(self.enrolment.node.to_secrets().0.expose()),
            document: document.to_bytes(),
            run,
            certificate: *self.enrolment.certificate.hash().bytes(),
            group_secret: city,
        };
        let bodies = branches(name, &history, &mut dice);
        let mut branches: Vec<Vec<Span>> =
            bodies.iter().map(|bodies| spans(&log, name, bodies)).collect();
        let id = LogId::new(log.id());
        if name == "two branches under two headers" {
            let log = by_hand::Log { group_secret: dice.bytes(), ..log };
            branches[1] = spans(&log, name, &bodies[1]);
        }
        Attack { name, log: id, branches }
    }
}

/// The bodies of the log, once or twice.
fn branches(name: &str, history: &History, dice: &mut Dice) -> Vec<Vec<Vec<u8>>> {
    let honest: Vec<Vec<u8>> = history.entries.iter().map(|entry| entry.body.clone()).collect();
    let victim = 1 + dice.below(honest.len() - 1);
    let with = |body: Vec<u8>| {
        let mut bodies = honest.clone();
        bodies[victim] = body;
        vec![bodies]
    };
    let change = &history.changes[victim][0];
    let entry = &history.entries[victim];
    match name {
        "a sequence gap" => {
            let mut bodies = honest.clone();
            bodies.remove(victim);
            vec![bodies]
        }
        "two branches" | "two branches from position 1 on" => {
            let common = if name == "two branches" { victim } else { 0 };
            let mut other = parting(&honest, common, STEPS, entry.actor, dice);
            let mut honest = honest;
            let length = honest.len().min(other.len());
            honest.truncate(length);
            other.truncate(length);
            vec![honest, other]
        }
        "two branches, one of them long" => {
            let other = parting(&honest, victim, 80, entry.actor, dice);
            vec![honest, other]
        }
        "two branches, one of which parts again" => {
            let other = parting(&honest, 1, STEPS, entry.actor, dice);
            let third = parting(&other, other.len() - 1, STEPS, entry.actor, dice);
            vec![honest, other, third]
        }
        "two branches under two headers" => {
            let other = parting(&honest, 0, STEPS, entry.actor, dice);
            vec![honest, other]
        }
        // Position and seal are the log's to spoil, below.
        "a compressed bomb" | "a broken seal" => vec![honest],
        "a body that is noise" => with((0..200).map(|_| dice.byte()).collect()),
        "a mutant" => match mutant(history, victim, dice) {
            Some(mutant) => with(mutant.body),
            None => vec![honest],
        },
        "extra bytes"
        | "bytes that are not canonical"
        | "a row bomb"
        | "thousands of dependencies"
        | "dependencies nobody has" => {
            let mut parts = Parts::of(change);
            spoil_parts(name, &mut parts, dice);
            with(parts.entry(entry).body)
        }
        _ => with(spoiled(name, change, entry)),
    }
}

/// Bodies that begin like others and then go on by themselves.
fn parting(
    bodies: &[Vec<u8>],
    common: usize,
    steps: usize,
    actor: Actor,
    dice: &mut Dice,
) -> Vec<Vec<u8>> {
    let other = History::of(actor, dice.below(1 << 20) as u64 + (1 << 20), steps);
    let other = other.entries.iter().map(|entry| entry.body.clone());
    bodies[..common].iter().cloned().chain(other).collect()
}

fn spoil_parts(name: &str, parts: &mut Parts, dice: &mut Dice) {
    let strangers = |dice: &mut Dice, count: usize| -> Vec<[u8; 32]> {
        let mut all: Vec<[u8; 32]> = (0..count).map(|_| dice.bytes()).collect();
        all.sort_unstable();
        all
    };
    match name {
        "extra bytes" => parts.extra = vec![1, 2, 3],
        "bytes that are not canonical" => parts.other_actors.push(vec![0xff; 16]),
        "a row bomb" => {
            // One run of ten million rows.
            let bomb = [0x80, 0xad, 0xe2, 0x04, 1].to_vec();
            let place = dice.below(parts.columns.len());
            parts.columns[place].1 = bomb;
        }
        "thousands of dependencies" => parts.dependencies.extend(strangers(dice, 3_000)),
        _ => {
            parts.dependencies.extend(strangers(dice, 100));
            parts.dependencies.sort_unstable();
        }
    }
}

fn spoiled(name: &str, change: &Change, entry: &Entry) -> Vec<u8> {
    let mut change = change.decode();
    spoil(name, &mut change, entry.actor);
    Entry::of(&[Change::from(change)], entry.previous).body
}

fn spoil(name: &str, change: &mut ExpandedChange, own: Actor) {
    let start = change.start_op.get();
    let genesis = |counter| OpId(counter, ActorId::from(GENESIS_ACTOR));
    let op: &mut Op = &mut change.operations[0];
    match name {
        "an unknown actor" => op.pred = [OpId(4, ActorId::from([0xd; 16]))].into_iter().collect(),
        "an object that is missing" => {
            op.obj = ObjectId::Id(OpId(start + 900, ActorId::from(*own.bytes())));
        }
        "a scalar used as an object" => op.obj = ObjectId::Id(genesis(3)),
        "no predecessor" => op.pred = std::iter::empty().collect(),
        "a wrong predecessor" => op.pred = [genesis(2)].into_iter().collect(),
        "a low first operation" => change.start_op = 1.try_into().unwrap(),
        _ => change.start_op = (1 << 31).try_into().unwrap(),
    }
}

/// Frames by hand, one span an entry.
fn spans(log: &by_hand::Log, name: &str, bodies: &[Vec<u8>]) -> Vec<Span> {
    let mut frames = vec![log.header()];
    for (position, body) in (1..).zip(bodies) {
        let last = position == bodies.len() as u64;
        let laid_out = match name {
            "a compressed bomb" if last => {
                lay_out(&zstd::bulk::compress(&vec![0; 64 << 20], 1).unwrap())
            }
            _ => pack(&[&[0], &body[..]].concat()),
        };
        let mut frame = log.entry(position, PLAIN, &laid_out);
        if name == "a broken seal" && last {
            let end = frame.len() - 1;
            frame[end] ^= 1;
        }
        frames.push(frame);
    }
    (1..=frames.len()).map(|end| Span::from_bytes(&log.span(&frames[..end], 1)).unwrap()).collect()
}

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

/// Entries of Eve's logs, where nothing is said of it.
const STEPS: usize = 6;
/// Entries of a long branch.
const LONG: usize = 80;
/// Columns in which a number of rows stands before what they hold: insert, action, the values'
/// lengths, the numbers of predecessors.
const RUNS: [u64; 4] = [52, 66, 86, 112];
/// Body type 0, shape 1, dictionary 0.
const PLAIN: [u8; 3] = [0, 1, 0];

/// One log, in one way or in two.
pub(crate) struct Attack {
    pub(crate) name: &'static str,
    pub(crate) log: LogId,
    /// All spans of the log; two lists where Eve signed two branches.
    pub(crate) branches: Vec<Vec<Span>>,
}

/// Everything on the list, by name, and how many of each; the last is a mutant made by dice.
pub(crate) const NAMES: [(&str, u64); 24] = [
    ("a sequence gap", 8),
    ("a hole in the positions", 8),
    ("an unknown actor", 8),
    ("an object that is missing", 8),
    ("a scalar used as an object", 8),
    ("no predecessor", 8),
    ("a wrong predecessor", 8),
    ("a low first operation", 8),
    ("a huge first operation", 8),
    ("extra bytes", 8),
    ("bytes that are not canonical", 8),
    ("a row bomb", 8),
    ("thousands of dependencies", 8),
    // Each lacks more than a hundred.
    ("dependencies nobody has", 40),
    ("two branches", 16),
    ("two branches from position 1 on", 8),
    ("two branches, one of them long", 8),
    ("two branches, one of which parts again", 8),
    ("two branches, one of them unfit", 8),
    ("two branches under two headers", 8),
    ("a compressed bomb", 8),
    ("a body that is noise", 8),
    ("a broken seal", 8),
    ("a mutant", 0),
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
        let actor = actor(&document, &node, &Run::new(run));
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
        let bodies = branches(name, actor, &mut dice);
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

/// The bodies of the log, once or twice or three times.
fn branches(name: &str, actor: Actor, dice: &mut Dice) -> Vec<Vec<Vec<u8>>> {
    let [first, second, third] = [(); 3].map(|()| dice.below(1 << 20) as u64);
    let common = 1 + dice.below(STEPS - 1);
    let of = |parts: &[(u64, usize)]| -> Vec<Vec<u8>> {
        let history = History::parting(actor, parts);
        history.entries.into_iter().map(|entry| entry.body).collect()
    };
    let honest = (first, STEPS);
    match name {
        "two branches" => {
            let rest = STEPS - common;
            vec![of(&[(first, common), (third, rest)]), of(&[(first, common), (second, rest)])]
        }
        "two branches from position 1 on" | "two branches under two headers" => {
            vec![of(&[honest]), of(&[(second, STEPS)])]
        }
        "two branches, one of them long" => {
            vec![of(&[honest]), of(&[(first, common), (second, LONG)])]
        }
        "two branches, one of which parts again" => {
            let other = of(&[(first, 1), (second, STEPS)]);
            vec![of(&[honest]), other, of(&[(first, 1), (second, STEPS - 1), (third, STEPS)])]
        }
        "two branches, one of them unfit" => {
            // What begins another log cannot go on with this one.
            let (honest, stranger) = (of(&[honest]), of(&[(second, STEPS)]));
            let other = [&honest[..common], &stranger].concat();
            vec![honest, other]
        }
        // Positions and seals are the log's to spoil, below.
        "a hole in the positions" | "a compressed bomb" | "a broken seal" => vec![of(&[honest])],
        _ => vec![spoiled(name, actor, dice)],
    }
}

/// A log that begins honestly and then holds one entry that is not.
fn spoiled(name: &str, actor: Actor, dice: &mut Dice) -> Vec<Vec<u8>> {
    loop {
        let history = History::parting(actor, &[(dice.below(1 << 20) as u64, STEPS)]);
        let victim = 1 + dice.below(STEPS - 1);
        let mut bodies: Vec<Vec<u8>> =
            history.entries.iter().map(|entry| entry.body.clone()).collect();
        if name == "a sequence gap" {
            bodies.remove(victim.min(STEPS - 2));
            return bodies;
        }
        // What was rolled may be impossible to write, or what had been there anyway.
        let Some(body) = spoiled_body(name, &history, victim, dice) else { continue };
        if body != bodies[victim] {
            bodies[victim] = body;
            return bodies;
        }
    }
}

fn spoiled_body(name: &str, history: &History, victim: usize, dice: &mut Dice) -> Option<Vec<u8>> {
    let (change, entry) = (&history.changes[victim][0], &history.entries[victim]);
    match name {
        "a body that is noise" => Some((0..200).map(|_| dice.byte()).collect()),
        "a mutant" => mutant(history, victim, dice).map(|mutant| mutant.body),
        "extra bytes"
        | "bytes that are not canonical"
        | "a row bomb"
        | "thousands of dependencies"
        | "dependencies nobody has" => {
            let mut parts = Parts::of(change);
            spoil_parts(name, &mut parts, dice);
            Some(parts.entry(entry).body)
        }
        _ => {
            let mut change = change.decode();
            let place = change.operations.iter().position(|op| !op.pred.is_empty())?;
            spoil(name, &mut change, place, entry.actor);
            Some(Entry::of(&[Change::from(change)], entry.previous).body)
        }
    }
}

fn spoil_parts(name: &str, parts: &mut Parts, dice: &mut Dice) {
    match name {
        "extra bytes" => parts.extra = vec![1, 2, 3],
        "bytes that are not canonical" => parts.other_actors.push(vec![0xff; 16]),
        "a row bomb" => {
            // One run of ten million rows, where a column counts its rows by runs.
            let bomb = [0x80, 0xad, 0xe2, 0x04, 1].to_vec();
            let runs = parts.columns.iter_mut().filter(|(column, _)| RUNS.contains(column));
            let mut runs: Vec<_> = runs.collect();
            let place = dice.below(runs.len());
            runs[place].1 = bomb;
        }
        // As many as find room in a frame, or as may be named.
        _ => {
            let count = if name == "thousands of dependencies" { 2_000 } else { 120 };
            parts.dependencies.extend((0..count).map(|_| dice.bytes::<32>()));
            parts.dependencies.sort_unstable();
        }
    }
}

fn spoil(name: &str, change: &mut ExpandedChange, place: usize, own: Actor) {
    let start = change.start_op.get();
    let genesis = |counter| OpId(counter, ActorId::from(GENESIS_ACTOR));
    let op: &mut Op = &mut change.operations[place];
    match name {
        "an unknown actor" => op.pred = [OpId(4, ActorId::from([0xd; 16]))].into_iter().collect(),
        "an object that is missing" => {
            op.obj = ObjectId::Id(OpId(start + 900, ActorId::from(*own.bytes())));
        }
        "a scalar used as an object" => op.obj = ObjectId::Id(genesis(3)),
        "no predecessor" => op.pred = std::iter::empty().collect(),
        "a wrong predecessor" => op.pred = [genesis(2)].into_iter().collect(),
        "a low first operation" => change.start_op = 1.try_into().unwrap(),
        "a huge first operation" => change.start_op = (1 << 31).try_into().unwrap(),
        _ => unreachable!("{name} is not on the list"),
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
    let span = |end: usize| Span::from_bytes(&log.span(&frames[..end], 1)).unwrap();
    let mut spans: Vec<Span> = (1..=frames.len()).map(span).collect();
    if name == "a hole in the positions" {
        spans.remove(STEPS / 2);
    }
    spans
}

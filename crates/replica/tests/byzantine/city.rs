//! Three honest nodes, Eve, and what the three make of her.

use std::collections::BTreeSet;

use musubi_document::Document;
use musubi_log::item::Item;
use musubi_log::role::Role;
use musubi_log::span::Span;
use musubi_model::facts::Facts;
use musubi_model::ids::{DocumentId, Kind, RecordId};
use musubi_model::record::{Edit, Value, View};
use musubi_replica::Input;
use musubi_replica::input::Saved;
use musubi_replica::message::{Answer, Message};
use musubi_replica::output::Report;

use crate::HEAP;
use crate::attacks::{Attack, Eve, NAMES};
use crate::laptop::{City, Laptop, meet, part};
use crate::support::Dice;

const SEED: u64 = 0xe7e;
const MUTANTS: u64 = 300;
/// With `MUSUBI_LONG`.
const MUTANTS_LONG: u64 = 10_000;
const PLACES: u64 = 40;
/// Of these the first are written by honest nodes too, one each.
const OWN: usize = 3;
/// Meetings of all three; a proof needs some to come about and to come round.
const ROUNDS_MAX: u32 = 20;
/// How much memory a node may hold, what it takes for a moment included. Before Eve came it held
/// next to nothing.
const MEMORY_MAX: usize = 64 << 20;

#[test]
fn whatever_a_certified_node_sends_honest_nodes_agree_and_lose_nothing() {
    println!("seed {SEED}");
    let mutants = if std::env::var_os("MUSUBI_LONG").is_some() { MUTANTS_LONG } else { MUTANTS };
    let mut city = City::new(SEED);
    let (hq, gym, school) = (city.hq(), city.place("gym"), city.place("school"));
    let mut nodes = [
        city.laptop(Role::Hq, hq),
        city.laptop(Role::Shelter, gym),
        city.laptop(Role::Shelter, school),
    ];
    let road = city.place("road");
    let eve = Eve { enrolment: city.enrol(Role::Patrol, road) };
    let operation = city.operation.operation.id;
    let others = (3..PLACES).map(|number| city.place(&format!("{number}")));
    let documents: Vec<DocumentId> = [hq, gym, school]
        .into_iter()
        .chain(others)
        .map(|owner| DocumentId::new(operation, Kind::Place, owner))
        .collect();
    let attacks = attacks(&eve, &documents, mutants);

    let mut honest = Honest::default();
    let mut moment = 0;
    for (number, node) in nodes.iter_mut().enumerate() {
        let most = suffer(node, &eve, &attacks, number, |node, at| {
            honest.write(node, &documents[..OWN], at);
        });
        moment = moment.max(most);
    }
    let stored: usize = nodes.iter().map(Laptop::frame_bytes).sum();
    settle(&mut nodes);
    // The next morning work goes on in every document, and in the evening once more.
    for document in &documents {
        honest.write(&mut nodes[0], &[*document], attacks.len());
    }
    settle(&mut nodes);
    for document in &documents {
        honest.write(&mut nodes[0], &[*document], attacks.len() + 1);
    }
    pass_on(&mut nodes);

    check_same(&nodes);
    check_forks(&nodes, &attacks);
    check_saves(&mut nodes);
    honest.check(&nodes);
    println!("{} attacks, {stored} bytes stored by three nodes", attacks.len());
    for node in nodes {
        // The test's own journals and views are no memory of a node.
        let before = HEAP.current_usage();
        drop(node.replica);
        let held = before - HEAP.current_usage();
        println!("{held} bytes held by a node, for a moment {moment} more");
        assert!(held + moment < MEMORY_MAX, "{held} bytes held, for a moment {moment} more");
    }
}

fn attacks(eve: &Eve, documents: &[DocumentId], mutants: u64) -> Vec<Attack> {
    let all = NAMES.iter().flat_map(|(name, count)| {
        let count = if *name == "a mutant" { mutants } else { *count };
        (0..count).map(move |_| *name)
    });
    // Half of the forks are where honest nodes write, too, and build on what they see.
    let document = |name: &str, seed: u64| {
        let is_own = name.contains("branches") && seed.is_multiple_of(2);
        documents[usize::try_from(seed / 2).unwrap() % if is_own { OWN } else { documents.len() }]
    };
    let attack = |(seed, name)| eve.attack(name, document(name, seed), SEED + seed);
    (0..).zip(all).map(attack).collect()
}

/// Eve says all of it, in an order of this node's own, some of it twice, some too early; the node
/// goes on with its work meanwhile. Bytes that one message took at most, for a moment.
fn suffer(
    node: &mut Laptop,
    eve: &Eve,
    attacks: &[Attack],
    number: usize,
    mut work: impl FnMut(&mut Laptop, usize),
) -> usize {
    let mut most = 0;
    let mut dice = Dice::new(SEED ^ number as u64);
    let key = eve.enrolment.node.key();
    let certificate = eve.enrolment.certificate.to_bytes().to_vec();
    node.input(Input::PeerUp { node: key, certificate });
    for (at, place) in dice.shuffled(attacks.len()).into_iter().enumerate() {
        let attack = &attacks[place];
        // Of the branches the first node hears one, the second another, the third all.
        let mut spans: Vec<Span> = vec![];
        for (branch, all) in attack.branches.iter().enumerate() {
            if attack.branches.len() == 1 || number == 2 || branch == number {
                spans.extend(all.iter().cloned());
            }
        }
        if dice.once_in(3) {
            let early = spans.split_off(spans.len() / 2);
            most = most.max(say(node, eve, early.clone()));
            most = most.max(say(node, eve, spans.clone()));
            spans = early;
        }
        most = most.max(say(node, eve, spans));
        if at % 50 == 0 {
            work(node, at);
            junk(node, eve, &attack.branches[0], &mut dice);
            // Later Eve is listened to again.
            node.now_ms += 60_000;
        }
        node.sent.clear();
    }
    node.input(Input::PeerDown { node: key });
    node.sent.clear();
    most
}

/// Bytes that it took for a moment.
fn say(node: &mut Laptop, eve: &Eve, spans: Vec<Span>) -> usize {
    let items = spans.into_iter().map(Item::Span).collect();
    let message = Message::Spans { answer: Answer::Ends, items };
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    node.input(Input::Received { from: eve.enrolment.node.key(), message });
    HEAP.peak_usage().saturating_sub(before)
}

/// Frames nobody signed, and messages that are noise.
fn junk(node: &mut Laptop, eve: &Eve, spans: &[Span], dice: &mut Dice) {
    let span = dice.pick(spans);
    let mut frames = span.frames().to_vec();
    let at = dice.below(frames.len());
    frames[at] ^= 1 << dice.below(8);
    let altered = Span::new(span.log(), span.from(), span.before(), frames, *span.signature());
    say(node, eve, vec![altered]);
    let items = spans.iter().cloned().map(Item::Span).collect();
    let mut bytes = Message::Spans { answer: Answer::Ends, items }.encode();
    for _ in 0..20 {
        let at = dice.below(bytes.len());
        bytes[at] = dice.byte();
        if let Ok(message) = Message::decode(node.replica.operation(), &bytes) {
            node.input(Input::Received { from: eve.enrolment.node.key(), message });
        }
    }
}

/// Everybody meets everybody, again and again, until all hold the same.
fn settle(nodes: &mut [Laptop; 3]) {
    for round in 1..=ROUNDS_MAX {
        for (one, other) in [(0, 1), (1, 2), (0, 2)] {
            let (left, right) = nodes.split_at_mut(other);
            let (one, other) = (&mut left[one], &mut right[0]);
            for node in [&mut *one, &mut *other] {
                node.now_ms += 60_000;
                node.input(Input::Deadline);
                node.sent.clear();
            }
            meet(one, other);
            part(one, other);
        }
        let roots: BTreeSet<_> = nodes.iter().map(|node| node.replica.root()).collect();
        println!("round {round}: {} roots", roots.len());
        if roots.len() == 1 {
            return;
        }
    }
}

/// HQ's news to the others, within the seconds in which nothing is written into a cache.
fn pass_on(nodes: &mut [Laptop; 3]) {
    let [hq, gym, school] = nodes;
    for other in [gym, school] {
        meet(hq, other);
        part(hq, other);
    }
}

/// What a node says of an entry, of a log, of a document.
fn verdicts(node: &Laptop) -> BTreeSet<String> {
    let lasting = node.reports.iter().filter(|report| {
        matches!(report, Report::Unfit { .. } | Report::Held { .. } | Report::Forked { .. })
    });
    lasting.map(|report| format!("{report:?}")).collect()
}

fn check_same(nodes: &[Laptop; 3]) {
    let [first, others @ ..] = nodes;
    assert!(verdicts(first).len() > 200, "Eve was too kind");
    for other in others {
        assert_eq!(first.replica.root(), other.replica.root());
        assert_eq!(first.replica.judged(), other.replica.judged());
        let known = first.replica.documents().chain(other.replica.documents());
        for document in known.collect::<BTreeSet<_>>() {
            let differ = differences(first.views.get(document), other.views.get(document));
            assert!(differ.is_empty(), "{document:?}: {differ:#?}");
            let (one, two) =
                (first.replica.document_state(document), other.replica.document_state(document));
            assert_eq!(one.entries_applied, two.entries_applied, "{document:?}");
        }
    }
    let unfit = |node: &Laptop| -> BTreeSet<String> {
        verdicts(node).into_iter().filter(|report| report.starts_with("Unfit")).collect()
    };
    let forked = |node: &Laptop| -> BTreeSet<String> {
        verdicts(node).into_iter().filter(|report| report.starts_with("Forked")).collect()
    };
    for other in others {
        let (mine, theirs) = (forked(first), forked(other));
        assert_eq!(mine, theirs);
        // On a branch that is not applied in the end nobody needs a verdict.
        let differ: Vec<_> = unfit(first).symmetric_difference(&unfit(other)).cloned().collect();
        let in_fork = |report: &String| {
            mine.iter().any(|forked| log_of(forked).is_some_and(|log| report.contains(log)))
        };
        assert!(differ.iter().all(in_fork), "{differ:?}");
    }
}

/// Where two views differ, in lines.
fn differences(one: Option<&View>, other: Option<&View>) -> Vec<String> {
    let lines = |view: Option<&View>| -> BTreeSet<String> {
        let empty = View::default();
        let view = view.unwrap_or(&empty);
        let records = view.records.iter().map(|(id, fields)| format!("{id} {fields:?}"));
        let values = view.values.iter().map(|(key, reading)| format!("{key} {reading:?}"));
        records.chain(values).collect()
    };
    lines(one).symmetric_difference(&lines(other)).cloned().collect()
}

fn log_of(report: &str) -> Option<&str> {
    report.split("log: ").nth(1)?.get(..64)
}

fn check_forks(nodes: &[Laptop; 3], attacks: &[Attack]) {
    let forks: Vec<&Attack> = attacks.iter().filter(|it| it.branches.len() > 1).collect();
    assert!(forks.len() > 50);
    for node in nodes {
        for fork in &forks {
            let proved = node
                .reports
                .iter()
                .any(|report| matches!(report, Report::Forked { log, .. } if *log == fork.log));
            assert!(proved, "{}: {}", fork.name, fork.log);
        }
    }
}

/// Every document saves, loads, and shows again what it showed.
fn check_saves(nodes: &mut [Laptop; 3]) {
    for node in nodes {
        node.input(Input::Closing);
        let kept = &node.cache;
        for (document, Saved { save, .. }) in kept {
            let kind = Kind::from_number(document.kind).unwrap();
            let loaded = Document::load(kind, save).unwrap();
            assert_eq!(Some(&loaded.view()), node.views.get(document), "{document:?}");
            assert_eq!(
                Document::load(kind, &loaded.save().unwrap()).unwrap().view(),
                loaded.view()
            );
        }
        assert!(kept.len() as u64 >= PLACES, "{} documents", kept.len());
    }
}

#[derive(Default)]
struct Honest {
    written: Vec<(DocumentId, RecordId, String)>,
}

impl Honest {
    fn write(&mut self, node: &mut Laptop, documents: &[DocumentId], at: usize) {
        for document in documents {
            if !node.replica.member().may_write(document) {
                continue;
            }
            let number = u64::try_from(self.written.len()).unwrap();
            let mut id = [0; 16];
            id[..8].copy_from_slice(&number.to_le_bytes());
            let (id, text) = (RecordId::new(id), format!("honest {number} at {at}"));
            let fields = vec![("name".to_owned(), Value::Text(text.clone()))];
            node.commit(*document, vec![Edit::Create { id, table: "t".to_owned(), fields }]);
            self.written.push((*document, id, text));
        }
    }

    fn check(&self, nodes: &[Laptop; 3]) {
        assert!(self.written.len() > 50);
        for node in nodes {
            for (document, id, text) in &self.written {
                // What stood on a branch that is not followed was written again by its author.
                let facts = Facts::of(&node.views[document]);
                let fields = facts.records().get(id).unwrap_or_else(|| panic!("{text} is lost"));
                assert_eq!(fields["name"].winner().value, Value::Text(text.clone()));
            }
        }
    }
}

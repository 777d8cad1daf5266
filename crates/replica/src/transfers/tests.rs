//! A laptop that wants blobs among neighbours that have parts of them, come, go and lie.

use std::collections::BTreeSet;

use musubi_log::blob::{CHUNK_BYTES, Namer};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

use super::*;

const RECORDS_PAUSE_MS: u64 = RECORDS_FIRST_MS;

fn node(number: u8) -> NodeKey {
    NodeKey::new([number; 32])
}

struct Blob {
    list: ChunkList,
    bytes: Vec<u8>,
}

impl Blob {
    fn new(seed: u64, bytes: usize) -> Self {
        let mut blob = vec![0; bytes];
        ChaCha8Rng::seed_from_u64(seed).fill_bytes(&mut blob);
        let mut namer = Namer::default();
        blob.chunks(CHUNK_BYTES).for_each(|chunk| namer.push(chunk));
        Self { list: namer.finish().unwrap(), bytes: blob }
    }

    fn name(&self) -> BlobName {
        self.list.name()
    }

    fn size(&self) -> u64 {
        self.list.bytes()
    }

    fn nothing(&self) -> Chunks {
        Chunks::none(self.list.chunks())
    }

    fn part(&self, of: impl IntoIterator<Item = u32>) -> Holdings {
        let mut chunks = self.nothing();
        of.into_iter().for_each(|index| chunks.add(index));
        Holdings::Part { bytes: self.size(), chunks }
    }

    fn chunk(&self, index: u32) -> &[u8] {
        self.bytes.chunks(CHUNK_BYTES).nth(index as usize).unwrap()
    }

    /// What an honest holder of so much says.
    fn answer(&self, holdings: &Holdings, question: Question) -> Vec<u8> {
        let one = |said: &[u8]| [&[1], said].concat();
        match question {
            Question::Holdings { .. } => holdings.to_bytes(),
            Question::List { from, .. } => one(&self.list.to_bytes()[32 * from as usize..]),
            Question::Chunk { index, .. } if holdings.has(self.size(), index) => {
                one(self.chunk(index))
            }
            Question::Chunk { .. } => vec![0],
        }
    }
}

fn wanting(blob: &Blob) -> Transfers {
    let mut transfers = Transfers::default();
    transfers.want(blob.name(), blob.size(), 0, blob.nothing(), blob.list.chunks() == 1);
    transfers
}

/// Takes what came as a disk would; `false`: it was not what it should be.
fn take(transfers: &mut Transfers, blob: &Blob, from: NodeKey, brought: &Brought) -> bool {
    let good = match brought {
        Brought::Nothing => return true,
        Brought::List { list, .. } => {
            ChunkList::verify(blob.name(), blob.size(), list).is_ok_and(|_| {
                transfers.took_list(&blob.name());
                true
            })
        }
        Brought::Chunk { index, bytes, .. } => {
            let good = blob.list.holds(*index, bytes);
            if good {
                transfers.took(&blob.name(), *index);
            }
            good
        }
    };
    if !good {
        transfers.refused(0, from, &blob.name());
    }
    good
}

#[test]
fn a_blob_is_fetched_from_all_who_have_something_each_chunk_once_and_in_order() {
    for seed in 0..40 {
        println!("seed {seed}");
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let chunks = 1 + usize::try_from(rng.next_u64() % 9).unwrap();
        let blob = Blob::new(seed, chunks * CHUNK_BYTES - 7);
        let all: Vec<u32> = (0..blob.list.chunks()).collect();
        let mut holders = vec![(node(1), Holdings::Whole { bytes: blob.size() })];
        for number in 2..=4 {
            let some = all.iter().copied().filter(|_| rng.next_u64().is_multiple_of(2));
            holders.push((node(number), blob.part(some)));
        }
        let mut transfers = wanting(&blob);
        let (mut asked_chunks, mut under_way) = (vec![], BTreeMap::new());
        loop {
            for (node, _) in &holders {
                if let Some(question) = transfers.next(0, *node) {
                    assert!(!under_way.contains_key(node), "two questions at once");
                    if let Question::Chunk { index, .. } = question {
                        asked_chunks.push(index);
                    }
                    under_way.insert(*node, question);
                }
            }
            if under_way.is_empty() {
                break;
            }
            let index = usize::try_from(rng.next_u64()).unwrap() % under_way.len();
            let node = *under_way.keys().nth(index).unwrap();
            let question = under_way.remove(&node).unwrap();
            let (_, holdings) = holders.iter().find(|(of, _)| *of == node).unwrap();
            let answer = blob.answer(holdings, question);
            let brought = transfers.heard(0, node, Some(&answer));
            assert!(take(&mut transfers, &blob, node, &brought));
        }
        let of_first: BTreeSet<u32> = asked_chunks.iter().copied().collect();
        assert_eq!(of_first.into_iter().collect::<Vec<_>>(), all, "all are asked for");
        assert_eq!(asked_chunks.len(), all.len(), "and none twice: {asked_chunks:?}");
        assert_eq!(transfers.wanted[&blob.name()].here.missing().count(), 0);
    }
}

#[test]
fn the_overview_comes_first_and_a_blob_of_lower_rank_before_the_others() {
    let (one, two) = (Blob::new(1, 3 * CHUNK_BYTES), Blob::new(2, 2 * CHUNK_BYTES));
    let mut transfers = Transfers::default();
    transfers.want(one.name(), one.size(), 7, one.nothing(), true);
    transfers.want(two.name(), two.size(), 3, two.nothing(), true);
    let mut order = vec![];
    while let Some(question) = transfers.next(0, node(1)) {
        let blob = if question.name() == one.name() { &one } else { &two };
        let answer = blob.answer(&Holdings::Whole { bytes: blob.size() }, question);
        let brought = transfers.heard(0, node(1), Some(&answer));
        take(&mut transfers, blob, node(1), &brought);
        if let Question::Chunk { name, index } = question {
            order.push((name, index));
        }
    }
    let (one, two) = (one.name(), two.name());
    assert_eq!(order, [(two, 0), (two, 1), (one, 0), (one, 1), (one, 2)]);
}

#[test]
fn whoever_gives_false_bytes_is_left_and_the_chunk_comes_from_another() {
    let blob = Blob::new(3, 3 * CHUNK_BYTES);
    let whole = Holdings::Whole { bytes: blob.size() };
    let mut transfers = wanting(&blob);
    let (liar, honest) = (node(1), node(2));
    let mut asked_liar = 0;
    loop {
        let next = [liar, honest].into_iter().find_map(|it| Some((it, transfers.next(0, it)?)));
        let Some((from, question)) = next else { break };
        let mut answer = blob.answer(&whole, question);
        if from == liar && !matches!(question, Question::Holdings { .. }) {
            asked_liar += 1;
            *answer.last_mut().unwrap() ^= 1;
        }
        let brought = transfers.heard(0, from, Some(&answer));
        let good = take(&mut transfers, &blob, from, &brought);
        assert!(good || from == liar);
    }
    assert_eq!(asked_liar, 1);
    assert_eq!(transfers.wanted[&blob.name()].here.missing().count(), 0);
    assert_eq!(transfers.next(SHUNNED_MS - 1, liar), None);
}

#[test]
fn a_list_is_one_neighbours_and_begun_anew_when_it_is_gone() {
    let blob = Blob::new(4, 5 * CHUNK_BYTES);
    let whole = Holdings::Whole { bytes: blob.size() };
    let mut transfers = wanting(&blob);
    for of in [1, 2] {
        transfers.next(0, node(of)).unwrap();
        transfers.heard(0, node(of), Some(&whole.to_bytes()));
    }
    let name = blob.name();
    let part = [&[1], &blob.list.to_bytes()[..64]].concat();
    assert_eq!(transfers.next(0, node(1)), Some(Question::List { name, from: 0 }));
    assert_eq!(transfers.next(0, node(2)), None);
    assert_eq!(transfers.heard(0, node(1), Some(&part)), Brought::Nothing);
    assert_eq!(transfers.next(0, node(1)), Some(Question::List { name, from: 2 }));
    transfers.down(&node(1));
    assert_eq!(transfers.next(0, node(2)), Some(Question::List { name, from: 0 }));
    let all = [&[1], &blob.list.to_bytes()[..]].concat();
    let list = blob.list.to_bytes();
    assert_eq!(transfers.heard(0, node(2), Some(&all)), Brought::List { name, list });

    // One that says nothing more is no list.
    let mut transfers = wanting(&blob);
    transfers.next(0, node(1)).unwrap();
    transfers.heard(0, node(1), Some(&whole.to_bytes()));
    transfers.next(0, node(1)).unwrap();
    let brought = transfers.heard(0, node(1), Some(&[1]));
    assert_eq!(brought, Brought::List { name, list: vec![] });
}

#[test]
fn records_go_first_and_a_chunk_that_was_lost_is_asked_for_again() {
    let blob = Blob::new(5, 2 * CHUNK_BYTES);
    let mut transfers = wanting(&blob);
    transfers.note_records(1_000);
    assert_eq!(transfers.next(1_000 + RECORDS_PAUSE_MS - 1, node(1)), None);
    let now_ms = 1_000 + RECORDS_PAUSE_MS;
    transfers.next(now_ms, node(1)).unwrap();
    let part = blob.part([1]);
    transfers.heard(now_ms, node(1), Some(&part.to_bytes()));
    transfers.took_list(&blob.name());
    let chunk = Question::Chunk { name: blob.name(), index: 1 };
    assert_eq!(transfers.next(now_ms, node(1)), Some(chunk));
    // It had it, and has it no more; after a while it may have more than it said.
    transfers.heard(now_ms, node(1), Some(&[0]));
    assert_eq!(transfers.next(now_ms + STALE_MS - 1, node(1)), None);
    let holdings = Question::Holdings { name: blob.name() };
    assert_eq!(transfers.next(now_ms + STALE_MS, node(1)), Some(holdings));
    transfers.heard(now_ms, node(1), Some(&part.to_bytes()));
    assert_eq!(transfers.next(now_ms, node(1)), Some(chunk));
    // The cable is pulled under way: another neighbour is asked.
    transfers.down(&node(1));
    transfers.next(now_ms, node(2)).unwrap();
    transfers.heard(now_ms, node(2), Some(&part.to_bytes()));
    assert_eq!(transfers.next(now_ms, node(2)), Some(chunk));
    transfers.drop(&blob.name());
    assert_eq!(transfers.heard(now_ms, node(2), Some(&[1, 2, 3])), Brought::Nothing);
    assert_eq!(transfers.next(now_ms, node(2)), None);
}

#[test]
fn questions_and_holdings_read_back_and_no_bytes_make_a_reader_panic() {
    let blob = Blob::new(6, 9 * CHUNK_BYTES);
    let name = blob.name();
    let questions = [
        Question::Holdings { name },
        Question::List { name, from: 8_192 },
        Question::Chunk { name, index: u32::MAX },
    ];
    for question in questions {
        assert_eq!(question.to_bytes().len(), Question::LEN);
        assert_eq!(Question::from_bytes(&question.to_bytes()), Some(question));
    }
    let whole = Holdings::Whole { bytes: blob.size() };
    for holdings in [Holdings::Nothing, whole, blob.part([0, 3, 8]), blob.part([])] {
        assert_eq!(Holdings::from_bytes(&holdings.to_bytes()), Some(holdings));
    }
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    for length in 0..64_u8 {
        for _ in 0..200 {
            let mut bytes = vec![0; length.into()];
            rng.fill_bytes(&mut bytes);
            if let Some(first) = bytes.first_mut() {
                *first %= 4;
            }
            let _ = Question::from_bytes(&bytes);
            if let Some(holdings) = Holdings::from_bytes(&bytes) {
                assert_eq!(holdings.to_bytes(), bytes);
            }
        }
    }
}

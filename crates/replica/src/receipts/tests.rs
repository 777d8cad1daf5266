//! Whatever the order in which receipts come and are passed on, the same are left.

use std::collections::{BTreeMap, BTreeSet};

use musubi_log::city::{CitySecret, OperationKind};
use musubi_log::hash::{Hash, LogId, Run, hq_place};
use musubi_log::node::{Member, NodeSecret};
use musubi_log::receipt::{Held, Holdings, Receipt};
use musubi_log::role::Role;
use musubi_log::safe::OperationSecret;
use musubi_log::ticket::Order;
use musubi_model::ids::{DocumentId, Kind, PlaceId};
use musubi_model::time::Timestamp;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

use super::Receipts;

struct Hq {
    secret: NodeSecret,
    member: Member,
    rng: ChaCha8Rng,
}

impl Hq {
    fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let city = CitySecret::generate(&mut rng);
        let operation = OperationSecret::mint(OperationKind::Drill, "a test", &mut rng);
        let order = Order {
            operation: &operation.operation,
            role: Role::Hq,
            place: hq_place(&city.public()),
            place_name: "HQ",
            index: 0,
            not_after: Timestamp::from_millis(4_000_000_000_000),
        };
        let enrolment = city.issue(&order, &operation.master, &mut rng).enrol(&mut rng);
        let member = enrolment.member().unwrap();
        Self { secret: enrolment.node, member, rng }
    }

    fn below(&mut self, end: u64) -> u64 {
        self.rng.next_u64() % end
    }

    /// What an honest HQ signs in several runs, some of them on a disk that was exchanged.
    fn history(&mut self) -> Vec<Receipt> {
        let city = DocumentId::new(self.member.operation.id, Kind::City, PlaceId::CITY);
        let place = DocumentId::new(self.member.operation.id, Kind::Place, self.member.place);
        let mut signed: Vec<Receipt> = vec![];
        for number in 0..=u8::try_from(self.below(4)).unwrap() {
            let run = Run::new([number; 16]);
            let mut named: BTreeSet<Run> =
                (0..number).map(|number| Run::new([number; 16])).collect();
            if self.below(3) == 0 {
                named.pop_last();
            }
            let mut positions: BTreeMap<LogId, u64> = BTreeMap::new();
            let mut counts = BTreeMap::new();
            for _ in 0..=self.below(8) {
                let document = if self.below(3) == 0 { city } else { place };
                let count = counts.entry(document).or_insert(0);
                *count += 1;
                let count = *count;
                let mut held = vec![];
                for log in 0..4 {
                    if self.below(3) == 0 {
                        let log = LogId::new([10 * document.kind + log; 32]);
                        let more = 1 + self.below(3);
                        let position = positions.entry(log).or_default();
                        *position += more;
                        // Of a forked log it may turn out to hold less on the branch that is followed.
                        if self.below(6) == 0 {
                            *position = 1 + self.below(*position);
                        }
                        let chain = Hash::new([0; 32]);
                        held.push(Held { log, position: *position, chain });
                    }
                }
                let supersedes =
                    if document == city { named.iter().copied().collect() } else { vec![] };
                let holdings = Holdings { document, run, count, supersedes, held, at: None };
                signed.push(Receipt::sign(&self.secret, &self.member, &holdings));
            }
        }
        signed
    }

    fn shuffled(&mut self, mut receipts: Vec<Receipt>) -> Vec<Receipt> {
        for end in (1..receipts.len()).rev() {
            let other = usize::try_from(self.below(end as u64 + 1)).unwrap();
            receipts.swap(end, other);
        }
        receipts
    }

    fn set(&self, receipts: &[Receipt]) -> Receipts {
        let mut set = Receipts::default();
        for receipt in receipts {
            set.insert(self.member.node, receipt.clone());
        }
        set
    }
}

fn left(set: &Receipts) -> Vec<Receipt> {
    set.hashes().map(|hash| set.get(hash).unwrap().clone()).collect()
}

/// The rule as `docs/format.md` has it, over all receipts at once.
fn unspent(all: &[Receipt]) -> BTreeSet<Hash> {
    let says = |receipt: &Receipt| receipt.claims().clone();
    let supersedes = |run: Run, other: Run| {
        all.iter().map(says).any(|by| by.run == run && by.supersedes.contains(&other))
    };
    let is_spent = |receipt: &Receipt| {
        let this = says(receipt);
        let later = |by: &Holdings, hash: Hash| {
            by.run == this.run
                && by.document == this.document
                && (by.count, hash) > (this.count, receipt.hash())
        };
        let is_superseded = all.iter().any(|by| supersedes(by.claims().run, this.run));
        let again = |held: &Held| {
            all.iter().any(|other| {
                let by = says(other);
                let at = |of: &Held| of.log == held.log && of.position >= held.position;
                let further = |of: &Held| {
                    of.log == held.log && (of.position, by.run) > (held.position, this.run)
                };
                let by_any = is_superseded && by.document == this.document;
                (later(&by, other.hash()) && by.held.iter().any(at))
                    || (by_any && by.held.iter().any(further))
            })
        };
        let named = |run: &Run| {
            all.iter().any(|other| {
                let by = says(other);
                (later(&by, other.hash()) || supersedes(by.run, this.run))
                    && by.supersedes.contains(run)
            })
        };
        this.held.iter().all(again) && this.supersedes.iter().all(named)
    };
    all.iter().filter(|receipt| !is_spent(receipt)).map(Receipt::hash).collect()
}

#[test]
fn the_same_receipts_are_left_in_whatever_order_they_come_and_are_passed_on() {
    let mut dropped = 0;
    for seed in 0..300 {
        let mut hq = Hq::new(seed);
        let all = hq.history();
        let want = unspent(&all);
        dropped += all.len() - want.len();
        for _ in 0..4 {
            let all = hq.shuffled(all.clone());
            let whole = hq.set(&all);
            let got: BTreeSet<Hash> = whole.hashes().copied().collect();
            assert_eq!(got, want, "seed {seed}");

            // Two nodes that each heard a part, and then of each other what was left there.
            let cut = usize::try_from(hq.below(all.len() as u64 + 1)).unwrap();
            let parts = [left(&hq.set(&all[..cut])), left(&hq.set(&all[cut..]))];
            let joined = hq.shuffled(parts.concat());
            let got: BTreeSet<Hash> = hq.set(&joined).hashes().copied().collect();
            assert_eq!(got, want, "seed {seed}, cut at {cut}");
        }
    }
    println!("{dropped} spent receipts");
    assert!(dropped > 300);
}

#[test]
fn what_is_left_is_no_more_than_there_are_logs_and_documents() {
    let mut hq = Hq::new(1_000);
    let document = DocumentId::new(hq.member.operation.id, Kind::Place, hq.member.place);
    let mut set = Receipts::default();
    for count in 1..=500 {
        let log = LogId::new([u8::try_from(hq.below(5)).unwrap(); 32]);
        let held = vec![Held { log, position: count, chain: Hash::new([0; 32]) }];
        let run = Run::new([1; 16]);
        let holdings = Holdings { document, run, count, supersedes: vec![], held, at: None };
        set.insert(hq.member.node, Receipt::sign(&hq.secret, &hq.member, &holdings));
    }
    assert_eq!(set.hashes().count(), 5);
    assert_eq!(set.count(&hq.member.node, &Run::new([1; 16]), &document), 5);
}

/// After damage HQ may hold less of a log than it did, and says so.
#[test]
fn a_receipt_with_less_brings_no_spent_one_back() {
    let hq = Hq::new(1_001);
    let document = DocumentId::new(hq.member.operation.id, Kind::Place, hq.member.place);
    let (log, run, chain) = (LogId::new([1; 32]), Run::new([1; 16]), Hash::new([0; 32]));
    let all = [(1, 5), (2, 7), (3, 4)].map(|(count, position)| {
        let held = vec![Held { log, position, chain }];
        let holdings = Holdings { document, run, count, supersedes: vec![], held, at: None };
        Receipt::sign(&hq.secret, &hq.member, &holdings)
    });
    let want = unspent(&all);
    assert_eq!(want, BTreeSet::from([all[1].hash(), all[2].hash()]));
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut set = hq.set(&order.map(|at| all[at].clone()));
        let got: BTreeSet<Hash> = set.hashes().copied().collect();
        assert_eq!(got, want, "order {order:?}");
        assert!(!set.insert(hq.member.node, all[0].clone()), "order {order:?}");
    }
}

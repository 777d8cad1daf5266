//! Cities, operations and laptops with real certificates, from seeds: the same seed gives the same
//! city in another process.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use musubi_log::city::{CitySecret, Operation, OperationKind};
use musubi_log::hash::place_id;
use musubi_log::keyring::ReaderMaster;
use musubi_log::node::{Certificate, NodeSecret};
use musubi_log::role::Role;
use musubi_log::ticket::Order;
use musubi_mesh::{Admission, Standing};
use musubi_model::ids::{NodeKey, OperationId};
use musubi_model::time::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

pub(crate) const NOT_AFTER: Timestamp = Timestamp::from_millis(1_800_000_000_000);

pub(crate) struct City {
    secret: CitySecret,
    pub(crate) operation: Operation,
    master: ReaderMaster,
    seed: u64,
}

impl City {
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let secret = CitySecret::generate(&mut rng);
        let operation = Operation::mint(OperationKind::Drill, "mesh", &mut rng);
        let master = ReaderMaster::generate(&mut rng);
        Self { secret, operation, master, seed }
    }

    /// The same city in another operation.
    pub(crate) fn reopened(&self) -> Self {
        let mut other = Self::new(self.seed);
        let mut rng = ChaCha20Rng::seed_from_u64(self.seed + 1_000_000);
        other.operation = Operation::mint(OperationKind::Drill, "another", &mut rng);
        other
    }

    pub(crate) fn laptop(&self, number: u64) -> Laptop {
        let mut rng = ChaCha20Rng::seed_from_u64(self.seed * 1_000 + number);
        let order = Order {
            operation: &self.operation,
            role: Role::Shelter,
            place: place_id(&self.secret.public(), &format!("E{number}")),
            place_name: "mesh",
            index: 0,
            not_after: NOT_AFTER,
        };
        let enrolment = self.secret.issue(&order, &self.master, &mut rng).enrol(&mut rng);
        Laptop {
            city: Self::new(self.seed).secret,
            operation: self.operation.id,
            secret: Arc::new(enrolment.node),
            certificate: enrolment.certificate,
            facts: Arc::default(),
        }
    }
}

/// What a laptop knows of the city's statements; tests change it while the mesh runs.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) city_time: Option<Timestamp>,
    pub(crate) revoked: BTreeSet<NodeKey>,
}

pub(crate) struct Laptop {
    city: CitySecret,
    pub(crate) operation: OperationId,
    secret: Arc<NodeSecret>,
    pub(crate) certificate: Certificate,
    pub(crate) facts: Arc<Mutex<Facts>>,
}

impl Laptop {
    pub(crate) fn node(&self) -> NodeKey {
        self.secret.key()
    }

    pub(crate) fn admission(&self) -> Admission {
        let facts = Arc::clone(&self.facts);
        Admission::certified(
            self.city.public(),
            self.operation,
            Arc::clone(&self.secret),
            &self.certificate,
            move |member| {
                let facts = facts.lock().expect("no test panics while it holds this");
                Standing {
                    city_time: facts.city_time,
                    revoked: facts.revoked.contains(&member.node),
                }
            },
        )
    }
}

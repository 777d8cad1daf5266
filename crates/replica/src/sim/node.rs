//! One simulated laptop: the loop that obeys a replica, as the real one must.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use musubi_log::city::CityKey;
use musubi_log::hash::Run;
use musubi_log::keyring::ReaderSecrets;
use musubi_log::node::{Certificate, Member, NodeSecret};
use musubi_log::role::Role;
use musubi_log::ticket::Enrolment;
use musubi_model::ids::{DocumentId, NodeKey};
use musubi_model::record::View;
use musubi_model::time::{Now, Timestamp};

use crate::input::Input;
use crate::output::Output;
use crate::replica::Replica;
use crate::sim::disk::Disk;

/// A laptop, whether it runs or not.
#[derive(Debug)]
pub(super) struct Node {
    enrolment: Enrolment,
    pub(super) member: Member,
    pub(super) disk: Disk,
    /// An older state of the disk that somebody may copy back.
    pub(super) image: Option<Disk>,
    pub(super) running: Option<Running>,
    pub(super) boots: u64,
    pub(super) last_run: Option<Run>,
    pub(super) wall_offset_ms: i64,
    pub(super) sync_ms_max: u64,
    /// What others said on sticks that they hold.
    pub(super) words: BTreeMap<NodeKey, Arc<Vec<u8>>>,
    /// The run of the next start, where it is not drawn.
    pub(super) next_run: Option<Run>,
    /// A clone before it is made.
    pub(super) unborn: bool,
    /// Obeys the persists of several inputs before one sync, as a loop may.
    pub(super) grouped: bool,
}

/// What is gone when the power fails.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) replica: Replica,
    pub(super) boot: u64,
    pub(super) started_ms: u64,
    pub(super) inbox: VecDeque<Input>,
    pub(super) pending: VecDeque<Output>,
    pub(super) syncing: bool,
    /// The earliest wake-up that is on its way.
    pub(super) wakes_at_ms: u64,
    /// Of these something was ticked since it was last looked at.
    pub(super) confirmed: BTreeSet<DocumentId>,
    /// What people see.
    pub(super) views: BTreeMap<DocumentId, View>,
    /// What people will see once all that was decided is obeyed.
    pub(super) decided: BTreeMap<DocumentId, View>,
}

impl Node {
    pub(super) fn new(enrolment: Enrolment) -> Self {
        let member = enrolment.member().expect("the city issued this ticket");
        Self {
            enrolment,
            member,
            disk: Disk::default(),
            image: None,
            running: None,
            boots: 0,
            last_run: None,
            words: BTreeMap::new(),
            next_run: None,
            unborn: false,
            wall_offset_ms: 0,
            sync_ms_max: 5,
            grouped: false,
        }
    }

    pub(super) fn key(&self) -> NodeKey {
        self.member.node
    }

    pub(super) fn is_hq(&self) -> bool {
        self.member.role == Role::Hq
    }

    pub(super) fn certificate(&self) -> &Certificate {
        &self.enrolment.certificate
    }

    /// A laptop takes its ticket once and reads what it got at every start.
    pub(super) fn enrolment(&self) -> Enrolment {
        let (signing, boxing) = self.enrolment.node.to_secrets();
        let city: CityKey = self.enrolment.city;
        let readers: ReaderSecrets = self.enrolment.readers.clone();
        let certificate = self.enrolment.certificate.clone();
        Enrolment { city, node: NodeSecret::from_secrets(&signing, &boxing), certificate, readers }
    }

    pub(super) fn now(&self, now_ms: u64) -> Now {
        let started = self.running.as_ref().map_or(now_ms, |running| running.started_ms);
        let wall = 1_800_000_000_000 + i64::try_from(now_ms).expect("a short story");
        let wall = Timestamp::from_millis(wall).plus_millis(self.wall_offset_ms);
        Now { elapsed_ms: now_ms - started, wall }
    }
}

//! What a laptop that was cut off could read: of which documents, up to which of their logs.
//!
//! A log says by its key under which epoch it was begun. A laptop could read it if it had that
//! epoch's secret: from its ticket, by a wrap, or, at HQ, by the master it comes from. Whether it
//! ever fetched the log nobody knows, so this is the most it could have read, never less.

use std::collections::{BTreeMap, BTreeSet};

use musubi_log::hash::EpochId;
use musubi_log::keyring::Group;
use musubi_log::node::Member;
use musubi_log::role::Role;
use musubi_log::statement::Wrapped;
use musubi_model::ids::{Actor, DocumentId};

use crate::replica::Replica;

/// How much of one document a laptop could read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposed {
    pub document: DocumentId,
    /// Entries in logs it had the key of, and in logs it had not.
    pub open: u64,
    pub closed: u64,
    /// The authors of the former, inside the document.
    pub authors: BTreeSet<Actor>,
}

impl Replica {
    /// Of what is stored here, how much a laptop could read. Asked at HQ, which can read all of it.
    pub fn exposure(&self, member: &Member) -> Vec<Exposed> {
        let mut memory: BTreeMap<(Group, EpochId), bool> = BTreeMap::new();
        let mut exposed = vec![];
        for document in self.logs.documents() {
            let Some(group) = Group::of_document(document).filter(|it| reads(member, *it)) else {
                continue;
            };
            let (mut open, mut closed, mut authors) = (0, 0, BTreeSet::new());
            for (_, stored) in self.logs.of(document) {
                // What this laptop cannot tell counts as read.
                let epoch = self.keyring.epoch_of(document, stored.header.key);
                let was_open = epoch.is_none_or(|epoch| {
                    *memory
                        .entry((group, epoch))
                        .or_insert_with(|| self.has_secret(member, group, epoch))
                });
                if was_open {
                    open += stored.tip.position;
                    authors.insert(stored.header.actor());
                } else {
                    closed += stored.tip.position;
                }
            }
            exposed.push(Exposed { document: *document, open, closed, authors });
        }
        exposed
    }

    /// Groups whose present epoch some revoked laptop can read: a new one is due.
    pub fn groups_to_renew(&self) -> BTreeSet<Group> {
        let statements = self.facts.statements();
        let revoked: Vec<&Member> =
            statements.members().filter(|member| statements.is_revoked(member)).collect();
        if revoked.is_empty() {
            return BTreeSet::new();
        }
        let groups = self.groups().into_iter();
        let reads_now = |group: &Group| {
            let epoch = self.present_epoch(*group);
            revoked
                .iter()
                .any(|member| reads(member, *group) && self.has_secret(member, *group, epoch))
        };
        groups.filter(reads_now).collect()
    }

    /// The epoch that is written in, wherever its secret has come.
    pub(crate) fn present_epoch(&self, group: Group) -> EpochId {
        let epochs = self.facts.statements().epochs_to_write(group);
        epochs.first().copied().unwrap_or(EpochId::FIRST)
    }

    /// Of everybody who is known, and of whatever anybody wrote.
    pub(crate) fn groups(&self) -> BTreeSet<Group> {
        let readers = self.facts.statements().members().filter(|it| it.role != Role::Relay);
        let of_members = readers.map(|member| Group::of_place(member.place));
        let of_documents = self.logs.documents().filter_map(Group::of_document);
        of_members.chain(of_documents).chain([Group::CITY]).collect()
    }

    pub(crate) fn has_secret(&self, member: &Member, group: Group, epoch: EpochId) -> bool {
        if epoch == EpochId::FIRST {
            return true;
        }
        let statements = self.facts.statements();
        let is_wrapped = |what: Wrapped| {
            statements.all_wraps().any(|wrap| wrap.to == member.node && wrap.what == what)
        };
        if is_wrapped(Wrapped::Group { group, epoch }) {
            return true;
        }
        if member.role != Role::Hq {
            return false;
        }
        let mut checks = statements.all_epochs().filter(|it| (it.0, it.1) == (group, epoch));
        let from = checks.find_map(|(.., check)| self.keyring.generation_of(group, epoch, check));
        from.is_none_or(|generation| {
            generation == EpochId::FIRST || is_wrapped(Wrapped::Master { generation })
        })
    }
}

/// Whether a laptop's ticket makes it a reader of a group.
pub(crate) fn reads(member: &Member, group: Group) -> bool {
    match member.role {
        Role::Hq => true,
        Role::Shelter | Role::Patrol => {
            group == Group::CITY || group == Group::of_place(member.place)
        }
        Role::Relay => false,
    }
}

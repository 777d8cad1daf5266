//! The laptops that tickets certified: headquarters writes each down, and each is shown its own standing.

use std::collections::BTreeMap;

use musubi_log::hash::Hash;
use musubi_log::role::Role;
use musubi_model::ids::{DocumentId, Kind, NodeKey};
use tokio::sync::oneshot;

use super::{Node, NodeKind, RunError};
use crate::runtime::enrolments;
use crate::runtime::handle::{CutOff, Warning};

impl Node {
    /// At headquarters every new laptop is written down, with the time.
    pub(super) fn note_enrolments(&mut self) -> Result<(), RunError> {
        let certified = self.engine.take_certified();
        let notes = self.engine.member().role == Role::Hq && self.kind == NodeKind::Ticketed;
        if certified.is_empty() || !notes {
            return Ok(());
        }
        self.write_enrolments(&certified)
    }

    pub(super) fn write_enrolments(
        &mut self,
        certified: &[(Hash, Option<NodeKey>)],
    ) -> Result<(), RunError> {
        let member = self.engine.member();
        let desk = DocumentId::new(member.operation.id, Kind::Desk, member.place);
        let statements = self.engine.replica().statements();
        let from = certified.iter().filter_map(|(certificate, from)| {
            Some((statements.member(certificate)?.node, (*from)?))
        });
        let from: BTreeMap<NodeKey, NodeKey> = from.collect();
        let all = enrolments::all(statements);
        let (now, view) = (self.clock.now(), self.engine.view(desk));
        let edits = enrolments::unheard(&all, &view, &from, now.wall, crate::desk::fresh_id);
        if edits.is_empty() {
            return Ok(());
        }
        // Nobody waits for it: what is missing is written at the next look.
        let (answer, _) = oneshot::channel();
        let input = self.engine.commit(desk, edits, answer);
        let outgoing = self.engine.step(now, [input])?;
        self.obey(outgoing);
        Ok(())
    }

    pub(super) fn show_enrolees(&self) {
        let enrolees = enrolments::all(self.engine.replica().statements());
        let mut status = self.end.shared.status_mut();
        if self.engine.member().role == Role::Hq && enrolments::is_some_used_twice(&enrolees) {
            status.warnings.insert(Warning::TicketUsedTwice);
        }
        status.enrolees = enrolees;
        drop(status);
        self.show_cut_off();
    }

    /// What a neighbour says of it stands until the signed word is here, or one lets it in again.
    pub(super) fn show_cut_off(&self) {
        let (member, statements) = (self.engine.member(), self.engine.replica().statements());
        let now = match (statements.is_revoked(member), self.said_revoked) {
            (true, _) => CutOff::Yes,
            (false, true) => CutOff::Said,
            (false, false) => CutOff::No,
        };
        let mut status = self.end.shared.status_mut();
        let changed = status.cut_off != now;
        status.cut_off = now;
        drop(status);
        if changed {
            let desk = DocumentId::new(member.operation.id, Kind::Desk, member.place);
            self.end.shared.announce_ticks(desk);
        }
    }
}

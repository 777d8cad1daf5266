//! How a node begins: the journal is read, the replica made of it, neighbours are met, pages are told.

use std::sync::Arc;

use musubi_log::hash::Run;
use musubi_log::node::NodeSecret;
use musubi_log::role::Role;
use musubi_log::ticket::Enrolment;
use musubi_model::time::Timestamp;
use musubi_replica::{Input, Replica};
use tokio::sync::watch;

use super::clock::Clock;
use super::hints::Hints;
use super::neighbours::Neighbours;
use super::{ClockWord, Lasting, Meeting, Node, NodeKind, RunError, Settings, Stage};
use crate::runtime::disk::Disk;
use crate::runtime::engine::Engine;
use crate::runtime::enrol::{self, JoinError};
use crate::runtime::moving;

impl Node {
    /// In a folder and an operation of its own, without neighbours.
    pub(super) fn open_provisional(
        clock: Clock,
        lasting: Lasting,
        settings: &Settings,
        stage: watch::Sender<Stage>,
    ) -> Result<Self, RunError> {
        let enrolment =
            lasting.keys.provisional()?.expect("a laptop without a ticket has these keys");
        let folder = settings.data_dir.join(enrol::PROVISIONAL);
        let disk = Disk::lock(&folder, settings.segment_bytes)?;
        let mut node = Self::open(clock, disk, enrolment, None, lasting)?;
        node.kind = NodeKind::Provisional;
        node.show(settings)?;
        stage.send_replace(Stage::Provisional);
        Ok(node)
    }

    pub(super) fn open(
        clock: Clock,
        mut disk: Disk,
        enrolment: Enrolment,
        meeting: Option<&Meeting>,
        lasting: Lasting,
    ) -> Result<Self, RunError> {
        let Lasting { end, keys, waiting, ports } = lasting;
        let now = clock.now();
        let member = enrolment.member().map_err(JoinError::from)?;
        // What an earlier operation showed is not this one's.
        end.shared.forget_all(member.operation.id);
        let own = NodeSecret::from_secrets(
            &enrolment.node.to_secrets().0,
            &enrolment.node.to_secrets().1,
        );
        let certificate = enrolment.certificate.clone();
        let stored = disk.open(&enrolment, &member, &end.shared)?;
        let (replica, opening) = Replica::open(now, enrolment, Run::new(rand::random()), stored)
            .map_err(JoinError::from)?;
        let (engine, outgoing) =
            Engine::start(now, replica, opening, disk, Arc::clone(&end.shared))?;
        let mesh = meeting
            .map(|meeting| Neighbours::meet(meeting, ports, own, &certificate, engine.replica()))
            .transpose()?;
        let kind = NodeKind::Ticketed;
        let mut node = Self {
            clock,
            engine,
            keys,
            end,
            mesh,
            stage: None,
            kind,
            waiting,
            ports,
            hints: Hints::default(),
            said_revoked: false,
            erase_at_ms: 0,
        };
        node.obey(outgoing);
        Ok(node)
    }

    /// What was recorded before there was a ticket.
    pub(super) fn bring_provisional(&mut self, settings: &Settings) -> Result<(), RunError> {
        let (now, segment_bytes) = (self.clock.now(), settings.segment_bytes);
        let outgoing =
            moving::run(now, &settings.data_dir, segment_bytes, &self.keys, &mut self.engine)?;
        self.obey(outgoing);
        Ok(())
    }

    /// Told last: pages of a node believe that what they do not see is not there.
    pub(super) fn show(&mut self, settings: &Settings) -> Result<(), RunError> {
        if settings.time == ClockWord::Confirmed {
            self.confirm_clock(self.clock.now().wall)?;
        } else if self.end.shared.status().clock_confirmed_at.is_some() {
            let outgoing = self.engine.step(self.clock.now(), [Input::ClockConfirmed])?;
            self.obey(outgoing);
        }
        self.show_enrolees();
        self.show_ending();
        if self.engine.member().role == Role::Hq && self.kind == NodeKind::Ticketed {
            self.engine.take_certified();
            self.write_enrolments(&[])?;
        }
        let mut enrolled = enrol::enrolled(self.engine.member());
        enrolled.provisional = self.kind == NodeKind::Provisional;
        let has_passphrase = self.keys.needs_passphrase()?;
        let mut status = self.end.shared.status_mut();
        status.city = (!enrolled.provisional).then(|| self.engine.replica().city());
        status.enrolled = Some(enrolled);
        status.locked = false;
        status.has_passphrase = has_passphrase;
        drop(status);
        self.waiting.tell();
        Ok(())
    }

    fn confirm_clock(&mut self, at: Timestamp) -> Result<(), RunError> {
        self.end.shared.status_mut().clock_confirmed_at = Some(at);
        let outgoing = self.engine.step(self.clock.now(), [Input::ClockConfirmed])?;
        self.obey(outgoing);
        Ok(())
    }
}

//! The author's end of one log: seals bodies, chains frames, signs heads.
//!
//! A writer begins a log and cannot be made for one that exists: earlier runs are never continued,
//! so a restored disk image cannot sign one position twice.

use musubi_model::ids::DocumentId;

use crate::hash::{Hash, LogId, Run, chain, chain_start, leaf};
use crate::header::Header;
use crate::keyring::DocumentKey;
use crate::node::NodeSecret;
use crate::seal::{Body, LogKey, SealError};
use crate::span::{Head, Span, Tip};

/// A log of this node's present run.
#[derive(Debug)]
pub struct LogWriter {
    header: Header,
    key: LogKey,
    tip: Tip,
}

impl LogWriter {
    /// Begins the log of `document` in this `run`, and gives the span of its header.
    ///
    /// `run` must have been drawn at this opening of the store; `certificate` is the hash of the
    /// node's own.
    pub fn begin(
        node: &NodeSecret,
        certificate: Hash,
        run: Run,
        key: &DocumentKey,
    ) -> (Self, Span) {
        let document = key.document();
        let header = Header { document, node: node.key(), run, key: key.id(), certificate };
        let log = header.log();
        let frame = header.to_frame();
        let start = chain_start(&log);
        let tip = Tip {
            log,
            node: header.node,
            position: 0,
            chain: chain(&start, &leaf(&frame)),
            bytes_since_checkpoint: 0,
        };
        let span = Span::new(log, 0, start, frame, sign(node, &tip));
        (Self { header, key: key.log_key(log), tip }, span)
    }

    /// Seals and signs a commit: one span, or more where checkpoints lie inside.
    ///
    /// On an error nothing was signed and the log stands where it stood.
    pub fn append(&mut self, node: &NodeSecret, bodies: &[Body]) -> Result<Vec<Span>, SealError> {
        let mut sealed = Vec::with_capacity(bodies.len());
        for (position, body) in (self.tip.position + 1..).zip(bodies) {
            sealed.push(self.key.seal(position, body)?);
        }
        let mut spans = Vec::new();
        let mut open = OpenSpan::after(&self.tip);
        for (index, raw) in sealed.iter().enumerate() {
            let at_checkpoint = self.tip.step(&leaf(raw.frame()), raw.frame().len());
            open.frames.extend_from_slice(raw.frame());
            if at_checkpoint || index + 1 == sealed.len() {
                let OpenSpan { from, before, frames } =
                    std::mem::replace(&mut open, OpenSpan::after(&self.tip));
                spans.push(Span::new(self.tip.log, from, before, frames, sign(node, &self.tip)));
            }
        }
        Ok(spans)
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    pub fn document(&self) -> DocumentId {
        self.header.document
    }

    pub fn log(&self) -> LogId {
        self.tip.log
    }

    pub fn tip(&self) -> &Tip {
        &self.tip
    }
}

struct OpenSpan {
    from: u64,
    before: Hash,
    frames: Vec<u8>,
}

impl OpenSpan {
    fn after(tip: &Tip) -> Self {
        Self { from: tip.position + 1, before: tip.chain, frames: Vec::new() }
    }
}

fn sign(node: &NodeSecret, tip: &Tip) -> [u8; 64] {
    node.sign(&Head::message(&tip.log, tip.position, &tip.chain))
}

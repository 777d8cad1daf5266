//! The change that every document of a kind begins with, the same on every node for ever.
//!
//! Its two maps are addressed by their operation ids and not through the root, so that nobody
//! can hide them by writing at the root. Its hashes are golden vectors.

use automerge::transaction::Transactable as _;
use automerge::{ActorId, Automerge, ChangeHash, ObjType, ROOT};
use musubi_model::ids::{Actor, Kind};

use crate::guard::OperationId;

/// No log can have this actor: an actor is a hash.
pub(crate) const ACTOR: Actor = Actor::new(*b"musubi genesis 1");

pub(crate) const RECORDS: OperationId = OperationId { counter: 1, actor: ACTOR };
pub(crate) const VALUES: OperationId = OperationId { counter: 2, actor: ACTOR };

/// A document that holds the genesis of its kind alone.
pub(crate) fn document(kind: Kind) -> Automerge {
    let mut document = Automerge::new().with_actor(ActorId::from(*ACTOR.bytes()));
    let mut transaction = document.transaction();
    let in_a_new_document = "the root of a new document takes any key";
    transaction.put_object(ROOT, "records", ObjType::Map).expect(in_a_new_document);
    transaction.put_object(ROOT, "values", ObjType::Map).expect(in_a_new_document);
    transaction.put(ROOT, "kind", i64::from(kind.number())).expect(in_a_new_document);
    transaction.commit();
    document
}

/// The hash of the change that every document of a kind begins with.
pub fn genesis_hash(kind: Kind) -> ChangeHash {
    let [hash] = document(kind).get_heads()[..] else { unreachable!("one change, one head") };
    hash
}

//! The operations of a change, read into the few forms that shape 1 has.

use automerge::legacy::{self, Key, ObjectId, OpType};
use automerge::{ObjType, ScalarValue};
use musubi_model::ids::Actor;

use super::{Unfit, actor_of, limits};

/// Ascending as automerge orders them: of several visible operations the greatest wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OperationId {
    pub(crate) counter: u32,
    pub(crate) actor: Actor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Object {
    Root,
    Map(OperationId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Put,
    MakeMap,
    Delete,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Operation {
    pub(crate) object: Object,
    pub(crate) key: String,
    pub(crate) action: Action,
    /// Ascending.
    pub(crate) predecessors: Vec<OperationId>,
}

impl Operation {
    pub(crate) fn read(operation: &legacy::Op) -> Result<Self, Unfit> {
        let Key::Map(key) = &operation.key else { return Err(Unfit::Key) };
        if operation.insert {
            return Err(Unfit::Insert);
        }
        if !(1..=limits::KEY_BYTES).contains(&key.len()) {
            return Err(Unfit::Key);
        }
        let action = read_action(&operation.action)?;
        let object = match &operation.obj {
            ObjectId::Root => Object::Root,
            ObjectId::Id(id) => Object::Map(read_id(id).ok_or(Unfit::Object)?),
        };
        let mut predecessors = operation
            .pred
            .iter()
            .map(|id| read_id(id).ok_or(Unfit::Predecessors))
            .collect::<Result<Vec<_>, _>>()?;
        predecessors.sort_unstable();
        Ok(Self { object, key: key.to_string(), action, predecessors })
    }
}

fn read_id(id: &legacy::OpId) -> Option<OperationId> {
    Some(OperationId { counter: id.counter().try_into().ok()?, actor: actor_of(id.actor()) })
}

fn read_action(action: &OpType) -> Result<Action, Unfit> {
    match action {
        OpType::Make(ObjType::Map) => Ok(Action::MakeMap),
        OpType::Delete => Ok(Action::Delete),
        OpType::Put(value) => {
            let bytes = match value {
                ScalarValue::Str(text) => text.len(),
                ScalarValue::Bytes(bytes) => bytes.len(),
                ScalarValue::Int(_)
                | ScalarValue::Uint(_)
                | ScalarValue::F64(_)
                | ScalarValue::Timestamp(_)
                | ScalarValue::Boolean(_)
                | ScalarValue::Null => 0,
                ScalarValue::Counter(_) | ScalarValue::Unknown { .. } => {
                    return Err(Unfit::ValueType);
                }
            };
            if bytes > limits::SCALAR_BYTES { Err(Unfit::ValueLength) } else { Ok(Action::Put) }
        }
        OpType::Make(_) | OpType::Increment(_) | OpType::MarkBegin(_) | OpType::MarkEnd(_) => {
            Err(Unfit::Action)
        }
    }
}

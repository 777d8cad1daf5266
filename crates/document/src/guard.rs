//! The rule by which a change is fit or unfit.

/// Why a change, and with it its entry, is never applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Unfit {
    #[error("the body is not cut into 1 to 64 changes")]
    Body,
    #[error("the change is larger than 64 KiB")]
    Bytes,
    #[error("the frame of the change is not that of shape 1")]
    Frame,
    #[error("the change has a time or a message")]
    TimeOrMessage,
    #[error("the change has a column that shape 1 does not have")]
    Column,
    #[error("the change has too many rows")]
    Rows,
    #[error("the change does not parse")]
    Parse,
    #[error("the change is not in its canonical form")]
    Form,
    #[error("the change has no operation")]
    Empty,
    #[error("the change does not carry its number in the log")]
    Sequence,
    #[error("the dependencies are not 1 to 128 in ascending order")]
    Dependencies,
    #[error("the change before it in its log is not the one it builds on")]
    Previous,
    #[error("one dependency lies in the past of another")]
    PastOfAnother,
    #[error("the first operation has the wrong number")]
    StartOp,
    #[error("a key is not a text of 1 to 64 bytes")]
    Key,
    #[error("an operation inserts into a list")]
    Insert,
    #[error("an operation is not a put, a delete or a new map")]
    Action,
    #[error("a value is of a type that shape 1 does not have")]
    ValueType,
    #[error("a value is larger than 16 KiB")]
    ValueLength,
    #[error("an object is not a map in the past of the change")]
    Object,
    #[error("maps are nested too deeply")]
    Depth,
    #[error("an operation does not replace exactly what was visible to it")]
    Predecessors,
    #[error("the change breaks a document that holds only its past")]
    Breaks,
}

//! One append-only record as it stands in a body of body type 1.
//!
//! Drawn in `docs/format.md`, section 3. What a later version adds beside id and fields is stepped
//! over here and stays in the log; a value that is not understood is read as unreadable.

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use musubi_model::ids::RecordId;
use musubi_model::record::Value;
use musubi_model::time::Timestamp;

use crate::body::BODY_BYTES_MAX;
use crate::guard::limits;
use crate::leb::{Reader, push_unsigned};

/// Records in one body.
pub const RECORDS_MAX: usize = 64;
/// Bytes of one record.
pub const RECORD_BYTES_MAX: usize = 16_384;
/// Fields of one record.
pub(crate) const FIELDS_MAX: u64 = 64;

const ID: u64 = 1;
const FIELDS: u64 = 2;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) id: RecordId,
    /// In ascending order of their names.
    pub(crate) fields: Vec<(String, Value)>,
}

/// Cuts a body; `None` where it is not 1 to 64 records in their form and nothing else.
pub(crate) fn cut(body: &[u8]) -> Option<Vec<Record>> {
    if body.is_empty() || body.len() > BODY_BYTES_MAX {
        return None;
    }
    let mut reader = Reader::new(body);
    let mut records = vec![];
    while !reader.is_empty() {
        let length = reader.shortest_unsigned()?;
        if records.len() == RECORDS_MAX || length > RECORD_BYTES_MAX as u64 {
            return None;
        }
        records.push(read(reader.take(length)?)?);
    }
    Some(records)
}

/// Appends a record to a body; `None` where it is larger than a record may be.
pub(crate) fn append(body: &mut Vec<u8>, record: &Record) -> Option<()> {
    let bytes = write(record);
    if bytes.len() > RECORD_BYTES_MAX || record.fields.len() as u64 > FIELDS_MAX {
        return None;
    }
    push_unsigned(body, bytes.len() as u64);
    body.extend(bytes);
    Some(())
}

pub(crate) fn read(bytes: &[u8]) -> Option<Record> {
    let mut input = Decoder::new(bytes);
    let (mut id, mut fields) = (None, None);
    let mut before = None;
    for _ in 0..input.map().ok()?? {
        let key = input.u64().ok()?;
        if before.is_some_and(|before| before >= key) {
            return None;
        }
        before = Some(key);
        match key {
            ID => id = Some(RecordId::new(input.bytes().ok()?.try_into().ok()?)),
            FIELDS => fields = Some(read_fields(&mut input)?),
            _ => input.skip().ok()?,
        }
    }
    let whole = input.position() == bytes.len();
    whole.then_some(Record { id: id?, fields: fields? })
}

fn read_fields(input: &mut Decoder<'_>) -> Option<Vec<(String, Value)>> {
    let count = input.map().ok()??;
    if !(1..=FIELDS_MAX).contains(&count) {
        return None;
    }
    let mut fields: Vec<(String, Value)> = vec![];
    for _ in 0..count {
        let name = input.str().ok()?;
        if !(1..=limits::KEY_BYTES).contains(&name.len())
            || fields.last().is_some_and(|(before, _)| before.as_str() >= name)
        {
            return None;
        }
        let name = name.to_owned();
        fields.push((name, read_value(input)?));
    }
    Some(fields)
}

/// `None` only where no value stands there at all.
fn read_value(input: &mut Decoder<'_>) -> Option<Value> {
    let mut ahead = input.clone();
    let value = understood(&mut ahead);
    input.skip().ok()?;
    let used_alike = ahead.position() == input.position();
    Some(value.filter(|_| used_alike).unwrap_or(Value::Unreadable))
}

fn understood(input: &mut Decoder<'_>) -> Option<Value> {
    Some(match input.datatype().ok()? {
        Type::String => Value::Text(input.str().ok()?.to_owned()),
        Type::Bytes => Value::Bytes(input.bytes().ok()?.to_vec()),
        Type::Bool => Value::Flag(input.bool().ok()?),
        Type::Array => {
            if input.array().ok()? != Some(1) {
                return None;
            }
            Value::Time(Timestamp::from_millis(input.i64().ok()?))
        }
        _ => Value::Integer(input.i64().ok()?),
    })
}

fn write(record: &Record) -> Vec<u8> {
    let mut out = Encoder::new(Vec::new());
    out.map(2)
        .and_then(|out| out.u64(ID)?.bytes(record.id.bytes())?.u64(FIELDS))
        .and_then(|out| out.map(record.fields.len() as u64))
        .expect(VEC);
    for (name, value) in &record.fields {
        out.str(name).expect(VEC);
        match value {
            Value::Text(text) => out.str(text).map(|_| ()),
            Value::Integer(number) => out.i64(*number).map(|_| ()),
            Value::Flag(flag) => out.bool(*flag).map(|_| ()),
            Value::Time(at) => out.array(1).and_then(|out| out.i64(at.millis())).map(|_| ()),
            Value::Bytes(bytes) => out.bytes(bytes).map(|_| ()),
            Value::Unreadable => out.null().map(|_| ()),
        }
        .expect(VEC);
    }
    out.into_writer()
}

const VEC: &str = "writing into memory cannot fail";

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let fields = [
            ("at", Value::Time(Timestamp::from_millis(-5))),
            ("count", Value::Integer(-7)),
            ("flag", Value::Flag(true)),
            ("raw", Value::Bytes(vec![1, 2])),
            ("table", Value::Text("lookup".to_owned())),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value)).to_vec();
        Record { id: RecordId::new([7; 16]), fields }
    }

    #[test]
    fn a_body_reads_back_and_a_cut_or_lengthened_one_does_not() {
        let mut body = vec![];
        append(&mut body, &record()).unwrap();
        append(&mut body, &Record { id: RecordId::new([8; 16]), ..record() }).unwrap();
        let read = cut(&body).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0], record());
        let half = body.len() / 2;
        for end in (0..body.len()).filter(|end| *end != half) {
            assert_eq!(cut(&body[..end]), None, "cut at {end}");
        }
        assert_eq!(cut(&[&body[..], &[0]].concat()), None);
    }

    #[test]
    fn what_a_later_version_adds_is_stepped_over_and_its_values_are_unreadable() {
        let mut out = Encoder::new(Vec::new());
        out.map(3).unwrap().u64(1).unwrap().bytes(&[7; 16]).unwrap();
        out.u64(2).unwrap().map(2).unwrap();
        out.str("a").unwrap().f64(0.5).unwrap();
        out.str("b").unwrap().array(2).unwrap().u8(1).unwrap().u8(2).unwrap();
        out.u64(9).unwrap().str("later").unwrap();
        let bytes = out.into_writer();
        let mut body = vec![];
        push_unsigned(&mut body, bytes.len() as u64);
        body.extend(bytes);
        let fields = vec![("a".to_owned(), Value::Unreadable), ("b".to_owned(), Value::Unreadable)];
        assert_eq!(cut(&body), Some(vec![Record { id: RecordId::new([7; 16]), fields }]));
    }
}

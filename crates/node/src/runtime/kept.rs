//! What the cache keeps of one document beside its automerge save: how far each log is applied in
//! that save, and what it shows, so that a start reads views and no documents.
//!
//! The bytes are sealed before they reach the disk and are this node's own: a value that does not
//! read back whole is thrown away and the document is built again from the journal.

use std::collections::BTreeMap;

use minicbor::{Decoder, Encoder};
use musubi_document::ChangeHash;
use musubi_log::hash::{Hash, LogId};
use musubi_model::ids::{Actor, RecordId};
use musubi_model::record::{Fields, Reading, Seen, Value, View};
use musubi_model::time::Timestamp;
use musubi_replica::input::{Applied, Progress, Standing};

use super::heard::{Came, Road};

/// One document as the cache has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) applied: Applied,
    pub(crate) view: View,
    /// When its newest entry came, by this laptop's clock: ages go on across a start.
    pub(crate) changed_at: Option<Timestamp>,
    pub(crate) came: Option<Came>,
}

type Out = Encoder<Vec<u8>>;
type OutResult = Result<(), minicbor::encode::Error<std::convert::Infallible>>;
type Read<T> = Result<T, minicbor::decode::Error>;

impl Kept {
    pub(crate) fn encode(
        applied: &Applied,
        view: &View,
        changed_at: Option<Timestamp>,
        came: Option<Came>,
    ) -> Vec<u8> {
        let mut out = Encoder::new(Vec::new());
        write(&mut out, applied, view, changed_at, came).expect("writing into memory cannot fail");
        out.into_writer()
    }

    /// `None`: not what [`Kept::encode`] wrote.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut input = Decoder::new(bytes);
        let kept = read(&mut input).ok()?;
        (input.position() == bytes.len()).then_some(kept)
    }
}

fn write(
    out: &mut Out,
    applied: &Applied,
    view: &View,
    changed_at: Option<Timestamp>,
    came: Option<Came>,
) -> OutResult {
    out.array(5)?.map(applied.len() as u64)?;
    for (log, progress) in applied {
        out.bytes(log.bytes())?.array(6)?;
        out.u64(progress.next_position)?.u64(progress.next_seq)?;
        match progress.previous {
            Some(hash) => out.bytes(&hash.0)?,
            None => out.null()?,
        };
        out.bool(progress.standing == Standing::Unfit)?;
        match progress.chain {
            Some(chain) => out.bytes(chain.bytes())?,
            None => out.null()?,
        };
        out.map(progress.turns.len() as u64)?;
        for (position, next_seq) in &progress.turns {
            out.u64(*position)?.u64(*next_seq)?;
        }
    }
    out.map(view.records.len() as u64)?;
    for (id, fields) in &view.records {
        out.bytes(id.bytes())?;
        write_readings(out, fields)?;
    }
    write_readings(out, &view.values)?;
    match changed_at {
        Some(at) => out.i64(at.millis())?,
        None => out.null()?,
    };
    match came {
        Some(Came { road, at, said_at, entries }) => out
            .array(4)?
            .bool(road == Road::Stick)?
            .i64(at.millis())?
            .i64(said_at.millis())?
            .u64(entries)?,
        None => out.null()?,
    };
    Ok(())
}

fn write_readings(out: &mut Out, readings: &Fields) -> OutResult {
    out.map(readings.len() as u64)?;
    for (name, reading) in readings {
        out.str(name)?.array(reading.all().len() as u64)?;
        for seen in reading.all() {
            out.array(3)?.bytes(seen.by.bytes())?.u64(seen.seq)?;
            write_value(out, &seen.value)?;
        }
    }
    Ok(())
}

fn write_value(out: &mut Out, value: &Value) -> OutResult {
    match value {
        Value::Text(text) => out.str(text)?,
        Value::Integer(number) => out.i64(*number)?,
        Value::Flag(flag) => out.bool(*flag)?,
        Value::Time(at) => out.array(1)?.i64(at.millis())?,
        Value::Bytes(bytes) => out.bytes(bytes)?,
        Value::Unreadable => out.null()?,
    };
    Ok(())
}

fn read(input: &mut Decoder<'_>) -> Read<Kept> {
    length(input.array()?, 5)?;
    let applied = read_map(input, |input| {
        let log = LogId::new(bytes(input)?);
        length(input.array()?, 6)?;
        let (next_position, next_seq) = (input.u64()?, input.u64()?);
        let previous = read_hash(input)?.map(ChangeHash);
        let standing = if input.bool()? { Standing::Unfit } else { Standing::Going };
        let chain = read_hash(input)?.map(Hash::new);
        let turns = read_map(input, |input| Ok((input.u64()?, input.u64()?)))?;
        Ok((log, Progress { next_position, next_seq, previous, standing, chain, turns }))
    })?;
    let records =
        read_map(input, |input| Ok((RecordId::new(bytes(input)?), read_readings(input)?)))?;
    let values = read_readings(input)?;
    let changed_at = if input.datatype()? == minicbor::data::Type::Null {
        input.null()?;
        None
    } else {
        Some(Timestamp::from_millis(input.i64()?))
    };
    let came = read_came(input)?;
    Ok(Kept { applied, view: View { records, values }, changed_at, came })
}

fn read_came(input: &mut Decoder<'_>) -> Read<Option<Came>> {
    if input.datatype()? == minicbor::data::Type::Null {
        input.null()?;
        return Ok(None);
    }
    length(input.array()?, 4)?;
    let road = if input.bool()? { Road::Stick } else { Road::Mesh };
    let (at, said_at) = (input.i64()?, input.i64()?);
    let [at, said_at] = [at, said_at].map(Timestamp::from_millis);
    Ok(Some(Came { road, at, said_at, entries: input.u64()? }))
}

fn read_readings(input: &mut Decoder<'_>) -> Read<Fields> {
    read_map(input, |input| {
        let name = input.str()?.to_owned();
        let count = input.array()?.ok_or_else(wrong)?;
        let mut all = Vec::new();
        for _ in 0..count {
            length(input.array()?, 3)?;
            let (by, seq) = (Actor::new(bytes(input)?), input.u64()?);
            all.push(Seen { value: read_value(input)?, by, seq });
        }
        Ok((name, Reading::new(all).ok_or_else(wrong)?))
    })
}

fn read_value(input: &mut Decoder<'_>) -> Read<Value> {
    use minicbor::data::Type;
    Ok(match input.datatype()? {
        Type::String => Value::Text(input.str()?.to_owned()),
        Type::Bool => Value::Flag(input.bool()?),
        Type::Bytes => Value::Bytes(input.bytes()?.to_vec()),
        Type::Array => {
            length(input.array()?, 1)?;
            Value::Time(Timestamp::from_millis(input.i64()?))
        }
        Type::Null => {
            input.null()?;
            Value::Unreadable
        }
        _ => Value::Integer(input.i64()?),
    })
}

fn read_map<K: Ord, V>(
    input: &mut Decoder<'_>,
    mut each: impl FnMut(&mut Decoder<'_>) -> Read<(K, V)>,
) -> Read<BTreeMap<K, V>> {
    let count = input.map()?.ok_or_else(wrong)?;
    let mut map = BTreeMap::new();
    for _ in 0..count {
        let (key, value) = each(input)?;
        map.insert(key, value);
    }
    Ok(map)
}

fn read_hash(input: &mut Decoder<'_>) -> Read<Option<[u8; 32]>> {
    if input.datatype()? == minicbor::data::Type::Null {
        input.null()?;
        return Ok(None);
    }
    Ok(Some(bytes(input)?))
}

fn bytes<const N: usize>(input: &mut Decoder<'_>) -> Read<[u8; N]> {
    input.bytes()?.try_into().map_err(|_| wrong())
}

fn length(got: Option<u64>, want: u64) -> Read<()> {
    if got == Some(want) { Ok(()) } else { Err(wrong()) }
}

fn wrong() -> minicbor::decode::Error {
    minicbor::decode::Error::message("not what was kept")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_reads_back_and_a_cut_does_not() {
        let seen = |value| Seen { value, by: Actor::new([7; 16]), seq: 300 };
        let reading = |all| Reading::new(all).expect("not empty");
        let view = View {
            records: BTreeMap::from([(
                RecordId::new([3; 16]),
                Fields::from([
                    ("table".into(), reading(vec![seen(Value::Text("person".into()))])),
                    (
                        "at".into(),
                        reading(vec![
                            seen(Value::Time(Timestamp::from_millis(-5))),
                            seen(Value::Integer(-5)),
                        ]),
                    ),
                    ("odd".into(), reading(vec![seen(Value::Unreadable)])),
                ]),
            )]),
            values: Fields::from([
                ("a|b".into(), reading(vec![seen(Value::Flag(true))])),
                ("c|d".into(), reading(vec![seen(Value::Bytes(vec![1, 2]))])),
            ]),
        };
        let going = Progress {
            next_position: 4,
            next_seq: 7,
            previous: Some(ChangeHash([9; 32])),
            standing: Standing::Going,
            chain: Some(Hash::new([8; 32])),
            turns: BTreeMap::from([(2, 6)]),
        };
        let unfit = Progress { standing: Standing::Unfit, ..Progress::START };
        let applied = Applied::from([(LogId::new([1; 32]), going), (LogId::new([2; 32]), unfit)]);
        let at = Timestamp::from_millis(1_785_000_000_000);
        let came = |road| Some(Came { road, at, said_at: at.plus_millis(-7_000), entries: 90_000 });
        for (changed_at, came) in
            [(None, None), (Some(at), came(Road::Mesh)), (Some(at), came(Road::Stick))]
        {
            let bytes = Kept::encode(&applied, &view, changed_at, came);
            let want = Kept { applied: applied.clone(), view: view.clone(), changed_at, came };
            assert_eq!(Kept::decode(&bytes), Some(want));
            for end in 0..bytes.len() {
                assert_eq!(Kept::decode(&bytes[..end]), None, "cut at {end}");
            }
        }
    }
}

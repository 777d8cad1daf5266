//! Small inputs that each target understands, from golden vectors and from our own writers.
//!
//! `UPDATE_CORPORA=1` writes those that are missing; what is there is never touched, for an input
//! that once broke a target stays.

#![allow(clippy::unwrap_used, reason = "what cannot be made cannot be tried")]

use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use musubi_document::Document;
use musubi_log::blob::{CHUNK_BYTES, Chunks, Namer};
use musubi_log::city::CityKey;
use musubi_log::evidence::Examination;
use musubi_log::hash::LogId;
use musubi_log::heads::Heads;
use musubi_log::item::Item;
use musubi_model::ids::{DocumentId, Kind, OperationId, PlaceId, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_model::time::Timestamp;
use musubi_replica::message::{
    Answer, Digest, FactClass, KnownTip, Message, Range, Reply, Section,
};
use musubi_replica::transfers::{Holdings, Question};
use musubi_store::journal::Journal;

use crate::targets::{ACTOR, ALL, bundle, ending};

/// Corpora stay small: what is not understood in a few kilobytes is not understood.
const BYTES_MAX: usize = 8 << 10;

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

pub(super) fn folder() -> PathBuf {
    root().join("corpus")
}

#[test]
fn every_target_has_a_small_corpus() {
    if std::env::var_os("UPDATE_CORPORA").is_some() {
        for (target, name, bytes) in made() {
            let path = folder().join(target).join(name);
            if !path.exists() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
        }
    }
    for (name, _) in ALL {
        let inputs = super::corpus(name);
        assert!(!inputs.is_empty(), "{name}");
        assert!(inputs.iter().all(|input| input.len() <= BYTES_MAX), "{name}");
    }
}

fn vector(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/log/tests/vectors");
    let text = fs::read_to_string(folder.join(format!("{name}.hex"))).unwrap();
    HEXLOWER.decode(text.lines().collect::<String>().as_bytes()).unwrap()
}

/// The vectors of facts and spans are items.
fn inner(name: &str) -> Vec<u8> {
    match Item::from_bytes(&vector(name)).unwrap() {
        Item::Statement(it) => it.to_bytes().to_vec(),
        Item::Certificate(it) => it.to_bytes().to_vec(),
        Item::Proof(it) => it.to_bytes().to_vec(),
        Item::Receipt(it) => it.to_bytes().to_vec(),
        Item::Span(it) => it.to_bytes(),
    }
}

type Made = (&'static str, String, Vec<u8>);

fn made() -> Vec<Made> {
    let mut made: Vec<Made> = vec![];
    let mut add = |target, name: &str, bytes: Vec<u8>| made.push((target, name.to_owned(), bytes));
    let statements = [
        "by-city",
        "closing",
        "destruction",
        "epoch",
        "lifting",
        "order",
        "paper",
        "reopening",
        "revocation-node",
        "revocation-ticket",
        "ruling",
        "time",
        "wrap-group",
        "wrap-master",
    ];
    for name in statements {
        add("statement", name, inner(&format!("statement-{name}")));
    }
    for name in ["hq", "locked", "patrol", "relay", "shelter"] {
        add("ticket", name, vector(&format!("ticket-{name}")));
    }
    for target in ["certificate", "proof", "receipt"] {
        add(target, target, inner(target));
    }
    for target in ["keyfile", "sheet"] {
        add(target, target, vector(target));
    }
    for name in ["span", "span-header"] {
        add("span", name, inner(name));
    }
    add("frame", "entry", vector("entry"));
    add("frame", "header", vector("header"));
    for (name, plain) in [("empty", vec![0]), ("confirmed", vec![3, 1, 0, 0, 0, b'x'])] {
        let packed = crate::by_hand::pack(&plain);
        add("entry", name, [&[0, 1, 0][..], &packed].concat());
        add("entry", &format!("{name}-records"), [&[1, 1, 0][..], &packed].concat());
    }
    for (name, item) in items() {
        add("item", name, item.to_bytes());
    }
    let all: Vec<u8> = items().iter().flat_map(|(_, item)| item.to_bytes()).collect();
    add("item", "all", all.clone());
    add("evidence", "all", all);
    add("heads", "some", heads().to_bytes());
    for (name, message) in messages() {
        add("message", name, message.encode());
    }
    add("bundle", "another-city", vector("bundle"));
    let [whole, pieces] = bundle::made();
    add("bundle", "whole", whole);
    add("bundle", "pieces", pieces);
    let [facts, certificate, payload] = ending::made();
    add("facts", "erased", facts);
    add("erasure", "whole", certificate);
    add("erasure", "payload", payload);
    for (name, bytes) in blobs() {
        add("blob", name, bytes);
    }
    add("journal", "some", segment());
    add("journal", "pieces", vec![3, 1, 0, 9, 9, 9, 2, 0xff, 0, 0, 0]);
    for (name, bytes) in bodies(Kind::Place) {
        add("changes", name, bytes);
    }
    for (name, bytes) in bodies(Kind::Lookups) {
        add("records", name, bytes);
    }
    add("geojson", "one", GEOJSON.as_bytes().to_vec());
    add("csv", "table", TABLE.as_bytes().to_vec());
    let household = include_str!("../../../crates/exchange/tests/vectors/household.hex");
    add("household", "of-two", HEXLOWER.decode(household.trim().as_bytes()).unwrap());
    let people = include_bytes!("../../../crates/exchange/tests/golden/people.pfif.xml");
    add("pfif", "people", people.to_vec());
    add("list", "list", LIST.as_bytes().to_vec());
    for (name, bytes) in workbooks() {
        add("workbook", name, bytes);
    }
    made
}

fn items() -> [(&'static str, Item); 4] {
    [
        ("certificate", "certificate"),
        ("statement", "statement-time"),
        ("span", "span-header"),
        ("receipt", "receipt"),
    ]
    .map(|(name, file)| (name, Item::from_bytes(&vector(file)).unwrap()))
}

fn heads() -> Heads {
    let mut examination = Examination::<u8>::new(CityKey::new([1; 32]));
    for (_, item) in items() {
        examination.take(0, item);
    }
    let written = Timestamp::from_millis(1);
    let facts = items().into_iter().map(|(_, item)| item).filter(|it| !matches!(it, Item::Span(_)));
    Heads {
        city: CityKey::new([1; 32]),
        operation: OperationId::new([2; 16]),
        written,
        heads: examination.finish(&[]).unwrap().heads,
        facts: facts.collect(),
    }
}

fn messages() -> Vec<(&'static str, Message)> {
    let document = DocumentId::new(OperationId::new([2; 16]), Kind::Place, PlaceId::new([3; 16]));
    let tip = KnownTip { log: LogId::new([4; 32]), position: 7, chain: Digest([5; 16]) };
    let section = Section { document, after: None, until: Some(tip.log), tips: vec![tip] };
    let spans = ["span-header", "span"].map(|name| Item::from_bytes(&vector(name)).unwrap());
    let spans = spans.to_vec();
    let facts = items().into_iter().map(|(_, item)| item).collect();
    vec![
        ("tips", Message::Tips { reply: Reply::Wanted, sections: vec![section] }),
        ("want", Message::Want(vec![Range { log: tip.log, from: 1, to: 9 }])),
        ("spans", Message::Spans { answer: Answer::Ends, items: spans }),
        ("items", Message::Items(facts)),
        ("facts", Message::Facts { class: FactClass::Statements, have: vec![Digest([6; 16])] }),
        ("fetch", Message::Fetch { class: FactClass::Proofs, hashes: vec![Digest([6; 16])] }),
    ]
}

/// Questions and answers of each kind, and a list that gives its blob's name.
fn blobs() -> [(&'static str, Vec<u8>); 5] {
    let mut namer = Namer::default();
    namer.push(&vec![7; CHUNK_BYTES]);
    namer.push(b"the end");
    let list = namer.finish().unwrap();
    let (name, bytes) = (list.name(), list.bytes());
    let mut chunks = Chunks::none(list.chunks());
    chunks.add(1);
    let proved = [&name.bytes()[..], &bytes.to_le_bytes(), &list.to_bytes()].concat();
    [
        ("list", proved),
        ("asked-list", Question::List { name, from: 1 }.to_bytes()),
        ("asked-chunk", Question::Chunk { name, index: 1 }.to_bytes()),
        ("whole", Holdings::Whole { bytes }.to_bytes()),
        ("part", Holdings::Part { bytes, chunks }.to_bytes()),
    ]
}

/// A segment as the journal writes it, short.
fn segment() -> Vec<u8> {
    let directory = tempfile::tempdir().unwrap();
    let (mut journal, _) = Journal::open(directory.path()).unwrap();
    for (_, item) in items() {
        journal.append_item(&item).unwrap();
    }
    journal.sync().unwrap();
    fs::read(directory.path().join("00000001.segment")).unwrap()
}

fn bodies(kind: Kind) -> Vec<(&'static str, Vec<u8>)> {
    let create = |number: u8, count: i64| {
        let field = |at: i64| (format!("field {at}"), Value::Integer(at - 2));
        let mut fields: Vec<(String, Value)> = (0..count).map(field).collect();
        fields.push(("text".to_owned(), Value::Text("出水小学校".to_owned())));
        fields.push(("at".to_owned(), Value::Time(Timestamp::from_millis(5))));
        fields.push(("raw".to_owned(), Value::Bytes(vec![1, 2])));
        Edit::Create { id: RecordId::new([number; 16]), table: "t".to_owned(), fields }
    };
    let body = |edits: &[Edit]| {
        let mut document = Document::new(kind);
        document.commit(ACTOR, edits).unwrap().written.unwrap().body
    };
    let many: Vec<Edit> = (0..20).map(|number| create(number, 1)).collect();
    vec![("one", body(&[create(1, 3)])), ("many", body(&many))]
}

/// Workbooks as they are, and parts of one: what each holds says its first byte.
fn workbooks() -> [(&'static str, Vec<u8>); 4] {
    let part = |number: u8, text: &str| [&[number], text.as_bytes()].concat();
    let list = include_bytes!("../../../crates/exchange/tests/dirty/merged.xlsx");
    let book = "<w><workbookPr date1904=\"1\"/><sheet name=\"a\" state=\"hidden\" r:id=\"b\"/></w>";
    let strings = "<sst><si><t>ID</t><rPh><t>k</t></rPh></si><si><r><t>&#x540d;</t></r></si></sst>";
    [
        ("whole", list.to_vec()),
        ("book", part(0, book)),
        ("strings", part(2, strings)),
        ("sheet", part(3, SHEET)),
    ]
}

const SHEET: &str = "<s><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is>\
    <t>施設名</t></is></c><c t=\"str\"><v>緯度</v></c><c t=\"str\"><v>経度</v></c></row><row r=\"3\">\
    <c r=\"A3\"><v>1</v></c><c t=\"inlineStr\"><is><t>公民館</t></is></c><c><v>3.28E1</v></c>\
    <c><v>130.7</v></c></row><row/><row r=\"7\"><c r=\"B7\" t=\"e\"><v>#N/A</v></c></row>\
    <mergeCell ref=\"A3:A7\"/><mergeCell ref=\"A1:B1\"/></s>";

const GEOJSON: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","geometry":{"type":"Point","coordinates":[131.15126,33.029646]},
 "properties":{"NO":1,"共通ID":"E4321400001111","都道府県名及び市町村名":"熊本県阿蘇市","施設・場所名":"公民館",
 "住所":"熊本県阿蘇市1","指定緊急避難場所との住所同一":"1","その他市町村長が必要と認める事項":null,"受入対象者":"","備考":null}}]}"#;
const TABLE: &str =
    "施設・場所名,共通ID,緯度,経度,想定収容人数\n公民館,E4321400001111,33.0,131.1,0\n";
const LIST: &str = "ID,名称,人数,時点\nNEW001,公民館,12,令和6年1月9日午後6時\n";

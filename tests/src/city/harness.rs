//! A made-up city on free loopback ports, made by the commands that make a real one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::stored;
use crate::client::Desk;
use crate::process::{Node, musubi, run};

/// How long something may take to become true on a loaded machine before a test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct City {
    pub(crate) folder: TempDir,
    pub(crate) operation: String,
}

/// Real ids' form, nobody's places.
pub(crate) const GYM_A: &str = "E9999900001111";
pub(crate) const GYM_B: &str = "E9999900002111";

impl City {
    pub(crate) fn create() -> Self {
        let folder = TempDir::new().expect("a folder for the city");
        let city = path(&folder.path().join("city"));
        run(&["city", "create", &city, "--name", "試験市"]);
        let said =
            run(&["operation", "create", "--city", &city, "--kind", "drill", "--name", "試験"]);
        let operation = after(&said, "operation: ");
        Self { folder, operation }
    }

    /// Another operation of the same city, in a folder of its own.
    pub(crate) fn operation(&self) -> Self {
        let folder = TempDir::new().expect("a folder for the operation");
        let (from, city) = (self.folder.path().join("city"), folder.path().join("city"));
        std::fs::create_dir(&city).expect("a folder");
        for file in std::fs::read_dir(from).expect("the city's folder") {
            let file = file.expect("a file");
            if file.path().is_file() {
                std::fs::copy(file.path(), city.join(file.file_name())).expect("a copy");
            }
        }
        let said = run(&[
            "operation",
            "create",
            "--city",
            &path(&city),
            "--kind",
            "drill",
            "--name",
            "別の訓練",
        ]);
        Self { folder, operation: after(&said, "operation: ") }
    }

    /// A new laptop for headquarters.
    pub(crate) fn hq(&self, name: &str) -> PathBuf {
        self.laptop(name, &["--role", "hq"])
    }

    /// The `index`-th laptop of a gym.
    pub(crate) fn gym(&self, name: &str, common_id: &str, index: u8) -> PathBuf {
        let first = index.to_string();
        let place = ["--role", "shelter", "--common-id", common_id, "--name", "試験体育館"];
        self.laptop(name, &[&place[..], &["--first", &first]].concat())
    }

    pub(crate) fn relay(&self, name: &str) -> PathBuf {
        self.laptop(name, &["--role", "relay"])
    }

    /// Issues a ticket and takes it. Gives the laptop's data directory.
    pub(crate) fn laptop(&self, name: &str, ticket: &[&str]) -> PathBuf {
        let ticket = self.ticket(ticket);
        let data = self.folder.path().join(name);
        run(&["join", "--data", &path(&data), "--ticket-file", &path(&ticket)]);
        data
    }

    /// The file that holds a new ticket's text.
    pub(crate) fn ticket(&self, ticket: &[&str]) -> PathBuf {
        let city = path(&self.folder.path().join("city"));
        let out = path(&self.folder.path().join("tickets"));
        let order = ["ticket", "issue", "--city", &city, "--operation", &self.operation];
        let said = run(&[&order[..], &["--out", &out], ticket].concat());
        after(&said, "ticket: ").into()
    }
}

/// Serves without discovery, so that laptops of tests that run side by side never meet.
pub(crate) fn serve(data: &Path, peers: &[&str]) -> Node {
    let mut more = vec!["--mesh", "127.0.0.1:0", "--no-discovery"];
    for peer in peers {
        more.extend(["--peer", *peer]);
    }
    Node::serve(data, &more)
}

/// A laptop whose clock shows another time and runs on from there, as `faketime` is told it.
pub(crate) fn with_clock(data: &Path, clock: &str, peers: &[&str]) -> Node {
    let mut command = Command::new("faketime");
    command.args(["-f", clock]).arg(musubi().get_program());
    command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env("DONT_FAKE_MONOTONIC", "1");
    let mut more = vec!["--mesh", "127.0.0.1:0", "--no-discovery"];
    more.extend(peers.iter().flat_map(|peer| ["--peer", *peer]));
    Node::start(command, data, &more)
}

/// On a new laptop of a place whose manager was named on another: the accounts have to come first.
#[track_caller]
pub(crate) fn second_laptop(node: &Node) -> Desk {
    let desk = Desk::visit(&node.staff);
    let now = desk.get("/session")["now"].clone();
    desk.post("/setup/clock", &json!({ "shown": now }));
    eventually("the place's accounts come from its other laptop", || {
        (desk.get("/session")["setup"] == "done").then_some(())
    });
    Desk::sign_in(&node.staff)
}

/// Asks again until the answer is there. The only way in which these tests wait.
#[track_caller]
pub(crate) fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "never happened: {what}");
        std::thread::yield_now();
    }
}

/// Waits until each of all laptops of a city holds what they wrote together, and shows what it can
/// read of it.
#[track_caller]
pub(crate) fn until_level(desks: &[&Desk]) {
    eventually("all laptops hold the same", || {
        let held: Vec<Held> = desks.iter().map(|desk| holds(desk)).collect::<Option<_>>()?;
        let mut written: BTreeMap<&(String, String), u64> = BTreeMap::new();
        for (document, (_, own)) in held.iter().flatten() {
            *written.entry(document).or_default() += own;
        }
        let all = |held: &Held| {
            held.len() == written.len()
                && held.iter().all(|(document, (saved, _))| *saved == written[document])
        };
        held.iter().all(all).then_some(())
    });
}

/// Waits until these laptops, of those of a city, hold as many entries of everything as the others of them,
/// whoever wrote them.
#[track_caller]
pub(crate) fn until_alike(desks: &[&Desk]) {
    eventually("these laptops hold the same", || {
        let held: Vec<Held> = desks.iter().map(|desk| holds(desk)).collect::<Option<_>>()?;
        let saved = |held: &Held| -> BTreeMap<_, u64> {
            held.iter().map(|(document, (saved, _))| (document.clone(), *saved)).collect()
        };
        let first = saved(held.first()?);
        held.iter().all(|held| saved(held) == first).then_some(())
    });
}

/// What this laptop itself wrote, as its page counts it.
pub(crate) fn own_entries(desk: &Desk) -> u64 {
    let documents = desk.get("/sync")["documents"].as_array().cloned().unwrap_or_default();
    documents.iter().filter_map(|document| document["own"].as_u64()).sum()
}

/// By kind and owner: entries on this disk, and how many of them this laptop wrote.
type Held = BTreeMap<(String, String), (u64, u64)>;

/// `None`: not all of it is shown yet.
fn holds(desk: &Desk) -> Option<Held> {
    let state = desk.get("/sync");
    let documents = state["documents"].as_array().cloned().unwrap_or_default();
    let waits = |it: &Value| it["readable"] == true && it["applied"] != it["saved_here"];
    if documents.iter().any(waits) {
        return None;
    }
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let number = |it: &Value| it.as_u64().unwrap_or_default();
    let held = documents.iter().map(|it| {
        let name = (text(&it["kind"]), text(&it["owner"]));
        (name, (number(&it["saved_here"]), number(&it["own"])))
    });
    Some(held.collect())
}

/// Neighbours that are here now.
pub(crate) fn neighbours(desk: &Desk) -> Vec<Value> {
    let peers = desk.get("/sync")["peers"].as_array().cloned().unwrap_or_default();
    peers.into_iter().filter(|peer| peer["connected"] == true).collect()
}

/// The stopped laptops hold the same, byte for byte by their chains, and every signature holds.
#[track_caller]
pub(crate) fn hold_the_same(laptops: &[&Path]) -> stored::Holdings {
    let mut held: Vec<stored::Holdings> =
        laptops.iter().map(|data| stored::holdings(data)).collect();
    let first = held.remove(0);
    for (held, data) in held.iter().zip(&laptops[1..]) {
        assert_eq!(held, &first, "{} and {}", data.display(), laptops[0].display());
    }
    for data in laptops {
        let said = run(&["verify", "--data", &path(data)]);
        assert!(said.ends_with("everything holds\n"), "{said}");
    }
    first
}

/// This machine's wall clock, in milliseconds since 1970.
pub(crate) fn wall() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_millis()).expect("before the year 292278994")
}

pub(crate) fn path(path: &Path) -> String {
    path.to_str().expect("test folders have plain names").to_owned()
}

pub(crate) fn after(said: &str, prefix: &str) -> String {
    let line = said.lines().find_map(|line| line.strip_prefix(prefix));
    line.unwrap_or_else(|| panic!("no line '{prefix}…' in: {said}")).to_owned()
}

/// A disk's image: of a laptop that is switched off.
pub(crate) fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_all(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

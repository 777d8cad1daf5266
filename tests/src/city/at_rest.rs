//! A laptop that was stolen while it was off, and one that ends badly while it works: nobody's name is
//! found, neither on the disk nor in memory nor in a core.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::book::Book;
use super::harness::{City, GYM_A, copy_all, eventually, path, serve};
use super::needles::Needles;
use crate::client::Desk;
use crate::process::{Node, musubi, run, try_run};

const PASSPHRASE: &str = "小川の橋を渡って左";
const OTHER: &str = "another long passphrase";
const HOUSEHOLDS: u64 = 12;
/// Fewer words than these households have would search for nothing.
const WORDS_MIN: usize = 24;

/// A gym's laptop with people on it, served, its manager signed in.
struct Gym {
    city: City,
    data: PathBuf,
    book: Book,
    needles: Needles,
}

impl Gym {
    fn with_people() -> (Self, Node, Desk) {
        let city = City::create();
        let data = city.gym("gym", GYM_A, 0);
        let node = serve(&data, &[]);
        let desk = Desk::first_run(&node.staff);
        let book = Book::register(&desk, "at-rest", HOUSEHOLDS, 2);
        let needles = Needles::of(book.lines.iter().flat_map(|line| words(&line.sent)));
        assert!(needles.words.len() > WORDS_MIN, "{}", needles.words.len());
        (Self { city, data, book, needles }, node, desk)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let file = self.city.folder.path().join(name);
        std::fs::write(&file, format!("{text}\n")).expect("a file");
        path(&file)
    }
}

#[test]
fn a_locked_laptop_shows_nothing_until_its_passphrase_is_typed() {
    let (gym, node, desk) = Gym::with_people();
    for (new, code) in [("short", "invalid"), ("12345678901", "invalid"), ("aaaaaaaaaa", "invalid")]
    {
        let refused = desk.try_post("/lock", &json!({ "new": new })).expect_err("too easy");
        assert_eq!(refused.code, code, "{new}");
    }
    desk.post("/lock", &json!({ "new": PASSPHRASE }));
    assert_eq!(desk.get("/session")["node"]["has_passphrase"], true);
    let refused = desk.try_post("/lock", &json!({ "old": OTHER, "new": OTHER }));
    assert_eq!(refused.expect_err("the old one is asked for").code, "passphrase_wrong");
    gym.book.agrees_with(&desk, "while it is unlocked");
    let bundle = desk.download("/courier/bundle?to=hq&all=true");
    assert!(bundle.len() > 512 * gym.book.lines.len(), "it carries them: {}", bundle.len());
    assert_eq!(gym.needles.found_in(&bundle), BTreeSet::new(), "in a bundle");
    let unlocked = core(node.id());
    node.stop();
    assert_eq!(gym.needles.found_below(&gym.data), BTreeSet::new(), "on the disk");

    let node = serve(&gym.data, &[]);
    let visitor = Desk::visit(&node.staff);
    let session = visitor.get("/session");
    assert_eq!((&session["setup"], &session["node"]), (&json!("unlock"), &Value::Null));
    let refused = Desk::try_sign_in(&node.staff).err().expect("locked");
    assert_eq!((refused.status, refused.code.as_str()), (409, "locked"));
    let ticket = json!({ "ticket": "MUSUBI1:A" });
    assert_eq!(visitor.try_post("/setup/ticket", &ticket).expect_err("locked").code, "locked");
    let page = ureq::get(&node.public).call().expect("a page").into_body().read_to_string();
    assert!(!page.expect("text").contains("試験体育館"), "phones are not told where this is");
    let wrong = visitor.try_post("/setup/unlock", &json!({ "passphrase": OTHER }));
    assert_eq!(wrong.expect_err("the wrong one").code, "passphrase_wrong");
    let locked = core(node.id());
    visitor.post("/setup/unlock", &json!({ "passphrase": PASSPHRASE }));
    let desk = Desk::sign_in(&node.staff);
    gym.book.agrees_with(&desk, "after it was unlocked");
    node.stop();

    match (locked, unlocked) {
        (Some(locked), Some(unlocked)) => {
            let found = gym.needles.found_in(&locked);
            assert_eq!(found, BTreeSet::new(), "in a core of a locked laptop");
            // The same search finds people where they are shown.
            let found = gym.needles.found_in(&unlocked);
            assert!(found.len() > WORDS_MIN, "{} words", found.len());
        }
        _ => crate::skip("the program gcore is not installed, or may not look into a process"),
    }
}

#[test]
fn a_passphrase_is_set_changed_and_taken_away_by_command() {
    let (gym, node, _) = Gym::with_people();
    node.stop();
    let data = path(&gym.data);
    let (first, second) = (gym.file("first", PASSPHRASE), gym.file("second", OTHER));
    run(&["lock", "set", "--data", &data, "--new-file", &first]);
    let refused = try_run(&["lock", "set", "--data", &data, "--new-file", &second]);
    assert!(!refused.status.success(), "the old one is asked for");
    run(&["lock", "set", "--data", &data, "--passphrase-file", &first, "--new-file", &second]);
    assert!(!try_run(&["verify", "--data", &data]).status.success(), "locked");
    let wrong = ["serve", "--data", &data, "--passphrase-file", &first];
    let said =
        try_run(&[&wrong[..], &["--staff", "127.0.0.1:0", "--public", "127.0.0.1:0"]].concat());
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains("locked by another passphrase"), "{said}");
    let said = run(&["verify", "--data", &data, "--passphrase-file", &second]);
    assert!(said.ends_with("everything holds\n"), "{said}");

    let more = ["--mesh", "127.0.0.1:0", "--no-discovery", "--passphrase-file", &second];
    let node = Node::serve(&gym.data, &more);
    gym.book.agrees_with(&Desk::sign_in(&node.staff), "opened at its start");
    node.stop();
    run(&["lock", "remove", "--data", &data, "--passphrase-file", &second]);
    let node = serve(&gym.data, &[]);
    gym.book.agrees_with(&Desk::sign_in(&node.staff), "open again");
    node.stop();
}

#[test]
fn a_forgotten_passphrase_costs_a_ticket_and_no_record() {
    let (gym, node, desk) = Gym::with_people();
    desk.post("/lock", &json!({ "new": PASSPHRASE }));
    node.stop();
    let data = path(&gym.data);
    let recover = |data: &Path, ticket: &Path, more: &[&str]| {
        let (data, ticket) = (path(data), path(ticket));
        let words = ["join", "--recover", "--data", &data, "--ticket-file", &ticket];
        try_run(&[&words[..], more].concat())
    };
    let ticket = gym.city.ticket(&["--role", "shelter", "--common-id", GYM_A, "--first", "1"]);
    let plain = ["join", "--data", &data, "--ticket-file", &path(&ticket)];
    assert!(!try_run(&plain).status.success(), "a locked laptop is not joined over by mistake");
    let foreign = City::create();
    let other = foreign.ticket(&["--role", "hq"]);
    let said = recover(&gym.data, &other, &[]);
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains("other_operation"), "{said}");

    // Headquarters' own ticket reads it, too: on a copy of the disk, with no network.
    let copy = gym.city.folder.path().join("copy");
    copy_all(&gym.data, &copy);
    assert!(recover(&copy, &gym.city.ticket(&["--role", "hq"]), &[]).status.success());
    let hq = serve(&copy, &[]);
    gym.book.agrees_with(&Desk::first_run(&hq.staff), "headquarters, from the copy");

    let new = gym.file("new", OTHER);
    assert!(recover(&gym.data, &ticket, &["--passphrase-file", &new]).status.success());
    assert!(gym.data.join("secrets/enrolment-aside-1").exists(), "the old keys are kept");
    let more = ["--mesh", "127.0.0.1:0", "--no-discovery", "--passphrase-file", &new];
    let node = Node::serve(&gym.data, &[&more[..], &["--peer", &hq.mesh]].concat());
    // The manager's account came back with everything else.
    let desk = Desk::sign_in(&node.staff);
    gym.book.agrees_with(&desk, "the gym, by another ticket");
    let added = Book::register(&desk, "after-the-recovery", 2, 1);
    let desk_hq = Desk::sign_in(&hq.staff);
    let last = &added.lines[1].id;
    eventually("headquarters shows them", || desk_hq.try_get(&format!("/households/{last}")).ok());
    added.agrees_with(&desk_hq, "headquarters");
    node.stop();
    hq.stop();
}

#[cfg(unix)]
#[test]
fn a_process_that_crashes_leaves_no_core() {
    let folder = tempfile::tempdir().expect("a folder");
    // The control: any other program leaves one here.
    let mut control = Command::new("sh");
    control.args(["-c", "ulimit -c unlimited && kill -SEGV $$"]).current_dir(folder.path());
    let _ = control.stdout(Stdio::null()).stderr(Stdio::null()).status();
    if cores(folder.path()).is_empty() {
        crate::skip("this system writes no cores where a test can find them");
        return;
    }
    for core in cores(folder.path()) {
        std::fs::remove_file(core).expect("it is there");
    }
    let (gym, node, _) = Gym::with_people();
    node.stop();
    for signal in ["-SEGV", "-ABRT"] {
        let mut command = musubi();
        command.current_dir(folder.path());
        let node = Node::start(command, &gym.data, &["--mesh", "127.0.0.1:0", "--no-discovery"]);
        gym.book.agrees_with(&Desk::sign_in(&node.staff), "it is open, and holds people");
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", node.id()));
        let limits = limits.unwrap_or_default();
        let core = limits.lines().find(|line| line.starts_with("Max core file size"));
        let is_none = |line: &str| line.split_whitespace().filter(|it| *it == "0").count() == 2;
        assert!(core.is_none_or(is_none), "{core:?}");
        let id = node.id().to_string();
        // A first SIGSEGV only takes away the handler by which Rust names a full stack.
        eventually("it ends", || {
            let _ = Command::new("kill").args([signal, &id]).stderr(Stdio::null()).status();
            (!alive(node.id())).then_some(())
        });
        drop(node);
        assert_eq!(cores(folder.path()), Vec::<PathBuf>::new(), "{signal}");
    }
}

/// Files whose names begin as systems name cores.
fn cores(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .filter(|path| path.file_name().is_some_and(|it| it.to_string_lossy().contains("core")))
        .collect()
}

/// A process that ended and was not waited for yet is a zombie.
fn alive(id: u32) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let state = state.rsplit(')').next().and_then(|rest| rest.split_whitespace().next());
    !matches!(state, None | Some("Z" | "X"))
}

/// A core of a process that lives, as only root may take one: it leaves none of its own. What is
/// only mapped from the program's file is left out, as in the system's own cores: it holds the names
/// of made-up people for demonstrations. `None`: not here.
fn core(id: u32) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let (name, id) = (folder.path().join("core"), id.to_string());
    // Everything private or shared that is not a file's.
    std::fs::write(format!("/proc/{id}/coredump_filter"), "0x23").ok()?;
    let mut gcore = Command::new("gcore");
    gcore.arg("-o").arg(&name).arg(&id).stdin(Stdio::null());
    if !gcore.output().ok()?.status.success() {
        return None;
    }
    let core = std::fs::read(name.with_extension(id)).expect("it was written");
    assert!(core.starts_with(b"\x7fELF"));
    Some(core)
}

/// Names and addresses, long enough that they are not found by chance.
fn words(household: &Value) -> Vec<String> {
    let persons = household["persons"].as_array().expect("persons");
    let full = persons.iter().flat_map(|person| {
        let text = |field: &str| person["details"][field].as_str().unwrap_or_default().to_owned();
        [text("family_kana"), text("given_kana"), text("note")]
    });
    let of_all = ["address", "phone", "note"]
        .map(|field| household["details"][field].as_str().unwrap_or_default().to_owned());
    full.chain(of_all).filter(|word| word.chars().count() >= 4).collect()
}

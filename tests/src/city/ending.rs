//! The end of an operation, on real laptops: closed, opened again, erased, and what proves it. One
//! laptop does not come back until all is over.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use musubi_log::erasure::{read_facts, write_facts};
use musubi_log::item::Item;
use musubi_log::keyfile::{KeyFile, Lock};
use musubi_log::keyring::Keyring;
use musubi_log::safe::Remains;
use musubi_log::seal::Opening;
use musubi_log::statement::{Fact, Statement};
use musubi_log::statements::Statements;
use musubi_log::ticket::Enrolment;
use musubi_store::secrets::Secrets;
use serde_json::{Value, json};

use super::harness::{
    City, GYM_A, GYM_B, after, copy_all, eventually, path, serve, until_level, wall,
};
use super::needles::Needles;
use super::refusals::refused;
use super::secrecy::{people, words};
use super::stored;
use crate::client::{Desk, MANAGER, Refused, SECOND, closing};
use crate::process::{Node, run};

const GYM_C: &str = "E9999900003111";
const YEAR_MS: i64 = 365 * 86_400_000;

fn real_city() -> City {
    let drill = City::create();
    let city = path(&drill.folder.path().join("city"));
    let said =
        run(&["operation", "create", "--city", &city, "--kind", "real", "--name", "試験地震"]);
    City { operation: after(&said, "operation: "), folder: drill.folder }
}

fn retention(people_ms: i64) -> Value {
    let until = wall() + people_ms;
    json!({
        "people_until": until, "lookups_until": until + YEAR_MS, "figures_until": until + YEAR_MS,
    })
}

/// A bit of the order's signature turned; what stands beside it stays.
fn with_another_signature(facts: &[u8]) -> Vec<u8> {
    let mut items = read_facts(facts).expect("facts");
    for item in &mut items {
        if let Item::Statement(statement) = item
            && matches!(statement.fact(), Fact::Order(_))
        {
            let mut bytes = statement.to_bytes().to_vec();
            *bytes.last_mut().expect("bytes") ^= 1;
            *statement = Statement::from_bytes(&bytes).expect("its form is right");
        }
    }
    write_facts(&items)
}

/// Headquarters' request, and the city's answer to it. `Err`: what the computer with the key said.
fn order(city: &City, desk: &Desk, name: &str) -> Result<PathBuf, String> {
    let folder = city.folder.path();
    let request = folder.join(format!("{name}.request"));
    std::fs::write(&request, desk.download("/ending/request")).expect("a file");
    let (out, city_folder) = (folder.join(format!("{name}.order")), path(&folder.join("city")));
    let words = [
        "erase",
        "order",
        "--city",
        &city_folder,
        "--request",
        &path(&request),
        "--out",
        &path(&out),
        "--confirm",
        &city.operation,
    ];
    let output = crate::process::try_run(&words);
    if output.status.success() {
        Ok(out)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// By any laptop's own page, without signing in.
#[track_caller]
fn until_erased(node: &Node) -> Desk {
    eventually("the laptop is erased", || {
        let visitor = Desk::visit(&node.staff);
        (visitor.get("/session")["node"]["erased"] == true).then_some(visitor)
    })
}

/// Reader secrets that any file on a disk still gives: what it opens of the sealed entries of a copy
/// that was made before.
fn opened_with_what_is_left(data: &Path, copy: &Path) -> usize {
    let secrets = Secrets::open(&data.join("secrets")).expect("secrets");
    let journal = stored::journal(copy);
    let (_, member) = stored::enrolment(copy);
    let facts = journal.read_facts().expect("facts").items;
    let mut opened = 0;
    for name in secrets.names().expect("secrets") {
        let bytes = secrets.read(&name).expect("secrets").expect("a file");
        let Ok(file) = KeyFile::from_bytes(&bytes) else { continue };
        let enrolment = Enrolment::open(&file, &Lock::Plain)
            .or_else(|_| Remains::open(&file, &Lock::Plain).map(|it| it.enrolment()));
        let Ok(enrolment) = enrolment else { continue };
        let mut statements = Statements::new(enrolment.city, member.operation.id);
        for fact in &facts {
            match fact {
                Item::Certificate(certificate) => {
                    statements.admit(certificate).expect("it was verified");
                }
                Item::Statement(statement) => {
                    let _ = statements.add(statement.clone());
                }
                _ => {}
            }
        }
        let mut keyring = Keyring::new(&member, enrolment.readers.clone());
        keyring.learn(&statements, &member, &enrolment.node);
        for log in journal.read_logs().expect("logs").items {
            let spans =
                journal.read_log_spans(&log.tip.log, 0, u64::MAX, usize::MAX).expect("spans");
            let mut tip = None;
            for span in spans.items {
                let verified = match &tip {
                    None => span.verify_first(),
                    Some(tip) => span.verify_after(tip),
                };
                let verified = verified.expect("what is stored was verified");
                let opens = |entry| matches!(keyring.open(&log.header, entry), Opening::Opened(_));
                opened += verified.entries.iter().filter(|entry| opens(entry)).count();
                tip = Some(verified.tip);
            }
        }
    }
    opened
}

/// Where neighbours find it again after it was erased, as in a gym.
fn serve_at_a_port(data: &Path, peers: &[&str]) -> Node {
    let (tcp, udp) = loop {
        let tcp = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let at = tcp.local_addr().expect("an address");
        if let Ok(udp) = std::net::UdpSocket::bind(at) {
            break (tcp, udp);
        }
    };
    let at = tcp.local_addr().expect("an address").to_string();
    drop((tcp, udp));
    let mut more = vec!["--mesh", &at, "--no-discovery"];
    for peer in peers {
        more.extend(["--peer", *peer]);
    }
    Node::serve(data, &more)
}

fn names(list: &Value) -> BTreeSet<String> {
    let names = list.as_array().expect("a list").iter();
    names.map(|it| it["node"].as_str().expect("a node").to_owned()).collect()
}

#[test]
fn an_operation_is_closed_and_erased_and_what_is_not_proven_is_named_until_it_is() {
    let city = real_city();
    let [hq_data, a_data, b_data, c_data] =
        [city.hq("hq"), city.gym("a", GYM_A, 0), city.gym("b", GYM_B, 0), city.gym("c", GYM_C, 0)];
    // Printed for a patrol, and never taken.
    city.ticket(&["--role", "patrol", "--spare"]);
    let hq = serve_at_a_port(&hq_data, &[]);
    let [a, b, c] = [&a_data, &b_data, &c_data].map(|data| serve(data, &[&hq.mesh]));
    let [desk_hq, desk_a, desk_b, desk_c] =
        [&hq, &a, &b, &c].map(|node| Desk::first_run(&node.staff));
    let people = people();
    let ids: Vec<String> = people
        .iter()
        .zip([&desk_a, &desk_b, &desk_c].iter().cycle())
        .map(|(sent, desk)| {
            desk.post("/households", sent)["id"].as_str().expect("an id").to_owned()
        })
        .collect();
    let place_a = desk_a.get("/session")["node"]["place"].as_str().expect("a place").to_owned();
    let count = json!({ "key": "ending-count", "in_shelter": 41, "households": 9 });
    desk_a.post(&format!("/places/{place_a}/headcounts"), &count);
    until_level(&[&desk_hq, &desk_a, &desk_b, &desk_c]);
    // Headquarters looks at one of them, which is written down.
    desk_hq.get(&format!("/households/{}", ids[0]));
    let bundle = desk_b.download("/courier/bundle?to=hq");
    until_level(&[&desk_hq, &desk_a, &desk_b, &desk_c]);
    c.stop();
    let words: BTreeSet<String> = people.iter().flat_map(words).collect();
    let needles = Needles::of(words.clone());

    closing_and_reopening(&city, &hq, &desk_hq, (&a, &desk_a), &people);

    let closed = desk_hq.close_operation(&retention(1_500));
    assert_eq!((&closed["here"], &closed["ordered_at"]), (&json!("whole"), &Value::Null));
    let copies = [(&a, &a_data), (&b, &b_data)].map(|(node, data)| copy_while_stopped(node, data));
    drop((a, b));
    for copy in &copies {
        let control = stored::open_everything(copy).found(&needles);
        assert!(!control.is_empty(), "control: with its secrets a gym's disk tells its people");
    }
    // Another person's id, and a request of another operation, sign nothing.
    let order = eventually("the date has come", || order(&city, &desk_hq, "order").ok());
    let keys = city.folder.path().join(format!("city/operation-{}.key", city.operation));
    assert!(!keys.exists(), "the operation's keys in the city's folder are destroyed");
    let forged = with_another_signature(&std::fs::read(&order).expect("the order"));
    let refusal = desk_hq.upload("/ending/order", &forged).expect_err("it is altered");
    assert_eq!((refusal.status, refusal.code.as_str()), (409, "order_not_valid"));

    let [a, b] = [&a_data, &b_data].map(|data| serve(data, &[&hq.mesh]));
    let order = std::fs::read(&order).expect("the order");
    desk_hq.upload("/ending/order", &order).expect("it is the city's");
    let [desk_hq, _, _] = [&hq, &a, &b].map(until_erased);
    let account = eventually("all that are there have said it", || {
        let account = desk_hq.get("/ending")["account"].clone();
        (account["proven"].as_array().is_some_and(|it| it.len() == 3)).then_some(account)
    });
    let missing = stored::enrolment(&c_data).1.node.to_string();
    assert_eq!(names(&account["unproven"]), BTreeSet::from([missing.clone()]));
    assert_eq!(account["unproven"][0]["why"], "nothing_heard");
    assert_eq!((&account["complete"], &account["tickets_known"]), (&json!(false), &json!(true)));
    // Four that were taken, one that was not; the city's folder is ticked off by its own computer.
    let papers = account["open_papers"].as_array().expect("papers").clone();
    assert_eq!(papers.len(), 5, "{papers:?}");
    assert!(papers.iter().any(|it| it["role"] == "patrol" && it["laptops"] == 0));
    assert_eq!(account["destroyed_papers"][0]["city_folder"], true);
    assert_eq!(account["bundles"].as_array().map(Vec::len), Some(1));
    assert_eq!(account["bundles"][0]["erased_at"], Value::Null);

    let certificate = city.folder.path().join("first.certificate");
    std::fs::write(&certificate, desk_hq.download("/ending/certificate")).expect("a file");
    let page = desk_hq.download("/ending/certificate.html");
    assert_eq!(needles.found_in(&page), BTreeSet::new());
    for paper in &papers {
        desk_hq.post("/ending/papers", &json!({ "serial": paper["serial"] }));
    }
    let of_bundle = json!({ "serial": account["bundles"][0]["serial"] });
    desk_hq.post("/ending/papers", &of_bundle);
    let twice = desk_hq.try_post("/ending/papers", &of_bundle).expect_err("it is gone already");
    assert_eq!(twice.code, "not_found");
    let ticked = desk_hq.get("/ending")["account"].clone();
    assert!(ticked["bundles"][0]["erased_at"].is_i64(), "{ticked}");
    assert_eq!(ticked["destroyed_papers"].as_array().map(Vec::len), Some(6), "bundles apart");
    let refusal = desk_hq.try_post("/households", &people[0]).expect_err("nobody is signed in");
    assert_eq!(refusal.code, "sign_in");
    for node in [hq, a, b] {
        node.stop();
    }
    let public = city_key(&city);
    let check = |file: &Path| run(&["verify", "--city", &public, "--certificate", &path(file)]);
    let said = check(&certificate);
    assert!(said.contains("proven: 3") && said.ends_with("the certificate holds\n"), "{said}");
    assert!(said.contains(&missing) && said.contains("complete: no"), "{said}");
    nothing_is_left(&[&hq_data, &a_data, &b_data], &copies, &needles);
    what_is_kept(&city, &hq_data, &needles);
    // Ciphertext on a stick that was made before is taken from nobody any more.
    let stick = city.folder.path().join("old.musubi");
    std::fs::write(&stick, &bundle).expect("a file");
    run(&["courier", "import", "--data", &path(&hq_data), &path(&stick)]);
    assert_eq!(stored::journal(&hq_data).logs().count(), 0);

    the_missing_one_returns(&city, &hq_data, &c_data, &needles);
    let out = city.folder.path().join("certificates");
    run(&["erase", "certificate", "--data", &path(&hq_data), "--out", &path(&out)]);
    let said = check(&out.join("erasure.certificate"));
    assert!(said.contains("not proven: 0") && said.contains("complete: yes"), "{said}");
}

/// A closed operation refuses what is new, in words, everywhere it is known; reopened it goes on. No
/// order stands before its date.
fn closing_and_reopening(
    city: &City,
    hq: &Node,
    desk_hq: &Desk,
    (a, desk_a): (&Node, &Desk),
    people: &[Value],
) {
    let before = desk_hq.get("/ending");
    assert_eq!((&before["closed"], &before["hq"]), (&Value::Null, &json!(true)));
    let staying = before["left"]["all"]["staying"].as_u64();
    assert!(staying.is_some() && before["left"]["open_places"] == 3, "{before}");
    let dates = retention(YEAR_MS);
    let refusal = desk_a.try_post("/ending/close", &closing(&dates, MANAGER)).expect_err("a gym");
    assert_eq!(refusal.code, "only_hq");
    let past = closing(&retention(-1), MANAGER);
    let past = desk_hq.try_post("/ending/close", &past).expect_err("it is over");
    assert_eq!(past, Refused { status: 422, code: "invalid".to_owned() });
    let alone = desk_hq.try_post("/ending/close", &closing(&dates, MANAGER));
    let alone = alone.expect_err("the same person twice is one");
    assert_eq!(alone, Refused { status: 403, code: "second_person".to_owned() });
    assert_eq!(desk_hq.get("/ending")["closed"], Value::Null, "nobody closes it alone");
    desk_hq.close_operation(&dates);
    let noted = desk_hq.get("/lookups")["lookups"][0].clone();
    assert_eq!((&noted["action"], &noted["account_name"]), (&json!("close"), &json!(MANAGER)));
    assert_eq!(noted["second_name"], SECOND);
    let ends = desk_hq.get("/accounts")["accounts"][0]["expires_at"].as_i64().expect("a time");
    assert!(Some(ends) > dates["people_until"].as_i64(), "its manager can sign in on the last day");
    eventually("the gym hears of it", || {
        (desk_a.get("/session")["node"]["closed"] == true).then_some(())
    });
    let mut another = people[0].clone();
    another["key"] = json!("ending-after-the-end");
    let refusal = desk_a.try_post("/households", &another).expect_err("it is closed");
    assert_eq!((refusal.status, refusal.code.as_str()), (409, "operation_closed"));
    let phone = ureq::get(&a.public).call().expect("a page").into_body().read_to_string();
    let phone = phone.expect("text");
    assert!(!phone.contains("<form"), "a phone is told, and has nothing to fill in: {phone}");
    let early = order(city, desk_hq, "early").expect_err("a year too early");
    assert!(early.contains("order_does_not_stand"), "{early}");
    assert!(city.folder.path().join(format!("city/operation-{}.key", city.operation)).exists());
    let drill = desk_hq.try_post("/ending/erase-drill", &json!({})).expect_err("it is real");
    assert_eq!(drill.code, "erasure_by_city");
    desk_hq.post("/ending/reopen", &json!({}));
    eventually("the gym hears of it", || {
        (desk_a.get("/session")["node"]["closed"] == false).then_some(())
    });
    let _ = hq;
}

/// Its disk as it lies there; the laptop starts again later.
fn copy_while_stopped(node: &Node, data: &Path) -> PathBuf {
    let copy = data.with_extension("copy");
    // The heaviest end: what is on the disk is what a thief would find.
    let id = node.id().to_string();
    let _ = std::process::Command::new("kill").args(["-KILL", &id]).status();
    eventually("it ended", || {
        let state = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let state = state.rsplit(')').next().and_then(|it| it.split_whitespace().next());
        matches!(state, None | Some("Z" | "X")).then_some(())
    });
    copy_all(data, &copy);
    copy
}

fn nothing_is_left(erased: &[&Path], copies: &[PathBuf], needles: &Needles) {
    for data in erased {
        let there = data.display();
        assert_eq!(needles.found_below(data), BTreeSet::new(), "{there}");
        assert_eq!(stored::journal(data).logs().count(), 0, "{there} holds no entry");
        for copy in copies {
            let (own, _) = stored::enrolment(copy);
            assert!(own.member().is_ok());
            assert_eq!(opened_with_what_is_left(data, copy), 0, "{there} and {}", copy.display());
        }
    }
    for copy in copies {
        assert!(opened_with_what_is_left(copy, copy) > 0, "control: the copy opens itself");
    }
}

fn what_is_kept(city: &City, hq: &Path, needles: &Needles) {
    let figures = std::fs::read_to_string(hq.join("kept/figures.csv")).expect("figures");
    assert!(figures.contains(GYM_A) || figures.contains(",41,"), "{figures}");
    assert!(figures.contains(",41,9,"), "the count of the first gym: {figures}");
    let out = city.folder.path().join("lookups.json");
    run(&["erase", "lookups", "export", "--data", &path(hq), "--out", &path(&out)]);
    let lookups = std::fs::read(&out).expect("look-ups");
    assert_eq!(needles.found_in(&lookups), BTreeSet::new());
    let lookups: Value = serde_json::from_slice(&lookups).expect("JSON");
    let lookups = lookups.as_array().expect("look-ups");
    let of = |action: &str| lookups.iter().filter(|it| it["action"] == action).count();
    assert_eq!((of("card"), of("close"), lookups.len()), (1, 2, 3), "{lookups:?}");
    assert!(lookups.iter().all(|it| it["account_name"].is_string()), "who looked is named");
    let closed = lookups.iter().filter(|it| it["action"] == "close");
    assert!(closed.map(|it| &it["second_name"]).all(|it| it == SECOND), "{lookups:?}");
    run(&["erase", "lookups", "erase", "--data", &path(hq)]);
    let more = path(&city.folder.path().join("again.json"));
    let said = refused(&["erase", "lookups", "export", "--data", &path(hq), "--out", &more]);
    assert!(said.contains("no look-ups are kept here"), "{said}");
}

/// Found in a cupboard, never on a network: a stick brings the order and takes the proof home.
fn the_missing_one_returns(city: &City, hq: &Path, c: &Path, needles: &Needles) {
    let control = stored::open_everything(c).found(needles);
    assert!(!control.is_empty(), "control: it holds its people until then");
    let stick = |name: &str| path(&city.folder.path().join(name));
    let (to_c, to_hq) = (stick("to-c.musubi"), stick("to-hq.musubi"));
    run(&["courier", "export", "--data", &path(hq), "--for", GYM_C, "--out", &to_c]);
    run(&["courier", "import", "--data", &path(c), &to_c]);
    assert_eq!(stored::journal(c).logs().count(), 0);
    assert_eq!(needles.found_below(c), BTreeSet::new());
    run(&["courier", "export", "--data", &path(c), "--for", "hq", "--out", &to_hq]);
    run(&["courier", "import", "--data", &path(hq), &to_hq]);
}

fn city_key(city: &City) -> String {
    let public = std::fs::read_to_string(city.folder.path().join("city/city.pub"));
    let public = public.expect("the city's public key");
    public.split_whitespace().next().expect("a key").to_owned()
}

#[test]
fn a_drill_is_erased_at_once_and_a_closed_place_takes_nobody_and_worries_nobody() {
    let city = City::create();
    let [hq_data, a_data] = [city.hq("hq"), city.gym("a", GYM_A, 0)];
    // At a port that the system chose: neighbours find it there again after it was erased.
    let hq = serve(&hq_data, &[]);
    let a = serve(&a_data, &[&hq.mesh]);
    let [desk_hq, desk_a] = [&hq, &a].map(|node| Desk::first_run(&node.staff));
    let people = people();
    desk_a.post("/households", &people[0]);
    let place = desk_a.get("/session")["node"]["place"].as_str().expect("a place").to_owned();
    until_level(&[&desk_hq, &desk_a]);
    let unknown = desk_hq.get("/hq/overview")["in_shelter"]["unknown_places"].clone();
    assert_eq!(unknown, 1, "nobody counted there yet");

    let closure = format!("/places/{place}/closure");
    let before = desk_a.get(&closure);
    assert_eq!((&before["state"], &before["left"]["open_requests"]), (&Value::Null, &json!(0)));
    let close = json!({ "key": "ending-close-a", "state": "closed", "why": "学校再開" });
    desk_a.post(&closure, &close);
    let refusal = desk_a.try_post("/households", &people[1]).expect_err("it is closed");
    assert_eq!((refusal.status, refusal.code.as_str()), (409, "place_closed"));
    eventually("headquarters stops waiting", || {
        let overview = desk_hq.get("/hq/overview");
        let place = overview["places"].as_array()?.iter().find(|it| it["id"] == *place)?.clone();
        let shut = place["closed"] == true && place["opening"] == "closed";
        (shut && overview["in_shelter"]["unknown_places"] == 0).then_some(())
    });
    // It stays readable, and headquarters opens it again.
    let found = desk_a.post("/households/search", &json!({ "text": "" }));
    assert_eq!(found["households"].as_array().map(Vec::len), Some(1));
    let reopen = json!({ "key": "ending-reopen-a", "state": "reopened" });
    desk_hq.post(&closure, &reopen);
    eventually("the gym takes people again", || desk_a.try_post("/households", &people[1]).ok());
    until_level(&[&desk_hq, &desk_a]);

    let open = desk_hq.try_post("/ending/erase-drill", &json!({})).expect_err("it is open");
    assert_eq!(open.code, "operation_open");
    desk_hq.close_operation(&retention(YEAR_MS));
    desk_hq.post("/ending/erase-drill", &json!({}));
    let [desk_hq, desk_a] = [&hq, &a].map(until_erased);
    let account = eventually("both have said it", || {
        let account = desk_hq.get("/ending")["account"].clone();
        (account["proven"].as_array().is_some_and(|it| it.len() == 2)).then_some(account)
    });
    assert_eq!(account["tickets_known"], false, "headquarters alone knows no list of papers");
    // At the gym nobody needs to sign in to see it, and nobody can do more.
    assert_eq!(desk_a.get("/ending")["here"], "erased");
    assert_eq!(desk_a.try_get("/places").expect_err("nobody").code, "sign_in");
    assert_eq!(desk_a.try_get("/ending/certificate").expect_err("a gym").code, "only_hq");
    for node in [hq, a] {
        node.stop();
    }
    // A start finds nothing left to do.
    let a = serve(&a_data, &[]);
    assert_eq!(until_erased(&a).get("/ending")["here"], "erased");
    a.stop();
}

#[test]
fn a_laptop_killed_in_the_middle_of_erasing_finishes_when_it_starts_again() {
    let city = City::create();
    let [hq_data, a_data] = [city.hq("hq"), city.gym("a", GYM_A, 0)];
    let a = serve(&a_data, &[]);
    let people = people();
    let desk = Desk::first_run(&a.staff);
    for one in &people {
        desk.post("/households", one);
    }
    a.stop();
    let needles = Needles::of(people.iter().flat_map(words));
    let close = ["close", "operation", "--data", &path(&hq_data), "--confirm"];
    let other = refused(&[&close[..], &["00000000000000000000000000000000"]].concat());
    assert!(other.contains("another one than was typed"), "{other}");
    run(&[&close[..], &[&*city.operation]].concat());
    run(&["erase", "drill", "--data", &path(&hq_data)]);
    let stick = path(&city.folder.path().join("order.musubi"));
    run(&["courier", "export", "--data", &path(&hq_data), "--for", GYM_A, "--out", &stick]);
    for round in 0..6_u64 {
        let data = city.folder.path().join(format!("a-{round}"));
        copy_all(&a_data, &data);
        let mut import = crate::process::musubi();
        import.args(["courier", "import", "--data", &path(&data), &stick]);
        let mut import = import.spawn().expect("the binary starts");
        // Somewhere between its first byte and its last; what is left is judged by the next start.
        for _ in 0..round * 400 {
            if import.try_wait().expect("a child").is_some() {
                break;
            }
            std::thread::yield_now();
        }
        let _ = import.kill();
        let _ = import.wait();
        run(&["courier", "import", "--data", &path(&data), &stick]);
        assert_eq!(stored::journal(&data).logs().count(), 0, "round {round}");
        assert_eq!(needles.found_below(&data), BTreeSet::new(), "round {round}");
        assert!(!data.join("cache").join("sled-1").join("db").exists() || opens_nothing(&data));
        let said = run(&["verify", "--data", &path(&data)]);
        assert!(said.ends_with("everything holds\n"), "{said}");
    }
}

/// An erased laptop begins a cache of its own again, and it holds no view.
fn opens_nothing(data: &Path) -> bool {
    let (cache, _) =
        musubi_store::cache::Cache::open(&data.join("cache")).expect("the cache opens");
    let shelves = [musubi_store::cache::Shelf::Views, musubi_store::cache::Shelf::Saves];
    shelves.into_iter().all(|shelf| cache.scan(shelf, &[]).expect("it reads").is_empty())
}

//! Paper in people's hands: which laptops took which ticket, and papers that are printed.

use serde_json::{Value, json};

use super::harness::{City, GYM_A, eventually, path, serve, until_level};
use crate::client::Desk;
use crate::process::{run, try_run};

#[test]
fn headquarters_sees_who_took_which_ticket_when_through_whom_and_what_was_used_twice() {
    let city = City::create();
    let ticket = city.ticket(&["--role", "shelter", "--common-id", GYM_A, "--name", "試験体育館"]);
    let join = |name: &str| {
        let data = city.folder.path().join(name);
        run(&["join", "--data", &path(&data), "--ticket-file", &path(&ticket)]);
        data
    };
    let hq = serve(&city.hq("hq"), &[]);
    let first = serve(&join("first"), &[&hq.mesh]);
    let [desk_hq, desk_first] = [&hq, &first].map(|node| Desk::first_run(&node.staff));
    until_level(&[&desk_hq, &desk_first]);
    let of_gym = |tickets: &Value| -> Option<Value> {
        let tickets = tickets["tickets"].as_array()?;
        tickets.iter().find(|ticket| ticket["role"] == "shelter").cloned()
    };
    let one = eventually("headquarters knows the laptop", || {
        let ticket = of_gym(&desk_hq.get("/hq/tickets"))?;
        ticket["laptops"][0]["heard_at"].is_i64().then_some(ticket)
    });
    assert_eq!(one["used_twice"], false);
    assert_eq!(one["laptops"][0]["node"], desk_first.get("/session")["node"]["node"]);
    assert_eq!(one["laptops"][0]["via_name"], "試験体育館", "it came itself");
    let warnings = desk_hq.get("/sync")["warnings"].clone();
    assert!(!warnings.to_string().contains("ticket_used_twice"), "{warnings}");
    assert_eq!(desk_first.try_get("/hq/tickets").expect_err("not there").code, "only_hq");

    // Somebody photographed the ticket; the second laptop is met by the first alone.
    let second = serve(&join("second"), &[&first.mesh]);
    let twice = eventually("headquarters hears of the second laptop", || {
        let ticket = of_gym(&desk_hq.get("/hq/tickets"))?;
        let laptops = ticket["laptops"].as_array()?;
        (laptops.len() == 2 && laptops[1]["heard_at"].is_i64()).then_some(ticket)
    });
    assert_eq!(twice["used_twice"], true);
    assert_eq!(twice["laptops"][0], one["laptops"][0], "the first stays the first");
    assert_eq!(twice["laptops"][1]["via_name"], "試験体育館", "the first brought it");
    assert_eq!(desk_hq.get("/hq/tickets")["tickets"][0], twice, "the alarm stands on top");
    let warnings = desk_hq.get("/sync")["warnings"].clone();
    assert!(warnings.to_string().contains("ticket_used_twice"), "{warnings}");
    second.stop();
    first.stop();
    hq.stop();

    // What was written down once stays, over a restart.
    let hq = serve(&city.folder.path().join("hq"), &[]);
    let desk_hq = Desk::sign_in(&hq.staff);
    assert_eq!(of_gym(&desk_hq.get("/hq/tickets")), Some(twice));
    hq.stop();
}

#[test]
fn a_box_is_printed_with_its_pin_apart_and_a_lost_folder_comes_back_from_two_sheets() {
    let city = City::create();
    let folder = path(&city.folder.path().join("city"));
    let out = path(&city.folder.path().join("paper"));
    let said = run(&[
        "ticket",
        "issue",
        "--city",
        &folder,
        "--operation",
        &city.operation,
        "--role",
        "shelter",
        "--common-id",
        GYM_A,
        "--name",
        "試験体育館",
        "--count",
        "5",
        "--draw-pin",
        "--sheets",
        &out,
    ]);
    let files: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("sheet: ")).collect();
    let pages: Vec<String> =
        files.iter().map(|file| std::fs::read_to_string(file).expect("a page")).collect();
    assert_eq!(pages[0].matches("<section class=\"page\">").count(), 5);
    for letter in ["端末 A", "端末 E", "試験市", "訓練", "別の紙"] {
        assert!(pages[0].contains(letter), "{letter}");
    }
    assert_eq!(pages[1].matches("class=\"pin\"").count(), 1);

    // A ticket that was typed from the paper, with the PIN of the other paper, makes a node.
    let typed = typed(&pages[0]);
    let ticket = city.folder.path().join("typed");
    std::fs::write(&ticket, typed).expect("a file");
    let pin = pages[1].split("class=\"pin\">").nth(1).and_then(|it| it.split('<').next());
    let pin_file = city.folder.path().join("pin");
    std::fs::write(&pin_file, pin.expect("six digits")).expect("a file");
    let data = path(&city.folder.path().join("gym"));
    let join = ["join", "--data", &data, "--ticket-file", &path(&ticket)];
    assert!(!try_run(&join).status.success(), "not without the PIN");
    let said = run(&[&join[..], &["--pin-file", &path(&pin_file)]].concat());
    assert!(said.contains("試験体育館") && said.contains("letter: A"), "{said}");

    // The safe burns; two of the three sheets are elsewhere.
    let said = run(&["city", "sheets", &folder, "--out", &out]);
    let sheets: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("sheet: ")).collect();
    assert_eq!(sheets.len(), 3);
    let copied: Vec<String> = [sheets[2], sheets[0]]
        .iter()
        .enumerate()
        .map(|(number, sheet)| {
            let file = city.folder.path().join(format!("copied-{number}"));
            std::fs::write(&file, typed_of(sheet)).expect("a file");
            path(&file)
        })
        .collect();
    let again = path(&city.folder.path().join("again"));
    let restore = |files: &[&str]| {
        let mut arguments = vec!["city", "restore", &again, "--name", "試験市"];
        for file in files {
            arguments.extend(["--sheet-file", *file]);
        }
        try_run(&arguments)
    };
    assert!(!restore(&[&copied[0]]).status.success(), "one is not enough");
    assert!(!restore(&[&copied[0], &copied[0]]).status.success(), "nor is one twice");
    assert!(restore(&[&copied[0], &copied[1]]).status.success());
    let public = |folder: &str| std::fs::read_to_string(format!("{folder}/city.pub")).expect("it");
    assert_eq!(public(&again), public(&folder));
    let said = run(&["operation", "create", "--city", &again, "--kind", "real", "--name", "本番"]);
    assert!(said.starts_with("operation: "), "the restored key works");
    assert_eq!(json!(said.lines().count()), json!(1));
}

/// What a person copies from the first page: the prefix and the groups, with blanks between.
pub(super) fn typed(page: &str) -> String {
    let (_, table) = page.split_once("<table class=\"text\">").expect("a text to type");
    let table = table.split("</table>").next().unwrap_or_default();
    let cells = table.split("<td>").skip(1).filter_map(|cell| cell.split("</td>").next());
    let lines: Vec<String> =
        cells.map(|cell| cell.replace("<span>", " ").replace("</span>", "")).collect();
    lines.join("\n")
}

fn typed_of(file: &str) -> String {
    typed(&std::fs::read_to_string(file).expect("a page"))
}

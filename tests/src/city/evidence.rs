//! A laptop's disk as evidence: checked by somebody who holds nothing but the city's public key.

use std::fs;
use std::path::{Path, PathBuf};

use super::harness::{City, GYM_A, after, path, serve};
use super::meeting::household;
use crate::client::Desk;
use crate::process::{run, try_run};

/// The journal alone, as an outsider gets it.
fn copy(data: &Path, to: &Path) -> PathBuf {
    fs::create_dir_all(to.join("journal")).expect("a folder");
    for name in fs::read_dir(data.join("journal")).expect("a journal") {
        let name = name.expect("a file");
        let _ = fs::copy(name.path(), to.join("journal").join(name.file_name()));
    }
    to.join("journal/00000001.segment")
}

#[test]
fn an_outsider_checks_a_copy_and_is_told_what_was_altered_or_cut_off() {
    let city = City::create();
    let data = city.gym("a", GYM_A, 0);
    let node = serve(&data, &[]);
    let desk = Desk::first_run(&node.staff);
    let made = desk.post("/households", &household("evidence-1", "甲野"));
    let id = made["id"].as_str().expect("an id");
    desk.get(&format!("/households/{id}"));
    let noted = desk.get("/lookups")["lookups"].clone();
    assert_eq!((noted[0]["household"].as_str(), noted[1].is_null()), (Some(id), true));
    node.stop();

    let before = fs::read(data.join("journal/00000001.segment")).expect("a segment");
    let heads = city.folder.path().join("heads");
    let said = run(&["verify", "--data", &path(&data), "--heads", &path(&heads)]);
    assert!(said.ends_with("everything holds\n"), "{said}");
    let key = after(&said, "city: ");
    let after_it = fs::read(data.join("journal/00000001.segment")).expect("a segment");
    assert_eq!(before, after_it, "checking changes nothing");

    let copies = city.folder.path().join("copies");
    let data = copies.join("same");
    copy(&city.folder.path().join("a"), &data);
    let outsider = |data: &Path, against: &[&str]| {
        let data = path(data);
        let order = ["verify", "--data", &data, "--city", &key];
        let told = try_run(&[&order[..], against].concat());
        (told.status.success(), String::from_utf8_lossy(&told.stdout).into_owned())
    };
    let kept = path(&heads);
    let (holds, said) = outsider(&data, &["--against", &kept]);
    assert!(holds && said.contains("fingerprint") && !said.contains("甲野"), "{said}");
    let told = try_run(&["verify", "--data", &path(&data)]);
    assert!(!told.status.success(), "without any key nothing is proved");

    let data = copies.join("altered");
    let segment = copy(&city.folder.path().join("a"), &data);
    let mut bytes = before.clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    fs::write(&segment, &bytes).expect("it is altered");
    let (holds, said) = outsider(&data, &[]);
    assert!(!holds && said.contains("\nfirst: journal_bytes: segment 1 at byte "), "{said}");

    let data = copies.join("cut");
    let segment = copy(&city.folder.path().join("a"), &data);
    fs::write(&segment, &before[..before.len() - 400]).expect("it is cut");
    let (holds, said) = outsider(&data, &["--against", &kept]);
    assert!(!holds, "{said}");
    assert!(said.contains(" log_cut: ") || said.contains(" log_missing: "), "{said}");
}

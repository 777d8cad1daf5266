//! The stick of the box: a laptop takes a newer program only if its own city signed it.

use std::path::Path;

use super::harness::{City, GYM_A, path};
use crate::process::{musubi, run, try_run};

/// A newer program as it lies on a stick. What it does is not asked here; its bytes are.
const NEWER: &[u8] = b"a newer program";

#[test]
fn a_laptop_takes_a_newer_program_from_a_stick_if_its_own_city_signed_it() {
    let city = City::create();
    let data = city.gym("gym", GYM_A, 0);
    let folder = |name: &str| {
        let folder = city.folder.path().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        folder
    };
    let stick = folder("stick").join(name());
    let installed = folder("installed").join(name());
    std::fs::write(&stick, NEWER).expect("a file");
    std::fs::copy(musubi().get_program(), &installed).expect("a copy of the program");
    let old = std::fs::read(&installed).expect("a file");
    let upgrade = |data: &Path| {
        let stick = path(stick.parent().expect("a folder"));
        try_run(&["upgrade", &stick, "--data", &path(data), "--to", &path(&installed)])
    };
    let refuses = |data: &Path, why: &str| {
        let output = upgrade(data);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(why), "{why}: {said}");
        assert_eq!(std::fs::read(&installed).expect("a file"), old, "nothing was changed");
    };
    let sign = |city: &City, version: &str, more: &[&str]| {
        let of = path(&city.folder.path().join("city"));
        let file = path(&stick);
        let order = ["release", "sign", "--city", &of, &file, "--version", version];
        run(&[&order[..], more].concat());
    };

    refuses(&data, "cannot read");
    sign(&City::create(), "99.0.0", &[]);
    refuses(&data, "not signed by this laptop's city");
    sign(&city, env!("CARGO_PKG_VERSION"), &[]);
    refuses(&data, "is not newer");
    sign(&city, "99.0.0", &["--target", "z80-cpm"]);
    refuses(&data, "runs on z80-cpm");
    sign(&city, "99.0.0", &[]);
    refuses(&folder("no-ticket"), "has taken no ticket");
    std::fs::write(&stick, b"a newer program!").expect("a file");
    refuses(&data, "not those that the city signed");
    std::fs::write(&stick, NEWER).expect("a file");

    let output = upgrade(&data);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(std::fs::read(&installed).expect("a file"), NEWER);
    let kept = installed.with_file_name(format!("{}.before", name()));
    assert_eq!(std::fs::read(kept).expect("the old program is kept"), old);
}

#[test]
fn an_older_program_refuses_what_a_newer_one_wrote_in_words() {
    let city = City::create();
    let data = city.gym("gym", GYM_A, 0);
    let segment = data.join("journal").join("00000001.segment");
    let mut bytes = std::fs::read(&segment).expect("a journal");
    // Both copies of the header say format 2; a newer program would seal them as it likes.
    for copy in [0, 512] {
        bytes[copy + 8..copy + 12].copy_from_slice(&2_u32.to_le_bytes());
        let sum = crc32fast::hash(&header_sum(&bytes[copy..copy + 32]));
        bytes[copy + 32..copy + 36].copy_from_slice(&sum.to_le_bytes());
    }
    std::fs::write(&segment, &bytes).expect("a file");
    let (data, stick) = (path(&data), path(city.folder.path()));
    let export = ["courier", "export", "--data", &data, "--for", "hq", "--out", &stick];
    for (words, says) in [(&export[..], ""), (&["verify", "--data", &data], "not everything holds")]
    {
        let said = try_run(words);
        assert!(!said.status.success());
        let said = [said.stdout, said.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(said.contains("use the newer program") && said.contains(says), "{said}");
    }
    assert_eq!(std::fs::read(&segment).expect("a file"), bytes, "nothing was changed");
}

/// `crc(3, 0, …)` with a salt of zeros (`docs/format.md`, section 7).
fn header_sum(header: &[u8]) -> Vec<u8> {
    [&[0; 16][..], &[3], &[0; 4], header].concat()
}

fn name() -> String {
    format!("musubi{}", std::env::consts::EXE_SUFFIX)
}

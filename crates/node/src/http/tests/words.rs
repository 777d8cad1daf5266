//! Every word that is used is there, in every language.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::http::words::Language;

fn keys(language: &str) -> BTreeSet<String> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
    let mut keys = BTreeSet::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for line in text.lines() {
            if let Some((key, _)) = line.split_once(" = ")
                && !line.starts_with([' ', '#'])
            {
                assert!(keys.insert(key.to_owned()), "{language}: {key} stands twice");
            }
        }
    }
    keys
}

#[test]
fn all_languages_have_the_same_keys() {
    assert_eq!(keys("ja"), keys("en"));
    for language in Language::ALL {
        for key in keys("ja") {
            assert!(language.knows(&key), "{} {key}", language.tag());
        }
    }
}

#[test]
fn every_code_of_a_refusal_has_its_sentence_and_every_sentence_its_code() {
    let known = keys("ja");
    for code in codes() {
        assert!(known.contains(&code), "{code} has no sentence");
    }
    let all: String = sources().iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    for key in known.iter().filter_map(|key| key.strip_prefix("error-")) {
        let code = format!("\"{}\"", key.replace('-', "_"));
        assert!(all.contains(&code), "no refusal has the code {code}");
    }
}

/// Codes as they stand where refusals are made.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for file in sources() {
        let text = std::fs::read_to_string(file).unwrap();
        for before in ["{ code: \"", "Error::new(StatusCode::"] {
            for piece in text.split(before).skip(1) {
                let Some(code) = piece.split('"').nth(usize::from(before.ends_with("::"))) else {
                    continue;
                };
                if code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
                    codes.insert(format!("error-{}", code.replace('_', "-")));
                }
            }
        }
    }
    assert!(codes.len() > 20, "the search finds {codes:?} only");
    codes
}

#[test]
fn every_word_the_public_pages_ask_for_is_there() {
    let known = keys("ja");
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/public");
    let read = |page: &str| std::fs::read_to_string(pages.join(page)).unwrap();
    let text =
        ["page.rs", "layers/page.rs", "layers/mapped.rs", "layers/documents.rs"].map(read).concat();
    let mut asked = BTreeSet::new();
    for before in ["say(\"", "say_with(\""] {
        for piece in text.split(before).skip(1) {
            asked.insert(piece.split('"').next().unwrap().to_owned());
        }
    }
    assert!(asked.len() > 10);
    for key in asked {
        assert!(known.contains(&key), "{key}");
    }
}

fn sources() -> Vec<PathBuf> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut open = vec![src.join("desk"), src.join("http")];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("tests") {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                files.push(path);
            }
        }
    }
    files.push(src.join("desk.rs"));
    files
}

//! Every word that is used is there, in every language.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::http::words::Language;

pub(super) fn keys(language: &str) -> BTreeSet<String> {
    let dir = locales().join(language);
    let files = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    keys_in(language, files)
}

fn locales() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("locales")
}

fn keys_in(language: &str, files: impl IntoIterator<Item = PathBuf>) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
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
    for language in Language::WHOLE {
        for key in keys("ja") {
            assert!(language.knows(&key), "{} {key}", language.tag());
        }
    }
}

#[test]
fn every_language_of_the_phones_has_every_word_of_their_pages() {
    let mut wanted = keys_in("ja", [locales().join("ja/public.ftl")]);
    wanted.retain(|key| !key.starts_with("layers-") && !key.starts_with("map-"));
    let folders = std::fs::read_dir(locales()).unwrap().count();
    assert_eq!(folders, Language::ALL.len(), "a folder that no language names");
    for language in Language::ALL {
        let held = keys_in(language.tag(), [locales().join(language.tag()).join("public.ftl")]);
        let lacks: Vec<_> = wanted.difference(&held).collect();
        assert!(lacks.is_empty(), "{}: {lacks:?}", language.tag());
        if !Language::WHOLE.contains(&language) {
            assert_eq!(held, wanted, "{}", language.tag());
            for key in &held {
                assert!(language.knows(key), "{} {key}", language.tag());
            }
        }
    }
}

/// Nobody may take for law what nobody has read who speaks the language.
#[test]
fn files_of_words_say_who_is_to_check_the_sentences_about_consent() {
    for language in Language::ALL {
        let file = locales().join(language.tag()).join("public.ftl");
        let text = std::fs::read_to_string(file).unwrap();
        let head: String = text.lines().take_while(|line| line.starts_with('#')).collect();
        assert!(head.contains("consent*") && head.contains("secret-hint"), "{}", language.tag());
        assert!(
            head.contains("translator") || head.contains("teacher") || language.tag() == "ja",
            "{}",
            language.tag()
        );
    }
}

#[test]
fn a_phones_own_language_is_found_by_whatever_name_it_has() {
    for (asked, found) in [
        ("ja", "ja"),
        ("ja-JP", "ja"),
        ("ja-easy", "ja-easy"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("zh", "zh-Hans"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh-TW,zh;q=0.9,en-US;q=0.8", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("yue-HK", "zh-Hant"),
        ("fil-PH", "tl"),
        ("in-ID", "id"),
        ("ko-KR", "ko"),
        ("ne-NP", "ne"),
        ("pt-BR,pt;q=0.9", "pt"),
        ("de-DE,de", "en"),
        ("my-MM, en;q=0.1, id;q=0.5", "id"),
        ("*", "ja"),
        ("", "ja"),
    ] {
        assert_eq!(Language::best_of(asked).tag(), found, "{asked}");
    }
    for language in Language::ALL {
        assert_eq!(Language::of_tag(language.tag()), Some(language));
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

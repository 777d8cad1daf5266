//! Finding people's words in bytes, in every form in which a program may have put them there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use data_encoding::BASE64;

/// Shorter encoded forms are found in noise.
const FORM_BYTES_MIN: usize = 8;
const KEY_BYTES: usize = 4;

/// Words, each in all its forms.
pub(crate) struct Needles {
    /// By their first bytes: the form, and whose it is.
    forms: BTreeMap<[u8; KEY_BYTES], Vec<(Vec<u8>, String)>>,
    /// Which pairs of first bytes occur at all.
    begins: Vec<bool>,
    pub(crate) words: BTreeSet<String>,
}

impl Needles {
    pub(crate) fn of(words: impl IntoIterator<Item = String>) -> Self {
        let mut needles =
            Self { forms: BTreeMap::new(), begins: vec![false; 1 << 16], words: BTreeSet::new() };
        for word in words {
            for form in forms(&word) {
                needles.add(&word, form);
            }
        }
        needles
    }

    fn add(&mut self, word: &str, form: Vec<u8>) {
        if form.len() < FORM_BYTES_MIN {
            return;
        }
        self.words.insert(word.to_owned());
        self.begins[usize::from(u16::from_le_bytes([form[0], form[1]]))] = true;
        let key = *form.first_chunk().expect("long enough");
        self.forms.entry(key).or_default().push((form, word.to_owned()));
    }

    /// The words that stand in `bytes` in any form.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (at, window) in bytes.windows(KEY_BYTES).enumerate() {
            if !self.begins[usize::from(u16::from_le_bytes([window[0], window[1]]))] {
                continue;
            }
            let Some(forms) = self.forms.get(window) else { continue };
            for (form, word) in forms {
                if bytes[at..].starts_with(form) {
                    found.insert(word.clone());
                }
            }
        }
        found
    }

    /// In any file below the folder, and in the files' names.
    pub(crate) fn found_below(&self, folder: &Path) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            found.extend(self.found_in(path.as_os_str().as_encoded_bytes()));
            if path.is_dir() {
                found.extend(self.found_below(&path));
            } else {
                found.extend(self.found_in(&std::fs::read(&path).expect("a file")));
            }
        }
        found
    }
}

/// The word in each writing, and each in each encoding.
fn forms(word: &str) -> BTreeSet<Vec<u8>> {
    let katakana = word.chars().map(|c| match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).expect("katakana mirror hiragana"),
        other => other,
    });
    let romaji = musubi_model::search::SearchText::of(word).as_str().to_owned();
    let mut writings = BTreeSet::from([word.to_owned(), katakana.collect(), romaji.clone()]);
    writings.extend([romaji.to_uppercase(), word.replace('-', "")]);
    let mut forms = BTreeSet::new();
    for writing in writings {
        let utf16: Vec<u16> = writing.encode_utf16().collect();
        let little: Vec<u8> = utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let escaped: String = utf16.iter().map(|unit| format!("\\u{unit:04x}")).collect();
        let percent: String = writing.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for plain in [writing.into_bytes(), little, big] {
            forms.extend((0..3).map(|shift| base64(&plain, shift)));
            forms.insert(data_encoding::HEXLOWER.encode(&plain).into_bytes());
            forms.insert(plain);
        }
        forms.extend([escaped.into_bytes(), percent.into_bytes()]);
    }
    forms
}

/// What of the base64 form depends on the word alone, when `shift` bytes stand before it.
fn base64(plain: &[u8], shift: usize) -> Vec<u8> {
    let mut shifted = vec![0; shift];
    shifted.extend_from_slice(plain);
    let text = BASE64.encode(&shifted);
    let (begin, end) = ([0, 2, 3][shift], shifted.len() * 8 / 6);
    text.as_bytes()[begin..end].to_vec()
}

#[test]
fn a_word_is_found_in_every_form_and_no_other() {
    let needles = Needles::of(["さくら山".to_owned(), "000-1234-5678".to_owned()]);
    let word = "さくら山";
    let found = BTreeSet::from([word.to_owned()]);
    for before in ["", "a", "ab"] {
        let text = format!("{before}{word}!");
        assert_eq!(needles.found_in(text.as_bytes()), found);
        assert_eq!(needles.found_in(BASE64.encode(text.as_bytes()).as_bytes()), found);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(needles.found_in(&utf16), found);
    }
    assert_eq!(needles.found_in("サクラ山".as_bytes()), found);
    assert!(needles.found_in("00012345678".as_bytes()).contains("000-1234-5678"));
    assert!(needles.found_in("さくら川 000-1234-5679".as_bytes()).is_empty());
}

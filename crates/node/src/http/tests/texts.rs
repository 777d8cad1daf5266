//! No text stands in code: every word of a page or a paper is in a Fluent file, and none lies there unused.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::words::keys;

/// Files of pages and papers that speak: all that are rendered here.
fn rendered() -> Vec<(PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut open = vec![src];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("tests") {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                // Tests below the code say what they like.
                let code = text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
                files.push((path, code));
            }
        }
    }
    files
}

/// Literals of Rust code with the line they stand in; comments are left out.
fn literals(code: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in code.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("//") {
            continue;
        }
        let mut inside: Option<String> = None;
        let mut letters = trimmed.chars();
        while let Some(letter) = letters.next() {
            match (&mut inside, letter) {
                (None, '"') => inside = Some(String::new()),
                (None, '\'') => {
                    // A character, or a lifetime: `'"'` opens no literal.
                    let rest: String = letters.clone().take(3).collect();
                    if rest.starts_with("\"'") {
                        letters.nth(1);
                    }
                }
                (None, '/') if letters.as_str().starts_with('/') => break,
                (None, _) => {}
                (Some(text), '\\') => {
                    text.push(letter);
                    text.extend(letters.next());
                }
                (Some(_), '"') => {
                    found.extend(inside.take().map(|text| (text, trimmed.to_owned())));
                }
                (Some(text), letter) => text.push(letter),
            }
        }
        found.extend(inside.take().map(|text| (text, trimmed.to_owned())));
    }
    found
}

#[test]
fn every_word_that_code_asks_for_is_there_and_every_word_is_asked_for() {
    let known = keys("ja");
    let files = rendered();
    let mut asked = BTreeSet::new();
    for (_, code) in &files {
        for before in ["say(\"", "say_with(\"", "both(\"", "fact(\"", "blank_fact(\""] {
            for piece in code.split(before).skip(1) {
                asked.insert(piece.split('"').next().unwrap().to_owned());
            }
        }
    }
    assert!(asked.len() > 60, "the search finds {asked:?} only");
    let missing: Vec<&String> = asked.iter().filter(|key| !known.contains(*key)).collect();
    assert_eq!(missing, Vec::<&String>::new());

    // A key may be put together (`problem-{code}`), or be chosen beforehand.
    let said: BTreeSet<String> =
        files.iter().flat_map(|(_, code)| literals(code)).map(|(text, _)| text).collect();
    let built: Vec<&str> = said
        .iter()
        .filter_map(|text| text.split_once('{').map(|(before, _)| before))
        .filter(|before| before.ends_with('-') && before.len() > 3)
        .collect();
    let unused: Vec<&String> = known
        .iter()
        .filter(|key| !said.contains(*key) && !built.iter().any(|it| key.starts_with(it)))
        .collect();
    assert_eq!(unused, Vec::<&String>::new());
}

/// What a page of maud says stands in its braces as a literal of its own; a Japanese literal is said to
/// somebody wherever it stands. The command line speaks English, and the demonstration's people and
/// notices are made up.
#[test]
fn no_text_stands_in_code() {
    let elsewhere = [
        "src/demo.rs",
        "src/demo/city.rs",
        "src/demo/fill.rs",
        "src/http/words.rs",
        "src/layers/words.rs",
    ];
    let mut found = Vec::new();
    for (path, code) in rendered() {
        let of_commands = path.components().any(|part| part.as_os_str() == "cli");
        if of_commands || elsewhere.iter().any(|file| path.ends_with(file)) {
            continue;
        }
        found.extend(texts(&code).iter().map(|line| format!("{}: {line}", path.display())));
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_search_for_text_finds_it_on_a_page_and_in_japanese_anywhere() {
    for planted in [
        r#"html! { p { "Shown text" } }"#,
        r#"html! { p { (say("known")) " Shown text" } }"#,
        "html! {\n    \"Shown text\"\n}",
        r#"html! { a href={ "/?lang=" (tag) } { "Shown text" } }"#,
        r#"let word = "表示する文";"#,
    ] {
        assert_eq!(texts(planted).len(), 1, "{planted}");
    }
    for silent in [
        r#"html! { p { (say("known")) " · " (count) } }"#,
        r#"html! { a href={ "/notices?lang=" (tag) } { (name) } }"#,
        r#"html! { meta name="viewport" content="width=device-width"; }"#,
        r#"let key = if drill { "sheet-drill" } else { "sheet-real" };"#,
        "// \"表示する文\"",
    ] {
        assert_eq!(texts(silent), Vec::<String>::new(), "{silent}");
    }
}

/// Lines of code in which a text stands that somebody reads.
fn texts(code: &str) -> Vec<String> {
    let is_page = code.contains("html! {");
    let is_japanese = |text: &str| {
        text.chars().any(|it| matches!(it, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
    };
    let told = |(text, line): &(String, String)| {
        // A description of the API is for those who write programs.
        let of_api = line.contains("description = ");
        !of_api && (is_japanese(text) || is_page && is_shown(text, line))
    };
    literals(code).into_iter().filter(told).map(|(_, line)| line).collect()
}

/// A literal that maud writes as text: it begins what stands in braces, or follows what does.
fn is_shown(text: &str, line: &str) -> bool {
    const NAMES: [&str; 4] = ["GeoJSON", "MBTiles", "PMTiles", "ZIP"];
    let has_word = text.split(|it: char| !it.is_alphabetic()).any(|word| word.chars().count() > 1);
    if !has_word || NAMES.contains(&text) || line.contains("let ") || line.contains("=>") {
        return false;
    }
    let Some((before, after)) = line.split_once(&format!("\"{text}\"")) else { return false };
    let (before, after) = (before.trim_end(), after.trim_start());
    // Within `href={ … }` it is an address, not a text.
    let in_attribute = before.rfind("={").is_some_and(|at| !before[at..].contains('}'));
    let alone = before.is_empty() && after.is_empty();
    let follows = before.ends_with(['{', '}']) || before.ends_with("))");
    !in_attribute && (alone || follows && (after.starts_with(['}', '(', '@']) || after.is_empty()))
}

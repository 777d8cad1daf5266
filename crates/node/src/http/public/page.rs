//! The pages themselves. One answer, no second request, below 10 kB with six people.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use qrcode::QrCode;
use qrcode::render::svg;

use super::form::Sheet;
use crate::desk::notices::Notice;
use crate::desk::people::wire::Language as NoticeLanguage;
use crate::desk::public::Face;
use crate::http::words::Language;

const STYLE: &str = include_str!("style.css");

/// The hash is of [`STYLE`]; a test keeps the two together.
pub(super) const POLICY: &str = "default-src 'none'; \
    style-src 'sha256-ZjDDS+eRjqz1tswvk60wkZzS91paBDELV+u/Yyr/ktA='; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// `word`: what is said above the form.
pub(super) fn form(face: &Face, language: Language, sheet: &Sheet, word: Option<&str>) -> Markup {
    let say = |key: &str| ruby(&language.say(key));
    let content = html! {
        @if let Some(word) = word {
            p.e role="alert" { (say(word)) }
        }
        p { (say("intro")) }
        p { (say("care-hint")) }
        form method="post" action={ "/?lang=" (language.tag()) } {
            input type="hidden" name="k" value=(sheet.key());
            input type="hidden" name="n" value=(sheet.blocks);
            @for block in 0..sheet.blocks {
                (person(language, sheet, block))
            }
            @if sheet.can_grow() {
                button name="do" value="more" { (say("more")) }
            }
            (text(language, sheet, "ad", "address", "text"))
            (text(language, sheet, "ph", "phone", "tel"))
            fieldset {
                legend { (say("consent")) }
                p { (say("consent-hint")) }
                (tick(language, sheet, "ck", "consent-kin"))
                (tick(language, sheet, "ca", "consent-acquaintance"))
                (tick(language, sheet, "cp", "consent-public"))
            }
            p { (say("secret-hint")) }
            button.s { (say("send")) }
        }
        p { a href={ "/notices?lang=" (language.tag()) } { (say("notices")) } }
    };
    frame(face, language, "title", "/", &content)
}

fn person(language: Language, sheet: &Sheet, block: usize) -> Markup {
    let sex = format!("s{block}");
    let number = [("number", (block + 1).to_string())];
    html! {
        fieldset.p {
            legend { (language.say_with("person", &number)) }
            (text(language, sheet, &format!("f{block}"), "family", "text"))
            (text(language, sheet, &format!("g{block}"), "given", "text"))
            (text(language, sheet, &format!("kf{block}"), "family-kana", "text"))
            (text(language, sheet, &format!("kg{block}"), "given-kana", "text"))
            (text(language, sheet, &format!("a{block}"), "age", "text"))
            label {
                (ruby(&language.say("sex")))
                select name=(sex) {
                    option {}
                    @for (value, key) in SEXES {
                        option value=(value) selected[sheet.value(&sex) == value] {
                            (language.say(key))
                        }
                    }
                }
            }
            (text(language, sheet, &format!("c{block}"), "care", "text"))
        }
    }
}

const SEXES: [(&str, &str); 4] =
    [("m", "sex-male"), ("f", "sex-female"), ("x", "sex-other"), ("n", "sex-no-answer")];

/// A line to fill in, with its problem beside it where there is one.
fn text(language: Language, sheet: &Sheet, name: &str, key: &str, kind: &str) -> Markup {
    let problem = sheet.problem(name).map(problem_key);
    let about = problem.as_ref().map(|_| format!("e-{name}"));
    let kind = (kind != "text").then_some(kind);
    let value = Some(sheet.value(name)).filter(|value| !value.is_empty());
    html! {
        label {
            (ruby(&language.say(key)))
            input name=(name) type=[kind] value=[value] aria-describedby=[about.as_ref()]
                aria-invalid=[about.as_ref().map(|_| "true")];
            @if let (Some(problem), Some(about)) = (problem, about) {
                span.e id=(about) { (ruby(&language.say(&problem))) }
            }
        }
    }
}

fn problem_key(code: &str) -> String {
    format!("problem-{}", code.replace(['.', '_'], "-"))
}

fn tick(language: Language, sheet: &Sheet, name: &str, key: &str) -> Markup {
    html! {
        label.t {
            input type="checkbox" name=(name) value="1" checked[!sheet.value(name).is_empty()];
            span { (ruby(&language.say(key))) }
        }
    }
}

/// The claim code, to read aloud and to scan. Scanned, it is typed into reception's search field.
pub(super) fn done(face: &Face, language: Language, code: &str) -> Markup {
    let say = |key: &str| ruby(&language.say(key));
    let content = html! {
        p { (say("done")) }
        p { (say("done-code")) }
        p.c { (code) }
        div.q role="img" aria-label=(code) { (PreEscaped(qr(code))) }
        p { (say("done-saved")) }
        p { a href={ "/notices?lang=" (language.tag()) } { (say("notices")) } }
    };
    frame(face, language, "done-title", "/", &content)
}

/// Codes are short; the smallest symbol holds them.
fn qr(code: &str) -> String {
    QrCode::new(code.as_bytes()).map_or_else(
        |_| String::new(),
        |symbol| {
            let drawn = symbol.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
            // The XML declaration does not belong inside a page.
            drawn.split_once("?>").map_or(drawn.clone(), |(_, svg)| svg.to_owned())
        },
    )
}

pub(super) fn notices(face: &Face, language: Language, notices: &[Notice]) -> Markup {
    let say = |key: &str| ruby(&language.say(key));
    let content = html! {
        @if notices.is_empty() { p { (say("no-notices")) } }
        @for notice in notices {
            article lang=[notice.language.map(tag)] {
                h2 { (notice.title) }
                @for line in notice.text.lines() { p { (line) } }
            }
        }
        p { a href={ "/?lang=" (language.tag()) } { (say("back")) } }
    };
    frame(face, language, "notices", "/notices", &content)
}

/// BCP 47, where a browser can use it.
fn tag(language: NoticeLanguage) -> &'static str {
    match language {
        NoticeLanguage::Ja | NoticeLanguage::JaEasy => "ja",
        NoticeLanguage::En => "en",
        NoticeLanguage::Vi => "vi",
        NoticeLanguage::ZhHans => "zh-Hans",
        NoticeLanguage::ZhHant => "zh-Hant",
        NoticeLanguage::Tl => "tl",
        NoticeLanguage::Id => "id",
        NoticeLanguage::Ko => "ko",
        NoticeLanguage::Ne => "ne",
        NoticeLanguage::Pt => "pt",
        NoticeLanguage::Other => "und",
    }
}

/// Nobody registers here any more; notices are still read.
pub(super) fn closed(face: &Face, language: Language, why: &str) -> Markup {
    let say = |key: &str| ruby(&language.say(key));
    let content = html! {
        p { (say(why)) }
        p { a href={ "/notices?lang=" (language.tag()) } { (say("notices")) } }
    };
    frame(face, language, "title", "/", &content)
}

pub(super) fn missing(face: &Face, language: Language) -> Markup {
    let say = |key: &str| ruby(&language.say(key));
    let content = html! {
        p { (say("missing-page")) }
        p { a href={ "/?lang=" (language.tag()) } { (say("back")) } }
    };
    frame(face, language, "title", "/", &content)
}

pub(super) fn frame(
    face: &Face,
    language: Language,
    title: &str,
    path: &str,
    content: &Markup,
) -> Markup {
    let say = |key: &str| ruby(&language.say(key));
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (plain(&language.say(title))) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    nav aria-label=(language.say("language")) {
                        @for other in Language::ALL {
                            @if other != language {
                                a lang=(other.tag()) href={ (path) "?lang=" (other.tag()) } {
                                    (other.name())
                                }
                            }
                        }
                    }
                }
                main {
                    h1 { (say(title)) }
                    @if face.drill { p.d { (say("drill")) } }
                    @if face.provisional { p.d { (say("provisional")) } }
                    @if !face.place_name.is_empty() { p { strong { (face.place_name) } } }
                    (content)
                }
            }
        }
    }
}

/// `[漢字|かんじ]` as a word with its reading above; everything else as text.
pub(super) fn ruby(words: &str) -> Markup {
    match next_ruby(words) {
        None => html! { (words) },
        Some((before, word, reading, after)) => html! {
            (before) ruby { (word) rt { (reading) } } (ruby(after))
        },
    }
}

/// The same without readings, for places where there can be no markup.
pub(super) fn plain(words: &str) -> String {
    let (mut out, mut rest) = (String::new(), words);
    while let Some((before, word, _, after)) = next_ruby(rest) {
        out.push_str(before);
        out.push_str(word);
        rest = after;
    }
    out + rest
}

fn next_ruby(words: &str) -> Option<(&str, &str, &str, &str)> {
    let (before, inside) = words.split_once('[')?;
    let (inside, after) = inside.split_once(']')?;
    let (word, reading) = inside.split_once('|')?;
    Some((before, word, reading, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_style_that_is_sent() {
        use sha2::Digest as _;
        let hash = data_encoding::BASE64.encode(&sha2::Sha256::digest(STYLE));
        assert!(POLICY.contains(&format!("'sha256-{hash}'")), "the style's hash is {hash}");
    }

    #[test]
    fn readings_stand_above_their_words_and_nowhere_else() {
        let words = "[避難所|ひなんじょ]の<受付>";
        let want = "<ruby>避難所<rt>ひなんじょ</rt></ruby>の&lt;受付&gt;";
        assert_eq!(ruby(words).into_string(), want);
        assert_eq!(plain(words), "避難所の<受付>");
    }
}

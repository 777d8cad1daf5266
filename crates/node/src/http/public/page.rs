//! The pages themselves. One answer, no second request, below 10 kB with six people.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::form::{ALLERGENS, DIETS, NEEDS, STAYS, Sheet};
use crate::desk::public::Face;
use crate::http::words::Language;
use crate::qr;

const STYLE: &str = include_str!("style.css");

/// The hash is of [`STYLE`]; a test keeps the two together.
pub(super) const POLICY: &str = "default-src 'none'; \
    style-src 'sha256-xJEr4WNgYkN6OJZGs+CB7k3VkecTX6VuzViOAPPm8Xs='; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// `word`: what is said above the form.
pub(super) fn form(face: &Face, language: Language, sheet: &Sheet, word: Option<&str>) -> Markup {
    let say = |key: &str| ruby(&language.say(key));
    let content = html! {
        @if let Some(word) = word {
            p.e role="alert" { (say(word)) }
        }
        p { (say("intro")) }
        form id="f" method="post" action={ "/?lang=" (language.tag()) } {
            (hidden("k", sheet.key()))
            (hidden("n", &sheet.blocks.to_string()))
            (hidden("o", &sheet.open.to_string()))
            @for block in 0..sheet.blocks {
                @if block == sheet.open { (person(language, sheet, block)) }
                @else { (packed(language, sheet, block)) }
            }
            @if sheet.can_grow() {
                button name="do" value="more" { (say("more")) }
            }
            (whereabouts(face, language, sheet))
            fieldset.k.w {
                legend { (say("consent")) }
                p { (say("consent-hint")) }
                @for (name, key) in CONSENTS {
                    (tick(name, "1", !sheet.value(name).is_empty(), &say(key)))
                }
            }
            p { (say("secret-hint")) }
            button.s { (say("send")) }
        }
        p {
            a href={ "/notices?lang=" (language.tag()) } { (say("notices")) }
            // The city's own staff read one of these.
            @if matches!(language, Language::Japanese | Language::English) {
                br; a href={ "/staff?lang=" (language.tag()) } { (say("staff-title")) }
            }
        }
    };
    frame(face, language, "title", Switch::Button, &content)
}

const CONSENTS: [(&str, &str); 3] =
    [("ck", "consent-kin"), ("ca", "consent-acquaintance"), ("cp", "consent-public")];

fn person(language: Language, sheet: &Sheet, block: usize) -> Markup {
    let sex = format!("s{block}");
    let number = [("number", (block + 1).to_string())];
    // Browsers know their owner's name.
    let own = |what: &'static str| (block == 0).then_some(what);
    let line =
        |name: &str, key: &str, kind| text(language, sheet, &format!("{name}{block}"), key, kind);
    html! {
        fieldset.p {
            legend { (ruby(&language.say_with("person", &number))) }
            (line("f", "family", Kind::Filled(own("family-name"))))
            (line("g", "given", Kind::Filled(own("given-name"))))
            (line("kf", "family-kana", Kind::Filled(None)))
            (line("kg", "given-kana", Kind::Filled(None)))
            (line("a", "age", Kind::Number))
            label {
                (ruby(&language.say("sex")))
                select name=(sex) {
                    option {}
                    @for (value, key) in SEXES {
                        (choice(language, value, key, sheet.value(&sex) == value))
                    }
                }
            }
            (ticks(language, sheet, &format!("q{block}"), "needs", &NEEDS.map(|it| (it.0, it.2)), None))
            (ticks(
                language,
                sheet,
                &format!("w{block}"),
                "allergies",
                &ALLERGENS.map(|it| (it.0, it.2)),
                Some(&line("at", "allergies-other", Kind::Long)),
            ))
            (ticks(language, sheet, &format!("d{block}"), "diet", &DIETS.map(|it| (it.0, it.2)), None))
            (line("c", "care", Kind::Long))
        }
    }
}

/// Somebody who is not open: a button that opens them, and everything told of them.
fn packed(language: Language, sheet: &Sheet, block: usize) -> Markup {
    html! {
        (hidden(&format!("p{block}"), &sheet.pack(block)))
        button name="do" value={ "e" (block) } {
            (block + 1) ". " (sheet.name(block)) " – " (ruby(&language.say("edit")))
        }
    }
}

/// There may be one a person: the quotes that HTML does not need are left out. `name` is ours.
fn hidden(name: &str, value: &str) -> Markup {
    html! {
        (PreEscaped(format!("<input type=hidden name={name} value=\"")))
        (value)
        (PreEscaped("\">"))
    }
}

/// Where the household stays and how it is reached.
fn whereabouts(face: &Face, language: Language, sheet: &Sheet) -> Markup {
    let line = |name, key, kind| text(language, sheet, name, key, kind);
    let elsewhere = !sheet.value("pk").is_empty();
    html! {
        label {
            (ruby(&language.say("stay")))
            select name="sp" {
                @for (value, _, key) in STAYS {
                    (choice(language, value, key, sheet.value("sp") == value))
                }
            }
        }
        label {
            (ruby(&language.say("pickup")))
            select name="pk" {
                option value="" { (plain(&language.say("pickup-here"))) " " (face.place_name) }
                (choice(language, "x", "pickup-elsewhere", elsewhere))
            }
        }
        (line("ad", "address", Kind::Filled(Some("street-address"))))
        (line("ph", "phone", Kind::Phone))
        (line("pe", "pets", Kind::Filled(None)))
    }
}

fn choice(language: Language, value: &str, key: &str, chosen: bool) -> Markup {
    html! {
        option value=(value) selected[chosen] { (plain(&language.say(key))) }
    }
}

const SEXES: [(&str, &str); 4] =
    [("m", "sex-male"), ("f", "sex-female"), ("x", "sex-other"), ("n", "sex-no-answer")];

/// What a line takes, and what a browser may fill in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Filled(Option<&'static str>),
    /// As wide as the form.
    Long,
    Number,
    Phone,
}

/// A line to fill in, with its problem beside it where there is one.
fn text(language: Language, sheet: &Sheet, name: &str, key: &str, kind: Kind) -> Markup {
    let problem = sheet.problem(name).map(problem_key);
    let about = problem.as_ref().map(|_| format!("e-{name}"));
    let (taken, filled) = match kind {
        Kind::Filled(filled) => (None, filled),
        Kind::Phone => (Some("tel"), Some("tel")),
        Kind::Long | Kind::Number => (None, None),
    };
    let digits = (kind == Kind::Number).then_some("numeric");
    let wide = (kind == Kind::Long).then_some("l");
    let value = Some(sheet.value(name)).filter(|value| !value.is_empty());
    html! {
        label class=[wide] {
            (ruby(&language.say(key)))
            input name=(name) type=[taken] inputmode=[digits] autocomplete=[filled] value=[value]
                aria-describedby=[about.as_ref()] aria-invalid=[about.as_ref().map(|_| "true")];
            @if let (Some(problem), Some(about)) = (problem, about) {
                span.e id=(about) { (ruby(&language.say(&problem))) }
            }
        }
    }
}

fn problem_key(code: &str) -> String {
    format!("problem-{}", code.replace(['.', '_'], "-"))
}

/// A group of ticks, each a letter in `name`.
fn ticks(
    language: Language,
    sheet: &Sheet,
    name: &str,
    legend: &str,
    words: &[(char, &str)],
    last: Option<&Markup>,
) -> Markup {
    html! {
        fieldset.k {
            legend { (ruby(&language.say(legend))) }
            @for (letter, key) in words {
                @let ticked = sheet.value(name).contains(*letter);
                (tick(name, letter.encode_utf8(&mut [0; 4]), ticked, &ruby(&language.say(key))))
            }
            @if let Some(last) = last { (last) }
        }
    }
}

/// There are many: the quotes that HTML does not need are left out. `name` and `value` are ours.
fn tick(name: &str, value: &str, ticked: bool, words: &Markup) -> Markup {
    let checked = if ticked { " checked" } else { "" };
    html! {
        label {
            (PreEscaped(format!("<input type=checkbox name={name} value={value}{checked}>")))
            (words)
        }
    }
}

/// The claim code, to read aloud and to scan. Scanned, it is typed into reception's search field.
/// `again`: the form had been taken in before, and nothing was written now.
pub(super) fn done(face: &Face, language: Language, code: &str, again: bool) -> Markup {
    let say = |key: &str| ruby(&language.say(key));
    let content = html! {
        p { (say("done")) }
        @if again { p { (say("done-again")) } }
        p { (say("done-code")) }
        p.c { (code) }
        div.q role="img" aria-label=(code) { (PreEscaped(qr::picture(code).expect("a claim code is short"))) }
        p { (say("done-saved")) }
        p { a href={ "/notices?lang=" (language.tag()) } { (say("notices")) } }
    };
    frame(face, language, "done-title", Switch::Link("/"), &content)
}

/// Nobody registers here any more; notices are still read.
pub(super) fn closed(face: &Face, language: Language, why: &str) -> Markup {
    let say = |key: &str| ruby(&language.say(key));
    let content = html! {
        p { (say(why)) }
        p { a href={ "/notices?lang=" (language.tag()) } { (say("notices")) } }
    };
    frame(face, language, "title", Switch::Link("/"), &content)
}

pub(super) fn missing(face: &Face, language: Language) -> Markup {
    let say = |key: &str| ruby(&language.say(key));
    let content = html! {
        p { (say("missing-page")) }
        p { a href={ "/?lang=" (language.tag()) } { (say("back")) } }
    };
    frame(face, language, "title", Switch::Link("/"), &content)
}

/// How a page is read in another language.
#[derive(Clone, Copy)]
pub(super) enum Switch<'a> {
    /// By a link to the same path.
    Link(&'a str),
    /// By a button of the page's form, so that what was typed comes along.
    Button,
}

pub(super) fn frame(
    face: &Face,
    language: Language,
    title: &str,
    switch: Switch<'_>,
    content: &Markup,
) -> Markup {
    let say = |key: &str| ruby(&language.say(key));
    html! {
        (DOCTYPE)
        html lang=(language.bcp47()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (plain(&language.say(title))) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                // The first button of a form is the one that Enter presses: it must neither send
                // nor add, nor change the language.
                @if matches!(switch, Switch::Button) {
                    button form="f" name="do" value="keep" hidden {}
                }
                nav aria-label=(language.say("language")) {
                    ul {
                        @for other in Language::ALL {
                            // An item ends where the next begins.
                            (PreEscaped(format!("<li lang={}>", other.bcp47())))
                            @if other == language { strong { (other.name()) } }
                            @else { (switch.to(other)) }
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

impl Switch<'_> {
    fn to(self, other: Language) -> Markup {
        match self {
            Self::Link(path) => html! {
                a href={ (path) "?lang=" (other.tag()) } { (other.name()) }
            },
            // There are many: no quotes where HTML needs none.
            Self::Button => html! {
                (PreEscaped(format!("<button form=f name=do value={}>", other.tag())))
                (other.name()) (PreEscaped("</button>"))
            },
        }
    }
}

/// `[漢字|かんじ]` as a word with its reading above; everything else as text.
pub(super) fn ruby(words: &str) -> Markup {
    match next_ruby(words) {
        None => html! { (words) },
        Some((before, word, reading, after)) => html! {
            // The end of `rt` may be left out before that of `ruby`; there are many.
            (before) ruby { (word) (PreEscaped("<rt>")) (reading) } (ruby(after))
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
        let want = "<ruby>避難所<rt>ひなんじょ</ruby>の&lt;受付&gt;";
        assert_eq!(ruby(words).into_string(), want);
        assert_eq!(plain(words), "避難所の<受付>");
    }
}

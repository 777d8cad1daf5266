//! The board: one notice a page in letters that are read from the back of a gym, leafing on by itself.
//!
//! Invariant: nothing needs scrolling. What does not fit one page goes on with the next; the urgent
//! come first, and their pages are white on black with the word itself.

use maud::{Markup, html};

use super::{Shell, changed, from, lost, shell, state_of, tag};
use crate::desk::notices::{Notice, NoticeList};
use crate::desk::public::Face;
use crate::http::words::Language;

/// A page is read aloud to one's neighbour in about this.
const LEAF_S: u32 = 12;
/// Halves of a full-width letter that stand in one line, of the text and of a title.
const LINE_HALVES: usize = 48;
const TITLE_HALVES: usize = 38;
/// Lines of a leaf, the title's among them, and how many the text has at least.
const LINES: usize = 8;
const TEXT_LINES_MIN: usize = 2;
/// More would not come round within an hour; the urgent are in front.
const LEAVES_MAX: usize = 200;

/// A part of one notice.
struct Leaf<'a> {
    notice: &'a Notice,
    lines: Vec<String>,
    part: usize,
    parts: usize,
}

pub(super) fn show(face: &Face, language: Language, list: &NoticeList, wanted: usize) -> Markup {
    let leaves = leaves(&list.notices);
    let count = leaves.len().max(1);
    // The list may have become shorter since the last page.
    let at = if (1..=count).contains(&wanted) { wanted } else { 1 };
    let next = format!("/board?lang={}&p={}", language.tag(), at % count + 1);
    let leaf = leaves.get(at - 1);
    let urgent = leaf.is_some_and(|leaf| leaf.notice.urgent);
    let body = html! {
        main #told data-next=(next) .urgent[urgent] {
            header { (state_of(face, language)) }
            @match leaf {
                None => { h1 { (super::ruby(&language.say("no-notices"))) } }
                Some(leaf) => { (notice(leaf, language)) }
            }
            footer {
                p { (changed(language, list.changed_at)) }
                (lost(language))
                p.leaf { (at) " / " (count) }
            }
        }
    };
    let class = if urgent { "board dark" } else { "board" };
    shell(&Shell { language, title: "told-board", next: &next, after_s: LEAF_S, class }, &body)
}

fn notice(leaf: &Leaf<'_>, language: Language) -> Markup {
    let notice = leaf.notice;
    html! {
        article lang=[notice.language.map(tag)] {
            h1 {
                @if notice.urgent {
                    span.mark lang=(language.bcp47()) { (language.say("told-urgent")) } " "
                }
                (notice.title)
                @if leaf.parts > 1 { " (" (leaf.part) "/" (leaf.parts) ")" }
            }
            @for line in &leaf.lines { p { (line) } }
        }
        p.from { (from(notice, language)) }
    }
}

fn leaves(notices: &[Notice]) -> Vec<Leaf<'_>> {
    fn of_one(notice: &Notice) -> Vec<Leaf<'_>> {
        let lines = lines(&notice.text);
        // Beside the title stand "urgent" and the number of the part.
        let title = (halves(&notice.title) + 16).div_ceil(TITLE_HALVES);
        let room = LINES.saturating_sub(title).max(TEXT_LINES_MIN);
        let mut parts: Vec<Vec<String>> = lines.chunks(room).map(<[String]>::to_vec).collect();
        if parts.is_empty() {
            parts.push(Vec::new());
        }
        let count = parts.len();
        parts
            .into_iter()
            .enumerate()
            .map(move |(index, lines)| Leaf { notice, lines, part: index + 1, parts: count })
            .collect()
    }
    notices.iter().flat_map(of_one).take(LEAVES_MAX).collect()
}

/// Broken where the board would break them. A word is not cut unless it is longer than a line.
fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines().filter(|line| !line.trim().is_empty()) {
        let mut line = String::new();
        for piece in pieces(paragraph) {
            if halves(&line) + halves(piece.trim_end()) > LINE_HALVES && !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            for letter in piece.chars() {
                if halves(&line) + width(letter) > LINE_HALVES {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(letter);
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Words with the blank behind them; a full-width letter is a word of its own.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let end = at + letter.len_utf8();
        let next_is_wide = letters.peek().is_some_and(|(_, next)| width(*next) == 2);
        if letter == ' ' || width(letter) == 2 || next_is_wide {
            pieces.push(&text[start..end]);
            start = end;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

fn halves(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// Letters of East Asia are as wide as two others; so are the signs that stand among them.
const fn width(letter: char) -> usize {
    match letter {
        '\u{1100}'..='\u{115f}'
        | '\u{2190}'..='\u{21ff}'
        | '\u{2460}'..='\u{27bf}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_the_board_and_no_letter_is_lost() {
        let texts = [
            "給水車は15時に正面玄関へ来ます。".repeat(9),
            "The water truck comes at three o'clock. ".repeat(12),
            "x".repeat(500),
            "水 water 水water水".repeat(40),
        ];
        for text in texts {
            let broken = lines(&text);
            assert!(broken.len() > 2);
            assert!(broken.iter().all(|line| halves(line) <= LINE_HALVES), "{broken:?}");
            let without = |text: &str| text.replace(' ', "");
            assert_eq!(without(&broken.concat()), without(&text));
        }
        assert_eq!(lines("one two\n\nthree"), ["one two", "three"]);
        let words = lines(&"four ".repeat(30));
        assert!(words.iter().all(|line| line.split(' ').all(|word| word == "four")), "{words:?}");
    }
}

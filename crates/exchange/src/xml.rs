//! XML documents are written into memory, which does not fail.

use std::io;

use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::{ElementWriter, Writer};

pub(crate) type Out = Writer<Vec<u8>>;
pub(crate) type Written = io::Result<()>;

/// A document with its declaration.
pub(crate) fn document(write: impl FnOnce(&mut Out) -> Written) -> String {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 2);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).expect(MEMORY);
    write(&mut out).expect(MEMORY);
    let mut text = String::from_utf8(out.into_inner()).expect("only text was written");
    text.push('\n');
    text
}

const MEMORY: &str = "memory takes what is written";

/// `<!--text-->`. Two hyphens in a row have no place there.
pub(crate) fn comment(out: &mut Out, text: &str) -> Written {
    let mut apart = String::new();
    for c in printable(text).chars() {
        if c == '-' && apart.ends_with('-') {
            apart.push(' ');
        }
        apart.push(c);
    }
    let text = format!(" {} ", apart.trim());
    out.write_event(Event::Comment(BytesText::from_escaped(text)))
}

/// `<name>text</name>`
pub(crate) fn text(out: &mut Out, name: &str, text: &str) -> Written {
    text_with(out, name, &[], text)
}

/// `<name>text</name>`, with attributes.
pub(crate) fn text_with(
    out: &mut Out,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> Written {
    let element = with(out.create_element(name), attributes);
    element.write_text_content(BytesText::new(&printable(text)))?;
    Ok(())
}

/// `<name/>`, with attributes.
pub(crate) fn empty(out: &mut Out, name: &str, attributes: &[(&str, &str)]) -> Written {
    with(out.create_element(name), attributes).write_empty()?;
    Ok(())
}

/// `<name>…</name>`, with attributes.
pub(crate) fn around(
    out: &mut Out,
    name: &str,
    attributes: &[(&str, &str)],
    inner: impl FnOnce(&mut Out) -> Written,
) -> Written {
    with(out.create_element(name), attributes).write_inner_content(inner)?;
    Ok(())
}

fn with<'a>(
    element: ElementWriter<'a, Vec<u8>>,
    attributes: &[(&str, &str)],
) -> ElementWriter<'a, Vec<u8>> {
    attributes.iter().fold(element, |element, (name, value)| {
        element.with_attribute((*name, printable(value).as_str()))
    })
}

/// What XML 1.0 has no place for, escaped or not, is left out.
fn printable(text: &str) -> String {
    text.chars().filter(|c| *c != '\r' && has_place(*c)).collect()
}

pub(crate) const fn has_place(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

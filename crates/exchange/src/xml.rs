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

/// XML 1.0 has no place for control characters, escaped or not.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

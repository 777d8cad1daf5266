//! Out: what has expired leaves its placeholder alone.

use std::collections::BTreeSet;

use musubi_model::time::Timestamp;

use super::{Document, NAMESPACE, Note, Person};
use crate::table::{AS_OF, EXERCISE, Head, OPERATION, UNKNOWN};
use crate::utc;
use crate::xml::{Out, Written, around, comment, document, text};

/// The file as of `now`, which decides what has expired.
pub fn write(file: &Document, head: &Head, now: Timestamp) -> String {
    let mut about = format!(
        "{OPERATION}: {} / {EXERCISE}: {} / {AS_OF}: {}",
        head.operation,
        head.exercise.word(),
        utc::japan(head.as_of)
    );
    head.unknown.iter().for_each(|said| about.extend([" / ", UNKNOWN, ": ", said.as_str()]));
    let expired: BTreeSet<&str> = file
        .entries
        .iter()
        .filter(|entry| entry.person.is_expired(now))
        .filter_map(|entry| entry.person.person_record_id.as_deref())
        .collect();
    let is_left = |note: &&Note| {
        !note.person_record_id.as_deref().is_some_and(|person| expired.contains(person))
    };
    document(|out| {
        comment(out, &about)?;
        around(out, "pfif:pfif", &[("xmlns:pfif", NAMESPACE)], |out| {
            for entry in &file.entries {
                let is_expired = entry.person.is_expired(now);
                let left =
                    if is_expired { entry.person.placeholder() } else { entry.person.clone() };
                let notes = if is_expired { &[][..] } else { &entry.notes };
                around(out, "pfif:person", &[], |out| {
                    fields(out, Person::FIELDS, |field| left.get(field))?;
                    notes.iter().try_for_each(|one| note(out, one))
                })?;
            }
            file.notes.iter().filter(is_left).try_for_each(|one| note(out, one))
        })
    })
}

fn note(out: &mut Out, note: &Note) -> Written {
    around(out, "pfif:note", &[], |out| fields(out, Note::FIELDS, |field| note.get(field)))
}

fn fields<'a>(out: &mut Out, names: &[&str], value: impl Fn(&str) -> Option<&'a str>) -> Written {
    for name in names {
        if let Some(value) = value(name) {
            text(out, &format!("pfif:{name}"), value)?;
        }
    }
    Ok(())
}

//! Rows that may be one place: told where an id stands twice, noted where a name does.

use std::collections::BTreeMap;

use super::likely::{metres, name_key};
use super::{At, Became, Field, Note, Preview, Row};
use crate::problem::What;

/// Two places of one name that are further apart are two.
const SAME_NAME_METRES: u32 = 1_000;
/// Each row is compared with so many earlier ones of its name.
const COMPARED_MAX: usize = 16;

/// File and row, by their indices.
type Index = (usize, usize);

/// The same row again cannot be taken twice. Different rows under one id cannot be taken at all:
/// nobody can say here whose it is.
pub(super) fn tell_ids(all: &mut [Preview]) {
    let mut groups: BTreeMap<(Field, String), Vec<Index>> = BTreeMap::new();
    for (file, preview) in all.iter().enumerate() {
        for (index, row) in preview.rows.iter().enumerate() {
            let id = row.id.clone().into_iter();
            id.for_each(|id| groups.entry(id).or_default().push((file, index)));
        }
    }
    for ((field, _), group) in groups.into_iter().filter(|(_, group)| group.len() > 1) {
        let first = group[0];
        let place = |(file, row): Index| all[file].rows[row].place.as_ref();
        let are_same = place(first).is_some() && group.iter().all(|at| place(*at) == place(first));
        for at in group.iter().skip(usize::from(are_same)).copied() {
            let other = if at == first { group[1] } else { first };
            let (file, row) = (all[other.0].name.clone(), all[other.0].rows[other.1].number);
            if are_same {
                let row_told = &mut all[at.0].rows[at.1];
                row_told.problems.push(What::DoubleRow { file, row });
                row_told.place = None;
            } else {
                refuse(&mut all[at.0], at.1, field, What::DoubleId { file, row });
            }
        }
    }
}

fn refuse(preview: &mut Preview, row: usize, field: Field, what: What) {
    let column = preview.columns.iter().position(|column| column.field == Some(field));
    let row = &mut preview.rows[row];
    row.place = None;
    let mut cells = row.cells.iter_mut().filter(|cell| Some(cell.column) == column);
    if let Some(cell) = cells.next() {
        (cell.became, cell.notes) = (Became::Refused(what), Vec::new());
    }
}

/// Among those that can be taken, the first of that name is noted at the others.
pub(super) fn note_names(all: &mut [Preview]) {
    let mut named: BTreeMap<String, Vec<Index>> = BTreeMap::new();
    let mut notes: Vec<(Index, Note)> = Vec::new();
    for (file, preview) in all.iter().enumerate() {
        for (index, row) in preview.rows.iter().enumerate() {
            let Some(listed) = &row.place else { continue };
            let key = name_key(listed.name().as_str());
            if key.is_empty() {
                continue;
            }
            let earlier = named.entry(key).or_default();
            let held = earlier.iter().map(|(file, row)| (&all[*file], &all[*file].rows[*row]));
            let near = |held: &Row| match (position(held), position(row)) {
                (Some(one), Some(other)) => metres(one, other) <= SAME_NAME_METRES,
                _ => true,
            };
            if let Some((preview, held)) = { held }.find(|(_, held)| near(held)) {
                let (file_named, row) = (preview.name.clone(), held.number);
                notes.push(((file, index), Note::SameName { file: file_named, row }));
            }
            if earlier.len() < COMPARED_MAX {
                earlier.push((file, index));
            }
        }
    }
    for ((file, row), note) in notes {
        all[file].rows[row].notes.push(note);
    }
}

fn position(row: &Row) -> Option<At> {
    row.place.as_ref()?.at()
}

//! A person who is not open, in one hidden field: the values in the order of [`PERSON_FIELDS`],
//! parted by `|`, which like `\` stands in a value behind a `\`. Blank ones at the end are left out.

use super::{KEPT_CHARS_MAX, PERSON_FIELDS, Sheet};

impl Sheet {
    pub(in crate::http::public) fn pack(&self, block: usize) -> String {
        let mut values = Vec::from(PERSON_FIELDS.map(|(name, _)| {
            self.value(&format!("{name}{block}")).replace('\\', "\\\\").replace('|', "\\|")
        }));
        while values.last().is_some_and(String::is_empty) {
            values.pop();
        }
        values.join("|")
    }

    pub(super) fn unpack(&mut self, block: usize, person: &str) {
        for ((name, _), value) in PERSON_FIELDS.iter().zip(parted(person)) {
            if !value.is_empty() {
                let kept = value.chars().take(KEPT_CHARS_MAX).collect();
                self.values.insert(format!("{name}{block}"), kept);
            }
        }
    }
}

fn parted(person: &str) -> Vec<String> {
    let (mut values, mut letters) = (vec![String::new()], person.chars());
    while let Some(letter) = letters.next() {
        let letter = match letter {
            '|' => {
                values.push(String::new());
                continue;
            }
            '\\' => letters.next(),
            letter => Some(letter),
        };
        let value = values.last_mut().expect("there is always one");
        value.extend(letter);
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(fields: &[(&str, &str)]) -> Sheet {
        Sheet::read(fields.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect())
    }

    #[test]
    fn what_is_packed_comes_back_whatever_was_typed() {
        for typed in ["結城", "|", "\\", "a|b\\|c\\\\", "\\|", "'\"<>&", " "] {
            let sheet = of(&[("n", "2"), ("f1", typed), ("c1", typed), ("q1", "ip")]);
            let again = of(&[("n", "2"), ("o", "0"), ("p1", &sheet.pack(1))]);
            for name in ["f1", "g1", "c1", "q1"] {
                assert_eq!(again.value(name), sheet.value(name), "{typed} {name}");
            }
        }
    }

    #[test]
    fn a_last_backslash_does_not_eat_the_end_of_a_value() {
        let sheet = of(&[("f0", "x"), ("c0", "end\\|")]);
        assert_eq!(of(&[("p0", &sheet.pack(0))]).value("c0"), "end\\|");
        assert_eq!(parted("a\\"), ["a"]);
    }

    #[test]
    fn who_stands_open_counts_for_more_than_what_is_packed() {
        let sheet = of(&[("p0", "old"), ("f0", "new")]);
        assert_eq!(sheet.value("f0"), "new");
    }
}

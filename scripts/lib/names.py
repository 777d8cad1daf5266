"""Makes the lists of names that the made-up city of crates/model/tests/duplicates is drawn from.

    names.py FOLDER OUT

FOLDER holds last_name_org.csv, first_name_man_opti.csv and first_name_woman_opti.csv of
japanese-personal-name-dataset (MIT). Nothing is drawn by chance: the same files give the same lists.
"""

import csv
import pathlib
import sys

FAMILIES = 1200
FORMS = 4


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def family(folder):
    """Spelling, reading and bearers in hundreds, the most frequent first."""
    names = [(row[0], row[2], int(row[1]) // 100) for row in rows(folder / "last_name_org.csv")]
    return [f"{kanji}\t{kana}\t{bearers}" for kanji, kana, bearers in names[:FAMILIES]]


def given(folder, file):
    """Reading, the number of its spellings (a stand-in for how frequent it is) and a few of them.

    The shortest come first, since they are the most usual ones."""
    lines = []
    for row in rows(folder / file):
        kana, forms = row[0], [form for form in row[2:] if form]
        forms.sort(key=len)
        step = max(1, len(forms) // (2 * FORMS))
        some = list(dict.fromkeys(forms[::step]))[:FORMS]
        lines.append("\t".join([kana, str(len(forms)), *some]))
    return lines


def main():
    folder, out = map(pathlib.Path, sys.argv[1:])
    lists = {
        "family": family(folder),
        "given_male": given(folder, "first_name_man_opti.csv"),
        "given_female": given(folder, "first_name_woman_opti.csv"),
    }
    for name, lines in lists.items():
        (out / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


main()

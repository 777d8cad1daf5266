#!/usr/bin/env python3
"""Counts the 人数 column of each list by other means than the crate: Python's csv module.

Usage: noto_sums.py FOLDER > noto_sums.txt
Prints one line for each file: name, number of places, sum of 人数, ids in order of code points.
Source of the lists: raokiey/R06-Noto-Peninsula-EQ-open-shelter-Nanao, CC BY 4.0.
"""

import csv
import pathlib
import sys

for path in sorted(pathlib.Path(sys.argv[1]).glob("*.csv")):
    rows = list(csv.reader(path.open(encoding="utf-8-sig", newline="")))
    header, places = rows[0], rows[1:]
    (column,) = [i for i, name in enumerate(header) if name == "人数" or name.startswith("人数_")]
    ids = sorted(row[header.index("ID")] for row in places)
    print(path.name, len(places), sum(int(row[column]) for row in places), ",".join(ids))

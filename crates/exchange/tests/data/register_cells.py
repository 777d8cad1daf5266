"""What the cells of the published lists say, read without any code of the crate: python3 register_cells.py > register_cells.txt

Per group of files and field: how many cells say something, and the CRC-32 of all of them as `file<TAB>row<TAB>value<LF>`.
Needs ../shared/data beside the checkout.
"""

import csv
import json
import pathlib
import re
import unicodedata
import zlib
from decimal import ROUND_HALF_UP, Decimal

DATA = pathlib.Path(__file__).parents[4] / "../shared/data"
HAZARDS = {"洪水": "flood", "崖崩れ、土石流及び地滑り": "landslide", "高潮": "storm_surge", "地震": "earthquake", "津波": "tsunami",
           "大規模な火事": "fire", "内水氾濫": "inland_flood", "火山現象": "volcano"}
GSI = {"共通ID": "common_id", "施設・場所名": "name", "都道府県名及び市町村名": "municipality", "住所": "address", "備考": "remarks",
       "指定緊急避難場所との住所同一": "same_address", "指定避難所との住所同一": "same_address", "受入対象者": "accepts",
       "その他市町村長が必要と認める事項": "other_matters"} | {title: f"hazard_{code}" for title, code in HAZARDS.items()}
NANAO = {"ID": "list_id", "名称": "name", "名称_カナ": "kana", "所在地_全国地方公共団体コード": "municipality_code",
         "所在地_連結表記": "address", "緯度": "latitude", "経度": "longitude", "電話番号": "phone"}
ONE_LINE = {"name", "municipality", "address", "kana"}


def e7(number):
    return str(int((Decimal(str(number)) * 10_000_000).to_integral_value(ROUND_HALF_UP)))


def wide(text):
    return re.sub("[\uff61-\uff9f]+", lambda found: unicodedata.normalize("NFKC", found[0]), text)


def said(field, text):
    text = wide(text.strip())
    if field in ONE_LINE:
        text = " ".join(part.strip() for part in re.split("[\r\n\t]+", text))
    if field == "phone":
        text = unicodedata.normalize("NFKC", text)
    if field in ("latitude", "longitude"):
        text = e7(text)
    return text


def say(group, cells):
    for field in sorted({field for _, _, field, _ in cells}):
        lines = [f"{name}\t{row}\t{value}\n" for name, row, of, value in cells if of == field]
        print(group, field, len(lines), f"{zlib.crc32(''.join(lines).encode()):08x}")


for group in ("evacuation_43", "evacuation_17", "emergency_43", "emergency_17"):
    cells = []
    for path in sorted((DATA / "gsi_shelters").glob(f"{group}*.geojson")):
        for row, feature in enumerate(json.loads(path.read_text())["features"], 1):
            for title, field in GSI.items():
                text = feature["properties"].get(title)
                if text is not None and str(text).strip():
                    cells.append((path.name, row, field, said(field, str(text))))
            longitude, latitude = feature["geometry"]["coordinates"]
            cells.append((path.name, row, "point", f"{e7(latitude)} {e7(longitude)}"))
    say(group, cells)

path, cells = DATA / "noto2024_nanao/reference_data.csv", []
with path.open(encoding="utf-8-sig", newline="") as file:
    reader = csv.DictReader(file)
    before = reader.reader.line_num
    for line in reader:
        # A row is named by its first line; one name here has a line break in it.
        row, before = (before or 1) + 1, reader.reader.line_num
        for title, field in NANAO.items():
            if line[title].strip():
                cells.append((path.name, row, field, said(field, line[title])))
        capacity = line["想定収容人数"].strip()
        if re.fullmatch("[0-9,]+人?", capacity):
            cells.append((path.name, row, "capacity", capacity.rstrip("人").replace(",", "")))
        elif capacity:
            cells.append((path.name, row, "remarks", f"想定収容人数 {capacity}"))
say("nanao", cells)

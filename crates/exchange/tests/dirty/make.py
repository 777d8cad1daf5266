"""Writes the dirty lists beside it: python3 make.py. The same bytes each time; nothing but the standard library.

The lists are our own: the city 結市 and all its places are made up. What each cell is to become stands in the
.want files, which are written by hand.
"""

import json
import pathlib
import zipfile

HERE = pathlib.Path(__file__).parent


def put(name, data):
    (HERE / name).write_bytes(data)


def rows(*lines, end="\n"):
    return end.join(lines) + end


put("bom-standard.csv", b"\xef\xbb\xbf" + rows(
    "名称,ID,地方公共団体名,名称_カナ,緯度,経度,標高,所在地_連結表記,電話番号,災害種別_洪水,想定収容人数,備考",
    "結西小学校,MS0001,結市,ムスビニシショウガッコウ,32.8062,130.7058,12.5,熊本県結市西町1-1,096-000-0001,1.0,350,",
    '結東公民館,MS0002,結市,ムスビヒガシコウミンカン,32.81,130.72,,熊本県結市東町2-3,,,,"和室あり、畳30, 机10"',
    ",MS0003,結市,ナマエナシ,32.82,130.73,,熊本県結市北町4,,1,20,",
    end="\r\n").encode())

put("shift-jis.csv", rows(
    "施設・場所名,共通ID,都道府県名及び市町村名,住所,想定収容人数,備考",
    "髙﨑小学校,E4321400001111,熊本県結市,熊本県結市髙﨑１－１,350,①体育館 ～ ②校舎",
    "結福祉センター,E4321400002121,熊本県結市,熊本県結市中町2,㈱,",
    end="\r\n").encode("cp932"))

put("utf16-tabs.txt", b"\xff\xfe" + rows(
    "施設名\t共通ID\t住所\t備考",
    "結西小学校\tE4321400001111\t熊本県結市西町1, 1階\t",
    "結東小学校\tE4321400002111\t熊本県結市東町2\t\"二行の\n備考\"",
    end="\r\n").encode("utf-16-le"))

put("euc-jp.csv", rows(
    "施設名,共通ID,住所",
    "結西小学校,E4321400001111,熊本県結市西町",
    "結東小学校,E4321400002111,熊本県結市東町").encode("euc_jp"))

put("two-encodings.csv", rows("施設名,共通ID,住所", "結西小学校,E4321400001111,熊本県結市西町").encode()
    + rows("結東小学校,E4321400002111,熊本県結市東町").encode("cp932"))

put("header-on-line-3.csv", rows(
    "結市の避難所一覧,,,",
    "",
    "No.,避難所名,所在地,収容人数",
    "1,結西小学校,熊本県結市西町1-1,350",
    ",,,",
    "2,結東小学校,熊本県結市東町2-1,\"1,200\"",
    "",
    "No.,避難所名,所在地,収容人数",
    "3,結北公民館,熊本県結市北町3-1,80",
    "小計,,,1630",
    "合　計,3か所,,1630",
    "※令和6年4月1日現在",
    ",,,").encode())

put("half-width-kana.csv", rows(
    "ＩＤ,施設名,施設名（ｶﾅ）,住所",
    "MS0001,ﾑｽﾋﾞ体育館,ﾑｽﾋﾞﾀｲｲｸｶﾝ,熊本県結市ｻｸﾗ町１丁目",
    "MS0002,パーク結,ﾊﾟｰｸﾑｽﾋﾞ,",
    "MS0003,結ｳﾞｨﾗ,むすびヴィラ,",
    "MS0004,ﾞ結,ムスビ,").encode("cp932"))

put("full-width-digits.csv", rows(
    "共通ID,施設名,緯度,経度,電話番号,想定収容人数,指定緊急避難場所との住所同一,公示日（指定）",
    "Ｅ４３２１４００００１１１１,第１体育館,３２．８０６２,１３０．７０５８,０９６－０００－０００１,３５０,１,令和６年４月１日",
    "E4321400002111,第２体育館,32.81,130.72,096ー000ー0002,１，２００人,○,Ｒ６．４．１",
    "E4321400003111,第３体育館,32.82,130.73,（096）000-0003,５００,２,").encode())

put("capacities.csv", rows(
    "ID,名称,想定収容人数,備考",
    "C01,結一館,350,",
    'C02,結二館,"1,200",',
    "C03,結三館,３５０,",
    "C04,結四館,350人,",
    "C05,結五館,約200人（体育館のみ）,和室あり",
    'C06,結六館,"屋内480人／屋外3,350人(面積の1/2)",',
    "C07,結七館,0,",
    "C08,結八館,－,",
    "C09,結九館,不明,",
    "C10,結十館,200〜300,",
    "C11,結廿一館,-5,",
    "C12,結廿二館,1000000,",
    "C13,結廿三館,120.0,",
    "C14,結廿四館,120.5,",
    "C15,結廿五館,,",
    "C16,結廿六館,１０００名,",
    "C17,結廿七館," + "体育館と校舎の教室を除く" * 42 + ",").encode())

put("era-dates.csv", rows(
    "共通ID,施設・場所名,公示日（指定）,公示日（取消）",
    *(f"E43214{number:05}111,結{name}館,{day},{end}" for number, (name, day, end) in enumerate([
        ("一", "昭和64年1月7日", ""),
        ("二", "平成元年1月8日", ""),
        ("三", "平成1年1月7日", ""),
        ("四", "昭和64年1月8日", ""),
        ("五", "平成31年4月30日", ""),
        ("六", "平成31年5月1日", ""),
        ("七", "令和元年5月1日", ""),
        ("八", "令和元年4月30日", ""),
        ("九", "R6.2.29", ""),
        ("十", "R5.2.29", ""),
        ("廿一", "H31/4/30", "－"),
        ("廿二", "2019-05-01", ""),
        ("廿三", "2019/5/1", ""),
        ("廿四", "2019年5月1日", ""),
        ("廿五", "20190501", ""),
        ("廿六", "㋿元年5月1日", ""),
        ("廿七", "令和６年４月１日", ""),
        ("廿八", "31.4.30", ""),
        ("廿九", "令和0年5月1日", ""),
        ("三十", "平成25年10月1日", "令和3年3月31日"),
        ("卅一", "昭和64年1月", ""),
    ], 1))).encode())

put("coordinates.csv", rows(
    "ID,名称,緯度,経度",
    "P01,結一館,32.8062,130.7058",
    "P02,結二館,\"32°48'22.3\"\"\",\"130°42'21\"\"\"",
    "P03,結三館,北緯32度48分22.3秒,東経130度42分21秒",
    "P04,結四館,130.7058,32.8062",
    "P05,結五館,0,0",
    "P06,結六館,32.8062,",
    'P07,結七館,"32,8062","130,7058"',
    "P08,結八館,32.48.22,130.42.21",
    "P09,結九館,32°61′00″,130°42′21″",
    "P10,結十館,３２．８０６２,１３０．７０５８",
    "P11,結廿一館,3.28062,130.7058",
    "P12,結廿二館,328062000,1307058000",
    "P13,結廿三館,－,ー",
    "P14,結廿四館,32.80620000000001,130.7058000000004",
    "P15,結廿五館,+32.8062,130.7058",
    "P16,結廿六館,32°48′,E130°42′",
    "P17,結廿七館,32.8062N,130.7058").encode())

put("duplicates.csv", rows(
    "共通ID,施設・場所名,住所,緯度,経度",
    "E4321400001111,結西小学校,西町1,32.8062,130.7058",
    "E4321400002111,結東小学校,東町1,32.81,130.72",
    "E4321400001111,結西小学校,西町1,32.8062,130.7058",
    "E4321400003111,結北小学校,北町1,32.82,130.73",
    "E4321400003111,結北小学校体育館,北町1,32.82,130.73",
    "E4321400004111,結東小学校,東町１,32.8101,130.7201",
    "E4321400005111,ﾑｽﾋﾞ南公民館,南町1,32.79,130.70",
    "E4321400006111,ムスビ南公民館,南町1,32.79,130.70",
    "E4321400007111,結東小学校,山町9,32.95,130.95",
    "E4321400003111,結北分校,北町2,32.83,130.74").encode())

put("wrong-ids.csv", rows(
    "全国共通避難所・避難場所ID,施設名,全国地方公共団体コード",
    "E4321400001111,結一館,432148",
    "E432140000111,結二館,432148",
    "e4321400001111,結三館,432148",
    "E43214OO001111,結四館,432148",
    "E4321400001310,結五館,432148",
    "Ｅ４３２１４００００２１１１,結六館,432148",
    " E4321400003111 ,結七館,432148",
    "E4310000001111,結八館,432148",
    "E4321400004111,結九館,432149",
    "E4321400005211,結十館,432148",
    ",結廿一館,432148",
    "4.3214E+13,結廿二館,432148",
    "4321400006111,結廿三館,432148",
    "E4321400007111,結廿四館,43214",
    "E4321400008111,結廿五館,432X",
    "#REF!,結廿六館,432148",
    "E4310000002111,結廿七館,430005",
    "E4310000003111,結廿八館,431010").encode())

put("both-kinds.csv", rows(
    "種別,ID,施設名,共通ID",
    "指定避難所,A1,結西小学校,E4321400001111",
    "指定緊急避難場所,A2,結西公園,E4321400001211",
    "福祉避難所,A3,結福祉センター,",
    "指定避難所・指定緊急避難場所,A4,結東小学校,",
    "指定避難所,A5,結中公園,E4321400005211",
    "指定福祉避難所,A6,結南園,E4321400006111",
    "指定緊急避難場所,A7,結広場,",
    "学校,A8,結北小学校,",
    "自主避難所,A9,結会館,",
    ",A10,結寺,").encode())

put("mixed-line-ends.csv",
    "ID,施設名,住所\r\n"
    "A1,結西小学校,熊本県結市西町1-1\n"
    "A2,結東小学校,\"熊本県結市\r\n東町2\"\r"
    "A3,\"結\"\"北\"\"小学校\",北町\n"
    "A4,結南小学校,南町,,\r\n"
    "A5,結中小学校\n"
    "A6,結山小学校,山町,余分\r"
    "\n"
    "A7,結\"海\"小学校,海町\n"
    "A8,\"結川小学校,川町\n"
    "A9,結谷小学校,谷町\n".encode())

put("columns-swapped.csv", rows(
    "経度,緯度,電話番号,住所,名称_カナ,名称,ID",
    "130.7058,32.8062,096-000-0001,熊本県結市西町1,ムスビニシ,結西小学校,S1",
    "130.72,32.81,096-000-0002,熊本県結市東町2,結東小学校,ムスビヒガシ,S2",
    "130.73,32.82,熊本県結市北町3,096-000-0003,ムスビキタ,結北小学校,S3",
    "32.83,130.74,096-000-0004,熊本県結市南町4,ムスビミナミ,結南小学校,S4").encode())

put("double-columns.csv", rows(
    "ID,名称,備考,階,備考,階",
    "D1,結西小学校,和室,1,畳,2",
    "D2,,和室,1,,2").encode())

put("lost-letters.csv", rows(
    "ID,名称,名称_カナ,住所,電話番号,備考",
    "L1,結\ufffd小学校,ムスビ,熊本県結市西町,,",
    "L2,結\u0007東小学校,ムスビ,,,",
    "L3," + "館" * 81 + ",ムスビ," + "町" * 201 + ",," + "備" * 501,
    "L4,　　,ムスビ,,,",
    "L5,結南館,－,,なし,なし",
    "L6,結\t北館,ムスビ キタ,,0967(22)0000 内線12,",
    "L7,結中館,むすびなか,,960000000,",
    "L8,結山館,ムスビヤマ,#N/A,番号,",
    ",結川館,,,,").encode())

put("other-names.csv", rows(
    "共通ID,ID,施設名,通称,受入対象者,その他市町村長が必要と認める事項",
    'E4321400001111,MS1,結西小学校,"西小、にししょう","高齢者\n障害者",土足禁止',
    "E4321400002121,MS2,結福祉センター,福祉;センター,乳幼児,",
    "E4321400003111,,結東小学校," + "名" * 81 + ",,").encode())

put("no-names.csv", rows(
    "場所,共通ID,住所,緯度,経度",
    "結西小学校,E4321400001111,熊本県結市西町,32.8062,130.7058").encode())

put("no-header.csv", rows("結西小学校,熊本県結市西町,350", "結東小学校,熊本県結市東町,200").encode())

put("old-excel.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504))


def feature(properties, geometry):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(*axes):
    return {"type": "Point", "coordinates": list(axes)}


SHELTER = {"NO": 1, "都道府県名及び市町村名": "熊本県結市", "住所": "熊本県結市西町1", "備考": None}
put("features.geojson", json.dumps({"type": "FeatureCollection", "features": [
    feature(SHELTER | {"共通ID": "E4321400001111", "施設・場所名": "結西小学校", "指定緊急避難場所との住所同一": "1",
                       "受入対象者": ""}, point(130.7058, 32.8062)),
    feature(SHELTER | {"共通ID": "E4321400001211", "施設・場所名": "結西公園", "洪水": "1"}, point(130.7058, 32.8062)),
    feature(SHELTER | {"共通ID": "E4321400002111", "施設・場所名": None}, None),
    feature(SHELTER | {"共通ID": "E4321400003111", "施設・場所名": "結東小学校"}, point(32.81, 130.72)),
    feature(SHELTER | {"共通ID": "E4321400004111", "施設・場所名": "結北小学校"},
            {"type": "Polygon", "coordinates": []}),
    feature(SHELTER | {"共通ID": "E4321400005111", "施設・場所名": "結南小学校"}, point(130.7)),
    feature(SHELTER | {"共通ID": None, "施設・場所名": "結中小学校"}, point(130.8, 32.9)),
    feature(SHELTER | {"共通ID": "Ｅ4321400006111", "施設・場所名": "結ｻﾌﾞ体育館", "指定緊急避難場所との住所同一": "yes",
                       "受入対象者": "高齢者\n乳幼児", "住所": 12}, point(0, 0)),
    feature(None, point(130.7058, 32.8062)),
]}, ensure_ascii=False, indent=1).encode())

# Workbooks, as Excel writes them where it matters: shared strings with readings, merged cells, cached formulas.

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def workbook(name, sheets, strings=()):
    """sheets: (name, state, rows of XML, merged ranges)."""
    listed = "".join(f'<sheet name="{title}" sheetId="{n}"{state} r:id="rId{n}"/>'
                     for n, (title, state, _, _) in enumerate(sheets, 1))
    related = "".join(f'<Relationship Id="rId{n}" Type="{RELATED}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                      for n in range(1, len(sheets) + 1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}'
        f'<Relationship Id="rId99" Type="{RELATED}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">' + "".join(f"<si>{it}</si>" for it in strings) + "</sst>",
    }
    for n, (_, _, lines, merged) in enumerate(sheets, 1):
        ranges = "".join(f'<mergeCell ref="{it}"/>' for it in merged)
        ranges = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>{ranges}</worksheet>')
    with zipfile.ZipFile(HERE / name, "w") as file:
        for path, text in parts.items():
            info = zipfile.ZipInfo(path, (2024, 4, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, XML + text)


def row(number, *cells):
    """cells: (column, kind, value); kinds are those of the format, `inlineStr` with its text."""
    out = []
    for column, kind, value in cells:
        at = f'r="{column}{number}"'
        if kind == "inlineStr":
            out.append(f'<c {at} t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>')
        elif kind == "formula":
            out.append(f'<c {at} t="str"><f>A1&amp;"x"</f><v>{value}</v></c>')
        elif kind == "":
            out.append(f'<c {at} s="1"/>')
        else:
            out.append(f'<c {at} t="{kind}"><v>{value}</v></c>')
    return f'<row r="{number}">{"".join(out)}</row>'


STRINGS = [
    '<t>結西小学校</t><rPh sb="0" eb="1"><t>ムスビ</t></rPh><phoneticPr fontId="1"/>',
    '<r><t>結西</t></r><r><rPr><b/></rPr><t>小学校体育館</t></r>',
    "<t>熊本県結市西町1-1</t>",
    "<t>施設名</t>", "<t>住所</t>", "<t>電話番号</t>", "<t>番号</t>", "<t>災害種別</t>", "<t>洪水</t>", "<t>地震</t>",
]
workbook("merged.xlsx", [("一覧", "", [
    row(1, ("A", "inlineStr", "結市 避難所一覧（令和6年4月1日現在）"), ("B", "", ""), ("F", "", "")),
    row(3, ("A", "s", 6), ("B", "s", 3), ("C", "s", 4), ("D", "s", 5), ("E", "s", 7), ("F", "", "")),
    row(4, ("A", "", ""), ("B", "", ""), ("C", "", ""), ("D", "", ""), ("E", "s", 8), ("F", "s", 9)),
    row(5, ("A", "inlineStr", "【西地区】")),
    row(6, ("A", "n", 1), ("B", "s", 0), ("C", "s", 2), ("D", "inlineStr", "096-000-0001"), ("E", "inlineStr", "○")),
    row(7, ("A", "n", 2), ("B", "s", 1), ("C", "", ""), ("D", "inlineStr", "096-000-0002"), ("F", "inlineStr", "○")),
    row(8, ("A", "", ""), ("F", "", "")),
    row(9, ("A", "n", 3), ("B", "inlineStr", " 結東公民館 "), ("C", "inlineStr", "熊本県結市東町1\n2階"),
        ("D", "inlineStr", "096-000-0003")),
    row(10, ("A", "inlineStr", "合計"), ("E", "n", 1), ("F", "n", 1)),
], ["A1:F1", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "A5:F5", "C6:C7", "A10:B10"])], STRINGS)

HEADER = ["共通ID", "施設名", "緯度", "経度", "電話番号", "想定収容人数", "公示日（指定）", "備考", "指定緊急避難場所との住所同一"]
TITLES = row(1, *(("ABCDEFGHI"[n], "inlineStr", title) for n, title in enumerate(HEADER)))
workbook("numbers.xlsx", [
    ("表紙", "", [row(2, ("B", "inlineStr", "この表は訓練用です"))], []),
    ("避難所", "", [
        TITLES,
        row(2, ("A", "inlineStr", "E4321400001111"), ("B", "inlineStr", "結西小学校"), ("C", "n", "32.806200000000004"),
            ("D", "n", "1.307058E2"), ("E", "n", "960000001"), ("F", "n", "350"), ("G", "n", "43585"), ("I", "b", "1")),
        row(3, ("A", "inlineStr", "E4321400002111"), ("B", "formula", "結東小学校"), ("C", "n", "32.81"),
            ("D", "n", "130.72"), ("F", "n", "1.2E3"), ("G", "n", "43586"), ("H", "e", "#N/A"), ("I", "b", "0")),
        row(4, ("A", "n", "43214"), ("B", "n", "12"), ("C", "inlineStr", "32.82"), ("D", "n", "130.73"),
            ("F", "n", "350.5"), ("G", "n", "60")),
        row(5, ("A", "inlineStr", "E4321400003111"), ("B", "inlineStr", "結北小学校"), ("E", "inlineStr", "096-000-0005"),
            ("G", "inlineStr", "令和元年5月1日"), ("H", "inlineStr", "一行目\n二行目")),
        row(7, ("A", "inlineStr", "E4321400004111"), ("B", "inlineStr", "結南小学校"), ("G", "n", "43586.75")),
    ], []),
    ("旧", ' state="hidden"', [TITLES, row(2, ("B", "inlineStr", "廃止された施設"))], []),
])

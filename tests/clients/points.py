#!/usr/bin/python3
"""Where GDAL finds control points in what it opens.

usage: points.py POINTS DATASET…

POINTS is what control.py printed. A DATASET is a name for GDAL, or an address of tiles with {z}, {x} and {y} and
its finest zoom behind a `#`. Prints JSON: for each dataset the driver's name, the length of a pixel, and for each
point how far right and down it is seen of where it belongs, in pixels.
"""
import json
import sys
import tempfile

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
# Or it would keep tiles for the next run, in the folder it is called in.
kept = tempfile.TemporaryDirectory()
gdal.SetConfigOption("GDAL_DEFAULT_WMS_CACHE_PATH", kept.name)
AROUND = 60
TILES = """<GDAL_WMS><Service name="TMS"><ServerUrl>{url}</ServerUrl></Service><DataWindow>
<UpperLeftX>-20037508.342789244</UpperLeftX><UpperLeftY>20037508.342789244</UpperLeftY>
<LowerRightX>20037508.342789244</LowerRightX><LowerRightY>-20037508.342789244</LowerRightY>
<TileLevel>{zoom}</TileLevel><TileCountX>1</TileCountX><TileCountY>1</TileCountY><YOrigin>top</YOrigin></DataWindow>
<Projection>EPSG:3857</Projection><BlockSizeX>256</BlockSizeX><BlockSizeY>256</BlockSizeY><BandsCount>3</BandsCount>
<ZeroBlockHttpCodes>204,404</ZeroBlockHttpCodes></GDAL_WMS>"""


def opened(name):
    if "{z}" in name:
        url, zoom = name.split("#")
        url = url.replace("{z}", "${z}").replace("{x}", "${x}").replace("{y}", "${y}")
        name = TILES.format(url=url, zoom=zoom)
    return gdal.Open(name)


def seen(dataset, point):
    left, wide, _, top, _, high = dataset.GetGeoTransform()
    column, row = (point["x"] - left) / wide, (point["y"] - top) / high
    first = (int(column) - AROUND, int(row) - AROUND)
    picture = dataset.ReadAsArray(*first, 2 * AROUND, 2 * AROUND)[:3].astype(float)
    red = np.clip(picture[0] - np.maximum(picture[1], picture[2]) - 90, 0, None)
    if red.sum() < 1000:
        sys.exit(f"no control point is seen at {point}")
    rows, columns = np.mgrid[0:2 * AROUND, 0:2 * AROUND] + 0.5
    middle = ((columns * red).sum() / red.sum() + first[0], (rows * red).sum() / red.sum() + first[1])
    return [middle[0] - column, middle[1] - row]


points = json.loads(sys.argv[1])
answer = []
for name in sys.argv[2:]:
    dataset = opened(name)
    pixel = dataset.GetGeoTransform()[1]
    answer.append({"driver": dataset.GetDriver().ShortName, "pixel": pixel,
                   "off": [seen(dataset, point) for point in points]})
print(json.dumps(answer))

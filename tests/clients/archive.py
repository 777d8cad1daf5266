"""A PMTiles archive as its own project's reader sees it, fetched by ranges.

usage: archive.py URL OUT.tif

Puts all tiles of the finest zoom into one image for GDAL. Prints the header as JSON. Needs PyPI pmtiles and pillow.
"""
import io
import json
import sys
import urllib.request

from PIL import Image
from pmtiles.reader import Reader, all_tiles


def part(offset, length):
    wanted = {"Range": f"bytes={offset}-{offset + length - 1}"}
    with urllib.request.urlopen(urllib.request.Request(sys.argv[1], headers=wanted)) as answer:
        assert answer.status == 206, answer.status
        return answer.read()


header = Reader(part).header()
finest = header["max_zoom"]
tiles = {(x, y): data for (z, x, y), data in all_tiles(part) if z == finest}
left, top = min(x for x, _ in tiles), min(y for _, y in tiles)
wide, high = max(x for x, _ in tiles) - left + 1, max(y for _, y in tiles) - top + 1
whole = Image.new("RGB", (wide * 256, high * 256))
for (x, y), data in tiles.items():
    whole.paste(Image.open(io.BytesIO(data)).convert("RGB"), ((x - left) * 256, (y - top) * 256))
whole.save(sys.argv[2])
half, pixel = 20037508.342789244, 40075016.685578488 / 256 / 2 ** finest
with open(sys.argv[2].rsplit(".", 1)[0] + ".tfw", "w") as world:
    first = (left * 256 + 0.5, top * 256 + 0.5)
    world.write("\n".join(map(str, (pixel, 0, 0, -pixel, first[0] * pixel - half, half - first[1] * pixel))) + "\n")
print(json.dumps({"tiles": len(tiles), "clustered": header["clustered"], "type": header["tile_type"].name, "zoom": finest}))

#!/usr/bin/env python3
"""Makes tests/expected: what PROJ and GDAL say. Needs PyPI pyproj, numpy, pillow, and GDAL's program.

usage: expected.py projection            -> expected/projection.csv
       expected.py control ORTHO GDAL    -> expected/control.txt
ORTHO is the folder of small real images; GDAL a command that takes `raster tile …` (GDAL >= 3.11).
"""
import os
import shlex
import subprocess
import sys
import tempfile

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "expected")


def projection():
    from pyproj import CRS, Transformer

    rows = ["code,name,lon,lat,x,y"]
    planes = list(range(6669, 6688)) + list(range(2443, 2462))
    zones = list(range(6688, 6693)) + list(range(3097, 3102)) + list(range(32651, 32656))
    others = [3857, 32752, 26913, 25832, 2154, 3035, 28355]
    for code in planes + zones + others:
        crs = CRS.from_epsg(code)
        base = crs.geodetic_crs.to_epsg()
        area = crs.area_of_use
        ahead = Transformer.from_crs(base, code, always_xy=True)
        lon0 = (area.west + area.east) / 2
        wide = min(3.0, (area.east - area.west) / 2) if code != 3857 else 60.0
        south, north = max(area.south, -80), min(area.north, 84)
        if code in planes:
            south, north = south - 0.5, north + 0.5
        for i in range(4):
            for j in range(4):
                lon = round(lon0 + wide * (i / 1.5 - 1), 6)
                lat = round(south + (north - south) * j / 3, 6)
                x, y = ahead.transform(lon, lat)
                rows.append(f"{code},{crs.name.replace(',', ' ')},{lon},{lat},{x:.6f},{y:.6f}")
    with open(os.path.join(here, "projection.csv"), "w") as out:
        out.write("\n".join(rows) + "\n")


def control(ortho, gdal):
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(11)
    lines = ["# file zoom x y column row, then 16 x 16 grey values in hexadecimal (GDAL raster tile, bilinear)"]
    for name, zoom in [("pix4d_alpha_nodata.tif", 19), ("cog_rgba.tif", 20), ("cog_rgb.tif", 20), ("australia.tif", 23)]:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(shlex.split(gdal) + [
                "raster", "tile", "--quiet", "--output-format", "PNG", "-r", "bilinear", "--webviewer", "none",
                "--min-zoom", str(zoom), "--max-zoom", str(zoom), os.path.join(ortho, name), folder], check=True)
            tiles = []
            for path, _, files in os.walk(folder):
                for file in files:
                    if file.endswith(".png"):
                        tiles.append((int(os.path.basename(path)), int(file[:-4]), os.path.join(path, file)))
            spots = []
            for x, y, path in sorted(tiles):
                image = np.asarray(Image.open(path).convert("RGBA")).astype(int)
                grey = image[:, :, :3].sum(axis=2) // 3
                for _ in range(60):
                    column, row = rng.integers(8, 256 - 24, 2)
                    if image[row - 8:row + 24, column - 8:column + 24, 3].min() < 255:
                        continue
                    patch = grey[row:row + 16, column:column + 16]
                    # Detail along both axes, or a shift could not be seen.
                    detail = min(np.abs(np.diff(patch, axis=0)).mean(), np.abs(np.diff(patch, axis=1)).mean())
                    spots.append((detail, x, y, column, row, patch))
            spots.sort(key=lambda spot: -spot[0])
            taken = []
            for detail, x, y, column, row, patch in spots:
                place = (x * 256 + column, y * 256 + row)
                if all(abs(place[0] - p[0]) + abs(place[1] - p[1]) > 60 for p in taken):
                    taken.append(place)
                    lines.append(f"{name} {zoom} {x} {y} {column} {row} " + bytes(patch.astype(np.uint8).ravel().tolist()).hex())
                if len(taken) == 6:
                    break
    with open(os.path.join(here, "control.txt"), "w") as out:
        out.write("\n".join(lines) + "\n")


if sys.argv[1] == "projection":
    projection()
else:
    control(sys.argv[2], sys.argv[3])

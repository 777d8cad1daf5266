#!/usr/bin/env python3
"""Compares our renderer with GDAL's `raster tile` on one orthophoto and its crop.

usage: tiles.py RENDER WORK [SIZE…], or tiles.py image WORK SIZE, which only prints where the image is
RENDER is our program (the example `render`), WORK a folder with the drone photos in WORK/photos; it keeps
the orthophoto and GDAL there. Sizes: 20000 (the whole) and 8192 (its crop).

Both programs render zooms 14 to 21 with two threads. The truth is GDAL's own exact reprojection (error
threshold 0) at zoom 21, halved in floating point; compared are pixels that are wholly opaque in it.
"""
import glob
import io
import math
import os
import shutil
import subprocess
import sys

import numpy as np
import rasterio
from PIL import Image
from pmtiles.reader import MmapSource, Reader
from rasterio.enums import ColorInterp
from rasterio.windows import Window

RENDER, WORK = sys.argv[1], sys.argv[2]
SIZES = [int(size) for size in sys.argv[3:]] or [8192, 20000]
HERE = os.path.dirname(os.path.abspath(__file__))
GDAL = [sys.executable, os.path.join(HERE, "gdal.py"), os.path.join(WORK, "gdal")]
MIN, MAX, SIDE = 14, 21, 256
HALF = 20037508.342789244


def say(text):
    print(text, flush=True)


def measured(command):
    """CPU seconds and output."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, output


def orthophoto(size):
    whole = os.path.join(WORK, "ortho20000.tif")
    if not os.path.exists(whole):
        part = os.path.join(WORK, "part.tif")
        subprocess.run([sys.executable, os.path.join(HERE, "ortho.py"), os.path.join(WORK, "photos"), part], check=True)
        os.rename(part, whole)
    if size == 20000:
        return whole
    path = os.path.join(WORK, f"ortho{size}.tif")
    if not os.path.exists(path):
        with rasterio.open(whole) as source:
            first = (20000 - size) // 2 // 512 * 512
            window = Window(first, first, size, size)
            profile = source.profile | dict(
                width=size, height=size, transform=source.window_transform(window), compress="deflate",
                predictor=2, photometric="RGB", ALPHA="YES", interleave="pixel", tiled=True)
            with rasterio.open(path + ".part.tif", "w", **profile) as out:
                for y in range(0, size, 512):
                    rows = min(512, size - y)
                    out.write(source.read(window=Window(first, first + y, size, rows)), window=Window(0, y, size, rows))
                out.colorinterp = [ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha]
        os.rename(path + ".part.tif", path)
    return path


if RENDER == "image":
    say(orthophoto(SIZES[0]))
    sys.exit()


def gdal_tiles(image, kind):
    folder = os.path.join(WORK, "tiles")
    shutil.rmtree(folder, ignore_errors=True)
    cpu, _ = measured(GDAL + [
        "raster", "tile", "--quiet", "--output-format", kind.upper(), "--co", "QUALITY=75", "-r", "bilinear",
        "--overview-resampling", "average", "--num-threads", "2", "--parallel-method", "thread", "--webviewer", "none",
        "--skip-blank", "--min-zoom", str(MIN), "--max-zoom", str(MAX), image, folder])
    tiles = {}
    for path in glob.glob(folder + "/*/*/*.*"):
        z, x, y = path.rsplit("/", 3)[1:]
        if z.isdigit() and y.split(".")[1] in ("jpg", "webp"):
            with open(path, "rb") as file:
                tiles[int(z), int(x), int(y.split(".")[0])] = file.read()
    shutil.rmtree(folder)
    return cpu, tiles


def our_tiles(image, kind, wanted):
    archive = os.path.join(WORK, "layer.pmtiles")
    cpu, output = measured([RENDER, archive, kind, str(MIN), str(MAX), "2", image])
    figures = dict(line.split() for line in output.splitlines())
    tiles = {}
    with open(archive, "rb") as file:
        reader = Reader(MmapSource(file))
        for tile in wanted:
            data = reader.get(*tile)
            if data:
                tiles[tile] = data
    os.remove(archive)
    if len(tiles) != int(figures["tiles"]):
        sys.exit("our tiles are not a part of GDAL's")
    return cpu, tiles, figures


class Truth:
    """For each zoom, RGBA in floats from a known first pixel, even in both directions."""

    def __init__(self, image, tiles):
        finest = [tile for tile in tiles if tile[0] == MAX]
        x0, x1 = min(t[1] for t in finest) // 2 * 2, max(t[1] for t in finest) + 1
        y0, y1 = min(t[2] for t in finest) // 2 * 2, max(t[2] for t in finest) + 1
        tile = 2 * HALF / 2**MAX
        box = [x0 * tile - HALF, HALF - y1 * tile, x1 * tile - HALF, HALF - y0 * tile]
        path = os.path.join(WORK, "truth.tif")
        subprocess.run(GDAL + [
            "raster", "reproject", "--quiet", "--overwrite", "-d", "EPSG:3857", "-r", "bilinear", "--error-threshold", "0",
            "--bbox", ",".join(f"{v:.10f}" for v in box), "--bbox-crs", "EPSG:3857",
            "--size", f"{(x1 - x0) * SIDE},{(y1 - y0) * SIDE}", image, path], check=True)
        with rasterio.open(path) as source:
            self.levels = {MAX: (x0 * SIDE, y0 * SIDE, np.moveaxis(source.read(), 0, 2))}
        os.remove(path)
        for z in range(MAX - 1, MIN - 1, -1):
            self.levels[z] = self.halved(*self.levels[z + 1])

    @staticmethod
    def halved(left, top, pixels):
        pad = ((top % 2, (top + len(pixels)) % 2), (left % 2, (left + pixels.shape[1]) % 2), (0, 0))
        pixels = np.pad(pixels, pad)
        out = np.zeros((pixels.shape[0] // 2, pixels.shape[1] // 2, 4), np.float32)
        for row in range(0, len(out), 256):
            part = pixels[row * 2:(row + 256) * 2].astype(np.float32)
            alpha = part[:, :, 3:]
            sums = np.concatenate([part[:, :, :3] * alpha, alpha], axis=2)
            sums = sums[0::2, 0::2] + sums[1::2, 0::2] + sums[0::2, 1::2] + sums[1::2, 1::2]
            out[row:row + 256, :, :3] = sums[:, :, :3] / np.maximum(sums[:, :, 3:], 1e-6)
            out[row:row + 256, :, 3] = sums[:, :, 3] / 4
        return left // 2, top // 2, out

    def tile(self, z, x, y):
        left, top, pixels = self.levels[z]
        column, row = x * SIDE - left, y * SIDE - top
        out = np.zeros((SIDE, SIDE, 4), np.float32)
        c0, r0 = max(column, 0), max(row, 0)
        part = pixels[r0:max(row + SIDE, 0), c0:max(column + SIDE, 0)]
        out[r0 - row:r0 - row + part.shape[0], c0 - column:c0 - column + part.shape[1]] = part
        return out

    def psnr(self, tiles):
        """For each zoom, over all opaque pixels of all tiles."""
        sums = {}
        for (z, x, y), data in tiles.items():
            truth = self.tile(z, x, y)
            seen = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.float32)
            opaque = truth[:, :, 3] > 254.5
            error = float(((seen - truth[:, :, :3])[opaque] ** 2).sum(dtype=np.float64))
            before = sums.get(z, (0.0, 0))
            sums[z] = (before[0] + error, before[1] + 3 * int(opaque.sum()))
        return {z: 10 * math.log10(255**2 * count / max(error, 1e-9)) for z, (error, count) in sums.items() if count}


results = []
for size in SIZES:
    image = orthophoto(size)
    truth = None
    for kind in ("jpeg", "webp"):
        gdal_cpu, theirs = gdal_tiles(image, kind)
        cpu, ours, figures = our_tiles(image, kind, list(theirs))
        truth = truth or Truth(image, theirs)
        # What GDAL has beyond ours must show nothing: JPEG has no transparency, so it writes blank tiles.
        for tile in set(theirs) - set(ours):
            if (truth.tile(*tile)[:, :, 3] >= 128).any():
                sys.exit(f"we have no tile {tile}")
            del theirs[tile]
        margins = {}
        their_psnr, our_psnr = truth.psnr(theirs), truth.psnr(ours)
        for z in sorted(our_psnr):
            margins[z] = our_psnr[z] - their_psnr[z]
        size_ratio = sum(map(len, ours.values())) / sum(map(len, theirs.values()))
        say(f"# {size} {kind}: {len(ours)} tiles; GDAL {gdal_cpu:.2f} s; ours {cpu:.2f} s, {figures['rss_mb']} MB, "
            f"{figures['all_s']} s by the clock, first z18 tile {figures['first_tile_s']} s; bytes {size_ratio:.4f}")
        say("# PSNR GDAL/ours: " + ", ".join(f"z{z} {their_psnr[z]:.2f}/{our_psnr[z]:.2f}" for z in sorted(margins)))
        results.append((size, kind, gdal_cpu / cpu, float(figures["rss_mb"]), float(figures["first_tile_s"]), float(figures["all_s"]),
                        min(margins.values()), size_ratio))


def worst(kind, column, pick):
    return pick(row[column] for row in results if kind in (None, row[1]))


say(f"tiles.jpeg_cpu_ratio {worst('jpeg', 2, min):.2f} times")
say(f"tiles.webp_cpu_ratio {worst('webp', 2, min):.2f} times")
say(f"tiles.rss_mb {worst(None, 3, max):.0f} MB")
say(f"tiles.first_tile_s {worst(None, 4, max):.2f} s")
say(f"tiles.all_s {worst(None, 5, max):.2f} s")
say(f"tiles.psnr_margin_db {worst(None, 6, min):.3f} dB")
say(f"tiles.bytes_ratio {worst(None, 7, max):.4f} times")

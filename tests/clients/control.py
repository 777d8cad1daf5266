#!/usr/bin/python3
"""Makes an orthophoto with control points, and says where PROJ puts them.

usage: control.py OUT.tif [SIDE]

Grey noise in plane rectangular system II on JGD2011, a tenth of a metre a pixel, with red squares of 2.1 m.
Prints JSON: for each square its middle in web Mercator metres and in degrees. Needs apt python3-gdal.
"""
import json
import sys

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
out, side = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000
pixel, east, north = 0.1, -27_000.0, -22_000.0
plane, mercator, degrees = [osr.SpatialReference() for _ in range(3)]
for system, code in ((plane, 6670), (mercator, 3857), (degrees, 4326)):
    system.ImportFromEPSG(code)
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
grey = np.random.default_rng(5).integers(60, 190, (side, side), dtype=np.uint8)
image = np.stack([grey, np.roll(grey, 1, 0), np.roll(grey, 1, 1)])
points = []
for part_x, part_y in ((0.5, 0.5), (0.2, 0.25), (0.8, 0.3), (0.3, 0.8), (0.75, 0.7)):
    column, row = int(side * part_x), int(side * part_y)
    image[:, row - 10:row + 11, column - 10:column + 11] = np.array([255, 0, 0], np.uint8)[:, None, None]
    at = (east + (column + 0.5) * pixel, north - (row + 0.5) * pixel)
    x, y, _ = osr.CoordinateTransformation(plane, mercator).TransformPoint(*at)
    lon, lat, _ = osr.CoordinateTransformation(plane, degrees).TransformPoint(*at)
    points.append({"x": x, "y": y, "lon": lon, "lat": lat})
made = gdal.GetDriverByName("GTiff").Create(out, side, side, 3, gdal.GDT_Byte, ["TILED=YES", "COMPRESS=DEFLATE"])
made.SetGeoTransform((east, pixel, 0, north, 0, -pixel))
made.SetProjection(plane.ExportToWkt())
made.WriteArray(image)
made.FlushCache()
print(json.dumps(points))

#!/usr/bin/python3
"""QGIS renders a layer, and says how far off it shows control points.

usage: in_qgis.py POINTS OUT.png xyz ADDRESS ZOOM_MIN ZOOM_MAX
       in_qgis.py POINTS OUT.png wmts CAPABILITIES LAYER FORMAT
       in_qgis.py POINTS OUT.png qlr FILE

POINTS is what control.py printed. Prints JSON: for each point how far right and down it is seen of where QGIS
puts it, in pixels. Needs apt python3-qgis.
"""
import json
import os
import sys
import tempfile
import urllib.parse

home = tempfile.mkdtemp(prefix="qgis-")
os.environ.update(QT_QPA_PLATFORM="offscreen", XDG_RUNTIME_DIR=home)

from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsLayerDefinition, QgsMapRendererParallelJob,  # noqa: E402
                       QgsMapSettings, QgsPointXY, QgsRasterLayer, QgsRectangle)
from qgis.PyQt.QtCore import QSize  # noqa: E402
from qgis.PyQt.QtGui import QColor  # noqa: E402

points, out, kind, *words = sys.argv[1:]
points = json.loads(points)
QgsApplication.setPrefixPath("/usr", True)
application = QgsApplication([], False, home)
application.initQgis()
if kind == "xyz":
    address, first, last = words
    address = urllib.parse.quote(address, safe="")
    layer = QgsRasterLayer(f"type=xyz&url={address}&zmin={first}&zmax={last}", "xyz", "wms")
elif kind == "wmts":
    capabilities, name, media_type = words
    capabilities = urllib.parse.quote(capabilities, safe=":/")
    layer = QgsRasterLayer(f"contextualWMSLegend=0&crs=EPSG:3857&format={media_type}&layers={name}&styles=default"
                           f"&tileMatrixSet=GoogleMapsCompatible&dpiMode=7&url={capabilities}", "wmts", "wms")
else:
    layer = QgsLayerDefinition.loadLayerDefinitionLayers(words[0])[0]
if not layer.isValid():
    print("the layer is not valid: " + layer.error().summary(), file=sys.stderr)
    os._exit(1)
middle = points[0]
settings = QgsMapSettings()
settings.setLayers([layer])
settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
# A pixel of zoom 19.
pixel = 40075016.685578488 / 256 / 2 ** 19
settings.setOutputSize(QSize(1000, 1000))
settings.setOutputDpi(96)
half = 500 * pixel
settings.setExtent(QgsRectangle(middle["x"] - half, middle["y"] - half, middle["x"] + half, middle["y"] + half))
settings.setBackgroundColor(QColor(128, 128, 128))
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
image = job.renderedImage()
image.save(out, "png")
seen = []
for point in points:
    place = settings.mapToPixel().transform(QgsPointXY(point["x"], point["y"]))
    met = []
    for x in range(int(place.x()) - 20, int(place.x()) + 21):
        for y in range(int(place.y()) - 20, int(place.y()) + 21):
            if 0 <= x < 1000 and 0 <= y < 1000:
                colour = QColor(image.pixel(x, y))
                if colour.red() > 170 and colour.green() < 90 and colour.blue() < 90:
                    met.append((x + 0.5, y + 0.5))
    if len(met) < 10:
        print(f"no control point is seen at {point}", file=sys.stderr)
        os._exit(1)
    mean = [sum(it[i] for it in met) / len(met) for i in (0, 1)]
    seen.append([mean[0] - place.x(), mean[1] - place.y()])
print(json.dumps(seen))
sys.stdout.flush()
os._exit(0)

"""A STAC catalogue as pystac sees it, with the schemas that pystac brings and no others.

usage: in_pystac.py CATALOGUE

Walks from the root by its links, as any reader does, and prints the ids of what it met as JSON.
Needs PyPI pystac[validation].
"""
import json
import sys
import urllib.request
import warnings

import pystac
from pystac.stac_io import DefaultStacIO

warnings.simplefilter("ignore", DeprecationWarning)
from pystac.validation.local_validator import LocalValidator  # noqa: E402

home = sys.argv[1].rsplit("/", 1)[0].split("/stac")[0]


class OwnPlace(DefaultStacIO):
    """Nothing is fetched from anywhere else."""

    def read_text(self, source, *args, **kwargs):
        address = str(source)
        if not address.startswith(home):
            sys.exit(f"{address} is elsewhere")
        return super().read_text(source, *args, **kwargs)


def check(kind, validator, thing):
    wrong = [f"{kind} {thing['id']}: {error.json_path}: {error.message}" for error in validator.iter_errors(thing)]
    if wrong:
        sys.exit("\n".join(wrong))


validator = LocalValidator()
root = pystac.Catalog.from_file(sys.argv[1], stac_io=OwnPlace())
read = OwnPlace()
check("catalogue", validator.catalog_validator("1.1.0"), json.loads(read.read_text(sys.argv[1])))
collections = list(root.get_children())
for collection in collections:
    check("collection", validator.collection_validator("1.1.0"), json.loads(read.read_text(collection.get_self_href())))
items = list(root.get_items(recursive=True))
for item in items:
    check("item", validator.item_validator("1.1.0"), json.loads(read.read_text(item.get_self_href())))
print(json.dumps({
    "collections": [it.id for it in collections],
    "items": [it.id for it in items],
    "assets": [asset.get_absolute_href() for item in items for asset in item.assets.values()],
}))

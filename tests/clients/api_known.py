"""What schemathesis puts into paths: things that are there, now and then, or nothing is ever found.

MUSUBI_KNOWN: a JSON file with lists of ids by the first part of the path, `places` and so on.
"""
import json
import os
import random

import schemathesis

KNOWN = json.load(open(os.environ["MUSUBI_KNOWN"]))
CHANCE = random.Random(int(os.environ.get("MUSUBI_SEED", "1")))


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    if not path_parameters:
        return path_parameters
    filled = dict(path_parameters)
    first = context.operation.path.split("/")[3]
    for name in filled:
        ids = KNOWN.get({"place": "places", "person": "persons", "id": first}.get(name, ""), [])
        if ids and CHANCE.random() < 0.8:
            filled[name] = CHANCE.choice(ids)
    return filled

#!/usr/bin/env python3
"""Compares how fast a node and martin serve the tiles of one archive.

usage: serve.py MUSUBI MARTIN ORTHOPHOTO WORK
Prints `name value unit` lines. ORTHOPHOTO becomes a published layer of a made-up gym; martin serves the very
same file. wrk asks both for the same tiles in the same shuffled order, in turns, over 1, 10 and 100
connections that stay open; figures are medians of the rounds. Everything is on this machine, wrk too.
"""
import http.client
import http.cookiejar
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
import urllib.request

from pmtiles.reader import MmapSource, all_tiles

MUSUBI, MARTIN, IMAGE, WORK = sys.argv[1:5]
CONNECTIONS, ROUNDS, SECONDS = (1, 10, 100), 3, 8
WORDS = {
    "title": "測定用", "captured_at": 1_767_949_200_000, "provider": "試験ドローン隊",
    "contact": "試験ドローン隊, drone@example.jp", "licence": "CC-BY-4.0", "tracing_permitted": True,
    "tracing_by": "隊長", "tracing_at": 1_767_949_300_000, "tracing_text": "OpenStreetMap に描き写してよい",
    "platform": "uav", "positioning": "rtk", "georeference_checked": True,
}
# Tiles that lie one beside the other are seldom asked for together by a hundred people.
ASK = """
local paths = {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
local at = 0
request = function()
  at = at + 1
  return wrk.format("GET", paths[at % #paths + 1])
end
"""


def musubi(*arguments):
    done = subprocess.run([MUSUBI, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"musubi {' '.join(arguments)} failed: {done.stdout}{done.stderr}")
    return done.stdout


def after(said, label):
    return next(line[len(label):] for line in said.splitlines() if line.startswith(label))


def gym():
    """The data directory of a laptop that has taken the orthophoto in, and the layer's id."""
    city, data = os.path.join(WORK, "city"), os.path.join(WORK, "gym")
    musubi("city", "create", city, "--name", "試験市")
    operation = after(musubi("operation", "create", "--city", city, "--kind", "drill", "--name", "測定"), "operation: ")
    said = musubi(
        "ticket", "issue", "--city", city, "--operation", operation, "--out", os.path.join(WORK, "tickets"),
        "--role", "shelter", "--common-id", "E9999900001111", "--name", "試験体育館")
    musubi("join", "--data", data, "--ticket-file", after(said, "ticket: "))
    said = musubi("layer", "import", "--data", data, "--tiles", "jpeg", IMAGE)
    return data, after(said, "layer: ")


def serve(data):
    process = subprocess.Popen(
        [MUSUBI, "serve", "--data", data, "--no-discovery", "--mesh", "127.0.0.1:0", "--staff", "127.0.0.1:0",
         "--public", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    addresses = {}
    for line in process.stdout:
        if line.strip() == "ready":
            return process, addresses["staff"], addresses["public"]
        name, _, address = line.strip().partition(": ")
        addresses[name] = address
    sys.exit("the node has ended before it was ready")


class Desk:
    """The pages of the staff, as a browser has them."""

    def __init__(self, base):
        self.base, self.token = base, ""
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.take_token()

    def ask(self, method, path, body=None):
        headers = {"origin": self.base, "x-form-token": self.token, "content-type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base}/api/v1{path}", data, headers, method=method)
        with self.opener.open(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def take_token(self):
        self.token = self.ask("GET", "/session").get("form_token") or ""

    def first_run(self):
        self.ask("POST", "/setup/clock", {"shown": self.ask("GET", "/session")["now"]})
        self.ask("POST", "/setup/manager", {"name": "管理者", "secret": "pi-31415926"})
        self.take_token()

    def publish(self, layer):
        self.ask("PATCH", f"/layers/{layer}", WORDS)
        walk = self.ask("GET", f"/layers/{layer}/check")
        while walk.get("next"):
            walk = self.ask("POST", f"/layers/{layer}/check", {"cell": walk["next"]["cell"], "people": False})
        self.ask("POST", f"/layers/{layer}/publish", {})


def martin(archive):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = "127.0.0.1:%d" % free.getsockname()[1]
    process = subprocess.Popen(
        [MARTIN, "--listen-addresses", address, archive], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://{address}/health") as answer:
                answer.read()
            return process, f"http://{address}"
        except OSError:
            time.sleep(0.1)
    sys.exit("martin does not serve")


def fetched(base, path):
    host = http.client.HTTPConnection(base.removeprefix("http://"))
    host.request("GET", path)
    answer = host.getresponse()
    return answer.status, answer.read()


def wrk(base, paths, script, connections, seconds):
    """Answers a second, and the 99th of 100 times in milliseconds."""
    said = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script, base],
        capture_output=True, text=True, check=True, env=os.environ | {"PATHS": paths}).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"not every tile came from {base}:\n{said}")
    lines = [line.split() for line in said.splitlines()]
    per_s = next(float(line[1]) for line in lines if line[:1] == ["Requests/sec:"])
    slow = next(line[1] for line in lines if line[:1] == ["99%"])
    unit = next(unit for unit in ("us", "ms", "s") if slow.endswith(unit))
    return per_s, float(slow.removesuffix(unit)) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def main():
    data, layer = gym()
    node, staff, public = serve(data)
    peer = None
    try:
        desk = Desk(staff)
        desk.first_run()
        desk.publish(layer)
        template = json.loads(fetched(public, f"/layers/{layer}/tilejson.json")[1])["tiles"][0]
        template = template[template.index("/layers/"):]
        archive = os.path.join(WORK, "layer.pmtiles")
        with open(archive, "wb") as file:
            file.write(fetched(public, f"/layers/{layer}.pmtiles")[1])
        peer, peer_base = martin(archive)
        with open(archive, "rb") as file:
            tiles = [tile for tile, _ in all_tiles(MmapSource(file))]
        random.Random(1).shuffle(tiles)
        ours = [template.format(z=z, x=x, y=y) for z, x, y in tiles]
        theirs = [f"/layer/{z}/{x}/{y}" for z, x, y in tiles]
        for one, other in list(zip(ours, theirs))[:100]:
            if fetched(public, one) != fetched(peer_base, other):
                sys.exit(f"{one} is not {other}")
        files = {}
        for name, paths in (("ours", ours), ("theirs", theirs)):
            files[name] = os.path.join(WORK, name)
            with open(files[name], "w") as file:
                file.write("\n".join(paths))
        script = os.path.join(WORK, "ask.lua")
        with open(script, "w") as file:
            file.write(ASK)
        print(f"# {len(tiles)} tiles of {os.path.getsize(archive)} bytes")
        sides = (("ours", public), ("theirs", peer_base))
        for name, base in sides:
            wrk(base, files[name], script, 10, 3)
        for connections in CONNECTIONS:
            seen = {"ours": [], "theirs": []}
            for _ in range(ROUNDS):
                for name, base in sides:
                    seen[name].append(wrk(base, files[name], script, connections, SECONDS))
            per_s = {name: statistics.median(one for one, _ in of) for name, of in seen.items()}
            print(f"serve.per_s_{connections} {per_s['ours']:.0f} 1/s")
            print(f"serve.martin_per_s_{connections} {per_s['theirs']:.0f} 1/s")
            if connections == CONNECTIONS[-1]:
                for name, label in (("ours", "serve.p99_ms_100"), ("theirs", "serve.martin_p99_ms_100")):
                    print(f"{label} {statistics.median(slow for _, slow in seen[name]):.2f} ms")
                print(f"serve.ratio_100 {per_s['ours'] / per_s['theirs']:.2f} ratio")
    finally:
        for process in (node, peer):
            if process is not None:
                process.terminate()
                process.wait()


main()

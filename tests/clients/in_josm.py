#!/usr/bin/python3
"""JOSM on a screen of its own, with Remote Control on, driven by lines on standard input:

    open LINK                       calls a link, as a browser does that follows it
    zoom WEST SOUTH EAST NORTH      shows a place
    shot FILE                       takes a picture of the map, without the window around it
    red FILE                        how far right and down of the map's middle red stands in a picture

Says `ready` when JOSM listens, and one line for each command. Ends with its standard input, and ends
nothing but what it started. Needs apt josm, xvfb, imagemagick, python3-pil and a Java runtime.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

from PIL import Image

REMOTE = "http://127.0.0.1:8111"
# Of a window of 1280 x 900 without a window manager.
MAP = (39, 64, 945, 878)
OPENED = ["java.base/sun.security.action", "java.desktop/com.sun.imageio.plugins.jpeg", "java.desktop/com.sun.imageio.spi"]


def ask(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read().decode().strip()


def screen():
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
                              pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    return server, ":" + os.read(read, 16).decode().strip()


def josm(home, display):
    shutil.copy(pathlib.Path(__file__).with_name("josm-preferences.xml"), home + "/preferences.xml")
    # Without a network, JOSM's own dialogs would stand over the map.
    options = ["--language=en", "--skip-plugins", "--no-maximize", "--geometry=1280x900+0+0",
               "--offline=josm_website,osm_api,certificates"]
    exports = [f"--add-exports={package}=ALL-UNNAMED" for package in OPENED]
    java = ["java", "-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djosm.home=" + home]
    return subprocess.Popen([*java, *exports, "-jar", "/usr/share/josm/josm.jar", *options],
                            env=dict(os.environ, DISPLAY=display),
                            stdin=subprocess.DEVNULL, stdout=open(home + "/josm.log", "w"), stderr=subprocess.STDOUT)


def red(file):
    picture = Image.open(file).convert("RGB")
    pixels, (wide, high) = picture.load(), picture.size
    met = [(x, y) for x in range(wide // 2 - 60, wide // 2 + 60) for y in range(high // 2 - 60, high // 2 + 60)
           if pixels[x, y][0] > 170 and pixels[x, y][1] < 90 and pixels[x, y][2] < 90]
    if len(met) < 20:
        return "none"
    right, down = (sum(it[i] for it in met) / len(met) + 0.5 - picture.size[i] / 2 for i in (0, 1))
    return f"{right:.2f} {down:.2f} {len(met)}"


def obey(command, words, display):
    if command == "open":
        return ask(words)
    if command == "zoom":
        west, south, east, north = words.split()
        return ask(f"{REMOTE}/zoom?left={west}&right={east}&bottom={south}&top={north}")
    if command == "shot":
        subprocess.run(["import", "-display", display, "-window", "root", words], check=True)
        Image.open(words).crop(MAP).save(words)
        return "ok"
    return red(words)


def main():
    try:
        ask(REMOTE + "/version")
        sys.exit("something listens on JOSM's port already")
    except OSError:
        pass
    home = tempfile.mkdtemp(prefix="josm-")
    server, display = screen()
    editor = josm(home, display)
    try:
        begun = time.monotonic()
        while True:
            try:
                ask(REMOTE + "/version")
                break
            except OSError:
                if time.monotonic() - begun > 120 or editor.poll() is not None:
                    sys.exit("JOSM did not start: " + open(home + "/josm.log").read()[-1000:])
                time.sleep(0.2)
        print("ready", flush=True)
        for line in sys.stdin:
            command, _, words = line.strip().partition(" ")
            print(obey(command, words, display), flush=True)
    finally:
        for process in (editor, server):
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(home)


main()

# Sourced by the scripts: finds or installs what they need on a Debian machine, and says so.
# Nothing here is silent: a tool that cannot be installed ends the script with a sentence.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

say() { printf '%s\n' "$*"; }
fail() {
  say "$*" >&2
  exit 1
}

apt_updated=
apt_install() { # apt_install PACKAGE…: what is missing of these Debian packages
  local missing=() package
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  [ "$(id -u)" = 0 ] || fail "These packages are missing; install them first: apt-get install ${missing[*]}"
  say "Installing with apt-get: ${missing[*]}"
  if [ -z "$apt_updated" ]; then
    apt-get update -qq
    apt_updated=yes
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need_rust() {
  command -v cargo >/dev/null || fail "Rust is missing: install it from your distribution or with rustup, then run this again."
  apt_install gcc libc6-dev
}

need_node() {
  command -v npm >/dev/null || fail "Node.js is missing: version 20.19 or newer, with npm, then run this again."
}

need_browser() {
  apt_install chromium fonts-noto-cjk fonts-noto-core
}

web_modules() { # installs the front end's packages where the lock file has changed
  need_node
  local stamp=web/node_modules/.installed-from
  if ! cmp -s web/package-lock.json "$stamp"; then
    say "Installing the front end's packages (npm ci)"
    (cd web && npm ci --no-audit --no-fund --loglevel=error)
    cp web/package-lock.json "$stamp"
  fi
}

web_build() {
  web_modules
  say "Building the front end"
  (cd web && npm run --silent build)
}

need_clients() { # GDAL, a Python environment in target/clients, a store that speaks S3
  apt_install gdal-bin python3-gdal python3-numpy python3-venv
  need_node
  local python=target/clients wanted=tests/clients/requirements.txt
  if ! cmp -s "$wanted" "$python/installed-from"; then
    say "Installing the packages of tests/clients (pip)"
    python3 -m venv "$python"
    "$python/bin/pip" install -q -r "$wanted"
    cp "$wanted" "$python/installed-from"
  fi
  local stamp=tests/clients/node_modules/.installed-from
  if ! cmp -s tests/clients/package-lock.json "$stamp"; then
    say "Installing the packages of tests/clients (npm ci)"
    (cd tests/clients && npm ci --no-audit --no-fund --loglevel=error)
    cp tests/clients/package-lock.json "$stamp"
  fi
}

# The drone photos, the orthophoto made of them, Python's packages and GDAL stay here.
flight=$root/target/bench/tiles

has_photos() { ls "$root"/../shared/data/ortho/*.JPG >/dev/null 2>&1; }

need_photos() {
  has_photos || fail "The drone photos are not beside the checkout (../shared/data/ortho)."
  apt_install python3-venv
  mkdir -p "$flight/photos"
  cp "$root"/../shared/data/ortho/*.JPG "$flight/photos/"
  if [ ! -e "$flight/venv/ready" ]; then
    python3 -m venv "$flight/venv"
    "$flight/venv/bin/pip" install -q numpy opencv-python-headless rasterio pillow pmtiles
    touch "$flight/venv/ready"
  fi
}

orthophoto() { "$flight/venv/bin/python" scripts/lib/tiles.py image "$flight" "$1"; } # orthophoto PIXELS: its path

need_desktop() { # JOSM with a screen of its own, QGIS without one, the orthophoto they show
  need_clients
  apt_install josm xvfb imagemagick python3-pil fonts-dejavu-core python3-qgis
  if has_photos; then
    need_photos
    say "The orthophoto of 20,000 pixels (some minutes, once): $(orthophoto 20000)"
  fi
}

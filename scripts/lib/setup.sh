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

#!/usr/bin/env bash
# Make this checkout ready on a bare Debian 12 or 13: system packages and .venv. Asks nothing; quick the second time.
#   packaging/setup.sh            what the demonstration and the tests need
#   packaging/setup.sh web        also what the website's own tests need (a Chromium)
#   packaging/setup.sh lighthouse what Lighthouse needs that judges the pages (a Chromium, node, npm)
#   packaging/setup.sh interop    also what the independent judges need (node, npm, tshark, mosquitto, postgresql)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

libraries=(
    libglib2.0-0 libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libgssapi-krb5-2       # Qt, offscreen too
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0               # on X11
    libwayland-cursor0                                                                          # on Wayland
)
programs=(Xvfb:xvfb xauth:xauth)
voices=(dbus-daemon at-spi2-core gir1.2-atspi-2.0 python3-pyatspi espeak-ng)  # a screen reader's bus, and a voice: wanted
[ "${1:-}" = web ] && programs+=(chromium:chromium)
[ "${1:-}" = lighthouse ] && programs+=(chromium:chromium node:nodejs npm:npm)
[ "${1:-}" = interop ] && programs+=(node:nodejs npm:npm tshark:tshark mosquitto:mosquitto pg_ctlcluster:postgresql)

say() { printf 'setup: %s\n' "$*" >&2; }

installed() { # Debian 13 renamed some libraries to ...t64
    { dpkg-query -W -f '${db:Status-Status}\n' "$1" "$1t64" 2>/dev/null || true; } | grep -qx installed
}

find_python() { # the first one that is new enough and can make environments
    local candidate
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

missing=()
if command -v dpkg-query >/dev/null; then
    for package in "${libraries[@]}"; do
        installed "$package" || missing+=("$package")
    done
else
    say "this is no Debian: if Qt does not start, install what these are called here: ${libraries[*]}"
fi
for pair in "${programs[@]}"; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
done
if ! find_python >/dev/null; then
    missing+=(python3 python3-venv)
fi

if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        say "these system packages are missing: ${missing[*]}"
        say "as root: apt-get install -y --no-install-recommends ${missing[*]}"
        exit 1
    fi
    say "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q </dev/null >&2
    apt-get install -y -q --no-install-recommends "${missing[@]}" </dev/null >&2
fi

if command -v dpkg-query >/dev/null; then # without these the kiosk works and is silent, and their tests are skipped
    wanted=()
    for package in "${voices[@]}"; do
        installed "$package" || wanted+=("$package")
    done
    if [ ${#wanted[@]} -gt 0 ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        apt-get install -y -q --no-install-recommends "${wanted[@]}" </dev/null >&2 || say "not installed: ${wanted[*]}"
    elif [ ${#wanted[@]} -gt 0 ]; then
        say "for screen readers and for reading aloud also: ${wanted[*]}"
    fi
fi

if ! python=$(find_python); then
    say "Python 3.11 or later is needed; this machine has $(python3 --version 2>&1 || echo none)."
    exit 1
fi

stamp=.venv/.hemsapp-setup
wanted="$(sha256sum requirements.lock pyproject.toml | sha256sum | cut -d' ' -f1) $PWD"
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi
if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi
say "installing what requirements.lock names"
pip() {
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-input "$@" >>.venv/setup.log 2>&1 \
        || { tail -n 20 .venv/setup.log >&2; say "pip failed: .venv/setup.log has all of it"; exit 1; }
}
pip --require-hashes -r requirements.lock
pip --no-deps --no-build-isolation -e .
printf '%s\n' "$wanted" >"$stamp"

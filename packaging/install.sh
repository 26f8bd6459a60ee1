#!/usr/bin/env bash
# Turn this Debian 13 machine into the kiosk, or bring it up to date. Run as root from a checkout; asks nothing.
#   packaging/install.sh [--uninstall]
# DESTDIR=/somewhere lays the files there and touches neither users, packages nor services.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

root=${DESTDIR:-}
program=$root/opt/hemsapp
configuration=$root/etc/hemsapp
state=$root/var/lib/hemsapp
unit=$root/etc/systemd/system/hemsapp.service
rules=$root/etc/udev/rules.d/60-hemsapp-radio.rules
sticks=$root/etc/udev/rules.d/61-hemsapp-stick.rules
lights=$root/etc/udev/rules.d/62-hemsapp-backlight.rules

packages=(
    python3 python3-venv cage xwayland wlr-randr alsa-utils fonts-dejavu-core
    libglib2.0-0 libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libgssapi-krb5-2 libwayland-cursor0
)

say() { printf 'install: %s\n' "$*" >&2; }

if [ "$(id -u)" -ne 0 ] && [ -z "$root" ]; then
    say "this changes the system: run it as root (sudo packaging/install.sh)"
    exit 1
fi

if [ "${1:-}" = --uninstall ]; then
    [ -n "$root" ] || systemctl disable --now hemsapp.service 2>/dev/null || true
    rm -rf "$program" "$unit" "$rules" "$sticks" "$lights"
    [ -n "$root" ] || { systemctl daemon-reload; udevadm control --reload; }
    say "taken away; kept: $configuration, $state"
    exit 0
fi

if [ -z "$root" ]; then
    say "system packages"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q </dev/null >&2
    apt-get install -y -q --no-install-recommends "${packages[@]}" </dev/null >&2
    if ! getent passwd hemsapp >/dev/null; then
        useradd --system --user-group --home-dir /var/lib/hemsapp --no-create-home --shell /usr/sbin/nologin hemsapp
    fi
    owner=hemsapp
else
    owner=$(id -un)
fi
group=$(id -gn "$owner")

say "program in $program"
install -d -m 0755 "$program"
"${PYTHON:-python3}" -m venv --clear "$program"
# The lock holds development packages too: a wall needs none of them.
runtime=$(mktemp)
trap 'rm -f "$runtime"' EXIT
awk -v drop="${DEVELOPMENT:-$(sed -n '/^dev = \[/,/^\]/s/^ *"\([A-Za-z0-9_.-]*\).*/\1/p' pyproject.toml | tr '\n' ' ')}" '
    BEGIN { n = split(tolower(drop), names, " "); for (i = 1; i <= n; i++) { gsub("_", "-", names[i]); is_dropped[names[i]] = 1 } }
    /^[A-Za-z0-9]/ { name = tolower($0); sub(/[=\[ ;].*/, "", name); gsub("_", "-", name); skip = (name in is_dropped) && name != "setuptools" }
    !skip' requirements.lock >"$runtime"
"$program/bin/python" -m pip install -q --disable-pip-version-check --no-input --require-hashes -r "$runtime"
"$program/bin/python" -m pip install -q --disable-pip-version-check --no-input --no-deps --no-build-isolation .
# A wall has no use for a simulated world with a control socket (EN 303 645, 5.6).
rm -rf "$program"/lib/python3*/site-packages/devices/sim
install -D -m 0644 packaging/README.md "$program/share/hemsapp/README.md"

say "configuration in $configuration, state in $state"
install -d -m 0750 -o root -g "$group" "$configuration" 2>/dev/null || install -d -m 0750 "$configuration"
if [ -e "$configuration/hemsapp.toml" ]; then
    install -m 0640 packaging/hemsapp.toml "$configuration/hemsapp.toml.new"
    say "kept $configuration/hemsapp.toml; the new sample is beside it"
else
    install -m 0640 packaging/hemsapp.toml "$configuration/hemsapp.toml"
fi
[ -n "$root" ] || chgrp -R "$group" "$configuration"
install -d -m 0700 -o "$owner" -g "$group" "$state"

say "service, dongle, stick and back-light rules"
install -D -m 0644 packaging/hemsapp.service "$unit"
install -D -m 0644 packaging/60-hemsapp-radio.rules "$rules"
install -D -m 0644 packaging/61-hemsapp-stick.rules "$sticks"
install -D -m 0644 packaging/62-hemsapp-backlight.rules "$lights"

if [ -z "$root" ]; then
    udevadm control --reload
    udevadm trigger --subsystem-match=tty
    udevadm trigger --subsystem-match=backlight
    systemctl daemon-reload
    systemctl set-default multi-user.target >/dev/null
    systemctl enable hemsapp.service
    say "next: edit $configuration/hemsapp.toml, then systemctl start hemsapp"
fi

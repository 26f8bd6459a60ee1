#!/usr/bin/env bash
# Run a command on a screen: the one that is there, else a virtual one whose picture is saved every few seconds.
#   packaging/virtual-screen.sh COMMAND [ARGUMENT...]
set -euo pipefail
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$@"
fi

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
pictures=${PICTURES:-$root/build/demo}
mkdir -p "$pictures"
buffer=$(mktemp -d)
children=()
command=
# shellcheck disable=SC2317 # the trap calls it
finish() {
    if [ -n "$command" ]; then # first of all, while it still has its screen
        kill "$command" 2>/dev/null || true
        wait "$command" || true
    fi
    [ ${#children[@]} -eq 0 ] || kill "${children[@]}" 2>/dev/null || true
    wait
    rm -rf "$buffer"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Xvfb picks a free display and writes its number to descriptor 3. In a session of its own it outlives Ctrl-C by a moment.
exec 3>"$buffer/display"
setsid Xvfb -displayfd 3 -screen 0 "${SCREEN_SIZE:-1024x600}x24" -nolisten tcp -fbdir "$buffer" >/dev/null 2>&1 &
children+=($!)
for _ in $(seq 100); do
    [ -s "$buffer/display" ] && break
    sleep 0.1
done
[ -s "$buffer/display" ] || { echo "virtual-screen: Xvfb does not start" >&2; exit 1; }
DISPLAY=:$(tr -d '\n' <"$buffer/display")
export DISPLAY
echo "There is no screen here, so a virtual one (DISPLAY=$DISPLAY) was opened; its picture every 5 s: $pictures/screen.png" >&2

"$root/.venv/bin/python" "$root/packaging/picture.py" "$buffer/Xvfb_screen0" "$pictures/screen.png" 5 &
children+=($!)
status=0
"$@" &
command=$!
wait "$command" || status=$?
exit "$status"

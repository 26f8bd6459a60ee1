"""What assistive technology is told, through the bus that Orca listens on."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
SYSTEM_PYTHON = Path("/usr/bin/python3")
LEAVES = {"push button", "radio button", "check box", "page tab", "label", "image", "chart", "alert", "spin button"}
PLAY = f"""
export QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 QT_QPA_PLATFORM=xcb
{LAUNCHER} --launch-immediately >/dev/null 2>&1 & bus=$!
sleep 0.5
"$1" -m tests.ui.atspi.kiosk "$2" 110 >&2 & kiosk=$!
shift 2
timeout 100 {SYSTEM_PYTHON} tests/ui/atspi/reader.py "$@"; code=$?
kill $kiosk $bus
exit $code
"""


def missing() -> str:
    """What this machine lacks, empty when nothing."""
    for program in ("xvfb-run", "dbus-run-session"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    if not LAUNCHER.exists():
        return "at-spi2-core is not installed"
    if not SYSTEM_PYTHON.exists():
        return "the system has no Python of its own"
    asked = subprocess.run([SYSTEM_PYTHON, "-c", "import pyatspi"], check=False, capture_output=True)
    return "" if asked.returncode == 0 else "python3-pyatspi is not installed"


LACKS = missing()
pytestmark = pytest.mark.skipif(bool(LACKS), reason=LACKS)
Look = list[tuple[str, str, list[str], list[str]]]


def looks(case: str, *pressed: str) -> list[Look]:
    """(role, name, states, actions) of all that is seen at first, and after each press."""
    run = subprocess.run(
        ["xvfb-run", "-a", "dbus-run-session", "--", "bash", "-c", PLAY, "play", sys.executable, case, *pressed],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=130,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    return [[tuple(each) for each in look] for look in found]


def of(look: Look, role: str) -> dict[str, tuple[list[str], list[str]]]:
    return {name: (states, actions) for found, name, states, actions in look if found == role}


def test_assistive_technology_hears_the_home_and_walks_through_it() -> None:
    """C1FR32, C1FR33: cost, kW, tier and age as sentences; pages as tabs; what can be pressed has a press."""
    home, bill, more, settings, history = looks("normal", "Bill", "More", "Settings", "History")
    names = {name for _, name, _, _ in home}
    assert any("Costs $0.42/h now" in name for name in names), names
    assert any("tier" in name.lower() for name in of(home, "push button")), names
    tabs = of(home, "page tab")
    assert list(tabs) == ["Home", "Bill", "Prices", "History", "Comfort", "More", "Next"]
    assert "selected" in tabs["Home"][0]
    assert "Press" in tabs["Bill"][1]
    assert "selected" in of(bill, "page tab")["Bill"][0]
    assert of(more, "push button")
    assert of(settings, "push button") != of(more, "push button")
    scales = of(history, "radio button")
    assert sum("checked" in states for states, _ in scales.values()) == 1, scales
    assert of(history, "chart")
    for look in (home, bill, more, settings, history):
        assert [each for each in look if each[0] in LEAVES and not each[1]] == []
        assert [each for each in look if each[0] == "push button" and not each[3] and "sensitive" in each[2]] == []


def test_an_event_is_an_alert_that_can_be_pressed() -> None:
    home, sheet = looks("event-active", "too warm")
    alert = next(name for name in of(home, "alert") if "Critical price" in name)
    assert "Press" in of(home, "alert")[alert][1]
    assert any("too warm" in name for name in of(sheet, "dialog"))
    ways = of(sheet, "radio button")
    assert sum("checked" in states for states, _ in ways.values()) >= 2, "a room and a way are chosen"

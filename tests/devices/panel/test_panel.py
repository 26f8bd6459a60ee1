"""The screen's hardware, on a file tree that looks like /sys and with a program that looks like wlr-randr."""

import logging
from pathlib import Path

import pytest

from devices.panel import HardwarePanel, choose, obstacle
from devices.panel.ambient import AmbientSensor
from devices.panel.outputs import WlrRandr
from devices.panel.sysfs import SysfsBacklight, backlights


def backlight(root: Path, name: str = "panel", most: str = "255", kind: str = "raw") -> Path:
    folder = root / "class/backlight" / name
    folder.mkdir(parents=True)
    for file, text in (("brightness", "128"), ("max_brightness", most), ("bl_power", "0"), ("type", kind)):
        (folder / file).write_text(f"{text}\n")
    return folder


def program(folder: Path, text: str) -> dict[str, str]:
    """An environment whose wlr-randr writes down what it is told."""
    path = folder / "wlr-randr"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin", "WAYLAND_DISPLAY": "wayland-1", "LOG": str(folder / "log")}


KNOWN = """[ $# -gt 0 ] && { echo "$@" >>"$LOG"; exit 0; }
printf 'HDMI-A-1 "Some panel"\\n  Enabled: yes\\n  Modes:\\n    1024x600 px\\nDP-1 "other"\\n'"""


def read(folder: Path, name: str = "brightness") -> str:
    return (folder / name).read_text().strip()


@pytest.mark.parametrize(("percent", "raw"), [(100, "255"), (80, "204"), (10, "26"), (1, "3"), (0, "0")])
def test_a_percent_is_a_share_of_the_most_that_the_panel_gives(tmp_path: Path, percent: int, raw: str) -> None:
    folder = backlight(tmp_path)
    assert choose("auto", {}, tmp_path).show(percent) == percent
    assert (read(folder), read(folder, "bl_power")) == (raw, "0" if percent else "4")


def test_a_panel_of_few_steps_is_never_dark_by_rounding(tmp_path: Path) -> None:
    folder = backlight(tmp_path, most="7")
    choose("sysfs", {}, tmp_path).show(5)
    assert read(folder) == "1"


def test_the_light_is_written_when_it_changes_and_only_then(tmp_path: Path) -> None:
    folder, panel = backlight(tmp_path), choose("auto", {}, tmp_path)
    panel.show(80)
    (folder / "brightness").write_text("somebody else's")
    panel.show(80)
    assert read(folder) == "somebody else's"
    panel.show(81)
    assert read(folder) == "207"


def test_the_light_is_left_as_it_was_found(tmp_path: Path) -> None:
    folder, panel = backlight(tmp_path), choose("auto", {}, tmp_path)
    panel.show(0)
    panel.restore()
    assert (read(folder), read(folder, "bl_power")) == ("128", "0")


def test_the_firmware_knows_its_panel_best(tmp_path: Path) -> None:
    for name, kind in (("a", "raw"), ("b", "platform"), ("c", "firmware")):
        backlight(tmp_path, name, kind=kind)
    assert [each.name for each in backlights(tmp_path)] == ["back-light c", "back-light b", "back-light a"]


def test_a_light_that_cannot_be_set_is_one_line_in_the_log_and_never_a_crash(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    panel = choose("sysfs", {}, tmp_path)
    with caplog.at_level(logging.WARNING):
        assert [panel.show(percent) for percent in (80, 10, 80)] == [100, 100, 100]
    assert len(caplog.records) == 1
    assert "there is no back-light of the kernel here" in panel.fault
    panel.restore()


def test_nonsense_of_the_kernel_is_told(tmp_path: Path) -> None:
    backlight(tmp_path, most="lots")
    panel = choose("auto", {}, tmp_path)
    assert (panel.show(50), "says 'lots', which is no brightness" in panel.fault) == (100, True)


def test_a_screen_that_went_dark_comes_back_when_the_fault_is_over(tmp_path: Path) -> None:
    folder, panel = backlight(tmp_path), choose("auto", {}, tmp_path)
    panel.show(0)
    (folder / "max_brightness").write_text("")
    panel.show(80)
    assert panel.fault
    (folder / "max_brightness").write_text("255")
    assert (panel.show(80), read(folder), panel.fault) == (80, "204", "")


def test_an_output_is_switched_off_in_the_dark_and_on_for_any_light(tmp_path: Path) -> None:
    environment = program(tmp_path, KNOWN)
    panel = choose("auto", environment, tmp_path)
    assert [panel.show(percent) for percent in (80, 10, 0, 0, 10)] == [100, 100, 0, 0, 100]
    assert (tmp_path / "log").read_text() == "--output HDMI-A-1 --off\n--output HDMI-A-1 --on\n"
    assert panel.name == "wlr-randr HDMI-A-1"


def test_an_output_is_on_when_the_display_ends(tmp_path: Path) -> None:
    panel = choose("wlr-randr", program(tmp_path, KNOWN), tmp_path)
    panel.show(0)
    panel.restore()
    assert (tmp_path / "log").read_text().endswith("--on\n")


@pytest.mark.parametrize("text", ["exit 1", "true"])
def test_an_output_that_cannot_be_switched_is_a_fault_and_the_screen_stays_on(tmp_path: Path, text: str) -> None:
    panel = HardwarePanel(WlrRandr(program(tmp_path, text)))
    assert panel.show(0) == 100
    assert panel.fault.startswith("wlr-randr ")


def test_what_can_be_dimmed_comes_before_what_can_be_switched_and_none_is_none(tmp_path: Path) -> None:
    environment = program(tmp_path, KNOWN)
    assert choose("auto", environment, tmp_path).name == "wlr-randr"
    assert choose("auto", {"PATH": ""}, tmp_path).name == "none: dimmed by paint"
    backlight(tmp_path)
    assert choose("auto", environment, tmp_path).name == "back-light panel"
    assert choose("none", environment, tmp_path).name == "none: dimmed by paint"
    assert choose("none", environment, tmp_path).show(10) == 100


def test_the_installer_is_told_what_is_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert obstacle("auto", {"PATH": ""}, tmp_path) == ""
    assert "There is no back-light of the kernel here" in obstacle("sysfs", {}, tmp_path)
    assert "apt-get install wlr-randr" in obstacle("wlr-randr", {"PATH": ""}, tmp_path)
    backlight(tmp_path)
    assert obstacle("auto", {}, tmp_path) == ""
    monkeypatch.setattr(SysfsBacklight, "is_writable", property(lambda _: False))
    assert "62-hemsapp-backlight.rules" in obstacle("auto", {}, tmp_path)


@pytest.mark.parametrize(
    ("files", "lux"),
    [
        ({"in_illuminance_raw": "120", "in_illuminance_scale": "0.5"}, 60.0),
        ({"in_illuminance_raw": "120", "in_illuminance_scale": "2", "in_illuminance_offset": "-20"}, 200.0),
        ({"in_illuminance_raw": "7"}, 7.0),
        ({"in_illuminance_input": "42.5"}, 42.5),
        ({"in_illuminance0_raw": "9"}, 9.0),
        ({"in_illuminance_raw": "broken"}, None),
    ],
)
def test_a_sensor_tells_the_light_of_the_room(tmp_path: Path, files: dict[str, str], lux: float | None) -> None:
    folder = tmp_path / "bus/iio/devices/iio:device0"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(f"{text}\n")
    assert choose("none", {}, tmp_path).ambient_lux() == lux


def test_a_room_without_a_sensor_has_no_light_that_is_known(tmp_path: Path) -> None:
    assert AmbientSensor.found(tmp_path) is None
    assert choose("none", {}, tmp_path).ambient_lux() is None

"""A report that was recorded from a faulty run replays to the same fault (X-SELF-DIAGNOSE, users.md 21)."""

from pathlib import Path

import pytest

from devices.sim.scenario import parse
from hemsapp.archive.kept import Archive, Source
from hemsapp.bundle import pack
from hemsapp.bundle.faults import FaultKind
from hemsapp.bundle.timeline import Timeline, beside
from hemsapp.play.player import Player, settings
from hemsapp.play.replayed import replay

HEAD = """date 2026-07-14
begins 15:30
devices meter, hall thermostat, heater load-switch, den thermostat
absent den
house base 400 W, 74 F, outside 97 F

"""
CRITICAL = "15:32 utility critical peak price #7 from 15:40 for 15 min at 0.62\n"
FAULTY = {
    FaultKind.DEVICE_SILENT: ("15:40 device hall silent for 12 min\n16:00 kiosk shows hall weak\n", "thermostat-1"),
    FaultKind.DEVICE_WEAK: ("15:35 device heater loses 40 %\n16:20 kiosk shows radio ready\n", "load-switch-1"),
    FaultKind.METER_SILENT: (
        "15:40 meter silent for 9 min\n15:45 kiosk shows meter silent\n16:00 kiosk shows meter live\n",
        "meter",
    ),
    FaultKind.RADIO_LOST: ("15:40 radio cable pulled for 90 s\n15:50 kiosk shows radio ready\n", ""),
    FaultKind.JOIN_FAILED: (
        "15:40 installer connects den, which comes mute\n15:50 kiosk shows radio ready\n",
        "thermostat-2",
    ),
    FaultKind.RECEIPTS_LOST: (
        f"{CRITICAL}15:35 utility cannot reach the meter\n16:05 kiosk shows radio ready\n",
        "",
    ),
}


def recorded(text: str, folder: Path) -> pack.Report:
    """Play it, save a report of it as the kiosk would, and read that."""
    folder.mkdir()
    scenario = parse(HEAD + text)
    player = Player(scenario, folder, is_strict=False)
    fixed = settings(scenario)
    source = Source(folder / "home.db", fixed.zone, fixed.tariff, fixed.bill_day, folder)
    timeline = Timeline(beside(source.path), player.kiosk.now)
    player.kiosk.on_heard = timeline.note
    player.begin()
    player.live_until(scenario.end)
    assert not player.complaints
    player.kiosk.catch_up()
    timeline.flush()
    path = folder / "report.zip"
    with Archive(source, player.now) as archive, path.open("wb") as file:
        pack.write(archive, file)
    player.close()
    return pack.read(path)


@pytest.mark.parametrize("kind", FAULTY, ids=lambda kind: kind.value.replace(" ", "-"))
def test_a_failing_home_becomes_a_scenario_with_the_same_fault(kind: FaultKind, tmp_path: Path) -> None:
    text, room = FAULTY[kind]
    report = recorded(text, tmp_path / "home")
    again = replay(report, _made(tmp_path / "again"))
    assert [(each.fault.kind, each.room) for each in again.faults] == [(kind, room)], again.text
    assert again.is_same, again.text
    assert not again.complaints


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder

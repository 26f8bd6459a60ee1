"""A device's firmware in its sheet: what runs, what is there, why it waits, how it ended (X-REMOTE-DOWNLOAD)."""

import pytest

from hemsapp.firmware import StopUpdate, UpdateFirmware
from hemsapp.snapshot import Snapshot
from ui.presenters.device_care import Care, cares
from ui.presenters.network import NetworkPresenter
from ui.screens.cases import NOW, normal
from ui.screens.network_cases import FIRMWARES


def looked_at(snapshot: Snapshot) -> NetworkPresenter:
    """The page with the sheet of the thermostat upstairs."""
    presenter = NetworkPresenter()
    presenter.present(snapshot, NOW)
    presenter.look_at(2)
    return presenter


def told(snapshot: Snapshot) -> tuple[str, str]:
    """The line of its facts, and the advice."""
    sheet = looked_at(snapshot).present(snapshot, NOW).sheet
    assert sheet is not None
    return dict(sheet[1].facts).get("Firmware", ""), sheet[1].advice


@pytest.mark.parametrize(
    ("case", "line", "sentence"),
    [
        ("firmware-newer", "1.4, 1.5 is there", ""),
        ("firmware-given", "42\N{THIN SPACE}% of 1.5 is with it", ""),
        ("firmware-for-event", "1.4, 1.5 is ordered", "An event comes first. The update to 1.5 goes on when every"),
        ("firmware-after-event", "1.4, 1.5 is ordered", "The update to 1.5 goes on after it, today 3:42 PM."),
        ("firmware-behind-another", "1.4, 1.5 is ordered", "One device is updated at a time"),
        ("firmware-applied", "1.4, 1.5 is ordered", "It has all of 1.5, and is starting with it."),
        ("firmware-updated", "1.5", "Updated to 1.5, today 12:42 PM."),
        ("firmware-invalid", "1.4, 1.5 is there", "was not whole, so it keeps 1.4. Please try again."),
        ("firmware-stopped", "1.4, 1.5 is there", "The update to 1.5 was stopped. It keeps 1.4."),
    ],
)
def test_the_sheet_tells_what_runs_why_it_waits_and_how_it_ended(case: str, line: str, sentence: str) -> None:
    said, advice = told(FIRMWARES[case](normal()))
    assert said.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == line
    assert sentence in advice.replace("\N{NO-BREAK SPACE}", " ")


def test_every_state_and_outcome_has_words() -> None:
    for case, make in FIRMWARES.items():
        said, _ = told(make(normal()))
        assert said, case
    assert told(normal()) == ("", told(normal())[1]), "a device that takes none says nothing of it"


def test_a_touch_orders_the_update_and_another_stops_it() -> None:
    newer, given = FIRMWARES["firmware-newer"](normal()), FIRMWARES["firmware-given"](normal())
    for snapshot, title, kind in ((newer, "Update 1.4 → 1.5", UpdateFirmware), (given, "Stop the update", StopUpdate)):
        device = snapshot.devices[2]
        presenter = looked_at(snapshot)
        presenter.show_more()
        rows = presenter.present(snapshot, NOW).cares
        row = cares(snapshot, device).index(Care.FIRMWARE)
        assert rows[row].title == title
        assert presenter.care(row) == (kind(device.device), None)
        assert presenter.present(snapshot, NOW).cares == (), "how it goes is said in the facts"
    for case in ("firmware-updated", "firmware-applied"):
        snapshot = FIRMWARES[case](normal())
        assert Care.FIRMWARE not in cares(snapshot, snapshot.devices[2]), case

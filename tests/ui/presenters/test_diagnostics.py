"""Diagnostics: what is wrong comes first, each line says when it was known, and installers see the counters."""

from dataclasses import replace
from datetime import date

import pytest

from devices.errors import RadioFault
from hemsapp.commands import Role, RunCheck
from hemsapp.snapshot import Snapshot
from ui.presenters.diagnostics import DiagnosticsPanel, lines, verdict
from ui.screens import cases
from ui.screens.cases import NOW
from ui.views import ButtonState, Tone
from ui.views.settings import ButtonPart, CheckPart


def told(snapshot: Snapshot) -> dict[str, str]:
    return {part.name: f"{part.view.sentence} {part.view.age}" for part in lines(snapshot, NOW)}


def test_all_is_well_in_an_ordinary_home() -> None:
    s = cases.normal()
    well = replace(s, health=replace(s.health, backed_up=date(2026, 7, 12)))
    assert verdict(well, NOW) == "All OK"
    seen = told(well)
    assert seen["diagnostics.meter"] == "The meter answers. heard 3 s ago"
    assert seen["diagnostics.backup"] == "Everything is backed up. Yesterday"
    assert seen["diagnostics.clock"].startswith("It is 1:12 PM, by the meter. The meter")
    assert seen["diagnostics.receipts"] == "Your utility has every receipt. now"


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (cases.silent, "diagnostics.meter"),
        (cases.storage_trouble, "diagnostics.storage"),
        (lambda: cases.radio_fault(RadioFault.UNPLUGGED), "diagnostics.radio"),
    ],
)
def test_what_is_wrong_stands_first(make: object, name: str) -> None:
    assert callable(make)
    snapshot = make()
    parts = DiagnosticsPanel().parts(snapshot, NOW)
    marked = [part.name for part in parts if isinstance(part, CheckPart) and part.view.tone is Tone.ATTENTION]
    assert name in marked
    assert [part.name for part in parts[2 : 2 + len(marked)]] == marked  # below the two buttons
    assert verdict(snapshot, NOW) == f"{len(marked)} to look at"


def test_a_receipt_that_waits_and_a_backup_that_is_old_are_told() -> None:
    """UC96.1.8"""
    s = cases.normal()
    waits = replace(s, events=replace(s.events, owed=2), health=replace(s.health, backed_up=date(2026, 7, 2)))
    seen = told(waits)
    assert seen["diagnostics.receipts"] == "2 receipts wait for the meter. now"
    assert seen["diagnostics.backup"] == "The last backup is old. Plug in a USB stick and save one. 2 Jul"


def test_the_light_is_told_and_is_no_fault_of_the_display() -> None:
    """C1NFR13.3"""
    panel = DiagnosticsPanel()
    last = [part for part in panel.parts(cases.normal(), NOW) if isinstance(part, CheckPart)][-1]
    assert last.view.sentence.endswith("its pictures are dimmed.")
    assert panel.value(cases.normal(), NOW) == "All OK"


def test_counters_are_for_the_installer() -> None:
    s = cases.normal()
    assert "diagnostics.counters" not in told(s)
    by_installer = replace(s, preferences=replace(s.preferences, role=Role.INSTALLER))
    assert told(by_installer)["diagnostics.counters"].endswith("since this display was switched on")


def test_a_check_is_run_and_says_that_it_is_at_work() -> None:
    panel = DiagnosticsPanel()
    panel.parts(cases.normal(), NOW)
    assert panel.chosen("diagnostics.check", 0) == RunCheck()
    button = panel.parts(cases.normal(), NOW)[0]
    assert isinstance(button, ButtonPart)
    assert button.view.state is ButtonState.BUSY

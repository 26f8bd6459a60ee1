"""The hand-over of a home in its states: not rehearsed, running, passed, and failed with what to do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hemsapp.snapshot import Snapshot
from hemsapp.snapshot.rehearsal import Rehearsal, Trial, Tried, Verdict
from ui.presenters.frame import Page
from ui.screens.cases import CASES
from ui.screens.history_cases import Scene


def _rehearsed(verdict: Verdict, trials: tuple[Trial, ...], begun_minutes: int) -> Snapshot:
    s = CASES["normal"]()
    start = s.at.utc - timedelta(minutes=begun_minutes)
    end = start + timedelta(minutes=10)
    concluded = None if verdict is Verdict.RUNNING else end + timedelta(minutes=2)
    return replace(s, rehearsal=Rehearsal(7, start, end, verdict, trials, concluded), texts=())


def _trials(took: tuple[bool | None, ...], back: tuple[bool | None, ...], receipts: Trial) -> tuple[Trial, ...]:
    """The meter's announcement, two thermostats of the house, and the receipts."""
    devices = [each.device for each in CASES["normal"]().devices if each.kind.value != "meter gateway"]
    found = [Trial(Tried.ANNOUNCED, True)]
    for device, part, put_back in zip(devices, took, back, strict=False):
        found += [Trial(Tried.TOOK_PART, part, device), Trial(Tried.RESTORED, put_back, device)]
    return (*found, receipts)


def running() -> Snapshot:
    """Six minutes into it: one device has done its part, the other is on its way."""
    trials = _trials((True, None), (None, None), Trial(Tried.RECEIPTS, None, count=3, of=4))
    return _rehearsed(Verdict.RUNNING, trials, 6)


def passed() -> Snapshot:
    """All went as planned."""
    trials = _trials((True, True), (True, True), Trial(Tried.RECEIPTS, True, count=6, of=6))
    return _rehearsed(Verdict.PASSED, trials, 25)


def failed() -> Snapshot:
    """One device was not put back, and the utility has too few receipts."""
    trials = _trials((True, True), (True, False), Trial(Tried.RECEIPTS, False, count=4, of=6))
    return _rehearsed(Verdict.FAILED, trials, 25)


def nobody() -> Snapshot:
    """No device takes part: that is no rehearsal."""
    trials = (Trial(Tried.ANNOUNCED, True), Trial(Tried.TOOK_PART, False), Trial(Tried.RECEIPTS, True, count=2, of=2))
    return _rehearsed(Verdict.FAILED, trials, 25)


def _scene(make: Callable[[], Snapshot]) -> Scene:
    return Scene(make, Page.HANDOVER)


HANDOVER_SCENES: dict[str, Scene] = {
    "handover": _scene(CASES["normal"]),
    "handover-running": _scene(running),
    "handover-passed": _scene(passed),
    "handover-failed": _scene(failed),
    "handover-nobody": _scene(nobody),
    "handover-not-saved": Scene(passed, Page.HANDOVER, pressed=("handover.save",)),
}

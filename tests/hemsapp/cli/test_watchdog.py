"""The watchdog is fed while both threads live, and starves when the engine hangs (F33)."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from devices.moment import Moment
from hemsapp.cli.watchdog import Watchdog
from hemsapp.clock import Clock
from ui.screens.cases import normal


class SetClock(Clock):
    """A clock that stands where the test puts it."""

    moment = normal().at

    def now(self) -> Moment:
        """Where it stands."""
        return self.moment


@pytest.mark.parametrize("is_abstract", [True, False])
def test_it_is_fed_only_while_the_engine_publishes(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_abstract: bool
) -> None:
    del qtbot
    place = f"@{tmp_path}" if is_abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind("\0" + place[1:] if is_abstract else place)
        systemd.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", place)
        clock = SetClock()
        parent = QObject()
        watchdog = Watchdog(clock, parent)
        watchdog.feed()
        assert systemd.recv(99) == b"WATCHDOG=1"
        clock.moment = Moment(clock.moment.utc, clock.moment.monotonic_s + 100)
        watchdog.feed()
        with pytest.raises(BlockingIOError):
            systemd.recv(99)
        watchdog.hear(replace(normal(), at=clock.moment))
        watchdog.feed()
        assert systemd.recv(99) == b"WATCHDOG=1"
    watchdog.feed()  # nobody listens any more: no harm
    watchdog._timer.stop()


def test_without_systemd_it_does_nothing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    del qtbot
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    parent = QObject()
    watchdog = Watchdog(SetClock(), parent)
    watchdog.feed()
    assert not watchdog._timer.isActive()
    parent.deleteLater()

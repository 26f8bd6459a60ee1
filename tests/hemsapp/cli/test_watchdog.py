"""The watchdog is fed while both threads live, and starves when the engine hangs (F33)."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from devices.moment import Moment
from hemsapp.cli import headless
from hemsapp.cli.watchdog import Watchdog
from hemsapp.clock import Clock
from hemsapp.snapshot import Snapshot
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


async def test_a_display_without_a_screen_feeds_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F33: whoever runs headless is watched as well."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setattr(headless, "_FED_EVERY_S", 0.05)
        clock = SetClock()
        await headless.serve(made, clock, 0.3)
        assert systemd.recv(99) == b"WATCHDOG=1"


def made() -> Any:
    return Publishing()


class Publishing:
    """A service that publishes once, and ends when it is told to."""

    def __init__(self) -> None:
        self._ended = asyncio.Event()

    def subscribe(self, listener: Callable[[Snapshot], None]) -> None:
        listener(normal())

    def stop(self) -> None:
        self._ended.set()

    async def run(self) -> None:
        await self._ended.wait()

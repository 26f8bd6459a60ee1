"""systemd's watchdog (sd_notify(3)): fed by the Qt thread, and only while the engine thread publishes (F33)."""

from PySide6.QtCore import QObject, QTimer

from hemsapp.cli import systemd
from hemsapp.clock import Clock
from hemsapp.service import WALL_S
from hemsapp.snapshot import Snapshot

FED_EVERY_MS = 10_000
_SILENT_S = 3 * WALL_S


class Watchdog(QObject):
    """Feeds the watchdog of whoever started us; without one it does nothing. A hang of either thread starves it."""

    def __init__(self, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._now = clock.now
        self._heard = clock.now()
        self._place = systemd.place()
        self._timer = QTimer(self, interval=FED_EVERY_MS)
        self._timer.timeout.connect(self.feed)
        if self._place:
            self._timer.start()

    def hear(self, snapshot: Snapshot) -> None:
        """The engine lives; called on its thread."""
        self._heard = snapshot.at

    def feed(self) -> None:
        """Say that all is well, if it is; whoever no longer listens starves by itself."""
        if not self._place or self._now().seconds_since(self._heard) > _SILENT_S:
            return
        systemd.tell_well(self._place)

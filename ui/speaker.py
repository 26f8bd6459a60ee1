"""Plays a chime with the program that this machine has for it; a machine without one is silent."""

import logging
import shutil
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Qt, QTemporaryDir

from ui.chimes import wav
from ui.presenters.alerts import Chime

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))

_log = logging.getLogger(__name__)


class Speaker(QObject):
    """One sound at a time, in a process of its own: the screen never waits for it. An emergency cuts others short.

    A program that fails, as where its sound server does not run, gives way to the next one for good.
    """

    def __init__(self, parent: QObject | None = None, path: str | None = None) -> None:
        """`path` is where programs are looked for, as in PATH."""
        super().__init__(parent)
        found = ((shutil.which(program, path=path), options) for program, *options in PLAYERS)
        self._players = [(program, options) for program, options in found if program]
        self._folder: QTemporaryDir | None = None
        self._chime: Chime | None = None
        self._process = QProcess(self)
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._failed, Qt.ConnectionType.QueuedConnection)  # it may start anew then

    @property
    def name(self) -> str:
        """The program that plays; empty when there is none."""
        return Path(self._players[0][0]).name if self._players else ""

    def ring(self, chime: Chime) -> None:
        """Begin to play it."""
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            if chime is not Chime.EMERGENCY:
                return
            self.stop()
        self._play(chime)

    def stop(self) -> None:
        """Be silent."""
        self._chime = None
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished(1000)

    def _play(self, chime: Chime) -> None:
        if self._players:
            self._chime = chime
            program, options = self._players[0]
            self._process.start(program, [*options, str(self._file(chime))])

    def _file(self, chime: Chime) -> Path:
        if self._folder is None:
            self._folder = QTemporaryDir()
        path = Path(self._folder.path()) / f"{chime.value}.wav"
        if not path.exists():
            path.write_bytes(wav(chime))
        return path

    def _ended(self, code: int) -> None:
        if code:
            self._give_way(f"it ended with code {code}")
        else:
            self._chime = None

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._give_way(self._process.errorString())

    def _give_way(self, why: str) -> None:
        """Nobody hears it: take the next program, unless it was to be silent."""
        if self._chime is None:
            return
        _log.warning("%s plays no sound: %s", self.name, why)
        self._players.pop(0)
        self._play(self._chime)

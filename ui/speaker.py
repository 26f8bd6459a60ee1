"""Plays a chime with the program that this machine has for it; a machine without one is silent."""

import logging
import shutil
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTemporaryDir

from ui.chimes import wav
from ui.presenters.alerts import Chime

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))

_log = logging.getLogger(__name__)


class Speaker(QObject):
    """One sound at a time, in a process of its own: the screen never waits for it. An emergency cuts others short."""

    def __init__(self, parent: QObject | None = None, path: str | None = None) -> None:
        """`path` is where programs are looked for, as in PATH."""
        super().__init__(parent)
        found = ((shutil.which(program, path=path), options) for program, *options in PLAYERS)
        self._player = next(((program, options) for program, options in found if program), None)
        self._folder: QTemporaryDir | None = None
        self._is_told = False
        self._process = QProcess(self)
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.errorOccurred.connect(self._failed)

    @property
    def name(self) -> str:
        """The program that plays; empty when there is none."""
        return "" if self._player is None else Path(self._player[0]).name

    def ring(self, chime: Chime) -> None:
        """Begin to play it."""
        if self._player is None:
            return
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            if chime is not Chime.EMERGENCY:
                return
            self.stop()
        program, options = self._player
        self._process.start(program, [*options, str(self._file(chime))])

    def stop(self) -> None:
        """Be silent."""
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished(1000)

    def _file(self, chime: Chime) -> Path:
        if self._folder is None:
            self._folder = QTemporaryDir()
        path = Path(self._folder.path()) / f"{chime.value}.wav"
        if not path.exists():
            path.write_bytes(wav(chime))
        return path

    def _failed(self, error: QProcess.ProcessError) -> None:
        if not self._is_told and error is not QProcess.ProcessError.Crashed:
            self._is_told = True
            _log.warning("%s plays no sound: %s", self.name, self._process.errorString())

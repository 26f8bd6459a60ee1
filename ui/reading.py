"""Reads the open page aloud when it is asked to, and an event by itself; silent where nothing speaks."""

import logging
from dataclasses import replace

from PySide6.QtCore import QObject, QProcess, Qt
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import words
from ui.keyboard import Keyboard, as_read
from ui.presenters.alerts import is_quiet
from ui.presenters.reading import Cadence, read
from ui.presenters.voices import Spoken, is_there, spoken
from ui.views import EventBandView, HeaderView
from ui.views.events import BandKind
from ui.widgets.base import Pressable, Shown
from ui.widgets.button import Button
from ui.widgets.header import Header
from ui.widgets.rail import Rail

_log = logging.getLogger(__name__)
_LONGEST = 4000


class Voice(QObject):
    """Says one thing at a time in a process of its own; whatever becomes of that process, the screen goes on."""

    def __init__(self, parent: QObject | None = None, path: str | None = None) -> None:
        """`path` is where programs are looked for, as in PATH."""
        super().__init__(parent)
        self._path = path
        self._now: Spoken | None = None
        self._process = QProcess(self)
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.errorOccurred.connect(self._failed, Qt.ConnectionType.QueuedConnection)

    @property
    def can_speak(self) -> bool:
        """Is there a program for it?"""
        return is_there(self._path)

    @property
    def is_speaking(self) -> bool:
        """Is something being said?"""
        return self._process.state() is not QProcess.ProcessState.NotRunning

    def say(self, text: str, tag: str) -> None:
        """Say that in the language, in place of what is being said."""
        self.stop()
        self._now = spoken(text[:_LONGEST], tag, self._path)
        if self._now is not None and text:
            self._process.start(self._now.program, list(self._now.arguments))

    def stop(self) -> None:
        """Be silent."""
        if not self.is_speaking:
            return
        if self._now is not None and self._now.stopping:
            QProcess.startDetached(self._now.program, list(self._now.stopping))
        self._process.kill()
        self._process.waitForFinished(1000)

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            _log.warning("nothing is read aloud: %s", self._process.errorString())


class Reader(QObject):
    """The key in the header, `R` on the keyboard, and the events that are said by themselves."""

    def __init__(self, window: QWidget, header: Header, keyboard: Keyboard, voice: Voice | None = None) -> None:
        super().__init__(window)
        self._window, self._keyboard = window, keyboard
        self.voice = voice or Voice(self)
        self._cadence = Cadence()
        self._is_wanted = False
        self._page = ""
        header.read_pressed.connect(self.toggle)
        keyboard.asked_aloud.connect(self.toggle)

    def on(self, view: HeaderView, snapshot: Snapshot, event: EventBandView | None, now: Moment) -> HeaderView:
        """The header with the key, if a person wants it and there is a voice; says the event when it is due."""
        manners = snapshot.preferences.manners
        self._is_wanted = manners.does_read_aloud and self.voice.can_speak
        if not self._is_wanted:
            self.voice.stop()
            return view
        if view.title != self._page:
            self._page = view.title
            self.voice.stop()
        is_loud = event is not None and event.kind is BandKind.EMERGENCY
        is_quiet_now = is_quiet(manners, i18n.local(now.utc, snapshot.preferences.zone).time())
        if event is not None and (is_loud or not is_quiet_now) and self._cadence.is_due(event.title, now):
            self.voice.say(read([event.title, event.countdown]), manners.language)
        return replace(view, read=words("reading.stop" if self.voice.is_speaking else "reading.start"))

    def toggle(self) -> None:
        """Read what is seen, or stop."""
        if self.voice.is_speaking:
            self.voice.stop()
        elif self._is_wanted:
            self.voice.say(read(sentences(self._keyboard.scope())), i18n.style().tag)


def sentences(root: QWidget) -> list[str]:
    """What is seen below it, as a page is read: what is shown, not what can be pressed to do something."""
    found = []
    for each in as_read(root):
        is_said = isinstance(each, Shown) and not isinstance(each, Button | Rail)
        is_key = isinstance(each, Pressable) and (isinstance(each.parentWidget(), Rail | Header))
        if is_said and not is_key and each.accessibleName():
            found.append(each.accessibleName())
    return found

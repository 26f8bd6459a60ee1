"""What an installer sets lies behind the PIN, if there is one: pages and commands wait here until it was typed."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.commands import Command
from hemsapp.pin import PinState
from hemsapp.questions import Answer
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.presenters.pin import GUARDED_PAGES, OPEN_S, Goal, PinEntry, guarded
from ui.screens.pad import PadSheet
from ui.theme import Theme
from ui.tokens import Milliseconds


class PinSheet(QObject):
    """The pad for a PIN: `asked` carries the vault's question, `reached` says that the entry came to its end."""

    asked = Signal(object)
    reached = Signal()

    def __init__(self, name: str, theme: Theme, window: QWidget, now: Callable[[], Moment]) -> None:
        super().__init__(window)
        self._now = now
        self._entry: PinEntry | None = None
        self._pad = PadSheet(name, theme, window, is_secret=True)
        self._pad.closes_when_accepted = False
        self._pad.typed.connect(self._type)
        self._pad.accepted.connect(self._accept)
        self._pad.cancelled.connect(self._forget)

    @property
    def is_open(self) -> bool:
        """Does it cover the page?"""
        return self._pad.is_open

    def begin(self, entry: PinEntry) -> None:
        """Open for that."""
        self._entry = entry
        self.present()
        self._pad.open()

    def present(self) -> None:
        """Show how it stands: a wait runs down."""
        if self._entry is not None:
            self._pad.show_view(self._entry.view(self._now()))

    def answered(self, answer: Answer) -> None:
        """The vault answered."""
        if self._entry is None:
            return
        state = (
            answer if isinstance(answer, PinState) else PinState(is_set=True, problem=getattr(answer, "sentence", ""))
        )
        if self._entry.answered(state, self._now()):
            self.close()
            self.reached.emit()
        else:
            self.present()

    def close(self) -> None:
        """Put it away, with everything that was typed."""
        self._entry = None
        self._pad.close_pad()

    def _forget(self) -> None:
        self._entry = None

    def _type(self, sign: str) -> None:
        if self._entry is not None:
            self._entry.press(sign, self._now())
            self.present()

    def _accept(self) -> None:
        if self._entry is not None:
            question = self._entry.accept(self._now())
            self.present()
            if question is not None:
                self.asked.emit(question)


class Gate(QObject):
    """Lets pages and commands through at once, or once the PIN was right; `asked` and `opened` carry what came through.

    It stays open for five minutes of use, and is shut when the display goes home by itself or rests.
    """

    asked = Signal(object)
    opened = Signal(str)
    wanted = Signal(object, object)

    def __init__(self, theme: Theme, window: QWidget, now: Callable[[], Moment]) -> None:
        super().__init__(window)
        self._now = now
        self._is_set = False
        self._until_s = 0.0
        self._then: Command | str | None = None
        self._sheet = PinSheet("pin", theme, window, now)
        self._sheet.asked.connect(lambda question: self.wanted.emit(question, self.answered))
        self._sheet.reached.connect(self._let_through)

    def show(self, snapshot: Snapshot) -> None:
        """Whether there is a PIN is seen in the snapshot; a wait runs down."""
        self._is_set = snapshot.preferences.is_pin_set
        self._sheet.present()

    @property
    def is_asking(self) -> bool:
        """Does the pad cover the page?"""
        return self._sheet.is_open

    def holds(self, page: Page, key: str) -> bool:
        """Must the PIN be typed before the page opens by that key? Then the gate opens it itself, later."""
        return self._must_ask(GUARDED_PAGES.get(page, ""), key)

    def ask(self, command: Command) -> None:
        """Pass a command on, at once or after the PIN."""
        if not self._must_ask(guarded(command), command):
            self.asked.emit(command)

    def answered(self, answer: Answer) -> None:
        """The vault answered."""
        self._sheet.answered(answer)

    def watch(self, idle_s: float) -> None:
        """Shut when nobody was there for as long as it takes the display to go home."""
        if idle_s * 1000 < Milliseconds.TO_HOME:
            return
        self._until_s, self._then = 0.0, None
        if self._sheet.is_open:
            self._sheet.close()

    def _must_ask(self, subject: str, then: Command | str) -> bool:
        if not subject or not self._is_set or self._now().monotonic_s < self._until_s:
            return False
        self._then = then
        self._sheet.begin(PinEntry(Goal.OPEN, subject))
        return True

    def _let_through(self) -> None:
        self._until_s = self._now().monotonic_s + OPEN_S
        then, self._then = self._then, None
        if isinstance(then, str):
            self.opened.emit(then)
        elif then is not None:
            self.asked.emit(then)

"""The PIN on the pad: what is asked for, what was typed, as dots, how long one must wait, what the vault is asked."""

from dataclasses import dataclass
from enum import Enum

from devices.moment import Moment
from hemsapp.commands import (
    AllowJoin,
    ChangeMeter,
    ChoosePriceSource,
    Command,
    SaveRates,
    SaveTariff,
    SetRetention,
    StartWork,
)
from hemsapp.commissioning import AllowJoins, RemoveDevice, ReplaceDevice
from hemsapp.displaying import InviteDisplay, RemoveDisplay
from hemsapp.pin import LEAST_DIGITS, MOST_DIGITS, PinChosen, PinQuestion, PinState, PinTried
from ui import i18n
from ui.i18n import said, words
from ui.presenters.frame import Page
from ui.presenters.pad import PadView
from ui.views import FieldView, NumberPadView, SheetView

OPEN_S = 300
"""After the PIN was right nothing more is asked for so long, unless the display goes home by itself or rests."""

GUARDED_PAGES = {Page.RATES: "rates", Page.CONNECT: "devices", Page.DATA: "data"}
_GUARDED: dict[type, str] = {
    SaveTariff: "rates",
    SaveRates: "rates",
    ChoosePriceSource: "rates",
    AllowJoin: "devices",
    AllowJoins: "devices",
    ReplaceDevice: "devices",
    RemoveDevice: "devices",
    InviteDisplay: "devices",
    RemoveDisplay: "devices",
    ChangeMeter: "data",
    SetRetention: "data",
    StartWork: "data",
}
_DOT = "\N{BULLET}"


def guarded(command: Command) -> str:
    """What the command is about if it is asked for behind the PIN alone, else "" (events and comfort never are)."""
    return _GUARDED.get(type(command), "")


class Goal(Enum):
    """What a PIN is typed for."""

    OPEN = "open"
    SET = "set"
    CHANGE = "change"
    REMOVE = "remove"


class Stage(Enum):
    """Which PIN is being typed."""

    PRESENT = "present"
    NEW = "new"
    AGAIN = "again"


_STAGES = {
    Goal.OPEN: (Stage.PRESENT,),
    Goal.SET: (Stage.NEW, Stage.AGAIN),
    Goal.CHANGE: (Stage.PRESENT, Stage.NEW, Stage.AGAIN),
    Goal.REMOVE: (Stage.PRESENT,),
}


@dataclass(slots=True)
class PinEntry:
    """One opening of the pad, to its end; `subject` is what is opened (`rates`, `devices`, `data`)."""

    goal: Goal
    subject: str = ""
    _step: int = 0
    _text: str = ""
    _before: str = ""
    _chosen: str = ""
    _note: str = ""
    _until_s: float = 0.0
    _is_asking: bool = False

    @property
    def stage(self) -> Stage:
        """Which PIN is typed now."""
        return _STAGES[self.goal][self._step]

    def is_waiting(self, now: Moment) -> bool:
        """Were there too many wrong tries just now?"""
        return now.monotonic_s < self._until_s

    def press(self, sign: str, now: Moment) -> None:
        """A digit more; empty erases. Nothing while one must wait."""
        if self._is_asking or self.is_waiting(now):
            return
        self._note = ""
        self._text = self._text[:-1] if not sign else (self._text + sign)[:MOST_DIGITS]

    def accept(self, now: Moment) -> PinQuestion | None:
        """The question that the vault must answer before it goes on; None: there is another PIN to type first."""
        if len(self._text) < LEAST_DIGITS or self._is_asking or self.is_waiting(now):
            return None
        typed, self._text = self._text, ""
        match self.stage:
            case Stage.NEW:
                self._chosen, self._step = typed, self._step + 1
                return None
            case Stage.AGAIN if typed != self._chosen:
                self._step, self._note = self._step - 1, words("pin.differ")
                return None
        self._is_asking = True
        if self.stage is Stage.AGAIN:
            return PinChosen(typed, self._before)
        self._before = typed
        return PinChosen("", typed) if self.goal is Goal.REMOVE else PinTried(typed)

    def answered(self, state: PinState, now: Moment) -> bool:
        """Take the vault's answer: is the goal reached?"""
        self._is_asking = False
        if state.is_right:
            self._step += 1
            return self._step == len(_STAGES[self.goal]) or not (state.is_set or self.goal is Goal.SET)
        self._until_s = now.monotonic_s + state.wait_s
        if state.problem:
            self._note = said(state.problem)
        elif state.is_right is False and state.tries_left:
            self._note = words("pin.wrong_left", count=state.tries_left)
        else:
            self._note = words("pin.wrong")
        return False

    def view(self, now: Moment) -> PadView:
        """The sheet as it stands."""
        hint = self._note or words(f"pin.hint_{self._hint()}")
        if self.is_waiting(now):
            hint = words("pin.wait", time=_span(max(1, round(self._until_s - now.monotonic_s))))
        title = words(f"pin.title_{self.subject}") if self.subject else words(f"pin.title_{self.stage.value}")
        typed = words("pin.typed", count=len(self._text))
        can_accept = len(self._text) >= LEAST_DIGITS and not self._is_asking and not self.is_waiting(now)
        return PadView(
            SheetView(title, hint),
            FieldView(_DOT * len(self._text), icon="key-round", is_active=True, sentence=typed),
            NumberPadView(
                words("pin.checking" if self._is_asking else "pad.accept"), has_point=False, can_accept=can_accept
            ),
        )

    def _hint(self) -> str:
        return "open" if self.goal is Goal.OPEN else self.stage.value


def _span(seconds: int) -> str:
    """`26 s`, `14 min 02 s`."""
    return words("screen.seconds", amount=i18n.whole(seconds)) if seconds < 60 else i18n.silence(seconds)

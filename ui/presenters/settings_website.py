"""The panel of the settings for the utility's website: connect this display with a code, test it, end it."""

from devices.moment import Moment
from hemsapp.questions import Answer
from hemsapp.site import ConnectSite, LeaveSite, SiteFault, SiteQuestion, SiteState, SiteWanted
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters.displays import grouped
from ui.presenters.pad import PadView
from ui.presenters.settings_panels import Wish
from ui.presenters.typing import Typing
from ui.views import (
    ButtonKind,
    ButtonState,
    ButtonView,
    FieldView,
    ListRowView,
    NumberPadView,
    SheetView,
    Tone,
)
from ui.views.settings import ButtonPart, Part, RowPart, Say, WordsPart

CODE_DIGITS = 12
ADDRESS, CODE = "website.address", "website.code"


class WebsitePanel:
    """Keeps what was typed, and how the connection stood when it was asked last."""

    key, icon = "website", "radio-tower"

    def __init__(self) -> None:
        self._state: SiteState | None = None
        self._typed: dict[str, str] = {}
        self._is_waiting = self._is_leaving = False

    @property
    def is_editing(self) -> bool:
        """Is something typed that was not sent, or about to be ended?"""
        return bool(self._typed) or self._is_leaving

    def discard(self) -> None:
        """Forget what was typed."""
        self._typed.clear()
        self._is_leaving = False

    def answered(self, answer: Answer) -> None:
        """How it stands now; a code that was sent is spent."""
        self._is_waiting = False
        if isinstance(answer, SiteState):
            self._state = answer
            if answer.address:
                self._typed.clear()
        else:
            self._state = None

    def value(self, snapshot: Snapshot, now: Moment) -> str:  # noqa: ARG002 - the connection stands in no snapshot
        """Connected, or not, or what is wrong."""
        state = self._state
        if state is None:
            return ""
        if not state.address:
            return words("website.none")
        return words("website.problem" if state.fault is not None else "website.connected")

    def parts(self, snapshot: Snapshot, now: Moment) -> tuple[Part, ...]:  # noqa: ARG002 - as above
        """What stands on the panel."""
        state = self._state
        if state is None:
            return (WordsPart("website.what", words("website.what"), Say.TEXT),)
        if self._is_leaving:
            return (
                WordsPart("website.title", words("website.leave_title"), Say.HEADING),
                WordsPart("website.consequence", words("website.leave_note"), Say.TEXT),
                ButtonPart("website.left", ButtonView(words("website.left"), ButtonKind.PRIMARY)),
                ButtonPart("website.keep", ButtonView(words("website.keep"), ButtonKind.OUTLINE)),
            )
        return self._connected(state, snapshot.preferences.zone) if state.address else self._open(state)

    def chosen(self, name: str, value: int) -> Wish:  # noqa: ARG002 - a button has no value
        """Nothing for the engine: the page asks what `question` gives, and opens the keys for what is typed."""
        self._is_leaving = name == "website.leave"
        return None

    def question(self, name: str) -> SiteQuestion | None:
        """What a finger on that part asks of the website; None: nothing, or something is missing."""
        asked: SiteQuestion | None = None
        match name:
            case "website.test":
                asked = SiteWanted(is_tested=True)
            case "website.left":
                asked = LeaveSite()
            case "website.connect" if self.missing() is None:
                asked = ConnectSite(self._typed[ADDRESS], self._typed.pop(CODE))
        self._is_waiting = asked is not None
        return asked

    def missing(self) -> str | None:
        """What is to be typed next."""
        if not self._typed.get(ADDRESS):
            return ADDRESS
        return None if len(self._typed.get(CODE, "")) == CODE_DIGITS else CODE

    def typing(self) -> Typing:
        """The keys for the address."""
        return Typing(words(ADDRESS), words("website.address_hint"), self._typed.get(ADDRESS, ""))

    def typed(self, text: str) -> None:
        """The address was typed."""
        self._typed[ADDRESS] = text.replace(" ", "").lower()

    def press(self, sign: str) -> None:
        """A digit of the code more; empty erases."""
        code = self._typed.get(CODE, "")
        self._typed[CODE] = code[:-1] if not sign else (code + sign)[:CODE_DIGITS]

    def pad(self) -> PadView:
        """The sheet with the code's digits."""
        code = self._typed.get(CODE, "")
        return PadView(
            SheetView(words(CODE), words("website.code_hint")),
            FieldView(grouped(code), is_active=True, sentence=words(CODE)),
            NumberPadView(words("pad.accept"), has_point=False, can_accept=len(code) == CODE_DIGITS),
        )

    def _open(self, state: SiteState) -> tuple[Part, ...]:
        """Not connected: what to type, and what went wrong."""
        kind = ButtonKind.PRIMARY if self.missing() is None else ButtonKind.OUTLINE
        busy = ButtonView(words("website.connecting"), ButtonKind.OUTLINE, ButtonState.BUSY)
        connect = busy if self._is_waiting else ButtonView(words("website.connect"), kind)
        return (
            WordsPart("website.what", words("website.what"), Say.TEXT),
            _row(ADDRESS, self._typed.get(ADDRESS, "")),
            _row(CODE, grouped(self._typed.get(CODE, ""))),
            *self._problem(state.fault),
            ButtonPart("website.connect", connect),
            WordsPart("website.note", words("website.how")),
        )

    def _connected(self, state: SiteState, zone: str) -> tuple[Part, ...]:
        busy = ButtonView(words("website.testing"), ButtonKind.OUTLINE, ButtonState.BUSY)
        test = busy if self._is_waiting else ButtonView(words("website.test"))
        rows = [("website.at", words(ADDRESS), state.address.removeprefix("https://"))]
        rows += [("website.account", words("website.account"), state.account)] if state.account else []
        if state.tested is not None:
            rows += [("website.tested", words("website.tested"), i18n.clock_time(state.tested, zone))]
        leave = ButtonPart("website.leave", ButtonView(words("website.leave"), ButtonKind.OUTLINE))
        return (
            WordsPart("website.what", words("website.shows"), Say.TEXT),
            *(RowPart(name, ListRowView(title, value=value, has_rule=True)) for name, title, value in rows),
            *self._problem(state.fault),
            ButtonPart("website.test", test),
            *((WordsPart("website.note", words("website.installed")),) if state.is_installed else (leave,)),
        )

    def _problem(self, fault: SiteFault | None) -> tuple[Part, ...]:
        if fault is None or self._is_waiting:
            return ()
        said = words(f"website.fault_{fault.value.replace(' ', '_')}")
        return (WordsPart("website.fault", said, Say.TEXT, Tone.ATTENTION),)


def _row(key: str, value: str) -> RowPart:
    view = ListRowView(words(key), value=value or words("website.missing"), has_chevron=True, has_rule=True)
    return RowPart(key, view)

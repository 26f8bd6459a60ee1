"""The panel of the settings for the other displays of the home: invite one, see who is connected, remove one."""

from devices.moment import Moment
from hemsapp.displaying import InviteDisplay, LeaveHome, RemoveDisplay, StopInviting
from hemsapp.snapshot import Displays, Invitation, MainDisplay, PairedDisplay, Reach, Snapshot
from ui import i18n
from ui.i18n import said, words
from ui.presenters.settings_panels import Wish
from ui.views import ButtonKind, ButtonView, ListRowView, Tone
from ui.views.settings import ButtonPart, Part, RowPart, Say, WordsPart

_GROUP = 4
_LEAVE = "leave"


class DisplaysPanel:
    """On the main display: the others. On another one: which home it shows, and the way out."""

    key, icon = "displays", "tablet"

    def __init__(self) -> None:
        self._asked = ""
        self._paired: tuple[PairedDisplay, ...] = ()

    @property
    def is_editing(self) -> bool:
        """Is a display about to be removed?"""
        return bool(self._asked)

    def discard(self) -> None:
        """Remove nothing."""
        self._asked = ""

    def value(self, snapshot: Snapshot, now: Moment) -> str:  # noqa: ARG002 - a name has no age
        """How many others there are, or whose home this is."""
        displays = snapshot.displays
        if displays.main is not None:
            return i18n.name_of(displays.main.name)
        count = len(displays.paired)
        return words("displays.count", count=count) if count else words("displays.none")

    def parts(self, snapshot: Snapshot, now: Moment) -> tuple[Part, ...]:
        """What stands on the panel."""
        displays = snapshot.displays
        if displays.main is not None:
            return self._of_companion(displays.main, now)
        self._paired = displays.paired
        gone = next((each for each in displays.paired if each.key == self._asked), None)
        if gone is not None:
            return self._asking(words("displays.remove_title", name=gone.name), words("displays.remove_note"), "remove")
        self._asked = ""
        if displays.invitation is not None:
            return _invitation(displays, displays.invitation, now)
        problem = (WordsPart("displays.problem", said(displays.problem), Say.TEXT),) if displays.problem else ()
        invite = ButtonView(words("displays.invite"), ButtonKind.PRIMARY, icon="plus")
        return (
            WordsPart("displays.what", words("displays.what"), Say.TEXT),
            *problem,
            ButtonPart("displays.invite", invite),
            *(_row(index, each, now) for index, each in enumerate(displays.paired)),
            WordsPart("displays.note", words("displays.note")),
        )

    def chosen(self, name: str, value: int) -> Wish:  # noqa: ARG002 - a button has no value
        """Invite, stop, or remove, after a second touch."""
        asked, self._asked = self._asked, ""
        match name:
            case "displays.invite":
                return InviteDisplay()
            case "displays.stop":
                return StopInviting()
            case "displays.remove":
                return RemoveDisplay(asked)
            case "displays.leave":
                self._asked = _LEAVE
            case "displays.left":
                return LeaveHome()
            case _ if name.startswith("displays.shown"):
                self._asked = self._paired[int(name.removeprefix("displays.shown"))].key
        return None

    def _of_companion(self, main: MainDisplay, now: Moment) -> tuple[Part, ...]:
        if self._asked == _LEAVE:
            return self._asking(words("displays.leave_title"), words("displays.leave_note"), "left")
        is_there = main.reach is Reach.CONNECTED
        state = words("displays.connected") if is_there else words("displays.lost", age=_age(main.since, now))
        tone = Tone.INK if is_there else Tone.ATTENTION
        return (
            WordsPart("displays.shows", words("displays.shows"), Say.TEXT),
            RowPart("displays.main", ListRowView(i18n.name_of(main.name), value=state, value_tone=tone, has_rule=True)),
            RowPart("displays.at", ListRowView(words("displays.address"), value=main.address, has_rule=True)),
            RowPart("displays.called", ListRowView(words("displays.called"), value=main.own_name, has_rule=True)),
            WordsPart("displays.own", words("displays.own")),
            ButtonPart("displays.leave", ButtonView(words("displays.leave"), ButtonKind.OUTLINE)),
        )

    def _asking(self, title: str, note: str, deed: str) -> tuple[Part, ...]:
        return (
            WordsPart("displays.title", title, Say.HEADING),
            WordsPart("displays.consequence", note, Say.TEXT),
            ButtonPart(f"displays.{deed}", ButtonView(words(f"displays.{deed}"), ButtonKind.PRIMARY)),
            ButtonPart("displays.keep", ButtonView(words("displays.keep"), ButtonKind.OUTLINE)),
        )


def grouped(code: str) -> str:
    """The code in groups of four, as it is read aloud."""
    return " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def _invitation(displays: Displays, invitation: Invitation, now: Moment) -> tuple[Part, ...]:
    left_s = max(0, round(invitation.until.seconds_since(now)))
    tries = invitation.tries_left
    address = displays.addresses[0] if displays.addresses else words("displays.no_network")
    return (
        WordsPart("displays.on_other", words("displays.on_other"), Say.TEXT),
        RowPart("displays.address", ListRowView(words("displays.address"), value=address, value_tone=Tone.INK)),
        WordsPart("displays.code_label", words("displays.code"), Say.HEADING),
        WordsPart("displays.code", grouped(invitation.code), Say.CLOCK),
        WordsPart("displays.left_time", words("displays.left_time", time=i18n.silence(left_s))),
        *((WordsPart("displays.tries", words("displays.tries", count=tries), Say.TEXT),) if tries < 3 else ()),
        ButtonPart("displays.stop", ButtonView(words("displays.stop"), ButtonKind.OUTLINE)),
    )


def _row(index: int, each: PairedDisplay, now: Moment) -> RowPart:
    if each.is_connected:
        state = words("displays.connected")
    elif each.heard is None:
        state = words("displays.not_heard")
    else:
        state = words("displays.heard", age=_age(each.heard, now))
    view = ListRowView(each.name, icon="tablet", value=state, has_chevron=True, has_rule=True)
    return RowPart(f"displays.shown{index}", view)


def _age(since: Moment, now: Moment) -> str:
    return i18n.silence(max(0.0, now.seconds_since(since)))

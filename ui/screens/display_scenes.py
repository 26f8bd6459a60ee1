"""Sample states of several displays in one home: invited, paired, lost, and a display without a home."""

from dataclasses import replace
from datetime import timedelta

from devices.moment import Moment
from hemsapp.saying import say
from hemsapp.snapshot import Displays, Invitation, MainDisplay, PairedDisplay, Reach, Snapshot
from hemsapp.snapshot.blank import blank
from ui.presenters.frame import Page
from ui.screens.cases import CASES, NOW, normal
from ui.screens.history_cases import Scene

ADDRESSES = ("192.168.1.20",)
KITCHEN = PairedDisplay("6f1c3a", "Kitchen", NOW.utc - timedelta(days=40), is_connected=True, heard=NOW)
UPSTAIRS = PairedDisplay("a90b77", "Upstairs hall", NOW.utc - timedelta(days=3), heard=None)


def _at(seconds: float) -> Moment:
    return Moment(NOW.utc + timedelta(seconds=seconds), NOW.monotonic_s + seconds)


def with_displays(displays: Displays, shown: Snapshot | None = None) -> Snapshot:
    """The sample house with these displays."""
    return replace(shown or normal(), displays=displays)


def paired() -> Snapshot:
    """A main display with two others, one of them away."""
    return with_displays(Displays((KITCHEN, replace(UPSTAIRS, heard=_at(-4000))), addresses=ADDRESSES))


def invited(tries_left: int = 3) -> Snapshot:
    """A display is invited."""
    return with_displays(Displays((KITCHEN,), Invitation("482109375516", _at(154), tries_left), ADDRESSES))


def companion(reach: Reach = Reach.CONNECTED, since_s: float = -700.0, problem: str = "") -> Snapshot:
    """The kitchen's display, as it stands to the main one."""
    main = MainDisplay(reach, _at(since_s), "Main display", "192.168.1.20", "Kitchen", problem)
    return with_displays(Displays(main=main), CASES["silent"]() if reach is Reach.LOST else None)


def homeless(problem: str = "") -> Snapshot:
    """A display that shows no home yet."""
    main = MainDisplay(Reach.NOBODY, NOW, problem=problem)
    return with_displays(Displays(main=main), blank(NOW))


def _refused() -> Snapshot:
    return homeless(say("That is not the code that the main display shows."))


def _ended() -> Snapshot:
    problem = say("Three wrong codes: the invitation ended. Ask for a new code.")
    return with_displays(Displays((KITCHEN,), addresses=ADDRESSES, problem=problem))


def by_kitchen() -> Snapshot:
    """An event that was left at the kitchen's display, as the main one shows it."""
    s = CASES["event-left"]()
    current = s.events.current
    assert current is not None
    parts = tuple(replace(each, changed_by="Kitchen" if each.changed_at else "") for each in current.participations)
    changed = replace(current, participations=parts)
    kept = tuple(changed if each is current else each for each in s.events.all)
    return with_displays(Displays((KITCHEN,)), replace(s, events=replace(s.events, current=changed, all=kept)))


_PANEL = ("settings.displays",)
DISPLAY_SCENES: dict[str, Scene] = {
    "settings-displays-none": Scene(normal, Page.SETTINGS, pressed=_PANEL),
    "settings-displays": Scene(paired, Page.SETTINGS, pressed=_PANEL),
    "settings-displays-invited": Scene(invited, Page.SETTINGS, pressed=_PANEL),
    "settings-displays-wrong-code": Scene(lambda: invited(1), Page.SETTINGS, pressed=_PANEL),
    "settings-displays-ended": Scene(_ended, Page.SETTINGS, pressed=_PANEL),
    "settings-displays-remove": Scene(paired, Page.SETTINGS, pressed=(*_PANEL, "displays.shown0")),
    "settings-companion": Scene(companion, Page.SETTINGS, pressed=_PANEL),
    "settings-companion-leave": Scene(companion, Page.SETTINGS, pressed=(*_PANEL, "displays.leave")),
    "settings-companion-lost": Scene(lambda: companion(Reach.LOST, -190.0), Page.SETTINGS, pressed=_PANEL),
    "event-by-kitchen": Scene(by_kitchen, Page.HOME),
    "companion-lost": Scene(lambda: companion(Reach.LOST, -190.0), Page.HOME),
    "companion-first": Scene(homeless, Page.COMPANION),
    "companion-refused": Scene(_refused, Page.COMPANION),
    "companion-code": Scene(
        homeless, Page.COMPANION, pressed=("companion.code", *(f"companion.pad.keys.{each}" for each in "48210"))
    ),
}

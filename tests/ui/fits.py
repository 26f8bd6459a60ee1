"""Every state of every page, one window a state that takes every look: what is cut, what overlaps, what is lost."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QAbstractButton, QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from tests.ui import ink, longer
from ui import gallery
from ui.presenters.frame import Page
from ui.screens import cases, join_cases
from ui.screens.cases import CASES, JOINS, LABEL_ADDRESS, LABEL_CODE, NOW, no_meter
from ui.screens.comfort_cases import MISSED_NOW, SCENES
from ui.screens.connect import ConnectScreen
from ui.screens.history_cases import HISTORY_SCENES, Scene
from ui.screens.home import HomeScreen
from ui.screens.money_scenes import MONEY_SCENES
from ui.screens.programme import ProgrammeScreen
from ui.screens.rules import RulesScreen
from ui.screens.sample_answers import serve
from ui.theme import Look, Theme
from ui.tokens import Scheme, Screen
from ui.widgets.hex_pad import HexPad
from ui.widgets.sheet import Sheet
from ui.widgets.toast import Toast
from ui.window import Window

SHOWN = (Page.HOME, Page.BILL, Page.NETWORK)
"""The pages that most cases are about."""


@dataclass(frozen=True, slots=True)
class Worn:
    """A look as a person chooses it."""

    screen: Screen
    percent: int = 100
    language: str = "en-US"
    scheme: Scheme = Scheme.DARK

    def __str__(self) -> str:
        """`800x480 150 % en-US dark`."""
        width, height = self.screen.value
        return f"{width}x{height} {self.percent} % {self.language} {self.scheme}"


@dataclass(frozen=True, slots=True)
class State:
    """A house at a moment, and what is done on its window; `acts` leads from picture to picture."""

    make: Callable[[], Snapshot]
    acts: tuple[Callable[[Window], None], ...]
    now: Moment = NOW
    is_answered: bool = True


def open_page(page: str) -> Callable[[Window], None]:
    """The act that opens a page."""
    return lambda window: window.open(page)


def press(name: str) -> Callable[[Window], None]:
    """The act that presses a button."""

    def act(window: Window) -> None:
        button = window.findChild(QAbstractButton, name)
        assert button is not None, f"there is no {name} to press"
        button.click()

    return act


def pages() -> dict[str, State]:
    """Every page of the normal house and of an event that runs."""
    return {name: State(CASES[name], tuple(map(open_page, Page))) for name in ("normal", "event-active")}


def scenes() -> dict[str, State]:
    """Every other picture of the gallery."""
    return {
        **{f"case-{name}": _case(name) for name in CASES if name not in pages()},
        **{f"comfort-{name}": _comfort(name) for name in SCENES},
        **{
            name: State(scene.make, (partial(_play, scene=scene),), scene.now, is_answered=False)
            for name, scene in {**HISTORY_SCENES, **MONEY_SCENES}.items()
        },
        **{
            f"override-{name}": State(CASES[name], tuple(partial(_step_out, room=room) for room in range(3)))
            for name in ("event-active", "event-heating", "event-one-room", "event-emergency-ja5")
        },
        "label": State(no_meter, (open_page(Page.CONNECT), press("connect.air.primary"), _type_address, _type_code)),
        **{f"add-{name}": State(make, acts) for name, (make, acts) in _ADDING.items()},
        **{name: State(make, (_wait_for_a_device,)) for name, make in JOINS.items()},
        **{f"sheet-{name}": _sheet(*acts) for name, acts in _SHEETS.items()},
    }


def _case(name: str) -> State:
    about = (*SHOWN, Page.EVENT) if name.startswith("event") else SHOWN
    return State(CASES[name], tuple(map(open_page, about)))


def _comfort(name: str) -> State:
    make, now, about = SCENES[name]
    acts = list(map(open_page, about))
    if Page.RULES in about:
        acts += [open_page(Page.RULES), _rule(lambda rules: rules.presenter.toggle_more())]
        acts += [_rule(lambda rules: rules.presenter.choose(3)), _rule(lambda rules: rules.presenter.respond(0))]
    return State(lambda: make(cases.normal()), tuple(acts), now or NOW)


def _rule(act: Callable[[RulesScreen], object]) -> Callable[[Window], None]:
    def done(window: Window) -> None:
        rules = window.findChild(RulesScreen)
        assert rules is not None
        act(rules)
        window.present()

    return done


def _sheet(*acts: Callable[[Window], None]) -> State:
    def act(window: Window) -> None:
        for each in acts:
            each(window)

    make = SCENES["missed"][0]
    return State(lambda: make(cases.normal()), (act,), MISSED_NOW)


def _step_start(window: Window) -> None:
    programme = window.findChild(ProgrammeScreen)
    assert programme is not None
    programme.presenter.step_start(0, 1)


_SHEETS: dict[str, tuple[Callable[[Window], None], ...]] = {
    "why": (open_page(Page.COMFORT), press("comfort.why")),
    "call": (open_page(Page.MESSAGES), press("messages.missed.call")),
    "level": (open_page(Page.RULES), _rule(lambda rules: rules._open_level(2))),
    "rules": (open_page(Page.RULES), _rule(lambda rules: rules.presenter.step_critical(1)), open_page(Page.HOME)),
    "programme": (open_page(Page.PROGRAMME), _step_start, open_page(Page.HOME)),
}


def _air(name: str) -> Callable[[], Snapshot]:
    return lambda: replace(cases.normal(), air=join_cases.AIRS[name])


def _read_list(window: Window) -> None:
    connect = window.findChild(ConnectScreen)
    assert connect is not None
    connect.presenter.take(join_cases.LIST)
    window.present()


def _look_at_first(window: Window) -> None:
    connect = window.findChild(ConnectScreen)
    assert connect is not None
    connect.presenter.look_at(0)
    window.present()


_CHECK_AIR = (open_page(Page.CONNECT), press("connect.choice11"))
_ADDING: dict[str, tuple[Callable[[], Snapshot], tuple[Callable[[Window], None], ...]]] = {
    "kinds": (
        cases.normal,
        (open_page(Page.CONNECT), press("connect.choice1"), press("connect.choice1"), press("connect.scan")),
    ),
    **{f"air-{name}": (_air(name), _CHECK_AIR) for name in join_cases.AIRS},
    "list": (
        lambda: join_cases.batch(cases.normal()),
        (
            open_page(Page.CONNECT),
            press("connect.choice10"),
            _read_list,
            press("connect.batch.primary"),
            _look_at_first,
        ),
    ),
}


def _play(window: Window, scene: Scene) -> None:
    gallery.play(window, replace(scene, make=lambda: window.snapshot or scene.make()))


def _step_out(window: Window, room: int) -> None:
    home = window.findChild(HomeScreen)
    assert home is not None
    home._override.open()
    home._override._choose_room(room)


def _wait_for_a_device(window: Window) -> None:
    """What a joining came to is shown to who waits for it."""
    window.open(Page.CONNECT)
    window.show_snapshot(JOINS["join-waiting"]())


def _type_address(window: Window) -> None:
    _type(window, LABEL_ADDRESS)


def _type_code(window: Window) -> None:
    pad = window.findChild(HexPad)
    assert pad is not None
    pad.accepted.emit()
    _type(window, LABEL_CODE.replace("39B2", "3982"))


def _type(window: Window, digits: str) -> None:
    pad = window.findChild(HexPad)
    assert pad is not None
    for digit in digits:
        pad.typed.emit(digit)


@contextmanager
def window_of(state: State) -> Iterator[Window]:
    """A window of that house, put away in the end."""
    with gallery.window_of(Theme(Look(is_motion_reduced=True)), lambda: state.now) as window:
        if state.is_answered:
            serve(window)
        yield window


def wear(window: Window, state: State, worn: Worn) -> None:
    """Show the state's house in that look."""
    window.resize(*worn.screen.value)
    window.show()
    language = longer.PLACE if worn.language == longer.TAG else worn.language
    snapshot = cases.with_manners(state.make(), text_percent=worn.percent, language=language)
    window.show_snapshot(gallery.in_scheme(snapshot, worn.scheme))


def walk(state: State, looks: Iterable[Worn]) -> dict[str, list[str]]:
    """The faults of each picture of the state in each look, by a name of both; nothing where nothing is at fault."""
    found: dict[str, list[str]] = {}
    looks = list(looks)
    for language in sorted({each.language for each in looks}):
        with longer.spoken() if language == longer.TAG else nullcontext():
            found |= _walk(state, [each for each in looks if each.language == language])
    return found


def _walk(state: State, looks: list[Worn]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with window_of(state) as window:
        wear(window, state, looks[0])
        for index, act in enumerate(state.acts):
            act(window)
            for worn in looks:
                wear(window, state, worn)
                if wrong := faults(window):
                    found[f"{worn}: {window.page} ({index})"] = wrong
    return found


def faults(window: Window) -> list[str]:
    """What is cut off or overlaps in what is seen now: the sheet that covers the page, else all; the toast first."""
    told = window.findChild(Toast)
    assert told is not None
    wrong = [f"toast: {each}" for each in ink.faults(told)] if told.isVisible() else []
    told.hide()
    return wrong + ink.faults(covering(window))


def covering(window: Window) -> QWidget:
    """The sheet that lies over the page, the last one that was opened; without one the window itself."""
    sheets = [each for each in window.findChildren(Sheet) if each.isVisible()]
    return sheets[-1] if sheets else window

"""What the manual's figures show: the program's own presenters on sample states, so that no picture is out of date."""

from collections.abc import Callable

from hemsapp.snapshot import Snapshot
from ui.i18n import words
from ui.manual.figures import CallOut, Figure, Part, Side
from ui.presenters.bill import BillPresenter
from ui.presenters.comfort import ComfortPresenter
from ui.presenters.events import band
from ui.presenters.frame import Page, header, rail
from ui.presenters.home import HomePresenter, HomeView
from ui.presenters.network import NetworkPresenter
from ui.presenters.override import undo_toast
from ui.screens.cases import CASES, NOW
from ui.views import ButtonKind, ButtonState, ButtonView, EventBandView, Level, PriceTagView
from ui.views.cards import ToastView
from ui.widgets.arch import Arch
from ui.widgets.button import Button
from ui.widgets.circle_button import CircleButton
from ui.widgets.device_row import DeviceRow
from ui.widgets.event_band import EventBand
from ui.widgets.header import Header
from ui.widgets.hero import Hero
from ui.widgets.ladder import Ladder
from ui.widgets.ledger_row import LedgerRow
from ui.widgets.plan_card import PlanCard
from ui.widgets.price_tag import PriceTag
from ui.widgets.rail import Rail
from ui.widgets.range_bar import RangeBar
from ui.widgets.skyline import Skyline
from ui.widgets.spark import Spark
from ui.widgets.toast import Toast

_WIDTH = 596
_LEVELS = (Level.LOW, Level.NORMAL, Level.HIGH, Level.CRITICAL, Level.EMERGENCY)


def _home(case: str = "normal") -> HomeView:
    return HomePresenter().present(_case(case), NOW)


def _case(case: str) -> Snapshot:
    return CASES[case]()


def _arch() -> Figure:
    view = _home()
    parts = (
        Part(Arch, view.arch, (0, 0, 420, 344)),
        Part(Hero, view.hero, (0, 0, 420, 344)),
        Part(Spark, view.spark, (0, 285, 420, 60)),
    )
    marks = (
        CallOut(0.76, 0.375, Side.RIGHT),
        CallOut(0.72, 0.57, Side.RIGHT),
        CallOut(0.66, 0.75, Side.RIGHT),
        CallOut(0.72, 0.87, Side.RIGHT),
    )
    return Figure(420, 350, parts, marks, 0.66)


def _row(index: int, case: str = "normal", *marks: CallOut) -> Figure:
    return Figure(_WIDTH, 86, (Part(LedgerRow, _home(case).rows[index], (0, 0, _WIDTH, 86)),), marks)


def _rows() -> Figure:
    parts = tuple(Part(LedgerRow, row, (0, index * 86, 456, 86)) for index, row in enumerate(_home().rows))
    marks = tuple(CallOut(1, (index + 0.5) / 4, Side.RIGHT) for index in range(4))
    return Figure(456, 344, parts, marks, 0.68)


def _skyline() -> Figure:
    marks = (CallOut(0.03, 0.55), CallOut(0.34, 0.6), CallOut(0.85, 0.8))
    return Figure(_WIDTH, 176, (Part(Skyline, _home().skyline, (0, 0, _WIDTH, 176)),), marks, 0.94)


def _levels() -> Figure:
    parts = tuple(
        Part(PriceTag, PriceTagView(level, words(f"level.{level.value}")), (index % 3 * 198, index // 3 * 46, 190, 40))
        for index, level in enumerate(_LEVELS)
    )
    return Figure(_WIDTH, 90, parts)


def _band(case: str, *marks: CallOut) -> Figure:
    view = band(_case(case), NOW)
    assert isinstance(view, EventBandView)
    return Figure(_WIDTH, 56, (Part(EventBand, view, (0, 0, _WIDTH, 56)),), marks)


def _plan() -> Figure:
    card = _home("event-announced").card
    assert card is not None
    marks = (CallOut(0.25, 0.98), CallOut(0.55, 0.98), CallOut(0.87, 0.98))
    return Figure(1000, 190, (Part(PlanCard, card.card, (0, 0, 1000, 190)),), marks, 0.596)


def _top() -> Figure:
    view = header(_case("event-announced"), NOW, "")
    marks = (CallOut(0.33, 0.75), CallOut(0.55, 0.7), CallOut(0.725, 0.75), CallOut(0.805, 0.75), CallOut(0.92, 0.75))
    return Figure(704, 56, (Part(Header, view, (0, 0, 704, 56)),), marks, 0.846)


def _rail() -> Figure:
    return Figure(88, 600, (Part(Rail, rail(Page.HOME), (0, 0, 88, 600)),), (), 0.55)


def _dial() -> Figure:
    view = ComfortPresenter().present(_case("event-active"), NOW)
    assert view.less is not None
    assert view.more is not None
    parts = (
        Part(CircleButton, view.less, (0, 0, 170, 152)),
        Part(CircleButton, view.more, (200, 0, 170, 152)),
    )
    return Figure(370, 152, parts)


def _devices() -> Figure:
    rows = NetworkPresenter().present(_case("normal"), NOW).rows
    parts = tuple(Part(DeviceRow, row, (0, index * 76, 904, 76)) for index, row in enumerate(rows[:3]))
    return Figure(904, 228, parts, (), 0.659)


def _undo() -> Figure:
    view = undo_toast(_case("event-eased"), NOW)
    assert isinstance(view, ToastView)
    return Figure(904, 80, (Part(Toast, view, (0, 0, 904, 80)),), (CallOut(0.2, 0.8), CallOut(0.9, 0.8)), 0.659)


def _ladder() -> Figure:
    view = BillPresenter().present(_case("normal"), NOW)
    parts = (Part(Ladder, view.ladder, (0, 0, 330, 440)),)
    return Figure(330, 440, parts, (CallOut(0.95, 0.3, Side.RIGHT), CallOut(0.95, 0.65, Side.RIGHT)), 0.5)


def _range() -> Figure:
    view = BillPresenter().present(_case("normal"), NOW)
    return Figure(320, 90, (Part(RangeBar, view.range, (0, 0, 320, 90)),))


def _buttons() -> Figure:
    views = (
        ButtonView(words("events.keep"), ButtonKind.PRIMARY),
        ButtonView(words("events.change_plan")),
        ButtonView(words("events.sending"), state=ButtonState.BUSY),
        ButtonView(words("comfort.change"), state=ButtonState.LOCKED),
    )
    parts = tuple(Part(Button, view, (index % 2 * 304, index // 2 * 70, 292, 60)) for index, view in enumerate(views))
    marks = (CallOut(0.245, 0.2), CallOut(0.755, 0.2))
    return Figure(_WIDTH, 130, parts, marks[:0])


FIGURES: dict[str, Callable[[], Figure]] = {
    "arch": _arch,
    "band": lambda: _band("event-active", CallOut(0.053, 0.6), CallOut(0.32), CallOut(0.85)),
    "buttons": _buttons,
    "devices": _devices,
    "dial": _dial,
    "emergency": lambda: _band("event-emergency", CallOut(0.053, 0.6), CallOut(0.3), CallOut(0.85)),
    "ladder": _ladder,
    "levels": _levels,
    "plan": _plan,
    "rail": _rail,
    "range": _range,
    "recovery": lambda: _band("event-recovering"),
    "rows": _rows,
    "skyline": _skyline,
    "top": _top,
    "undo": _undo,
}
"""By the name that the source calls them."""

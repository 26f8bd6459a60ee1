"""Everything that a finger reaches, the keyboard reaches as well."""

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.keyboard import reading_order
from ui.presenters.frame import Page
from ui.screens.cases import CASES, NOW
from ui.screens.sample_answers import serve
from ui.theme import Look, Theme
from ui.tokens import Colour, Stroke
from ui.widgets.base import Pressable
from ui.widgets.history_chart import HistoryChart
from ui.widgets.price_ribbon import PriceRibbon
from ui.widgets.sheet import Sheet
from ui.window import Window

ONLY_SHOWN = {"screen.sample"}
"""Pressables that a page shows as a picture of themselves: nothing comes of a touch either."""


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    """The sample house, answered, on a screen of 1024x600."""
    made = Window(Theme(Look(is_motion_reduced=True)), lambda: NOW)
    qtbot.addWidget(made)
    serve(made)
    made.resize(1024, 600)
    made.show()
    made.show_snapshot(CASES["normal"]())
    return made


def key(window: Window, *keys: Qt.Key) -> None:
    handle = window.windowHandle()
    assert handle is not None
    for each in keys:
        QTest.keyClick(handle, each)


def page_of(window: Window) -> Page:
    return window.page


def focused(window: Window) -> str:
    widget = window.focusWidget()
    return "" if widget is None else widget.objectName()


def find(window: Window, name: str) -> Pressable[object]:
    found = window.findChild(Pressable, name)
    assert isinstance(found, Pressable), f"there is no {name}"
    return found


def touchable(window: Window) -> set[str]:
    """What answers a finger now."""
    return {
        each.objectName()
        for each in window.findChildren(Pressable)
        if each.isVisible()
        and each.isEnabled()
        and not each.size().isEmpty()
        and not each.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    } - ONLY_SHOWN


def walked(window: Window) -> list[str]:
    """What Tab comes by, once round."""
    names: list[str] = []
    for _ in range(200):
        key(window, Qt.Key.Key_Tab)
        name = focused(window)
        if name in names[:1]:
            return names
        names.append(name)
    raise AssertionError(f"Tab goes round no more: {names[-20:]}")


@pytest.mark.parametrize("case", ["normal", "event-active"])
def test_tab_comes_by_everything_that_answers_a_finger(window: Window, case: str) -> None:
    """On every page, of the sample house and during an event; and Shift+Tab comes back the same way."""
    window.show_snapshot(CASES[case]())
    missed: dict[str, object] = {}
    for page in Page:
        window.open(page)
        window.setFocus()
        names = walked(window)
        if lost := touchable(window) - set(names):
            missed[page] = lost
        key(window, Qt.Key.Key_Backtab)
        assert focused(window) == names[-1], page
    assert missed == {}


def test_tab_goes_as_a_page_is_read(window: Window) -> None:
    """Rail, header, page; and within the page what stands above or left comes first."""
    for page in (Page.HOME, Page.BILL, Page.MORE, Page.COMFORT):
        window.open(page)
        names = [each.objectName() for each in reading_order(window)]
        parts = [name.partition(".")[0] for name in names]
        assert parts == sorted(parts, key=["rail", "header", page, "toast"].index), page
    window.open(Page.MORE)
    tiles = [each for each in reading_order(window) if each.objectName().startswith("more.")]
    places = [(each.y(), each.x()) for each in tiles]
    assert places == sorted(places)
    assert len(tiles) > 5


def test_what_is_focused_is_ringed_by_three_pixels_of_ink_and_a_gap(window: Window) -> None:
    """In every kind of what can be pressed, on every page; what has no focus has no ring."""
    ink, gap = window.theme.colour(Colour.INK), window.theme.colour(Colour.BG)
    unseen: dict[str, str] = {}
    kinds = set()
    for page in Page:
        window.open(page)
        for widget in reading_order(window):
            kinds.add(type(widget).__name__)
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            ring = widget.ring(QRectF(widget.rect()))  # type: ignore[attr-defined]
            assert ring is not None, widget.objectName()
            image = widget.grab().toImage()
            x = round(ring.center().x())
            column = [image.pixelColor(x, round(ring.top()) + y) for y in range(Stroke.FOCUS + Stroke.FOCUS_GAP)]
            if not all(map(_like, column, [ink] * Stroke.FOCUS + [gap] * Stroke.FOCUS_GAP)):
                unseen[widget.objectName()] = ", ".join(each.name() for each in column)
    assert unseen == {}
    assert {"RailItem", "Button", "Tile", "Segment", "Hero", "LedgerRow", "HistoryChart", "PriceRibbon"} <= kinds


def _like(one: QColor, other: QColor) -> bool:
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return all(abs(a - b) <= 40 for a, b in pairs)


def test_a_touch_puts_the_ring_away(window: Window) -> None:
    key(window, Qt.Key.Key_Tab)
    assert focused(window) == "rail.home"
    handle = window.windowHandle()
    assert handle is not None
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=QPoint(600, 590))
    assert focused(window) == "window"
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=_middle(window, "rail.more"))
    assert page_of(window) is Page.MORE
    assert not any(each.hasFocus() for each in window.findChildren(Pressable))


def _middle(window: Window, name: str) -> QPoint:
    widget = find(window, name)
    return widget.mapTo(window, widget.rect().center())


def test_return_and_space_press_and_escape_goes_back(window: Window) -> None:
    """C1FR33: Next is pressed by the keyboard as well; from a page below More, Escape comes back to its tile."""
    find(window, "rail.next").setFocus(Qt.FocusReason.TabFocusReason)
    key(window, Qt.Key.Key_Return)
    assert page_of(window) is Page.BILL
    assert focused(window) == "rail.next"
    key(window, Qt.Key.Key_Space)
    assert page_of(window) is Page.PRICES
    window.open(Page.MORE)
    find(window, "more.network").setFocus(Qt.FocusReason.TabFocusReason)
    key(window, Qt.Key.Key_Return)
    assert page_of(window) is Page.NETWORK
    assert window.focusWidget() in reading_order(window)
    key(window, Qt.Key.Key_Escape)
    assert (page_of(window), focused(window)) == (Page.MORE, "more.network")
    key(window, Qt.Key.Key_Escape)
    assert page_of(window) is Page.HOME


def test_arrows_go_to_what_lies_there(window: Window) -> None:
    window.open(Page.MORE)
    tiles = [each for each in reading_order(window) if each.objectName().startswith("more.")]
    tiles[0].setFocus(Qt.FocusReason.TabFocusReason)
    key(window, Qt.Key.Key_Right)
    assert focused(window) == tiles[1].objectName()
    key(window, Qt.Key.Key_Down)
    assert focused(window) == tiles[4].objectName()
    key(window, Qt.Key.Key_Left, Qt.Key.Key_Up)
    assert focused(window) == tiles[0].objectName()
    key(window, Qt.Key.Key_Left)
    assert focused(window).startswith("rail.")


def test_a_sheet_keeps_the_focus_and_gives_it_back(window: Window) -> None:
    """`?` asks why a number is what it is, as a long press does; Escape closes."""
    find(window, "home.cost_now").setFocus(Qt.FocusReason.TabFocusReason)
    key(window, Qt.Key.Key_Question)
    sheet = window.findChild(Sheet, "why")
    assert sheet is not None
    assert sheet.isVisible()
    for _ in range(6):
        key(window, Qt.Key.Key_Tab)
        within = window.focusWidget()
        assert within is not None
        assert within is sheet or sheet.isAncestorOf(within), focused(window)
    key(window, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert focused(window) == "home.cost_now"


@pytest.mark.parametrize(("page", "kind"), [(Page.PRICES, PriceRibbon), (Page.HISTORY, HistoryChart)])
def test_arrows_move_the_read_out_of_a_chart(window: Window, page: Page, kind: type[QWidget]) -> None:
    window.open(page)
    chart = next(each for each in window.findChildren(kind) if each.isVisible())
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    key(window, Qt.Key.Key_Right)
    first = _read_out(window)
    key(window, Qt.Key.Key_Right)
    assert _read_out(window) != first
    key(window, Qt.Key.Key_Up)
    assert window.focusWidget() is not chart


def _read_out(window: Window) -> str:
    shown = [
        each for each in window.findChildren(QWidget) if each.isVisible() and each.objectName().startswith(window.page)
    ]
    return "\n".join(each.accessibleName() for each in shown)


def test_a_key_that_closes_passes_the_focus_on(window: Window) -> None:
    """Nothing that cannot be pressed keeps the focus."""
    window.open(Page.MORE)
    tile = find(window, "more.network")
    tile.setFocus(Qt.FocusReason.TabFocusReason)
    tile.setEnabled(False)
    assert focused(window) != "more.network"
    assert window.focusWidget() in reading_order(window)


def test_rows_are_read_before_columns(qtbot: QtBot) -> None:
    """Two columns that no level line parts: the left one first, then the right one."""
    root = QWidget()
    qtbot.addWidget(root)
    theme = Theme()
    for name, rect in {
        "left_low": QRect(0, 70, 100, 60),
        "left_top": QRect(0, 0, 100, 60),
        "right_top": QRect(120, 0, 100, 90),
        "right_low": QRect(120, 95, 100, 35),
        "foot": QRect(0, 140, 220, 40),
    }.items():
        made: Pressable[object] = Pressable(name, theme, root)
        made.setGeometry(rect)
    root.show()
    names = [each.objectName() for each in reading_order(root)]
    assert names == ["left_top", "left_low", "right_top", "right_low", "foot"]

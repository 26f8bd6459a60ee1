"""What all widgets promise: no paint without need, a press that reaches everyone, a sentence, a name."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from ui.specimens import Specimen, specimens
from ui.theme import Look, Theme
from ui.tokens import Scheme, Screen
from ui.views import (
    ArchView,
    ButtonKind,
    ButtonState,
    ButtonView,
    FieldView,
    HeroView,
    Level,
    NoticeCardView,
    NumberPadView,
    RailItemView,
    RailView,
    SegmentedView,
    SheetView,
    StepperView,
    ToastView,
    ToggleView,
    WhyRow,
    WhySheetView,
)
from ui.widgets.arch import Arch
from ui.widgets.base import Painted, Pressable
from ui.widgets.button import Button
from ui.widgets.hero import Hero
from ui.widgets.notice_card import NoticeCard
from ui.widgets.number_pad import NumberPad
from ui.widgets.rail import Rail
from ui.widgets.segmented import Segmented
from ui.widgets.sheet import Sheet
from ui.widgets.stepper import Stepper
from ui.widgets.toast import Toast
from ui.widgets.toggle import Toggle
from ui.widgets.why_sheet import WhySheet

ALL = list(specimens())
HERO = HeroView((), "$0.42", "/h", sentence="Cost now, 42 cents an hour, normal price")


class Paints(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002 - Qt's signature
        self.count += event.type() == QEvent.Type.Paint
        return False

    def settle(self) -> None:
        """Until everything that was asked of Qt is done: an `update` is an event in the queue, no matter of time."""
        before = -1
        while before != self.count:
            before = self.count
            QCoreApplication.processEvents()


@pytest.fixture
def theme(qapp: object) -> Iterator[Theme]:
    look = Theme(Look(is_motion_reduced=True))
    look.apply()
    yield look
    look.deleteLater()


def shown(qtbot: QtBot, widget: QWidget, width: int = 420, height: int = 344) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()


def press(parent: QWidget, name: str) -> None:
    """Tap the button of that name."""
    button = parent.findChild(QAbstractButton, name)
    assert button is not None, f"there is no {name}"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_equal_view_paints_nothing(qtbot: QtBot, theme: Theme) -> None:
    hero = Hero("home.cost_now", theme)
    hero.show_view(HERO)
    paints = Paints(hero)
    shown(qtbot, hero)
    paints.settle()
    assert paints.count > 0, "the window's own first paint has been"
    paints.count = 0
    hero.show_view(replace(HERO))
    paints.settle()
    assert paints.count == 0
    hero.show_view(replace(HERO, number="$0.43"))
    paints.settle()
    assert paints.count == 1


@pytest.mark.parametrize("specimen", ALL, ids=lambda each: each.name)
def test_the_caller_names_a_widget_and_it_speaks(qtbot: QtBot, theme: Theme, specimen: Specimen) -> None:
    widget = specimen.build(theme)
    qtbot.addWidget(widget)
    assert widget.objectName() == specimen.name
    for each in widget.findChildren(QAbstractButton):
        assert each.objectName().startswith(specimen.name)
        assert each.accessibleName() or not each.isVisibleTo(widget)


@pytest.mark.parametrize("specimen", ALL, ids=lambda each: each.name)
def test_what_can_be_pressed_is_as_large_as_a_finger(qtbot: QtBot, theme: Theme, specimen: Specimen) -> None:
    widget = specimen.build(theme)
    qtbot.addWidget(widget)
    small = [
        (each.objectName(), each.size().toTuple())
        for each in widget.findChildren(Pressable)
        if each.isVisibleTo(widget) and (each.height() < 56 or each.width() < 56)
    ]
    assert small == []


def test_assistive_technology_can_press_what_a_finger_can(qtbot: QtBot, theme: Theme) -> None:
    hero = Hero("home.cost_now", theme)
    hero.show_view(HERO)
    shown(qtbot, hero)
    door = QAccessible.queryAccessibleInterface(hero)
    assert door.role() == QAccessible.Role.Button
    assert door.text(QAccessible.Text.Name) == "Cost now, 42 cents an hour, normal price"
    with qtbot.waitSignal(hero.number_pressed):
        door.actionInterface().doAction("Press")


@pytest.mark.parametrize(
    ("state", "chosen", "explained"),
    [
        (ButtonState.IDLE, 1, 0),
        (ButtonState.LOCKED, 0, 1),
        (ButtonState.DISABLED, 0, 0),
        (ButtonState.BUSY, 0, 0),
        (ButtonState.DONE, 0, 0),
    ],
)
def test_a_locked_button_explains_and_a_busy_one_waits(
    qtbot: QtBot, theme: Theme, state: ButtonState, chosen: int, explained: int
) -> None:
    button = Button("save", theme)
    button.show_view(ButtonView("Save", ButtonKind.PRIMARY, state))
    shown(qtbot, button, 160, 56)
    counts = {"chosen": 0, "explained": 0}
    button.chosen.connect(lambda: counts.update(chosen=counts["chosen"] + 1))
    button.explained.connect(lambda: counts.update(explained=counts["explained"] + 1))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert counts == {"chosen": chosen, "explained": explained}


def test_a_busy_button_keeps_its_width(qtbot: QtBot, theme: Theme) -> None:
    button = Button("save", theme)
    qtbot.addWidget(button)
    button.show_view(ButtonView("Save from 1 August"))
    before = button.sizeHint()
    button.show_view(ButtonView("Sending…", state=ButtonState.BUSY))
    assert button.sizeHint() == before


def test_the_rail_says_which_page_was_chosen(qtbot: QtBot, theme: Theme) -> None:
    """C1FR33"""
    rail = Rail("rail", theme)
    rail.show_view(
        RailView((RailItemView("home", "Home", "house", True), RailItemView("next", "Next", "chevron-right")))
    )
    shown(qtbot, rail, 88, 600)
    item = rail.findChild(QAbstractButton, "rail.next")
    assert item is not None
    assert item.geometry().bottom() == 599
    with qtbot.waitSignal(rail.chosen, check_params_cb=lambda key: key == "next"):
        QTest.mouseClick(item, Qt.MouseButton.LeftButton)


def test_segments_say_what_was_chosen_and_wait_for_the_view(qtbot: QtBot, theme: Theme) -> None:
    segmented = Segmented("range", theme)
    segmented.show_view(SegmentedView(("Day", "Week", "Bill"), 0))
    shown(qtbot, segmented, 330, 60)
    with qtbot.waitSignal(segmented.chosen, check_params_cb=lambda index: index == 2):
        press(segmented, "range.2")
    assert segmented.view.selected == 0


def test_the_pad_types_digits_and_a_point(qtbot: QtBot, theme: Theme) -> None:
    """C1FR34a"""
    pad = NumberPad("pad", theme)
    pad.show_view(NumberPadView("Save"))
    shown(qtbot, pad, 284, 456)
    typed: list[str] = []
    pad.typed.connect(typed.append)
    for key in ("1", "7", "point", "0"):
        press(pad, f"pad.{key}")
    assert typed == ["1", "7", ".", "0"]
    with qtbot.waitSignals([pad.erased, pad.accepted]):
        press(pad, "pad.erase")
        press(pad, "pad.accept")


def test_a_pad_for_whole_numbers_has_no_point(qtbot: QtBot, theme: Theme) -> None:
    pad = NumberPad("pad", theme)
    pad.show_view(NumberPadView("Save", has_point=False, can_accept=False))
    shown(qtbot, pad, 284, 456)
    point, accept = (pad.findChild(QAbstractButton, f"pad.{key}") for key in ("point", "accept"))
    assert point is not None
    assert accept is not None
    assert not point.isVisible()
    assert not accept.isEnabled()


def test_a_stepper_stops_at_its_end(qtbot: QtBot, theme: Theme) -> None:
    stepper = Stepper("seconds", theme)
    stepper.show_view(StepperView("15 s", can_decrease=False))
    shown(qtbot, stepper, 212, 56)
    less = stepper.findChild(QAbstractButton, "seconds.less")
    assert less is not None
    assert not less.isEnabled()
    with qtbot.waitSignal(stepper.increased), qtbot.assertNotEmitted(stepper.decreased):
        press(stepper, "seconds.less")
        press(stepper, "seconds.more")


def test_a_toggle_shows_what_is_and_not_what_is_asked(qtbot: QtBot, theme: Theme) -> None:
    toggle = Toggle("larger", theme)
    toggle.show_view(ToggleView(False, "Off"))
    shown(qtbot, toggle, 120, 56)
    with qtbot.waitSignal(toggle.clicked):
        QTest.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert not toggle.isChecked()
    toggle.show_view(ToggleView(True, "On"))
    assert toggle.isChecked()


def test_a_field_speaks_its_error(qtbot: QtBot, theme: Theme) -> None:
    specimen = next(each for each in ALL if each.name == "field.wrong")
    field = specimen.build(theme)
    qtbot.addWidget(field)
    assert isinstance(specimen.view, FieldView)
    assert specimen.view.error in field.accessibleName()


def test_a_press_beside_the_sheet_dismisses_it_and_one_on_it_does_not(qtbot: QtBot, theme: Theme) -> None:
    page = QWidget()
    sheet = Sheet("sheet", theme, page)
    shown(qtbot, page, 1024, 600)
    sheet.show_view(SheetView("New bill started", primary=ButtonView("Apply"), secondary=ButtonView("Keep")))
    sheet.open()
    with qtbot.assertNotEmitted(sheet.dismissed):
        QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(500, 400))
    with qtbot.waitSignal(sheet.dismissed):
        QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(500, 60))
    with qtbot.waitSignal(sheet.dismissed):
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
    page.resize(800, 480)
    assert sheet.size() == page.size()
    sheet.close_sheet()
    assert not sheet.isVisible()


def test_the_why_sheet_opens_over_the_page_and_closes(qtbot: QtBot, theme: Theme) -> None:
    page = QWidget()
    why = WhySheet("why", theme, page)
    shown(qtbot, page, 1024, 600)
    why.show_view(WhySheetView("Why $0.42 an hour?", "Demand times price.", (WhyRow("Demand", "1.71 kW"),)))
    why.open()
    close = page.findChild(QAbstractButton, "why.primary")
    assert close is not None
    with qtbot.waitSignal(why.closed):
        QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not close.isVisible()


def test_a_card_and_a_toast_pass_their_presses_on(qtbot: QtBot, theme: Theme) -> None:
    card, toast = NoticeCard("card", theme), Toast("toast", theme)
    card.show_view(NoticeCardView("Silent", "Wait.", "clock-alert", primary=ButtonView("Run a check")))
    toast.show_view(ToastView("Done.", "Undo"))
    shown(qtbot, card, 904, 178)
    shown(qtbot, toast, 904, 74)
    with qtbot.waitSignal(card.primary_chosen):
        press(card, "card.primary")
    with qtbot.waitSignal(toast.undone):
        press(toast, "toast.action")


def test_the_needle_glides_unless_motion_is_reduced(qtbot: QtBot, theme: Theme) -> None:
    arch = Arch("arch", theme)
    arch.show_view(ArchView(0.2, Level.NORMAL))
    shown(qtbot, arch)
    arch.show_view(ArchView(0.8, Level.NORMAL))
    assert arch._value == 0.8
    theme.use(replace(theme.look, is_motion_reduced=False))
    arch.show_view(ArchView(0.3, Level.HIGH))
    assert arch._value != 0.3
    qtbot.waitUntil(lambda: arch._value == pytest.approx(0.3))
    qtbot.waitUntil(lambda: arch._colour == theme.level(Level.HIGH))
    arch.show_view(ArchView(None))
    assert arch._value is None


@pytest.mark.parametrize("specimen", ALL[::7], ids=lambda each: each.name)
def test_another_look_repaints(qtbot: QtBot, theme: Theme, specimen: Specimen) -> None:
    widget = specimen.build(theme)
    assert isinstance(widget, Painted | Pressable)
    shown(qtbot, widget, widget.width(), widget.height())
    before = widget.grab().toImage()
    theme.use(replace(theme.look, scheme=Scheme.LIGHT))
    assert widget.grab().toImage() != before


def test_the_look_changes_once_and_only_when_it_changes(qtbot: QtBot, theme: Theme) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.resize(800, 480)
    assert theme.look.screen is Screen.SMALL
    with qtbot.assertNotEmitted(theme.changed):
        theme.resize(810, 500)


SPEAKING = ("rail", "header", "link", "mail", "chip", "tag", "tile", "button", "segmented", "stepper", "field", "list")
BILL = ("card", "toast", "sheet", "ladder", "range", "days")


@pytest.mark.parametrize(
    "specimen",
    [e for e in ALL if e.name.startswith((*SPEAKING, *BILL)) and e.name != "field.empty"],
    ids=lambda e: e.name,
)
def test_a_widget_that_carries_words_speaks_them(qtbot: QtBot, theme: Theme, specimen: Specimen) -> None:
    widget = specimen.build(theme)
    qtbot.addWidget(widget)
    assert widget.accessibleName()


def test_a_sheet_slides_in_and_stands_still_at_last(qtbot: QtBot, theme: Theme) -> None:
    theme.use(replace(theme.look, is_motion_reduced=False))
    page = QWidget()
    sheet = Sheet("sheet", theme, page)
    shown(qtbot, page, 1024, 600)
    sheet.show_view(SheetView("New bill started", primary=ButtonView("Apply")))
    sheet.open()
    qtbot.waitUntil(lambda: sheet.geometry() == page.rect())
    assert sheet.body.geometry().bottom() < sheet.height()

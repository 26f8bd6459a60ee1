"""A window offscreen, at the moment of the sample snapshots, that leaves nothing behind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from devices.moment import Moment
from hemsapp.commands import Command
from ui.finger import scroll_to
from ui.presenters.frame import Page
from ui.screens import cases
from ui.screens.cases import NOW
from ui.theme import Look, Theme
from ui.window import Window


@dataclass
class Kiosk:
    """A window, what it asked for, and a clock that the test moves."""

    window: Window
    asked: list[Command] = field(default_factory=list)
    now: Moment = NOW

    def page(self) -> Page:
        return self.window.page

    def find(self, name: str) -> QWidget:
        widget = self.window.findChild(QWidget, name)
        assert isinstance(widget, QWidget), f"there is no {name}"
        return widget

    def tap(self, name: str) -> None:
        widget = self.find(name)
        assert widget.isVisible(), f"{name} is not visible"
        scroll_to(widget)
        self.window.resting.wake()  # somebody is there already
        QTest.mouseClick(self.window.windowHandle(), Qt.MouseButton.LeftButton, pos=self.middle(widget))

    def middle(self, widget: QWidget) -> QPoint:
        return widget.mapTo(self.window, widget.rect().center())

    def swipe(self, start: QPoint, end: QPoint) -> None:
        handle = self.window.windowHandle()
        self.window.resting.wake()
        QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
        for step in range(1, 6):
            QTest.mouseMove(handle, start + (end - start) * step / 5)
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=end)

    def text(self, name: str) -> str:
        return self.find(name).accessibleName()

    def arrive(self, moment: Moment) -> None:
        """It is that moment, and somebody just came to the screen."""
        self.now = moment
        self.window.resting.wake()

    def at(self, moment: Moment) -> None:
        self.now = moment
        self.window.present()


@pytest.fixture
def make_kiosk(qtbot: QtBot) -> Iterator[Callable[..., Kiosk]]:
    made: list[Kiosk] = []

    def make(size: tuple[int, int] = (1024, 600), look: Look | None = None) -> Kiosk:
        theme = Theme(look or Look(is_motion_reduced=True))
        theme.apply()
        kiosk = Kiosk(Window(theme, lambda: made[-1].now if made else NOW))
        made.append(kiosk)
        kiosk.window.asked.connect(kiosk.asked.append)
        kiosk.window.resize(*size)
        with qtbot.waitExposed(kiosk.window):
            kiosk.window.show()
        return kiosk

    yield make
    for kiosk in made:
        kiosk.window.close()
        kiosk.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert QApplication.topLevelWidgets() == []


@pytest.fixture
def kiosk(make_kiosk: Callable[..., Kiosk]) -> Kiosk:
    made = make_kiosk()
    made.window.show_snapshot(cases.normal())
    return made

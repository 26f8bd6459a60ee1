"""The home network: a verdict, a check, and a row for each device."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QScroller, QScrollerProperties, QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.paint import text
from ui.presenters.frame import Page
from ui.presenters.network import NetworkPresenter
from ui.screens.base import Screen
from ui.screens.label import Label
from ui.screens.mark import Mark
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Touch, Type
from ui.tokens import Screen as Size
from ui.views import HeaderView, Tone
from ui.views.controls import DeviceRowView
from ui.widgets.button import Button
from ui.widgets.device_row import DeviceRow

_ROW_H = 76


class NetworkScreen(Screen):
    """How the dongle stands, which devices there are, and when each was heard."""

    page = Page.NETWORK

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = NetworkPresenter(is_demo=is_demo)
        self._mark = Mark("network.mark", theme, self)
        self._verdict = Label("network.verdict", theme, self, Type.TITLE, Tone.INK)
        self._body = Label("network.body", theme, self, Type.SMALL)
        self._contact = Label("network.contact", theme, self, Type.SMALL)
        self._check = Button("network.check", theme, self)
        self._add = Button("network.add", theme, self)
        self._list, self._column = scroll_area(self)
        self._rows: list[DeviceRow] = []
        self._check.chosen.connect(self._run_check)
        self._add.chosen.connect(lambda: self.opened.emit(Page.CONNECT))

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        look = self.theme.look
        self.presenter.is_narrow = look.screen is Size.SMALL or look.text_percent > 100
        view = self.presenter.present(snapshot, now)
        self._mark.show_view((view.icon, view.tone))
        self._verdict.show_view(view.verdict)
        self._body.show_view(view.body)
        self._check.show_view(view.check)
        self._add.setVisible(view.add is not None)
        if view.add is not None:
            self._add.show_view(view.add)
        self._contact.show_view(view.contact)
        self._show_rows(view.rows)
        self._place_check()
        return view.header

    def place(self) -> None:
        """The verdict above the list."""
        self._mark.setGeometry(self.at(104, 75, 56, 56))
        self._list.setGeometry(self.between(104, 168, 904, 380))
        self._contact.setGeometry(self.at(104, 556, 904, 36))
        self._place_check()
        self._place_rows()

    def _place_check(self) -> None:
        px, right = self.theme.layout.px, self.x_at(1008)
        for button in (self._check, self._add):
            if button.isHidden():
                continue
            width = button.sizeHint().width()
            button.setGeometry(right - width, self.y_at(73), width, max(Touch.MINIMUM, px(60)))
            right -= width + px(12)
        self._place_verdict(self.x_at(178), right - px(8))

    def _place_verdict(self, left: int, right: int) -> None:
        """Verdict and sentence, both around the middle of the mark while there is room."""
        theme, px, room = self.theme, self.theme.layout.px, right - left
        heights = []
        for label in (self._verdict, self._body):
            words = getattr(label, "view", "")
            lines = len(text.wrap(theme, words, room, label.step)) if words else 0
            heights.append(round(lines * theme.font(label.step).pixelSize() * LINE_HEIGHT) + 2)
        top = max(px(4), self._mark.geometry().center().y() - sum(heights) // 2)
        self._verdict.setGeometry(left, top, room, heights[0])
        self._body.setGeometry(left, top + heights[0], room, min(heights[1], self._list.y() - top - heights[0]))

    def _show_rows(self, rows: tuple[DeviceRowView, ...]) -> None:
        while len(self._rows) > len(rows):
            self._rows.pop().deleteLater()
        while len(self._rows) < len(rows):
            row = DeviceRow(f"network.device{len(self._rows)}", self.theme, self._column)
            row.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.setVisible(True)
            self._rows.append(row)
            self._place_rows()
        for row, view in zip(self._rows, rows, strict=True):
            row.show_view(view)

    def _place_rows(self) -> None:
        height, width = self.theme.layout.px(_ROW_H), self._list.width()
        self._column.resize(width, height * max(1, len(self._rows)))
        for index, row in enumerate(self._rows):
            row.setGeometry(0, index * height, width, height)

    def _run_check(self) -> None:
        self.asked.emit(self.presenter.check())
        self.changed.emit()


def _let_go(column: QWidget, state: QScroller.State) -> None:
    if state is QScroller.State.Dragging:
        for key in column.findChildren(QAbstractButton):
            key.setDown(False)


def scroll_area(parent: QWidget) -> tuple[QScrollArea, QWidget]:
    """A column that a finger moves up and down, and what it moves."""
    area, column = QScrollArea(parent), QWidget()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(column)
    area.viewport().setAutoFillBackground(False)
    column.setAutoFillBackground(False)
    QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.LeftMouseButtonGesture)
    scroller = QScroller.scroller(area.viewport())
    properties = scroller.scrollerProperties()
    # A key answers at once, not a quarter of a second later; a finger that moves on takes the press back.
    properties.setScrollMetric(QScrollerProperties.ScrollMetric.MousePressEventDelay, 0.0)
    scroller.setScrollerProperties(properties)
    scroller.stateChanged.connect(lambda state: _let_go(column, state))
    return area, column

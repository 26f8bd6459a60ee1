"""Events: a row each, the coming ones first; a tap opens one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.event_list import EventItem, EventListPresenter, acknowledged
from ui.presenters.frame import Page
from ui.screens.base import Screen
from ui.screens.label import Label
from ui.screens.mark import Mark
from ui.screens.scroll import scroll_area
from ui.theme import Theme
from ui.tokens import Touch, Type
from ui.views import HeaderView, Tone
from ui.widgets.button import Button
from ui.widgets.event_row import EventRow


class EventRows(QWidget):
    """Rows one below the other, as high as all of them; `chosen` carries the item that was tapped."""

    chosen = Signal(object)

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme, self._name = theme, name
        self._rows: list[EventRow] = []
        self._items: tuple[EventItem, ...] = ()

    def show_items(self, items: Sequence[EventItem]) -> None:
        """Show these from now on."""
        self._items = tuple(items)
        while len(self._rows) > len(items):
            self._rows.pop().deleteLater()
        while len(self._rows) < len(items):
            self._add()
        for row, item in zip(self._rows, items, strict=True):
            row.show_view(item.row)
        self._place()

    def natural_height(self) -> int:
        """How high all rows are."""
        return len(self._rows) * self._row_height()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Take the whole width."""
        self._place()

    def _add(self) -> None:
        index = len(self._rows)
        row = EventRow(f"{self._name}{index}", self.theme, self)
        row.clicked.connect(lambda: self.chosen.emit(self._items[index]))
        row.setVisible(True)
        self._rows.append(row)

    def _row_height(self) -> int:
        return max(Touch.MINIMUM, self.theme.layout.px(60))

    def _place(self) -> None:
        for index, row in enumerate(self._rows):
            row.setGeometry(0, index * self._row_height(), self.width(), self._row_height())


class EventListScreen(Screen):
    """What was opened is read."""

    page = Page.EVENTS

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = EventListPresenter(is_demo=is_demo)
        self._mark = Mark("events.mark", theme, self)
        self._empty = Label("events.empty", theme, self, Type.BODY)
        self._empty.alignment = Qt.AlignmentFlag.AlignHCenter
        self._practise = Button("events.practise", theme, self)
        self._list, self._column = scroll_area(self)
        self._rows = EventRows("events.event", theme, self._column)
        self._rows.chosen.connect(self._open)
        self._practise.chosen.connect(self._ask_practice)

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._mark.show_view(("calendar-clock", Tone.QUIET))
        self._empty.show_view(view.empty)
        self._practise.show_view(view.practise)
        for part in (self._mark, self._empty, self._practise):
            part.setVisible(bool(view.empty))
        self._list.setVisible(not view.empty)
        self._rows.show_items(view.rows)
        self.place()
        return view.header

    def place(self) -> None:
        """The list on the whole page, or the sentence in its middle."""
        self._mark.setGeometry(self.at(524, 200, 64, 64))
        self._empty.setGeometry(self.at(204, 290, 704, 60))
        size = self._practise.sizeHint() if hasattr(self._practise, "view") else self._practise.size()
        height = max(Touch.MINIMUM, self.theme.layout.px(60))
        self._practise.setGeometry(self.x_at(556) - size.width() // 2, self.y_at(370), size.width(), height)
        self._list.setGeometry(self.between(104, 62, 904, 526))
        self._place_rows()

    def _place_rows(self) -> None:
        width = self._list.width()
        self._column.resize(width, self._rows.natural_height())
        self._rows.setGeometry(0, 0, width, self._rows.natural_height())

    def _open(self, item: EventItem) -> None:
        command = acknowledged(item)
        if command is not None:
            self.asked.emit(command)
        self.opened.emit(f"{Page.EVENT}/{item.issuer_event_id}")

    def _ask_practice(self) -> None:
        self.asked.emit(self.presenter.practise())
        self.changed.emit()

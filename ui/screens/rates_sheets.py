"""The sheets of the rates editor: a block of the day, the first day, holidays, the library of plans."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.screens.label import Label
from ui.screens.row_list import RowList
from ui.theme import Theme
from ui.tokens import Colour, Touch, Type
from ui.views import Tone
from ui.views.rates import DateSheetView, ListSheetView, TimeSheetView
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.segmented import Segmented
from ui.widgets.sheet import Sheet
from ui.widgets.stepper import Stepper
from ui.widgets.toggle import Toggle

_HIGH, _HIGHEST = 100, 40
_PRICES, _LIKELY, _HOLIDAYS = 4, 3, 8


class _OnSheet(QObject):
    """A sheet over the window whose body lays itself out; `done` is its first button, or a press beside it."""

    done = Signal()
    secondary = Signal()

    def __init__(self, name: str, theme: Theme, window: QWidget, top: int = _HIGH) -> None:
        super().__init__(window)
        self.theme = theme
        self.sheet = Sheet(name, theme, window)
        self.sheet.top = top
        self.sheet.primary_chosen.connect(self.close_sheet)
        self.sheet.dismissed.connect(self.close_sheet)
        self.sheet.secondary_chosen.connect(self.secondary)
        self.sheet.body.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Does it cover the page?"""
        return self.sheet.isVisible()

    def open(self) -> None:
        """Slide in."""
        self.sheet.open()
        self.place()

    def close_sheet(self) -> None:
        """Leave."""
        if self.is_open:
            self.sheet.window().setFocus()
            self.sheet.close_sheet()
            self.done.emit()

    def place(self) -> None:
        """Lay the body out."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lie as the sheet's body lies."""
        if watched is self.sheet.body and event.type() == QEvent.Type.Resize and hasattr(self.sheet, "view"):
            self.place()
        return False

    def _row(self) -> int:
        return max(Touch.MINIMUM, self.theme.layout.px(60))

    def _label(self, name: str, step: Type = Type.LABEL) -> Label:
        label = Label(f"{self.sheet.objectName()}.{name}", self.theme, self.sheet.body, step)
        label.is_centred = True
        return label


class TimeSheet(_OnSheet):
    """One block of the day."""

    typed_into = Signal(str)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__("rates.time", theme, window)
        body, name = self.sheet.body, "rates.time"
        self.like, self.sign = Segmented(f"{name}.like", theme, body), Segmented(f"{name}.sign", theme, body)
        for each in (self.like, self.sign):
            each.ground = Colour.RAISED
        self._from, self._to = self._label("from_label"), self._label("to_label")
        self.start, self.end = Stepper(f"{name}.from", theme, body), Stepper(f"{name}.to", theme, body)
        self._labels = [self._label(f"price{i}_label", Type.SMALL) for i in range(_PRICES)]
        self._prices = [self._price(index) for index in range(_PRICES)]
        self.divide = Button(f"{name}.divide", theme, body)
        self.previous, self.following = Button(f"{name}.previous", theme, body), Button(f"{name}.next", theme, body)
        self._view: TimeSheetView | None = None

    def show_view(self, view: TimeSheetView) -> None:
        """Show that block."""
        self._view = view
        self.sheet.show_view(view.sheet)
        for control, shown in ((self.like, view.like), (self.sign, view.sign)):
            if shown is not None:
                control.show_view(shown)
            control.setVisible(shown is not None)
        self._from.show_view(view.start_label)
        self._to.show_view(view.end_label)
        self.start.show_view(view.start)
        self.end.show_view(view.end)
        for index, (label, field) in enumerate(zip(self._labels, self._prices, strict=True)):
            is_shown = index < len(view.prices)
            if is_shown:
                label.show_view(view.labels[index])
                field.show_view(view.prices[index])
            label.setVisible(is_shown)
            field.setVisible(is_shown)
        for button, shown_button in (
            (self.divide, view.divide),
            (self.previous, view.previous),
            (self.following, view.following),
        ):
            button.show_view(shown_button)
        self.place()

    def place(self) -> None:
        """Like which, from and to, what it adds; the keys to its neighbours right."""
        body, px, row = self.sheet.body, self.theme.layout.px, self._row()
        gap = max(4, min(px(14), (body.height() - 3 * row) // 2))
        key = Touch.MINIMUM
        width = body.width()
        right = width - 2 * (key + px(8))
        self.like.setGeometry(0, 0, right - px(12), row)
        self.previous.setGeometry(right, 0, key, row)
        self.following.setGeometry(right + key + px(8), 0, key, row)
        y, half, label = row + gap, width // 2 - px(12), px(70)
        for words, stepper, x in ((self._from, self.start, 0), (self._to, self.end, half + px(24))):
            words.setGeometry(x, y, label, row)
            stepper.setGeometry(x + label, y, half - label, row)
        y += row + gap
        x = 0
        if not self.sign.isHidden():
            wide = min(half, self.sign.sizeHint().width() + px(24))
            self.sign.setGeometry(0, y, wide, row)
            x = wide + px(16)
        divide = self.divide.sizeHint().width() if hasattr(self.divide, "view") else key
        self.divide.setGeometry(width - divide, y, divide, row)
        self._place_prices(x, y, width - divide - px(24), row)

    def _place_prices(self, x: int, y: int, right: int, row: int) -> None:
        count = 0 if self._view is None else len(self._view.prices)
        if not count:
            return
        px = self.theme.layout.px
        share = (right - x - px(10) * (count - 1)) // count
        for index in range(count):
            left = x + index * (share + px(10))
            field = min(share, px(130)) if count == 1 else round(share * 0.62)
            words = share - field - px(8)
            if count == 1:
                self._prices[index].setGeometry(left, y, field, row)
                self._labels[index].setGeometry(left + field + px(12), y, words, row)
            else:
                self._labels[index].setGeometry(left, y, words, row)
                self._prices[index].setGeometry(left + words + px(8), y, field, row)

    def _price(self, index: int) -> Field:
        field = Field(f"rates.time.price{index}", self.theme, self.sheet.body)
        field.clicked.connect(lambda: self.typed_into.emit(self._key(index)))
        return field

    def _key(self, index: int) -> str:
        is_adder = self._view is not None and self._view.sign is not None
        return "time.adder" if is_adder else f"time.price{index + 1}"


class DateSheet(_OnSheet):
    """The first day of a plan."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__("rates.date", theme, window, 124)
        body = self.sheet.body
        self.day, self.month = Stepper("rates.date.day", theme, body), Stepper("rates.date.month", theme, body)
        self._likely = [Button(f"rates.date.likely{i}", theme, body) for i in range(_LIKELY)]
        for index, button in enumerate(self._likely):
            button.chosen.connect(lambda index=index: self.chosen.emit(index))

    def show_view(self, view: DateSheetView) -> None:
        """Show that day."""
        self.sheet.show_view(view.sheet)
        self.day.show_view(view.day)
        self.month.show_view(view.month)
        for button, shown in zip(self._likely, view.likely, strict=True):
            button.show_view(shown)
        self.place()

    def place(self) -> None:
        """Likely days above, steppers below."""
        body, px, row = self.sheet.body, self.theme.layout.px, self._row()
        share = (body.width() - 2 * px(12)) // _LIKELY
        for index, button in enumerate(self._likely):
            button.setGeometry(index * (share + px(12)), px(8), share, row)
        y = px(8) + row + px(24)
        self.day.setGeometry(0, y, round(body.width() * 0.55), row)
        self.month.setGeometry(round(body.width() * 0.6), y, body.width() - round(body.width() * 0.6), row)


class HolidaySheet(_OnSheet):
    """Which holidays count as weekend."""

    switched = Signal(int)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__("rates.holiday_sheet", theme, window, _HIGHEST)
        self._toggles = [Toggle(f"rates.holiday{i}", theme, self.sheet.body) for i in range(_HOLIDAYS)]
        for index, toggle in enumerate(self._toggles):
            toggle.clicked.connect(lambda _checked=False, index=index: self.switched.emit(index))

    def show_view(self, view: ListSheetView) -> None:
        """Show them."""
        self.sheet.show_view(view.sheet)
        for toggle, shown in zip(self._toggles, view.toggles, strict=True):
            toggle.show_view(shown)
        self.place()

    def place(self) -> None:
        """Two columns."""
        body, rows = self.sheet.body, _HOLIDAYS // 2
        step = max(Touch.MINIMUM, min(self.theme.layout.px(72), body.height() // rows))
        wide = max((toggle.sizeHint().width() for toggle in self._toggles if hasattr(toggle, "view")), default=0)
        for index, toggle in enumerate(self._toggles):
            column, row = divmod(index, rows)
            toggle.setGeometry(column * (body.width() // 2), row * step, wide, Touch.MINIMUM)


class LibrarySheet(_OnSheet):
    """The sample plans."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__("rates.library_sheet", theme, window, _HIGHEST)
        self.rows = RowList("rates.library", theme, self.sheet.body)
        self._empty = self._label("empty", Type.BODY)
        self._empty.tone = Tone.QUIET
        self.secondary.connect(self.close_sheet)

    def show_view(self, view: ListSheetView) -> None:
        """Show them."""
        self.sheet.show_view(view.sheet)
        self.rows.show_rows(view.rows)
        self._empty.show_view(view.empty)
        self._empty.setVisible(bool(view.empty))
        self.place()

    def place(self) -> None:
        """The whole body."""
        self.rows.setGeometry(self.sheet.body.rect())
        self._empty.setGeometry(0, 0, self.sheet.body.width(), self._row())

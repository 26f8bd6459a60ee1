"""The parts of the rates editor: tiers, times of use, charges, critical days."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.screens.label import Label
from ui.screens.scroll import scroll_area
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Touch, Type
from ui.views import ButtonView, Tone
from ui.views.rates import ChargeView, CriticalView, TiersView, TimesView
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.fitting import in_step
from ui.widgets.segmented import Segmented
from ui.widgets.skyline import Skyline
from ui.widgets.time_strip import TimeStrip
from ui.widgets.toggle import Toggle

MOST_TIERS = 4
_HEAD, _TALL = 34, 196


class TierTable(QWidget):
    """A row for each tier: its number, up to how much, what a kWh costs. `opened` carries the key of a field."""

    opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._heads = [Label(f"rates.column{i}", theme, self, Type.SMALL) for i in range(3)]
        for head in self._heads[1:]:
            head.alignment = Qt.AlignmentFlag.AlignRight
        self._rows = [self._row(index) for index in range(MOST_TIERS)]
        self._shown = 0

    def show_view(self, view: TiersView) -> None:
        """Show these tiers."""
        for head, words in zip(self._heads, view.columns, strict=True):
            head.show_view(words)
        for index, row in enumerate(self._rows):
            if index < len(view.rows):
                shown = view.rows[index]
                row[0].show_view(shown.number)
                row[1].show_view(shown.up_to)
                row[2].show_view(shown.price)
            for part in row:
                part.setVisible(index < len(view.rows))
        self._shown = len(view.rows)
        self.place()

    def place(self) -> None:
        """Columns as drawn: a number, 172 and 128 of 392 wide."""
        px, width, height = self.theme.layout.px, self.width(), max(Touch.MINIMUM, self.theme.layout.px(56))
        head = px(_HEAD)
        columns = ((0.0, 0.17), (0.2092, 0.4388), (0.6735, 0.3265))
        step = min(height + px(8), max(height, (self.height() - head) // max(1, self._shown)))
        words = self.theme.metrics(Type.SMALL).horizontalAdvance(getattr(self._heads[0], "view", ""))
        first = max(round(0.12 * width), min(round(words) + px(6), round(0.2 * width)))
        for index, (label, (x, share)) in enumerate(zip(self._heads, columns, strict=True)):
            left = first if index == 1 else round(x * width)
            right = round((x + share) * width) - px(14) if index else first - px(4)
            label.setGeometry(left, 0, right - left, head)
        for index, row in enumerate(self._rows):
            for part, (x, share) in zip(row, columns, strict=True):
                part.setGeometry(round(x * width), head + index * step, round(share * width), height)

    def resizeEvent(self, _event: object) -> None:
        """Take the new size."""
        self.place()

    def _row(self, index: int) -> tuple[Label, Field, Field]:
        name = f"tier{index + 1}"
        number = Label(f"rates.{name}", self.theme, self, Type.STRONG, Tone.INK)
        number.is_centred = True
        up_to, price = (Field(f"rates.{name}.{part}", self.theme, self) for part in ("up_to", "price"))
        up_to.clicked.connect(lambda: self.opened.emit(f"{name}.up_to"))
        price.clicked.connect(lambda: self.opened.emit(f"{name}.price"))
        return number, up_to, price


class TimesPanel(QWidget):
    """The strip of one kind of day, and the ways to the others."""

    weekends = Signal()
    season = Signal()
    holidays = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._title = Label("rates.times_title", theme, self, Type.SMALL_STRONG, Tone.INK)
        self._caption = Label("rates.times_caption", theme, self, Type.SMALL)
        self._caption.alignment = Qt.AlignmentFlag.AlignRight
        self.strip = TimeStrip("rates.times", theme, self)
        self._buttons = [Button(f"rates.{name}", theme, self) for name in ("weekends", "season", "holidays")]
        in_step(self._buttons)
        for button, signal in zip(self._buttons, (self.weekends, self.season, self.holidays), strict=True):
            button.chosen.connect(signal)

    def show_view(self, view: TimesView) -> None:
        """Show that day."""
        self._title.show_view(view.title)
        self._caption.show_view(view.caption)
        self.strip.show_view(view.strip)
        for button, shown in zip(self._buttons, (view.weekends, view.season, view.holidays), strict=True):
            _show(button, shown)
        self.place()

    def place(self) -> None:
        """Words above, the strip, buttons of one width below."""
        px, width = self.theme.layout.px, self.width()
        button = max(Touch.MINIMUM, px(56))
        line = round(self.theme.font(Type.SMALL).pixelSize() * LINE_HEIGHT)
        title = round(self.theme.metrics(Type.SMALL_STRONG).horizontalAdvance(getattr(self._title, "view", ""))) + px(8)
        caption = round(self.theme.metrics(Type.SMALL).horizontalAdvance(getattr(self._caption, "view", "")))
        self._title.setGeometry(0, 0, title, line)
        self._caption.setGeometry(title, 0, width - title, line)
        self._caption.setVisible(caption <= width - title)
        strip = min(self.height() - line - button - px(10), px(152 if self.theme.layout.scale <= 1 else _TALL))
        self.strip.setGeometry(0, line + px(6), width, strip)
        shown = [each for each in self._buttons if not each.isHidden()]
        share = (width - px(10) * (len(self._buttons) - 1)) // len(self._buttons)
        for index, each in enumerate(shown):
            each.setGeometry(index * (share + px(10)), line + strip + px(8), share, button)

    def resizeEvent(self, _event: object) -> None:
        """Take the new size."""
        self.place()


class ChargeGrid(QWidget):
    """Numbers with their words in one column or two, moved by a finger where they are many."""

    opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget, columns: int = 2) -> None:
        super().__init__(parent)
        self.theme, self._columns = theme, columns
        self._area, self._column = scroll_area(self)
        self._cells: list[tuple[Label, Field]] = []
        self._keys: tuple[str, ...] = ()

    def show_charges(self, charges: Sequence[ChargeView]) -> None:
        """Show these."""
        keys = tuple(each.key for each in charges)
        if keys != self._keys:
            self._make(keys)
        for (label, field), charge in zip(self._cells, charges, strict=True):
            label.show_view(charge.label)
            field.show_view(charge.field)
            for part in (label, field):
                part.setVisible(True)
        self.place()

    def place(self) -> None:
        """Label left, field right, in each cell; down first."""
        px, gap = self.theme.layout.px, self.theme.layout.px(24)
        height = max(Touch.MINIMUM, px(56))
        columns = self._columns if len(self._cells) > 2 or self._columns == 1 else 2
        rows = -(-len(self._cells) // columns)
        wide = (self.width() - gap * (columns - 1)) // columns
        field_width = min(px(150), wide // 2)
        self._area.setGeometry(self.rect())
        self._column.resize(self.width(), max(1, rows) * (height + px(8)))
        for index, (label, field) in enumerate(self._cells):
            column, row = divmod(index, max(1, rows))
            x, y = column * (wide + gap), row * (height + px(8))
            label.setGeometry(x, y, wide - field_width - px(10), height)
            field.setGeometry(x + wide - field_width, y, field_width, height)

    def resizeEvent(self, _event: object) -> None:
        """Take the new size."""
        self.place()

    def _make(self, keys: tuple[str, ...]) -> None:
        for part in (part for cell in self._cells for part in cell):
            part.hide()
            part.deleteLater()
        self._keys = keys
        self._cells = [self._cell(key) for key in keys]

    def _cell(self, key: str) -> tuple[Label, Field]:
        label = Label(f"rates.{key}.label", self.theme, self._column, Type.SMALL)
        label.is_centred = True
        field = Field(f"rates.{key}", self.theme, self._column)
        field.clicked.connect(lambda: self.opened.emit(key))
        return label, field


class CriticalPanel(QWidget):
    """Critical days: numbers left, how such a day looks right."""

    toggled = Signal()
    season_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._has_any = Toggle("rates.has_critical", theme, self)
        self.charges = ChargeGrid(theme, self, columns=1)
        self._words = Label("rates.critical_words", theme, self, Type.SMALL)
        self._season_label = Label("rates.credit_season_label", theme, self, Type.SMALL)
        self._season_label.is_centred = True
        self._season = Segmented("rates.credit_season", theme, self)
        self._day = Skyline("rates.critical_day", theme, self)
        self._day.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._day.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._has_any.clicked.connect(self.toggled)
        self._season.chosen.connect(self.season_chosen)

    def show_view(self, view: CriticalView) -> None:
        """Show these days."""
        self._has_any.show_view(view.has_any)
        self.charges.show_charges(view.charges)
        self._words.show_view(view.sentence)
        self._season_label.show_view(view.season_label)
        if view.season is not None:
            self._season.show_view(view.season)
        for part in (self._season, self._season_label):
            part.setVisible(view.season is not None)
        if view.day is not None:
            self._day.show_view(view.day)
        self._day.setVisible(view.day is not None)
        self.place()

    def place(self) -> None:
        """Two columns."""
        px, row = self.theme.layout.px, max(Touch.MINIMUM, self.theme.layout.px(56))
        left = round(self.width() * 0.46)
        size = self._has_any.sizeHint().width() if hasattr(self._has_any, "view") else px(200)
        self._has_any.setGeometry(0, 0, min(left, size), row)
        top = row + px(8)
        self.charges.setGeometry(0, top, left, self.height() - top)
        x = round(self.width() * 0.5)
        wide, y = self.width() - x, 0
        line = self.theme.font(Type.SMALL).pixelSize() * LINE_HEIGHT
        self._words.setGeometry(x, y, wide, round(2 * line) + 4)
        y += round(2 * line) + px(6)
        if not self._season.isHidden():
            label = round(wide * 0.24)
            self._season_label.setGeometry(x, y, label, row)
            self._season.setGeometry(x + label, y, wide - label, row + 4)
            y += row + px(6)
        self._day.setGeometry(QRect(x, y, wide, max(0, self.height() - y)))
        self._day.setVisible(self._day.isVisibleTo(self) and self.height() - y > px(90))

    def resizeEvent(self, _event: object) -> None:
        """Take the new size."""
        self.place()


def _show(button: Button, view: ButtonView | None) -> None:
    if view is not None:
        button.show_view(view)
    button.setVisible(view is not None)

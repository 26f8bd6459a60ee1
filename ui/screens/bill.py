"""The bill page: so far and likely left, the ladder of tiers, the lines right; a sheet when a new bill started."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.paint import text
from ui.presenters.bill import BillPresenter, DaySheetView
from ui.presenters.frame import Page
from ui.presenters.why import why_bill
from ui.screens.base import Screen
from ui.screens.label import Label, Rule
from ui.theme import Theme
from ui.tokens import Colour, Stroke, Touch, Type
from ui.views import HeaderView, ListRowView, Tone, WhySheetView
from ui.widgets.button import Button
from ui.widgets.day_cells import DayCells
from ui.widgets.ladder import Ladder
from ui.widgets.list_row import ListRow
from ui.widgets.notice_card import NoticeCard
from ui.widgets.range_bar import RangeBar
from ui.widgets.sheet import Sheet
from ui.widgets.stepper import Stepper

_LINES = ("energy", "fixed", "events", "sold", "total")
_SOLD = _LINES.index("sold")
_ROW_H, _LINES_H, _LEADING = 88, 380, 1.25


class BillScreen(Screen):
    """What this bill holds, where it may end, and how a new one starts (C1FR35)."""

    page = Page.BILL

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = BillPresenter(is_demo=is_demo)
        self._so_far = Label("bill.so_far", theme, self)
        self._total = Label("bill.total_cost", theme, self, Type.HERO_PAGE, Tone.INK)
        self._total.narrower, self._total.is_centred = (Type.VALUE_XL, Type.VALUE), True
        self._energy = Label("bill.used", theme, self, Type.BAND, Tone.INK)
        self._unit = Label("bill.used_unit", theme, self, Type.AMOUNT)
        self._range = RangeBar("bill.likely", theme, self)
        self._days = DayCells("bill.days", theme, self)
        self._ladder = Ladder("bill.ladder", theme, self)
        self._rows = [ListRow(f"bill.{name}", theme, self) for name in _LINES]
        self._shown: list[ListRow] = []
        self._rule = Rule(theme, self)
        self._sum = Rule(theme, self, Colour.INK)
        self._estimate = Label("bill.estimate", theme, self, Type.SMALL_STRONG, Tone.INK)
        self._note = Label("bill.note", theme, self, Type.SMALL)
        self._set_day = Button("bill.set_day", theme, self)
        self._new_bill = Button("bill.new_bill", theme, self)
        self._no_rates = NoticeCard("bill.no_rates", theme, self)
        self._sheet = Sheet("bill.sheet", theme, parent)
        self._day = Stepper("bill.sheet.day", theme, self._sheet.body)
        for row in self._rows:
            row.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Is a day being asked for?"""
        return self._sheet.isVisible()

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._so_far.show_view(view.label)
        self._total.show_view(view.total)
        self._energy.show_view(view.energy)
        self._unit.show_view(view.energy_unit)
        self._range.show_view(view.range)
        self._range.setVisible(bool(view.range.left_caption))
        self._days.show_view(view.days)
        self._ladder.show_view(view.ladder)
        self._ladder.setVisible(bool(view.ladder.rungs))
        self._show_lines(view.lines)
        self._estimate.show_view(view.estimate)
        self._note.show_view(view.note)
        self._new_bill.show_view(view.new_bill)
        if view.set_day is not None:
            self._set_day.show_view(view.set_day)
        self._set_day.setVisible(view.set_day is not None)
        if view.no_rates is not None:
            self._no_rates.show_view(view.no_rates)
        self._no_rates.setVisible(view.no_rates is not None)
        self._place_foot()
        return view.header

    def why(self, name: str, snapshot: Snapshot, now: Moment) -> WhySheetView | None:  # noqa: ARG002 - a bill has no age
        """The lines that make the total; words let a finger through to the page itself."""
        return why_bill(snapshot) if name in {Page.BILL, "bill.ladder", "bill.likely"} else None

    def left(self) -> None:
        """A sheet does not outlive its page."""
        self._close_sheet()

    def ask_bill_day(self) -> None:
        """Open the question after the bill date."""
        self._show_sheet(self.presenter.ask_bill_day())
        self._sheet.open()
        self._place_sheet()

    def place(self) -> None:
        """The drawing's three columns and its foot."""
        self._so_far.setGeometry(self.at(104, 62, 320, 26))
        self._total.setGeometry(self.at(104, 80, 340, 100))
        self._place_energy()
        self._range.setGeometry(self.at(104, 232, 320, 108))
        self._days.setGeometry(self.at(104, 357, 320, 108))
        self._ladder.setGeometry(self.between(470, 68, 290, 386))
        self._no_rates.setGeometry(self.between(470, 68, 538, 200))
        self._place_lines()
        self._rule.setGeometry(self.at(104, 474, 904, 1))
        self._place_foot()
        self._place_sheet()

    def _show_lines(self, lines: tuple[ListRowView, ...]) -> None:
        """Show them all, or without the line of what was sold, or none."""
        shown = self._rows if len(lines) == len(_LINES) else [*self._rows[:_SOLD], *self._rows[_SOLD + 1 :]]
        shown = shown[: len(lines)]
        for row, line in zip(shown, lines, strict=True):
            row.show_view(line)
        for row in self._rows:
            row.setVisible(row in shown)
        self._sum.setVisible(bool(lines))
        if shown != self._shown:
            self._shown = shown
            self._place_lines()

    def _place_lines(self) -> None:
        height = min(_ROW_H, _LINES_H // max(1, len(self._shown)))
        for index, row in enumerate(self._shown):
            row.setGeometry(self.between(776, 64 + index * height, 232, height))
        if self._shown:
            total = self._shown[-1].geometry()
            self._sum.setGeometry(total.left(), total.top() - 1, total.width(), Stroke.SELECTED)

    def _place_energy(self) -> None:
        box = self.at(104, 176, 320, 30)
        width = round(self.theme.metrics(Type.BAND).horizontalAdvance(getattr(self._energy, "view", ""))) + 8
        self._energy.setGeometry(box.left(), box.top(), width, box.height())
        self._unit.setGeometry(box.left() + width, box.top(), box.width() - width, box.height())

    def _place_foot(self) -> None:
        self._place_energy()
        layout, right = self.theme.layout, self.x_at(1008)
        top = self.y_at(506)
        for button in (self._new_bill, self._set_day):
            width = button.sizeHint().width()
            button.setGeometry(right - width, top, width, max(Touch.MINIMUM, layout.px(64)))
            if not button.isHidden():
                right -= width + layout.px(12)
        left = self.x_at(104)
        self._place_words(left, right - left - layout.px(8), top + max(Touch.MINIMUM, layout.px(64)) / 2)

    def _place_words(self, left: int, room: int, middle: float) -> None:
        """The estimate's words and the note below them, both around the middle of the buttons."""
        heights = []
        for label in (self._estimate, self._note):
            words = getattr(label, "view", "")
            lines = len(text.wrap(self.theme, words, room, label.step)) if words else 0
            heights.append(round(lines * self.theme.font(label.step).pixelSize() * _LEADING) + 1)
        top = round(max(self.y_at(478), middle - sum(heights) / 2))
        self._estimate.setGeometry(left, top, room, heights[0])
        self._note.setGeometry(left, top + heights[0], room, min(heights[1], self.height() - top - heights[0]))

    def _place_sheet(self) -> None:
        px = self.theme.layout.px
        self._day.setGeometry(0, px(40), min(px(560), self._sheet.body.width()), max(Touch.MINIMUM, px(64)))

    def _connect(self) -> None:
        self._new_bill.chosen.connect(self._ask_read_date)
        self._set_day.chosen.connect(self.ask_bill_day)
        self._no_rates.primary_chosen.connect(lambda: self.opened.emit(Page.RATES))
        self._day.decreased.connect(lambda: self._show_sheet(self.presenter.step(-1)))
        self._day.increased.connect(lambda: self._show_sheet(self.presenter.step(1)))
        self._sheet.primary_chosen.connect(self._accept)
        self._sheet.secondary_chosen.connect(self._close_sheet)
        self._sheet.dismissed.connect(self._close_sheet)

    def _ask_read_date(self) -> None:
        self._show_sheet(self.presenter.ask_read_date())
        self._sheet.open()
        self._place_sheet()

    def _show_sheet(self, view: DaySheetView) -> None:
        self._sheet.show_view(view.sheet)
        self._day.show_view(view.day)

    def _accept(self) -> None:
        self._close_sheet()
        self.asked.emit(self.presenter.accept())

    def _close_sheet(self) -> None:
        self.window().setFocus()
        self._sheet.close_sheet()

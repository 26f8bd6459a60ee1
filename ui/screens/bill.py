"""The bill page: so far and likely left, the ladder of tiers, the lines right; a sheet when a new bill started."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from hemsapp.work import WorkKind
from ui.presenters.bill import BillPresenter, BillRow, DaySheetView
from ui.presenters.bill_lines import NAMES, TOTAL
from ui.presenters.frame import Page
from ui.presenters.why import why_bill, why_likely
from ui.presenters.work import put_away, work_card
from ui.screens.base import Screen
from ui.screens.label import Label, Rule, heights_within
from ui.theme import Theme
from ui.tokens import Colour, Stroke, Touch, Type
from ui.views import HeaderView, Tone, WhySheetView
from ui.widgets.button import Button
from ui.widgets.day_cells import DayCells
from ui.widgets.fitting import in_step
from ui.widgets.ladder import Ladder
from ui.widgets.level_columns import LevelColumns
from ui.widgets.list_row import ListRow
from ui.widgets.notice_card import NoticeCard
from ui.widgets.range_bar import RangeBar
from ui.widgets.sheet import Sheet
from ui.widgets.stepper import Stepper
from ui.widgets.work_card import WorkCard

_ROWS = frozenset(f"bill.{name}" for name in (*NAMES, TOTAL))
_ROW_H, _LINES_H, _BUTTON = 88, 392, 0.28


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
        self._columns = LevelColumns("bill.columns", theme, self)
        self._work = WorkCard("bill.work", theme, self)
        self._rows = {name: ListRow(f"bill.{name}", theme, self) for name in (*NAMES, TOTAL)}
        self._shown: list[ListRow] = []
        self._rule = Rule(theme, self)
        self._sum = Rule(theme, self, Colour.INK)
        self._estimate = Label("bill.estimate", theme, self, Type.SMALL_STRONG, Tone.INK)
        self._note = Label("bill.note", theme, self, Type.SMALL)
        self._set_day = Button("bill.set_day", theme, self)
        self._match = Button("bill.match", theme, self)
        self._new_bill = Button("bill.new_bill", theme, self)
        self._no_rates = NoticeCard("bill.no_rates", theme, self)
        self._sheet = Sheet("bill.sheet", theme, parent)
        self._day = Stepper("bill.sheet.day", theme, self._sheet.body)
        for name, row in self._rows.items():
            row.clicked.connect(partial(self._open_lines, name))
        in_step(tuple(self._rows.values()))
        in_step((self._match, self._new_bill, self._set_day))
        in_step((self._energy, self._unit))
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Is a day being asked for?"""
        return self._sheet.isVisible()

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        self.presenter.most_lines = self._room_for_lines() // max(Touch.MINIMUM, self.theme.layout.px(58)) - 1
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
        self._columns.show_view(view.columns)
        self._columns.setVisible(bool(view.columns.columns))
        self._show_lines(view.lines)
        self._estimate.show_view(view.estimate)
        self._note.show_view(view.note)
        self._new_bill.show_view(view.new_bill)
        if view.match is not None:
            self._match.show_view(view.match)
        self._match.setVisible(view.match is not None)
        if view.set_day is not None:
            self._set_day.show_view(view.set_day)
        self._set_day.setVisible(view.set_day is not None)
        for part in (self._estimate, self._note, self._new_bill):
            part.show()
        self._show_work(snapshot)
        if view.no_rates is not None:
            self._no_rates.show_view(view.no_rates)
        self._no_rates.setVisible(view.no_rates is not None)
        self._place_foot()
        return view.header

    def why(self, name: str, snapshot: Snapshot, now: Moment) -> WhySheetView | None:  # noqa: ARG002 - a bill has no age
        """The lines that make the total; words let a finger through to the page itself."""
        if name == "bill.likely":
            return why_likely(snapshot)
        return why_bill(snapshot) if name in {Page.BILL, "bill.ladder", "bill.columns", *_ROWS} else None

    def left(self) -> None:
        """A sheet does not outlive its page."""
        self._close_sheet()

    def ask_bill_day(self) -> None:
        """Open the question after the bill date."""
        self._show_sheet(self.presenter.ask_bill_day())
        self._sheet.open()

    def place(self) -> None:
        """The drawing's three columns and its foot."""
        self._so_far.setGeometry(self.at(104, 62, 320, 26))
        self._total.setGeometry(self.at(104, 80, 340, 100))
        self._place_energy()
        self._range.setGeometry(self.at(104, 232, 320, 108))
        self._days.setGeometry(self.at(104, 357, 320, 108))
        self._ladder.setGeometry(self.between(470, 68, 290, 386))
        self._columns.setGeometry(self.between(470, 68, 290, 386))
        self._no_rates.setGeometry(self.between(470, 68, 538, 200))
        self._place_lines()
        self._rule.setGeometry(self.at(104, 474, 904, 1))
        self._place_foot()

    def _show_lines(self, lines: tuple[BillRow, ...]) -> None:
        """Show those; each opens what it is made of, if that is known."""
        shown = [self._rows[line.name] for line in lines]
        for row, line in zip(shown, lines, strict=True):
            row.show_view(line.row)
            row.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not line.row.has_chevron)
            row.setFocusPolicy(Qt.FocusPolicy.TabFocus if line.row.has_chevron else Qt.FocusPolicy.NoFocus)
        for row in self._rows.values():
            row.setVisible(row in shown)
        self._sum.setVisible(bool(lines))
        if shown != self._shown:
            self._shown = shown
            self._place_lines()

    def _place_lines(self) -> None:
        top = self.y_at(64)
        height = min(self.theme.layout.px(_ROW_H), self._room_for_lines() // max(1, len(self._shown)))
        left, width = self.x_at(776), self.x_at(1008) - self.x_at(776)
        for index, row in enumerate(self._shown):
            row.setGeometry(left, top + index * height, width, height)
        if self._shown:
            total = self._shown[-1].geometry()
            self._sum.setGeometry(total.left(), total.top() - 1, total.width(), Stroke.SELECTED)

    def _room_for_lines(self) -> int:
        return self.y_at(64 + _LINES_H) - self.y_at(64)

    def _place_energy(self) -> None:
        box = self.at(104, 176, 320, 30)
        more = max(0, round(self.theme.font(Type.BAND).pixelSize() * 1.25) - box.height())
        box.adjust(0, 0, 0, more)
        width = round(self.theme.metrics(Type.BAND).horizontalAdvance(getattr(self._energy, "view", ""))) + 8
        self._energy.setGeometry(box.left(), box.top(), width, box.height())
        self._unit.setGeometry(box.left() + width, box.top(), box.width() - width, box.height())

    def _place_foot(self) -> None:
        self._place_energy()
        layout, right = self.theme.layout, self.x_at(1008)
        top = self.y_at(506)
        for button in (self._new_bill, self._match, self._set_day):
            width = button.width_within(round(layout.content_w * _BUTTON))
            button.setGeometry(right - width, top, width, max(Touch.MINIMUM, layout.px(64)))
            if not button.isHidden():
                right -= width + layout.px(12)
        left = self.x_at(104)
        self._work.setGeometry(left, self.y_at(482), self.x_at(1008) - left, self.y_at(588) - self.y_at(482))
        self._place_words(left, right - left - layout.px(8), top + max(Touch.MINIMUM, layout.px(64)) / 2)

    def _place_words(self, left: int, room: int, middle: float) -> None:
        """The estimate's words and the note below them, both around the middle of the buttons."""
        most = self.height() - self.y_at(478) - 4
        heights = heights_within((self._estimate, self._note), room, most)
        top = round(max(self.y_at(478), min(middle - sum(heights) / 2, self.height() - 4 - sum(heights))))
        self._estimate.setGeometry(left, top, room, heights[0])
        self._note.setGeometry(left, top + heights[0], room, heights[1])

    def _place_sheet(self) -> None:
        px = self.theme.layout.px
        self._day.setGeometry(0, px(40), min(px(560), self._sheet.body.width()), max(Touch.MINIMUM, px(64)))

    def _connect(self) -> None:
        self._new_bill.chosen.connect(self._ask_read_date)
        self._match.chosen.connect(lambda: self.opened.emit(Page.MATCH))
        self._work.pressed.connect(lambda: self.asked.emit(put_away()))
        self._set_day.chosen.connect(self.ask_bill_day)
        self._no_rates.primary_chosen.connect(lambda: self.opened.emit(Page.RATES))
        self._day.decreased.connect(lambda: self._show_sheet(self.presenter.step(-1)))
        self._day.increased.connect(lambda: self._show_sheet(self.presenter.step(1)))
        self._sheet.placed.connect(self._place_sheet)
        self._sheet.primary_chosen.connect(self._accept)
        self._sheet.secondary_chosen.connect(self._close_sheet)
        self._sheet.dismissed.connect(self._close_sheet)

    def _open_lines(self, name: str) -> None:
        self.opened.emit(Page.STATEMENT if name == TOTAL else f"{Page.STATEMENT}/{name}")

    def _show_work(self, snapshot: Snapshot) -> None:
        """While bills are counted anew, and how that ended, in place of the foot."""
        card = work_card(snapshot, WorkKind.RE_RATE)
        if card is not None:
            self._work.show_view(card)
        self._work.setVisible(card is not None)
        for part in (self._estimate, self._note, self._match, self._new_bill, self._set_day):
            part.setVisible(card is None and not part.isHidden())

    def _ask_read_date(self) -> None:
        self._show_sheet(self.presenter.ask_read_date())
        self._sheet.open()

    def _show_sheet(self, view: DaySheetView) -> None:
        self._sheet.show_view(view.sheet)
        self._day.show_view(view.day)

    def _accept(self) -> None:
        self._close_sheet()
        self.asked.emit(self.presenter.accept())

    def _close_sheet(self) -> None:
        self.window().setFocus()
        self._sheet.close_sheet()

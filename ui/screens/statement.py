"""A bill from its total down to a quarter-hour: what it is left, its rows right, their sum below them."""

from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.questions import Answer, Question
from hemsapp.snapshot import Snapshot
from ui.paint import text
from ui.presenters.frame import Page
from ui.presenters.statement import StatementPresenter, StatementView
from ui.screens.base import Screen
from ui.screens.label import Label
from ui.screens.row_list import RowList
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Touch, Type
from ui.views import HeaderView, Tone
from ui.widgets.button import Button
from ui.widgets.list_row import ListRow

_NOTES, _LIST_X, _SUM_H = 4, 456, 68


class StatementScreen(Screen):
    """Every amount opens what it is made of; the back key goes one level up."""

    page = Page.STATEMENT
    back = Page.BILL

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = StatementPresenter(is_demo=is_demo)
        self._label = Label("statement.label", theme, self)
        self._total = Label("statement.total_cost", theme, self, Type.HERO_PAGE, Tone.INK)
        self._total.narrower, self._total.is_centred = (Type.VALUE_XL, Type.VALUE, Type.MONEY), True
        self._energy = Label("statement.used", theme, self, Type.BAND, Tone.INK)
        self._notes = [Label(f"statement.note{i}", theme, self, Type.SMALL) for i in range(_NOTES)]
        self._rows = RowList("statement.row", theme, self)
        self._empty = Label("statement.empty", theme, self, Type.BODY)
        self._sum = ListRow("statement.sum", theme, self)
        self._bills = Button("statement.bills", theme, self)
        self._match = Button("statement.match", theme, self)
        self._rows.chosen.connect(self._choose)
        self._bills.chosen.connect(self._show_bills)
        self._match.chosen.connect(lambda: self.opened.emit(f"{Page.MATCH}/{self.presenter.match_key()}"))

    def about(self, of: str) -> None:
        """The running bill, one of its rows, an earlier one, or all."""
        window = self.window()
        self.presenter.open(of, getattr(window, "snapshot", None))

    def entered(self) -> None:
        """Ask for what is shown."""
        self._ask()

    def answered(self, question: Question, answer: Answer) -> None:
        """Show it, and ask for what follows from it."""
        self.presenter.answer(question, answer)
        self._ask()

    def up(self) -> bool:
        """One level up."""
        is_up = self.presenter.up()
        if is_up:
            self._ask()
            self.changed.emit()
        return is_up

    def left(self) -> None:
        """The next time it begins at the running bill."""
        self.presenter.open("")

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._label.show_view(view.label)
        self._total.show_view(view.total)
        self._energy.show_view(view.energy)
        for index, note in enumerate(self._notes):
            note.show_view(view.notes[index] if index < len(view.notes) else "")
        self._rows.show_rows(view.rows)
        self._empty.show_view(view.empty)
        self._empty.setVisible(bool(view.empty))
        self._show_foot(view)
        self.place()
        return view.header

    def place(self) -> None:
        """The left column and the list."""
        px = self.theme.layout.px
        has_sum = not self._sum.isHidden()
        left, right = self.x_at(_LIST_X), self.x_at(1008)
        top, foot = px(4), self.height() - px(12)
        sum_height = max(Touch.MINIMUM, px(_SUM_H)) if has_sum else 0
        self._rows.setGeometry(left, top, right - left, foot - top - sum_height)
        self._sum.setGeometry(left, foot - sum_height, right - left, sum_height)
        self._empty.setGeometry(left, px(16), right - left, px(90))
        self._place_left(foot)

    def _place_left(self, foot: int) -> None:
        px, left, width = self.theme.layout.px, self.x_at(104), self.x_at(424) - self.x_at(104)
        y = px(6)
        for label, height in ((self._label, 26), (self._total, 92), (self._energy, 34)):
            tall = px(height) if getattr(label, "view", "") else 0
            label.setGeometry(left, y, width, tall)
            y += tall
        y += px(8)
        lowest = foot
        for button in (self._match, self._bills):
            if not button.isHidden():
                height = max(Touch.MINIMUM, px(60))
                button.setGeometry(left, lowest - height, width, height)
                lowest -= height + px(10)
        line = self.theme.font(Type.SMALL).pixelSize() * LINE_HEIGHT
        for note in self._notes:
            words = getattr(note, "view", "")
            tall = round(len(text.wrap(self.theme, words, width, Type.SMALL)) * line) + 2 if words else 0
            note.setGeometry(left, y, width, max(0, min(tall, lowest - y)))
            note.setVisible(bool(words) and y + tall <= lowest)
            y += tall + (px(8) if words else 0)

    def _show_foot(self, view: StatementView) -> None:
        if view.total_row is not None:
            self._sum.show_view(view.total_row)
        self._sum.setVisible(view.total_row is not None)
        for button, shown in ((self._bills, view.bills), (self._match, view.match)):
            if shown is not None:
                button.show_view(shown)
            button.setVisible(shown is not None)

    def _choose(self, index: int) -> None:
        self.presenter.choose(index)
        self._ask()
        self.changed.emit()

    def _show_bills(self) -> None:
        self.presenter.show_bills()
        self._ask()
        self.changed.emit()

    def _ask(self) -> None:
        question = self.presenter.question()
        if question is not None:
            self.wanted.emit(question)

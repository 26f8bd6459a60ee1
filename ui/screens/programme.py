"""The programme: days and season above, a row for each period, what was touched in words at the foot."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.i18n import words
from ui.presenters.frame import Page, header
from ui.presenters.programme import MOST, ProgrammePresenter, ProgrammeView
from ui.screens.base import Screen
from ui.screens.label import Label
from ui.screens.rules import LOW_SHEET
from ui.screens.scroll import scroll_area
from ui.theme import Theme
from ui.tokens import Touch, Type
from ui.views import HeaderView, Tone
from ui.widgets.button import Button
from ui.widgets.segmented import Segmented
from ui.widgets.sentence import Sentence
from ui.widgets.sheet import Sheet
from ui.widgets.stepper import Stepper

_ROW, _GAP = 72, 12


class ProgrammeScreen(Screen):
    """What is changed is kept until it is saved; leaving with changes asks first."""

    page = Page.PROGRAMME
    back = Page.COMFORT

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = ProgrammePresenter(is_demo=is_demo)
        self._is_demo = is_demo
        self._days = Segmented("programme.days", theme, self)
        self._season = Segmented("programme.season", theme, self)
        self._list, self._column = scroll_area(self)
        self._rows = [self._period_row(index) for index in range(MOST)]
        self._count_label = Label("programme.count_label", theme, self._column)
        self._count_label.is_centred = True
        self._count = Stepper("programme.count", theme, self._column)
        self._words = Sentence("programme.words", theme, self)
        self._empty = Label("programme.empty", theme, self, Type.BODY)
        self._discard = Button("programme.discard", theme, self)
        self._save = Button("programme.save", theme, self)
        self._leave = Sheet("programme.leave", theme, parent)
        self._leave.top = LOW_SHEET
        self._next_key = ""
        self._shown = 0
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Is something changed that is not saved?"""
        return self.presenter.is_editing or self._leave.isVisible()

    def about(self, of: str) -> None:
        """The programme of that thermostat."""
        self.presenter.choose_device(of)

    def holds(self, key: str) -> bool:
        """With changes, ask whether they are to be saved."""
        if not self.presenter.is_editing:
            return False
        self._next_key = key
        self._leave.show_view(self.presenter.leave_sheet())
        self._leave.open()
        return True

    def left(self) -> None:
        """Nothing of it stays."""
        self._leave.close_sheet()
        self.presenter.discard()

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._empty.show_view("" if view is not None else words("programme.none"))
        if view is not None:
            self._show(view)
            self.place()
        for part in (self._days, self._season, self._list, self._words, self._discard, self._save):
            part.setVisible(view is not None)
        self._empty.setVisible(view is None)
        if view is None:
            return header(snapshot, now, words("comfort.programme"), has_back=True, is_demo=self._is_demo)
        return view.header

    def place(self) -> None:
        """Choices above, rows between, words and buttons at the foot."""
        px = self.theme.layout.px
        button, segment = max(Touch.MINIMUM, px(60)), max(Touch.MINIMUM, px(60))
        left, right, foot = self.x_at(104), self.x_at(1008), self.height() - px(14) - max(Touch.MINIMUM, px(60))
        for part, edge in ((self._days, left), (self._season, right)):
            width = part.sizeHint().width() if hasattr(part, "view") else 0
            part.setGeometry(edge if edge == left else edge - width, px(8), width, segment)
        top = px(8) + segment + px(10)
        self._list.setGeometry(left, top, right - left, foot - px(10) - top)
        self._place_rows(right - left, foot - px(10) - top)
        self._empty.setGeometry(left, px(120), right - left, px(60))
        for each in (self._save, self._discard):
            width = max(px(130), each.sizeHint().width()) if hasattr(each, "view") else px(130)
            right -= width
            each.setGeometry(right, foot, width, button)
            right -= px(12)
        self._words.setGeometry(left, foot, right - left, button)

    def _place_rows(self, width: int, room: int) -> None:
        px, least = self.theme.layout.px, Touch.MINIMUM + 8
        lines = self._shown + 1
        height = max(least, min(px(_ROW), room // max(1, lines)))
        name, start, temperature = round(width * 0.3), round(width * 0.36), round(width * 0.27)
        for index, (label, begin, set_point) in enumerate(self._rows):
            y = index * height + (height - Touch.MINIMUM) // 2
            label.setGeometry(0, y, name, Touch.MINIMUM)
            begin.setGeometry(name, y, start, Touch.MINIMUM)
            set_point.setGeometry(width - temperature, y, temperature, Touch.MINIMUM)
        y = self._shown * height + (height - Touch.MINIMUM) // 2
        self._count_label.setGeometry(0, y, width - temperature - px(_GAP), Touch.MINIMUM)
        self._count.setGeometry(width - temperature, y, temperature, Touch.MINIMUM)
        self._column.resize(width, lines * height)

    def _show(self, view: ProgrammeView) -> None:
        self._days.show_view(view.days)
        self._season.show_view(view.season)
        self._shown = len(view.periods)
        for index, row in enumerate(self._rows):
            if index < self._shown:
                period = view.periods[index]
                row[0].show_view(period.name)
                row[1].show_view(period.start)
                row[2].show_view(period.set_point)
            for part in row:
                part.setVisible(index < self._shown)
        self._count_label.show_view(view.count_label)
        self._count.show_view(view.count)
        self._words.show_view(view.words)
        self._discard.show_view(view.discard)
        self._save.show_view(view.save)

    def _period_row(self, index: int) -> tuple[Label, Stepper, Stepper]:
        name = f"programme.period{index + 1}"
        label = Label(name, self.theme, self._column, Type.STRONG, Tone.INK)
        label.is_centred = True
        start = Stepper(f"{name}.start", self.theme, self._column)
        set_point = Stepper(f"{name}.set_point", self.theme, self._column)
        self._connect_stepper(start, lambda by: self.presenter.step_start(index, by))
        self._connect_stepper(set_point, lambda by: self.presenter.step_set_point(index, by))
        return label, start, set_point

    def _connect(self) -> None:
        presenter = self.presenter
        self._days.chosen.connect(lambda index: self._do(lambda: presenter.choose_days(index)))
        self._season.chosen.connect(lambda index: self._do(lambda: presenter.choose_season(index)))
        self._connect_stepper(self._count, presenter.step_count)
        self._discard.chosen.connect(lambda: self._do(presenter.discard))
        self._save.chosen.connect(self._save_programme)
        self._leave.primary_chosen.connect(lambda: self._go_on(is_saved=True))
        self._leave.secondary_chosen.connect(lambda: self._go_on(is_saved=False))
        self._leave.dismissed.connect(self._leave.close_sheet)

    def _connect_stepper(self, stepper: Stepper, step: Callable[[int], None]) -> None:
        stepper.decreased.connect(lambda: self._do(lambda: step(-1)))
        stepper.increased.connect(lambda: self._do(lambda: step(1)))

    def _do(self, gesture: Callable[[], None]) -> None:
        gesture()
        self.changed.emit()

    def _save_programme(self) -> None:
        command = self.presenter.save()
        if command is not None:
            self.asked.emit(command)
        self.changed.emit()

    def _go_on(self, *, is_saved: bool) -> None:
        self._leave.close_sheet()
        if is_saved:
            self._save_programme()
        self.presenter.discard()
        self.opened.emit(self._next_key)

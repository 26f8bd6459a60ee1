"""Rates: a plan in four tabs, an example that lives, the last bill by it, and a pad and sheets to change it."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.questions import Answer, LibraryWanted, Question
from hemsapp.rates import TariffVersion
from hemsapp.snapshot import Snapshot
from ui.i18n import local
from ui.presenters.frame import Page
from ui.presenters.rates import CRITICAL, FIXED, PLAN, TIERS, RatesPresenter, RatesView
from ui.presenters.work import put_away
from ui.screens.base import Screen
from ui.screens.label import Label, Panel, Rule
from ui.screens.pad import PadSheet
from ui.screens.rates_foot import RatesFoot
from ui.screens.rates_panels import ChargeGrid, CriticalPanel, TierTable, TimesPanel
from ui.screens.rates_plan import PlanPanel
from ui.screens.rates_sheets import DateSheet, HolidaySheet, LibrarySheet, TimeSheet
from ui.screens.rules import LOW_SHEET
from ui.theme import Theme
from ui.tokens import Colour, Touch, Type
from ui.views import HeaderView
from ui.widgets.change import Change
from ui.widgets.field import Field
from ui.widgets.fitting import in_step
from ui.widgets.segmented import Segmented
from ui.widgets.sentence import Sentence
from ui.widgets.sheet import Sheet

_LEAST_EXAMPLE = 52


class RatesScreen(Screen):
    """What a person changes is kept until it is saved or discarded; nothing before the first day changes."""

    page = Page.RATES

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = RatesPresenter(is_demo=is_demo)
        self._tabs = Segmented("rates.tabs", theme, self)
        self._starts_label = Label("rates.starts_label", theme, self)
        self._starts_label.is_centred = True
        self._starts = Field("rates.starts", theme, self)
        self._tiers, self._times = TierTable(theme, self), TimesPanel(theme, self)
        self._critical, self._fixed, self._plan = (
            CriticalPanel(theme, self),
            ChargeGrid(theme, self),
            PlanPanel(theme, self),
        )
        self._panel = Panel(theme, self)
        self._example_label = Label("rates.example0", theme, self, Type.SMALL)
        self._example = Sentence("rates.example1", theme, self, Type.BODY)
        self._behind = Label("rates.example2", theme, self, Type.SMALL)
        in_step((self._example_label, self._example, self._behind))
        self._example_label.is_centred = self._behind.is_centred = True
        self._divider = Rule(theme, self, Colour.OUTLINE)
        self._change = Change("rates.change", theme, self)
        self._foot = RatesFoot(theme, self)
        self._pad = PadSheet("rates.pad", theme, parent)
        self._time, self._date = TimeSheet(theme, parent), DateSheet(theme, parent)
        self._holidays, self._library = HolidaySheet(theme, parent), LibrarySheet(theme, parent)
        self._leave = Sheet("rates.leave", theme, parent)
        self._leave.top = LOW_SHEET
        self._next_key, self._tier_count = "", 1
        self._connect()
        self._connect_sheets()

    @property
    def is_editing(self) -> bool:
        """Is something changed that is neither saved nor discarded, or asked for on a sheet?"""
        is_asked = self._pad.is_open or any(sheet.is_open for sheet in self._sheets())
        return is_asked or self._times.strip.is_dragging or self.presenter.is_editing

    def entered(self) -> None:
        """Begin with the tiers; the library is asked for once."""
        snapshot: Snapshot | None = getattr(self.window(), "snapshot", None)
        if snapshot is not None and not self.presenter.is_editing:
            self.presenter.begin(snapshot, self._today(snapshot))
        self.wanted.emit(LibraryWanted())

    def answered(self, question: Question, answer: Answer) -> None:
        """Show it."""
        self.presenter.answer(question, answer)
        if self._library.is_open:
            self._library.show_view(self.presenter.library_sheet())

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._tabs.show_view(view.tabs)
        self._starts_label.show_view(view.starts_label)
        self._starts.show_view(view.starts)
        self._show_tab(view)
        self._example_label.show_view(view.example_label)
        self._example.show_view(view.example)
        self._behind.show_view(view.example_sum)
        if view.change is not None:
            self._change.show_view(view.change)
        for part in (self._change, self._divider):
            part.setVisible(view.change is not None)
        self._foot.show_view(view.foot, view.work)
        self._show_sheets()
        self.place()
        return view.header

    def holds(self, key: str) -> bool:
        """With changes, ask whether they are to be saved."""
        if not self.presenter.is_editing:
            return False
        self._next_key = key
        self._leave.show_view(self.presenter.leave_sheet())
        self._leave.open()
        return True

    def left(self) -> None:
        """What was changed and not saved is forgotten."""
        self._pad.close_pad()
        self._leave.close_sheet()
        for sheet in self._sheets():
            sheet.close_sheet()
        self.presenter.discard()

    def place(self) -> None:
        """Tabs, the tab's part, the example, the foot; the example gives way where the part needs the height."""
        px, left, right = self.theme.layout.px, self.x_at(104), self.x_at(1008)
        row, top = max(Touch.MINIMUM, px(60)), px(4)
        tabs = self._tabs.sizeHint().width() if hasattr(self._tabs, "view") else px(480)
        self._tabs.setGeometry(left, top, min(tabs, self.x_at(640) - left), row)
        field = self.x_at(1008) - self.x_at(770)
        self._starts.setGeometry(right - field, top, field, row)
        words = round(self.theme.metrics(Type.LABEL).horizontalAdvance(getattr(self._starts_label, "view", ""))) + 4
        self._starts_label.setGeometry(right - field - words - px(12), top, words, row)
        foot = max(Touch.MINIMUM, px(64))
        foot_y = self.height() - foot - px(14)
        self._foot.setGeometry(left, foot_y, right - left, foot)
        body = top + row + px(10)
        example = foot_y - px(14) - (body + self._needed())
        tall = min(px(116), max(0, example))
        if tall < px(_LEAST_EXAMPLE):
            tall = 0
        self._place_example(foot_y - px(14) - tall, tall)
        self._place_body(body, foot_y - px(14) - tall - (px(10) if tall else 0))

    def _needed(self) -> int:
        """The least height of the tab's part."""
        rows = self._tier_count if self.presenter.tab == TIERS else 4 if self.presenter.tab == PLAN else 3
        px = self.theme.layout.px
        return px(34) + rows * max(Touch.MINIMUM, px(60)) + px(14)

    def _place_body(self, top: int, foot: int) -> None:
        left, right, middle = self.x_at(104), self.x_at(1008), self.x_at(528)
        self._tiers.setGeometry(left, top, self.x_at(496) - left, foot - top)
        self._times.setGeometry(middle, top, right - middle, foot - top)
        for part in (self._critical, self._fixed, self._plan):
            part.setGeometry(left, top, right - left, foot - top)

    def _place_example(self, top: int, tall: int) -> None:
        px, left, right = self.theme.layout.px, self.x_at(104), self.x_at(1008)
        parts = (self._panel, self._example_label, self._example, self._behind)
        for part in parts:
            part.setVisible(tall > 0)
        if not tall:
            self._change.hide()
            self._divider.hide()
            return
        self._panel.setGeometry(left, top, right - left, tall)
        has_change = not self._change.isHidden()
        edge = self.x_at(690) if has_change else right
        self._divider.setGeometry(edge, top + px(18), 1, tall - px(36))
        self._change.setGeometry(edge + px(22), top + px(6), right - edge - px(40), tall - px(12))
        inner, wide = self.x_at(126), edge - self.x_at(126) - px(18)
        shown: list[QWidget] = [self._example_label, self._example, self._behind]
        if tall < px(96):
            shown = shown[1:]
            self._example_label.hide()
        if tall < px(70):
            shown = shown[:1]
            self._behind.hide()
        step = (tall - px(16)) / len(shown)
        for index, label in enumerate(shown):
            label.setGeometry(inner, round(top + px(8) + index * step), wide, round(step))

    def _show_tab(self, view: RatesView) -> None:
        tab = self.presenter.tab
        self._tier_count = len(view.tiers.rows)
        self._tiers.show_view(view.tiers)
        self._times.show_view(view.times)
        self._critical.show_view(view.critical)
        self._fixed.show_charges(view.fixed)
        self._plan.show_view(view.plan)
        for part, of in (
            (self._tiers, TIERS),
            (self._times, TIERS),
            (self._critical, CRITICAL),
            (self._fixed, FIXED),
            (self._plan, PLAN),
        ):
            part.setVisible(tab == of)

    def _show_sheets(self) -> None:
        if self._time.is_open and self.presenter.times.index is not None:
            self._time.show_view(self.presenter.time_sheet())
        if self._date.is_open:
            self._date.show_view(self.presenter.date_sheet())
        if self._holidays.is_open:
            self._holidays.show_view(self.presenter.holiday_sheet())

    def _connect(self) -> None:
        presenter, times = self.presenter, self.presenter.times
        self._tabs.chosen.connect(self._choose_tab)
        self._starts.clicked.connect(self._open_date)
        for part in (self._tiers, self._fixed, self._critical.charges, self._plan.charges):
            part.opened.connect(self._type_into)
        strip = self._times.strip
        strip.opened.connect(self._open_block)
        strip.moved.connect(self._move)
        strip.settled.connect(self._settle)
        self._times.weekends.connect(lambda: self._do(lambda: times.show_weekends(presenter.plan)))
        self._times.season.connect(lambda: self._do(lambda: times.show_next_season(presenter.plan)))
        self._times.holidays.connect(self._open_holidays)
        self._critical.toggled.connect(lambda: self._do(presenter.toggle_critical))
        self._critical.season_chosen.connect(lambda index: self._do(lambda: presenter.choose_credit_season(index)))
        self._plan.choosing.connect(self._open_library)
        self._plan.region_stepped.connect(lambda by: self._do(lambda: presenter.step_region(by)))
        self._plan.source_chosen.connect(lambda index: self.asked.emit(presenter.choose_source(index)))
        self._plan.versions.chosen.connect(lambda index: self._do(lambda: presenter.take_version(index)))
        self._foot.saved.connect(lambda: self._ask_to_save(presenter.save()))
        self._foot.discarded.connect(self._discard_or_go_back)
        self._foot.fixed.connect(lambda: self._do(presenter.fix))
        self._foot.put_away.connect(lambda: self.asked.emit(put_away()))

    def _connect_sheets(self) -> None:
        presenter, times = self.presenter, self.presenter.times
        self._pad.typed.connect(lambda sign: self._pad.show_view(presenter.key(sign)))
        self._pad.accepted.connect(lambda: self._do(presenter.accept_typed))
        self._pad.cancelled.connect(lambda: self._do(presenter.cancel_typed))
        sheet = self._time
        sheet.typed_into.connect(self._type_into)
        sheet.like.chosen.connect(lambda index: self._edit(lambda plan: times.paint(plan, index)))
        sheet.sign.chosen.connect(lambda index: self._edit(lambda plan: times.choose_sign(plan, index)))
        for stepper, step in ((sheet.start, times.step_start), (sheet.end, times.step_end)):
            stepper.decreased.connect(lambda step=step: self._edit(lambda plan: step(plan, -1)))
            stepper.increased.connect(lambda step=step: self._edit(lambda plan: step(plan, 1)))
        sheet.divide.chosen.connect(lambda: self._edit(times.divide))
        sheet.previous.chosen.connect(lambda: self._do(lambda: times.step_block(presenter.plan, -1)))
        sheet.following.chosen.connect(lambda: self._do(lambda: times.step_block(presenter.plan, 1)))
        sheet.secondary.connect(self._remove_block)
        sheet.done.connect(lambda: self._do(times.close))
        self._date.chosen.connect(lambda index: self._do(lambda: presenter.choose_start(index)))
        self._date.day.decreased.connect(lambda: self._do(lambda: presenter.step_start(days=-1)))
        self._date.day.increased.connect(lambda: self._do(lambda: presenter.step_start(days=1)))
        self._date.month.decreased.connect(lambda: self._do(lambda: presenter.step_start(months=-1)))
        self._date.month.increased.connect(lambda: self._do(lambda: presenter.step_start(months=1)))
        self._holidays.switched.connect(lambda index: self._edit(lambda plan: times.with_holiday(plan, index)))
        self._library.rows.chosen.connect(self._take_plan)
        self._leave.primary_chosen.connect(lambda: self._go_on(is_saved=True))
        self._leave.secondary_chosen.connect(lambda: self._go_on(is_saved=False))
        self._leave.dismissed.connect(self._leave.close_sheet)

    def _sheets(self) -> tuple[TimeSheet, DateSheet, HolidaySheet, LibrarySheet]:
        return self._time, self._date, self._holidays, self._library

    def _do(self, gesture: Callable[[], None], *, is_last: bool = True) -> None:
        gesture()
        question = self.presenter.question()
        if question is not None and is_last:
            self.wanted.emit(question)
        self.changed.emit()

    def _edit(self, change: Callable[[TariffVersion], TariffVersion], *, is_last: bool = True) -> None:
        self._do(lambda: self.presenter.edit(change), is_last=is_last)

    def _move(self, handle: int, minute: int) -> None:
        """A handle follows the finger; the store is asked when it lets go."""
        self._edit(lambda plan: self.presenter.times.move(plan, handle, minute), is_last=False)

    def _settle(self) -> None:
        self._do(lambda: None)

    def _choose_tab(self, index: int) -> None:
        self.presenter.tab = index
        self.changed.emit()

    def _type_into(self, key: str) -> None:
        self._pad.show_view(self.presenter.type_into(key))
        self._pad.open()
        self.changed.emit()

    def _open_block(self, index: int) -> None:
        self.presenter.times.open(index)
        self._time.show_view(self.presenter.time_sheet())
        self._time.open()
        self.changed.emit()

    def _remove_block(self) -> None:
        self._edit(self.presenter.times.remove)
        self._time.close_sheet()

    def _open_date(self) -> None:
        self._date.show_view(self.presenter.date_sheet())
        self._date.open()

    def _open_holidays(self) -> None:
        self._holidays.show_view(self.presenter.holiday_sheet())
        self._holidays.open()

    def _open_library(self) -> None:
        self._library.show_view(self.presenter.library_sheet())
        self._library.open()

    def _take_plan(self, index: int) -> None:
        self._library.close_sheet()
        self._do(lambda: self.presenter.take_plan(index))

    def _discard_or_go_back(self) -> None:
        if self.presenter.is_editing:
            self._do(self.presenter.discard)
        else:
            self._ask_to_save(self.presenter.go_back())

    def _ask_to_save(self, command: object) -> None:
        if command is not None:
            self.asked.emit(command)
        self.changed.emit()

    def _go_on(self, *, is_saved: bool) -> None:
        self._leave.close_sheet()
        if is_saved:
            self._ask_to_save(self.presenter.save())
        self.presenter.discard()
        self.opened.emit(self._next_key)

    def _today(self, snapshot: Snapshot) -> date:
        return local(snapshot.at.utc, snapshot.preferences.zone).date()

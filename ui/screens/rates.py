"""Rates: the tiers in fields left, which price holds right, a live example, and a pad to type on."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.presenters.rates import MOST_TIERS, RatesPresenter, RatesView
from ui.screens.base import Screen
from ui.screens.label import Label, Panel
from ui.screens.pad import PadSheet
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Touch, Type
from ui.views import HeaderView, Tone
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.segmented import Segmented
from ui.widgets.stepper import Stepper

_FIRST_ROW, _ROW_STEP = 100, 64


class RatesScreen(Screen):
    """What a person types is kept until it is saved or discarded; nothing before the first day changes."""

    page = Page.RATES

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = RatesPresenter(is_demo=is_demo)
        self._make_labels()
        self._fields = [self._tier_fields(index) for index in range(MOST_TIERS)]
        self._count = Stepper("rates.tiers", theme, self)
        self._starts = Stepper("rates.starts", theme, self)
        self._source = Segmented("rates.source", theme, self)
        self._fix = Button("rates.fix", theme, self)
        self._discard = Button("rates.discard", theme, self)
        self._save = Button("rates.save", theme, self)
        self._pad = PadSheet("rates.pad", theme, parent)
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Is something typed that is neither saved nor discarded?"""
        return self._pad.is_open or self.presenter.is_editing

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        for label, text in zip(self._columns, view.columns, strict=True):
            label.show_view(text)
        self._show_tiers(view)
        self._count_label.show_view(view.count_label)
        self._count.show_view(view.count)
        self._starts_label.show_view(view.starts_label)
        self._starts.show_view(view.starts)
        self._source_label.show_view(view.source_label)
        self._source.show_view(view.source)
        for label, text in zip(self._source_lines, view.source_lines, strict=True):
            label.show_view(text)
        for label, text in zip(self._example, view.example, strict=True):
            label.show_view(text)
        self._show_foot(view)
        self.place()
        return view.header

    def left(self) -> None:
        """What was typed and not saved is forgotten."""
        self._pad.close_pad()
        self.presenter.discard()

    def place(self) -> None:
        """The drawing's columns; on a small screen the fields keep a finger's height and the example gives way.

        Where an event's band takes its share of the height, the right column moves together.
        """
        for label, (x, width) in zip(self._columns, ((104, 70), (186, 158), (368, 114)), strict=True):
            box = self.at(x, 60, width, 26)
            label.setGeometry(box.left(), box.top(), box.width(), self.y_at(_FIRST_ROW) - box.top() - 2)
        top, foot = self.y_at(_FIRST_ROW), 0
        height, step = max(Touch.MINIMUM, self.theme.layout.px(56)), max(60, self.theme.layout.px(_ROW_STEP))
        for index, row in enumerate(self._fields):
            for part, (x, width) in zip(row, ((104, 60), (186, 172), (368, 128)), strict=True):
                part.setGeometry(self.x_at(x), top + index * step, self.x_at(x + width) - self.x_at(x), height)
            if not row[1].isHidden():
                foot = row[1].geometry().bottom()
        self._source_label.setGeometry(self.at(548, 62, 460, 26))
        self._place_controls()
        self._place_example(max(self.y_at(378), foot + 8, self._starts.geometry().bottom() + 8))

    def _place_example(self, top: int) -> None:
        px, bottom = self.theme.layout.px, self.y_at(490)
        self._panel.setGeometry(self.x_at(104), top, self.x_at(1008) - self.x_at(104), bottom - top)
        shown = self._example if bottom - top >= px(100) else self._example[1:]
        self._example[0].setVisible(len(shown) == len(self._example))
        step = (bottom - top - px(16)) / len(shown)
        for index, label in enumerate(shown):
            label.setGeometry(
                self.x_at(126), round(top + px(8) + index * step), self.x_at(986) - self.x_at(126), round(step)
            )

    def _place_controls(self) -> None:
        px, right = self.theme.layout.px, self.x_at(1008)
        size = self._source.sizeHint()
        self._source.setGeometry(
            self.x_at(548), self.y_at(100), max(size.width(), right - self.x_at(548)), size.height()
        )
        lowest = self._source.geometry().bottom() + 2
        for label, y in zip(self._source_lines, (172, 198), strict=True):
            height = max(20, px(28))
            lowest = max(self.y_at(172) + px(y - 172), lowest)
            label.setGeometry(self.x_at(548), lowest, right - self.x_at(548), height)
            lowest += px(26)
        rows = ((self._count_label, self._count, 228), (self._starts_label, self._starts, 304))
        for label, stepper, y in rows:
            left, height = self.x_at(700), max(Touch.MINIMUM, px(56))
            lowest = max(self.y_at(y), lowest)
            label.setGeometry(self.x_at(548), lowest, left - self.x_at(548), height)
            stepper.setGeometry(left, lowest, right - left, height)
            lowest += height + 4
        top = self.y_at(510)
        for button in (self._save, self._discard, self._fix):
            if button.isHidden():
                continue
            width = button.sizeHint().width() + px(12)
            button.setGeometry(right - width, top, width, max(Touch.MINIMUM, px(64)))
            right -= width + px(12)
        left = self.x_at(104)
        for index, label in enumerate(self._foot):
            line = max(px(28), round(self.theme.font(Type.SMALL).pixelSize() * LINE_HEIGHT))
            label.setGeometry(
                left, top + (max(Touch.MINIMUM, px(64)) - 2 * line) // 2 + index * line, right - left, line
            )
        self._warning.setGeometry(left, top, right - left, px(64))

    def _make_labels(self) -> None:
        theme = self.theme
        self._panel = Panel(theme, self)
        self._columns = [Label(f"rates.column{i}", theme, self, Type.SMALL) for i in range(3)]
        for label in self._columns[1:]:
            label.alignment = Qt.AlignmentFlag.AlignRight
        self._count_label = Label("rates.tiers_label", theme, self)
        self._starts_label = Label("rates.starts_label", theme, self)
        for label in (self._count_label, self._starts_label):
            label.is_centred = True
        self._source_label = Label("rates.source_label", theme, self, Type.STRONG, Tone.INK)
        self._source_lines = [Label(f"rates.source{i}", theme, self, Type.SMALL) for i in range(2)]
        steps = ((Type.SMALL, Tone.QUIET), (Type.BODY, Tone.INK), (Type.SMALL, Tone.QUIET))
        self._example = [Label(f"rates.example{i}", theme, self, *step) for i, step in enumerate(steps)]
        for label in self._example:
            label.is_centred = True
        self._foot = [Label(f"rates.foot{i}", theme, self, Type.SMALL) for i in range(2)]
        self._warning = Label("rates.warning", theme, self, Type.SMALL_STRONG, Tone.ATTENTION)
        self._warning.is_centred = True

    def _tier_fields(self, index: int) -> tuple[Label, Field, Field]:
        number = Label(f"rates.tier{index + 1}", self.theme, self, Type.STRONG, Tone.INK)
        number.is_centred = True
        up_to = Field(f"rates.tier{index + 1}.up_to", self.theme, self)
        price = Field(f"rates.tier{index + 1}.price", self.theme, self)
        up_to.clicked.connect(lambda: self._type_into(index, is_price=False))
        price.clicked.connect(lambda: self._type_into(index, is_price=True))
        return number, up_to, price

    def _show_tiers(self, view: RatesView) -> None:
        for (number, up_to, price), tier in zip(self._fields, view.tiers, strict=False):
            number.show_view(tier.number)
            up_to.show_view(tier.up_to)
            price.show_view(tier.price)
        for index, row in enumerate(self._fields):
            for part in row:
                part.setVisible(index < len(view.tiers))

    def _show_foot(self, view: RatesView) -> None:
        for label, text in zip(self._foot, view.foot, strict=True):
            label.show_view(text)
            label.setVisible(not view.warning)
        self._warning.show_view(view.warning)
        self._warning.setVisible(bool(view.warning))
        if view.fix is not None:
            self._fix.show_view(view.fix)
        self._fix.setVisible(view.fix is not None)
        self._discard.show_view(view.discard)
        self._save.show_view(view.save)

    def _connect(self) -> None:
        do = self._do
        self._count.decreased.connect(lambda: do(lambda: self.presenter.set_count(-1)))
        self._count.increased.connect(lambda: do(lambda: self.presenter.set_count(1)))
        self._starts.decreased.connect(lambda: do(lambda: self.presenter.step_start(-1)))
        self._starts.increased.connect(lambda: do(lambda: self.presenter.step_start(1)))
        self._fix.chosen.connect(lambda: do(self.presenter.fix))
        self._discard.chosen.connect(lambda: do(self.presenter.discard))
        self._source.chosen.connect(lambda index: self.asked.emit(self.presenter.choose_source(index)))
        self._save.chosen.connect(self._save_tariff)
        self._pad.typed.connect(lambda key: self._pad.show_view(self.presenter.key(key)))
        self._pad.accepted.connect(lambda: do(self.presenter.accept_typed))
        self._pad.cancelled.connect(lambda: do(self.presenter.cancel_typed))

    def _do(self, gesture: Callable[[], None]) -> None:
        gesture()
        self.changed.emit()

    def _type_into(self, index: int, *, is_price: bool) -> None:
        self._pad.show_view(self.presenter.type_into(index, is_price=is_price))
        self._pad.open()
        self.changed.emit()

    def _save_tariff(self) -> None:
        command = self.presenter.save()
        if command is not None:
            self.asked.emit(command)
        self.changed.emit()

"""Date and time: what it is, where it comes from, and steppers to set it by hand (C1NFR13.2)."""

from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.clock import ClockPresenter
from ui.presenters.frame import Page
from ui.screens.base import Screen
from ui.screens.label import Label, Rule
from ui.theme import Theme
from ui.tokens import Touch, Type
from ui.views import HeaderView, Tone
from ui.widgets.button import Button
from ui.widgets.segmented import Segmented
from ui.widgets.stepper import Stepper

_PARTS = ("day", "hour", "minute")


class ClockScreen(Screen):
    """The time as large as a clock, left; how to set it, right."""

    page = Page.CLOCK

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = ClockPresenter(is_demo=is_demo)
        self._time = Label("clock.time", theme, self, Type.HERO_PAGE, Tone.INK)
        self._date = Label("clock.date", theme, self, Type.BAND, Tone.INK)
        self._zone = Label("clock.zone", theme, self, Type.SMALL)
        self._meter = Label("clock.meter", theme, self, Type.SMALL)
        self._source_label = Label("clock.source_label", theme, self, Type.STRONG, Tone.INK)
        self._source = Segmented("clock.source", theme, self)
        self._labels = [Label(f"clock.{part}_label", theme, self) for part in _PARTS]
        self._steppers = [Stepper(f"clock.{part}", theme, self) for part in _PARTS]
        self._set = Button("clock.set", theme, self)
        self._rule = Rule(theme, self)
        self._note = Label("clock.note", theme, self, Type.SMALL)
        for label in self._labels:
            label.is_centred = True
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Is a time being set?"""
        return self.presenter.is_editing

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._time.show_view(view.time)
        self._date.show_view(view.date)
        self._zone.show_view(view.zone)
        self._meter.show_view(view.meter)
        self._source_label.show_view(view.source_label)
        self._source.show_view(view.source)
        self._note.show_view(view.note)
        for label, stepper, (_, word, shown) in zip(self._labels, self._steppers, view.steppers, strict=False):
            label.show_view(word)
            stepper.show_view(shown)
        for label, stepper in zip(self._labels, self._steppers, strict=True):
            label.setVisible(bool(view.steppers))
            stepper.setVisible(bool(view.steppers))
        if view.set is not None:
            self._set.show_view(view.set)
        self._set.setVisible(view.set is not None)
        self._place_controls()
        return view.header

    def left(self) -> None:
        """A time that was not accepted is forgotten."""
        self.presenter.discard()

    def place(self) -> None:
        """Two columns and a foot."""
        self._time.setGeometry(self.at(104, 76, 420, 100))
        self._date.setGeometry(self.at(104, 180, 420, 32))
        self._zone.setGeometry(self.at(104, 236, 420, 26))
        self._meter.setGeometry(self.at(104, 264, 420, 50))
        self._source_label.setGeometry(self.at(548, 76, 460, 28))
        self._rule.setGeometry(self.at(104, 520, 904, 1))
        self._note.setGeometry(self.at(104, 532, 904, 50))
        self._place_controls()

    def _place_controls(self) -> None:
        px, left, right = self.theme.layout.px, self.x_at(548), self.x_at(1008)
        self._source.setGeometry(left, self.y_at(112), right - left, self._source.sizeHint().height())
        height = max(Touch.MINIMUM, px(56))
        for index, (label, stepper) in enumerate(zip(self._labels, self._steppers, strict=True)):
            y = self.y_at(200 + index * 72)
            label.setGeometry(left, y, px(100), height)
            stepper.setGeometry(left + px(100), y, right - left - px(100), height)
        self._set.setGeometry(left, self.y_at(428), right - left, max(Touch.MINIMUM, px(64)))

    def _connect(self) -> None:
        self._source.chosen.connect(self._choose)
        for part, stepper in zip(_PARTS, self._steppers, strict=True):
            stepper.decreased.connect(lambda part=part: self._step(part, -1))
            stepper.increased.connect(lambda part=part: self._step(part, 1))
        self._set.chosen.connect(self._accept)

    def _choose(self, index: int) -> None:
        command = self.presenter.choose_source(index)
        if command is not None:
            self.asked.emit(command)
        self.changed.emit()

    def _step(self, part: str, steps: int) -> None:
        self.presenter.step(part, steps)
        self.changed.emit()

    def _accept(self) -> None:
        command = self.presenter.accept()
        if command is not None:
            self.asked.emit(command)
        self.changed.emit()

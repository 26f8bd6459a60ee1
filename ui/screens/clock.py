"""Date and time: what it is, where it comes from, and steppers to set it by hand (C1NFR13.2)."""

from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.clock import ClockPresenter
from ui.presenters.frame import Page
from ui.screens.base import Screen
from ui.screens.label import Label, Panel
from ui.theme import Theme
from ui.tokens import Touch, Type
from ui.views import HeaderView, Tone
from ui.widgets.button import Button
from ui.widgets.segmented import Segmented
from ui.widgets.stepper import Stepper

_PARTS = ("day", "hour", "minute")
_LEAST_HEIGHT = 400


class ClockScreen(Screen):
    """The time as large as a clock, left; how to set it, right."""

    page = Page.CLOCK

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = ClockPresenter(is_demo=is_demo)
        self._cards = [Panel(theme, self) for _ in range(2)]
        self._time = Label("clock.time", theme, self, Type.HERO_PAGE, Tone.INK)
        self._date = Label("clock.date", theme, self, Type.BAND, Tone.INK)
        self._zone = Label("clock.zone", theme, self, Type.SMALL)
        self._meter = Label("clock.meter", theme, self, Type.SMALL)
        self._source_label = Label("clock.source_label", theme, self, Type.STRONG, Tone.INK)
        self._source = Segmented("clock.source", theme, self)
        self._labels = [Label(f"clock.{part}_label", theme, self) for part in _PARTS]
        self._steppers = [Stepper(f"clock.{part}", theme, self) for part in _PARTS]
        self._set = Button("clock.set", theme, self)
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
        for label, stepper, (_, word, shown) in zip(self._labels, self._steppers, view.steppers, strict=True):
            label.show_view(word)
            stepper.show_view(shown)
        if view.set is not None:
            self._set.show_view(view.set)
        self._set.setVisible(view.set is not None)
        self._place_controls()
        return view.header

    def left(self) -> None:
        """A time that was not accepted is forgotten."""
        self.presenter.discard()

    def place(self) -> None:
        """What it is on the left card, how it is set on the right one, and a foot."""
        for card, (x, width) in zip(self._cards, ((104, 428), (548, 460)), strict=True):
            card.setGeometry(self.between(x, 68, width, 448))
        middle = self.y_at(68 + 224)
        px, left, width = self.theme.layout.px, self.x_at(128), self.x_at(508) - self.x_at(128)
        self._time.setGeometry(left, middle - px(124), width, px(100))
        self._date.setGeometry(left, middle - px(16), width, px(34))
        self._zone.setGeometry(left, middle + px(40), width, px(30))
        self._meter.setGeometry(left, middle + px(72), width, px(56))
        self._source_label.setGeometry(self.at(572, 84, 412, 28))
        self._source_label.setVisible(not self._is_tight())
        self._note.setGeometry(self.at(104, 532, 904, 56))
        self._place_controls()

    def _is_tight(self) -> bool:
        """Does an event's band leave too little height on a small screen? Then the question goes, not the controls."""
        return self.height() < _LEAST_HEIGHT

    def _place_controls(self) -> None:
        px, left, right = self.theme.layout.px, self.x_at(572), self.x_at(984)
        card, source = self._cards[1].geometry(), self._source.sizeHint().height()
        first = card.top() + px(8) if self._is_tight() else self.y_at(118)
        self._source.setGeometry(left, first, right - left, source)
        tall, foot = max(Touch.MINIMUM, px(60)), px(4) if self._is_tight() else px(12)
        self._set.setGeometry(left, card.bottom() - foot - tall, right - left, tall)
        top, height = first + source + px(8 if self._is_tight() else 12), max(Touch.MINIMUM, px(56))
        room = self._set.y() - top - px(10)
        pitch = min(px(78), (room - height) // (len(_PARTS) - 1))
        for index, (label, stepper) in enumerate(zip(self._labels, self._steppers, strict=True)):
            y = top + (room - height - pitch * (len(_PARTS) - 1)) // 2 + index * pitch
            label.setGeometry(left, y, px(96), height)
            stepper.setGeometry(left + px(96), y, right - left - px(96), height)

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

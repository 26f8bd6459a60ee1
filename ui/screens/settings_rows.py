"""The parts of a settings panel as widgets that know how high they want to be."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import text
from ui.screens.label import Label, Rule
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Scheme, Touch, Type
from ui.views import SegmentedView, StepperView, ToggleView, Tone
from ui.views.settings import (
    ButtonPart,
    CardsPart,
    CheckPart,
    ControlPart,
    DaysPart,
    Part,
    RowPart,
    Say,
    SliderPart,
    WordsPart,
)
from ui.widgets.button import Button
from ui.widgets.check_row import CheckRow
from ui.widgets.day_grid import DayGrid
from ui.widgets.list_row import ListRow
from ui.widgets.segmented import Segmented
from ui.widgets.slider import Slider
from ui.widgets.stepper import Stepper
from ui.widgets.theme_card import ThemeCard
from ui.widgets.toggle import Toggle

_STEPS = {Say.CLOCK: Type.HERO_PAGE, Say.HEADING: Type.STRONG, Say.TEXT: Type.BODY, Say.NOTE: Type.SMALL}
_AIR = {Say.CLOCK: 0, Say.HEADING: 4, Say.TEXT: 2, Say.NOTE: 4}
_SCHEMES = tuple(Scheme(each) for each in ("dark", "light", "contrast"))
_CARD_H, _ROW_H, _LEAST_LABEL = 138, 66, 0.34


class PartRow(QWidget):
    """One part; `chosen` carries what a finger did to it. `kind` is the class of the part that it shows."""

    chosen = Signal(int)
    kind: type

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def show_part(self, part: Part) -> None:
        """Show this from now on."""
        raise NotImplementedError

    def natural_height(self, width: int) -> int:
        """How high it is when it is so wide."""
        raise NotImplementedError

    def place(self) -> None:
        """Give what lies in it its rectangle."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Lay out for the new size."""
        self.place()

    def lines_height(self, words: str, width: int, step: Type) -> int:
        """How high words are in that width."""
        lines = [line for part in words.split("\n") for line in text.wrap(self.theme, part, width, step)]
        return round(len(lines) * round(self.theme.font(step).pixelSize() * LINE_HEIGHT)) + 2


class WordsRow(PartRow):
    """Words on the ground."""

    kind = WordsPart

    def __init__(self, part: WordsPart, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._label = Label(part.name, theme, self, _STEPS[part.say])

    def show_part(self, part: Part) -> None:
        """Show this from now on."""
        assert isinstance(part, WordsPart)
        self._part = part
        self._label.step = _STEPS[part.say]
        if part.say is Say.CLOCK:
            self._label.narrower = (Type.VALUE_XL, Type.VALUE)
        is_loud = part.say in {Say.CLOCK, Say.HEADING, Say.TEXT} and part.tone is Tone.QUIET
        self._label.set_tone(Tone.INK if is_loud else part.tone)
        self._label.show_view(part.text)

    def natural_height(self, width: int) -> int:
        """Its lines, and some air."""
        air = self.theme.layout.px(_AIR[self._part.say])
        if self._part.say is Say.CLOCK:
            return round(self.theme.font(Type.HERO_PAGE).pixelSize() * 1.1)
        return self.lines_height(self._part.text, width, _STEPS[self._part.say]) + 2 * air

    def place(self) -> None:
        """In the middle of the air."""
        air = self.theme.layout.px(_AIR[self._part.say])
        self._label.setGeometry(0, air, self.width(), self.height() - 2 * air)


class CardsRow(PartRow):
    """The palettes side by side."""

    kind = CardsPart

    def __init__(self, part: CardsPart, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._cards = [ThemeCard(f"{part.name}.{index}", theme, _SCHEMES[index], self) for index in range(3)]
        for index, card in enumerate(self._cards):
            card.clicked.connect(lambda _checked=False, index=index: self.chosen.emit(index))

    def show_part(self, part: Part) -> None:
        """Show this from now on."""
        assert isinstance(part, CardsPart)
        for card, view in zip(self._cards, part.cards, strict=True):
            card.show_view(view)

    def natural_height(self, width: int) -> int:  # noqa: ARG002 - the same for every width
        """As drawn, with room for larger words."""
        more = self.theme.font(Type.STRONG).pixelSize() - self.theme.layout.px(20)
        return self.theme.layout.px(_CARD_H) + max(0, round(more * LINE_HEIGHT))

    def place(self) -> None:
        """Three, with a gap."""
        gap = self.theme.layout.px(4)
        width = (self.width() - 2 * gap) / 3
        for index, card in enumerate(self._cards):
            card.setGeometry(round(index * (width + gap)), 0, round(width), self.height())


class SliderRow(PartRow):
    """A slider below its label."""

    kind = SliderPart

    def __init__(self, part: SliderPart, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._slider = Slider(part.name, theme, self)
        self._slider.chosen.connect(self.chosen)

    def show_part(self, part: Part) -> None:
        """Show this from now on."""
        assert isinstance(part, SliderPart)
        self._slider.show_view(part.view)

    def natural_height(self, width: int) -> int:  # noqa: ARG002 - the same for every width
        """What the slider wants."""
        return self._slider.sizeHint().height() + self.theme.layout.px(4)

    def place(self) -> None:
        """All of it."""
        self._slider.setGeometry(0, self.theme.layout.px(4), self.width(), self.height() - self.theme.layout.px(4))


class ControlRow(PartRow):
    """A rule, a label, and a control right of it; below it where words and control do not fit side by side."""

    kind = ControlPart

    def __init__(self, part: ControlPart, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._rule = Rule(theme, self)
        self._label = Label(f"{part.name}_label", theme, self, Type.LABEL, Tone.INK)
        self._label.is_centred = True
        self._control: Stepper | Toggle | Segmented
        match part.view:
            case StepperView():
                self._control = stepper = Stepper(part.name, theme, self)
                stepper.decreased.connect(lambda: self.chosen.emit(-1))
                stepper.increased.connect(lambda: self.chosen.emit(1))
            case ToggleView():
                self._control = toggle = Toggle(part.name, theme, self)
                toggle.clicked.connect(lambda: self.chosen.emit(int(not toggle.view.is_on)))
            case SegmentedView():
                self._control = segmented = Segmented(part.name, theme, self)
                segmented.chosen.connect(self.chosen)

    def show_part(self, part: Part) -> None:
        """Show this from now on."""
        assert isinstance(part, ControlPart)
        self._part = part
        self._label.show_view(part.label)
        self._control.show_view(part.view)  # type: ignore[arg-type]  # the control was made for this class of view

    def natural_height(self, width: int) -> int:
        """One line of both, or label above control."""
        px = self.theme.layout.px
        control = max(Touch.MINIMUM, self._control.sizeHint().height())
        if self._is_stacked(width):
            return px(8) + self.lines_height(self._part.label, width, Type.LABEL) + px(4) + control + px(6)
        room = width - self._control.sizeHint().width() - px(16)
        return max(px(_ROW_H), control + px(8), self.lines_height(self._part.label, room, Type.LABEL) + px(10))

    def place(self) -> None:
        """Right of the label, or below it."""
        px, size = self.theme.layout.px, self._control.sizeHint()
        self._rule.setGeometry(0, 0, self.width(), 1)
        tall = max(Touch.MINIMUM, size.height())
        if self._is_stacked(self.width()):
            head = self.lines_height(self._part.label, self.width(), Type.LABEL)
            self._label.setGeometry(0, px(8), self.width(), head)
            is_wide = isinstance(self._control, Segmented)
            width = self.width() if is_wide else min(self.width(), size.width())
            self._control.setGeometry(self.width() - width, px(8) + head + px(4), width, tall)
            return
        left = self.width() - size.width()
        self._label.setGeometry(0, 1, left - px(16), self.height() - 1)
        self._control.setGeometry(left, (self.height() - tall + 1) // 2, size.width(), tall)

    def _is_stacked(self, width: int) -> bool:
        room = width - self._control.sizeHint().width() - self.theme.layout.px(16)
        if isinstance(self._control, Segmented):
            return self.theme.metrics(Type.LABEL).horizontalAdvance(self._part.label) > room
        words = max(self._part.label.split(), key=len, default="")
        return room < width * _LEAST_LABEL or self.theme.metrics(Type.LABEL).horizontalAdvance(words) > room


class WholeRow(PartRow):
    """One widget across the panel: a button, a row of a list, days, a line of the diagnostics."""

    def __init__(self, part: ButtonPart | RowPart | DaysPart | CheckPart, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.kind = type(part)
        self._inside: Button | ListRow | DayGrid | CheckRow
        match part:
            case ButtonPart():
                self._inside = button = Button(part.name, theme, self)
                button.chosen.connect(lambda: self.chosen.emit(0))
                button.explained.connect(lambda: self.chosen.emit(0))
            case RowPart():
                self._inside = row = ListRow(part.name, theme, self)
                row.clicked.connect(lambda: self.chosen.emit(0))
            case DaysPart():
                self._inside = days = DayGrid(part.name, theme, self)
                days.chosen.connect(self.chosen)
            case CheckPart():
                self._inside = CheckRow(part.name, theme, self)

    def show_part(self, part: Part) -> None:
        """Show this from now on."""
        inside = self._inside
        inside.show_view(part.view)  # type: ignore[arg-type, union-attr]  # it was made for this class of part
        if isinstance(inside, ListRow):
            inside.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not inside.view.has_chevron)
            inside.setFocusPolicy(Qt.FocusPolicy.TabFocus if inside.view.has_chevron else Qt.FocusPolicy.NoFocus)

    def natural_height(self, width: int) -> int:
        """What the widget wants."""
        px, inside = self.theme.layout.px, self._inside
        if isinstance(inside, DayGrid | CheckRow):
            return inside.natural_height(width)
        if isinstance(inside, Button):
            return max(Touch.MINIMUM, px(60)) + px(8)
        step = Type.SMALL if inside.view.subtitle else Type.BODY
        words = self.lines_height(inside.view.subtitle, width, Type.SMALL) if inside.view.subtitle else 0
        return max(Touch.MINIMUM, px(64), words + self.lines_height(inside.view.title, width, step) + px(14))

    def place(self) -> None:
        """All of it."""
        air = self.theme.layout.px(4) if isinstance(self._inside, Button) else 0
        self._inside.setGeometry(0, air, self.width(), self.height() - 2 * air)


def row_for(part: Part, theme: Theme, parent: QWidget) -> PartRow:
    """The widget for a part."""
    match part:
        case WordsPart():
            return WordsRow(part, theme, parent)
        case CardsPart():
            return CardsRow(part, theme, parent)
        case SliderPart():
            return SliderRow(part, theme, parent)
        case ControlPart():
            return ControlRow(part, theme, parent)
    return WholeRow(part, theme, parent)

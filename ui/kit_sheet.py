"""The component kit on one sheet, as it was drawn: levels, buttons, gauges, chips, price blocks and gaps."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui import views as v
from ui.paint import boxes, skyline, stripes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Type
from ui.views import ButtonKind, ButtonState, Level, LinkState, Tone
from ui.widgets.arch import Arch
from ui.widgets.button import Button
from ui.widgets.chip import Chip
from ui.widgets.link_status import LinkStatus
from ui.widgets.price_tag import PriceTag
from ui.widgets.segmented import Segmented
from ui.widgets.stepper import Stepper
from ui.widgets.toggle import Toggle

WIDTH, HEIGHT = 1280, 960
_HEADINGS: tuple[tuple[float, str], ...] = (
    (45, "Price levels and states: colour + shape + word"),
    (211, "Button: 56 high (64 in sheets), radius 14"),
    (445, "Arch: length is amount, colour is price, long grey ticks are usual"),
    (695, "Header: what was announced, and how old the numbers are"),
    (805, "Price blocks and gaps"),
)
_LEVELS = (
    (Level.LOW, "Low", "hollow diamond"),
    (Level.NORMAL, "Normal", "hollow circle"),
    (Level.HIGH, "High", "solid triangle"),
    (Level.CRITICAL, "Critical", "hexagon, stripes"),
    (Level.EMERGENCY, "Emergency", "octagon, solid"),
)
_BUTTONS = (
    ("Apply", ButtonKind.PRIMARY, "primary"),
    ("Apply", ButtonKind.PRIMARY, "pressed"),
    ("Details", ButtonKind.SECONDARY, "secondary"),
    ("Details", ButtonKind.SECONDARY, "pressed"),
    ("Skip", ButtonKind.OUTLINE, "outline"),
    ("Continue", ButtonKind.SECONDARY, "disabled"),
)
_ARCHES = (
    (v.ArchView(0.14, Level.LOW, (0.1, 0.3)), "$0.14", "Low, in usual range"),
    (v.ArchView(0.61, Level.HIGH, (0.2, 0.4)), "$1.22", "High, above usual"),
    (v.ArchView(0.14, Level.CRITICAL, (0.2, 0.38)), "$0.52", "Critical, below usual"),
    (v.ArchView(None), "—", "no reading: no ticks lit"),
    (v.ArchView(0.6, Level.CRITICAL, lit_from=0.43, ghost=0.43, dot=0.55), "78°", "thermostat: normal, now, set"),
)
_PRICES = (
    *((0.25, Level.LOW, "15.6¢"), (0.4, Level.NORMAL, "24.6¢")),
    *((0.55, Level.HIGH, "34.0¢"), (1, Level.CRITICAL, "62.0¢")),
)
_BLOCKS = tuple(
    v.PriceBlockView(index / 4, (index + 1) / 4, height, level, "", price)
    for index, (height, level, price) in enumerate(_PRICES)
)


class KitSheet(QWidget):
    """Real widgets between painted headings and captions."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setPalette(theme.palette())
        self.resize(WIDTH, HEIGHT)
        self._captions: list[tuple[float, float, str]] = []
        self._numbers: list[tuple[float, float, str]] = []
        self._levels()
        self._controls()
        self._arches()
        self._header()
        self._focused = self._put(Button, "kit.focus", v.ButtonView("Focus"), 1124, 230, 122, 56)
        self._caption(1124, "focus ring 3", 310)

    def focus(self) -> None:
        """Give the focus to the button that shows it; the sheet must be visible."""
        self.activateWindow()
        QApplication.processEvents()
        self._focused.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint what is not a widget."""
        painter, theme = QPainter(self), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        quiet, ink = theme.colour(Colour.TEXT2), theme.colour(Colour.TEXT)
        for y, words in _HEADINGS:
            text.draw_text(painter, theme, words, QPointF(32, y), Type.PAGE_TITLE, ink)
        for index in range(len(_LEVELS)):
            boxes.draw(painter, QRectF(32 + 202 * index, 64, 190, 96), Radius.CARD, theme.colour(Colour.SURFACE))
        for x, y, words in self._captions:
            text.draw_text(painter, theme, words, QPointF(x, y), Type.AXIS, quiet)
        for x, y, words in self._numbers:
            text.draw_centred(painter, theme, words, QPointF(x, y), Type.VALUE, text.value_colour(theme, words))
        skyline.draw(painter, QRectF(32, 825, 560, 110), _BLOCKS, theme)
        for x, height in ((630, 98), (748, 112)):
            boxes.draw(painter, QRectF(x, 935 - height, 60, height), 3, theme.colour(Colour.NORMAL))
        stripes.draw_hatching(painter, QRectF(694, 857, 50, 78), theme, is_framed=True)
        text.draw_centred(painter, theme, "gap", QPointF(719, 849), Type.AXIS, quiet)
        painter.end()

    def _levels(self) -> None:
        for index, (level, word, shape) in enumerate(_LEVELS):
            x = 32 + 202 * index
            self._put(PriceTag, f"kit.tag.{level.value}", v.PriceTagView(level, word), x + 16, 72, 170, 40)
            self._caption(x + 16, shape, 130)

    def _controls(self) -> None:
        for index, (word, kind, caption) in enumerate(_BUTTONS):
            state = ButtonState.DISABLED if caption == "disabled" else ButtonState.IDLE
            x = 32 + 182 * index
            button = self._put(Button, f"kit.button{index}", v.ButtonView(word, kind, state), x, 230, 170, 56)
            button.setDown(caption == "pressed")
            self._caption(x, caption, 310)
        self._put(Segmented, "kit.segmented", v.SegmentedView(("Day", "Week", "Bill"), 0), 32, 324, 330, 60)
        self._put(Stepper, "kit.stepper", v.StepperView("+4°"), 396, 326, 212, 56)
        busy = v.ButtonView("Sending…", ButtonKind.PRIMARY, ButtonState.BUSY)
        self._put(Button, "kit.busy", busy, 760, 326, 170, 56)
        self._put(Toggle, "kit.on", v.ToggleView(True, "On"), 942, 326, 120, 56)
        self._put(Toggle, "kit.off", v.ToggleView(False, "Off"), 1090, 326, 120, 56)
        for x, caption in (
            *((32, "segmented, 60 high"), (396, "stepper, hold to repeat")),
            *((760, "busy, keeps width"), (942, "toggle, word beside it")),
        ):
            self._caption(x, caption, 408)

    def _arches(self) -> None:
        for index, (view, number, caption) in enumerate(_ARCHES):
            x = 27 + 242 * index
            self._put(Arch, f"kit.arch{index}", view, x, 464, 216, 177)
            self._numbers.append((x + 109, 588, number))
            width = self.theme.metrics(Type.AXIS).horizontalAdvance(caption)
            self._caption(x + 109 - width / 2, caption, 650)

    def _header(self) -> None:
        x = 32.0
        for kind, view in (
            (Chip, v.ChipView("Tomorrow 2–6 PM", level=Level.CRITICAL)),  # noqa: RUF001 - a range of hours
            (Chip, v.ChipView("Starts in 28 min", Tone.ATTENTION, icon="clock")),
            (LinkStatus, v.LinkStatusView("Meter 42 s ago", LinkState.OLD)),
            (LinkStatus, v.LinkStatusView("Home network down", LinkState.DOWN)),
            (LinkStatus, v.LinkStatusView("Meter 3 s ago", LinkState.LIVE)),
        ):
            part = self._put(kind, f"kit.header{round(x)}", view, x, 710, 10, 56)
            part.resize(part.sizeHint().width(), 56)
            x += part.width() + 16

    def _put(self, kind: type[Any], name: str, view: object, x: float, y: int, width: int, height: int) -> Any:
        widget = kind(name, self.theme, self)
        widget.setGeometry(round(x), y, width, height)
        widget.show_view(view)
        return widget

    def _caption(self, x: float, words: str, y: float) -> None:
        self._captions.append((x, y, words))

"""The look in force: colours, fonts and icons by role, and one signal when it changes."""

from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QTransform,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from ui import tokens
from ui.tokens import Colour, Layout, Scheme, Screen, Type, TypeStyle
from ui.views import Level, Tone

PERCENTS = (150, 140, 130, 120, 110, 100, 90, 80)
"""The sizes of text that are tried where room is scarce, from what a person likes on downwards."""

_ROW_GROWS = 0.6
_BOXES = "QScrollArea, QScrollArea > QWidget > QWidget { border: 0; background: transparent; }"
_LARGE_ICON = 28
_ADVANCES_KEPT = 2000
_LEVELS = {
    Level.LOW: (Colour.LOW, Colour.LOW_TINT),
    Level.NORMAL: (Colour.NORMAL, Colour.NORMAL_TINT),
    Level.HIGH: (Colour.HIGH, Colour.HIGH_TINT),
    Level.CRITICAL: (Colour.CRITICAL, Colour.CRITICAL_TINT),
    Level.EMERGENCY: (Colour.EMERGENCY_TEXT, Colour.EMERGENCY_TINT),
}
_TONES = {
    Tone.INK: Colour.TEXT,
    Tone.QUIET: Colour.TEXT2,
    Tone.OFF: Colour.TEXT_OFF,
    Tone.DONE: Colour.DONE,
    Tone.ATTENTION: Colour.ATTENTION,
    Tone.EMERGENCY: Colour.EMERGENCY_TEXT,
}


@dataclass(frozen=True, slots=True)
class Look:
    """What a person chose, and the screen it is painted on."""

    scheme: Scheme = Scheme.DARK
    screen: Screen = Screen.MEDIUM
    text_percent: int = 100
    is_motion_reduced: bool = False


@cache
def _families() -> tuple[str, str]:
    """The text and the code family, loaded into the application once."""
    fonts = resources.files("resources") / "fonts"
    for name in ("Sans-Regular", "Sans-Medium", "Sans-SemiBold", "Mono-Medium", "Mono-SemiBold"):
        data = QByteArray((fonts / f"IBMPlex{name}.ttf").read_bytes())
        assert QFontDatabase.addApplicationFontFromData(data) >= 0, f"the font IBMPlex{name}.ttf does not load"
    return "IBM Plex Sans", "IBM Plex Mono"


@cache
def _svg(name: str) -> str:
    return (resources.files("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


class Theme(QObject):
    """Answers by role; `changed` fires once for each change of the look."""

    changed = Signal()
    is_tracked = True
    """Are letters set apart as they were drawn?"""

    def __init__(self, look: Look | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icons: dict[tuple[str, str, int], QPixmap] = {}
        self._stripes: dict[tuple[str, str, int, int], QBrush] = {}
        self._set(look or Look())

    @property
    def look(self) -> Look:
        """The look in force."""
        return self._look

    @property
    def layout(self) -> Layout:
        """Measures of the screen in force."""
        return tokens.LAYOUTS[self._look.screen]

    @property
    def is_contrast(self) -> bool:
        """Do outlines take the place of tints?"""
        return self._look.scheme is Scheme.CONTRAST

    def use(self, look: Look) -> None:
        """Take this look; the application's palette follows."""
        if look == self._look:
            return
        self._set(look)
        self.apply()
        self.changed.emit()

    def resting(self) -> "Theme":
        """The same look on black, for a screen that rests; who needs high contrast keeps it."""
        return Theme(self._look if self.is_contrast else replace(self._look, scheme=Scheme.GLANCE))

    def at(self, percent: int) -> "Theme":
        """The same look, its text at another percent of the drawn size."""
        if percent == self._look.text_percent:
            return self
        if percent not in self._others:
            other = Theme(replace(self._look, text_percent=percent))
            other._icons, other._stripes = self._icons, self._stripes
            self._others[percent] = other
        return self._others[percent]

    def row(self, at_1024: float) -> int:
        """The height of a list's row that was drawn so high: larger words make higher rows, and fewer are seen."""
        return round(self.layout.px(at_1024) * (1 + (self._look.text_percent / 100 - 1) * _ROW_GROWS))

    def resize(self, width: int, height: int) -> None:
        """Take the measures of the screen that fits a window of this size."""
        self.use(replace(self._look, screen=tokens.screen_for(width, height)))

    def apply(self) -> None:
        """Give the application its palette, its font and its one style sheet."""
        application = QApplication.instance()
        assert isinstance(application, QApplication), "an application comes before its look"
        application.setPalette(self.palette())
        application.setFont(self.font(Type.BODY))
        if application.styleSheet() != _BOXES:
            application.setStyleSheet(_BOXES)

    def palette(self) -> QPalette:
        """Qt's roles, filled from ours."""
        palette = QPalette()
        for role, colour in (
            (QPalette.ColorRole.Window, Colour.BG),
            (QPalette.ColorRole.WindowText, Colour.TEXT),
            (QPalette.ColorRole.Base, Colour.SURFACE),
            (QPalette.ColorRole.Text, Colour.TEXT),
            (QPalette.ColorRole.PlaceholderText, Colour.TEXT_OFF),
            (QPalette.ColorRole.Button, Colour.RAISED),
            (QPalette.ColorRole.ButtonText, Colour.TEXT),
            (QPalette.ColorRole.Highlight, Colour.INK),
            (QPalette.ColorRole.HighlightedText, Colour.ON_INK),
        ):
            palette.setColor(role, self.colour(colour))
        return palette

    def colour(self, role: Colour) -> QColor:
        """The colour of a role."""
        return self._colours[role]

    def level(self, level: Level | None) -> QColor:
        """A level's colour; None is ink."""
        return self.colour(Colour.INK if level is None else _LEVELS[level][0])

    def tint(self, level: Level) -> QColor:
        """A level's quiet background."""
        return self.colour(_LEVELS[level][1])

    def tone(self, tone: Tone) -> QColor:
        """The colour a tone writes in."""
        return self.colour(_TONES[tone])

    def pen(self, role: Colour, width: float = 1.0) -> QPen:
        """A round-capped pen of a role."""
        return round_pen(self.colour(role), width)

    def font(self, step: Type) -> QFont:
        """The font of a step of the type scale, unhinted, in pixels."""
        return self._fonts[step]

    def metrics(self, step: Type) -> QFontMetricsF:
        """Its metrics."""
        return self._metrics[step]

    def icon(self, name: str, colour: QColor, size: float) -> QPixmap:
        """The icon in that colour, `size` pixels square; `FileNotFoundError` when there is none of that name."""
        key = (name, colour.name(), round(size))
        if key not in self._icons:
            self._icons[key] = _tinted(name, colour, round(size))
        return self._icons[key]

    def stripes(self, ground: QColor, stripe: QColor, band: int = 5, period: int = 12) -> QBrush:
        """The 45 degree stripes of a critical price; they do not move."""
        key = (ground.name(), stripe.name(), band, period)
        if key not in self._stripes:
            tile = QPixmap(period, period)
            tile.fill(ground)
            painter = QPainter(tile)
            painter.fillRect(0, 0, band, period, stripe)
            painter.end()
            brush = QBrush(tile)
            brush.setTransform(QTransform().rotate(45))
            self._stripes[key] = brush
        return self._stripes[key]

    def _set(self, look: Look) -> None:
        self._look = look
        self._colours = _colours(look.scheme)
        self._fonts, self._metrics = _written(look.screen, look.text_percent, is_tracked=self.is_tracked)
        self._others: dict[int, Theme] = {}


class _Metrics(QFontMetricsF):
    """A font's measures; the words of a kiosk are the same for hours, and Qt shapes them anew for each question."""

    def __init__(self, font: QFont) -> None:
        super().__init__(font)
        self._advances: dict[str, float] = {}

    def horizontalAdvance(self, text: str) -> float:  # type: ignore[override]  # we ask for whole texts alone
        """How wide the text is, in pixels."""
        width = self._advances.get(text)
        if width is None:
            if len(self._advances) >= _ADVANCES_KEPT:
                self._advances.clear()
            width = self._advances[text] = super().horizontalAdvance(text)
        return width


@cache
def _colours(scheme: Scheme) -> dict[Colour, QColor]:
    return {role: QColor(value) for role, value in tokens.PALETTES[scheme].items()}


@cache
def _written(screen: Screen, percent: int, *, is_tracked: bool) -> tuple[dict[Type, QFont], dict[Type, QFontMetricsF]]:
    """The type scale on that screen; kept, as words that are fitted try one percent after the other."""
    fonts = {step: _font(tokens.type_style(step, screen, percent=percent), is_tracked=is_tracked) for step in Type}
    return fonts, {step: _Metrics(font) for step, font in fonts.items()}


def _font(style: TypeStyle, *, is_tracked: bool) -> QFont:
    font = QFont(_families()[1] if style.is_mono else _families()[0])
    font.setPixelSize(style.size)
    font.setWeight(QFont.Weight(style.weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    if style.track and is_tracked:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, style.track)
    return font


def round_pen(colour: QColor, width: float) -> QPen:
    """A pen with round ends and corners."""
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _tinted(name: str, colour: QColor, size: int) -> QPixmap:
    stroke = 1.8 if size >= _LARGE_ICON else 2
    svg = _svg(name).replace("currentColor", colour.name()).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap

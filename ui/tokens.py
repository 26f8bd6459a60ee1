"""Colour roles, type, spacing and sizes: the only place where a colour or a measure is written.

Plain Python, in pixels at a device pixel ratio of 1. Contrast ratios were measured with WCAG 2.x luminance:
every text pair stands at 4.5:1 or more, every graphic at 3:1 or more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import MappingProxyType


class Scheme(StrEnum):
    """The three palettes, and the black one of a resting screen."""

    DARK = "dark"
    LIGHT = "light"
    CONTRAST = "contrast"
    GLANCE = "glance"


class Colour(StrEnum):
    """What a colour is for, never what it looks like."""

    BG = "bg"  # page background
    SURFACE = "surface"  # cards, selected rail item, segmented track
    RAISED = "raised"  # secondary buttons, pressable tiles, keys
    PRESSED = "pressed"  # pressed secondary
    LINE = "line"  # decorative hairline, never the only cue
    TRACK = "track"  # progress and slider track
    OUTLINE = "outline"  # control borders, inactive graphics (>=3:1)
    TICK_OFF = "tick_off"  # unlit arch ticks (>=3:1)
    TEXT = "text"  # main text and numbers
    TEXT2 = "text2"  # labels, units, second lines
    TEXT3 = "text3"  # inactive rail items, usual ticks
    TEXT_OFF = "text_off"  # unknown value dash, disabled label
    INK = "ink"  # primary button, selection, needle, fills that are amounts
    ON_INK = "on_ink"  # text on ink
    LOW = "low"  # price Low
    NORMAL = "normal"  # price Normal
    HIGH = "high"  # price High
    CRITICAL = "critical"  # price Critical / CPP
    LOW_TINT = "low_tint"  # Low block fill
    NORMAL_TINT = "normal_tint"  # Normal block fill
    HIGH_TINT = "high_tint"  # High block fill
    CRITICAL_TINT = "critical_tint"  # Critical block fill, band plates
    STRIPE = "stripe"  # 45 degree stripes on criticalTint
    ON_PRICE = "on_price"  # text on a solid price colour
    DONE = "done"  # done, saved, confirmed (always with check)
    DONE_TINT = "done_tint"  # done background
    ATTENTION = "attention"  # stale, weak, not confirmed (always with clock or triangle icon + word)
    ATTENTION_TINT = "attention_tint"  # attention background
    EMERGENCY = "emergency"  # emergency band fill
    ON_EMERGENCY = "on_emergency"  # text on emergency
    EMERGENCY_TINT = "emergency_tint"  # emergency background
    EMERGENCY_TEXT = "emergency_text"  # emergency as text or ticks
    GAP = "gap"  # hatching of missing data
    SCRIM = "scrim"  # behind sheets


_DARK = {
    Colour.BG: "#0B0D0F",
    Colour.SURFACE: "#15191C",
    Colour.RAISED: "#20262A",
    Colour.PRESSED: "#2C3439",
    Colour.LINE: "#2A3136",
    Colour.TRACK: "#20262A",
    Colour.OUTLINE: "#6F7A82",
    Colour.TICK_OFF: "#616B73",
    Colour.TEXT: "#F4F6F5",
    Colour.TEXT2: "#B9C2C7",
    Colour.TEXT3: "#959FA5",
    Colour.TEXT_OFF: "#7C868D",
    Colour.INK: "#F4F6F5",
    Colour.ON_INK: "#0B0D0F",
    Colour.LOW: "#37D0B7",
    Colour.NORMAL: "#78ADFF",
    Colour.HIGH: "#FFB636",
    Colour.CRITICAL: "#FF6492",
    Colour.LOW_TINT: "#0D302C",
    Colour.NORMAL_TINT: "#16294A",
    Colour.HIGH_TINT: "#3D2C0B",
    Colour.CRITICAL_TINT: "#451628",
    Colour.STRIPE: "#6B2340",
    Colour.ON_PRICE: "#0B0D0F",
    Colour.DONE: "#8BDB6E",
    Colour.DONE_TINT: "#17301A",
    Colour.ATTENTION: "#FFB636",
    Colour.ATTENTION_TINT: "#33260B",
    Colour.EMERGENCY: "#D6302A",
    Colour.ON_EMERGENCY: "#FFFFFF",
    Colour.EMERGENCY_TINT: "#3F1210",
    Colour.EMERGENCY_TEXT: "#FF8A80",
    Colour.GAP: "#4A545B",
    Colour.SCRIM: "#9E000000",
}
_LIGHT = {
    Colour.BG: "#F4F3EF",
    Colour.SURFACE: "#FFFFFF",
    Colour.RAISED: "#E9E6DF",
    Colour.PRESSED: "#DAD6CC",
    Colour.LINE: "#D9D5CB",
    Colour.TRACK: "#DEDACF",
    Colour.OUTLINE: "#7C8082",
    Colour.TICK_OFF: "#83878A",
    Colour.TEXT: "#12161A",
    Colour.TEXT2: "#414A50",
    Colour.TEXT3: "#566067",
    Colour.TEXT_OFF: "#676F75",
    Colour.INK: "#12161A",
    Colour.ON_INK: "#FFFFFF",
    Colour.LOW: "#00756A",
    Colour.NORMAL: "#1B5BC6",
    Colour.HIGH: "#8A5500",
    Colour.CRITICAL: "#BE1757",
    Colour.LOW_TINT: "#CFEDE7",
    Colour.NORMAL_TINT: "#D8E5FB",
    Colour.HIGH_TINT: "#FBE6BE",
    Colour.CRITICAL_TINT: "#FBDAE5",
    Colour.STRIPE: "#F2B4C8",
    Colour.ON_PRICE: "#FFFFFF",
    Colour.DONE: "#2B721C",
    Colour.DONE_TINT: "#DDF0D6",
    Colour.ATTENTION: "#8A5500",
    Colour.ATTENTION_TINT: "#FBE6BE",
    Colour.EMERGENCY: "#C4221D",
    Colour.ON_EMERGENCY: "#FFFFFF",
    Colour.EMERGENCY_TINT: "#FBDDDA",
    Colour.EMERGENCY_TEXT: "#A91A16",
    Colour.GAP: "#B9B6AE",
    Colour.SCRIM: "#7312161A",
}
_CONTRAST = {
    Colour.BG: "#000000",
    Colour.SURFACE: "#000000",
    Colour.RAISED: "#000000",
    Colour.PRESSED: "#FFFFFF",
    Colour.LINE: "#FFFFFF",
    Colour.TRACK: "#6E6E6E",
    Colour.OUTLINE: "#FFFFFF",
    Colour.TICK_OFF: "#B0B0B0",
    Colour.TEXT: "#FFFFFF",
    Colour.TEXT2: "#FFFFFF",
    Colour.TEXT3: "#F0F0F0",
    Colour.TEXT_OFF: "#C8C8C8",
    Colour.INK: "#FFFFFF",
    Colour.ON_INK: "#000000",
    Colour.LOW: "#5FFFE7",
    Colour.NORMAL: "#9AD2FF",
    Colour.HIGH: "#FFD84D",
    Colour.CRITICAL: "#FF8DB4",
    Colour.LOW_TINT: "#000000",
    Colour.NORMAL_TINT: "#000000",
    Colour.HIGH_TINT: "#000000",
    Colour.CRITICAL_TINT: "#000000",
    Colour.STRIPE: "#A8466B",
    Colour.ON_PRICE: "#000000",
    Colour.DONE: "#A6FF8A",
    Colour.DONE_TINT: "#000000",
    Colour.ATTENTION: "#FFD84D",
    Colour.ATTENTION_TINT: "#000000",
    Colour.EMERGENCY: "#FF5A4D",
    Colour.ON_EMERGENCY: "#000000",
    Colour.EMERGENCY_TINT: "#000000",
    Colour.EMERGENCY_TEXT: "#FF9D94",
    Colour.GAP: "#C8C8C8",
    Colour.SCRIM: "#D9000000",
}
_GLANCE = _DARK | {
    Colour.BG: "#000000",
    Colour.TEXT: "#B9C2C7",
    Colour.TEXT2: "#87919A",
    Colour.TEXT3: "#7C868D",
    Colour.LOW: "#2FA590",
    Colour.NORMAL: "#6E94CC",
    Colour.HIGH: "#C98F2E",
    Colour.CRITICAL: "#DB5A80",
    Colour.EMERGENCY_TEXT: "#D9776F",
    Colour.ATTENTION: "#C98F2E",
}

PALETTES: Mapping[Scheme, Mapping[Colour, str]] = MappingProxyType(
    {Scheme.DARK: _DARK, Scheme.LIGHT: _LIGHT, Scheme.CONTRAST: _CONTRAST, Scheme.GLANCE: _GLANCE}
)
"""Hex values, `#RRGGBB`, the scrim `#AARRGGBB`."""


class Type(StrEnum):
    """The steps of the type scale."""

    GLANCE = "glance"
    GLANCE_UNIT = "glance_unit"
    GLANCE_WORD = "glance_word"
    GLANCE_LINE = "glance_line"
    GLANCE_NOTE = "glance_note"
    HERO = "hero"
    HERO_LONG = "hero_long"  # above $9.99
    HERO_UNIT = "hero_unit"
    HERO_PAGE = "hero_page"
    VALUE_XL = "value_xl"
    KW = "kw"
    KW_UNIT = "kw_unit"
    VALUE = "value"
    MONEY = "money"
    TITLE = "title"
    HEADLINE = "headline"
    CARD_TITLE = "card_title"
    NOTICE_TITLE = "notice_title"
    NOTICE_BODY = "notice_body"
    BAND = "band"
    AMOUNT = "amount"
    PAGE_TITLE = "page_title"
    BUTTON = "button"
    BODY = "body"
    READING = "reading"
    READING_STRONG = "reading_strong"
    LABEL = "label"
    STRONG = "strong"
    SMALL = "small"
    SMALL_STRONG = "small_strong"
    AXIS = "axis"
    RAIL = "rail"
    BADGE = "badge"
    CODE = "code"
    SUPPORT_CODE = "support_code"


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """A step of the scale: pixel size, weight 400 to 600, tracking in pixels."""

    size: int
    weight: int = 400
    track: float = 0.0
    is_mono: bool = False


_TYPE = {
    Type.GLANCE: TypeStyle(190, 500, -5),
    Type.GLANCE_UNIT: TypeStyle(66),
    Type.GLANCE_WORD: TypeStyle(44, 500),
    Type.GLANCE_LINE: TypeStyle(34),
    Type.GLANCE_NOTE: TypeStyle(26),
    Type.HERO: TypeStyle(98, 600, -2),
    Type.HERO_LONG: TypeStyle(78, 600, -1.6),
    Type.HERO_UNIT: TypeStyle(36),
    Type.HERO_PAGE: TypeStyle(84, 600, -1.7),
    Type.VALUE_XL: TypeStyle(56, 600),
    Type.KW: TypeStyle(40, 500),
    Type.KW_UNIT: TypeStyle(24),
    Type.VALUE: TypeStyle(38, 600, -0.5),
    Type.MONEY: TypeStyle(30, 600),
    Type.TITLE: TypeStyle(28, 600),
    Type.HEADLINE: TypeStyle(46, 600, -0.5),
    Type.CARD_TITLE: TypeStyle(25, 600),
    Type.NOTICE_TITLE: TypeStyle(26, 600),
    Type.NOTICE_BODY: TypeStyle(19),
    Type.BAND: TypeStyle(24, 600),
    Type.AMOUNT: TypeStyle(24, 500),
    Type.PAGE_TITLE: TypeStyle(22, 600),
    Type.BUTTON: TypeStyle(20, 600),
    Type.BODY: TypeStyle(20),
    Type.READING: TypeStyle(21),
    Type.READING_STRONG: TypeStyle(21, 600),
    Type.LABEL: TypeStyle(20),
    Type.STRONG: TypeStyle(20, 600),
    Type.SMALL: TypeStyle(18),
    Type.SMALL_STRONG: TypeStyle(18, 600),
    Type.AXIS: TypeStyle(17),
    Type.RAIL: TypeStyle(16, 500),
    Type.BADGE: TypeStyle(14, 600),
    Type.CODE: TypeStyle(30, 500, is_mono=True),
    Type.SUPPORT_CODE: TypeStyle(21, 600, is_mono=True),
}
_SIZES_800 = {
    Type.GLANCE: 148, Type.GLANCE_UNIT: 51, Type.GLANCE_WORD: 34, Type.GLANCE_LINE: 27, Type.GLANCE_NOTE: 21,
    Type.HERO: 74, Type.HERO_LONG: 59, Type.HERO_PAGE: 64, Type.HERO_UNIT: 28, Type.KW_UNIT: 22,
    Type.NOTICE_TITLE: 21, Type.NOTICE_BODY: 16, Type.VALUE_XL: 44, Type.KW: 32,
    Type.VALUE: 30, Type.MONEY: 24, Type.TITLE: 22, Type.HEADLINE: 36, Type.CARD_TITLE: 20, Type.BAND: 20,
    Type.AMOUNT: 20, Type.PAGE_TITLE: 19, Type.BUTTON: 18, Type.BODY: 17, Type.LABEL: 17, Type.STRONG: 17,
    Type.SMALL: 16, Type.SMALL_STRONG: 16, Type.AXIS: 15, Type.RAIL: 15, Type.BADGE: 14, Type.CODE: 24,
    Type.SUPPORT_CODE: 18, Type.READING: 18, Type.READING_STRONG: 18,
}  # fmt: skip
_SIZES_1280 = {
    Type.GLANCE: 238, Type.GLANCE_UNIT: 82, Type.GLANCE_WORD: 55, Type.GLANCE_LINE: 42, Type.GLANCE_NOTE: 32,
    Type.HERO: 124, Type.HERO_LONG: 98, Type.HERO_PAGE: 105, Type.HERO_UNIT: 45, Type.KW_UNIT: 33,
    Type.NOTICE_TITLE: 32, Type.NOTICE_BODY: 23, Type.VALUE_XL: 70, Type.KW: 52,
    Type.VALUE: 48, Type.MONEY: 38, Type.TITLE: 35, Type.HEADLINE: 58, Type.CARD_TITLE: 31, Type.BAND: 28,
    Type.AMOUNT: 30, Type.PAGE_TITLE: 26, Type.BUTTON: 24, Type.BODY: 24, Type.LABEL: 24, Type.STRONG: 24,
    Type.SMALL: 21, Type.SMALL_STRONG: 21, Type.AXIS: 20, Type.RAIL: 18, Type.BADGE: 16, Type.CODE: 38,
    Type.SUPPORT_CODE: 26, Type.READING: 25, Type.READING_STRONG: 25,
}  # fmt: skip
LINE_HEIGHT = 1.25
TEXT_MINIMUM = 15  # at 800x480; 16 elsewhere


class Screen(Enum):
    """The sizes that the product is drawn for."""

    SMALL = (800, 480)
    MEDIUM = (1024, 600)
    LARGE = (1280, 800)


@dataclass(frozen=True, slots=True)
class Layout:
    """The frame of every page, and Home's zones; `scale` is the ratio to 1024x600 for everything not named."""

    width: int
    height: int
    scale: float
    rail: int
    header: int
    band: int
    margin: int
    content_x: int
    content_w: int
    home_top: int
    home_bottom: int
    home_bottom_band: int
    ledger_x: int
    rail_item: int
    arch_radius: int
    arch_ticks: int

    def px(self, at_1024: float) -> int:
        """A measure drawn at 1024x600, on this screen."""
        return round(at_1024 * self.scale)

    def icon(self, at_1024: int) -> int:
        """An icon's size: it grows with the screen, and shrinks to 24 at most."""
        return max(self.px(at_1024), min(at_1024, 24))


LAYOUTS: Mapping[Screen, Layout] = MappingProxyType(
    {
        Screen.SMALL: Layout(800, 480, 0.78, 68, 48, 48, 12, 80, 708, 272, 140, 112, 412, 68, 152, 61),
        Screen.MEDIUM: Layout(1024, 600, 1.0, 88, 56, 56, 16, 104, 904, 344, 176, 124, 552, 86, 198, 73),
        Screen.LARGE: Layout(1280, 800, 1.25, 104, 64, 68, 20, 124, 1136, 452, 240, 172, 688, 114, 248, 73),
    }
)


def screen_for(width: int, height: int) -> Screen:
    """The largest drawn screen that fits into the window, at least the small one."""
    fitting = [each for each in Screen if each.value[0] <= width and each.value[1] <= height]
    return fitting[-1] if fitting else Screen.SMALL


def type_style(step: Type, screen: Screen, *, percent: int = 100) -> TypeStyle:
    """The step on that screen, where text is read at `percent` of its drawn size (80 to 150).

    What is read grows by all of it, what is large already by less, from twice the body's size on not at all: the order
    of sizes stays. Below 100 all shrink, none below the least that is read.
    """
    base, body = _TYPE[step], _size(Type.BODY, screen)
    size = _size(step, screen)
    share = min(1.0, max(0.0, (2 * body - size) / body)) if percent > 100 else 1.0
    least = min(size, TEXT_MINIMUM if screen is Screen.SMALL else TEXT_MINIMUM + 1)
    grown = max(least, round(size * (1 + (percent / 100 - 1) * share)))
    return TypeStyle(grown, base.weight, base.track * size / base.size, base.is_mono)


def _size(step: Type, screen: Screen) -> int:
    return {Screen.SMALL: _SIZES_800, Screen.LARGE: _SIZES_1280}.get(screen, {}).get(step, _TYPE[step].size)


class Space:
    """Distances."""

    XS, S, M, L, XL, XXL = 4, 8, 12, 16, 24, 32


class Radius:
    """Corners."""

    BAR, FIELD, BUTTON, CARD, TILE, CHIP, SHEET, CIRCLE_BUTTON = 6, 12, 14, 16, 16, 18, 24, 40


class Stroke:
    """Line widths; ticks at the 1024x600 radius."""

    HAIRLINE, CONTROL, BAND_EDGE, SELECTED, FOCUS, FOCUS_GAP, BLOCK_TOP = 1, 2, 2, 3, 3, 1, 4
    TICK_ON, TICK_OFF, NEEDLE, NEEDLE_GAP = 5, 3, 7, 13


class Touch:
    """Targets: the paint may be smaller, the hit area is not."""

    MINIMUM, GAP, BUTTON, BUTTON_SHEET, BUTTON_EVENT, KEY, CIRCLE_BUTTON, STEP = 56, 8, 56, 64, 68, 88, 80, 56


class Milliseconds:
    """Durations; "reduce motion" makes every movement 0. Numbers never tween."""

    PRESS, TOGGLE, NEEDLE, PAGE, SHEET_IN, SHEET_OUT, BAND_IN, LEVEL_FADE = 80, 120, 180, 180, 220, 160, 240, 240
    TOAST, WAKE_SWALLOW, TO_GLANCE, TO_HOME, GLANCE_DRIFT = 10_000, 350, 300_000, 60_000, 60_000
    LONG_PRESS, CHART_HOLD, COLLECT_TAPS = 600, 4_000, 1_500


class Drift:
    """The resting screen moves up to `REACH` pixels each way at 1024x600, on a path that closes after `STEPS` steps."""

    REACH, STEPS, TURNS_X, TURNS_Y = 40, 48, 3, 4


class ArchShape:
    """The tick gauge, at a radius of 198: degrees count clockwise from 12 o'clock, 0 in the middle of the sweep."""

    SWEEP_DEG, STEP_DEG = 216.0, 3.0
    LENGTH_ON, LENGTH_USUAL, LENGTH_OFF = 30, 22, 12
    RADIUS_REFERENCE = 198

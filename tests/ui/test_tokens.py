"""Colours that can be read, sizes that can be touched."""

import itertools
from itertools import pairwise

import pytest

from tests.ui.wcag import ratio, rgb
from ui import tokens
from ui.tokens import LAYOUTS, PALETTES, Colour, Scheme, Screen, Touch, Type, type_style

LEVELS = (Colour.LOW, Colour.NORMAL, Colour.HIGH, Colour.CRITICAL)
TINTS = (Colour.LOW_TINT, Colour.NORMAL_TINT, Colour.HIGH_TINT, Colour.CRITICAL_TINT)
TEXT_PAIRS = [
    *itertools.product((Colour.TEXT, Colour.TEXT2, Colour.TEXT3), (Colour.BG, Colour.SURFACE, Colour.RAISED)),
    *itertools.product((*LEVELS, Colour.DONE, Colour.ATTENTION, Colour.EMERGENCY_TEXT), (Colour.BG, Colour.SURFACE)),
    *itertools.product((Colour.TEXT,), (*TINTS, Colour.STRIPE, Colour.ATTENTION_TINT)),
    *zip(LEVELS, TINTS, strict=True),
    (Colour.ATTENTION, Colour.ATTENTION_TINT),
    (Colour.TEXT_OFF, Colour.BG),
    (Colour.ON_INK, Colour.INK),
    (Colour.ON_EMERGENCY, Colour.EMERGENCY),
]
GRAPHIC_PAIRS = [(Colour.OUTLINE, Colour.BG), (Colour.TICK_OFF, Colour.BG), (Colour.INK, Colour.BG)]


def contrast(one: str, other: str) -> float:
    return ratio(rgb(one), rgb(other))


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_palette_answers_every_role(scheme: Scheme) -> None:
    assert set(PALETTES[scheme]) == set(Colour)


@pytest.mark.parametrize("scheme", [Scheme.DARK, Scheme.LIGHT, Scheme.CONTRAST])
def test_every_text_can_be_read(scheme: Scheme) -> None:
    palette = PALETTES[scheme]
    ratios = {(text, ground): contrast(palette[text], palette[ground]) for text, ground in TEXT_PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", [Scheme.DARK, Scheme.LIGHT, Scheme.CONTRAST])
def test_every_graphic_can_be_seen(scheme: Scheme) -> None:
    palette = PALETTES[scheme]
    assert all(contrast(palette[mark], palette[ground]) >= 3 for mark, ground in GRAPHIC_PAIRS)


@pytest.mark.parametrize("screen", list(Screen))
@pytest.mark.parametrize("percent", [100, 120, 150])
def test_no_text_is_smaller_than_the_minimum(screen: Screen, percent: int) -> None:
    sizes = {step: type_style(step, screen, percent=percent).size for step in Type if step is not Type.BADGE}
    assert min(sizes.values()) >= (tokens.TEXT_MINIMUM if screen is Screen.SMALL else 16)


def test_larger_text_enlarges_what_explains_and_leaves_the_numbers() -> None:
    assert type_style(Type.SMALL, Screen.MEDIUM, percent=120).size == 22
    assert type_style(Type.SMALL, Screen.MEDIUM, percent=150).size == 27
    assert type_style(Type.HERO, Screen.MEDIUM, percent=150).size == 98


@pytest.mark.parametrize("screen", list(Screen))
def test_in_larger_text_a_step_stays_below_the_next(screen: Screen) -> None:
    drawn = sorted(Type, key=lambda step: type_style(step, screen).size)
    grown = [type_style(step, screen, percent=150).size for step in drawn]
    assert all(one <= other + 1 for one, other in pairwise(grown))


def test_targets_are_as_large_as_a_finger() -> None:
    assert min(Touch.MINIMUM, Touch.BUTTON, Touch.BUTTON_SHEET, Touch.BUTTON_EVENT, Touch.KEY, Touch.STEP) == 56
    assert all(layout.rail_item >= 56 for layout in LAYOUTS.values())


@pytest.mark.parametrize(
    ("size", "screen"),
    [
        ((800, 480), Screen.SMALL),
        ((1024, 600), Screen.MEDIUM),
        ((1279, 799), Screen.MEDIUM),
        ((1920, 1080), Screen.LARGE),
        ((640, 400), Screen.SMALL),
    ],
)
def test_a_window_takes_the_largest_measures_that_fit(size: tuple[int, int], screen: Screen) -> None:
    assert tokens.screen_for(*size) is screen


@pytest.mark.parametrize("layout", list(LAYOUTS.values()))
def test_the_content_ends_a_margin_before_the_edge(layout: tokens.Layout) -> None:
    assert layout.content_x == layout.rail + layout.margin or layout.scale != 1
    assert layout.content_x + layout.content_w + layout.margin == layout.width

"""Contrast as it is painted, not as it was meant: the ink of every text against the ground right around it."""

from collections import Counter

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui import ink
from tests.ui.wcag import Rgb, ratio
from ui.gallery import SCHEMES, at_rest, in_scheme
from ui.presenters.frame import Page
from ui.screens.cases import CASES, NOW
from ui.screens.sample_answers import serve
from ui.theme import Look, Theme
from ui.tokens import Scheme
from ui.window import Window

TEXT, LARGE = 4.5, 3.0
LARGE_PX = 19
"""Capitals of this height come with type of 24 px and more: WCAG's large text."""
SMOOTHING = 0.92
"""The middle of a stem is not quite its ink where it is thinner than a pixel."""
CASES_SHOWN = ("normal", "low-price", "high-price", "event-active", "event-emergency-ja5", "silent")


def colours(image: QImage, box: QRectF) -> Counter[Rgb]:
    """How many pixels of the box have each colour."""
    part = image.copy(box.toAlignedRect().intersected(image.rect())).convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(part.constBits()).cast("I"))
    return Counter({(each >> 16 & 255, each >> 8 & 255, each & 255): count for each, count in counted.items()})


def measured(image: QImage, box: QRectF) -> float:
    """What differs most from the ground, which is what most of the box's surroundings are."""
    ground = colours(image, box.adjusted(-3, -3, 3, 3)).most_common(1)[0][0]
    return max((ratio(each, ground) for each in colours(image, box)), default=21.0)


def weak(image: QImage, page: QWidget) -> dict[str, float]:
    """Texts whose contrast falls short; what cannot be used now is exempt, as in WCAG 1.4.3."""
    found = {}
    for each in ink.of(page):
        owner = page.findChild(QWidget, each.owner_name)
        is_exempt = owner is not None and not owner.isEnabled()
        least = LARGE if each.box.height() >= LARGE_PX else TEXT
        if is_exempt or each.box.width() < 3:
            continue
        if (contrast := measured(image, each.box)) < least * SMOOTHING:
            found[f"{each.owner_name}: {each.text}"] = round(contrast, 2)
    return found


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda each: each.value)
def test_every_text_stands_out_from_its_ground(qtbot: QtBot, scheme: Scheme) -> None:
    """4.5 to 1, large text 3 to 1, in every theme, measured in the picture."""
    window = Window(Theme(Look(scheme=scheme, is_motion_reduced=True)), lambda: NOW)
    qtbot.addWidget(window)
    serve(window)
    window.resize(1024, 600)
    window.show()
    wrong = {}
    for case in CASES_SHOWN:
        window.show_snapshot(in_scheme(CASES[case](), scheme))
        pages = Page if case == "normal" else (Page.HOME, Page.BILL, Page.PRICES)
        for page in pages:
            window.open(page)
            if found := weak(window.grab().toImage(), window):
                wrong[f"{case} {page}"] = found
    assert wrong == {}


@pytest.mark.parametrize("case", CASES_SHOWN)
def test_the_glance_is_read_from_across_the_room(qtbot: QtBot, case: str) -> None:
    theme = Theme(Look(is_motion_reduced=True))
    image = at_rest(theme, CASES[case](), NOW)
    ground = colours(image, QRectF(0, 0, 40, 40)).most_common(1)[0][0]
    seen = colours(image, QRectF(image.rect().adjusted(200, 60, -200, -60)))
    inks = [colour for colour, count in seen.most_common(12) if colour != ground and count > 150]
    assert inks
    assert max(ratio(each, ground) for each in inks) >= LARGE

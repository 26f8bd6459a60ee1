"""The look: one signal, one style sheet, fonts and icons from the package."""

from collections.abc import Iterator
from dataclasses import replace
from importlib import resources

import pytest
from PySide6.QtGui import QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.theme import Look, Theme
from ui.tokens import Colour, Scheme, Screen, Type
from ui.views import Level


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    look = Theme()
    yield look
    look.deleteLater()


@pytest.mark.parametrize("step", list(Type))
def test_every_step_is_set_in_the_bundled_plex(theme: Theme, step: Type) -> None:
    font = theme.font(step)
    assert QFontInfo(font).family() == ("IBM Plex Mono" if step in {Type.CODE, Type.SUPPORT_CODE} else "IBM Plex Sans")
    assert font.hintingPreference() is QFont.HintingPreference.PreferNoHinting
    assert font.pixelSize() > 0


@pytest.mark.parametrize("step", [Type.HERO, Type.KW, Type.VALUE, Type.SMALL, Type.CODE])
def test_digits_are_all_as_wide_as_each_other(theme: Theme, step: Type) -> None:
    assert len({theme.metrics(step).horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_the_application_follows_the_look(theme: Theme) -> None:
    theme.use(replace(theme.look, scheme=Scheme.LIGHT))
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    window = application.palette().color(QPalette.ColorRole.Window)
    assert window == theme.colour(Colour.BG)
    assert application.font().family() == "IBM Plex Sans"


def test_the_same_look_again_says_nothing(qtbot: QtBot, theme: Theme) -> None:
    with qtbot.assertNotEmitted(theme.changed):
        theme.use(Look())


def test_every_bundled_icon_can_be_tinted(theme: Theme) -> None:
    icons = sorted(
        path.name for path in (resources.files("resources") / "icons").iterdir() if path.name.endswith(".svg")
    )
    assert len(icons) == 63
    ink = theme.colour(Colour.INK)
    for name in icons:
        image = theme.icon(name.removesuffix(".svg"), ink, 28).toImage()
        pixels = {image.pixelColor(x, y).alpha() for x in range(28) for y in range(28)}
        assert max(pixels) > 200, f"{name} is empty"


def test_an_icon_is_painted_once_for_a_colour_and_a_size(theme: Theme) -> None:
    ink = theme.colour(Colour.INK)
    assert theme.icon("house", ink, 28).cacheKey() == theme.icon("house", ink, 28).cacheKey()
    assert theme.icon("house", ink, 28).cacheKey() != theme.icon("house", ink, 24).cacheKey()


def test_an_icon_that_does_not_exist_is_an_error(theme: Theme) -> None:
    with pytest.raises(FileNotFoundError):
        theme.icon("no-such-icon", theme.colour(Colour.INK), 28)


def test_no_level_is_ink(theme: Theme) -> None:
    assert theme.level(None) == theme.colour(Colour.INK)
    assert len({theme.level(level).name() for level in Level}) == len(Level)


def test_a_window_chooses_the_measures(theme: Theme) -> None:
    theme.resize(1280, 800)
    assert theme.look.screen is Screen.LARGE
    assert theme.font(Type.HERO).pixelSize() == 124

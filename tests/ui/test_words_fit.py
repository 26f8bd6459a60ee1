"""Nothing is cut off and nothing overlaps: any page, state and size, larger text, longer words (C1FR32)."""

from itertools import product
from pathlib import Path

import pytest

import ui
from hemsapp.manners import LANGUAGES, TEXT_SIZES_PERCENT
from tests.ui import fits, longer
from tests.ui.fits import Worn
from ui.tokens import Scheme, Screen

pytestmark = pytest.mark.usefixtures("qapp")
PAGES, SCENES = fits.pages(), fits.scenes()
DRAWN = [Worn(screen) for screen in Screen]
LARGEST = [Worn(screen, 150) for screen in Screen]
LONGEST = [Worn(screen, 150, longer.TAG) for screen in Screen]
EXTREMES = [Worn(Screen.SMALL), Worn(Screen.SMALL, 150), Worn(Screen.LARGE, 150), Worn(Screen.MEDIUM, 150, longer.TAG)]


@pytest.mark.parametrize("name", list(PAGES))
def test_the_words_of_every_page_fit(name: str) -> None:
    """UC96.3.4: as drawn and at 150 %, in English and in a language a third longer."""
    assert fits.walk(PAGES[name], DRAWN + LARGEST + LONGEST) == {}


@pytest.mark.parametrize("name", list(SCENES))
def test_the_words_of_every_state_fit(name: str) -> None:
    """A sentence that is cut tells nothing."""
    assert fits.walk(SCENES[name], EXTREMES) == {}


@pytest.mark.soak
@pytest.mark.parametrize("name", [*PAGES, *SCENES])
@pytest.mark.parametrize("language", [*LANGUAGES, longer.TAG])
def test_the_words_of_every_state_fit_in_every_look(name: str, language: str) -> None:
    """All sizes, all sizes of text, with the tints of the dark scheme and the outlines of the one of high contrast."""
    looks = [
        Worn(screen, percent, language, scheme)
        for screen, percent, scheme in product(Screen, TEXT_SIZES_PERCENT, (Scheme.DARK, Scheme.CONTRAST))
    ]
    assert fits.walk({**PAGES, **SCENES}[name], looks) == {}


def test_no_widget_shortens_words() -> None:
    """What does not fit is set in more lines or smaller, scrolls, or stands in the sheet of a long press."""
    sources = Path(ui.__path__[0]).rglob("*.py")
    assert [each.name for each in sources if "elided" in each.read_text(encoding="utf-8").lower()] == []

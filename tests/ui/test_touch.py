"""What is pressed is as large as a finger."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget

from tests.ui import fits
from tests.ui.fits import Worn
from ui.screens.history_cases import HISTORY_SCENES
from ui.tokens import Screen, Touch


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", ["prices", "history-day", "history-fix", "data"])
def test_what_is_pressed_is_as_large_as_a_finger(name: str) -> None:
    """DESIGN section 3: 56 and more, whatever the text."""
    state, page = fits.scenes()[name], HISTORY_SCENES[name].page
    looks = [Worn(screen, percent) for screen in Screen for percent in (100, 150)]
    small: dict[str, dict[str, tuple[int, int]]] = {}
    with fits.window_of(state) as window:
        fits.wear(window, state, looks[0])
        state.acts[0](window)
        for worn in looks:
            fits.wear(window, state, worn)
            part = fits.covering(window)
            seen = window.findChild(QWidget, page) if part is window else part
            assert seen is not None
            pressed = [each for each in seen.findChildren(QAbstractButton) if each.isVisible()]
            assert pressed
            sizes = {each.objectName(): (each.width(), each.height()) for each in pressed}
            small[str(worn)] = {key: size for key, size in sizes.items() if min(size) < Touch.MINIMUM}
    assert {look: found for look, found in small.items() if found} == {}

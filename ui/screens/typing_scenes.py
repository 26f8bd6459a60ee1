"""A device is named: as the keys stand at first, while it is typed, with a name that is taken."""

from ui.presenters.frame import Page
from ui.screens.cases import CASES
from ui.screens.history_cases import Scene

_NAME = ("network.device1", "network.sheet.rename")
_KEYS = "network.name.keys"
ERASE, SHIFT, SYMBOLS = f"{_KEYS}.0.10", f"{_KEYS}.2.0", f"{_KEYS}.3.1"


def letters(word: str) -> tuple[str, ...]:
    """The names of the keys that type that word, small letters of the first layer."""
    rows = ("qwertyuiop", "asdfghjkl'", " zxcvbnm-.")
    places = {sign: f"{_KEYS}.{row}.{at}" for row, signs in enumerate(rows) for at, sign in enumerate(signs)}
    return tuple(f"{_KEYS}.3.3" if sign == " " else places[sign] for sign in word)


def _scene(*pressed: str) -> Scene:
    return Scene(CASES["normal"], Page.NETWORK, pressed=(*_NAME, *pressed))


TYPING_SCENES: dict[str, Scene] = {
    "naming": _scene(),
    "naming-empty": _scene(ERASE),
    "naming-typed": _scene(*letters("den"), SHIFT),
    "naming-signs": _scene(SYMBOLS),
    "naming-taken": _scene(SHIFT, *letters("u"), *letters("pstairs")),
}

"""Another language while the window is open: what is on the screen says it at once, without a restart."""

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from ui.widgets.base import Painted, Pressable


@runtime_checkable
class Reworded(Protocol):
    """A part of a page with words of its own that no view brings."""

    def reworded(self) -> None:
        """Say them in the language in force."""


def reword(window: QWidget) -> None:
    """Say anew, in the language in force, what widgets say of themselves; views are told by their presenters."""
    for part in window.findChildren(QWidget):
        if isinstance(part, Painted | Pressable):
            part.retold()
        elif isinstance(part, Reworded):
            part.reworded()

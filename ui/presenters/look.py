"""Screen: the palette and the size of text."""

from dataclasses import dataclass

from devices.moment import Moment
from hemsapp.commands import SetTextSize, SetTheme, Theme
from hemsapp.snapshot import Snapshot
from ui.i18n import words
from ui.presenters.frame import header
from ui.views import HeaderView, SegmentedView, ToggleView

_THEMES = tuple(Theme)


@dataclass(frozen=True, slots=True)
class LookView:
    """Which palette, and whether labels are larger."""

    header: HeaderView
    theme_label: str
    theme: SegmentedView
    larger_label: str
    larger_note: str
    larger: ToggleView


class LookPresenter:
    """Snapshot to LookView."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo

    def present(self, snapshot: Snapshot, now: Moment) -> LookView:
        """The page at that moment."""
        is_larger = snapshot.preferences.is_text_larger
        return LookView(
            header(snapshot, now, words("screen.title"), has_back=True, is_demo=self._is_demo),
            words("screen.theme"),
            SegmentedView(
                tuple(words(f"screen.{theme.value}") for theme in _THEMES), _THEMES.index(snapshot.preferences.theme)
            ),
            words("screen.larger"),
            words("screen.larger_note"),
            ToggleView(is_larger, words("screen.on" if is_larger else "screen.off"), sentence=words("screen.larger")),
        )

    def choose(self, index: int) -> SetTheme:
        """Paint in the palette of that index."""
        return SetTheme(_THEMES[index])

    def toggle(self, *, is_on: bool) -> SetTextSize:
        """Larger text, or back."""
        return SetTextSize(is_on)

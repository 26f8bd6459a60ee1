"""Screen: the palette and the size of text."""

from dataclasses import dataclass, replace

from devices.moment import Moment
from hemsapp.commands import SetManners, SetTheme, Theme
from hemsapp.manners import Manners
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters.frame import header
from ui.presenters.ledger import price_row
from ui.views import HeaderView, LedgerRowView, ToggleView
from ui.views.controls import ThemeCardView

_THEMES = tuple(Theme)
_LARGER = 120


@dataclass(frozen=True, slots=True)
class LookView:
    """Which palette, whether labels are larger, and a row of Home that shows both at once."""

    header: HeaderView
    theme_label: str
    themes: tuple[ThemeCardView, ...]
    larger_label: str
    larger_note: str
    larger: ToggleView
    sample: LedgerRowView


class LookPresenter:
    """Snapshot to LookView."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._manners = Manners()

    def present(self, snapshot: Snapshot, now: Moment) -> LookView:
        """The page at that moment."""
        chosen, amount = snapshot.preferences.theme, i18n.price(snapshot.prices.price).number
        self._manners = snapshot.preferences.manners
        is_larger = self._manners.text_percent > 100
        return LookView(
            header(snapshot, now, words("screen.title"), has_back=True, is_demo=self._is_demo),
            words("screen.theme"),
            tuple(ThemeCardView(words(f"screen.{theme.value}"), amount, theme is chosen) for theme in _THEMES),
            words("screen.larger"),
            words("screen.larger_note"),
            ToggleView(is_larger, words("screen.on" if is_larger else "screen.off"), sentence=words("screen.larger")),
            price_row(snapshot, now),
        )

    def choose(self, index: int) -> SetTheme:
        """Paint in the palette of that index."""
        return SetTheme(_THEMES[index])

    def toggle(self, *, is_on: bool) -> SetManners:
        """Larger text, or back."""
        return SetManners(replace(self._manners, text_percent=_LARGER if is_on else 100))

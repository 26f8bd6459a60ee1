"""The first question: who is here?"""

from dataclasses import dataclass, replace

from hemsapp.commands import Role, SetManners, Welcome
from hemsapp.manners import LANGUAGES, TEXT_SIZES_PERCENT, Manners
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters.frame import Page
from ui.views import ButtonKind, ButtonView, SegmentedView, TileView, WhyRow, WhySheetView

_ROLES = ((Role.HOME, "house"), (Role.INSTALLER, "wrench"), (Role.DEMO, "play"))


@dataclass(frozen=True, slots=True)
class WelcomeView:
    """A headline, a question, three answers."""

    headline: str
    question: str
    roles: tuple[tuple[Role, TileView], ...]
    languages: SegmentedView
    larger: ButtonView


class WelcomePresenter:
    """Snapshot to WelcomeView."""

    def __init__(self) -> None:
        self._manners = Manners()
        self._has_meter = True

    def present(self, snapshot: Snapshot) -> WelcomeView:
        """The page; it has no numbers and therefore no age."""
        self._manners = snapshot.preferences.manners
        self._has_meter = snapshot.link.meter is not None
        return WelcomeView(
            words("welcome.headline"),
            words("welcome.who"),
            tuple(
                (
                    role,
                    TileView(
                        words(f"welcome.{role.value}"),
                        icon,
                        self._body(role),
                        is_primary=role is Role.HOME,
                        is_tall=True,
                        has_arrow=True,
                    ),
                )
                for role, icon in _ROLES
            ),
            SegmentedView(tuple(i18n.language_names().values()), LANGUAGES.index(self._manners.language)),
            ButtonView(words("welcome.larger" if self._next_size() > 100 else "welcome.smaller"), ButtonKind.OUTLINE),
        )

    def answer(self, role: Role) -> tuple[Welcome, Page]:
        """What to tell the engine, and where to go."""
        if not self._has_meter:
            return Welcome(role), Page.CONNECT
        return Welcome(role), Page.NETWORK if role is Role.INSTALLER else Page.HOME

    def explain_demo(self) -> WhySheetView:
        """How to see a sample house: a kiosk shows its own home and no other."""
        rows = (WhyRow(words("welcome.demo_command"), "hemsapp demo"),)
        return WhySheetView(words("welcome.demo"), words("welcome.demo_sentence"), rows, words("why.close"))

    def _body(self, role: Role) -> str:
        is_first = not self._has_meter and role is not Role.DEMO
        return words(f"welcome.{role.value}_{'first' if is_first else 'body'}")

    def grow(self) -> SetManners:
        """The next larger text, after the largest the smallest again."""
        return SetManners(replace(self._manners, text_percent=self._next_size()))

    def speak(self, index: int) -> SetManners:
        """Another language, at once."""
        return SetManners(replace(self._manners, language=LANGUAGES[index]))

    def _next_size(self) -> int:
        at = TEXT_SIZES_PERCENT.index(self._manners.text_percent)
        return TEXT_SIZES_PERCENT[(at + 1) % len(TEXT_SIZES_PERCENT)]
